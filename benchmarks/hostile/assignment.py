"""One small assignment, in the formats of all three graders, with canaries where something is hidden.

`NORM` and `TWICE` are worth 3 and 2 points. The hidden tests draw the same numbers and compare with the same
tolerances everywhere; a canary lies in the hidden tests, in the solution and in each other student's work.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

ASSIGNMENT, NOTEBOOK = "ps1", "homework"
POINTS = {"twice": 2, "norm": 3}
FULL = float(sum(POINTS.values()))
HOSTILE, HONEST = "eve", ("ada", "zoe")

IMPORTS = "import numpy as np"
TWICE = '''def twice(x):
    """Return two times the array x."""
    {body}'''
NORM = '''def norm(x):
    """Return the Euclidean length of the vector x."""
    {body}'''
RIGHT = {"twice": "return 2 * x", "norm": "return float(np.sqrt(np.sum(x * x)))"}
STUB = "raise NotImplementedError()"
TEMPLATES = {"twice": TWICE, "norm": NORM}

VISIBLE = {
    "twice": "np.testing.assert_allclose(twice(np.array([1.0, 2.0])), [2.0, 4.0])",
    "norm": "assert abs(norm(np.array([3.0, 4.0])) - 5.0) < 1e-9",
}
# `{call}` is how a format names the student's function.
HIDDEN = {
    "twice": """for x in np.random.default_rng(7).standard_normal((3, 4)):
    np.testing.assert_allclose({call}(x), 2 * x)""",
    "norm": """for x in np.random.default_rng(8).standard_normal((3, 4)):
    assert abs({call}(x) - float(np.sqrt(np.sum(x * x)))) < 1e-9""",
}

OTTER_TEST = """from otter.test_files import test_case
import numpy as np

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case(hidden=True)
def test_{name}(env):
    # {canary}
{body}
"""

SUITE = '''"""{canary}"""
import numpy as np
import pytest

from autograder.checks import agree


@pytest.mark.question("twice", points=2)
def test_twice(submission, reference):
    """It doubles."""
    for x in np.random.default_rng(7).standard_normal((3, 4)):
        agree(submission, reference, "twice", x)


@pytest.mark.question("norm", points=3)
def test_norm(submission, reference):
    """It is the length."""
    for x in np.random.default_rng(8).standard_normal((3, 4)):
        agree(submission, reference, "norm", x)
'''

CATALOGUE = """from autograder.misconceptions import Mistake

MISCONCEPTIONS = (Mistake("thrice", "twice", "This is three times x.", (("2 * x", "3 * x"),)),)
"""


@dataclass(frozen=True)
class Canaries:
    """Words that only stand where something is hidden."""

    tests: str
    solution: str
    others: str

    @classmethod
    def fresh(cls) -> "Canaries":
        """Return words nobody can guess."""
        return cls(*(f"CANARY_{name}_{secrets.token_hex(8)}" for name in ("tests", "solution", "others")))


def code(name: str, source: str, **mark: Any) -> dict[str, Any]:
    """Return a code cell, with nbgrader metadata when `mark` is given."""
    metadata = {"nbgrader": {"schema_version": 3, "task": False, **mark}} if mark else {}
    return {
        "cell_type": "code", "execution_count": None, "id": name, "metadata": metadata, "outputs": [],
        "source": source,
    }  # fmt: skip


def notebook(cells: list[dict[str, Any]]) -> bytes:
    """Return a notebook of these cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    return json.dumps(whole, indent=1).encode()


def solution_cell(name: str, source: str) -> dict[str, Any]:
    """Return a cell that a student fills in."""
    return code(f"{name}-code", source, grade_id=f"{name}_code", grade=False, solution=True, locked=False)


def check_cell(name: str, source: str) -> dict[str, Any]:
    """Return a graded cell of tests."""
    mark: dict[str, Any] = {"grade": True, "solution": False, "locked": True, "points": POINTS[name]}
    return code(f"{name}-check", source, grade_id=name, **mark)


def source_notebook(canaries: Canaries, hidden: bool) -> bytes:
    """Return the instructor's notebook: nbgrader's with the hidden tests in it, or ours without."""
    cells = [code("imports", IMPORTS)]
    for name, template in TEMPLATES.items():
        inner = f"### BEGIN SOLUTION\n    # {canaries.solution}\n    {RIGHT[name]}\n    ### END SOLUTION"
        tests = HIDDEN[name].format(call=name)
        more = (
            f"\n### BEGIN HIDDEN TESTS\n# {canaries.tests}\n{tests}\n### END HIDDEN TESTS" if hidden else ""
        )
        cells += [solution_cell(name, template.format(body=inner)), check_cell(name, VISIBLE[name] + more)]
    return notebook(cells)


def filled(first: str, **sources: str) -> bytes:
    """Return a released notebook with these sources in a student's cells."""
    cells = [code("imports", f"{IMPORTS}\n{first}".strip())]
    for name, template in TEMPLATES.items():
        source = sources.get(name, template.format(body=STUB))
        cells += [solution_cell(name, source), check_cell(name, VISIBLE[name])]
    return notebook(cells)


def right(name: str) -> str:
    """Return the source of a right function."""
    return TEMPLATES[name].format(body=RIGHT[name])


def honest(canary: str) -> bytes:
    """Return the work of an honest student, which is nobody else's business."""
    return filled(f"# {canary}", twice=right("twice"), norm=right("norm"))


def otter_test(name: str, canaries: Canaries) -> str:
    """Return otter's test file of one question."""
    lines = HIDDEN[name].format(call=f'env["{name}"]').splitlines()
    body = "\n".join(f"    {line}" for line in lines)
    return OTTER_TEST.format(name=name, points=POINTS[name], canary=canaries.tests, body=body)
