"""From the outputs of cells to a line an exercise, without a kernel."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from utils.checks.exercise import MIME, CheckFailed, Exercise
from utils.checks.expect import Hint, expect
from utils.pack import notebook
from utils.pack.archive import receipt
from utils.pack.find import Folder
from utils.pack.notebook import Book, is_check, lost_checks, read_book
from utils.pack.results import Findings, checked, unchecked
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
        "  ✓ why  answered: a person will read it",
    ]


# What is no longer there, and what cannot be read


IMPORTS = "from utils.checks.perceptron import (\n    check_one,\n    check_two,\n)"
STUB = 'def two():\n    raise NotImplementedError("Your turn: replace this line with your code.")'


def test_a_check_that_was_deleted_is_missed(tmp_path, write, code):
    gone = "two: its check cell is gone. Take it back from the original notebook."
    cells = [code(IMPORTS), code(STUB), code("check_one(one)"), code("# check_two(two)")]
    book = read_book(write(tmp_path / "a.ipynb", *cells))
    outcomes = {0: Outcome([]), 1: Outcome([]), 2: shown(stub), 3: Outcome([])}
    findings = checked(book, outcomes)
    assert findings.faults == unchecked(book).remarks == (gone,)
    assert findings.failed
    assert f"  ! {gone}" in list(table(findings))
    assert _receipt(findings)["remarks"] == [gone]


def test_a_check_that_was_emptied_or_moved_is_told_apart(tmp_path, write, code):
    emptied = [code(IMPORTS), code("check_one(one)"), code(" ", grade="two")]
    assert unchecked(read_book(write(tmp_path / "a.ipynb", *emptied))).remarks
    moved = [code(IMPORTS), code("check_one(one)"), code("result = check_two(two)")]
    assert not unchecked(read_book(write(tmp_path / "b.ipynb", *moved))).remarks


def test_the_released_notebooks_miss_no_check_and_each_is_missed(request):
    """What the rule rests on: a notebook imports its checks by name and runs each of them."""
    paths = sorted((request.config.rootpath / "assignments").glob("*/*.ipynb"))
    assert paths
    for path in paths:
        cells = read_book(path).cells
        assert lost_checks(cells) == []
        checks = [cell for cell in cells if is_check(cell)]
        for cell in checks:
            assert len(lost_checks(tuple(one for one in cells if one is not cell))) == 1, path


def test_a_syntax_error_names_the_exercise_and_the_line(tmp_path, write, code):
    cell = code("@add_to_class(Model)\ndef one(self):\n    x = (1 +\n")
    cells = [code("import numpy"), cell, code("check_one(Model)", grade="one")]
    book = read_book(write(tmp_path / "a.ipynb", *cells))
    error = "raised SyntaxError: '(' was never closed (1158858115.py, line 3)"
    findings = checked(book, {0: Outcome([]), 1: Outcome([], error), 2: Outcome([], "raised NameError: x")})
    assert findings.faults == ("one: a syntax error in line 3 of its cell, '(' was never closed: `x = (1 +`",)
    (one,) = findings.exercises
    assert (one.name, one.status, one.message) == ("one", "failing", "its cell has a syntax error")
    again = checked(book, {0: Outcome([]), 1: Outcome([], error), 2: shown(lambda: 1)})
    assert again.exercises[0].status == "done"  # another cell defines it


def test_a_syntax_error_elsewhere_is_told_as_it_came(tmp_path, write, code):
    book = read_book(write(tmp_path / "a.ipynb", code("eval('(')"), code("check_one(one)")))
    error = "raised SyntaxError: '(' was never closed (<string>, line 1)"
    assert checked(book, {0: Outcome([], error), 1: shown(stub)}).remarks == (
        f"cell 1 (`eval('(')`) {error}",
    )


@pytest.mark.parametrize(("name", "asked"), [("one", True), ("helper", False), ("check_one", False)])
def test_an_unknown_name_may_have_been_renamed(name, asked, book):
    error = f"raised NameError: name '{name}' is not defined"
    (one, _) = checked(book, {0: Outcome([]), 1: Outcome([], error)}).exercises
    assert one.message == error + (": did you rename it?" if asked else "")


def test_without_a_run_an_untouched_exercise_is_known(tmp_path, write, code):
    cells = [code("def one():\n    return 1"), code("check_one(one)", grade="one")]
    cells += [code(STUB), code("check_two(two)", grade="two")]
    findings = unchecked(read_book(write(tmp_path / "a.ipynb", *cells)))
    assert [(one.name, one.status) for one in findings.exercises] == [
        ("one", "not run"),
        ("two", "not started"),
    ]
    assert not findings.clean


def test_the_stub_is_the_one_of_released_notebooks(request):
    for path in (request.config.rootpath / "assignments").glob("*/*.ipynb"):
        findings = unchecked(read_book(path))
        left = [one for one in findings.exercises if one.status != "not started"]
        assert [one.name for one in left] in ([], ["together"]), path


# One line an exercise


@pytest.mark.parametrize("sentence", ["", "The sign is flipped."])
def test_a_matrix_is_told_by_its_hint(sentence, tmp_path):
    def compare(function):
        """It is right."""
        hints = [Hint([[9, 9], [9, 9]], sentence)] if sentence else []
        expect("The distances", function(), [[1, 2], [3, 4]], *hints)

    outcome = Exercise("one", (compare,), "nothing", 1)(lambda: [[9, 9], [9, 9]])
    message = outcome._repr_mimebundle_()[MIME]["message"]
    assert "\n    [[1, 2]," in message
    (line,) = list(table(findings_of(message)))[1:]
    assert line.endswith(f": The distances: {sentence or 'see the check in the notebook'}")


def test_a_long_row_is_told_whole():
    def compare(function):
        """It is right."""
        expect("The row", function(), list(range(40)))

    message = Exercise("one", (compare,), "nothing", 1)(lambda: list(range(1, 41)))._repr_mimebundle_()
    told = message[MIME]["message"]
    assert "\n" in told
    (line,) = list(table(findings_of(told)))[1:]
    assert line.endswith("39, 40].")
    assert "\n" not in line


def findings_of(message):
    return Findings(Book(Path("a.ipynb"), b"", b""), (notebook.Exercise("one", "failing", message, 0, 1),))


def _receipt(findings):
    folder = Folder("hw", Path("hw"), (findings.book.path,))
    (book,) = receipt(folder, "ada", [findings], True, datetime.now(UTC))["notebooks"]
    return book
