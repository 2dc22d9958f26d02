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

    def send(self, message: Any, blobs: Sequence[bytes | memoryview] = ()) -> None:
        """Write one message.

        Raises
        ------
        WireError
            If it exceeds a bound; nothing is written then.
        EndOfStream
            If the other end is gone.
        """
        buffers = encode_frame(message, KINDS[type(message)], blobs)
        left = [memoryview(buffer) for buffer in buffers if len(buffer)]
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
                left[0] = left[0][written:]

    def receive(self) -> tuple[Any, memoryview]:
        """Read one message; return it with its blobs.

        Raises
        ------
        WireError
            If it is malformed or exceeds a bound.
        EndOfStream
            If the other end is gone.
        """
        kind, structure, blobs = decode_header(bytes(self._read(HEADER.size)), self.max_blobs)
        if kind not in DECODERS:
            raise WireError(f"a message of unknown kind {kind}")
        data = self._read(structure + blobs)
        message: Any = decode_message(data[:structure], DECODERS[kind])
        return message, data[structure:]

    def _read(self, size: int) -> memoryview:
        buffer = memoryview(bytearray(size))
        filled = 0
        while filled < size:
            try:
                count = os.readv(self.incoming, [buffer[filled:]])
            except BlockingIOError:
                self.wait(self.incoming, select.POLLIN)
                continue
            if not count:
                raise EndOfStream("the other end is gone")
            filled += count
        return buffer

    def close(self) -> None:
        """Close both pipes."""
        os.close(self.incoming)
        os.close(self.outgoing)
