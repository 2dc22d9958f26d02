"""Ours, with all outputs on, and the limit: the same submissions, one after the other in turns.

What `autograder grade --jobs 1 --gradebook` does is done in this process with the submissions of one
notebook. After each of them the same files are graded by another warm process, which calls the test functions
directly (`benchmarks/direct.py`). Whatever else the machine does falls on both.
"""

import multiprocessing
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from autograder.batch import grade_all, write_tables
from autograder.course import Course, Notebook
from autograder.grade import Grader
from autograder.gradebook import Facts, GradebookWriter
from autograder.ledger import load
from autograder.pool import Job
from autograder.report import Report, to_json
from autograder.settings import read_settings
from autograder.sources import find_sources
from autograder.summary import Row
from benchmarks.cpu import used
from benchmarks.direct import SECRET, Suite

BLOCKS = 4  # of submissions: a ratio each
MORE = 4  # times as many rows, for what a run does at its end


@dataclass
class Timed:
    """CPU seconds of one submission after the other, by student, the same ones in the same order.

    Attributes
    ----------
    ours, limit : dict of str to float
        Everything up to the report on disk; reading, loading and testing in one process. Ours are read from
        a clock of 10 ms: only sums mean something.
    loading : dict of str to float
        The limit's part for reading and loading.
    points : dict of str to dict
        What both came to, by question.
    start, limit_start : float
        Of the first submission, with all that has to be started; it counts nowhere else.
    end : float
        Per submission, what a run does at its end: the database, the table of grades, the class report.
    """

    ours: dict[str, float] = field(default_factory=dict)
    limit: dict[str, float] = field(default_factory=dict)
    loading: dict[str, float] = field(default_factory=dict)
    points: dict[str, dict[str, float]] = field(default_factory=dict)
    start: float = 0.0
    limit_start: float = 0.0
    end: float = 0.0

    def blocks(self) -> tuple[list[float], list[float]]:
        """Return the means of ours, with the share of the end, and of the limit, block by block."""
        students = list(self.ours)
        size = max(1, len(students) // BLOCKS)
        parts = [students[at : at + size] for at in range(0, size * (len(students) // size), size)]
        ours = [sum(self.ours[name] for name in part) / len(part) + self.end for part in parts]
        return ours, [sum(self.limit[name] for name in part) / len(part) for part in parts]


class Kept:
    """A gradebook's writer that keeps what it was given."""

    def __init__(self, writer: GradebookWriter) -> None:
        self.writer = writer
        self.entries: list[tuple[Report, Facts]] = []

    def add(self, report: Report, facts: Facts) -> None:
        """Take a report."""
        self.entries.append((report, facts))
        self.writer.add(report, facts)

    def flush(self) -> None:
        """Write what has been taken."""
        self.writer.flush()


class Limit:
    """The limit's process; a context manager."""

    def __init__(self, notebook: Notebook) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(target=_serve, args=(theirs, notebook), daemon=True)
        self.process.start()
        theirs.close()
        self.start: float = self.pipe.recv()

    def __enter__(self) -> "Limit":
        return self

    def __exit__(self, *_: object) -> None:
        self.pipe.send(None)
        self.process.join()

    def grade(self, files: Mapping[str, bytes]) -> tuple[dict[str, float], float, float]:
        """Return the points by question, the CPU seconds they took, and those of them for loading."""
        self.pipe.send(files)
        points, seconds, loading = self.pipe.recv()
        return points, seconds, loading


def _serve(pipe: Connection, notebook: Notebook) -> None:
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        suite = Suite(notebook)
        pipe.send(time.process_time())
        while (files := pipe.recv()) is not None:
            start = time.process_time()
            points, loading = suite.grade(files)
            pipe.send((points, time.process_time() - start, loading))


def _only(notebook: Notebook, job: Job, assignment: str) -> AbstractContextManager[Grader]:
    """Return a grader of one notebook, as `autograder verify` has them."""
    return Grader(job.course, assignment, job.settings, [notebook])


def in_turns(
    course: Course, notebook: Notebook, submitted: Path, folder: Path, also: Callable[[], object] = int
) -> Timed:
    """Grade a class in turns.

    Parameters
    ----------
    course, notebook : Course, Notebook
        What is graded.
    submitted : Path
        `<student>/<assignment>/` with the notebook and those it builds on.
    folder : Path
        Gets reports, pages, gradebook and autograded notebooks.
    also : callable
        Called after the first submission.

    Raises
    ------
    SystemExit
        If both do not come to the same points.
    """
    timed, me = Timed(), os.getpid()
    folder.mkdir(parents=True, exist_ok=True)
    sources = find_sources([submitted], course).sources
    settings = read_settings(course.root, secret=SECRET)
    reports = folder / "reports"
    job = Job(
        course,
        settings,
        partial(_only, notebook),
        earlier=reports,
        pages=reports,
        autograded=folder / "graded",
    )
    url = f"sqlite:///{folder / 'gradebook.db'}"
    with Limit(notebook) as limit, GradebookWriter(url, course, [notebook.assignment]) as writer:
        others = [limit.process.pid or 0]
        keeper, before = Kept(writer), used(me, others)

        def done(row: Row | None) -> None:
            nonlocal before
            seconds = used(me, others) - before
            if row is None:
                raise SystemExit(f"{notebook.assignment} was not graded")
            files = (submitted / row.student / notebook.assignment).glob("*.ipynb")
            points, took, loading = limit.grade({file.stem: file.read_bytes() for file in files})
            _compare(points, load(row.path), notebook)
            timed.points[row.student] = points
            if timed.start:
                timed.ours[row.student], timed.limit[row.student] = seconds, took
                timed.loading[row.student] = loading
            else:
                timed.start, timed.limit_start = seconds, limit.start + took
                also()
            before = used(me, others)

        grade_all(sources, job, 1, reports, done, keeper=keeper)
        timed.end = _database(writer, keeper.entries) + _tables(course, notebook, keeper.entries, folder)
    return timed


def _compare(points: Mapping[str, float], report: Report | None, notebook: Notebook) -> None:
    questions = [one for book in report.notebooks for one in book.questions] if report else []
    ours = {one.id: one.score for one in questions}
    if {name: round(score, 2) for name, score in points.items()} != ours:
        raise SystemExit(f"{notebook.name}: {points} by direct calls, {ours} by grading")


Entries = Sequence[tuple[Report, Facts]]


def _copies(entries: Entries, times: int) -> Entries:
    """Return the same reports under other names: a larger class."""
    return [
        (msgspec.structs.replace(report, student=f"{report.student}-{number}"), facts)
        for number in range(times)
        for report, facts in entries
    ]


def _database(writer: GradebookWriter, entries: Entries) -> float:
    """Return the CPU seconds of a report for the gradebook."""
    copies = _copies(entries, MORE)
    start = time.process_time()
    for report, facts in copies:
        writer.add(report, facts)
    writer.flush()
    return (time.process_time() - start) / len(copies)


def _tables(course: Course, notebook: Notebook, entries: Entries, folder: Path) -> float:
    """Return the CPU seconds of one report more for the tables and the class report: a slope."""
    seconds = []
    for times in (1, 1 + MORE):
        place = folder / f"end{times}" / notebook.assignment
        place.mkdir(parents=True)
        for report, _ in _copies(entries, times):
            (place / f"{report.student}.json").write_bytes(to_json(report))
        start = time.process_time()
        write_tables(course, place, notebook.assignment, pages=True)
        seconds.append(time.process_time() - start)
    return max(0.0, seconds[1] - seconds[0]) / (MORE * len(entries))
