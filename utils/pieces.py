"""Where a network of ReLUs with one input bends, found exactly: a walk along the line, layer by layer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def joints_on_line(params: Mapping[str, Any], low: float, high: float) -> Array:
    """Find every place where a hidden unit of a network with one input switches.

    Parameters
    ----------
    params : mapping of str to array
        W1 (1, D), b1 (D,), W2, b2, ..., the last pair without a ReLU behind it.
    low, high : float
        Ends of the walk.

    Returns
    -------
    array, shape (J,)
        The joints inside, increasing; with them the line falls into J + 1 pieces.

    Examples
    --------
    >>> absolute = {"W1": [[1.0, -1.0]], "b1": [-2.0, 2.0], "W2": [[1.0], [1.0]], "b2": [0.0]}
    >>> joints_on_line(absolute, 0, 5)
    array([2.])
    """
    ends = np.array([low, high], dtype=float)
    slope, offset = np.ones((1, 1)), np.zeros((1, 1))  # of what the units give out, a row for each piece
    for k in range(1, len(params) // 2):
        W, b = np.asarray(params[f"W{k}"], dtype=float), np.asarray(params[f"b{k}"], dtype=float)
        slope, offset = slope @ W, offset @ W + b
        ends, piece = _cut(ends, slope, offset)
        middle = (ends[:-1] + ends[1:])[:, np.newaxis] / 2
        slope, offset = slope[piece], offset[piece]
        on = slope * middle + offset > 0
        slope, offset = slope * on, offset * on
    return ends[1:-1]


def _cut(ends: Array, slope: Array, offset: Array) -> tuple[Array, NDArray[np.intp]]:
    """Cut pieces where a unit crosses zero; return the new ends, and the old piece of each new one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        zero = -offset / slope
    left, right = ends[:-1, np.newaxis], ends[1:, np.newaxis]
    margin = 1e-12 * (abs(left) + abs(right))  # a unit that touches zero where a piece ends does not cross it
    inside = (zero > left + margin) & (zero < right - margin)
    new = np.unique(np.concatenate([ends, zero[inside]]))
    return new, np.searchsorted(ends, new[:-1], side="right") - 1
