"""What the checks said: from the outputs of the cells that ran to one line an exercise."""

import re
from dataclasses import dataclass, replace
from typing import Any

from utils.checks.exercise import MIME
from utils.pack.notebook import (
    Book,
    Exercise,
    answers,
    defined_in,
    exercise_of,
    is_check,
    lost_checks,
    mark,
    source,
    to_run,
    untouched,
)
from utils.pack.run import Outcome

STATES = ("done", "not started", "failing")
UNWRITTEN = "raised NotImplementedError"  # what an untouched exercise does to a cell that uses it
# As IPython says it: what is wrong, and the line in the cell. A file of another name is not the cell.
_SYNTAX = re.compile(r"raised (?:Syntax|Indentation|Tab)Error: (.*) \(\d+\.py, line (\d+)\)")
_UNKNOWN = re.compile(r"raised NameError: name '(\w+)' is not defined")


@dataclass(frozen=True)
class Findings:
    """How a notebook stands.

    Attributes
    ----------
    book : Book
        The notebook.
    exercises : tuple of Exercise
        In the order of the notebook, inline questions last.
    remarks : tuple of str
        What else went wrong: a damaged file, cells that raised or took too long.
    waiting : tuple of str
        Those of the remarks that end by themselves once an exercise is written.
    """

    book: Book
    exercises: tuple[Exercise, ...] = ()
    remarks: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is known to be wrong or unfinished. What was not run is not known."""
        return not self.remarks and all(one.status in ("done", "not run") for one in self.exercises)

    @property
    def faults(self) -> tuple[str, ...]:
        """Remarks that say that something is wrong, not merely unfinished."""
        return tuple(remark for remark in self.remarks if remark not in self.waiting)

    @property
    def failed(self) -> bool:
        """Whether something is wrong, not merely unfinished."""
        return bool(self.faults) or any(one.status == "failing" for one in self.exercises)

    @property
    def untouched(self) -> bool:
        """Whether there is nothing to say but that no exercise is started."""
        states = {one.status for one in self.exercises}
        return states == {"not started"} and not self.faults


def unchecked(book: Book) -> Findings:
    """Return what can be said without running anything."""
    if not book.cells:
        return Findings(book, (), (f"the file {book.problem or 'holds no cells'}",))
    left = untouched(book.cells)
    names = [_name(cell) for cell in book.cells if is_check(cell)]
    waiting = [Exercise(name, "not started" if name in left else "not run") for name in names]
    return Findings(book, (*waiting, *answers(book.cells)), tuple(_of_the_file(book)))


def _of_the_file(book: Book) -> list[str]:
    """Return the remarks that need no run."""
    lost = [
        f"{name}: its check cell is gone. Take it back from the original notebook."
        for name in lost_checks(book.cells)
    ]
    return [f"the file {book.problem}", *lost] if book.problem else lost


def checked(book: Book, outcomes: dict[int, Outcome]) -> Findings:
    """Combine the outcomes of the cells that ran with what can be read from the file.

    Parameters
    ----------
    book : Book
        A notebook with cells.
    outcomes : dict
        From `run_cells`.
    """
    exercises: list[Exercise] = []
    remarks = _of_the_file(book)
    waiting: list[str] = []
    broken: set[str] = set()
    for number, cell in enumerate(book.cells):
        outcome = outcomes.get(number)
        if is_check(cell):
            exercises += [_unless_broken(one, cell, broken) for one in _results(cell, outcome)]
        elif outcome and (found := _SYNTAX.fullmatch(outcome.error)):
            broken |= {exercise_of(cell), defined_in(cell)} - {""}
            remarks.append(_syntax(cell, number, found[1], int(found[2])))
        elif outcome and outcome.error:
            remarks.append(f"cell {number + 1} (`{_first_line(cell)}`) {outcome.error}")
            if outcome.error.startswith(UNWRITTEN):
                waiting.append(remarks[-1])
    last = max(outcomes, default=-1)
    if any(to_run(cell) for cell in book.cells[last + 1 :]):
        remarks.append("the cells after that did not run")
    return Findings(book, (*exercises, *answers(book.cells)), tuple(remarks), tuple(waiting))


def _syntax(cell: dict[str, Any], number: int, what: str, line: int) -> str:
    """Say where a cell cannot be read: which one it is, the line in it, and the line itself."""
    lines = source(cell).splitlines()
    text = f": `{lines[line - 1].strip()[:80]}`" if 0 < line <= len(lines) else ""
    name = exercise_of(cell) or f"cell {number + 1}"
    return f"{name}: a syntax error in line {line} of its cell, {what}{text}"


def _unless_broken(one: Exercise, check: dict[str, Any], broken: set[str]) -> Exercise:
    """Name the syntax error where a check cannot have met what was written last."""
    if one.status == "done" or broken.isdisjoint({one.name, _name(check)}):
        return one
    return replace(one, status="failing", message="its cell has a syntax error", passed=0, checks=0)


def _results(cell: dict[str, Any], outcome: Outcome | None) -> list[Exercise]:
    """Return what the checks of one cell said, as data; if they said nothing, why."""
    if outcome is None:
        return [Exercise(_name(cell), "not run", "an earlier cell ended the run")]
    shown = [output.get("data", {}).get(MIME) for output in outcome.outputs]
    found = [_exercise(data) for data in shown if isinstance(data, dict)]
    if outcome.error or not found:
        why = outcome.error or "the cell did not show the result of its check"
        unknown = _UNKNOWN.fullmatch(why)
        if unknown and re.search(rf"\bcheck_\w+\(.*\b{unknown[1]}\b", source(cell)):
            why += ": did you rename it?"
        found.append(Exercise(_name(cell), "failing", why))
    return found


def _exercise(data: dict[str, Any]) -> Exercise:
    status = data.get("status")
    return Exercise(
        str(data.get("name", "?")),
        status if status in STATES else "failing",
        str(data.get("message", "")),
        int(data.get("passed", 0)),
        int(data.get("checks", 0)),
    )


def _name(cell: dict[str, Any]) -> str:
    return str(mark(cell).get("grade_id") or _first_line(cell))


def _first_line(cell: dict[str, Any]) -> str:
    lines = [line.strip() for line in source(cell).splitlines() if line.strip()]
    return lines[0][:60] if lines else "empty"
