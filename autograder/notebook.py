"""Read an untrusted notebook into code cells. Nothing is executed, nothing is written."""

import functools
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.errors import NotebookError

MAX_CELLS = 5_000
MAX_PARTS = 500_000  # objects and lists: each costs 60 bytes and more, for 2 in the file
LABEL_LENGTH = 60


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A code cell: its place among all cells of the notebook, counted from 1, and its source."""

    number: int
    source: str

    @property
    def label(self) -> str:
        """How a person finds the cell: its number and first line of code."""
        lines = (line.strip() for line in self.source.splitlines())
        first = next((line for line in lines if line and not line.startswith("#")), "")
        short = first if len(first) <= LABEL_LENGTH else first[: LABEL_LENGTH - 1] + "…"
        return f"cell {self.number} (`{short}`)" if short else f"cell {self.number}"


@dataclass(frozen=True)
class Contents:
    """What could be read of a notebook, and what has to be said about it."""

    cells: tuple[Cell, ...]
    warnings: tuple[str, ...] = ()


@functools.lru_cache(maxsize=4096)  # a class hands in the same cells over and over
def source_digest(source: str) -> str:
    """Return a digest of a cell's source that trailing white space does not change."""
    lines = [line.rstrip() for line in source.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def read_notebook(data: bytes) -> Contents:
    """Return the code cells of a notebook file, as many as can be recovered.

    A file that is cut off gives the cells that are whole. Cells with a source that is not text are left out.

    Raises
    ------
    NotebookError
        If no cell can be read; the message says what the file looks like instead.
    """
    if not data.strip():
        raise NotebookError("The file is empty.")
    text, warnings = decode(data)
    if text.count("{") + text.count("[") > MAX_PARTS:
        raise NotebookError(
            "The file has too many parts to be a notebook (clear the outputs and save it again)."
        )
    try:
        raw, more = raw_cells(text)
    except RecursionError:
        raise NotebookError("The file is nested too deeply to be a notebook.") from None
    if len(raw) > MAX_CELLS:
        warnings.append(f"only the first {MAX_CELLS:,} of {len(raw):,} cells were read")
    cells = [
        Cell(number, source)
        for number, cell in enumerate(raw[:MAX_CELLS], start=1)
        if cell.get("cell_type") == "code" and (source := source_of(cell)) is not None
    ]
    return Contents(tuple(cells), (*warnings, *more))


def demonstration_digests(notebook: bytes) -> frozenset[str]:
    """Return the digests of the cells that a released notebook marks as not for the grader to run."""
    cells = json.loads(notebook)["cells"]
    return frozenset(
        source_digest(source_of(cell) or "")
        for cell in cells
        if cell["cell_type"] == "code" and "skip-execution" in cell.get("metadata", {}).get("tags", ())
    )


def definitions(cells: Iterable[Cell], skip: frozenset[str]) -> tuple[Cell, ...]:
    """Return the cells the grader runs: all but unchanged demonstrations and blank ones."""
    return tuple(cell for cell in cells if cell.source.strip() and source_digest(cell.source) not in skip)


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and what has to be said about its encoding."""
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace"), [
        "the file is not valid UTF-8; unreadable characters were replaced"
    ]


def raw_cells(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the cells of a notebook of any format, as they are, and what has to be said about them.

    Raises
    ------
    NotebookError
        If there are none.
    """
    try:
        tree = json.loads(text)
    except ValueError:  # also the limit on digits of an integer
        cells = _salvage(text)
        if not cells:
            raise NotebookError("The file is not a notebook: it does not parse as JSON.") from None
        return cells, [f"the file is damaged or cut off; the first {len(cells)} cells could be read"]
    if not isinstance(tree, dict):
        raise NotebookError("The file is JSON, but not a notebook: it holds no cells.")
    found = tree.get("cells")
    if found is None and isinstance(tree.get("worksheets"), list):  # format 3 and older
        sheets = [sheet for sheet in tree["worksheets"] if isinstance(sheet, dict)]
        lists = [sheet.get("cells") for sheet in sheets]
        found = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    if not isinstance(found, list):
        raise NotebookError("The file is JSON, but not a notebook: it holds no cells.")
    cells = [cell for cell in found if isinstance(cell, dict)]
    lost = len(found) - len(cells)
    return cells, [f"{lost} cells are not cells and were left out"] if lost else []


def _salvage(text: str) -> list[dict[str, Any]]:
    """Return the whole cells at the start of a damaged file."""
    decoder = json.JSONDecoder()
    start = text.find("[", text.find('"cells"')) + 1 if '"cells"' in text else 0
    cells: list[dict[str, Any]] = []
    while start:
        while start < len(text) and text[start] in " \t\r\n,":
            start += 1
        try:
            cell, start = decoder.raw_decode(text, start)
        except ValueError:
            break
        if not isinstance(cell, dict):
            break
        cells.append(cell)
    return cells


def source_of(cell: dict[str, Any]) -> str | None:
    """Return the text of a cell, or None where it has none that is text."""
    source = cell.get("source", cell.get("input"))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    return source.encode("utf-8", "replace").decode()  # a lone surrogate is no text
