"""A submission without a process: the same programs and wire, run here.

For code that is trusted: the reference, when a suite is rehearsed, and tests of what lies above.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.interpreter import Blobs, Interpreter
from autograder.link import Link, Received, Respond
from autograder.loader import as_main
from autograder.notebook import Cell
from autograder.protocol import DECODERS, KINDS, Answer, Callback, Request
from autograder.settings import Settings
from autograder.submission import Submission
from autograder.wire import HEADER, decode_header, decode_message, encode_frame
from utils.notebooks import provided_by


class FakeConnection:
    """A worker in this process, without confinement and without deadlines."""

    def __init__(self, namespace: Mapping[str, Any] | None = None) -> None:
        self.interpreter = Interpreter(self._ask)
        self.interpreter.module.__dict__.update(namespace or {})
        self.respond: Respond | None = None

    def exchange(self, request: Request, blobs: Blobs, respond: Respond, cpu: float) -> Received:
        """Run a request on the interpreter, through the bytes it would have on the pipe."""
        self.respond = respond
        with as_main(self.interpreter.module), provided_by(self.interpreter.sibling):
            reply, data = self.interpreter.run(*_through_the_wire(request, blobs))
        return _through_the_wire(reply, data)

    def cpu_used(self) -> float:
        """Return 0: nothing is timed."""
        return 0.0

    def close(self) -> None:
        """Nothing to end."""

    def _ask(self, question: Callback, blobs: Blobs) -> tuple[Answer, memoryview]:
        if self.respond is None:
            raise RuntimeError("a callback outside a request")
        answer, data = self.respond(*_through_the_wire(question, blobs))
        return _through_the_wire(answer, data)


def fake_submission(
    definitions: Mapping[str, Any] | Sequence[str], settings: Settings | None = None
) -> Submission:
    """Return a submission whose code runs here.

    Parameters
    ----------
    definitions : mapping or sequence of str
        Names and objects; or sources of cells.
    settings : Settings, optional
        Limits; those on time do not apply here.
    """
    namespace = definitions if isinstance(definitions, Mapping) else {}
    sources = () if isinstance(definitions, Mapping) else definitions
    cells = [Cell(number, source) for number, source in enumerate(sources, start=1)]
    connect: Callable[[], FakeConnection] = lambda: FakeConnection(namespace)  # noqa: E731
    return Submission(Link(connect, cells, settings or Settings()))


def _through_the_wire(message: Any, blobs: Blobs) -> tuple[Any, memoryview]:
    data = b"".join(encode_frame(message, KINDS[type(message)], blobs))
    kind, structure, _ = decode_header(data[: HEADER.size], 2**32)
    body = data[HEADER.size :]
    decoded: Any = decode_message(body[:structure], DECODERS[kind])
    return decoded, memoryview(bytearray(body[structure:]))
