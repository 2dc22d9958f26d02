"""What the checks under the exercises promise about the hidden suites is true."""

import importlib
import json

import pytest

from autograder.course import find_course

NOTEBOOKS = [notebook for group in find_course().assignments.values() for notebook in group]


def hidden_tests(notebook):
    """Return the hidden tests of each question: those that a notebook without the function fails."""
    matrix = json.loads((notebook.suite / "matrix.json").read_text(encoding="utf-8"))
    found = {}
    for question in (question.id for question in notebook.questions if not question.manual):
        failed = {test for tests in matrix.values() for test in tests if test.startswith(f"{question}::")}
        found[question] = len(failed)
    return found


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_number_of_hidden_tests_is_the_suites(notebook):
    """`verify` allows no test that nothing fails, so its matrix names them all."""
    checks = importlib.import_module(f"utils.checks.{notebook.name}")
    promised = {
        exercise.name: exercise.hidden_tests
        for name, exercise in vars(checks).items()
        if name.startswith("check_")
    }
    assert promised == hidden_tests(notebook)
