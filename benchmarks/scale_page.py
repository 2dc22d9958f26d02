"""The arithmetic of `docs/scale.md`: from what `benchmarks.scale` measures to 100,000 students."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import duration, figure

if TYPE_CHECKING:
    from benchmarks.scale import Found

STUDENTS = 100_000
MACHINES = (2, 16, 64, 256)  # cores, of one machine or of many
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"


def write(page: Path, found: "Found") -> None:
    """Put the figures between the marks of a page.

    Raises
    ------
    SystemExit
        If the marks are not there.
    """
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{page} has no lines {BEGIN.strip()!r} and {END!r}.")
    page.write_text(f"{before}{BEGIN}" + "\n".join(figures(found)) + f"\n{mark}{after}", encoding="utf-8")


def figures(found: "Found") -> Iterator[str]:
    """Yield what was measured, what follows for the course, and what gives way first."""
    cores = len(os.sched_getaffinity(0))
    yield (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.release()}, {cores} cores, "
        f"Python {platform.python_version()}."
    )
    yield from ("", "| measured | |", "|---|---|")
    yield from (f"| {what} | {value} |" for what, value in _measured(found))
    yield from ("", f"| {STUDENTS:,} students, whole course | grading | the parent's part | so it takes |")
    yield "|---|---|---|---|"
    parent = parent_seconds(found)
    for count in MACHINES:
        grading = core_seconds(found) / count
        longer = "the parent" if parent > grading else "grading"
        yield (
            f"| {count} cores | {_hours(grading)} | {_hours(parent)} | "
            f"{_hours(max(grading, parent))}: {longer} |"
        )
    yield from ("", f"| {STUDENTS:,} students leave behind | |", "|---|---|")
    yield from (f"| {what} | {value} |" for what, value in _left(found))
    yield from ("", *_bottlenecks(found))


def core_seconds(found: "Found") -> float:
    """Return the seconds of one core that the whole course takes: the slope between two classes."""
    first, second = found.course
    submission = (second.seconds - first.seconds) / (second.count - first.count)
    return submission * found.jobs * found.assignments * STUDENTS


def parent_seconds(found: "Found") -> float:
    """Return the seconds that the one parent needs for them: reports, gradebook and tables."""
    return found.parent["with"] * found.assignments * STUDENTS


def _measured(found: "Found") -> Iterator[tuple[str, str]]:
    student = core_seconds(found) / STUDENTS
    yield (
        f"a student: {found.assignments} assignments, {found.notebooks} notebooks",
        f"{duration(student)} of one core",
    )
    yield (
        "a submission in the parent: report on disk, gradebook (SQLite), tables",
        f"{duration(found.parent['with'])}; without gradebook {duration(found.parent['without'])}",
    )
    costs = found.costs
    yield "a student's reports, pages", f"{_bytes(costs.reports)}, {_bytes(costs.pages)}"
    yield "a student's autograded notebooks", _bytes(costs.autograded)
    yield "a student's rows in the gradebook", f"{costs.rows:,.0f} rows, {_bytes(costs.row_bytes)}"
    yield "a student in a class report", _bytes(page_bytes(found))
    yield "a submission in the parent's memory", _bytes(row_bytes(found))
    yield (
        "a grading process with the graders of the whole course, suites and server",
        _bytes(found.course[1].held(0.5, 1, "graders", "suites", "servers") / found.jobs),
    )


def _left(found: "Found") -> Iterator[tuple[str, str]]:
    costs = found.costs
    for what, each in (
        ("reports", costs.reports),
        ("pages", costs.pages),
        ("autograded notebooks", costs.autograded),
        ("the gradebook", costs.row_bytes),
    ):
        yield what, _bytes(each * STUDENTS)
    yield "together", _bytes(costs.bytes * STUDENTS)
    yield "files and folders", f"{costs.files * STUDENTS / 1e6:.1f} million"
    yield "rows in the gradebook", f"{costs.rows * STUDENTS / 1e6:.1f} million"
    yield "each assignment's class report", _bytes(page_bytes(found) * STUDENTS)
    yield (
        "the parent's memory, all assignments in one run",
        _bytes(row_bytes(found) * found.assignments * STUDENTS),
    )


def _bottlenecks(found: "Found") -> Iterator[str]:
    parent, submissions = parent_seconds(found), found.assignments * STUDENTS
    keep = core_seconds(found) / parent
    database = 1 - found.parent["without"] / found.parent["with"]
    yield (
        f"**The first bottleneck of time is the parent**: one process takes {submissions / parent:,.0f} "
        f"submissions a second, {100 * database:.0f} % of its time the gradebook, and so keeps "
        f"{figure(keep)} cores busy. More cores than that bring nothing to a single run."
    )
    yield ""
    yield (
        "**The first thing to become a nuisance is the class report**: "
        f"{_bytes(page_bytes(found) * STUDENTS)} for a browser to open. No run depends on it."
    )


def page_bytes(found: "Found") -> float:
    """Return the bytes of a class report for each student."""
    return found.class_report / max(found.light)


def row_bytes(found: "Found") -> float:
    """Return the parent's bytes for each submission: the slope between the two largest classes."""
    *_, small, large = sorted(found.light)
    runs = (found.light[size][-1] for size in (small, large))
    few, many = (run.held(0.9, 1, "parent") for run in runs)
    return max(many - few, 0.0) / (large - small)


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} h"


def _bytes(size: float) -> str:
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{figure(size / scale)} {unit}"
    return f"{size:.0f} bytes"
