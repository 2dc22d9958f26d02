"""Inputs for the hidden suites: random problems that keep away from kinks, and functions to differentiate."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def linear_problem(
    rng: np.random.Generator, n: int, d: int, c: int, clearance: float = 1e-3
) -> tuple[Array, Array, Array]:
    """Draw a linear classification problem on which the hinge is differentiable.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    n, d, c : int
        Number of examples, features and classes.
    clearance : float
        No margin lies closer to 0, so that a numeric gradient meets no kink.

    Returns
    -------
    W : ndarray, shape (d, c)
    X : ndarray, shape (n, d)
        The last column is ones, as for the bias.
    y : ndarray, shape (n,)
        Labels in 0..c-1.
    """
    while True:
        W = rng.standard_normal((d, c))
        X = rng.standard_normal((n, d))
        X[:, -1] = 1.0
        y = rng.integers(0, c, size=n)
        scores = X @ W
        margins = scores - scores[np.arange(n), y][:, np.newaxis] + 1.0
        if np.abs(margins).min() > clearance:
            return W, X, y


def shifted_problem(
    rng: np.random.Generator, n: int, d: int, c: int, low: float, high: float
) -> tuple[Array, Array, Array]:
    """Draw a linear problem whose scores are huge but differ by little from class to class.

    The scores of example i all lie near one level, and the levels run from `low` to `high`: too large for
    `exp`, harmless once each row's own maximum is taken off.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    n, d, c : int
        Number of examples, features (at least 2) and classes.
    low, high : float
        Levels of the first and the last example.

    Returns
    -------
    W : ndarray, shape (d, c)
    X : ndarray, shape (n, d)
    y : ndarray, shape (n,)
    """
    W, X, y = linear_problem(rng, n, d, c)
    W[0] = 1.0
    X[:, 0] = np.linspace(low, high, n)
    return W, X, y


def field(shape: tuple[int, ...], formula: Callable[[Array], Any]) -> Callable[[Any], float]:
    """Return a scalar function of arrays of one shape; anything else it is given makes it NaN.

    The argument comes from the student's code, so it may be anything.

    Parameters
    ----------
    shape : tuple of int
        Shape of the argument.
    formula : callable
        Takes such an array.
    """

    def f(x: Any) -> float:
        if type(x) is not np.ndarray or x.shape != shape or x.dtype.kind not in "iuf":
            return float("nan")
        with np.errstate(all="ignore"):
            return float(formula(x))

    return f
