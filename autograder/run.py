"""What `autograder grade` and `autograder demo` share: find, grade with a progress bar, show, say where."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from autograder.batch import Keeper, Pools, grade_all
from autograder.course import Course
from autograder.errors import UsageError
from autograder.launch import granted_paths
from autograder.plain import one_line, plain
from autograder.pool import Job
from autograder.render.moves import show_moves
from autograder.render.progress import progress
from autograder.render.submission import show_submission
from autograder.render.terminal import show_summary
from autograder.report import Report, from_json
from autograder.sandbox import inspect_platform, refuse_hidden, refuse_readable
from autograder.settings import PUBLISHED, Settings
from autograder.sources import Source, find_sources
from autograder.summary import Summary, row_of, sorted_rows

PROCESS_ONLY = (
    "Warning: --isolation process. Student code runs in a process of its own, with whatever this machine can "
    "put around it, and may be able to read your files. Every report says what held."
)

ALL_AGAIN = (
    "All {count} had reports, and none of these held: a suite, a setting, the secret or a package has "
    "changed since. If that was not meant, look at AUTOGRADER_SECRET first."
)
WIDTH = 160  # of what is not written to a terminal


@dataclass(frozen=True)
class Screen:
    """Where a person reads: results, and everything said on the way."""

    results: Console
    aside: Console


def screen() -> Screen:
    """Return standard output and standard error."""
    return Screen(_console(False), _console(True))


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    return console


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Options:
    """What can be chosen about a run.

    Attributes
    ----------
    output : Path
        Folder of the reports.
    jobs : int
        Processes; 0 for one a processor. Never more than there are submissions.
    assignment : str
        Grade this assignment only.
    students : tuple of str
        Grade these students only; empty for all.
    regrade : bool
        Grade also what has not changed since its report was written.
    dry_run : bool
        Write nothing.
    pages : bool
        Write a page for each student and the class report.
    gradebook : bool
        Write scores and graded notebooks where nbgrader keeps them.
    database : str
        Address of nbgrader's database instead of the one in nbgrader_config.py.
    scheduler : str
        Address of a Dask scheduler whose workers grade; empty for this machine.
    """

    output: Path = Path("reports")
    jobs: int = 0
    assignment: str = ""
    students: tuple[str, ...] = ()
    regrade: bool = False
    dry_run: bool = False
    pages: bool = True
    gradebook: bool = False
    database: str = ""
    scheduler: str = ""


def grade_submissions(
    submissions: Sequence[Path], course: Course, settings: Settings, seen: Screen, options: Options
) -> Summary:
    """Grade what the arguments of the command line stand for, with a progress bar.

    Raises
    ------
    UsageError
        If there is nothing to grade, or what is asked for cannot be written or reached.
    InfrastructureError
        If submissions or reports lie where student code may read, or the run cannot go on.
    """
    refuse_open([*submissions, options.output], course, settings)
    if settings.isolation != "full":
        seen.aside.print(Text(PROCESS_ONLY, style="bold yellow"), soft_wrap=True)
    if settings.published:
        seen.aside.print(Text(PUBLISHED, style="yellow"), soft_wrap=True)
    found = find_sources(submissions, course, options.assignment)
    for line in found.ignored:
        seen.aside.print(Text(f"left out: {one_line(line, 300)}", style="yellow"), soft_wrap=True)
    sources = chosen_students(found.sources, options.students)
    output = options.output.absolute()
    with ExitStack() as stack:
        job, keeper = _with_gradebook(stack, Job(course, settings), sources, options)
        if not options.regrade:
            job = replace(job, earlier=output)
        if options.pages and not options.dry_run:
            job = replace(job, pages=output)
        jobs, pools = _pools(stack, options)
        on_done = stack.enter_context(progress(len(sources), seen.aside))
        return grade_all(
            sources,
            job,
            max(1, min(jobs, len(sources))),
            options.output,
            on_done,
            pools,
            keeper,
            options.dry_run,
        )


def refuse_open(places: Sequence[Path], course: Course, settings: Settings) -> None:
    """Refuse to grade where student code may read other people's work.

    Raises
    ------
    ConfinementError
        If one of the places lies in what a worker is granted.
    """
    private = [str(path) for path in places]
    refuse_hidden(granted_paths(course.root), private)
    if settings.worker_uid is not None and inspect_platform().landlock <= 0:
        refuse_readable(private, settings.worker_uid)


def chosen_students(sources: Sequence[Source], students: Sequence[str]) -> Sequence[Source]:
    """Return the submissions of some students; all of them when none is named.

    Raises
    ------
    UsageError
        If one of them handed in nothing.
    """
    known = {source.student for source in sources}
    for name in students:
        if name not in known:
            close = get_close_matches(name, known, n=3)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise UsageError(f"No submission of {name!r} is among those of {len(known)} students.{hint}")
    return [source for source in sources if source.student in students] if students else sources


def _with_gradebook(
    stack: ExitStack, job: Job, sources: Sequence[Source], options: Options
) -> tuple[Job, Keeper | None]:
    """Open nbgrader's gradebook, if it is to be written."""
    if options.dry_run or not (options.gradebook or options.database):
        return job, None
    from autograder.gradebook import GradebookWriter, nbgrader_settings

    found = nbgrader_settings(job.course.root)
    assignments = sorted({source.assignment for source in sources})
    writer = GradebookWriter(options.database or found.db_url, job.course, assignments)
    return replace(job, autograded=found.autograded), stack.enter_context(writer)


def _pools(stack: ExitStack, options: Options) -> tuple[int, Pools | None]:
    """Return the number of processes, and what makes an executor of them."""
    if not options.scheduler:
        return options.jobs or cores(), None
    from autograder.cluster import Cluster

    cluster = stack.enter_context(Cluster(options.scheduler))
    return options.jobs or 2 * cluster.threads, cluster.executor  # one each on its way


def show(summary: Summary, seen: Screen) -> None:
    """Print a single submission question by question, several as a table, and where the reports are."""
    if summary.dry_run:
        show_moves(summary.rows, seen.results)
    elif len(summary.rows) == 1 and not summary.refused:
        show_submission(from_json(summary.rows[0].path.read_bytes()), seen.results)
    else:
        show_summary(summary, seen.results)
    seen.results.print()
    if not summary.dry_run:
        _show_places(summary, seen)
    for assignment, reason in summary.refused.items():
        seen.aside.print(
            Text(f"{assignment} was not graded: {plain(reason)}", style="bold red"), soft_wrap=True
        )
    if summary.refused:
        seen.aside.print(
            "`autograder doctor` says what this machine can do, `autograder verify` what a suite does."
        )
    if summary.interrupted:
        seen.aside.print("Interrupted. What was graded has been written; start again to grade the rest.")


def _show_places(summary: Summary, seen: Screen) -> None:
    """Print how much was new, and where the files are."""
    if summary.all_again:
        seen.results.print(ALL_AGAIN.format(count=len(summary.rows)), soft_wrap=True)
    same = sum(row.news == "same" for row in summary.rows)
    if same and len(summary.rows) > 1:
        seen.results.print(f"{len(summary.rows) - same} new or changed, {same} as before.")
    for folder in dict.fromkeys(row.path.parent for row in summary.rows):
        mine = [row.path.stem for row in summary.rows if row.path.parent == folder]
        name = mine[0] if len(mine) == 1 else "<student>"
        places = f"Reports: {folder / name}.json"
        for title, file in (("Grades", "grades.csv"), ("Class report", "index.html")):
            places += f"   {title}: {folder / file}" if (folder / file).exists() else ""
        seen.results.print(Text(places), soft_wrap=True)


def saved(paths: Sequence[Path]) -> Summary:
    """Return what saved reports add up to.

    Raises
    ------
    UsageError
        If a file is not a report, or a folder holds none.
    """
    files = [file for path in paths for file in (sorted(path.rglob("*.json")) if path.is_dir() else [path])]
    if not files:
        raise UsageError(f"No report (*.json) is in {', '.join(map(str, paths))}.")
    reports = [(load_report(file), file) for file in files]
    return Summary(
        sorted_rows({(report.assignment, str(file)): row_of(report, file) for report, file in reports})
    )


def show_saved(summary: Summary, seen: Screen) -> None:
    """Print saved reports: a single one question by question, several as a table."""
    if len(summary.rows) == 1:
        show_submission(load_report(summary.rows[0].path), seen.results)
    else:
        show_summary(summary, seen.results)


def show_similar(
    submissions: Sequence[Path], course: Course, settings: Settings, seen: Screen, assignment: str = ""
) -> None:
    """Print the pairs of submissions that resemble each other, assignment by assignment.

    Raises
    ------
    UsageError
        If there is nothing to compare, or copydetect is not installed.
    """
    from autograder.render.pairs import show_pairs
    from autograder.similarity import similar

    found = find_sources(submissions, course, assignment)
    for name in sorted({source.assignment for source in found.sources}):
        mine = [source for source in found.sources if source.assignment == name]
        with seen.aside.status(f"Comparing {len(mine)} submissions of {name}"):
            pairs = similar(mine, course, name, settings)
        show_pairs(name, len(mine), pairs, seen.results)


def load_report(path: Path) -> Report:
    """Return a saved report.

    Raises
    ------
    UsageError
        If the file cannot be read, or is something else.
    """
    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path} is not a report of `autograder grade`: {error}.") from None
