"""Grade many submissions: on any executor, each report on disk as soon as it is there."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.files import write_if_changed
from autograder.ledger import load, locked
from autograder.pool import DIED, InProcess, Job, Outcome, error_outcome, grade_source, processes, running
from autograder.render.table import grades_csv
from autograder.report import Report, from_json
from autograder.sources import Source
from autograder.summary import Row, Summary, row_of, sorted_rows

if TYPE_CHECKING:
    from autograder.gradebook import Facts

OnDone = Callable[[Row | None], None]
Pools = Callable[[int], Executor]


class Keeper(Protocol):
    """What takes the reports besides the folder: the writer of a gradebook. One for a run, in one process."""

    def add(self, report: Report, facts: "Facts") -> None:
        """Take one more report, at once or with the next ones."""
        ...

    def flush(self) -> None:
        """Write what has been taken."""
        ...


def grade_all(
    sources: Sequence[Source],
    job: Job,
    jobs: int,
    output: Path,
    on_done: OnDone,
    pools: Pools | None = None,
    keeper: Keeper | None = None,
    dry_run: bool = False,
) -> Summary:
    """Grade submissions and write their reports, the tables of grades and the class reports.

    Whatever a student handed in, the others are graded. A process that dies costs nobody anything: what was
    under way is tried once more, one by one, and reported as an error of ours if that fails too.

    Parameters
    ----------
    sources : sequence of Source
        Read when their turn comes; at most `jobs` + 1 are under way.
    job : Job
        What the processes are told: course, settings, what to write beside the reports.
    jobs : int
        Number of processes; 1 grades in this one.
    output : Path
        Gets `<assignment>/<student>.json`, `grades.csv` and, with pages, `index.html`.
    on_done : callable
        Called with the row of each report written, and with None for a submission of a refused assignment.
    pools : callable, optional
        Makes an executor with the given number of workers; processes of this machine by default.
    keeper : Keeper, optional
        Is handed every report, such as the writer of a gradebook.
    dry_run : bool
        Write nothing; the rows say what would change.

    Raises
    ------
    UsageError
        If `output` cannot be written to, or another run is writing there.
    InfrastructureError
        If the disk or the gradebook gives up halfway; what was written so far holds.
    """
    job = replace(job, handed_in=_handed_in(sources))
    run = _Run(job, output, on_done, keeper, dry_run)
    waiting = deque(sources)
    with ExitStack() as stack:
        for assignment in sorted({source.assignment for source in sources}):
            if not dry_run:
                stack.enter_context(locked(output / assignment))
        try:
            if jobs == 1 and pools is None:
                _drain(InProcess(), waiting, run, 1)
            while waiting:
                lost = _drain((pools or processes)(jobs), waiting, run, jobs + 1)
                for source in lost:
                    run.deliver(source, _alone(source, job, pools or processes))
        except KeyboardInterrupt:
            run.interrupted = True
        except InfrastructureError:
            run.finish()
            raise
        return run.finish()


def _handed_in(sources: Sequence[Source]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return which notebooks of each assignment anybody handed in: the suites that a run needs."""
    found: dict[str, set[str]] = {}
    for source in sources:
        found.setdefault(source.assignment, set()).update(source.files)
    return tuple((assignment, frozenset(names)) for assignment, names in found.items())


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
    except (BrokenExecutor, InfrastructureError):
        raise
    except Exception as error:  # a defect of ours: costs this submission, not the run
        return error_outcome(job, source, f"{type(error).__name__}: {error}")


class _Run:
    """What has been done so far, and where it is written."""

    def __init__(self, job: Job, output: Path, on_done: OnDone, keeper: Keeper | None, dry_run: bool) -> None:
        self.job = job
        self.interrupted = False
        self._output = output
        self._on_done = on_done
        self._keeper = keeper
        self._dry_run = dry_run
        self._rows: dict[tuple[str, str], Row] = {}
        self._refused: dict[str, str] = {}

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
        report, earlier = from_json(outcome.report), load(path)
        if not self._dry_run:
            self._write(path, outcome, report)
        row = row_of(report, path, earlier)
        if outcome.facts:
            row = replace(row, warnings=(*row.warnings, *outcome.facts.warnings))
        self._rows[source.assignment, source.student] = row
        self._on_done(row)

    def _write(self, path: Path, outcome: Outcome, report: Report) -> None:
        try:
            write_if_changed(path, outcome.report)
        except OSError as error:
            raise InfrastructureError(
                f"{path} cannot be written: {error.strerror}. What was graded so far is kept; start again."
            ) from None
        if self._keeper and outcome.facts is not None:
            self._keeper.add(report, outcome.facts)

    def finish(self) -> Summary:
        """Write what is made of all reports: of this run, and of earlier ones in the same folder."""
        if self._keeper and not self._dry_run:
            self._keeper.flush()
        for assignment in sorted({assignment for assignment, _ in self._rows}):
            if not self._dry_run:
                write_tables(
                    self.job.course, self._output / assignment, assignment, self.job.pages is not None
                )
        return Summary(sorted_rows(self._rows), self._refused, self.interrupted, self._dry_run)


def write_tables(course: Course, folder: Path, assignment: str, pages: bool) -> None:
    """Write the grades and, with pages, the class report of an assignment from the reports in its folder.

    Each report is read once and let go: what grows with the class is a row of each.
    """
    rows: dict[tuple[str, str], Row] = {}

    def reports() -> Iterator[Report]:
        for path, report in saved_reports(folder):
            rows[assignment, report.student] = row_of(report, path)
            yield report

    if pages:
        from autograder.render.pages import class_report

        write_if_changed(folder / "index.html", class_report(reports(), course, assignment).encode())
    else:
        deque(reports(), maxlen=0)
    notebooks = [book.name for book in course.notebooks(assignment)]
    write_if_changed(folder / "grades.csv", grades_csv(sorted_rows(rows), notebooks).encode())


def saved_reports(folder: Path) -> Iterator[tuple[Path, Report]]:
    """Yield the reports in an assignment's folder, each under its student's name, and no other file."""
    for path in sorted(folder.glob("*.json")):
        report = load(path)
        if report and report.assignment == folder.name and path.name == f"{report.student}.json":
            yield path, report
