"""Whole messages over two pipes, for both ends: the worker blocks, the grader waits with a deadline."""

import os
import select
from collections.abc import Callable, Sequence
from typing import Any

from autograder.errors import WireError
from autograder.protocol import DECODERS, KINDS
from autograder.wire import HEADER, decode_header, decode_message, encode_frame

Wait = Callable[[int, int], None]
IOV_MAX = 1024
AT_ONCE = 2**16  # bytes: most messages come whole


class EndOfStream(WireError):
    """The other end closed its pipe."""


def block(descriptor: int, event: int) -> None:
    """Wait for ever until `descriptor` is ready: the worker's way."""
    poller = select.poll()
    poller.register(descriptor, event)
    poller.poll()


class Channel:
    """One end of a conversation.

    Parameters
    ----------
    incoming, outgoing : int
        Descriptors of the pipes to read from and write to.
    max_blobs : int
        Bound on the bytes of arrays in one message read.
    wait : callable
        Called with a descriptor and a poll event when a non-blocking pipe is not ready.
    """

    def __init__(self, incoming: int, outgoing: int, max_blobs: int, wait: Wait = block) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.max_blobs = max_blobs
        self.wait = wait
        self.ahead = b""  # what was read beyond the last message: nothing, of an honest worker

    def send(self, message: Any, blobs: Sequence[bytes | memoryview] = ()) -> None:
        """Write one message.

        Raises
        ------
        WireError
            If it exceeds a bound; nothing is written then.
        EndOfStream
            If the other end is gone.
        """
        left: list[bytes | memoryview] = encode_frame(message, KINDS[type(message)], blobs)
        while left:
            try:
                written = os.writev(self.outgoing, left[:IOV_MAX])
            except BlockingIOError:
                self.wait(self.outgoing, select.POLLOUT)
                continue
            except BrokenPipeError:
                raise EndOfStream("the other end is gone") from None
            while left and written >= len(left[0]):
                written -= len(left.pop(0))
            if written:
                left[0] = memoryview(left[0])[written:]

    def receive(self) -> tuple[Any, memoryview]:
        """Read one message; return it with its blobs.

        Raises
        ------
        WireError
            If it is malformed or exceeds a bound.
        EndOfStream
            If the other end is gone.
        """
        data, self.ahead = self.ahead, b""
        while len(data) < HEADER.size:
            data += self._some()
        kind, structure, blobs = decode_header(data[: HEADER.size], self.max_blobs)
        if kind not in DECODERS:
            raise WireError(f"a message of unknown kind {kind}")
        end = HEADER.size + structure + blobs
        if len(data) < end:
            body = self._rest(data, end)
        else:
            body, self.ahead = memoryview(data)[HEADER.size : end], data[end:]
        message: Any = decode_message(body[:structure], DECODERS[kind])
        return message, body[structure:]

    def _some(self) -> bytes:
        """Read what is there, at least a byte."""
        while True:
            try:
                data = os.read(self.incoming, AT_ONCE)
            except BlockingIOError:
                self.wait(self.incoming, select.POLLIN)
                continue
            if not data:
                raise EndOfStream("the other end is gone")
            return data

    def _rest(self, start: bytes, end: int) -> memoryview:
        """Read on to the end of a message; return it without its header."""
        buffer = memoryview(bytearray(end))
        buffer[: len(start)] = start
        filled = len(start)
        while filled < end:
            try:
                count = os.readv(self.incoming, [buffer[filled:]])
            except BlockingIOError:
                self.wait(self.incoming, select.POLLIN)
                continue
            if not count:
                raise EndOfStream("the other end is gone")
            filled += count
        return buffer[HEADER.size :]

    def close(self) -> None:
        """Close both pipes."""
        os.close(self.incoming)
        os.close(self.outgoing)
