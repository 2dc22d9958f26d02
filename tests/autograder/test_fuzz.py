"""Hostile bytes in every reader: only the errors that it names come out, and soon.

A longer run, guided by coverage: `python -m benchmarks.fuzz`.
"""

import copy
import io
import json
import os
import threading
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.channel import Channel
from autograder.errors import InfrastructureError, NotebookError, StudentCrash, StudentError, WireError
from autograder.fake import FakeConnection
from autograder.intake import Location, list_zip, read_file
from autograder.link import Link, Received, Respond
from autograder.notebook import Cell, definitions, read_notebook
from autograder.plain import one_line, plain, spreadsheet_text, student_name
from autograder.protocol import DECODERS, KINDS, Callback, Effect, Failure, Reply, Request
from autograder.settings import Settings
from autograder.submission import Submission, effects, exists, keep, signature, value, work
from autograder.wire import DTYPES, HEADER, MAX_STRUCTURE, Node, Reader, Tag, decode_header, decode_message

quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
SECONDS = 5.0

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@contextmanager
def soon() -> Iterator[None]:
    """Fail when what is inside takes longer than any input may."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def require(holds: object) -> None:
    """Assert, where a linter takes `assert` for a forgotten `pytest.raises`."""
    assert holds


# Notebooks -------------------------------------------------------------------------------------------

WORDS = ("cells", "worksheets", "cell_type", "source", "input", "metadata", "nbformat", "code", "outputs")


def valid_notebook() -> dict[str, Any]:
    cell = {"cell_type": "code", "source": ["def f(x):\n", "    return x"], "metadata": {}, "outputs": []}
    sheets = [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]
    return {"nbformat": 4, "metadata": {}, "cells": [cell, dict(cell, source="y")], "worksheets": sheets}


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every container of a tree with every key or index in it."""
    if not isinstance(tree, dict | list):
        return []
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    return [(tree, key) for key in keys] + [place for key in keys for place in places(tree[key])]


@st.composite
def mutated_notebooks(draw: st.DrawFn) -> bytes:
    """A notebook with some of its parts replaced, removed, renamed or doubled, in some encoding."""
    tree = valid_notebook()
    for _ in range(draw(st.integers(1, 4))):
        found = places(tree)
        if not found:
            break
        holder, key = draw(st.sampled_from(found))
        action = draw(st.sampled_from(["replace", "remove", "rename", "double"]))
        if action == "replace":
            holder[key] = draw(JSON)
        elif action == "remove":
            del holder[key]
        elif isinstance(holder, dict):
            content = copy.deepcopy(holder[key])
            if action == "rename":
                del holder[key]
            holder[draw(st.sampled_from(WORDS))] = content
        else:
            holder.append(copy.deepcopy(holder[key]))
    text = json.dumps(tree)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]))
    return text.encode(encoding)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes that are cut, overwritten, or have something put in."""
    start, length = draw(st.integers(0, len(whole))), draw(st.integers(0, 40))
    piece = draw(st.binary(max_size=20) | st.sampled_from([b"[" * 5000, b'{"a":' * 5000, b"9" * 5000, b'"']))
    return whole[:start] + piece + (whole[start + length :] if draw(st.booleans()) else b"")


def read_it_all(data: bytes) -> None:
    with soon():
        try:
            contents = read_notebook(data)
        except NotebookError as error:
            require(str(error).startswith("The file"))
            return
        for cell in definitions(contents.cells, frozenset()):
            assert cell.source.encode()
            assert len(cell.label) < 100
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(contents.cells), type=list[Cell])
        assert again == list(contents.cells)


@quick
@given(mutated_notebooks() | damaged(json.dumps(valid_notebook()).encode()) | st.binary(max_size=300))
def test_a_notebook_is_read_or_refused(data: bytes) -> None:
    read_it_all(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells": [' + b"[" * 100_000,
        b'{"cells": [' + b'{"a":' * 100_000,
        b'{"cells": [' * 100_000,
        b'{"cells": [{"cell_type": "code", "source": "x"},' + b" " * 2**20,
        b'{"cells": [' + b"{}," * 100_000,
        b'{"cells": [' + b"9" * 100_000 + b"]}",
        b'"cells"' * 100_000,
        b'{"cells": [{"cell_type": "code", "source": [' + b'"",' * 100_000 + b'""]}]}',
        b"\xff\xfe" + b"\x00\xd8" * 1000,
        b"\xef\xbb\xbf" * 3 + b"{}",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_a_notebook_made_to_take_long_does_not(data: bytes) -> None:
    read_it_all(data)


# Zip files -------------------------------------------------------------------------------------------


def valid_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/losses.ipynb", b"x" * 400)
        archive.writestr("b.ipynb", b"y")
    return stream.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@quick
@given(damaged(valid_zip()) | st.binary(max_size=200).map(lambda data: b"PK\x05\x06" + data))
def test_a_zip_file_is_read_or_refused(folder: Path, data: bytes) -> None:
    (folder / "x.zip").write_bytes(data)
    place = PurePosixPath("x.zip")
    with soon():
        try:
            names = list_zip(Location(folder, place))
        except NotebookError:
            return
        for name in names:
            try:
                assert len(read_file(Location(folder, place, name), 1000)) <= 1000
            except (NotebookError, InfrastructureError):
                continue


# The wire --------------------------------------------------------------------------------------------

PARTS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.integers(-2, 40)
    | st.floats()
    | st.sampled_from(
        [*sorted(DTYPES)[:12], "C", "F", "PCG64", "MT19937", "Philox", "bit_generator", "state"]
    )
    | st.text(max_size=4)
)
TREES = st.recursive(
    PARTS,
    lambda inner: st.builds(
        lambda tag, parts: [tag, parts],
        st.sampled_from([*map(int, Tag), 15, -1]),
        st.lists(inner, max_size=6),
    ),
    max_leaves=25,
)


@quick
@given(st.lists(TREES, max_size=3), st.binary(max_size=80))
def test_a_structure_is_read_or_refused(trees: list[Any], blobs: bytes) -> None:
    body = msgspec.msgpack.encode([trees, [[], []], None])
    with soon():
        try:
            message = decode_message(body, DECODERS[KINDS[Reply]])
            reader = Reader(blobs)
            for tree in message.results:
                reader.unpack(tree)
        except WireError as error:
            require(str(error))


def test_a_shape_as_long_as_a_message_is_not_multiplied_out() -> None:
    with soon(), pytest.raises(WireError):
        Reader(b"").unpack(Node(Tag.ARRAY, ["<f8", "C", 0, *[2**62] * 400_000]))


@quick
@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=100))
def test_noise_is_refused_as_every_kind_of_message(kind: int, data: bytes) -> None:
    try:
        decode_message(data, DECODERS[kind])
    except WireError as error:
        require(str(error))


@quick
@given(st.binary(min_size=HEADER.size, max_size=HEADER.size), st.integers(0, 2**40))
def test_no_header_announces_more_than_the_bounds(header: bytes, most: int) -> None:
    try:
        _, structure, blobs = decode_header(header, most)
    except WireError:
        return
    assert structure <= MAX_STRUCTURE
    assert blobs <= most


# A link and a hostile worker -------------------------------------------------------------------------


class Scripted:
    """A connection over real pipes whose other end has written its bytes before it is asked."""

    def __init__(self, data: bytes) -> None:
        incoming, theirs = os.pipe()
        ours, outgoing = os.pipe()
        self.channel = Channel(incoming, outgoing, 2**20)
        self.threads = [
            threading.Thread(target=self._say, args=(theirs, data)),
            threading.Thread(target=self._listen, args=(ours,)),
        ]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def _say(descriptor: int, data: bytes) -> None:
        with open(descriptor, "wb", buffering=0) as stream:
            try:
                stream.write(data)
            except BrokenPipeError:
                return

    @staticmethod
    def _listen(descriptor: int) -> None:
        with open(descriptor, "rb", buffering=0) as stream:
            while stream.read(2**16):
                pass

    def exchange(self, request: Request, blobs: Any, respond: Respond, cpu: float) -> Received:
        """As `WorkerConnection.exchange`, without clocks."""
        try:
            self.channel.send(request, blobs)
            while True:
                message, data = self.channel.receive()
                if isinstance(message, Reply):
                    return message, data
                if not isinstance(message, Callback):
                    raise WireError("neither a reply nor a callback")
                self.channel.send(*respond(message, data))
        except WireError as error:
            if type(error) is not WireError:
                raise StudentCrash("gone") from None
            raise

    def cpu_used(self) -> float:
        return 0.0

    def close(self) -> None:
        self.channel.close()
        for thread in self.threads:
            thread.join()


def frame(kind: int, content: Any, blobs: bytes = b"") -> bytes:
    body = msgspec.msgpack.encode(content)
    return HEADER.pack(kind, len(body), len(blobs)) + body + blobs


REPLIES = st.builds(
    lambda results, places, failure, blobs: frame(2, [results, [places, places], failure], blobs),
    st.lists(TREES, min_size=1, max_size=2),
    st.lists(st.integers(-5, 9) | st.text(max_size=3), max_size=3),
    st.none()
    | st.tuples(st.sampled_from(["missing", "raised", "result", "stale", "x"]), st.text(), st.text()),
    st.binary(max_size=60),
)
CALLBACKS = st.builds(
    lambda args, kwargs, blobs: frame(3, ["none", args, kwargs], blobs),
    TREES,
    TREES,
    st.binary(max_size=30),
)
FRAMES = REPLIES | CALLBACKS | st.binary(max_size=60) | st.builds(frame, st.integers(0, 9), JSON)
ASKS: dict[str, Callable[[Submission], Any]] = {
    "call": lambda made: made.f(1),
    "callback": lambda made: made.f(lambda x: x),
    "value": lambda made: value(made.x),
    "keep": lambda made: value(keep(made.f)),
    "attribute": lambda made: made.f.x,
    "signature": lambda made: signature(made, "f"),
    "exists": lambda made: exists(made, "f"),
    "work": lambda made: work(made.f),
    "item": lambda made: made.f[0],
}


@quick
@given(st.sampled_from(sorted(ASKS)), st.lists(FRAMES, min_size=1, max_size=3))
def test_whatever_a_worker_says_is_a_value_or_the_students_failure(ask: str, frames: list[bytes]) -> None:
    loaded = frame(2, [[]]) * 2  # what it says to the one cell, and to there being no substitutes
    workers = iter([Scripted(loaded + b"".join(frames)), FakeConnection()])
    link = Link(lambda: next(workers), [Cell(1, "def good(): return 7")], Settings(callbacks=5))
    link.begin_test("question")
    made = Submission(link)
    try:
        with soon():
            ASKS[ask](made)
            repr(effects(made))
    except StudentError as error:
        require(str(error))
    finally:
        link.drop()
    assert made.good() == 7


# Text ------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=()), max_size=80)
NAMES = {"one_line": one_line, "student_name": student_name, "spreadsheet_text": spreadsheet_text}


@given(st.sampled_from(sorted(NAMES)), TEXTS)
def test_no_control_character_gets_into_a_line(name: str, text: str) -> None:
    line = NAMES[name](text)
    joiners = "\u200c\u200d"
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or c in joiners for c in line)
    line.encode()
    assert len(line) <= 201


@given(TEXTS)
def test_plain_text_keeps_newlines_only(text: str) -> None:
    assert all(c == "\n" or c.isprintable() or c in "\u200c\u200d" for c in plain(text))


@given(TEXTS, TEXTS, TEXTS)
def test_a_failure_is_told_in_one_harmless_line(kind: str, text: str, where: str) -> None:
    class Failing(FakeConnection):
        def exchange(self, request: Request, blobs: Any, respond: Respond, cpu: float) -> Received:
            return Reply(effect=Effect(), failure=Failure("raised", kind, text, where)), b""

    link = Link(Failing, [], Settings())
    with pytest.raises(StudentError) as caught:
        Submission(link).f()
    assert all(c.isprintable() or c in "\u200c\u200d" for c in str(caught.value))
