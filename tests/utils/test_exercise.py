"""How a result is shown, whatever the student's function does."""

import warnings

import pytest

from utils.checks import CheckFailed, Exercise, Hint, expect


def form(function):
    """It returns a number."""
    if not isinstance(function(1), int):
        raise CheckFailed("Expected a whole number.")


def doubles(function):
    """It doubles."""
    expect("f(3)", function(3), 6, Hint(3, "You return what you were given."))


twice = Exercise("twice", (form, doubles), "larger numbers", hidden_tests=9)


def test_all_is_well():
    result = twice(lambda x: 2 * x)
    assert result.passed
    assert repr(result).splitlines() == [
        "`twice`: 2 of 2 checks pass.",
        "  ✓ It returns a number",
        "  ✓ It doubles",
        "  2 checks run here; the hidden suite adds 9 more: larger numbers.",
    ]


def test_a_known_slip_is_named_beside_expected_and_got():
    result = twice(lambda x: x)
    assert not result.passed
    assert result.lines[1].message == "f(3): expected 6, got 3. You return what you were given."


def test_after_a_wrong_form_nothing_else_is_run():
    result = twice(lambda x: "two")
    assert [line.status for line in result.lines] == ["failed", "not run"]


def test_an_exception_is_reported_with_the_line_of_the_cell():
    def broken(x):
        return x / 0

    message = twice(broken).lines[0].message
    assert message.startswith("Your code raised ZeroDivisionError: division by zero\nline ")
    assert message.endswith("`return x / 0`")


def test_of_a_class_the_line_in_the_method_is_shown():
    class Model:
        def twice(self):
            return 1 / 0

    def raises(model):
        """It can be called."""
        model().twice()

    message = Exercise("twice", (raises,), "nothing", hidden_tests=1)(Model).lines[0].message
    assert message.endswith("of your cell: `return 1 / 0`")


def test_something_that_is_no_function_is_reported():
    assert "not callable" in twice(3).lines[0].message


@pytest.mark.parametrize("late", [False, True])
def test_not_started(late):
    def stub(x):
        if late and x == 1:
            return 1
        raise NotImplementedError

    result = twice(stub)
    assert not result.started
    assert not result.passed
    assert "is not started yet" in repr(result)


def test_warnings_are_shown_in_the_box_and_nowhere_else():
    def noisy(x):
        warnings.warn("overflow encountered in exp", RuntimeWarning, stacklevel=1)
        return 2 * x

    result = twice(noisy)
    assert result.passed
    assert result.warned == ("overflow encountered in exp",)
    assert "numpy warned: overflow encountered in exp" in repr(result)


@pytest.mark.parametrize(
    ("function", "colour"),
    [(lambda x: 2 * x, "#2a9d6f"), (lambda x: x, "#d1495b"), (lambda x: 1 / 0, "#d1495b")],
)
def test_html_shows_the_same_in_colour(function, colour):
    html = twice(function)._repr_html_()
    assert colour in html
    assert "<code>twice</code>" in html
    assert "the hidden suite adds 9 more" in html


def test_html_escapes_what_the_student_wrote():
    def crafty(x):
        raise ValueError("<script>alert(1)</script>")

    html = twice(crafty)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_tables_are_shown_beneath_each_other():
    with pytest.raises(CheckFailed) as failure:
        expect("dW", [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 5.0]])
    assert str(failure.value).splitlines() == [
        "dW: expected",
        "    [[1., 2.],",
        "     [3., 5.]]",
        "got",
        "    [[1., 2.],",
        "     [3., 4.]]",
    ]


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "got None"),
        ("six", "expected numbers, got str"),
        ([[1], [2, 3]], "expected numbers, got list"),
        ([6.0], "expected shape (), got (1,)"),
        (float("nan"), "Not every number is finite"),
        (-6.0, "The sign is flipped"),
        (7.0, "expected 6, got 7."),
    ],
)
def test_expect_says_what_is_wrong(got, words):
    with pytest.raises(CheckFailed) as failure:
        expect("f(3)", got, 6.0)
    assert words in str(failure.value)
