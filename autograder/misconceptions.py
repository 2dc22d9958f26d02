"""Named wrong solutions: each is one row, from which a notebook and a module of this process are made."""

import ast
import importlib.util
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal

from autograder.errors import InfrastructureError
from autograder.reference import cells_of, defining_cell, with_changed_cell

Edit = tuple[str, str] | tuple[str, str, int]


@dataclass(frozen=True)
class Mistake:
    """One way to get a function wrong.

    Attributes
    ----------
    name : str
        Identifies the row in its catalogue.
    function : str
        The function, method or class of the notebook whose cell it changes.
    sentence : str
        What the student is told: names the mistake, does not give the answer. For a mistake told by a
        gate, a piece of that gate's message, which then stands in the hint.
    edits : tuple of (old, new) or (old, new, count)
        Changes to the text of the reference's cell, in order; each `old` occurs `count` times
        (default 1) in its code. The docstring is taken out first, so that text in it never counts.
    source : str
        The whole cell instead of edits.
    loses : tuple of str
        Questions that lose points; by default the function's own.
    told_by : {"diagnosis", "gate"}
        Who tells the student: values that match (diagnosis), or the message of a gate, for what values do
        not show: changed arguments, another signature.
    """

    name: str
    function: str
    sentence: str
    edits: tuple[Edit, ...] = ()
    source: str = ""
    loses: tuple[str, ...] = field(default=())
    told_by: Literal["diagnosis", "gate"] = "diagnosis"

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions that this mistake loses points in."""
        return self.loses or (self.function,)


def mistaken_source(mistake: Mistake, reference_source: str) -> str:
    """Return the source of the mistaken function.

    Parameters
    ----------
    mistake : Mistake
        The row.
    reference_source : str
        Source of the reference's cell that defines the function.

    Raises
    ------
    InfrastructureError
        If the row has neither edits nor a source, or an edit's text is not there as often as stated; the
        message names the row.
    """
    if mistake.source:
        return mistake.source
    if not mistake.edits:
        raise InfrastructureError(
            f"Misconception {mistake.name!r} changes nothing: it needs edits or a source."
        )
    code = _without_docstring(reference_source, mistake.function)
    for old, new, *count in mistake.edits:
        wanted, found = count[0] if count else 1, code.count(old)
        if found != wanted:
            raise InfrastructureError(
                f"Misconception {mistake.name!r}: {old!r} occurs {found} times in the reference's "
                f"{mistake.function}, expected {wanted}. Adapt the row to the reference."
            )
        code = code.replace(old, new)
    return code


def mistaken_module(mistake: Mistake, reference: ModuleType) -> ModuleType:
    """Return the reference with the mistake in it; made once and kept.

    Parameters
    ----------
    mistake : Mistake
        The row.
    reference : module
        From `load_reference`.

    Raises
    ------
    InfrastructureError
        If the row does not fit the reference.
    """
    return _build(mistake, reference)


def load_catalogue(folder: Path) -> tuple[Mistake, ...]:
    """Return the rows of `misconceptions.py`, then of any `misconceptions_*.py`, in a suite's folder.

    Each file defines `MISCONCEPTIONS`, a tuple of rows. They cannot import one another.

    Raises
    ------
    InfrastructureError
        If a file defines no rows, or if two rows share a name, or a function and a sentence.
    """
    paths = [folder / "misconceptions.py", *sorted(folder.glob("misconceptions_*.py"))]
    rows = tuple(row for path in paths if path.is_file() for row in _load_rows(path))
    for what, keys in (
        ("name", [row.name for row in rows]),
        ("sentence", [f"{row.function}: {row.sentence}" for row in rows]),
    ):
        twins = [key for key, count in Counter(keys).items() if count > 1]
        if twins:
            raise InfrastructureError(f"{folder}: more than one misconception has the {what} {twins[0]!r}.")
    return rows


def _load_rows(path: Path) -> tuple[Mistake, ...]:
    spec = importlib.util.spec_from_file_location("catalogue_of_misconceptions", path)
    if spec is None or spec.loader is None:
        raise InfrastructureError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = tuple(getattr(module, "MISCONCEPTIONS", ()))
    if not rows or not all(isinstance(row, Mistake) for row in rows):
        raise InfrastructureError(f"{path} must define MISCONCEPTIONS, a tuple of Mistake.")
    return rows


def _without_docstring(source: str, function: str) -> str:
    definitions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    node = next((node for node in definitions if node.name == function), None)
    if node is None or ast.get_docstring(node) is None or len(node.body) == 1:
        return source
    lines = source.splitlines(keepends=True)
    docstring = node.body[0]
    return "".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])


@cache
def _build(mistake: Mistake, reference: ModuleType) -> ModuleType:
    place = defining_cell(cells_of(reference), mistake.function)
    return with_changed_cell(reference, place, mistaken_source(mistake, cells_of(reference)[place].source))
