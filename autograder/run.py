"""What `autograder grade` and `autograder demo` share: find, grade with a progress bar, show, say where."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from autograder.batch import grade_all
from autograder.course import Course
from autograder.errors import UsageError
from autograder.plain import one_line, plain
from autograder.render.progress import progress
from autograder.render.submission import show_submission
from autograder.render.terminal import show_summary
from autograder.report import Report, from_json
from autograder.sandbox import inspect_platform, refuse_hidden, refuse_readable
from autograder.settings import Settings
from autograder.sources import find_sources
from autograder.summary import Summary, row_of, sorted_rows
from autograder.workers import granted_paths

PROCESS_ONLY = (
    "Warning: --isolation process. Student code runs in a process of its own, with whatever this machine can "
    "put around it, and may be able to read your files. Every report says what held."
)


@dataclass(frozen=True)
class Screen:
    """Where a person reads: results, and everything said on the way."""

    results: Console
    aside: Console


def screen() -> Screen:
    """Return standard output and standard error."""
    return Screen(Console(highlight=False), Console(stderr=True, highlight=False))


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade_submissions(
    submissions: Sequence[Path],
    course: Course,
    settings: Settings,
    seen: Screen,
    output: Path,
    jobs: int = 0,
    assignment: str = "",
) -> Summary:
    """Grade what the arguments stand for, with a progress bar.

    Parameters
    ----------
    submissions : sequence of Path
        As given on the command line.
    course, settings : Course, Settings
        What to grade against, and within which limits.
    seen : Screen
        Progress and remarks go to its `aside`.
    output : Path
        Folder of the reports.
    jobs : int
        Processes; 0 for one a processor. Never more than there are submissions.
    assignment : str
        Grade this assignment only.

    Raises
    ------
    UsageError
        If there is nothing to grade, or the reports cannot be written.
    ConfinementError
        If submissions or reports lie where student code may read.
    """
    private = [str(path) for path in (*submissions, output)]
    refuse_hidden(granted_paths(course.root), private)
    if settings.worker_uid is not None and inspect_platform().landlock <= 0:
        refuse_readable(private, settings.worker_uid)
    if settings.isolation != "full":
        seen.aside.print(Text(PROCESS_ONLY, style="bold yellow"), soft_wrap=True)
    found = find_sources(submissions, course, assignment)
    for line in found.ignored:
        seen.aside.print(Text(f"left out: {one_line(line, 300)}", style="yellow"), soft_wrap=True)
    processes = max(1, min(jobs or cores(), len(found.sources)))
    with progress(len(found.sources), seen.aside) as on_done:
        return grade_all(found.sources, course, settings, processes, output, on_done)


def show(summary: Summary, seen: Screen) -> None:
    """Print a single submission question by question, several as a table, and where the reports are."""
    if len(summary.rows) == 1 and not summary.refused:
        show_submission(from_json(summary.rows[0].path.read_bytes()), seen.results)
    else:
        show_summary(summary, seen.results)
    seen.results.print()
    for folder in dict.fromkeys(row.path.parent for row in summary.rows):
        mine = [row.path.name for row in summary.rows if row.path.parent == folder]
        name = mine[0] if len(mine) == 1 else "<student>.json"
        seen.results.print(
            Text(f"Reports: {folder / name}   Grades: {folder / 'grades.csv'}"), soft_wrap=True
        )
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


def show_saved(paths: Sequence[Path], seen: Screen) -> None:
    """Print saved reports: a single one question by question, several as a table.

    Raises
    ------
    UsageError
        If a file is not a report, or a folder holds none.
    """
    files = [file for path in paths for file in (sorted(path.rglob("*.json")) if path.is_dir() else [path])]
    if not files:
        raise UsageError(f"No report (*.json) is in {', '.join(map(str, paths))}.")
    reports = [(_load(file), file) for file in files]
    if len(reports) == 1:
        show_submission(reports[0][0], seen.results)
        return
    rows = {(report.assignment, str(file)): row_of(report, file) for report, file in reports}
    show_summary(Summary(sorted_rows(rows)), seen.results)


def _load(path: Path) -> Report:
    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path} is not a report of `autograder grade`: {error}.") from None
