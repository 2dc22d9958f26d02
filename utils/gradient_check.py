"""Check an analytic gradient against measured slopes, in 64 bits, and name the worst entry."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.gradient_report import GradientReport, entry, pattern
from utils.slopes import Array, Slope, careful_slope, doubtful, is_single, quick_slope, rounding

JUMP = "There is no slope there: the closer one looks, the steeper f becomes."


def check_gradient(
    f: Callable[[Array], Any], x: ArrayLike, gradient: ArrayLike, tolerance: float = 1e-6
) -> GradientReport:
    """Compare `gradient` with centred differences of `f` at `x`.

    The step is chosen here, entry by entry. An entry at a corner of `f`, where the slopes to the left and
    to the right differ however short the step, is reported and not judged.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number. It is given 64-bit copies.
    x : array of floats, any shape
        The point. Converted to float64: in float32, differences drown in rounding.
    gradient : array of floats, same shape
        What to check.
    tolerance : float
        Allowed relative error |a - n| / (|a| + |n|), where rounding of `f` itself is forgiven.

    Returns
    -------
    GradientReport
        With `ok`, the worst entry, and `show()` for a heat map of the errors.

    Raises
    ------
    TypeError
        If `x` or `gradient` does not hold real floating point numbers, or `f` does not return one real
        number of 64 bits.
    ValueError
        If the shapes differ, `x` is empty or not finite, `f` is not finite near `x`, gives two answers
        for the same x, or is so large that its changes drown in rounding.

    Examples
    --------
    >>> check_gradient(lambda x: (x**2).sum(), [1.0, -3.0], [2.0, -6.0]).ok
    True
    >>> print(check_gradient(lambda x: (x**2).sum(), [1.0, -3.0], [1.0, -3.0]).hint)
    Every entry is 0.5 times what it should be.
    """
    point, claim = _floats(x, "x"), _floats(gradient, "gradient")
    _require_sense(point, claim)
    seen: list[float] = []

    def value(at: Array) -> float:
        result = _number(f(at.copy()))
        seen.append(result)
        return result

    here = value(point)
    if not np.isfinite(here):
        raise ValueError(f"f returned {here}: without finite values there is no slope to measure.")
    if value(point) != here:
        raise ValueError(
            "f gave two answers for the same x. Does it draw random numbers? Fix their seed inside f."
        )
    noise = rounding(value, point)
    slopes = {
        index: _measure(value, point, index, here, noise, float(claim[index]), tolerance)
        for index in np.ndindex(point.shape)
    }
    return _judge(claim, slopes, tolerance, [other for other in seen if other != here])


def _measure(
    f: Callable[[Array], float],
    x: Array,
    index: tuple[int, ...],
    here: float,
    noise: float,
    claim: float,
    tolerance: float,
) -> Slope:
    """Return the slope at one entry: quickly where that settles it, carefully elsewhere."""
    slope = quick_slope(f, x, index, here, noise)
    if slope is None or doubtful(slope, tolerance, claim):
        slope = careful_slope(f, x, index, here, noise)
    if slope is None:
        raise ValueError(f"f is not finite beside x ({entry(index)}): there is no slope to measure.")
    return slope


def _judge(
    claim: Array, slopes: dict[tuple[int, ...], Slope], tolerance: float, seen: list[float]
) -> GradientReport:
    """Compare, and find the worst entry among those that are not at a corner."""
    numeric, doubt, kink = (
        np.array([getattr(slope, name) for slope in slopes.values()]).reshape(claim.shape)
        for name in ("value", "doubt", "kink")
    )
    scale = np.abs(claim) + np.abs(numeric)
    with np.errstate(invalid="ignore", divide="ignore"):  # inf / inf and 0 / 0: caught in the next lines
        errors = np.maximum(0, np.abs(claim - numeric) - doubt) / scale
    errors = np.where(claim == numeric, 0.0, np.where(np.isfinite(errors), errors, np.inf))
    errors = np.where(kink, np.nan, errors)
    wrong = errors > tolerance
    if wrong.any() and is_single(seen):
        raise TypeError(
            "f computes in 32 bits: the differences between its values are mostly rounding. Compute in "
            "float64: look for float32 or astype in it."
        )
    _require_resolution(claim, numeric, np.where(kink | wrong, 0.0, doubt))
    worst = _worst(errors)
    jumps = slopes[worst].jumps and bool(wrong[worst])
    judged = np.where(kink, numeric, claim)  # an entry at a corner takes no part in the pattern
    hint = JUMP if jumps else pattern(judged, numeric, wrong) if wrong.any() else ""
    kinks = tuple(index for index, slope in slopes.items() if slope.kink)
    return GradientReport(
        float(errors[worst]),
        tolerance,
        worst,
        float(claim[worst]),
        float(numeric[worst]),
        kinks,
        errors,
        hint,
    )


def _worst(errors: Array) -> tuple[int, ...]:
    flat = int(np.argmax(np.where(np.isnan(errors), -1.0, errors)))
    return tuple(int(i) for i in np.unravel_index(flat, errors.shape))


def _require_resolution(claim: Array, numeric: Array, doubt: Array) -> None:
    """Refuse to call a gradient right when a wrong one would look the same."""
    largest = max(float(np.abs(claim[np.isfinite(claim)]).max(initial=0.0)), float(np.abs(numeric).max()))
    if doubt.max() > max(0.1 * largest, 1e-6):
        raise ValueError(
            f"Slopes can only be measured to within {doubt.max():.0e} here, and this gradient is no larger. "
            "Does f carry a large constant, in whose rounding its changes drown? Leave it out."
        )


def _require_sense(point: Array, claim: Array) -> None:
    if point.shape != claim.shape:
        raise ValueError(
            f"A gradient has the shape of its variable: expected {point.shape}, got {claim.shape}."
        )
    if point.size == 0:
        raise ValueError("x is empty: there is nothing to check.")
    if not np.all(np.isfinite(point)):
        raise ValueError("x is not finite: there is no slope to measure there.")


def _floats(values: ArrayLike, name: str) -> Array:
    """Return a float64 copy; refuse integers, in which a small step is lost."""
    array = np.asarray(values)
    if array.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold floating point numbers, got {array.dtype}. In an array of integers a small "
            f"step is rounded away, complex numbers have no slope. Use {name}.astype(np.float64)."
        )
    return array.astype(np.float64)


def _number(result: Any) -> float:
    """Return what `f` returned as a float; say what is wrong with anything else."""
    if result is None:
        raise TypeError("f returned None. Is the `return` missing?")
    if isinstance(result, tuple):
        raise TypeError("f returned a tuple: hand over the loss alone, as in `lambda W: loss(W, X, y)[0]`.")
    array = np.asarray(result)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"f must return one real number, got {array.dtype}.")
    if array.size != 1:
        raise TypeError(f"f must return one number, got an array of shape {array.shape}: sum it, or average.")
    if array.dtype in (np.float16, np.float32):
        raise TypeError(
            f"f computes in {array.dtype}: differences drown in its rounding. Compute in float64: look for "
            "float32 or astype in it."
        )
    return float(array.item())
