"""Losses while a model learns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import MANY, panels, styled


def smooth(values: ArrayLike, window: int) -> NDArray[np.float64]:
    """Return the mean of each value and those beside it.

    At the start, where losses fall steeply, the window shrinks on both sides and the first value stays
    what it was; at the end it only lacks what is not there yet.

    Parameters
    ----------
    values : array, shape (T,)
        What is to be smoothed.
    window : int
        How many values are averaged, at most; taken down to the next odd number.

    Examples
    --------
    >>> smooth([0.0, 3.0, 0.0, 3.0], 3).tolist()
    [0.0, 1.0, 2.0, 1.5]
    """
    given = np.asarray(values, dtype=float)
    at = np.arange(len(given))
    before = np.minimum(at, max(0, (window - 1) // 2))
    after = np.minimum(before, at[::-1])
    sums = np.concatenate([[0.0], np.cumsum(given)])
    return np.asarray((sums[at + after + 1] - sums[at - before]) / (before + after + 1))


@styled
def loss_curves(
    losses: Mapping[str, ArrayLike],
    window: int | None = None,
    log: bool = False,
    xlabel: str = "step",
    title: str = "Loss",
) -> None:
    """Draw losses against steps: faint as they came, bold with the noise averaged out.

    Parameters
    ----------
    losses : mapping of label to array, shape (T,)
        Up to ten curves; their lengths may differ.
    window : int, optional
        Steps that are averaged; by default a fiftieth of the curve. 1 draws the values alone.
    log : bool
        Whether the losses are on a logarithmic scale.
    xlabel, title : str
        What is counted, and what is shown.
    """
    _, [[ax]] = panels(1, 1, (7.5, 4.2))
    for colour, (label, values) in zip(MANY, losses.items(), strict=False):
        given = np.asarray(values, dtype=float)
        width = max(1, len(given) // 50) if window is None else window
        if width > 2:
            ax.plot(given, color=colour, alpha=0.25, lw=0.8, zorder=1)
        ax.plot(smooth(given, width) if width > 2 else given, color=colour, label=_named(label, given))
    ax.set(xlabel=xlabel, ylabel="loss", title=title, yscale="log" if log else "linear")
    _frame(ax, losses, log)
    ax.legend(loc="upper right")


def _named(label: str, values: NDArray[np.float64]) -> str:
    """Say where a loss stopped being a number: a curve that just ends is easily overlooked."""
    lost = np.flatnonzero(~np.isfinite(values))
    return f"{label} (not finite from {lost[0]})" if len(lost) else label


def _frame(ax: Any, losses: Mapping[str, ArrayLike], log: bool) -> None:
    """Start the loss axis at 0 where no loss is negative, and leave out early spikes."""
    every = np.concatenate([np.asarray(values, dtype=float) for values in losses.values()])
    every = every[np.isfinite(every)]
    if log or not every.size or every.min() < 0 or every.max() == 0:
        return
    ax.set_ylim(0, 1.05 * min(float(every.max()), 3 * float(np.quantile(every, 0.98))) or 1.0)
