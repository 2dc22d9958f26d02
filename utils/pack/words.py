"""What the person at the keyboard reads."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from utils.pack.find import Folder
from utils.pack.notebook import Exercise, Status
from utils.pack.results import Findings

SIGNS: dict[Status, str] = {"done": "✓", "not started": "·", "failing": "✗", "not run": "?"}
MARKS = f"{', '.join(f'{sign} {status}' for status, sign in SIGNS.items())}, ! look at this"
ZIP_BEGINS = 1980  # the year of every file of the course's zip, which is the same whenever it is made


def opening(folder: Folder, now: datetime) -> Iterator[str]:
    """Say what was found, what is missing, and when each file was last saved."""
    yield f"{folder.assignment}, in {folder.path}"
    for path in folder.notebooks:
        saved = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        ago = "as delivered" if saved.year <= ZIP_BEGINS else f"saved {_ago((now - saved).total_seconds())}"
        yield f"  {path.name}, {ago}"
    for name in folder.missing:
        yield f"  ! {name} is missing: it is packed without it"
    for name in folder.left_out:
        yield f"  ! {name} is left out: the assignment has no notebook of that name"
    if folder.missing and folder.left_out:
        yield "    Is it one of those? A notebook counts under its own name only: rename it back."
    yield "What is open in Jupyter and not saved cannot be seen from here: save first (Ctrl-S)."


def _ago(seconds: float) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def table(findings: Findings) -> Iterator[str]:
    """Say how a notebook stands, one line an exercise."""
    yield f"\n{findings.book.path.name}"
    for remark in findings.remarks:
        yield f"  ! {remark}"
    width = max((len(one.name) for one in findings.exercises), default=0)
    for one in findings.exercises:
        yield f"  {SIGNS[one.status]} {one.name:<{width}}  {_state(one)}"


def untouched(findings: Findings) -> str:
    """Say in one line that nothing of a notebook is started."""
    number = len(findings.exercises)
    return f"  {findings.book.path.name}: {number} exercise{'s' if number > 1 else ''}, none started"


def damaged(findings: Sequence[Findings]) -> Iterator[str]:
    """Say at the end what would be lost in the middle: files that nobody can open."""
    names = [one.book.path.name for one in findings if one.book.damaged]
    if names:
        yield (
            f"! {len(names)} notebook{'s' if len(names) > 1 else ''} damaged: {', '.join(names)}. "
            "Take it from the original or from a checkpoint (.ipynb_checkpoints)."
        )


def _state(one: Exercise) -> str:
    counted = (
        f" ({one.passed} of {one.checks} checks pass)" if one.checks and one.status != "not started" else ""
    )
    why = _in_a_line(one.message)
    answered = one.status == "done" and not one.checks  # a question: no check says whether it is right
    return f"{'answered' if answered else one.status}{counted}{': ' if why else ''}{why}"


def _in_a_line(message: str) -> str:
    """Shorten what a check says: a table becomes its hint, a long row of numbers goes on in one line."""
    first, *rest = message.split("\n")
    if first.endswith(": expected"):
        hint = [line for line in rest if line != "got" and not line.startswith(" ")]
        return f"{first.removesuffix(' expected')} {' '.join(hint) or 'see the check in the notebook'}"
    numbers = takewhile(lambda line: line.startswith(" "), rest)
    return " ".join([first, *(line.strip() for line in numbers)])


def summary(folder: Folder, findings: Sequence[Findings], ran: bool) -> str:
    """Return one line on the whole."""
    extra = f"; {len(folder.missing)} notebook(s) missing" if folder.missing else ""
    honest = "The hidden suite checks more than this." if ran else "The checks were not run (--no-run)."
    return f"{counted(findings)}{extra}. {honest}"


def counted(findings: Sequence[Findings]) -> str:
    """Return how many exercises there are in each state: `3 done, 1 failing`."""
    states = [one.status for each in findings for one in each.exercises]
    said = ", ".join(f"{states.count(state)} {state}" for state in SIGNS if state in states)
    return said or "no exercises"


def closing(path: Path, note: dict[str, Any], digest: str, alarms: Iterable[str]) -> Iterator[str]:
    """Print the receipt: what is in the zip, its fingerprints, what is no good, and that nothing was sent."""
    versions = ", ".join(f"{name} {number}" for name, number in note["versions"].items())
    yield f"\nReceipt  {note['packed']}  {note['name']}  ({versions})"
    for book in note["notebooks"]:
        yield f"  sha256 {book['sha256']}  {book['file']}"
    yield f"  sha256 {digest}  {path.name}"
    yield f"Written: {path}"
    yield from alarms
    yield "Nothing has been sent: hand this file in where your course asks for it. Keep these lines."
