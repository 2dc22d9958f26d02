"""Runs of `autograder grade`, watched from outside, and what they leave behind; for `benchmarks.scale`."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec

from autograder.batch import Keeper, grade_all
from autograder.cluster import Cluster
from autograder.course import Course
from autograder.errors import UsageError
from autograder.gradebook import Facts, GradebookWriter
from autograder.pool import Job, Outcome
from autograder.report import Report, from_json, to_json
from autograder.settings import read_settings
from autograder.sources import Source
from benchmarks.direct import SECRET
from benchmarks.grading import BIN, environment

DONE = re.compile(r"\[(\d+)/\d+\] ")
KINDS = {"autograder.session": "suites", "sys.path.insert": "servers", "spawn_main": "graders"}
BETWEEN = 0.4  # seconds from one look at the memory to the next
JOBS = 2  # grading processes
PATIENCE = 60  # seconds for a part of Dask to be there
QUIET = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}


@dataclass(frozen=True)
class Run:
    """One command, watched.

    Attributes
    ----------
    count : int
        Submissions.
    seconds : float
        From start to end.
    marks : tuple of (float, int)
        Seconds since the start, and how many were done then, in order.
    memory : tuple of (int, mapping)
        How many were done, and the bytes held by the processes of each kind (`KINDS`, or parent).
    """

    count: int
    seconds: float
    marks: tuple[tuple[float, int], ...]
    memory: tuple[tuple[int, Mapping[str, int]], ...]

    @property
    def each(self) -> float:
        """Seconds a submission, from the first tenth to the last one done: neither start nor tables."""
        (begin, before), *_ = [mark for mark in self.marks if mark[1] >= self.count / 10]
        end, after = self.marks[-1]
        return (end - begin) / max(after - before, 1)

    def held(self, begin: float, end: float, *kinds: str) -> float:
        """Return the bytes held by some kinds of processes (all: none named) in a part of the run, 0 to 1."""
        looks = [sizes for done, sizes in self.memory if begin * self.count <= done < end * self.count]

        def some(sizes: Mapping[str, int]) -> int:
            return sum(size for kind, size in sizes.items() if not kinds or kind in kinds)

        held = statistics.median(map(some, looks)) if looks else 0
        return held or max(some(sizes) for _, sizes in self.memory)  # a class of a few is over before a look


def make_course(course: Course, root: Path, chosen: Mapping[str, Sequence[str]]) -> Course:
    """Copy some notebooks of a course, by assignment, with their suites."""
    for assignment, names in chosen.items():
        for folder in ("solutions", "assignments"):
            (root / folder / assignment).mkdir(parents=True)
            for name in names:
                shutil.copy(course.root / folder / assignment / f"{name}.ipynb", root / folder / assignment)
        suites = Path("autograder") / "suites" / assignment
        for path in (course.root / suites).glob("*.py"):
            (root / suites).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / suites)
        for name in names:
            shutil.copytree(course.root / suites / name, root / suites / name)
    shutil.copy(course.root / "nbgrader_config.py", root)
    (root / "pyproject.toml").write_text(f'[tool.autograder]\nsecret = "{SECRET}"\n')
    return Course(root)


def grade(
    course: Course,
    submitted: Path,
    count: int,
    scheduler: str = "",
    gradebook: bool = True,
    fresh: bool = True,
) -> Run:
    """Grade a class of `count` submissions; `fresh` removes what an earlier run has left."""
    if fresh:
        for made in ("reports", "autograded"):
            shutil.rmtree(course.root / made, ignore_errors=True)
        (course.root / "gradebook.db").unlink(missing_ok=True)
    where = ["--scheduler", scheduler] if scheduler else ["--jobs", str(JOBS)]
    command = [str(BIN / "autograder"), "grade", str(submitted), *where, *["--gradebook"] * gradebook]
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=course.root,
        env=environment(course.root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    marks: list[tuple[float, int]] = []
    said: list[str] = []
    reader = threading.Thread(target=_read, args=(process.stderr, start, marks, said))
    reader.start()
    memory = []
    while process.poll() is None:
        memory.append((marks[-1][1] if marks else 0, held_by(process.pid)))
        time.sleep(BETWEEN)
    seconds = time.perf_counter() - start
    reader.join()
    process.communicate()  # closes what it said
    if process.returncode or not marks or marks[-1][1] != count:
        raise SystemExit(f"autograder grade ended with {process.returncode}: {''.join(said[-20:])}")
    return Run(count, seconds, tuple(marks), tuple(memory))


def _read(stream: IO[str], start: float, marks: list[tuple[float, int]], said: list[str]) -> None:
    for line in stream:
        said.append(line)
        if found := DONE.match(line):
            marks.append((time.perf_counter() - start, int(found[1])))


def held_by(parent: int) -> dict[str, int]:
    """Return the bytes that a process and all below it hold, by kind; shared pages are counted once."""
    held: Counter[str] = Counter()
    waiting = [parent]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError, ValueError):  # it has ended meanwhile
            place = Path(f"/proc/{pid}")
            for task in (place / "task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
            typed = (place / "cmdline").read_bytes().decode(errors="replace")
            kind = next((kind for sign, kind in KINDS.items() if sign in typed), "others")
            line = (place / "smaps_rollup").read_text(encoding="ascii").partition("\nPss:")[2]
            held["parent" if pid == parent else kind] += int(line.split()[0]) * 1024
    return dict(held)


@contextlib.contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """Start a Dask scheduler with some workers of one thread, as somebody would by hand; give its address."""
    folder.mkdir(exist_ok=True)
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    one = ("--nworkers", str(workers), "--nthreads", "1", "--local-directory", str(folder))
    host = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    with _dask("scheduler", *host), _dask("worker", "--scheduler-file", str(file), *one):
        address = _until(lambda: msgspec.json.decode(file.read_bytes())["address"])
        _until(lambda: _threads(address) == workers)
        yield str(address)


@contextlib.contextmanager
def _dask(*arguments: str) -> Iterator[None]:
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    quiet = {**os.environ, **QUIET, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, env=quiet, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, msgspec.MsgspecError, UsageError):
            if found := condition():
                return found
        time.sleep(0.1)
    raise SystemExit("Dask is not there: pip install 'distributed>=2024.8'")


def _threads(address: str) -> int:
    with Cluster(address) as it:
        return it.threads


@dataclass(frozen=True)
class Cost:
    """What a student leaves behind, all assignments together: bytes as the disk counts them, rows, files."""

    reports: float
    pages: float
    autograded: float
    files: float
    rows: float
    row_bytes: float

    @property
    def bytes(self) -> float:
        """All of it."""
        return self.reports + self.pages + self.autograded + self.row_bytes


def cost(course: Course, students: int, database: Path, submissions: int) -> Cost:
    """Return what each of the students graded last has left behind.

    Parameters
    ----------
    course : Course
        Where they were graded.
    students : int
        How many they were.
    database : Path
        A gradebook of many such submissions: a small one is mostly what is there before anybody hands in.
    submissions : int
        How many.
    """
    found = {"reports": list((course.root / "reports").rglob("s*.json"))}
    found["pages"] = list((course.root / "reports").rglob("s*.html"))
    found["autograded"] = list((course.root / "autograded").rglob("*"))
    sizes = {name: sum(path.stat().st_blocks for path in paths) * 512 for name, paths in found.items()}
    share = len(course.assignments) / submissions
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        rows = sum(connection.execute(f'select count(*) from "{name}"').fetchone()[0] for (name,) in tables)
    return Cost(
        **{name: size / students for name, size in sizes.items()},
        files=sum(map(len, found.values())) / students,
        rows=rows * share,
        row_bytes=database.stat().st_size * share,
    )


class Ready(Executor):
    """Hands back outcomes that were made before: what is left is the parent's own work."""

    def __init__(self, outcomes: Mapping[tuple[str, str], Outcome]) -> None:
        self._outcomes = outcomes

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Answer for the source, the last argument."""
        future: Future[Any] = Future()
        future.set_result(self._outcomes[args[-1].assignment, args[-1].student])
        return future


def alone(course: Course, count: int, root: Path) -> dict[str, float]:
    """Return the seconds a submission that the parent alone needs, with a gradebook and without.

    It is handed copies of the reports graded last: it writes, files and tabulates them.
    """
    reports = [from_json(path.read_bytes()) for path in sorted((course.root / "reports").rglob("s*.json"))]
    copies = [
        msgspec.structs.replace(reports[place % len(reports)], student=f"s{place:06}")
        for place in range(count)
    ]
    outcomes = {(one.assignment, one.student): Outcome(to_json(one), facts=_facts(one)) for one in copies}
    sources = [Source(student, assignment, {}) for assignment, student in sorted(outcomes)]
    seconds = {}
    for name in ("first", "without", "with"):
        chosen = sources[:10] if name == "first" else sources  # imports and templates
        (root / name).mkdir(parents=True)
        with contextlib.ExitStack() as stack:
            keeper: Keeper | None = None
            if name == "with":
                assignments = sorted({source.assignment for source in sources})
                writer = GradebookWriter(f"sqlite:///{root / 'gradebook.db'}", course, assignments)
                keeper = stack.enter_context(writer)
            job = Job(course, read_settings(course.root), pages=root / name)
            start = time.perf_counter()
            grade_all(chosen, job, JOBS, root / name, lambda row: None, lambda _: Ready(outcomes), keeper)
            seconds[name] = (time.perf_counter() - start) / len(chosen)
    return seconds


def _facts(report: Report) -> Facts:
    return Facts(untouched={book.name: () for book in report.notebooks})
