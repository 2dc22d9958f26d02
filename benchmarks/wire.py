"""What a call into a confined worker costs, beside `multiprocessing.connection` with pickle, which is unsafe.

`python -m benchmarks wire`. Unpickling runs whatever the other end says. Ours is measured twice: the pipe
alone, between two plain processes as the yardstick's are; and the whole call as a hidden test makes it, into
a worker that is confined, timed and checked.
"""

import ctypes
import fcntl
import os
import select
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from autograder.channel import Channel, EndOfStream
from autograder.interpreter import Interpreter
from autograder.launch import KEPT_MEMORY, WorkerServer, server_environment
from autograder.link import Link
from autograder.notebook import Cell
from autograder.protocol import Code, Operation, Reply, Request, Want
from autograder.settings import Settings
from autograder.submission import Submission, operand_writer, pack_call
from autograder.wire import Reader, Writer
from autograder.workers import PIPE_BYTES, WorkerConnection
from benchmarks.table import Row, at_most, duration, figure, in_turns, ratio_of

TITLE = "Wire"
INTRO = """
Wall time of a call and its answer beside `multiprocessing.connection` with pickle over a socket: the unsafe yardstick,
since unpickling runs what the other end says. Each side calls the same function, `a * x + b` on ten numbers or `-x` on
megabytes, which go there and come back. A *pipe* is our wire between two plain processes, as the yardstick's are:
encode, send, receive, check every bound, decode. A *call* is `submission.f(...)` of a hidden test into the confined
worker; the yardstick does nothing of what this adds: handles, budgets of CPU time, arguments kept and compared
with what became of them, aliases, a filter on every system call. A *callback* is the student's code calling the test's.
"""  # noqa: E501  # a paragraph of Markdown
ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 10**6
CHILD = "from benchmarks.wire import {function}; {function}({descriptors})"
NOTEBOOK = """
def affine(a, b, x): return a * x + b
def negative(x): return -x
def repeat(function, times, a, b, x):
    for _ in range(times): result = function(a, b, x)
    return result
"""
KEEP = {"MALLOC_MMAP_THRESHOLD_": -3, "MALLOC_TRIM_THRESHOLD_": -1}  # numbers of <malloc.h>


def affine(a: float, b: float, x: Any) -> Any:
    """Do what a small function of a student's does."""
    return a * x + b


def negative(x: Any) -> Any:
    """Make a new array as large as the one given."""
    return -x


FUNCTIONS: dict[str, Callable[..., Any]] = {"affine": affine, "negative": negative}
Call = Callable[..., Any]


def serve_pipe(incoming: int, outgoing: int) -> None:
    """Answer calls over our pipes, in a process of its own, until they are closed."""
    channel = Channel(incoming, outgoing, 2**31)
    while True:
        try:
            request, data = channel.receive()
        except EndOfStream:
            return
        reader, writer = Reader(data, writable=True), Writer()
        name, *arguments = [reader.unpack(tree) for tree in request.operations[0].operands]
        channel.send(Reply([writer.pack(FUNCTIONS[name](*arguments))]), writer.blobs)


def serve_peer(descriptor: int) -> None:
    """Answer calls with pickle over a socket, in a process of its own, until it is closed."""
    with Connection(descriptor) as connection:
        while True:
            try:
                name, *arguments = connection.recv()
            except EOFError:
                return
            connection.send(FUNCTIONS[name](*arguments))


@contextmanager
def child(function: str, *descriptors: int) -> Iterator[None]:
    """Run a function of this module in a process that has these descriptors and a worker's environment."""
    command = CHILD.format(function=function, descriptors=", ".join(map(str, descriptors)))
    environment = {**server_environment(), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-B", "-c", command], pass_fds=descriptors, env=environment)
    for descriptor in descriptors:
        os.close(descriptor)
    try:
        yield
    finally:
        process.wait(timeout=60)


@contextmanager
def pipe_alone() -> Iterator[Call]:
    """Yield what calls a function over our channel, read and written as `WorkerConnection` does."""
    incoming, theirs_out = os.pipe2(os.O_CLOEXEC)
    theirs_in, outgoing = os.pipe2(os.O_CLOEXEC)
    pollers = {select.POLLIN: select.poll(), select.POLLOUT: select.poll()}
    for descriptor, event in ((incoming, select.POLLIN), (outgoing, select.POLLOUT)):
        os.set_blocking(descriptor, False)
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        pollers[event].register(descriptor, event)

    def wait(descriptor: int, event: int) -> None:
        pollers[event].poll()

    channel = Channel(incoming, outgoing, 2**31, wait)

    def call(name: str, *arguments: Any) -> Any:
        writer = Writer()
        operands = [writer.pack(content) for content in (name, *arguments)]
        channel.send(Request([Operation(Code.CALL, 0, operands)]), writer.blobs)
        reply, data = channel.receive()
        return Reader(data).unpack(reply.results[0])

    with child("serve_pipe", theirs_in, theirs_out):
        try:
            yield call
        finally:
            channel.close()


@contextmanager
def peer() -> Iterator[Call]:
    """Yield what calls a function by `multiprocessing.connection`."""
    ours, theirs = socket.socketpair()
    connection = Connection(ours.detach())

    def call(name: str, *arguments: Any) -> Any:
        connection.send((name, *arguments))
        return connection.recv()

    with child("serve_peer", theirs.detach()):
        try:
            yield call
        finally:
            connection.close()


@contextmanager
def confined() -> Iterator[Submission]:
    """Yield a submission in a real worker, with time for as many calls as are measured."""
    settings = Settings(call_cpu=600.0, total_cpu=6000.0, callbacks=10**8, callback_cpu=6000.0)
    with WorkerServer(ROOT, settings) as server:
        connect = lambda: WorkerConnection(server.control, settings)  # noqa: E731
        link = Link(connect, [Cell(1, NOTEBOOK)], settings)
        link.begin_test("wire")
        try:
            yield Submission(link)
        finally:
            link.drop()


@dataclass(frozen=True)
class Load:
    """What is sent: a function, its arguments, and how often in a turn."""

    what: str
    name: str
    arguments: tuple[Any, ...]
    calls: int

    def rate(self, seconds: Sequence[float]) -> str:
        """Return the median time of a call, and what that is a second."""
        each = statistics.median(seconds) / self.calls
        nbytes = sum(x.nbytes for x in self.arguments if isinstance(x, np.ndarray))
        if nbytes < MEGABYTE:
            return f"{duration(each)}, {figure(1 / each)} calls/s"
        return f"{duration(each)}, {figure(2 * nbytes / each / MEGABYTE)} MB/s"

    def repeated(self, call: Call) -> Callable[[], None]:
        """Return what makes a turn's calls."""

        def turn() -> None:
            for _ in range(self.calls):
                call(self.name, *self.arguments)

        return turn


def loads(quick: bool) -> list[Load]:
    """Return a small call and megabytes both ways."""
    rng = np.random.default_rng(0)
    small = Load("2 floats, 10 numbers", "affine", (0.5, 2.0, rng.standard_normal(10)), 20 if quick else 500)
    large = (
        Load(f"{n} MB both ways", "negative", (rng.standard_normal(n * MEGABYTE // 8),), calls)
        for n, calls in ((1, 1 if quick else 20), (10, 1 if quick else 2))
    )
    return [small, *large]


def rows(quick: bool) -> Iterator[Row]:
    """Measure the yardstick, our pipe and whole calls in turns."""
    keep_memory()
    turns = 2 if quick else 41
    with ExitStack() as stack:
        theirs, pipe = stack.enter_context(peer()), stack.enter_context(pipe_alone())
        submission = stack.enter_context(confined())

        def whole(name: str, *arguments: Any) -> Any:
            return getattr(submission, name)(*arguments)

        for load in loads(quick):
            ways = (theirs, pipe, whole)
            result, *results = (call(load.name, *load.arguments) for call in ways)
            if not all(same(result, other) for other in results):
                raise SystemExit(f"{load.name} has another result over the wire")
            in_turns(1, *map(load.repeated, ways))  # warm
            peers, pipes, calls = in_turns(turns, *map(load.repeated, ways))
            yield row(f"pipe: {load.what}", load, pipes, peers, PIPE_WHY)
            small = load.name == "affine"
            why = added(load, statistics.median(calls) - statistics.median(pipes)) if small else CALL_WHY
            yield row(f"call: {load.what}", load, calls, peers, why)
            if small:
                yield callbacks(load, submission, theirs, turns)


PIPE_WHY = "a pipe takes 4 KB pages, a socket 32 KB at a time"
CALL_WHY = "beside the pipe, the arguments are kept as received and compared with what became of them"


def row(what: str, load: Load, ours: Sequence[float], peers: Sequence[float], why: str) -> Row:
    """Return the row of one kind of call; the cause is kept where the goal is not reached."""
    ratio = ratio_of(ours, peers)
    goal, reached = at_most(1.0, ratio)
    return Row(what, load.rate(ours), load.rate(peers), ratio, goal, reached, "" if reached else why)


def callbacks(load: Load, submission: Submission, theirs: Call, turns: int) -> Row:
    """Return the row of a student's code that calls a function of the test's: the same trip the other way."""

    def mine() -> Any:
        return submission.repeat(affine, load.calls, *load.arguments)

    if not same(mine(), affine(*load.arguments)):
        raise SystemExit("a callback has another result over the wire")
    ours, peers = in_turns(turns, mine, load.repeated(theirs))
    why = "also a look at two clocks, the count and the budget of callbacks"
    return row(f"callback: {load.what}", load, ours, peers, why)


def added(load: Load, seconds: float) -> str:
    """Return what `seconds` more than the pipe's are spent on; the parts are measured in this process."""
    link = Link(lambda: WorkerConnection(socket.socket(), Settings()), [], Settings())  # never connected
    submission, writer = Submission(link), operand_writer(link, [])
    operands = pack_call(writer, getattr(submission, load.name), load.arguments, {})
    request, data = Request([Operation(Code.CALL, 0, operands)], [(0, Want.VALUE)]), b"".join(writer.blobs)
    trees: list[Any] = Writer().pack(load.arguments).parts  # type: ignore[union-attr]
    ask: Any = None  # no function is lent
    interpreter: Any = Interpreter(ask)
    interpreter.module.__dict__.update(FUNCTIONS)

    def plain() -> None:
        reader = Reader(data, writable=True)
        Writer().pack(FUNCTIONS[load.name](*(reader.unpack(tree) for tree in trees)))

    def sent() -> None:
        pack_call(operand_writer(link, []), getattr(submission, load.name), load.arguments, {})

    actions = (plain, lambda: interpreter.run(request, data), lambda: Writer().pack(load.arguments), sent)
    measured = in_turns(9, *(repeated(action, load.calls) for action in actions))
    bare, run, packed, named = (min(times) / load.calls for times in measured)
    more, worker, test = seconds / load.calls, run - bare, named - packed
    parts = {
        "slots, arguments kept and compared, aliases": worker,
        "names and handles": test,
        "CPU clock, budgets, system calls filtered, caches colder by all this": max(
            more - worker - test, 0.0
        ),
    }
    listed = "; ".join(f"{duration(part)} {what}" for what, part in parts.items())
    return f"{duration(more)} more than the pipe alone: {listed}"


def repeated(action: Callable[[], object], times: int) -> Callable[[], None]:
    """Return what does something several times."""

    def several() -> None:
        for _ in range(times):
            action()

    return several


def same(a: Any, b: Any) -> bool:
    """Whether two arrays are equal in every bit."""
    return a.dtype == b.dtype and a.shape == b.shape and bool(a.tobytes() == b.tobytes())


def keep_memory() -> None:
    """Let freed arrays stay with this process, as a suite's do: the yardstick copies more and gains more."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for name, number in KEEP.items():
        if mallopt is not None:
            mallopt(number, int(KEPT_MEMORY[name]))
