"""The released notebook as the grader's side sees it: its cells, and which of them nbgrader knows."""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Notebook
from autograder.errors import InfrastructureError

Cell = dict[str, Any]


@dataclass(frozen=True)
class Released:
    """A released notebook. Nobody changes what is in it: copy before you write.

    Attributes
    ----------
    cells : tuple of dict
        All cells as in the file, each source as one text.
    marked : mapping of str to dict
        The cells that nbgrader knows, by `grade_id`, in notebook order.
    metadata : dict
        Of the notebook.
    digest : str
        SHA-256 of the file.
    """

    cells: tuple[Cell, ...]
    marked: Mapping[str, Cell]
    metadata: dict[str, Any]
    digest: str


def released(notebook: Notebook) -> Released:
    """Return the released notebook, read again when the file has changed.

    Raises
    ------
    InfrastructureError
        If it cannot be read.
    """
    try:
        state = notebook.released.stat()
        return _read(notebook.released, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise InfrastructureError(
            f"{notebook.released} cannot be read: {error.strerror}. `autograder release` makes it."
        ) from None


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed: int, size: int) -> Released:
    data = path.read_bytes()
    tree = json.loads(data)
    cells = tuple({**cell, "source": "".join(cell["source"])} for cell in tree["cells"])
    marked = {str(mark["grade_id"]): cell for cell in cells if (mark := mark_of(cell)) and "grade_id" in mark}
    return Released(cells, marked, tree["metadata"], hashlib.sha256(data).hexdigest())


def mark_of(cell: Cell) -> dict[str, Any]:
    """Return what nbgrader's metadata says of a cell; empty where there is none."""
    mark = cell["metadata"].get("nbgrader")
    return mark if isinstance(mark, dict) else {}


def is_graded(cell: Cell) -> bool:
    """Whether tests earn the points of this cell."""
    mark = mark_of(cell)
    return bool(mark.get("grade")) and not mark.get("solution")


def is_solution(cell: Cell) -> bool:
    """Whether the student writes this cell: code, or an answer that a person marks."""
    return bool(mark_of(cell).get("solution"))
