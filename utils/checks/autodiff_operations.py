"""Checks of the operations entry by entry: small numbers worked by hand, and a sentence for each slip."""

import math
from typing import Any

import numpy as np

from utils.checks.autodiff_paths import gives, sends
from utils.checks.expect import Hint

LOCAL = "This is the slope alone: it has to be multiplied by the gradient that arrives."
TIMES = "What arrives is multiplied by the slope"
TABLE = np.arange(6.0).reshape(2, 3)
E = math.e


def hint(wrong: Any, sentence: str) -> tuple[Hint]:
    """Return one known wrong answer."""
    return (Hint(wrong, sentence),)


def function(
    name: str, formula: str, x: list[float], value: list[float], slope: list[float], *hints: Hint
) -> tuple[Any, ...]:
    """Return the checks of a function of one variable: its value, its slope, and the chain rule."""

    def make(tensor: Any) -> Any:
        return getattr(tensor, name)()

    twice = [2.0 * each for each in slope]
    known = [Hint(2.0 * np.asarray(one.wrong), one.sentence) for one in hints]
    return (
        gives(f"The values of {formula}", f"{formula} at {x}", make, [x], value),
        sends(f"The slopes of {formula}", f"{formula} at {x}", make, [x], [slope], hints),
        sends(
            f"{TIMES} of {formula}",
            f"2 {formula} at {x}",
            make,
            [x],
            [twice],
            (Hint(slope, LOCAL), *known),
            upstream=2.0,
        ),
    )


EXP = function(
    "exp", "exp(x)", [0.0, 1.0], [1.0, E], [1.0, E], Hint([0.0, 1.0], "The slope of exp is exp(x), not x.")
)
LOG = function(
    "log",
    "log(x)",
    [1.0, 4.0],
    [0.0, math.log(4)],
    [1.0, 0.25],
    Hint([1.0, 4.0], "The slope is one over x."),
)
SIN = function(
    "sin",
    "sin(x)",
    [0.0, 1.0],
    [0.0, math.sin(1)],
    [1.0, math.cos(1)],
    Hint([-1.0, -math.cos(1)], "The sign is that of the cosine's slope."),
)
COS = function(
    "cos",
    "cos(x)",
    [0.5, 1.0],
    [math.cos(0.5), math.cos(1)],
    [-math.sin(0.5), -math.sin(1)],
    Hint([math.sin(0.5), math.sin(1)], "The cosine falls where the sine is positive: look at the sign."),
)
TANH = function(
    "tanh",
    "tanh(x)",
    [0.0, 1.0],
    [0.0, math.tanh(1)],
    [1.0, 1 - math.tanh(1) ** 2],
    Hint([1.0, 0.0], "The square is that of the output, not of the input."),
    Hint([1.0, 1 - math.tanh(1)], "The output has to be squared."),
    Hint([0.0, math.tanh(1) * (1 - math.tanh(1))], "This is the sigmoid's slope."),
)
RELU = function(
    "relu",
    "relu(x)",
    [-2.0, 0.0, 3.0],
    [0.0, 0.0, 3.0],
    [0.0, 0.0, 1.0],
    Hint([0.0, 1.0, 1.0], "At 0 we take the slope 0."),
    Hint([1.0, 1.0, 1.0], "Nothing comes back where the input was negative."),
    Hint([0.0, 0.0, 3.0], "This is the output; the slope is 1 or 0."),
)


def minus(x: Any, y: Any) -> Any:
    """Return the difference."""
    return x - y


def over(x: Any, y: Any) -> Any:
    """Return the quotient."""
    return x / y


SUB = (
    gives("The values of x - y", "x - y", minus, [[5.0, 1.0], [2.0, 3.0]], [3.0, -2.0]),
    gives("A plain number on the right", "x - 2", lambda x: x - 2, [[5.0, 1.0]], [3.0, -1.0]),
    sends(
        "Both operands get their share",
        "x - y",
        minus,
        [[5.0, 1.0], [2.0, 3.0]],
        [[2.0, 2.0], [-2.0, -2.0]],
        hint([-2.0, -2.0], "x grows, the difference grows."),
        hint([2.0, 2.0], "y is subtracted: its share has the other sign."),
        upstream=2.0,
    ),
    sends(
        "Operands of different shapes",
        "x (2, 3) - y (3,)",
        minus,
        [TABLE, [1.0, 2.0, 3.0]],
        [np.ones((2, 3)), [-2.0, -2.0, -2.0]],
    ),
)
RSUB = (
    gives(
        "The values of 10 - x",
        "10 - x",
        lambda x: 10 - x,
        [[3.0, 12.0]],
        [7.0, -2.0],
        Hint([-7.0, 2.0], "Operands are exchanged: x stands on the right here."),
    ),
    sends(
        "The gradient of 10 - x",
        "10 - x",
        lambda x: 10 - x,
        [[3.0, 12.0]],
        [[-2.0, -2.0]],
        hint([2.0, 2.0], "x grows, the difference falls."),
        upstream=2.0,
    ),
    gives(
        "An array on the left", "[1, 2] - x", lambda x: np.array([1.0, 2.0]) - x, [[3.0, 12.0]], [-2.0, -10.0]
    ),
)
TRUEDIV = (
    gives("The values of x / y", "x / y", over, [[6.0, 1.0], [2.0, 4.0]], [3.0, 0.25]),
    sends(
        "Both operands get their share",
        "x / y",
        over,
        [[6.0, 1.0], [2.0, 4.0]],
        [[1.0, 0.5], [-3.0, -0.125]],
        (Hint([0.5, 0.25], LOCAL), Hint([4.0, 8.0], "The slope with respect to x is one over y.")),
        (
            Hint([3.0, 0.125], "y grows, the quotient falls: look at the sign."),
            Hint([-0.5, -0.125], "The numerator is missing in the share of y."),
            Hint([-6.0, -0.5], "The share of y has the square of y below."),
            Hint([-1.5, -0.0625], LOCAL),
        ),
        upstream=2.0,
    ),
    gives("A plain number on the right", "x / 2", lambda x: x / 2, [[6.0, 1.0]], [3.0, 0.5]),
    sends(
        "Operands of different shapes",
        "x (2, 3) / y (3,)",
        over,
        [TABLE, [1.0, 2.0, 4.0]],
        [[[1.0, 0.5, 0.25]] * 2, [-3.0, -1.25, -0.4375]],
    ),
)
RTRUEDIV = (
    gives(
        "The values of 6 / x",
        "6 / x",
        lambda x: 6 / x,
        [[3.0, 12.0]],
        [2.0, 0.5],
        Hint([0.5, 2.0], "Operands are exchanged: x stands below here."),
    ),
    sends(
        "The gradient of 6 / x",
        "6 / x",
        lambda x: 6 / x,
        [[3.0, 2.0]],
        [[-4.0 / 3, -3.0]],
        (
            Hint([4.0 / 3, 3.0], "x grows, the quotient falls: look at the sign."),
            Hint([-2.0 / 9, -0.5], "The numerator is missing."),
            Hint([1.0 / 3, 1.0 / 3], "This is the gradient of x / 6."),
        ),
        upstream=2.0,
    ),
    gives("An array on the left", "[1, 2] / x", lambda x: np.array([1.0, 2.0]) / x, [[2.0, 4.0]], [0.5, 0.5]),
)
POW = (
    gives("The values of x ** 3", "x ** 3", lambda x: x**3, [[2.0, -1.0]], [8.0, -1.0]),
    sends(
        "The gradient of x ** 3",
        "x ** 3",
        lambda x: x**3,
        [[2.0, -1.0]],
        [[24.0, 6.0]],
        (
            Hint([12.0, 3.0], LOCAL),
            Hint([8.0, 2.0], "The exponent is missing as a factor."),
            Hint([48.0, -6.0], "The exponent falls by one."),
            Hint([8.0, -2.0], "The exponent is missing as a factor, and it falls by one."),
        ),
        upstream=2.0,
    ),
    sends("A negative exponent", "x ** -1", lambda x: x**-1, [[2.0, 4.0]], [[-0.25, -0.0625]]),
    sends("A broken exponent", "x ** 0.5", lambda x: x**0.5, [[4.0, 9.0]], [[0.25, 1.0 / 6]]),
)
