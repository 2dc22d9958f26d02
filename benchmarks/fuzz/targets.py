"""What is fuzzed: one function a target. It takes any bytes, and may raise nothing but what it says."""

import json
from collections.abc import Callable

from autograder.errors import NotebookError, WireError
from autograder.notebook import definitions, read_notebook
from autograder.protocol import DECODERS
from autograder.wire import HEADER, Reader, Writer, decode_header, decode_message

MAX_BLOBS = 2**20
BLOBS = 8192


def notebook(data: bytes) -> None:
    """Read bytes as a notebook, as far as the grader does before it starts a worker."""
    try:
        contents = read_notebook(data)
    except NotebookError as error:
        str(error)
        return
    for cell in definitions(contents.cells, frozenset()):
        cell.label.encode()
        cell.source.encode()


def cells(data: bytes) -> None:
    """Read a well-formed beginning of a notebook with bytes in the place of its cells."""
    notebook(b'{"nbformat": 4, "cells": [' + data + b"]}")


def wire(data: bytes) -> None:
    """Read bytes as a frame from a worker: header, structure, values."""
    if len(data) < HEADER.size:
        return
    try:
        kind, structure, _ = decode_header(data[: HEADER.size], MAX_BLOBS)
    except WireError:
        kind, structure = data[0], len(data)
    known = sorted(DECODERS)
    _values(known[(kind - 1) % len(known)], data[HEADER.size :], structure)


def structure(data: bytes) -> None:
    """Read bytes as the structure of a reply, and the same bytes as its blobs."""
    _values(2, data, len(data))


def _values(kind: int, body: bytes, length: int) -> None:
    try:
        message = decode_message(body[:length], DECODERS[kind])
        blobs = body[length:] or body.ljust(BLOBS, b"\1")
        reader = Reader(blobs)
        trees = getattr(message, "results", None) or [getattr(message, "args", None)]
        values = [reader.unpack(tree) for tree in trees]
    except WireError as error:
        str(error)
        return
    writer = Writer()
    for value in values:  # what was read must be something that can be written
        writer.pack(value)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "notebook": notebook,
    "cells": cells,
    "wire": wire,
    "structure": structure,
}


def seeds(target: str) -> list[bytes]:
    """Inputs to start from: one of each shape that is accepted."""
    cell = {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "metadata": {}, "outputs": []}
    sheet = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x"}]}]}
    whole = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] * 2})
    if target == "notebook":
        return [whole.encode(), whole[:-40].encode(), whole.encode("utf-16"), json.dumps(sheet).encode()]
    if target == "cells":
        return [json.dumps(cell).encode(), b'{"cell_type":"code","source":"x"}, 3, []']
    if target == "wire":
        return frames()
    lengths = [HEADER.unpack(frame[: HEADER.size])[1] for frame in frames()]
    return [frame[HEADER.size :][:length] for frame, length in zip(frames(), lengths, strict=True)]


def frames() -> list[bytes]:
    """Frames that hold each kind of value."""
    import numpy as np

    from autograder.protocol import KINDS, Callback, Hello, Reply
    from autograder.wire import Node, Tag, encode_frame

    values = (
        *(None, True, 1.5, 2**70, "text", "\ud800", b"bytes", 1j, ..., slice(1, None), np.dtype("<f4")),
        *((1, (2, [3])), {"a": {"b": 1}}, np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(2))),
        *(np.float32(1), np.array([True]), np.longdouble(1), np.zeros((0, 3)), np.random.default_rng(1)),
        *(np.random.Generator(kind(1)) for kind in (np.random.MT19937, np.random.Philox, np.random.SFC64)),
    )
    made = []
    for value in values:
        writer = Writer()
        message = Reply([writer.pack(value)])
        made.append(b"".join(encode_frame(message, KINDS[Reply], writer.blobs)))
    callback = Callback("token", Node(Tag.TUPLE, [1]), Node(Tag.DICT, ["a", 1]))
    made += [b"".join(encode_frame(m, KINDS[type(m)], ())) for m in (callback, Hello(["hole"]))]
    return made
