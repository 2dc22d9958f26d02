"""What the grader and its suite processes say to each other. Both are trusted; neither runs student code."""

import socket
import struct
from typing import TypeVar

import msgspec

from autograder.notebook import Cell
from autograder.report import QuestionResult
from autograder.settings import Settings

LENGTH = struct.Struct("<Q")
Message = TypeVar("Message", bound=msgspec.Struct)


class Open(msgspec.Struct):
    """First message to a suite process: which suite."""

    root: str
    assignment: str
    notebook: str
    settings: Settings


class QuestionPoints(msgspec.Struct, frozen=True):
    """What the suite gives for a question, and whether `verify` may leave it out of rows about others."""

    id: str
    points: float
    apart: bool = False


class Collected(msgspec.Struct, tag=True):
    """The suite passes on its reference and is ready."""

    questions: list[QuestionPoints]


class Refused(msgspec.Struct, tag=True):
    """The suite may not grade, and why."""

    reason: str


class Job(msgspec.Struct):
    """A submission's cells, by name those of the notebooks that it builds on, and questions to leave out."""

    cells: list[Cell]
    siblings: dict[str, list[Cell]] = {}
    without: list[str] = []


class Graded(msgspec.Struct):
    """What came of a job; `error` when the suite's own process failed.

    Everything may be shown to the student but `errors`, the full text of unexpected exceptions in the suite.
    """

    questions: list[QuestionResult] = []
    warnings: list[str] = []
    errors: list[str] = []
    error: str = ""


def send(channel: socket.socket, message: msgspec.Struct) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    channel.sendall(LENGTH.pack(len(data)) + data)


def receive(channel: socket.socket, kind: type[Message]) -> Message | None:
    """Read one message, or return None when the other side has gone."""
    data = receive_bytes(channel)
    return None if data is None else msgspec.msgpack.decode(data, type=kind)


def receive_bytes(channel: socket.socket) -> bytes | None:
    """Read the bytes of one message, or return None when the other side has gone."""
    header = _exactly(channel, LENGTH.size)
    return None if header is None else _exactly(channel, LENGTH.unpack(header)[0])


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    buffer = bytearray()
    while len(buffer) < size:
        try:
            chunk = channel.recv(min(size - len(buffer), 2**20))
        except ConnectionResetError:
            return None
        if not chunk:
            return None
        buffer += chunk
    return bytes(buffer)
