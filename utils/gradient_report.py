"""What a gradient check found: the worst entry, the corners, the pattern of the errors."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = tuple[int, ...]


@dataclass(frozen=True)
class GradientReport:
    """The result of a gradient check.

    Attributes
    ----------
    error : float
        The largest relative error of the entries that can be judged; infinite where the gradient is not
        a number, not a number itself where no entry can be judged.
    tolerance : float
        What was allowed.
    index : tuple of int
        Where the worst entry is.
    analytic, numeric : float
        What the gradient claims there, and the measured slope.
    kinks : tuple of tuple of int
        Entries at a corner of the function. They are not judged: a corner has no slope.
    errors : ndarray, shape of x
        The relative error of every entry; not a number at a kink.
    hint : str
        The pattern of the errors in words, where there is one.
    """

    error: float
    tolerance: float
    index: Index
    analytic: float
    numeric: float
    kinks: tuple[Index, ...] = ()
    errors: Array = field(default_factory=lambda: np.zeros(()), repr=False, compare=False)
    hint: str = ""

    @property
    def ok(self) -> bool:
        """Whether at least one entry could be judged, and every one that could is within the tolerance."""
        return self.error <= self.tolerance

    def __str__(self) -> str:
        if np.isnan(self.error):
            return f"Nothing could be judged.{self._corners()}"
        place = entry(self.index)
        if self.ok:
            text = f"The gradient agrees with the measured slopes (worst: {place}, error {self.error:.1e})."
            return text + self._corners()
        text = (
            f"The worst is {place}: the gradient says {self.analytic:.6g}, the measured slope is "
            f"{self.numeric:.6g} (relative error {self.error:.1e}, allowed {self.tolerance:.0e})."
        )
        return text + (f" {self.hint}" if self.hint else "") + self._corners()

    def show(self) -> None:
        """Draw the errors as a heat map: bright is wrong, hatched could not be judged."""
        from utils.plots.heat import gradient_errors  # matplotlib only where it is asked for

        gradient_errors(self.errors, self.tolerance)

    def _corners(self) -> str:
        if not self.kinks:
            return ""
        if len(self.kinks) == 1:
            where = f"{entry(self.kinks[0])} is"
        else:
            more = f" and {len(self.kinks) - 3} more" if len(self.kinks) > 3 else ""
            where = ", ".join(map(entry, self.kinks[:3])) + f"{more} are"
        return f" Not judged: {where} at a corner of the function, where no slope exists; move x a little."


def entry(index: Index) -> str:
    """Return an index in words.

    Examples
    --------
    >>> entry((2, 0)), entry(())
    ('entry [2, 0]', 'the only entry')
    """
    return f"entry [{', '.join(map(str, index))}]" if index else "the only entry"


def pattern(claim: Array, numeric: Array, wrong: NDArray[np.bool_]) -> str:
    """Name what the errors have in common: zero, a factor, a transpose, one entry, one row or column.

    Parameters
    ----------
    claim, numeric : ndarray, same shape
        The gradient, and the measured slopes.
    wrong : ndarray of bool
        The entries that are out of tolerance.
    """
    if not np.all(np.isfinite(claim)):
        return "It is not finite: look for an overflow, log(0) or 0/0."
    if np.abs(claim - numeric).max() <= 1e-4 * np.abs(numeric).max():
        return "It is nearly right: is something computed in 32 bits, or approximated?"
    if claim.size > 1 and wrong.sum() == 1:
        return "Every other entry is right."
    return _whole(claim, numeric) or _line(wrong)


def _whole(claim: Array, numeric: Array) -> str:
    top = float(np.abs(numeric).max())
    if not np.any(claim):
        return "The gradient is zero everywhere."
    if top == 0:
        return "The function does not change when x does: does it use its argument?"
    factor = float(np.sum(claim * numeric) / np.sum(numeric * numeric))
    if claim.size > 1 and factor and _near(claim, factor * numeric, abs(factor) * top):
        return (
            "The sign is flipped everywhere."
            if _is(factor, -1)
            else f"Every entry is {factor:.4g} times what it should be."
        )
    if claim.ndim == 2 and claim.shape[0] == claim.shape[1] and _near(claim, numeric.T, top):
        return "The gradient is transposed."
    return ""


def _line(wrong: NDArray[np.bool_]) -> str:
    """Say so when all wrong entries lie in one row or one column of a table."""
    if wrong.ndim != 2 or min(wrong.shape) < 2:
        return ""
    for name, lines in (("row", wrong), ("column", wrong.T)):
        bad = np.flatnonzero(lines.any(axis=1))
        if len(bad) == 1:
            return f"Only {name} {bad[0]} is wrong."
    return ""


def _near(a: Any, b: Any, scale: float) -> bool:
    return bool(np.abs(a - b).max() <= 1e-4 * scale)


def _is(factor: float, value: float) -> bool:
    return abs(factor - value) < 1e-4
