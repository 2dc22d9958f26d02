"""Sample submissions, made from the released notebook, the solutions and the catalogue of misconceptions."""

import ast
import copy
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course import Notebook
from autograder.misconceptions import Mistake, load_catalogue, mistaken_source

Book = dict[str, Any]

LOOP = "while True:\n    pass"
_MARKER = re.compile(r"^[ \t]*#+ (BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
_SUFFIX = "_solution"


@dataclass(frozen=True)
class Material:
    """What a sample submission is made of.

    Attributes
    ----------
    released : dict
        The student's notebook, untouched.
    answers : mapping
        Source of the reference's solution cell for each function, in the order of the notebook.
    points : mapping
        Points of each question that is graded by tests.
    mistakes : tuple of Mistake
        The catalogue.
    """

    released: Book
    answers: Mapping[str, str]
    points: Mapping[str, float]
    mistakes: tuple[Mistake, ...]


def material(notebook: Notebook) -> Material:
    """Read what submissions of a notebook are made of."""
    return Material(
        released=json.loads(notebook.released.read_text(encoding="utf-8")),
        answers=solution_sources(json.loads(notebook.solution.read_text(encoding="utf-8"))),
        points={question.id: question.points for question in notebook.questions if not question.manual},
        mistakes=load_catalogue(notebook.suite),
    )


def solution_sources(solution: Book) -> dict[str, str]:
    """Return the source of each solution cell as a student would write it: without the markers."""
    cells = solution_cells(solution)
    return {function: _MARKER.sub("", "".join(cell["source"])) for function, cell in cells}


def solution_cells(book: Book) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the code cells that a student fills in, each with the name of its function."""
    for cell in book["cells"]:
        mark = cell.get("metadata", {}).get("nbgrader", {})
        if cell["cell_type"] == "code" and mark.get("solution") and not mark.get("grade"):
            yield str(mark["grade_id"]).removesuffix(_SUFFIX), cell


def encode(book: Book) -> bytes:
    """Return a notebook as a file, laid out as Jupyter saves it."""
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def filled(given: Material, **replaced: str) -> Book:
    """Return the released notebook with every solution cell filled in.

    Parameters
    ----------
    given : Material
        Where the answers come from.
    **replaced : str
        Other sources for some functions.
    """
    return filled_with(given.released, {**given.answers, **replaced})


def filled_with(released: Book, answers: Mapping[str, str]) -> Book:
    """Return the released notebook with those solution cells filled in that there is an answer for."""
    book = copy.deepcopy(released)
    for function, cell in solution_cells(book):
        if function in answers:
            cell["source"] = answers[function].splitlines(keepends=True)
    return book


def half_done(given: Material) -> tuple[Book, frozenset[str]]:
    """Return a notebook with the first half of the functions written, and the questions that are missing."""
    functions = list(given.answers)
    half = functions[: len(functions) // 2]
    return filled_with(given.released, {name: given.answers[name] for name in half}), _without(given, half)


def mistaken(given: Material, mistake: Mistake) -> Book:
    """Return a complete notebook with one misconception in it."""
    wrong = mistaken_source(mistake, given.answers[mistake.function])
    return filled(given, **{mistake.function: wrong})


def with_cell(book: Book, source: str) -> Book:
    """Return the notebook with one more code cell in the middle of the exercises."""
    changed = copy.deepcopy(book)
    middle = _middle_cell(changed)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "added-by-the-student",
        "metadata": {},
    }
    changed["cells"].insert(middle, {**cell, "outputs": [], "source": source.splitlines(keepends=True)})
    return changed


def duplicated(book: Book) -> Book:
    """Return the notebook with one solution cell there twice, metadata, id and all."""
    changed = copy.deepcopy(book)
    middle = _middle_cell(changed)
    changed["cells"].insert(middle, copy.deepcopy(changed["cells"][middle]))
    return changed


def stripped(book: Book) -> Book:
    """Return the notebook as some tools save it: no metadata, no tags, no ids."""
    cells = [{**cell, "metadata": {}} for cell in copy.deepcopy(book["cells"])]
    for cell in cells:
        cell.pop("id", None)
    return {**book, "cells": cells, "metadata": {}, "nbformat_minor": 4}


def reordered(book: Book) -> Book:
    """Return the notebook with its solution cells in the opposite order."""
    changed = copy.deepcopy(book)
    places = [changed["cells"].index(cell) for _, cell in solution_cells(changed)]
    moved = [changed["cells"][place] for place in reversed(places)]
    for place, cell in zip(places, moved, strict=True):
        changed["cells"][place] = cell
    return changed


def truncated(given: Material) -> tuple[bytes, frozenset[str]]:
    """Return a complete notebook cut off inside a solution cell, and the questions that are lost with it."""
    functions = list(given.answers)
    middle = len(functions) // 2
    data = encode(filled(given))
    end = data.index(f'"{functions[middle]}{_SUFFIX}"'.encode())
    return data[:end], _without(given, functions[:middle])


def various_mistakes(given: Material, count: int) -> tuple[Mistake, ...]:
    """Return mistakes from the catalogue: in different functions and told in different sentences first."""
    functions: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    rest = list(given.mistakes)
    chosen: list[Mistake] = []
    while rest and len(chosen) < count:
        best = min(rest, key=lambda mistake: functions[mistake.function] + sentences[mistake.sentence])
        functions[best.function] += 1
        sentences[best.sentence] += 1
        rest.remove(best)
        chosen.append(best)
    return tuple(chosen)


def looping(source: str) -> str:
    """Return a solution cell with an endless loop before the first statement of its function."""
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    first = function.body[1 if ast.get_docstring(function) is not None else 0]
    lines = source.splitlines(keepends=True)
    loop = textwrap.indent(LOOP + "\n", " " * first.col_offset)
    return "".join([*lines[: first.lineno - 1], loop, *lines[first.lineno - 1 :]])


def _middle_cell(book: Book) -> int:
    cells = [cell for _, cell in solution_cells(book)]
    return int(book["cells"].index(cells[len(cells) // 2]))


def _without(given: Material, functions: list[str]) -> frozenset[str]:
    return frozenset(given.points) - frozenset(functions)
