"""What the checks said: from the outputs of the cells that ran to one line an exercise."""

from dataclasses import dataclass
from typing import Any

from utils.checks.exercise import MIME
from utils.pack.notebook import Book, Exercise, answers, is_check, mark, source, to_run
from utils.pack.run import Outcome

STATES = ("done", "not started", "failing")
UNWRITTEN = "raised NotImplementedError"  # what an untouched exercise does to a cell that uses it


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


def unchecked(book: Book) -> Findings:
    """Return what can be said without running anything."""
    if not book.cells:
        return Findings(book, (), (f"the file {book.problem or 'holds no cells'}",))
    waiting = [Exercise(_name(cell), "not run") for cell in book.cells if is_check(cell)]
    remarks = (f"the file {book.problem}",) if book.problem else ()
    return Findings(book, (*waiting, *answers(book.cells)), remarks)


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
    remarks = [f"the file {book.problem}"] if book.problem else []
    waiting: list[str] = []
    for number, cell in enumerate(book.cells):
        outcome = outcomes.get(number)
        if is_check(cell):
            exercises += _results(cell, outcome)
        elif outcome and outcome.error:
            remarks.append(f"cell {number + 1} (`{_first_line(cell)}`) {outcome.error}")
            if outcome.error.startswith(UNWRITTEN):
                waiting.append(remarks[-1])
    last = max(outcomes, default=-1)
    if any(to_run(cell) for cell in book.cells[last + 1 :]):
        remarks.append("the cells after that did not run")
    return Findings(book, (*exercises, *answers(book.cells)), tuple(remarks), tuple(waiting))


def _results(cell: dict[str, Any], outcome: Outcome | None) -> list[Exercise]:
    """Return what the checks of one cell said, as data; if they said nothing, why."""
    if outcome is None:
        return [Exercise(_name(cell), "not run", "an earlier cell ended the run")]
    shown = [output.get("data", {}).get(MIME) for output in outcome.outputs]
    found = [_exercise(data) for data in shown if isinstance(data, dict)]
    if outcome.error or not found:
        why = outcome.error or "the cell did not show the result of its check"
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
