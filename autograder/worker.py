"""The confined child: read programs from one pipe, run them, write results to the other."""

import os
import sys
from collections.abc import Sequence

from autograder.channel import Channel, EndOfStream
from autograder.errors import WireError
from autograder.interpreter import Blobs, Interpreter
from autograder.protocol import Answer, Callback, Failure, Hello, Reply, Request
from autograder.wire import Bytes
from utils.notebooks import provided_by

MAX_REQUEST = 2 * 2**30


def serve(incoming: int, outgoing: int, holes: Sequence[str]) -> None:
    """Say what the self-test found, then answer requests until the grader hangs up.

    Parameters
    ----------
    incoming, outgoing : int
        Descriptors of the two pipes.
    holes : sequence of str
        Forbidden things that were possible. The grader sends no cell when there are any.
    """
    channel = Channel(incoming, outgoing, MAX_REQUEST)

    def ask(question: Callback, blobs: Blobs) -> tuple[Answer, Bytes]:
        channel.send(question, blobs)
        answer, data = channel.receive()
        if not isinstance(answer, Answer):
            os._exit(1)
        return answer, data

    interpreter = Interpreter(ask)
    sys.modules["__main__"] = interpreter.module
    channel.send(Hello(list(holes)))
    with provided_by(interpreter.sibling):
        _answer(channel, interpreter)


def _answer(channel: Channel, interpreter: Interpreter) -> None:
    while True:
        try:
            request, data = channel.receive()
        except EndOfStream:
            return
        if not isinstance(request, Request):
            return
        reply, blobs = interpreter.run(request, data)
        try:
            channel.send(reply, blobs)
        except EndOfStream:
            return
        except WireError as error:
            channel.send(Reply(failure=Failure("result", "", str(error))))
