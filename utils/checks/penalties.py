"""Checks of the penalties. Every number is worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers

W = np.array([[1.0, -2.0], [0.0, 3.0]])  # squares add up to 14, absolute values to 6
SIGNS = np.array([[1.0, -1.0], [0.0, 1.0]])
PEAKED = np.array([[1.0], [0.0], [0.0], [0.0]])  # S5's two weights: the same score on x = [1, 1, 1, 1]
SPREAD = np.full((4, 1), 0.25)
Function = Callable[..., Any]


def pair(result: Any, shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Return value and gradient, or say what is wrong with their form.

    Raises
    ------
    CheckFailed
        If `result` is not a number and an array of the given shape.
    """
    if not isinstance(result, tuple) or len(result) != 2:
        raise CheckFailed(f"Expected a pair, value and gradient; got {type(result).__name__}.")
    value, gradient = result
    if numbers("The value", value).shape != ():
        raise CheckFailed(f"The value should be one number, got an array of shape {np.shape(value)}.")
    got = numbers("The gradient", gradient).shape
    if got != shape:
        raise CheckFailed(f"A gradient has the shape of its variable: expected {shape}, got {got}.")
    return value, gradient


def _form(*extra: float) -> Check:
    def form(penalty: Function) -> None:
        """It returns the value and a gradient of the shape of W."""
        pair(penalty(np.ones((2, 3)), *extra), (2, 3))

    return form


def l2_value(penalty: Function) -> None:
    """1, -2, 0, 3 cost 1 + 4 + 0 + 9 = 14."""
    value, _ = penalty(W.copy())
    expect(
        "The penalty",
        value,
        14.0,
        Hint(7.0, "There is a 1/2 in it; our convention has none."),
        Hint(np.sqrt(14.0), "This is the length of W: the penalty is its square."),
        Hint(3.5, "This is a mean: the penalty is a sum."),
        Hint(6.0, "These are absolute values (L1): L2 takes squares."),
        Hint(4.0, "This is (sum of W) squared: square each weight, then add."),
    )


def l2_slope(penalty: Function) -> None:
    """The slope of w**2 is 2w."""
    _, gradient = penalty(W.copy())
    expect("The gradient", gradient, 2 * W, Hint(W, "This is the slope of w**2 / 2, without the factor 2."))


def l2_spreads(penalty: Function) -> None:
    """[1, 0, 0, 0] costs 1, four quarters cost 0.25."""
    expect("The penalty of [1, 0, 0, 0]", penalty(PEAKED.copy())[0], 1.0)
    expect(
        "The penalty of four quarters",
        penalty(SPREAD.copy())[0],
        0.25,
        Hint(0.5, "This is the square root."),
    )


def l1_value(penalty: Function) -> None:
    """1, -2, 0, 3 cost 1 + 2 + 0 + 3 = 6."""
    value, _ = penalty(W.copy())
    expect(
        "The penalty",
        value,
        6.0,
        Hint(
            2.0,
            "Negative weights cancel positive ones: take absolute values before you sum.",
        ),
        Hint(14.0, "These are squares (L2): L1 takes absolute values."),
        Hint(1.5, "This is a mean: the penalty is a sum."),
    )


def l1_slope(penalty: Function) -> None:
    """The slope of |w| is the sign of w, and 0 at 0."""
    _, gradient = penalty(W.copy())
    at_zero = "At w = 0 any slope from -1 to 1 would do: our convention takes 0."
    expect(
        "The gradient",
        gradient,
        SIGNS,
        Hint(np.abs(SIGNS), "A negative weight has slope -1: making it larger makes |w| smaller."),
        Hint(np.ones_like(W), "A negative weight has slope -1: making it larger makes |w| smaller."),
        Hint(SIGNS + (W == 0), at_zero),
        Hint(SIGNS - (W == 0), at_zero),
    )


def l1_is_indifferent(penalty: Function) -> None:
    """[1, 0, 0, 0] and four quarters both cost 1."""
    expect("The penalty of [1, 0, 0, 0]", penalty(PEAKED.copy())[0], 1.0)
    expect("The penalty of four quarters", penalty(SPREAD.copy())[0], 1.0)


def elastic_value(penalty: Function) -> None:
    """With beta = 0.5: 0.5 * 14 + 6 = 13."""
    value, _ = penalty(W.copy(), 0.5)
    expect(
        "The penalty",
        value,
        13.0,
        Hint(17.0, "beta weighs the squares; you gave it to the absolute values."),
        Hint(10.0, "beta multiplies both terms: it weighs only the squares."),
        Hint(20.0, "beta has no effect."),
        Hint(7.0, "The absolute values are missing."),
        Hint(6.0, "The squares are missing."),
    )


def elastic_slope(penalty: Function) -> None:
    """The gradient belongs to the value."""
    _, gradient = penalty(W.copy(), 0.5)
    expect(
        "The gradient for beta = 0.5",
        gradient,
        W + SIGNS,
        Hint(0.5 * W + SIGNS, "The slope of beta w**2 is 2 beta w: the factor 2 is missing."),
        Hint(2 * W + SIGNS, "beta has no effect on the gradient."),
        Hint(2 * W + 0.5 * SIGNS, "beta weighs the squares; you gave it to the absolute values."),
        Hint(W, "The slope of the absolute values is missing."),
        Hint(SIGNS, "The slope of the squares is missing."),
    )


def elastic_reduces(penalty: Function) -> None:
    """With beta = 0 it is L1."""
    value, gradient = penalty(W.copy(), 0.0)
    expect("The penalty for beta = 0", value, 6.0)
    expect("The gradient for beta = 0", gradient, SIGNS)


L2: tuple[Check, ...] = (_form(), l2_value, l2_slope, l2_spreads)
L1: tuple[Check, ...] = (_form(), l1_value, l1_slope, l1_is_indifferent)
ELASTIC_NET: tuple[Check, ...] = (_form(0.5), elastic_value, elastic_slope, elastic_reduces)
