"""Whole messages over two pipes, for both ends: the worker blocks, the grader waits with a deadline."""

import os
import select
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.errors import WireError
from autograder.protocol import DECODERS, KINDS
from autograder.wire import HEADER, Bytes, decode_header, decode_message, encode_frame

Wait = Callable[[int, int], None]
IOV_MAX = 1024
AT_ONCE = 2**16  # bytes: most messages come whole
ALIGNED = 16  # bytes: numpy is slow with numbers that begin elsewhere


class EndOfStream(WireError):
    """The other end closed its pipe."""


def no_wait(descriptor: int, event: int) -> None:
    """Do nothing: the worker's pipes block by themselves."""


class Channel:
    """One end of a conversation.

    Parameters
    ----------
    incoming, outgoing : int
        Descriptors of the pipes to read from and write to.
    max_blobs : int
        Bound on the bytes of arrays in one message read.
    wait : callable
        Called with a descriptor and a poll event before each read, and when a non-blocking pipe is full.
    """

    def __init__(self, incoming: int, outgoing: int, max_blobs: int, wait: Wait = no_wait) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.max_blobs = max_blobs
        self.wait = wait
        self.ahead = b""  # what was read beyond the last message: nothing, of an honest worker

    def send(self, message: Any, blobs: Sequence[Bytes] = ()) -> None:
        """Write one message.

        Raises
        ------
        WireError
            If it exceeds a bound; nothing is written then.
        EndOfStream
            If the other end is gone.
        """
        buffers = encode_frame(message, KINDS[type(message)], blobs)
        first = 0
        while first < len(buffers):
            try:
                written = os.writev(self.outgoing, buffers[first : first + IOV_MAX])
            except BlockingIOError:
                self.wait(self.outgoing, select.POLLOUT)
                continue
            except BrokenPipeError:
                raise EndOfStream("the other end is gone") from None
            while first < len(buffers) and written >= len(buffers[first]):
                written -= len(buffers[first])
                first += 1
            if written:
                buffers[first] = memoryview(buffers[first])[written:]

    def receive(self) -> tuple[Any, Bytes]:
        """Read one message; return it with its blobs, which cannot be written to.

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
        start = HEADER.size + structure
        end = start + blobs
        body: Bytes
        content: Bytes
        if len(data) < end:
            body, content = self._rest(data, structure, blobs)
        else:
            body, content, self.ahead = data[HEADER.size : start], data[start:end], data[end:]
        return decode_message(body, DECODERS[kind]), content

    def _some(self) -> bytes:
        """Read what is there, at least a byte."""
        while True:
            self.wait(self.incoming, select.POLLIN)
            try:
                data = os.read(self.incoming, AT_ONCE)
            except BlockingIOError:
                continue
            if not data:
                raise EndOfStream("the other end is gone")
            return data

    def _rest(self, data: bytes, structure: int, blobs: int) -> tuple[memoryview, memoryview]:
        """Read on to the end of a message; return its structure and its blobs."""
        gap = -structure % ALIGNED
        message = np.empty(gap + structure + blobs, np.uint8).data[gap:]  # no zeros are written first
        filled = len(data) - HEADER.size
        message[:filled] = data[HEADER.size :]
        while filled < len(message):
            self.wait(self.incoming, select.POLLIN)
            try:
                count = os.readv(self.incoming, [message[filled:]])
            except BlockingIOError:
                continue
            if not count:
                raise EndOfStream("the other end is gone")
            filled += count
        message = message.toreadonly()
        return message[:structure], message[structure:]

    def close(self) -> None:
        """Close both pipes."""
        os.close(self.incoming)
        os.close(self.outgoing)
