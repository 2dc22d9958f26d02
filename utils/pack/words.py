"""What the person at the keyboard reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from utils.pack.find import Folder
from utils.pack.notebook import Exercise, Status
from utils.pack.results import Findings

SIGNS: dict[Status, str] = {"done": "✓", "not started": "·", "failing": "✗", "not run": "?"}


def opening(folder: Folder, now: datetime) -> Iterator[str]:
    """Say what was found, what is missing, and when each file was last saved."""
    yield f"{folder.assignment}, in {folder.path}"
    for path in folder.notebooks:
        saved = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        yield f"  {path.name}, saved {_ago((now - saved).total_seconds())}"
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


def _state(one: Exercise) -> str:
    counted = (
        f" ({one.passed} of {one.checks} checks pass)" if one.checks and one.status != "not started" else ""
    )
    why = one.message.split("\n")[0]
    return f"{one.status}{counted}{': ' if why else ''}{why}"


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


def closing(path: Path, note: dict[str, Any], digest: str) -> Iterator[str]:
    """Print the receipt: what is in the zip, its fingerprints, and that nothing was sent."""
    versions = ", ".join(f"{name} {number}" for name, number in note["versions"].items())
    yield f"\nReceipt  {note['packed']}  {note['name']}  ({versions})"
    for book in note["notebooks"]:
        yield f"  sha256 {book['sha256']}  {book['file']}"
    yield f"  sha256 {digest}  {path.name}"
    yield f"Written: {path}"
    yield "Nothing has been sent: hand this file in where your course asks for it. Keep these lines."
