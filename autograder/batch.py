"""Grade many submissions: on any executor, each report on disk as soon as it is there."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path

import msgspec

from autograder.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.pool import InProcess, Job, Outcome, error_outcome, grade_source, processes, running
from autograder.render.table import grades_csv
from autograder.report import from_json
from autograder.settings import Settings
from autograder.sources import Source
from autograder.summary import Row, Summary, row_of, sorted_rows

OnDone = Callable[[Row | None], None]
Pools = Callable[[int], Executor]
DIED = "the grading process died twice over this submission"


def grade_all(
    sources: Sequence[Source],
    course: Course,
    settings: Settings,
    jobs: int,
    output: Path,
    on_done: OnDone,
    pools: Pools | None = None,
    job: Job | None = None,
) -> Summary:
    """Grade submissions and write their reports and tables of grades.

    Whatever a student handed in, the others are graded. A process that dies costs nobody anything: what was
    under way is tried once more, one by one, and reported as an error of ours if that fails too.

    Parameters
    ----------
    sources : sequence of Source
        Read when their turn comes; at most `jobs` + 1 are under way.
    course, settings : Course, Settings
        What to grade against, and within which limits.
    jobs : int
        Number of processes; 1 grades in this one.
    output : Path
        Gets `<assignment>/<student>.json` and `<assignment>/grades.csv`.
    on_done : callable
        Called with the row of each report written, and with None for a submission of a refused assignment.
    pools : callable, optional
        Makes an executor with the given number of workers; processes of this machine by default.
    job : Job, optional
        What the processes are told, if not just the course and the settings.

    Raises
    ------
    UsageError
        If `output` cannot be written to.
    """
    job = job or Job(course, settings)
    run = _Run(job, output, on_done)
    run.prepare({source.assignment for source in sources})
    waiting = deque(sources)
    try:
        if jobs == 1 and pools is None:
            _drain(InProcess(), waiting, run, 1)
        while waiting:
            lost = _drain((pools or processes)(jobs), waiting, run, jobs + 1)
            for source in lost:
                run.deliver(source, _alone(source, job, pools or processes))
    except KeyboardInterrupt:
        run.interrupted = True
    return run.finish()


def _drain(executor: Executor, waiting: deque[Source], run: "_Run", window: int) -> list[Source]:
    """Grade what waits until nothing is left or the pool breaks; return what was under way when it broke."""
    pending: dict[Future[Outcome], Source] = {}
    lost: list[Source] = []
    with running(executor):
        while (waiting and not lost) or pending:
            while waiting and not lost and len(pending) < window:
                source = waiting.popleft()
                if run.skips(source):
                    continue
                try:
                    pending[executor.submit(grade_source, run.job, source)] = source
                except BrokenExecutor:
                    lost.append(source)
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                source = pending.pop(future)
                try:
                    run.deliver(source, _result(future, run.job, source))
                except BrokenExecutor:
                    lost.append(source)
    return lost


def _alone(source: Source, job: Job, pools: Pools) -> Outcome:
    """Grade one submission in a pool of its own, which it may break."""
    with running(pools(1)) as executor:
        try:
            return _result(executor.submit(grade_source, job, source), job, source)
        except BrokenExecutor:
            return error_outcome(job, source, DIED)


def _result(future: Future[Outcome], job: Job, source: Source) -> Outcome:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # a defect of ours: costs this submission, not the run
        return error_outcome(job, source, f"{type(error).__name__}: {error}")


class _Run:
    """What has been done so far, and where it is written."""

    def __init__(self, job: Job, output: Path, on_done: OnDone) -> None:
        self.job = job
        self.interrupted = False
        self._output = output
        self._on_done = on_done
        self._rows: dict[tuple[str, str], Row] = {}
        self._refused: dict[str, str] = {}

    def prepare(self, assignments: Iterable[str]) -> None:
        """Make the folders, so that a place that cannot be written to is known before anything is graded."""
        for assignment in assignments:
            folder = self._output / assignment
            probe = folder / f".{assignment}.probe"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_atomic(probe, b"")
                probe.unlink()
            except OSError as error:
                raise UsageError(f"Reports cannot be written to {folder}: {error.strerror}.") from None

    def skips(self, source: Source) -> bool:
        """Count off a submission of an assignment that was refused."""
        refused = source.assignment in self._refused
        if refused:
            self._on_done(None)
        return refused

    def deliver(self, source: Source, outcome: Outcome) -> None:
        """Write a report, keep its row, and say so."""
        if outcome.refused:
            self._refused.setdefault(source.assignment, outcome.refused)
            self._on_done(None)
            return
        path = self._output / source.assignment / f"{source.student}.json"
        write_atomic(path, outcome.report)
        row = row_of(from_json(outcome.report), path)
        self._rows[source.assignment, source.student] = row
        self._on_done(row)

    def finish(self) -> Summary:
        """Write the tables of grades: of this run, and of earlier reports in the same folder."""
        for assignment in sorted({assignment for assignment, _ in self._rows}):
            folder = self._output / assignment
            mine = {key: row for key, row in self._rows.items() if key[0] == assignment}
            rows = sorted_rows({(row.assignment, row.student): row for row in saved_rows(folder)} | mine)
            notebooks = [book.name for book in self.job.course.notebooks(assignment)]
            write_atomic(folder / "grades.csv", grades_csv(rows, notebooks).encode())
        return Summary(sorted_rows(self._rows), self._refused, self.interrupted)


def saved_rows(folder: Path) -> list[Row]:
    """Return the rows of the reports in an assignment's folder; files that are no reports are passed over."""
    rows = []
    for path in sorted(folder.glob("*.json")):
        try:
            report = from_json(path.read_bytes())
        except (OSError, msgspec.MsgspecError):
            continue
        if report.assignment == folder.name:
            rows.append(row_of(report, path))
    return rows
