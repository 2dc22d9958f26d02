"""Hand results to whoever asked: a person, GitHub, any CI, Classroom 50; and judge them by a threshold."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.options import Format
from autograder.plain import one_line
from autograder.render.classroom50 import missing_variables, result_json
from autograder.render.github import LIMIT, annotations, step_summary
from autograder.render.junit import junit_xml
from autograder.render.table import number
from autograder.run import Screen, load_report
from autograder.summary import Row, Summary

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
BELOW = 1  # exit code: everything is graded, and something is below the threshold
NAMED = 10  # students named who are below

Show = Callable[[Summary, Screen], None]


@dataclass(frozen=True)
class Delivery:
    """What was asked for.

    Attributes
    ----------
    format : Format
        How results are shown.
    to : Path or None
        The file they go to; None for standard output or, for GitHub, the step summary.
    fail_under : float or None
        Percent of the points that every submission has to reach.
    """

    format: Format = Format.terminal
    to: Path | None = None
    fail_under: float | None = None

    def check(self, dry_run: bool = False) -> None:
        """Refuse what cannot be done, before anything is graded.

        Raises
        ------
        UsageError
            If options contradict one another, or something that the format needs is missing.
        """
        if self.format is Format.terminal and self.to:
            raise UsageError(
                "--to is for --format github, junit or classroom50: name one, or leave out --to."
            )
        if self.format is not Format.terminal and dry_run:
            raise UsageError(
                f"--format {self.format} shows reports, and --dry-run writes none: leave out one."
            )
        if self.to and (self.to.is_dir() or not self.to.parent.is_dir()):
            raise UsageError(f"--to {self.to}: not a file in a folder that is there.")
        if self.format is Format.classroom50 and (missing := missing_variables(os.environ)):
            raise UsageError(
                f"--format classroom50 needs what Classroom 50's runner sets in the environment; "
                f"there is no {', '.join(missing)}."
            )


def deliver(summary: Summary, delivery: Delivery, seen: Screen, show: Show, beside: bool = True) -> int:
    """Show results as asked, and return the exit code.

    Parameters
    ----------
    summary : Summary
        What was graded, or what saved reports add up to.
    delivery : Delivery
        What was asked for.
    seen : Screen
        Where people read.
    show : callable
        Shows the usual tables.
    beside : bool
        Show them beside another format, too: on standard error where that goes to standard output.

    Raises
    ------
    UsageError
        If the format is for one submission and there are others, or its file cannot be written.
    """
    low = below(summary, delivery.fail_under)
    if delivery.format is Format.terminal:
        show(summary, seen)
    else:
        place = _place(delivery, os.environ)
        if beside:
            show(summary, seen if place else Screen(seen.aside, seen.aside))
        _WRITERS[delivery.format](summary, low, place)
    if low:
        seen.aside.print(Text(_said(low, delivery.fail_under), style="bold red"), soft_wrap=True)
    return summary.exit_code or (BELOW if low else 0)


def below(summary: Summary, share: float | None) -> tuple[Row, ...]:
    """Return the rows that were graded and have less than `share` percent of the points."""
    if share is None:
        return ()
    return tuple(
        row
        for row in summary.rows
        if row.total is not None and row.total * 100 < share * row.max_score - 1e-9 * row.max_score
    )


def _said(low: tuple[Row, ...], share: float | None) -> str:
    named = [
        f"{one_line(row.student, 60)} {number(row.total)}/{number(row.max_score)}" for row in low[:NAMED]
    ]
    more = f" and {len(low) - NAMED} more" if len(low) > NAMED else ""
    return f"Below {number(share)} % of the points: {', '.join(named)}{more}."


def _place(delivery: Delivery, environment: Mapping[str, str]) -> Path | None:
    """Return the file that the format goes to, or None for standard output."""
    if delivery.to is None and delivery.format is Format.github and environment.get(STEP_SUMMARY):
        return Path(environment[STEP_SUMMARY])
    return delivery.to


def _github(summary: Summary, low: tuple[Row, ...], place: Path | None) -> None:
    """Add to the step summary, which earlier commands of the step may have begun; then the annotations."""
    single = load_report(summary.rows[0].path) if len(summary.rows) == 1 and not summary.refused else None
    try:
        begun = place.stat().st_size if place and place.exists() else 0
        text = step_summary(summary, single, LIMIT - begun)
        if place:
            with open(place, "a", encoding="utf-8") as file:
                file.write(text)
        else:
            _print(text.encode())
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}.") from None
    _print("".join(f"{line}\n" for line in annotations(summary, low)).encode())


def _junit(summary: Summary, _low: tuple[Row, ...], place: Path | None) -> None:
    _put(junit_xml((load_report(row.path) for row in summary.rows), summary.refused), place)


def _classroom50(summary: Summary, _low: tuple[Row, ...], place: Path | None) -> None:
    if len(summary.rows) != 1:
        raise UsageError(
            f"--format classroom50 is the result of one submission of one assignment, and there are "
            f"{len(summary.rows)}: choose with --student and --assignment."
        )
    if summary.rows[0].graded:  # otherwise no result: its runner makes one of the exit code
        _put(result_json(load_report(summary.rows[0].path), os.environ), place)


_WRITERS: Mapping[Format, Callable[[Summary, tuple[Row, ...], Path | None], None]] = {
    Format.github: _github,
    Format.junit: _junit,
    Format.classroom50: _classroom50,
}


def _put(data: bytes, place: Path | None) -> None:
    if place is None:
        _print(data)
        return
    try:
        write_atomic(place, data)
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}.") from None


def _print(data: bytes) -> None:
    """Write to standard output as it is: nothing may wrap or recode what a program reads."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
