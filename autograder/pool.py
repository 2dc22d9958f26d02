"""The processes that grade: each keeps its graders open; a pool of them, or none but this one."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, Protocol, TypeVar

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.files import write_if_changed
from autograder.ledger import Ledger, load, standing
from autograder.report import NotebookResult, QuestionResult, Report, to_json
from autograder.settings import Settings
from autograder.sources import Source

if TYPE_CHECKING:
    from autograder.grade import Work
    from autograder.gradebook import Facts

MOST_JOBS = 2  # whose graders a process keeps open: two runs may take turns on a cluster
DIED = "the grading process died twice over this submission"
P = ParamSpec("P")
T = TypeVar("T")


class Grading(Protocol):
    """What grades one submission at a time."""

    def grade(self, work: "Work", earlier: Report | None = None) -> Report:
        """Return the report, with what holds of an earlier one; raise nothing for what the student did."""
        ...


def open_grader(job: "Job", assignment: str) -> AbstractContextManager[Grading]:
    """Return the grader of an assignment, to be entered."""
    from autograder.grade import Grader

    handed_in = None if job.handed_in is None else dict(job.handed_in)[assignment]
    return Grader(job.course, assignment, job.settings, handed_in=handed_in)


@dataclass(frozen=True)
class Job:
    """What all submissions of a run have in common; sent with each. Equal jobs share graders.

    Attributes
    ----------
    course, settings : Course, Settings
        What to grade against, and within which limits.
    opener : callable
        Makes the grader of an assignment of this job.
    earlier : Path or None
        Folder of reports whose results are taken over where they still hold; None grades everything anew.
    pages : Path or None
        Folder of reports that get a page for the student beside them.
    autograded : Path or None
        nbgrader's folder of graded notebooks, if they are to be written.
    handed_in : tuple or None
        For each assignment the names of the notebooks that anybody handed in; None where it is not known.
    """

    course: Course
    settings: Settings
    opener: Callable[["Job", str], AbstractContextManager[Grading]] = open_grader
    earlier: Path | None = None
    pages: Path | None = None
    autograded: Path | None = None
    handed_in: tuple[tuple[str, frozenset[str]], ...] | None = None


class Outcome(NamedTuple):
    """A report as JSON with what a gradebook needs besides, or why the assignment cannot be graded here."""

    report: bytes = b""
    refused: str = ""
    facts: "Facts | None" = None


def grade_source(job: Job, source: Source) -> Outcome:
    """Grade one submission in this process. Runs on any executor."""
    return _desk(job).grade(source)


def error_outcome(job: Job, source: Source, message: str) -> Outcome:
    """Return a report that charges the student with nothing: scores null, status error."""
    books = tuple(
        NotebookResult(
            book.name,
            "error",
            tuple(
                QuestionResult(one.id, None, one.points, "error") for one in book.questions if not one.manual
            ),
        )
        for book in job.course.notebooks(source.assignment)
    )
    report = Report(
        assignment=source.assignment,
        student=source.student,
        score=None,
        max_score=float(sum(book.max_score for book in books)),
        isolation="",
        fingerprint="",
        warnings=(*source.warnings, f"not graded, by no fault of the student's: {message}"),
        notebooks=books,
    )
    return Outcome(to_json(report))


class _Desk:
    """The graders of one process: one for each assignment, opened when it is first needed."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._open: dict[str, tuple[Grading, ExitStack]] = {}
        self._refused: dict[str, str] = {}
        self._ledgers: dict[str, Ledger] = {}

    def grade(self, source: Source) -> Outcome:
        job = self._job
        try:
            work = source.read(job.settings)
            report = self._report(work)
            return Outcome(to_json(report), facts=_written(job, source, work, report))
        except Refused as error:
            return Outcome(refused=str(error))
        except InfrastructureError as error:
            return error_outcome(job, source, str(error))
        except Exception as error:  # a defect of ours: start afresh, so that the next one is not touched
            self._close(source.assignment)
            return error_outcome(job, source, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        for assignment in list(self._open):
            self._close(assignment)

    def _report(self, work: "Work") -> Report:
        """Return the earlier report where all of it holds, else a new one."""
        from autograder.grade import compose, said_of

        folder = self._job.earlier
        earlier = load(folder / work.assignment / f"{work.student}.json") if folder else None
        if earlier is None:
            return self._grader(work.assignment).grade(work)
        keys = self._ledger(work.assignment).keys(work)
        kept = standing(earlier, keys)
        if kept.keys() != keys.keys():
            return self._grader(work.assignment).grade(work, earlier)
        warnings = [warning for name in keys for warning in said_of(name, earlier, work)]
        return compose(work, [kept[name] for name in keys], warnings, earlier.isolation)

    def _ledger(self, assignment: str) -> Ledger:
        if assignment not in self._ledgers:
            course = self._job.course
            self._ledgers[assignment] = Ledger(course, course.notebooks(assignment), self._job.settings)
        return self._ledgers[assignment]

    def _grader(self, assignment: str) -> Grading:
        if assignment in self._refused:
            raise Refused(self._refused[assignment])
        if assignment not in self._open:
            with ExitStack() as stack:
                job = self._job
                try:
                    opened = job.opener(job, assignment)
                    if job.pages:  # meanwhile: its processes are coming up
                        import autograder.render.pages  # noqa: F401
                    grader = stack.enter_context(opened)
                except InfrastructureError as error:
                    self._refused[assignment] = str(error)
                    raise Refused(str(error)) from None
                self._open[assignment] = grader, stack.pop_all()
        return self._open[assignment][0]

    def _close(self, assignment: str) -> None:
        if assignment in self._open:
            with contextlib.suppress(Exception):
                self._open.pop(assignment)[1].close()


class Refused(Exception):
    """An assignment cannot be graded at all on this machine."""


def _written(job: Job, source: Source, work: "Work", report: Report) -> "Facts | None":
    """Write what goes with a report, before the report itself says that all is done."""
    facts = None
    if job.autograded:
        from autograder.gradebook import write_autograded

        facts = write_autograded(job.course, source, work, report, job.autograded)
    if job.pages:
        from autograder.render.pages import student_page

        page = job.pages / report.assignment / f"{report.student}.html"
        write_if_changed(page, student_page(report, job.course).encode())
    return facts


_desks: dict[Job, _Desk] = {}  # the one used last comes last


def _desk(job: Job) -> _Desk:
    """Return the desk of a job. A cluster's process sees many, and keeps the graders of the last ones."""
    desk = _desks.pop(job) if job in _desks else _Desk(job)
    _desks[job] = desk
    for earliest in list(_desks)[:-MOST_JOBS]:
        _desks.pop(earliest).close()
    return desk


def close_graders() -> None:
    """Close all graders that this process holds open."""
    while _desks:
        _desks.popitem()[1].close()


class InProcess(Executor):
    """An executor without processes: work is done when it is submitted."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` here and now."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the graders."""
        close_graders()


def processes(jobs: int) -> Executor:
    """Return a pool of `jobs` processes of this machine, each started from scratch."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start)


def _start() -> None:
    """Prepare a process of the pool: Ctrl-C is the parent's business; end when the parent has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Finalize(None, close_graders, exitpriority=10)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def running(executor: Executor) -> Iterator[Executor]:
    """Shut an executor down at the end; when interrupted, at once, with the processes it started."""
    before: set[Any] = set(multiprocessing.active_children())
    try:
        yield executor
    except BaseException:
        started = set(multiprocessing.active_children()) - before
        for child in started:
            child.terminate()
        executor.shutdown(wait=bool(started), cancel_futures=True)  # the dead are not waited for in vain
        raise
    executor.shutdown()
