"""Checks of the operations on whole arrays: sums, arrangements, parts, matrix products, worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.autodiff_operations import LOCAL, TABLE, hint
from utils.checks.autodiff_paths import gives, sends
from utils.checks.expect import Hint


def reduced(name: str, **options: Any) -> Callable[[Any], Any]:
    """Return the call of a method over axes."""
    return lambda x: getattr(x, name)(**options)


COLUMNS, ROWS = [10.0, 20.0, 30.0], [10.0, 20.0]
SUM = (
    gives("The values of a sum", "x.sum(axis=1)", reduced("sum", axis=1), [TABLE], [3.0, 12.0]),
    sends(
        "Without an axis",
        "x.sum()",
        reduced("sum"),
        [TABLE],
        [np.full((2, 3), 2.0)],
        hint(np.ones((2, 3)), LOCAL),
        upstream=2.0,
    ),
    sends(
        "Along an axis",
        "x.sum(axis=1)",
        reduced("sum", axis=1),
        [TABLE],
        [[[10.0] * 3, [20.0] * 3]],
        hint(np.ones((2, 3)), LOCAL),
        upstream=ROWS,
    ),
    sends(
        "Along the other one",
        "x.sum(axis=0)",
        reduced("sum", axis=0),
        [TABLE],
        [[COLUMNS] * 2],
        upstream=COLUMNS,
    ),
    sends(
        "With keepdims, in a square table",
        "x.sum(axis=-1, keepdims=True)",
        reduced("sum", axis=-1, keepdims=True),
        [np.eye(2)],
        [[[10.0] * 2, [20.0] * 2]],
        upstream=[[10.0], [20.0]],
    ),
    sends(
        "In a square table",
        "x.sum(axis=1)",
        reduced("sum", axis=1),
        [np.eye(2)],
        [[[10.0] * 2, [20.0] * 2]],
        hint(
            [[10.0, 20.0]] * 2,
            "Shares went along the wrong axis: the summed one has to be put back where it was.",
        ),
        upstream=ROWS,
    ),
)
MEAN = (
    gives("The values of a mean", "x.mean(axis=1)", reduced("mean", axis=1), [TABLE], [1.0, 4.0]),
    sends(
        "Without an axis",
        "x.mean()",
        reduced("mean"),
        [TABLE],
        [np.full((2, 3), 2.0)],
        hint(np.full((2, 3), 12.0), "Too large by the element count."),
        upstream=12.0,
    ),
    sends(
        "Along an axis",
        "x.mean(axis=1)",
        reduced("mean", axis=1),
        [TABLE],
        [[[2.0] * 3, [4.0] * 3]],
        (
            Hint([[1.0] * 3, [2.0] * 3], "Divided by the number of all entries: each mean is over three."),
            Hint([[6.0] * 3, [12.0] * 3], "Too large by the number of entries in each mean."),
            Hint([[3.0] * 3, [6.0] * 3], "Divided by the length of the other axis."),
        ),
        upstream=[6.0, 12.0],
    ),
)
PEAKS = np.array([[1.0, 7.0, 3.0], [9.0, 2.0, 4.0]])
MAX = (
    gives("The values of a maximum", "x.max(axis=1)", reduced("max", axis=1), [PEAKS], [7.0, 9.0]),
    sends(
        "Without an axis",
        "x.max()",
        reduced("max"),
        [PEAKS],
        [[[0.0] * 3, [2.0, 0.0, 0.0]]],
        hint(np.full((2, 3), 2.0), "Every entry got the gradient: only the largest made the result."),
        upstream=2.0,
    ),
    sends(
        "Along an axis",
        "x.max(axis=1)",
        reduced("max", axis=1),
        [PEAKS],
        [[[0.0, 10.0, 0.0], [20.0, 0.0, 0.0]]],
        hint([[0.0, 0.0, 0.0], [20.0, 0.0, 0.0]], "Each row has a largest entry of its own."),
        upstream=ROWS,
    ),
)
RESHAPE = (
    gives(
        "The values in another shape",
        "x.reshape(3, 2)",
        lambda x: x.reshape(3, 2),
        [TABLE],
        TABLE.reshape(3, 2),
    ),
    gives("One length may be -1", "x.reshape(-1)", lambda x: x.reshape(-1), [TABLE], np.arange(6.0)),
    sends(
        "Shares go back to where numbers came from",
        "x.reshape(3, 2)",
        lambda x: x.reshape(3, 2),
        [TABLE],
        [TABLE],
        upstream=TABLE.reshape(3, 2),
    ),
)
CUBE = np.arange(24.0).reshape(2, 3, 4)
TRANSPOSE = (
    gives("The values turned", "x.transpose()", lambda x: x.transpose(), [TABLE], TABLE.T),
    sends(
        "Shares are turned back",
        "x.transpose()",
        lambda x: x.transpose(),
        [TABLE],
        [TABLE],
        upstream=TABLE.T,
    ),
    sends(
        "Three axes in a new order",
        "x.transpose(1, 2, 0)",
        lambda x: x.transpose(1, 2, 0),
        [CUBE],
        [CUBE],
        upstream=CUBE.transpose(1, 2, 0),
    ),
)
GETITEM = (
    gives("The values taken", "x[1]", lambda x: x[1], [TABLE], TABLE[1]),
    sends(
        "What was not taken gets zeros",
        "x[1]",
        lambda x: x[1],
        [TABLE],
        [[[0.0] * 3, COLUMNS]],
        upstream=COLUMNS,
    ),
    sends(
        "One entry of each row",
        "x[[0, 1], [2, 0]]",
        lambda x: x[[0, 1], [2, 0]],
        [TABLE],
        [[[0.0, 0.0, 10.0], [20.0, 0.0, 0.0]]],
        upstream=ROWS,
    ),
    sends(
        "What was taken twice gets both shares",
        "x[[0, 0, 1]]",
        lambda x: x[[0, 0, 1]],
        [[5.0, 6.0, 7.0]],
        [[30.0, 30.0, 0.0]],
        hint([20.0, 30.0, 0.0], "Repeated indices count once: the last share has replaced the first."),
        upstream=COLUMNS,
    ),
)
P, Q = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0, 0.0], [2.0, 3.0]]


def times(x: Any, y: Any) -> Any:
    """Return the matrix product."""
    return x @ y


MATMUL = (
    gives("The values of a product", "x @ y", times, [P, Q], [[5.0, 6.0], [11.0, 12.0], [17.0, 18.0]]),
    sends(
        "Two matrices",
        "x @ y",
        times,
        [P, Q],
        [[[1.0, 5.0]] * 3, [[9.0, 9.0], [12.0, 12.0]]],
        hint([[3.0, 3.0]] * 3, "The other factor has to be transposed."),
    ),
    sends("A matrix and a vector", "x @ y", times, [P, [1.0, 10.0]], [[[1.0, 10.0]] * 3, [9.0, 12.0]]),
    sends(
        "A vector and a matrix", "x @ y", times, [[1.0, 10.0], Q], [[1.0, 5.0], [[1.0, 1.0], [10.0, 10.0]]]
    ),
    sends("Two vectors", "x @ y", times, [[1.0, 2.0], [3.0, 4.0]], [[6.0, 8.0], [2.0, 4.0]], upstream=2.0),
    sends(
        "The same matrix for each of two",
        "x @ y",
        times,
        [[P, P], Q],
        [[[[1.0, 5.0]] * 3] * 2, [[18.0, 18.0], [24.0, 24.0]]],
    ),
)
