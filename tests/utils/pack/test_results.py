"""From the outputs of cells to a line an exercise, without a kernel."""

import pytest

from utils.checks.exercise import MIME, CheckFailed, Exercise
from utils.pack.notebook import read_book
from utils.pack.results import checked, unchecked
from utils.pack.run import Outcome
from utils.pack.words import table


def is_right(function):
    """It is right."""
    if function() != 1:
        raise CheckFailed("Expected 1.\nLook again.")


CHECK = Exercise("one", (is_right,), "nothing", hidden_tests=1)


def stub():
    raise NotImplementedError


def shown(function):
    """Return what Jupyter stores when a check is run on a function."""
    return Outcome([{"output_type": "execute_result", "data": CHECK(function)._repr_mimebundle_()}])


@pytest.fixture
def book(tmp_path, write, code, text):
    cells = [code("import numpy"), code("check_one(one)", grade="one"), text("Because.", grade="why")]
    return read_book(write(tmp_path / "a.ipynb", *cells))


@pytest.mark.parametrize(
    ("function", "status", "passed", "message"),
    [
        (lambda: 1, "done", 1, ""),
        (lambda: 2, "failing", 0, "It is right: Expected 1.\nLook again."),
        (stub, "not started", 0, ""),
    ],
)
def test_what_a_check_says_is_read(function, status, passed, message, book):
    findings = checked(book, {0: Outcome([]), 1: shown(function)})
    one, why = findings.exercises
    assert (one.name, one.status, one.passed, one.checks) == ("one", status, passed, 1)
    assert one.message == message
    assert (why.name, why.status) == ("why", "done")
    assert findings.clean is (status == "done")


def test_the_data_stand_beside_text_and_html():
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(CHECK(lambda: 1))
    assert set(data) >= {MIME, "text/plain", "text/html"}
    assert data[MIME]["status"] == "done"


@pytest.mark.parametrize(
    ("outcomes", "status", "words"),
    [
        ({0: Outcome([]), 1: Outcome([], "raised NameError: x")}, "failing", "raised NameError: x"),
        ({0: Outcome([]), 1: Outcome([])}, "failing", "did not show"),
        ({0: Outcome([])}, "not run", "an earlier cell ended the run"),
        ({0: Outcome([]), 1: Outcome([{"data": {MIME: {"status": "perfect"}}}])}, "failing", ""),
        ({0: Outcome([]), 1: Outcome([{"data": {MIME: "text"}}])}, "failing", "did not show"),
    ],
)
def test_silence_is_never_taken_for_success(outcomes, status, words, book):
    findings = checked(book, outcomes)
    assert findings.exercises[0].status == status
    assert words in findings.exercises[0].message
    assert not findings.clean


def test_a_cell_that_raised_is_named(book):
    findings = checked(book, {0: Outcome([], "raised ValueError: 3"), 1: shown(lambda: 1)})
    assert findings.remarks == ("cell 1 (`import numpy`) raised ValueError: 3",)
    assert not findings.clean


def test_a_cell_that_waits_for_an_exercise_is_unfinished_and_not_a_fault(book):
    waits, breaks = "raised NotImplementedError: Your turn", "raised ValueError: 3"
    findings = checked(book, {0: Outcome([], waits), 1: shown(stub)})
    assert findings.remarks == findings.waiting == (f"cell 1 (`import numpy`) {waits}",)
    assert (findings.clean, findings.failed, findings.faults) == (False, False, ())
    findings = checked(book, {0: Outcome([], breaks), 1: shown(stub)})
    assert findings.failed
    assert findings.faults == findings.remarks


@pytest.mark.parametrize(("function", "failed"), [(lambda: 1, False), (lambda: 2, True), (stub, False)])
def test_only_what_is_wrong_fails(function, failed, book):
    assert checked(book, {0: Outcome([]), 1: shown(function)}).failed is failed


def test_without_a_run_nothing_is_claimed(book):
    findings = unchecked(book)
    assert [one.status for one in findings.exercises] == ["not run", "done"]
    assert findings.clean


def test_the_table_shows_a_line_an_exercise(book):
    lines = list(table(checked(book, {0: Outcome([]), 1: shown(lambda: 2)})))
    assert lines == [
        "\na.ipynb",
        "  ✗ one  failing (0 of 1 checks pass): It is right: Expected 1.",
        "  ✓ why  done: a person will read it",
    ]
