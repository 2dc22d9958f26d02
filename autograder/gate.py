"""The last look at what a student will read: no hidden source, secret, path or expected value leaves.

The checks of this package never write any of these into a message. This is for the suite that somebody writes
in a hurry, with `pytest.fail(f"expected {value}")`: what it would show is withheld, the instructor is told.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from autograder.course import Notebook
from autograder.notebook import Cell
from autograder.report import QuestionResult

SHORTEST_LINE = 16  # shorter lines of code, such as `return loss, dW`, give nothing away and occur everywhere
SHORTEST_SECRET = 6  # a shorter one would occur in honest texts
DIGITS = 5  # of a number, from which on it is taken for that very number
MOST_NUMBERS = 5_000
MOST_PARTS = 10
WITHHELD = "(This text was withheld: it would have shown part of the hidden tests.)"
NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Gate:
    """What may not be shown: whole lines of hidden code, and phrases."""

    lines: frozenset[str]
    phrases: tuple[str, ...]

    def stops(self, text: str, expected: Sequence[Any] = ()) -> bool:
        """Whether a text shows hidden code, a phrase, or a number out of the expected results."""
        if any(phrase in text for phrase in self.phrases) or any(line in text for line in self.lines):
            return True
        shown = [float(number) for number in NUMBER.findall(text) if _significant(number) >= DIGITS]
        return bool(shown) and any(_same(n, value) for value in flat_numbers(expected) for n in shown)

    def without(self, cells: Sequence[Cell]) -> "Gate":
        """Return a gate that lets a student see the lines that are in their own notebook."""
        return Gate(self.lines - code_lines(cell.source for cell in cells), self.phrases)


def build_gate(notebook: Notebook, secret: str) -> Gate:
    """Return the gate of a notebook: its suite, its catalogue, and the solution where it is not released."""
    suite = [path.read_text(encoding="utf-8") for path in sorted(notebook.suite.glob("*.py"))]
    hidden = code_lines([*suite, *_code(notebook.solution.read_bytes())])
    released = code_lines(_code(notebook.released.read_bytes()))
    paths = (notebook.suite.parent.parent, notebook.solution.parent)
    secrets = [secret] if len(secret) >= SHORTEST_SECRET else []
    return Gate(hidden - released, (*(str(path) for path in paths), *secrets))


def code_lines(sources: Iterable[str]) -> frozenset[str]:
    """Return the lines of code that are long enough to say something."""
    lines = (line.strip() for source in sources for line in source.splitlines())
    return frozenset(line for line in lines if len(line) >= SHORTEST_LINE and not line.startswith("#"))


def clean_question(gate: Gate, question: QuestionResult, expected: Sequence[Any]) -> QuestionResult:
    """Return the question with every text withheld that the gate stops.

    Parameters
    ----------
    gate : Gate
        Of the notebook, without the student's own lines.
    question : QuestionResult
        What grading says.
    expected : sequence
        Results that the failed comparisons of this question expected.
    """

    def clean(text: str) -> str:
        return WITHHELD if text and gate.stops(text, expected) else text

    tests = tuple(msgspec.structs.replace(test, message=clean(test.message)) for test in question.tests)
    return msgspec.structs.replace(question, hint=clean(question.hint), tests=tests)


def small(result: Any) -> bool:
    """Whether a result is worth remembering: a student's code may ask the reference for very large ones."""
    if isinstance(result, tuple):
        return len(result) <= MOST_PARTS and all(small(part) for part in result)
    return isinstance(result, int | float | np.generic) or (
        isinstance(result, np.ndarray) and result.size <= MOST_NUMBERS
    )


def flat_numbers(value: Any) -> Iterable[float]:
    """Return the first few thousand numbers in nested tuples, lists, dicts and arrays that say something."""
    stack, left = [value], MOST_NUMBERS
    while stack and left > 0:
        part = stack.pop()
        if isinstance(part, dict):
            stack.extend(part.values())
        elif isinstance(part, list | tuple):
            stack.extend(part)
        elif isinstance(part, np.ndarray | np.number | int | float) and not isinstance(part, bool):
            array = np.atleast_1d(part)
            if array.dtype.kind in "iuf":
                chosen = [float(number) for number in array.ravel()[:left]]
                left -= len(chosen)
                yield from (n for n in chosen if math.isfinite(n) and _significant(repr(n)) >= DIGITS)


def _same(shown: float, expected: float) -> bool:
    return math.isclose(shown, expected, rel_tol=10.0 ** (1 - DIGITS) / 2)


def _significant(number: str) -> int:
    mantissa = re.split("[eE]", number)[0]
    return len(mantissa.replace(".", "").lstrip("+-0"))


def _code(notebook: bytes) -> list[str]:
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
