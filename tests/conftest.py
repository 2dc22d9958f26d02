"""A course of one small notebook, written for the tests: two questions, a handful of hidden tests."""

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from autograder.course import Course, find_course
from autograder.grade import Grader, Work
from autograder.report import Report
from autograder.settings import Settings

# The same examples each time, and no clock: this machine may be busy.
hypothesis.settings.register_profile("steady", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is slow, so that no core waits at the end for another's last long test."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


TWICE = "def twice(x):\n    return 2 * x"
TOTAL = "def total(x):\n    return sum(twice(value) for value in x)"
STUB = "    raise NotImplementedError()"

SUITE = '''
import os

import numpy as np
import pytest

from autograder.checks import agree, require_function
from autograder.submission import substitute

runs = []  # pids


@pytest.mark.question("twice")
def test_twice_exists(submission):
    """`twice(x)` is there."""
    require_function(submission, "twice")


@pytest.mark.question("twice", points=2)
def test_twice(submission, reference, rng):
    """It doubles."""
    runs.append(os.getpid())
    if runs.count(os.getpid()) != 1:
        pytest.fail(f"run {len(runs)} in one process")
    for x in rng.standard_normal(3):
        agree(submission, reference, "twice", float(x))


@pytest.mark.question("total", points=3)
def test_total(submission, reference, rng):
    """It adds up the doubles."""
    with substitute(submission, "twice", reference.twice):
        agree(submission, reference, "total", list(rng.standard_normal(4)))
'''

CATALOGUE = """
from autograder.misconceptions import Mistake

MISCONCEPTIONS = (
    Mistake("thrice", "twice", "This is three times x.", (("2 * x", "3 * x"),)),
    Mistake("plain sum", "total", "The doubling is missing.", (("twice(value)", "value"),)),
)
"""


def code_cell(name: str, source: str, **mark: Any) -> dict[str, Any]:
    """Return a code cell with nbgrader metadata when `mark` is given."""
    metadata: dict[str, Any] = {"nbgrader": {"schema_version": 3, "locked": False, **mark}} if mark else {}
    return {
        "cell_type": "code", "execution_count": None, "id": name, "metadata": metadata, "outputs": [],
        "source": source,
    }  # fmt: skip


def notebook_bytes(cells: Sequence[dict[str, Any] | str]) -> bytes:
    """Return a notebook of these cells; a text is a plain code cell."""
    full = [
        code_cell(f"c{number}", cell) if isinstance(cell, str) else cell for number, cell in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": full}).encode()


def graded(twice: str, total: str) -> bytes:
    """Return the notebook of the small course, filled in like this."""
    check: dict[str, Any] = {"grade": True, "solution": False}
    return notebook_bytes(
        [
            code_cell("a", twice),
            code_cell("b", "# check", grade_id="twice", points=2, **check),
            code_cell("c", total),
            code_cell("d", "# check", grade_id="total", points=3, **check),
        ]
    )


@pytest.fixture
def mini_course(tmp_path: Path) -> Course:
    """A fresh small course that a test may change."""
    return write_mini_course(tmp_path / "course")


def write_mini_course(root: Path) -> Course:
    """Write the small course under `root`."""
    suite = root / "autograder" / "suites" / "mini" / "basics"
    for folder in (root / "solutions" / "mini", root / "assignments" / "mini", suite):
        folder.mkdir(parents=True)
    (root / "solutions" / "mini" / "basics.ipynb").write_bytes(graded(TWICE, TOTAL))
    stubs = [f"{source.splitlines()[0]}\n{STUB}" for source in (TWICE, TOTAL)]
    (root / "assignments" / "mini" / "basics.ipynb").write_bytes(graded(*stubs))
    (suite / "test_basics.py").write_text(SUITE)
    (suite / "misconceptions.py").write_text(CATALOGUE)
    return Course(root)


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return find_course(Path(__file__).parent)


FAST = Settings(secret="of the tests", cell_cpu=1.0, call_cpu=1.0, wall_factor=3.0)

GradeCells = Callable[..., Report]


@pytest.fixture(scope="session")
def mini_grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    """A grader of the small course, for tests that do not change it."""
    with Grader(write_mini_course(tmp_path_factory.mktemp("mini") / "course"), "mini", FAST) as grader:
        yield grader


@pytest.fixture
def grade_cells(mini_grader: Grader) -> GradeCells:
    """Grade a submission of these cells."""

    def grade(*cells: str) -> Report:
        sources = [textwrap.dedent(cell) for cell in cells]
        return mini_grader.grade(Work("ada", "mini", {"basics": notebook_bytes(sources)}))

    return grade


@pytest.fixture(scope="session")
def fast() -> Settings:
    """Settings with short limits."""
    return FAST


@pytest.fixture(scope="session")
def make_notebook() -> Callable[[Sequence[dict[str, Any] | str]], bytes]:
    """Make a notebook out of sources."""
    return notebook_bytes


@pytest.fixture(scope="session")
def mini_sources() -> tuple[str, str]:
    """The solutions of the small course."""
    return TWICE, TOTAL
