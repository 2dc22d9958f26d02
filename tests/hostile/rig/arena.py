"""Grade an attack, and say everything that is wrong with what came of it."""

import io
import os
import re
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.grade import Grader, Work
from autograder.render.submission import show_submission
from autograder.render.table import grades_csv
from autograder.render.terminal import show_class
from autograder.report import Report, to_json
from autograder.summary import row_of

STEM = "kanarien" + "vogel"
NEIGHBOUR = {"twice": "def twice(x):\n    return 3 * x", "table": "def table(n):\n    return n / 0"}
REPORT_BYTES = 100_000
WIDTHS = (80, 200)
GONE_SECONDS = 5.0


class Arena:
    """One grader, its course, and an honest neighbour whose report must stay the same.

    Parameters
    ----------
    grader : Grader
        Entered.
    world : World
        Where things are.
    honest : mapping
        Honest cells by question.
    notebook : callable
        Makes a file out of the sources of cells.
    """

    def __init__(
        self,
        grader: Grader,
        world: Any,
        honest: Mapping[str, str],
        notebook: Callable[[Sequence[str]], bytes],
    ) -> None:
        self.notebook = notebook
        self.grader = grader
        self.world = world
        self.honest = dict(honest)
        self.full = self.points(self.grade_cells("full", list(honest.values())))
        self.neighbour = self.grade_neighbour()

    @property
    def pids(self) -> list[int]:
        """The grader's processes: this one, the worker server, the suite process."""
        return [os.getpid(), self.grader.server.process.pid, self.grader.suites["basics"].process.pid]

    def grade(self, data: bytes, student: str = "eve") -> Report:
        """Grade a notebook."""
        return self.grader.grade(Work(student, "mini", {"basics": data}))

    def grade_cells(self, student: str, sources: Sequence[str]) -> Report:
        """Grade a notebook of these cells."""
        return self.grade(self.notebook(sources), student)

    def grade_neighbour(self) -> bytes:
        """Grade an honest student with two mistakes; return the report's JSON."""
        return to_json(self.grade_cells("ada", list({**self.honest, **NEIGHBOUR}.values())))

    @staticmethod
    def points(report: Report) -> dict[str, float | None]:
        """Return the score of each question."""
        return {question.id: question.score for book in report.notebooks for question in book.questions}

    def wrong_points(self, report: Report, keeps: Sequence[str], may: Sequence[str]) -> list[str]:
        """Say which questions have points that they should not have, or have lost some."""
        found = []
        for question, score in self.points(report).items():
            low = self.full[question] if question in keeps else 0.0
            high = self.full[question] if question in (*keeps, *may) else 0.0
            if score is None or not low <= score <= high:
                found.append(f"{question}: {score} points, not {low:g} to {high:g}")
        return found

    def state(self) -> dict[str, Any]:
        """Return everything about the grader that no submission may change."""
        places = (self.world.course.root, self.world.submitted, self.world.output, self.world.gradebook)
        return {
            "files": {str(path): _fingerprint(path) for place in places for path in _below(place)},
            "processes": {pid: _standing(pid) for pid in self.pids},
            "shared memory": sorted(path.name for path in Path("/dev/shm").glob(f"*{STEM}*")),
            "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
            "System V": Path("/proc/sysvipc/shm").read_text() if Path("/proc/sysvipc/shm").exists() else "",
        }

    def workers(self) -> list[int]:
        """Return the worker processes that are left once they have had time to go."""
        deadline = time.monotonic() + GONE_SECONDS
        while (left := children(self.grader.server.process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        return left


def unfit(report: Report) -> list[str]:
    """Say what in a report, or in what is made of it, nobody should get to see."""
    data = to_json(report)
    found = [f"the report's JSON: {problem}" for problem in _revealing(data.decode())]
    if len(data) > REPORT_BYTES:
        found.append(f"a report of {len(data):,} bytes")
    for what, text in rendered(report):
        found += [f"{what}: {problem}" for problem in [*_revealing(text), *_harmful(text)]]
    return found


def rendered(report: Report) -> Iterator[tuple[str, str]]:
    """Yield everything a person gets to see of a report."""
    row = row_of(report, Path("eve.json"))
    yield "grades.csv", grades_csv([row], ["basics"])
    for width in WIDTHS:
        for what, show in (("submission", show_submission), ("class", None)):
            stream = io.StringIO()
            console = Console(file=stream, width=width, highlight=False)
            show(report, console) if show else show_class("mini", [row], console)
            yield f"terminal, {what}, {width} wide", stream.getvalue()


def _revealing(text: str) -> list[str]:
    return sorted(set(re.findall(f"{STEM}-[a-z]+-[0-9a-f]+", text)))


def _harmful(text: str) -> Iterator[str]:
    """Yield what a terminal or the log of a build would act upon."""
    for line in text.split("\n"):
        if not line.isprintable():
            yield f"control characters in {line[:200]!r}"
        # Build logs take `::error::` at the start of a line, blanks before it included, and `##[` anywhere.
        if line.lstrip().startswith("::") or "##[" in line:
            yield f"a log command in {line[:200]!r}"


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(rest[1]) == pid and rest[0] != "Z":
            found.append(int(path.parent.name))
    return found


def _below(place: Path) -> list[Path]:
    return [place, *sorted(place.rglob("*"))] if place.is_dir() else [place]


def _fingerprint(path: Path) -> tuple[Any, ...]:
    found = path.lstat()
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    return found.st_mode, found.st_uid, found.st_mtime_ns, found.st_ino, content


def _standing(pid: int) -> dict[str, Any]:
    """Return the limits, priority, processors and scheduling of a process."""
    numbers = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        "limits": [resource.prlimit(pid, number) for number in sorted(set(numbers))],
        "priority": os.getpriority(os.PRIO_PROCESS, pid),
        "processors": os.sched_getaffinity(pid),
        "scheduling": os.sched_getscheduler(pid),
    }
