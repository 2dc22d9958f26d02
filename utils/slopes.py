"""Measure one slope of a function of many numbers: how steep, how sure, and is there a corner?

A centred difference over a step h is wrong by about h**2 (curvature) and by the rounding of f over h. So
the step of about EPSILON ** (1/3), best for a function of ordinary size, is only the first one tried:
where it leaves doubt, longer and much shorter ones are tried too, and each says how sure it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[Array], float]
EPSILON = float(np.finfo(np.float64).eps)
STEP = EPSILON ** (1 / 3)
LADDER = (100.0, 10.0, 1.0, 0.1, 0.01, 1e-3, 1e-4)
WIGGLE = 1e-13  # so short a way that only rounding bends it
SAFETY = 10.0


@dataclass(frozen=True)
class Slope:
    """A measured slope.

    Attributes
    ----------
    value : float
        The centred difference.
    left, right : float
        The slopes on either side.
    doubt : float
        By how much `value` may be off.
    kink : bool
        The function has a corner here: left and right differ however short the step.
    jumps : bool
        It has no slope here at all: the shorter the step, the steeper.
    """

    value: float
    left: float
    right: float
    doubt: float
    kink: bool = False
    jumps: bool = False

    @property
    def bend(self) -> float:
        """By how much the two sides differ."""
        return abs(self.right - self.left)

    @property
    def steepness(self) -> float:
        """The steeper of the two sides."""
        return max(abs(self.left), abs(self.right))


def rounding(f: Function, x: Array) -> float:
    """Return about how far rounding moves the value of `f` near `x`.

    Values at evenly spaced points a hair's breadth apart lie on a line, but for rounding: their second
    differences are nothing else. Their median, since a jump of f may lie between two of the points.
    """
    direction = np.random.default_rng(0).choice([-1.0, 1.0], size=x.shape) * np.maximum(1, np.abs(x))
    with np.errstate(all="ignore"):
        values = np.array([f(x + i * WIGGLE * direction) for i in range(-3, 4)])
    values = values[np.isfinite(values)]
    bends = np.abs(np.diff(values, 2)) if len(values) > 2 else np.zeros(1)
    return float(max(np.median(bends), EPSILON * np.abs(values).max(initial=0.0)))


def quick_slope(f: Function, x: Array, index: tuple[int, ...], here: float, noise: float) -> Slope | None:
    """Return the slope over the usual step; None where `f` is not finite."""
    return _slope(f, x, index, here, noise, 1.0)


def careful_slope(f: Function, x: Array, index: tuple[int, ...], here: float, noise: float) -> Slope | None:
    """Return the slope over the step that is surest, and say whether there is a corner.

    Parameters
    ----------
    f : callable
        Returns a float.
    x : ndarray
        The point.
    index : tuple of int
        The entry that is moved.
    here : float
        f(x).
    noise : float
        From `rounding`.

    Returns
    -------
    Slope or None
        None where `f` is finite over no step.
    """
    tried = [slope for factor in LADDER if (slope := _slope(f, x, index, here, noise, factor)) is not None]
    if not tried:
        return None
    kink, jumps = _corner(tried)
    if kink or jumps:
        last = tried[-1]
        return Slope(last.value, last.left, last.right, last.doubt, kink, jumps)
    doubts = [slope.doubt + _truncation(tried, i) for i, slope in enumerate(tried)]
    best = int(np.argmin(doubts))
    return Slope(tried[best].value, tried[best].left, tried[best].right, doubts[best])


def _slope(
    f: Function, x: Array, index: tuple[int, ...], here: float, noise: float, factor: float
) -> Slope | None:
    step = factor * STEP * max(1.0, abs(float(x[index]))) ** 0.5
    ahead, behind = x.copy(), x.copy()
    ahead[index] += step
    behind[index] -= step
    with np.errstate(all="ignore"):  # outside the domain of f: said by the None
        above, below = f(ahead), f(behind)
    if not (np.isfinite(above) and np.isfinite(below)):
        return None
    up, down = float(ahead[index] - x[index]), float(x[index] - behind[index])  # as stored, not as wished
    left, right = (here - below) / down, (above - here) / up
    return Slope((above - below) / (up + down), left, right, SAFETY * noise / step)


def _truncation(tried: list[Slope], i: int) -> float:
    """Return about how far curvature moves a slope.

    It would fall a hundredfold from the next longer step to this; a tenth of the difference is cautious.
    """
    if len(tried) == 1:
        return 0.0
    return abs(tried[0].value - tried[1].value) if i == 0 else abs(tried[i].value - tried[i - 1].value) / 10


def _corner(tried: list[Slope]) -> tuple[bool, bool]:
    """Say whether there is a corner, where the bend persists, or a jump, where it grows.

    Over a tenth of the step, a smooth function bends a tenth as much. The shortest step that would show
    a bend decides.
    """
    if len(tried) > 1 and tried[-1].steepness > max(2 * tried[-2].steepness, 4 * tried[-1].doubt):
        return False, True
    for longer, shorter in zip(tried[-2::-1], tried[:0:-1], strict=True):
        if longer.bend > 4 * shorter.doubt:
            ratio = shorter.bend / longer.bend
            return 0.5 <= ratio <= 2.0, ratio > 2.0
    return False, False


def doubtful(slope: Slope, allowed: float, claim: float) -> bool:
    """Whether a quick slope calls for a careful one: it disagrees with `claim`, or bends as at a corner."""
    agrees = abs(slope.value - claim) <= allowed * (abs(slope.value) + abs(claim))
    return not agrees or slope.bend > 0.01 * (abs(slope.left) + abs(slope.right)) + slope.doubt


def is_single(values: list[Any]) -> bool:
    """Whether every one of `values` fits into 32 bits, which 64-bit fractions hardly ever do."""
    fractions = [value for value in values if not float(value).is_integer()]
    with np.errstate(over="ignore"):
        return bool(fractions) and all(float(np.float32(value)) == value for value in fractions)
