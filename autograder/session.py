"""The suite process: collect a suite once, prove it on the reference, then fork a child for each submission.

It is exec'd by `autograder.grade`, talks to it over one socket, and asks the worker server for workers over
another. It holds the tests and the reference, and never runs anything of a student's.
"""

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest

import autograder.diagnosis  # noqa: F401  # which each child would import for itself
from autograder.course import Notebook
from autograder.direct import Direct, directly
from autograder.errors import AutograderError, InfrastructureError
from autograder.fake import FakeConnection
from autograder.gate import WITHHELD, Gate, build_gate
from autograder.link import Connection, Link
from autograder.messages import (
    Collected,
    Graded,
    Job,
    Open,
    QuestionPoints,
    Refused,
    receive,
    send,
)
from autograder.misconceptions import load_catalogue, mistaken_module
from autograder.plugin import BENCH, Bench, is_apart, is_rehearsed, prepare, question_of, record_call
from autograder.reference import load_reference, solution_cells
from autograder.report import QuestionResult
from autograder.workers import WorkerConnection

UNUSED = ("terminal", "cacheprovider", "logging", "junitxml", "pastebin", "doctest", "unittest", "warnings")
OPTIONS = (
    *("-p", "autograder.plugin", "-s", "--strict-markers", "--assert=plain", "--import-mode=importlib"),
    *(option for name in UNUSED for option in ("-p", f"no:{name}")),
)


def main(descriptor: int, workers: int) -> None:
    """Run the suite process on its inherited sockets: the grader's, and the worker server's."""
    sys.dont_write_bytecode = True  # of suites: one edited twice in a second would be taken for the old one
    channel = socket.socket(fileno=descriptor)
    control = socket.socket(fileno=workers)
    order = receive(channel, Open)
    if order is None:
        return
    notebook = Notebook(Path(order.root), order.assignment, order.notebook)
    try:
        bench = Bench(
            notebook, load_reference(notebook), load_catalogue(notebook.suite), order.settings.secret
        )
        bench.gate = build_gate(notebook, order.settings.secret)
        for mistake in bench.mistakes:
            with contextlib.suppress(InfrastructureError):  # `verify` names a row that does not fit
                mistaken_module(mistake, bench.reference)  # made once, here, for every submission
    except AutograderError as error:
        send(channel, Refused(str(error)))
        return
    plugin = _Session(channel, bench, order, lambda: WorkerConnection(control, order.settings))
    root = str(notebook.root)
    places = (
        f"--rootdir={root}",
        f"--confcutdir={root}",
    )  # else every conftest.py above the course would run
    pytest.main([*OPTIONS, *places, "-c", os.devnull, str(notebook.suite)], plugins=[plugin])
    if not plugin.started:
        text = plugin.collect_error or f"no tests were collected from {notebook.suite}"
        send(channel, Refused(f"The suite does not load: {text}"))


class _Session:
    """A pytest plugin whose test loop serves submissions."""

    def __init__(
        self, channel: socket.socket, bench: Bench, order: Open, connect: Callable[[], Connection]
    ) -> None:
        self.channel = channel
        self.bench = bench
        self.order = order
        self.connect = connect
        self.started = False
        self.collect_error = ""
        self.items: Sequence[pytest.Item] = ()
        self.direct: dict[pytest.Item, Direct | None] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong in collecting."""
        if report.failed and not self.collect_error:
            self.collect_error = report.longreprtext

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Prove the suite on the reference, then serve."""
        if self.collect_error:
            return None
        self.started = True
        self.direct = {item: directly(item) for item in session.items}
        session.config.stash[BENCH] = self.bench
        refusal = self._refusal(session.items)
        if refusal:
            send(self.channel, Refused(refusal))
            return True
        send(self.channel, Collected(self._points(session.items)))
        while (job := receive(self.channel, Job)) is not None:
            send(self.channel, self._grade(job))
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Record the outcome; build no traceback text, which nobody would read."""
        record_call(self.bench, item, call)
        outcome: Any = "passed" if call.excinfo is None else "failed"
        phase: Any = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, phase)

    def _points(self, items: Sequence[pytest.Item]) -> list[QuestionPoints]:
        tests = {
            (question_of(item), getattr(item, "originalname", None) or item.name): None for item in items
        }
        points: dict[str, float] = {question.id: 0.0 for question in self.bench.notebook.questions}
        for (question, worth), _ in tests:
            points[question] = points.get(question, 0.0) + worth
        apart = {question_of(item)[0] for item in items if is_apart(item)}
        return [
            QuestionPoints(question, worth, question in apart) for question, worth in points.items() if worth
        ]

    def _refusal(self, items: Sequence[pytest.Item]) -> str:
        """Return why the suite may not grade: it fails on its own reference."""
        try:
            prepare(self.bench, items)
        except Exception as error:
            return f"The suite cannot be prepared: {error!r}"
        notebook = self.bench.notebook
        siblings = {one.name: list(solution_cells(one)) for one in notebook.builds_on}
        right = Job(list(solution_cells(notebook)), siblings)
        self._rehearse(items, right)
        graded = self._grade(right)
        if graded.error:
            return graded.error
        failed = [
            f"{question.id}: {test.name} ({test.message})"
            for question in graded.questions
            for test in question.tests
            if test.status != "passed"
        ]
        return "The suite fails on its own reference: " + "; ".join(failed + graded.errors) if failed else ""

    def _rehearse(self, items: Sequence[pytest.Item], right: Job) -> None:
        """Run every test here once, on the reference.

        What that imports, compiles and computes is inherited by every child. It proves nothing: there is
        neither a worker nor confinement. Questions that lend functions come last from now on: each costs the
        next one a fresh worker.
        """
        self.items = [item for item in items if is_rehearsed(item)]
        self._run(right, FakeConnection)
        asking = self.bench.link.asking if self.bench.link else set()
        self.items = sorted(items, key=lambda item: question_of(item)[0] in asking)
        self.bench = items[0].config.stash[BENCH] = self.bench.fresh()
        gc.collect()
        gc.freeze()  # else a child's garbage collector would copy every page it looks at

    def _grade(self, job: Job) -> Graded:
        """Fork a child that runs every test on these cells; return what it says, or that it died."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            self._child(job, writing)
        os.close(writing)
        settings = self.order.settings
        deadline = time.monotonic() + 2 * settings.wall_factor * settings.total_cpu
        data = _read_all(reading, self.channel, deadline)
        os.close(reading)
        if data is None:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        try:
            return msgspec.msgpack.decode(data or b"", type=Graded)
        except msgspec.MsgspecError:
            what = "took too long" if data is None else "ended before it had a result"
            return Graded(error=f"The suite's process {what}.")

    def _child(self, job: Job, writing: int) -> NoReturn:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader decides when to stop
            most = 2 * self.order.settings.memory_bytes  # what one submission's results may cost us
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            graded = self._run(job, self.connect)
            with open(writing, "wb", closefd=False) as stream:
                stream.write(msgspec.msgpack.encode(graded))
        finally:
            os._exit(0)

    def _run(self, job: Job, connect: Callable[[], Connection]) -> Graded:
        link = Link(connect, job.cells, self.order.settings, job.siblings)
        self.bench.link = link
        chosen = [item for item in self.items if question_of(item)[0] not in job.without]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            direct = self.direct[item]
            if direct:
                direct.run(self.bench)
            else:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        questions: tuple[QuestionResult, ...] = self.bench.results()
        warnings = [*link.warnings, *self.bench.unusual]
        if self.bench.own_gate is not None:
            warnings = list(_shown(self.bench.own_gate, warnings, questions))
        return Graded(list(questions), warnings, self.bench.errors)


def _shown(gate: Gate, warnings: Sequence[str], questions: Sequence[QuestionResult]) -> Iterator[str]:
    """Yield the warnings that the gate lets pass, and one for each question it withheld something of."""
    yield from (WITHHELD if gate.stops(warning) else warning for warning in warnings)
    for question in questions:
        if WITHHELD in (question.hint, *(test.message for test in question.tests)):
            yield f"{question.id}: a text was withheld that would have shown part of the hidden tests"


def _read_all(descriptor: int, grader: socket.socket, deadline: float) -> bytes | None:
    """Read to the end of the stream, or return None when time is up or the grader has gone."""
    chunks: list[bytes] = []
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    poller.register(grader, select.POLLRDHUP)
    while True:
        ready = poller.poll(1000 * max(0.0, deadline - time.monotonic()))
        if not ready or grader.fileno() in dict(ready):
            return None
        chunk = os.read(descriptor, 2**16)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        main(int(sys.argv[1]), int(sys.argv[2]))
    os._exit(0)  # without taking down all modules, a tenth of a second in vain
