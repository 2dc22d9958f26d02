"""Where the time of a submission goes: functions of grader and suite process are wrapped from outside.

CPU time, like the rest of the section. The suite process is started through this module, which wraps its
functions before it serves and writes down what each child has measured; of a worker its CPU clock is read
when it greets, when it has loaded the notebook, and at the end. What is left of a submission's CPU time goes
into forking and ending processes.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self
from unittest import mock

from benchmarks.clock import Clock

FILE = "breakdown.jsonl"  # in the suite process's TMPDIR
WIRE = "suite's side of the wire"
TESTS = "tests and the reference"
START, LOAD, CODE = (
    "worker: start and confine",
    "worker: load",
    "worker: student's code, its side of the wire",
)
REPORT, PAGE, NOTEBOOK, GATE = "report", "page", "autograded notebook", "gate"
OTHER = "other work of grader and suite process"
GRADER = (
    ("autograder.batch", "grade_source", OTHER),
    ("autograder.sources", "Source.read", "read"),
    ("autograder.grade", "read_notebook", "read"),
    ("autograder.ledger", "Ledger.keys", "read"),
    ("autograder.pool", "load", REPORT),
    ("autograder.pool", "to_json", REPORT),
    ("autograder.batch", "from_json", REPORT),
    ("autograder.batch", "load", REPORT),
    ("autograder.batch", "write_if_changed", REPORT),
    ("autograder.batch", "row_of", REPORT),
    ("autograder.gradebook", "write_autograded", NOTEBOOK),
    ("autograder.render.pages", "student_page", PAGE),
    ("autograder.pool", "write_if_changed", PAGE),
)
SUITE = (
    ("autograder.session", "_Session._grade", "fork"),
    ("autograder.session", "_Session._run", OTHER),
    ("autograder.session", "WorkerConnection.__init__", START),
    ("autograder.link", "Link._load", "suite's side of loading"),
    ("autograder.link", "Link.run", WIRE),
    ("autograder.submission", "_call", WIRE),
    ("autograder.checks.program", "_Recorded.add", WIRE),
    ("autograder.link", "Link._answer", TESTS),
    ("autograder.direct", "Direct.run", TESTS),
    ("_pytest.runner", "runtestprotocol", "pytest"),
    ("_pytest.python", "Function.runtest", TESTS),
    ("autograder.plugin", "Bench.record", "outcomes"),
    ("autograder.plugin", "Bench.results", "outcomes"),
    ("autograder.plugin", "clean_question", GATE),
    ("autograder.session", "_shown", GATE),
    ("autograder.gate", "Gate.without", GATE),
    ("autograder.diagnosis", "diagnose", "hints"),
)


class Breakdown:
    """Measures what is graded while it is open; a context manager.

    Parameters
    ----------
    folder : Path
        Where the suite process writes.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / FILE
        self._clock = Clock()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        started = mock.patch.object(subprocess, "Popen", _through_here(subprocess.Popen))
        self._stack.enter_context(mock.patch.dict(os.environ, {"TMPDIR": str(self._file.parent)}))
        self._stack.enter_context(started)
        self._stack.enter_context(self._clock.charge(GRADER))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def clear(self) -> None:
        """Forget what has been measured: the first submission starts everything."""
        self._clock.seconds.clear()
        self._file.write_bytes(b"")

    def seconds(self) -> dict[str, float]:
        """Return the seconds by label."""
        total = defaultdict(float, self._clock.seconds)
        for line in self._file.read_text(encoding="ascii").splitlines():
            for label, seconds in json.loads(line).items():
                total[label] += seconds
        return dict(total)


def _through_here(popen: Any) -> Callable[..., Any]:
    def start(command: Any, *args: Any, **kwargs: Any) -> Any:
        changed = [__name__ if word == "autograder.session" else word for word in command]
        return popen(changed, *args, **kwargs)

    return start


def main(descriptor: int, workers: int) -> None:
    """Serve as `autograder.session` does, and write down what each submission took."""
    from autograder import session
    from autograder.fake import FakeConnection
    from autograder.workers import WorkerConnection

    clock, started = Clock(), list[float]()
    file = os.open(Path(os.environ["TMPDIR"]) / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)

    def written(method: Callable[..., Any]) -> Callable[..., Any]:
        def told(self: Any, job: Any, *connect: Any) -> Any:
            clock.seconds.clear()
            started.clear()
            graded = method(self, job, *connect)
            if connect:  # in the child
                clock.seconds |= _workers(self.bench.link, sum(started))
            if connect != (FakeConnection,):  # the rehearsal has no worker
                os.write(file, json.dumps(clock.seconds).encode() + b"\n")
            return graded

        return told

    class Worker(WorkerConnection):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            started.append(self.cpu_used())

    with clock.charge(SUITE), ExitStack() as stack:
        for name in ("_grade", "_run"):
            changed = written(getattr(session._Session, name))
            stack.enter_context(mock.patch.object(session._Session, name, changed))
        stack.enter_context(mock.patch.object(session, "WorkerConnection", Worker))
        session.main(descriptor, workers)


def _workers(link: Any, start: float) -> dict[str, float]:
    """Return the CPU seconds of a submission's workers: their start, loading, and the calls."""
    total = link.spent + (link.connection.cpu_used() if link.connection else 0.0)
    return {START: start, LOAD: link.load_spent - start, CODE: total - link.load_spent}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
