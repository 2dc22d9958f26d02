"""Read a submitted notebook into whole cells that are valid and bounded, whatever is in the file.

Only what a person who marks wants to see is kept: sources, and outputs that cannot run anything in a browser.
nbgrader's metadata is kept as a hint of which cell this once was, and no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.errors import NotebookError
from autograder.gradebook.released import Cell
from autograder.notebook import MAX_CELLS, MAX_PARTS, decode, raw_cells, source_of
from autograder.plain import plain

KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "html": "markdown"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
FILE_NAME = re.compile(r"[\w. ()-]{1,100}\Z")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")
TAG = re.compile(r"<(?!/?(?:b|i|u|em|strong|code|pre|sub|sup|br|p|ul|ol|li|kbd)\s*/?>)(?=[a-zA-Z/!?])", re.I)
ENTITY = re.compile(r"&(?=#|colon|tab|newline)", re.I)
ADDRESS = re.compile(r"((?:java|vb)script|data)[\s\\]*:(?!image/(?:png|jpeg))", re.I)
IMAGES = ("image/png", "image/jpeg")
MOST_OUTPUTS = 50  # of a cell
MOST_TEXT = 20_000  # characters of an output
MOST_IMAGE = 2 * 2**20  # characters of an image in base64
MOST_OF_ALL = 8 * 2**20  # characters of all outputs of a notebook


@dataclass(frozen=True)
class Recovered:
    """The cells of a submission and what has to be said about the file."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def recover(data: bytes) -> Recovered:
    """Return the cells of a notebook file, as many as can be read.

    Raises
    ------
    NotebookError
        If none can be: the same files as for `autograder.notebook.read_notebook`.
    """
    if not data.strip():
        raise NotebookError("The file is empty.")
    text, notes = decode(data)
    if text.count("{") + text.count("[") > MAX_PARTS:
        raise NotebookError("The file has too many parts to be a notebook.")
    try:
        raw, more = raw_cells(text)
    except RecursionError:
        raise NotebookError("The file is nested too deeply to be a notebook.") from None
    names = _Names()
    left = MOST_OF_ALL
    cells = []
    for cell in raw[:MAX_CELLS]:
        source = source_of(cell)
        if source is not None:
            clean = _clean(cell, source, left)
            clean["id"] = names.given(cell.get("id"))
            left -= sum(_size(output) for output in clean.get("outputs", ()))
            left -= sum(
                len(text) for image in clean.get("attachments", {}).values() for text in image.values()
            )
            cells.append(clean)
    return Recovered(tuple(cells), (*notes, *more))


def harmless(text: str) -> str:
    """Return a student's Markdown without what would run in the browser of the person who marks it.

    formgrader passes HTML in text cells on, and lives where Jupyter does. A space takes the meaning from a
    tag, an entity or a script's address, and changes no formula.

    Examples
    --------
    >>> harmless("a<b, <b>bold</b>, <img src=x onerror=y>, [x](javascript:y)")
    'a< b, <b>bold</b>, < img src=x onerror=y>, [x](javascript :y)'
    """
    return ADDRESS.sub(r"\1 :", ENTITY.sub("& ", TAG.sub("< ", text)))


class _Names:
    """Cell ids: the student's own where it is fit and free, or else made from the place."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def given(self, wanted: Any) -> str:
        self._count += 1
        name = wanted if isinstance(wanted, str) and CELL_ID.match(wanted) else f"cell-{self._count}"
        while name in self._taken:
            name = f"{name[:50]}-{self._count}"
        self._taken.add(name)
        return name


def _clean(cell: Cell, source: str, left: int) -> Cell:
    kind = KINDS.get(str(cell.get("cell_type")), "raw")
    clean: Cell = {"cell_type": kind, "metadata": _hint(cell), "source": source}
    if kind == "code":
        clean |= {"execution_count": None, "outputs": list(_outputs(cell.get("outputs"), left))}
    elif kind == "markdown" and (pictures := _attachments(cell.get("attachments"), left)):
        clean["attachments"] = pictures
    return clean


def _attachments(raw: Any, left: int) -> dict[str, dict[str, str]]:
    """Return the images that were pasted into a text cell: a formula on paper, say."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in list(raw.items())[:MOST_OUTPUTS] if isinstance(raw, dict) else ():
        if isinstance(bundle, dict) and FILE_NAME.match(name):
            images = {kind: text for kind in IMAGES if (text := _image(bundle.get(kind)))}
            left -= sum(map(len, images.values()))
            if images and left >= 0:
                kept[name] = images
    return kept


def _hint(cell: Cell) -> dict[str, Any]:
    """Return the metadata of which only nbgrader's name of the cell is left."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return {"nbgrader": {"grade_id": name}} if isinstance(name, str) else {}


def _outputs(raw: Any, left: int) -> Iterator[dict[str, Any]]:
    """Yield the outputs of a cell that only show something, up to `left` characters."""
    for one in raw[:MOST_OUTPUTS] if isinstance(raw, list) else ():
        output = _output(one) if isinstance(one, dict) else None
        if output is not None:
            left -= _size(output)
            if left < 0:
                return
            yield output


def _output(one: dict[str, Any]) -> dict[str, Any] | None:
    kind = one.get("output_type")
    if kind == "stream":
        name = "stderr" if one.get("name") == "stderr" else "stdout"
        return {"name": name, "output_type": "stream", "text": _text(one.get("text"))}
    if kind == "error":
        lines = [f"{_text(one.get('ename'))}: {_text(one.get('evalue'))}\n"]
        return {"name": "stderr", "output_type": "stream", "text": lines[0]}
    data = one.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    shown = {image: text for image in IMAGES if (text := _image(data.get(image)))}
    if words := _text(data.get("text/plain")):
        shown["text/plain"] = words
    return {"data": shown, "metadata": {}, "output_type": "display_data"} if shown else None


def _text(raw: Any) -> str:
    if isinstance(raw, list) and all(isinstance(line, str) for line in raw):
        raw = "".join(raw)
    return plain(raw[:MOST_TEXT]) if isinstance(raw, str) else ""


def _image(raw: Any) -> str:
    """Return base64 and nothing else: it will stand inside an attribute of a page."""
    if isinstance(raw, list) and all(isinstance(line, str) for line in raw):
        raw = "".join(raw)
    return raw if isinstance(raw, str) and len(raw) <= MOST_IMAGE and BASE64.match(raw) else ""


def _size(output: dict[str, Any]) -> int:
    return len(output.get("text", "")) + sum(map(len, output.get("data", {}).values()))
