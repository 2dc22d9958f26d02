"""Check an analytic gradient against centred differences, in 64 bits, and name the worst entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class GradientReport:
    """The worst entry of a gradient check.

    Attributes
    ----------
    error : float
        Its relative error; infinite where the gradient is not a number.
    tolerance : float
        What was allowed.
    index : tuple of int
        Where it is.
    analytic, numeric : float
        What the gradient claims there, and the measured slope.
    kink : bool
        The slopes just left and right of the point differ: the function has a corner there, and a
        centred difference is no judge.
    """

    error: float
    tolerance: float
    index: tuple[int, ...]
    analytic: float
    numeric: float
    kink: bool

    @property
    def ok(self) -> bool:
        """Whether every entry is within the tolerance."""
        return self.error <= self.tolerance

    def __str__(self) -> str:
        place = f"entry [{', '.join(map(str, self.index))}]"
        if self.ok:
            return f"The gradient agrees with the measured slopes (worst: {place}, error {self.error:.1e})."
        text = (
            f"The worst is {place}: the gradient says {self.analytic:.6g}, the measured slope is "
            f"{self.numeric:.6g} (relative error {self.error:.1e}, allowed {self.tolerance:.0e})."
        )
        kink = " The function has a corner there, so a measured slope proves nothing: move x a little."
        return text + (kink if self.kink else "")


def check_gradient(
    f: Callable[[Array], Any], x: ArrayLike, gradient: ArrayLike, h: float = 1e-5, tolerance: float = 1e-6
) -> GradientReport:
    """Compare `gradient` with centred differences of `f` at `x`.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number. It is given copies.
    x : array of floats, any shape
        The point. Converted to float64: in float32, differences of 1e-5 drown in rounding.
    gradient : array, same shape
        What to check.
    h : float
        Half the distance of the two evaluations.
    tolerance : float
        Allowed relative error |a - n| / (|a| + |n|), where rounding of `f` itself is forgiven.

    Returns
    -------
    GradientReport
        With `ok`, and the worst entry.

    Raises
    ------
    TypeError
        If `x` or `gradient` does not hold real floating point numbers.
    ValueError
        If the shapes differ, `x` is empty, or `f` is not finite near `x`.

    Examples
    --------
    >>> print(check_gradient(lambda x: (x**2).sum(), [1.0, -3.0], [2.0, -6.0], h=1e-3).ok)
    True
    """
    point, claim = _floats(x, "x"), _floats(gradient, "gradient")
    if point.shape != claim.shape:
        raise ValueError(
            f"A gradient has the shape of its variable: expected {point.shape}, got {claim.shape}."
        )
    if point.size == 0:
        raise ValueError("x is empty: there is nothing to check.")
    here = _value(f, point)
    slopes = [_one_sided(f, point, index, here, h) for index in np.ndindex(point.shape)]
    left, right = np.array(slopes).T.reshape(2, *point.shape)
    numeric = (left + right) / 2
    # f is known to about EPSILON * |f|, so a slope to that over h: smaller disagreements mean nothing.
    noise = 10 * EPSILON * max(1.0, abs(here)) / h
    scale = np.abs(claim) + np.abs(numeric)
    with np.errstate(invalid="ignore"):  # inf / inf: caught in the next line
        errors = np.abs(claim - numeric) / (scale + noise / tolerance)
    errors = np.where(np.isfinite(errors), errors, np.inf)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(errors), errors.shape))
    kink = bool(abs(right[worst] - left[worst]) > 0.01 * (abs(right[worst]) + abs(left[worst])) + noise)
    return GradientReport(
        float(errors[worst]), tolerance, worst, float(claim[worst]), float(numeric[worst]), kink
    )


def _floats(values: ArrayLike, name: str) -> Array:
    """Return a float64 copy; refuse integers, in which a small step is lost."""
    array = np.asarray(values)
    if array.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold floating point numbers, got {array.dtype}. In an array of integers a step of "
            f"1e-5 is rounded away. Use {name}.astype(np.float64)."
        )
    return array.astype(np.float64)


def _value(f: Callable[[Array], Any], x: Array) -> float:
    value = float(f(x.copy()))
    if not np.isfinite(value):
        raise ValueError(f"f returned {value}: without finite values there is no slope to measure.")
    return value


def _one_sided(
    f: Callable[[Array], Any], x: Array, index: tuple[int, ...], here: float, h: float
) -> tuple[float, float]:
    """Return the slopes to the left and to the right; their mean is the centred difference."""
    step = np.zeros_like(x)
    step[index] = h
    return (here - _value(f, x - step)) / h, (_value(f, x + step) - here) / h
