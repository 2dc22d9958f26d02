"""Write autograded/<student>/<assignment>/ as nbgrader leaves it: what formgrader and feedback read."""

import copy
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError, NotebookError
from autograder.gate import Gate, build_gate, clean_question
from autograder.gradebook.others import other_files, put, read_timestamp, remove_others, sealed
from autograder.gradebook.outputs import mark_scores
from autograder.gradebook.rebuild import note, rebuild, untouched
from autograder.gradebook.recover import recover
from autograder.gradebook.released import Cell, Released, released
from autograder.notebook import Cell as CodeCell
from autograder.report import NotebookResult, Report
from autograder.settings import read_settings
from autograder.sources import Source

if TYPE_CHECKING:
    from autograder.grade import Work

FORMAT = b"1"  # changes when the notebooks that are there have to be written again
STAMP = "autograder"
STAMP_BYTES = 64 * 1024
METADATA = b'\n "metadata": '


@dataclass(frozen=True)
class Facts:
    """What the database needs of a submission besides its report.

    Attributes
    ----------
    timestamp : datetime or None
        When it was handed in, in UTC without a zone, from timestamp.txt.
    untouched : mapping of str to tuple of str
        By notebook, the names of solution cells that are as they were released.
    missing : tuple of str
        Notebooks that were not handed in.
    warnings : tuple of str
        What has to be said about the files beside the notebooks.
    """

    timestamp: datetime | None = None
    untouched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def write_autograded(course: Course, source: Source, work: "Work", report: Report, folder: Path) -> Facts:
    """Write the graded notebooks of a submission and copy what was handed in with them.

    What is there and current is left alone; what does not belong there is removed. A notebook that cannot be
    read becomes the released one with a note; one that was not handed in has no file, as with nbgrader.

    Parameters
    ----------
    course, source, work, report : Course, Source, Work, Report
        The submission, as found and as read, and what grading says about it.
    folder : Path
        nbgrader's `autograded`; gets `<student>/<assignment>/`.

    Raises
    ------
    InfrastructureError
        If a file cannot be written.
    """
    place = folder / report.student / report.assignment
    results = {result.name: result for result in report.notebooks}
    files, left_out = other_files(source.folder) if source.folder else ({}, ())
    moment, unclear = read_timestamp(files)
    facts: dict[str, tuple[str, ...]] = {}
    handed_in = [one for one in course.notebooks(report.assignment) if _handed_in(one.name, work)]
    try:
        remove_others(place, {*files, *(f"{notebook.name}.ipynb" for notebook in handed_in)})
        for notebook in handed_in:
            result = results.get(notebook.name, NotebookResult(notebook.name, "error"))
            facts[notebook.name] = _write(notebook, work, result, place / f"{notebook.name}.ipynb")
        for name, data in files.items():
            put(place / name, data)
    except OSError as error:
        raise InfrastructureError(f"{place} cannot be written: {error.strerror}.") from None
    known = [notebook.name for notebook in course.notebooks(report.assignment)]
    missing = tuple(name for name in known if name not in facts)
    return Facts(moment, facts, missing, (*unclear, *(f"not copied: {line}" for line in left_out)))


def _handed_in(name: str, work: "Work") -> bool:
    return name in work.notebooks or name in work.problems


def _write(notebook: Notebook, work: "Work", result: NotebookResult, path: Path) -> tuple[str, ...]:
    """Write one notebook unless it is there; return the names of its untouched cells."""
    release = released(notebook)
    key = stamp_key(release, work, result)
    standing = _standing(path, key)
    if standing is not None:
        return standing
    cells = rebuild(readable_cells(release, work, result.name), release)
    tree = graded(notebook, cells, result, key)
    put(path, to_bytes(tree))
    return tuple(tree["metadata"][STAMP]["untouched"])


def readable_cells(release: Released, work: "Work", name: str) -> list[Cell]:
    """Return the cells of a submitted notebook, or else the released ones; with a note if need be."""
    try:
        if name not in work.notebooks:
            raise NotebookError(work.problems[name])
        recovered = recover(work.notebooks[name])
        cells, notes = recovered.cells, recovered.notes
    except NotebookError as error:
        cells = tuple(copy.deepcopy(cell) for cell in release.cells)
        notes = (str(error), "The notebook as it was released stands here instead.")
    return [*([note(notes)] if notes else []), *cells]


def graded(notebook: Notebook, cells: Sequence[Cell], result: NotebookResult, key: str) -> dict[str, Any]:
    """Return the whole notebook: restored cells with their scores, and a stamp of what it was made of."""
    release = released(notebook)
    code = [CodeCell(0, cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    gate = _gate(notebook).without(code)
    mark_scores(cells, [clean_question(gate, question, ()) for question in result.questions], release)
    stamp = {"key": key, "untouched": list(untouched(cells, release))}
    return {
        "cells": list(cells),
        "metadata": {**release.metadata, STAMP: stamp},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def stamp_key(release: Released, work: "Work", result: NotebookResult) -> str:
    """Return a digest of all that a graded notebook is made of."""
    submitted = work.notebooks.get(result.name)
    parts = (
        FORMAT,
        release.digest.encode(),
        b"read" if submitted is not None else b"not read",
        submitted if submitted is not None else work.problems.get(result.name, "").encode("utf-8", "replace"),
        msgspec.json.encode(result),
    )
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def to_bytes(tree: dict[str, Any]) -> bytes:
    """Return a notebook's file as nbformat writes it, in a twentieth of the time."""
    cells = [_lines(cell) for cell in tree["cells"]]
    encoded = msgspec.json.encode({**tree, "cells": cells}, order="sorted")
    return msgspec.json.format(encoded, indent=1) + b"\n"


def _lines(cell: Cell) -> Cell:
    """Return a cell with its texts as lists of lines; images stay as they are."""
    split = {**cell, "source": cell["source"].splitlines(True)}
    if "outputs" in cell:
        split["outputs"] = [_output_lines(output) for output in cell["outputs"]]
    return split


def _output_lines(output: dict[str, Any]) -> dict[str, Any]:
    if "text" in output:
        return {**output, "text": output["text"].splitlines(True)}
    data = output["data"].items()
    lines = {kind: text.splitlines(True) if kind.startswith("text/") else text for kind, text in data}
    return {**output, "data": lines}


def _standing(path: Path, key: str) -> tuple[str, ...] | None:
    """Return the untouched cells of the notebook that is there, or None where its key is another."""
    try:
        if not sealed(path):
            return None
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - STAMP_BYTES))
            end = file.read()
        # Only at the top level does a line begin with one space: inside texts, line breaks are escaped.
        stamp = msgspec.json.decode(b"{" + end[end.rindex(METADATA) :])["metadata"][STAMP]
        return tuple(stamp["untouched"]) if stamp["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, msgspec.MsgspecError):
        return None


@functools.cache
def _gate(notebook: Notebook) -> Gate:
    return build_gate(notebook, read_settings(notebook.root).secret)
