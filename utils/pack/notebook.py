"""A notebook as it will be handed in: read with care, its outputs cleared, its exercises listed."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Status = Literal["done", "not started", "failing", "not run"]
PLACEHOLDER = "*Your answer here: replace this line.*"
STUB = 'raise NotImplementedError("Your turn: replace this line with your code.")'
LARGEST = 32 * 2**20  # bytes; the grader reads no more
_CHECK = re.compile(r"^\s*check_\w+\(", re.MULTILINE)
_IMPORTED = re.compile(r"^\s*from utils\.checks\.\w+ import (\([^)]*\)|.*)", re.MULTILINE)
_CALLED = re.compile(r"^[^#\n]*?\b(check_\w+)\(", re.MULTILINE)
_DEFINED = re.compile(r"^\s*(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_SOLUTION = "_solution"  # ends the grade_id of the cell in which an exercise is written


@dataclass(frozen=True)
class Exercise:
    """One exercise or inline question, and how it stands."""

    name: str
    status: Status
    message: str = ""
    passed: int = 0
    checks: int = 0


@dataclass(frozen=True)
class Book:
    """A notebook file.

    Attributes
    ----------
    path : Path
        Where it was read.
    original : bytes
        The file.
    packed : bytes
        What is handed in: the same without outputs, or the file itself where it is broken.
    cells : tuple of dict
        Empty where it is broken.
    problem : str
        What is wrong with the file; empty where it is well.
    """

    path: Path
    original: bytes
    packed: bytes
    cells: tuple[dict[str, Any], ...] = ()
    problem: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of what is handed in."""
        return hashlib.sha256(self.packed).hexdigest()

    @property
    def damaged(self) -> bool:
        """Whether Jupyter could not open it."""
        return bool(self.problem) and not self.cells


def read_book(path: Path) -> Book:
    """Read a notebook and clear its outputs.

    The grader reads what was written, never what was printed: a stored output proves nothing. Without
    outputs the file is small, holds no stale numbers, and has the same fingerprint however often it was run.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    data = path.read_bytes()
    try:
        book = json.loads(data.decode("utf-8"))
        cells = [_cleared(cell) for cell in book["cells"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Book(path, data, data, problem="is damaged: it is not a notebook that Jupyter could open")
    packed = json.dumps({**book, "cells": cells}, indent=1, ensure_ascii=False) + "\n"
    encoded = packed.encode("utf-8", errors="surrogatepass")
    problem = f"is larger than {LARGEST >> 20} MB, the most that is graded" if len(encoded) > LARGEST else ""
    return Book(path, data, encoded, tuple(cells), problem)


def _cleared(cell: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(cell.get("metadata", {}), dict):
        raise TypeError("The metadata of a cell is no table.")
    if cell["cell_type"] != "code":
        return cell
    return {**cell, "execution_count": None, "outputs": []}


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which is stored whole or by lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(map(str, text))


def mark(cell: dict[str, Any]) -> dict[str, Any]:
    """Return what nbgrader notes about a cell; nothing for most."""
    noted = cell.get("metadata", {}).get("nbgrader", {})
    return noted if isinstance(noted, dict) else {}


def is_check(cell: dict[str, Any]) -> bool:
    """Whether a cell runs the visible check of an exercise."""
    if cell["cell_type"] != "code" or not source(cell).strip():
        return False
    graded = bool(mark(cell).get("grade")) and not mark(cell).get("solution")
    return graded or bool(_CHECK.search(source(cell)))


def to_run(cell: dict[str, Any]) -> bool:
    """Whether a cell takes part: definitions and checks do, figures and trainings do not."""
    if cell["cell_type"] != "code" or not source(cell).strip():
        return False
    return is_check(cell) or "skip-execution" not in (cell.get("metadata", {}).get("tags") or ())


def lost_checks(cells: tuple[dict[str, Any], ...]) -> list[str]:
    """Return the exercises whose check the notebook imports and runs nowhere: somebody deleted the cell."""
    code = "\n".join(source(cell) for cell in cells if cell["cell_type"] == "code")
    imported = [name for names in _IMPORTED.findall(code) for name in re.findall(r"\bcheck_\w+", names)]
    called = set(_CALLED.findall(code))
    return [name.removeprefix("check_") for name in dict.fromkeys(imported) if name not in called]


def defined_in(cell: dict[str, Any]) -> str:
    """Return the first function or class that a cell defines, found without parsing; empty if none."""
    found = _DEFINED.search(source(cell))
    return found[1] if found else ""


def exercise_of(cell: dict[str, Any]) -> str:
    """Return the exercise that is written in a cell: by nbgrader's mark, else by what it defines."""
    noted = str(mark(cell).get("grade_id") or "")
    return noted.removesuffix(_SOLUTION) if noted.endswith(_SOLUTION) else defined_in(cell)


def untouched(cells: tuple[dict[str, Any], ...]) -> set[str]:
    """Return the exercises whose cell still holds the line to replace."""
    return {exercise_of(cell) for cell in cells if cell["cell_type"] == "code" and STUB in source(cell)}


def answers(cells: tuple[dict[str, Any], ...]) -> list[Exercise]:
    """Return the inline questions; one that still holds the line to replace is not started."""
    asked = [cell for cell in cells if cell["cell_type"] == "markdown" and mark(cell).get("grade")]
    return [
        Exercise(str(mark(cell).get("grade_id", "question")), "not started", f"still says {PLACEHOLDER!r}")
        if PLACEHOLDER in source(cell)
        else Exercise(str(mark(cell).get("grade_id", "question")), "done", "a person will read it")
        for cell in asked
    ]
