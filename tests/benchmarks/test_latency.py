"""The section on latency: it runs, and what it times is the whole thing."""

import sys

import pytest

from autograder.course import find_course
from benchmarks import latency


@pytest.mark.slow
def test_the_section_has_its_rows():
    found = {row.what: row for row in latency.rows(quick=True)}
    assert [what for what in found if "cold" in what] == ["`autograder grade perceptron.ipynb`, cold"]
    assert {"`perceptron` in an open grader", "`import utils`"} < found.keys()
    assert all(row.goal and row.reached is not None for row in found.values())
    profile = found["`autograder grade perceptron.ipynb`, cold"].why
    for part in ("imports", "suite come up", "passes on its reference", "grading", "page", "tables"):
        assert part in profile
    (checks,) = (row for what, row in found.items() if "checks in Jupyter" in what)
    assert checks.what.startswith("slowest of 6 checks")


def test_every_notebook_of_the_section_is_one_of_the_course():
    known = {book.name for group in find_course().assignments.values() for book in group}
    assert {*latency.NOTEBOOKS, latency.SMALLEST} <= known


def test_a_command_that_fails_is_not_timed():
    with pytest.raises(latency.subprocess.CalledProcessError):
        latency.run([sys.executable, "-m", "autograder", "grade", "nowhere"])
