"""Nothing hidden leaves in a text, not even from a suite that was written in a hurry."""

from typing import Any

import numpy as np
import pytest

from autograder.course import Course
from autograder.gate import WITHHELD, Gate, build_gate, flat_numbers, small
from autograder.grade import Grader, Work
from autograder.notebook import Cell
from autograder.report import to_json
from autograder.settings import Settings

HURRIED = {
    "an expected value": 'pytest.fail(f"expected {reference.twice(0.123456789)}")',
    "an expected value in a comparison": """
    try:
        agree(submission, reference, "twice", 0.123456789)
    except AssertionError as error:
        error.args = (f"it should be {error.expected}",)
        raise
    """,
    "the source of the test": "pytest.fail(open(__file__).read())",
    "the solution": "import inspect; pytest.fail(inspect.getsource(reference.total))",
    "where it lies": "pytest.fail(__file__)",
    "the secret": "pytest.fail('made with: of the tests')",
    "numpy's comparison": "np.testing.assert_allclose(submission.twice(1.0), reference.twice(0.123456789))",
    "an exception of its own": "raise ValueError(f'{reference.twice(0.123456789)}')",
}
HEAD = """

@pytest.mark.question('twice', points=1)
def test_hurried(submission, reference):
    if submission.twice(1.0) != 2.0:
    """


@pytest.mark.parametrize("body", HURRIED.values(), ids=HURRIED)
def test_a_hurried_suite_shows_nothing(
    mini_course: Course, fast: Settings, make_notebook: Any, body: str
) -> None:
    suite = mini_course.notebooks("mini")[0].suite / "test_basics.py"
    test = suite.read_text() + HEAD + "    " + body.strip().replace("\n", "\n    ") + "\n"
    suite.write_text(test)
    cells = ["def twice(x):\n    return 0.0", "def total(x):\n    return 0.0"]
    with Grader(mini_course, "mini", fast) as grader:
        text = to_json(grader.grade(Work("ada", "mini", {"basics": make_notebook(cells)}))).decode()
    for hidden in (
        "0.24691",
        "0.2469",
        "float(x)",
        "sum(twice(value)",
        str(mini_course.root),
        "of the tests",
    ):
        assert hidden not in text, hidden
    assert '"test_hurried"' in text


def gate_of(course: Course) -> Gate:
    """The gate of the losses notebook."""
    books = course.notebooks("a1_linear_classifiers")
    return build_gate(next(book for book in books if book.name == "losses"), "the secret")


def test_a_students_own_line_is_shown_even_if_it_is_the_references(course: Course) -> None:
    line = "dW = X.T @ dscores / num_train + 2 * reg * W"
    gate = gate_of(course)
    assert gate.stops(f"ValueError (cell 3, line 9: `{line}`)")
    assert not gate.without([Cell(3, f"def f():\n    {line}\n")]).stops(f"(cell 3, line 9: `{line}`)")


def test_what_is_released_is_no_secret(course: Course) -> None:
    assert not gate_of(course).stops("def svm_loss_naive(W, X, y, reg):")


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("it is 0.66666666", True),
        ("it is -1.2345e-7", True),
        ("it is 0.67", False),
        ("Called with W (4, 3), reg 1.5.", False),
        ("line 12345 of 67890", False),
    ],
)
def test_an_expected_number_is_known_by_its_digits(text: str, stopped: bool) -> None:
    expected = [(2 / 3, np.array([[-1.2345e-7, np.nan, 1.5]])), {"a": 12.0}]
    assert Gate(frozenset(), ()).stops(text, expected) == stopped


def test_numbers_are_counted_not_trusted() -> None:
    assert len(list(flat_numbers([np.random.default_rng(1).random(10**6)] * 10))) <= 5_000


@pytest.mark.parametrize(
    ("result", "kept"),
    [(1.5, True), ((2.0, np.ones((10, 4))), True), (np.ones(10**6), False), (([0] * 10**6,), False)],
)
def test_only_small_results_are_remembered(result: Any, kept: bool) -> None:
    assert small(result) == kept


def test_a_withheld_text_says_so() -> None:
    assert "withheld" in WITHHELD
