"""Checks of `relative_error` and `numeric_gradient`. Every number is worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]


def one_number(relative_error: Function) -> None:
    """It returns one number."""
    a, b = np.array([[1.0, 2.0]]), np.array([[1.5, 2.0]])
    shape = numbers("The result", relative_error(a, b)).shape
    if shape != ():
        raise CheckFailed(f"Expected a single number, got shape {shape}. Keep only the worst entry.")


def half(relative_error: Function) -> None:
    """3 against 1 is off by 2 of 4: one half."""
    expect(
        "relative_error([3], [1])",
        relative_error(np.array([3.0]), np.array([1.0])),
        0.5,
        Hint(2.0, "That is the absolute error: divide it by |a| + |b|."),
        Hint(1.0, "Divide by the sum |a| + |b|; this looks like half of it, or like the larger of the two."),
        Hint(2 / 3, "Divide by the sum |a| + |b|; this looks like the larger of the two."),
        Hint(2.0 / 1.0, "Divide by |a| + |b|, so that neither argument is the privileged one."),
    )


def largest(relative_error: Function) -> None:
    """The worst entry counts."""
    a, b = np.array([1.0, 2.0, 3.0, 5.0]), np.array([1.0, 2.0, 1.0, 3.0])
    expect(
        "Errors of 0, 0, 2/4 and 2/8",
        relative_error(a, b),
        0.5,
        Hint(0.1875, "You averaged over the entries: one bad entry in a million would drown."),
        Hint(0.75, "You summed over the entries: keep the largest."),
        Hint(2 / 9, "You divide one sum by another: divide entry by entry first."),
        Hint(0.25, "You divide one maximum by another: divide entry by entry first."),
        Hint(0.0, "This is the smallest entry's error, not the largest."),
    )


def signs(relative_error: Function) -> None:
    """Opposite signs are as wrong as can be: 1."""
    expect(
        "relative_error([1], [-1])",
        relative_error(np.array([1.0]), np.array([-1.0])),
        1.0,
        Hint(0.0, "Differences of the absolute values hide a flipped sign: take |a - b|."),
        Hint(2e8, "The denominator cancels to zero: take |a| + |b|, not |a + b|."),
    )
    expect(
        "relative_error([1], [3])",
        relative_error(np.array([1.0]), np.array([3.0])),
        0.5,
        Hint(-0.5, "The error is negative when b is larger: take the absolute difference."),
    )


def zeros(relative_error: Function) -> None:
    """Nearly nothing against nothing stays small: the floor of 1e-8."""
    expect(
        "relative_error([0], [0])",
        relative_error(np.array([0.0]), np.array([0.0])),
        0.0,
        Hint(np.nan, "0 / 0: the denominator needs its floor of 1e-8."),
    )
    expect(
        "relative_error([1e-12], [0])",
        relative_error(np.array([1e-12]), np.array([0.0])),
        1e-4,
        Hint(1.0, "Two numbers this small agree for our purposes: the denominator is at least 1e-8."),
        tolerance=1e-7,
    )


def same_shape(numeric_gradient: Function) -> None:
    """The gradient has the shape of x."""
    x = np.ones((2, 3))
    got = numbers("The gradient", numeric_gradient(np.sum, x, 1e-5)).shape
    if got != (2, 3):
        raise CheckFailed(f"x has shape (2, 3), your gradient {got}. Every entry of x has its slope.")


def bowl(numeric_gradient: Function) -> None:
    """The slope of sum(x**2) is 2x."""
    x = np.array([[1.0, -2.0, 3.0], [0.0, 0.5, -1.0]])
    expect(
        "The gradient of sum(x**2)",
        numeric_gradient(lambda x: float(np.sum(x**2)), x.copy(), 1e-5),
        2 * x,
        Hint(4 * x, "Twice too steep: the two points lie 2h apart."),
        Hint(x, "Half as steep as it is: how far apart are the two points?"),
        Hint(2 * x * 1e-5, "This is a rise; a slope is the rise divided by the run."),
        Hint(4 * x * 1e-5, "This is a rise; a slope is the rise divided by the run."),
        Hint(0 * x, "Zero everywhere: does f see the changed x?"),
        tolerance=1e-4,
    )


def centred(numeric_gradient: Function) -> None:
    """It looks to both sides, h each way."""
    expect(
        "x**3 at x = 1 with h = 0.1",
        numeric_gradient(lambda x: float(x[0] ** 3), np.array([1.0]), 0.1),
        [3.01],
        Hint([3.31], "You look only ahead: f(x + h) - f(x). Centred differences are far more exact."),
        Hint([2.71], "You look only back: f(x) - f(x - h). Centred differences are far more exact."),
        Hint([3.0025], "Your points lie h/2 to each side: go a full h each way."),
        Hint([3.0], "h is ignored: you step by something else than the h that was passed."),
        tolerance=1e-4,
    )


def one_at_a_time(numeric_gradient: Function) -> None:
    """Only one entry is moved at a time."""
    expect(
        "The gradient of x[0] * x[1] at (2, 5) with h = 0.1",
        numeric_gradient(lambda x: float(x[0] * x[1]), np.array([2.0, 5.0]), 0.1),
        [5.0, 2.0],
        Hint([5.0, 1.9], "The step into x[0] is still there when x[1] is measured: put the old value back."),
        Hint([5.0, 2.1], "The step into x[0] is still there when x[1] is measured: put the old value back."),
        Hint([7.0, 7.0], "All entries move together: step into one at a time."),
    )


def restored(numeric_gradient: Function) -> None:
    """Afterwards x is what it was, to the last bit."""
    before = np.array([0.1, -0.5, 0.9, -1.3])  # -0.5 and 0.9: where adding and subtracting shows
    x = before.copy()
    numeric_gradient(lambda x: float(np.sum(np.sin(x))), x, 1e-5)
    changed = np.flatnonzero(x != before)
    if changed.size:
        at = changed[0]
        raise CheckFailed(
            f"x[{at}] was {before[at]!r} and is {x[at]!r} now. Keep the old value and put it back: adding "
            "and subtracting h again does not undo rounding."
        )
