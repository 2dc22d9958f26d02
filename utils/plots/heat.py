"""The errors of a gradient check as a heat map."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import GREY, INK, panels, styled

BEST, WORST = 1e-12, 1.0


@styled
def gradient_errors(errors: ArrayLike, tolerance: float = 1e-6) -> None:
    """Draw the relative error of every entry of a gradient, on a logarithmic scale; ring the worst.

    Parameters
    ----------
    errors : array, any shape
        As a `GradientReport` holds them. More than two axes are drawn as one table: the last axis
        across, all others down. What is not a number was not judged, and is hatched.
    tolerance : float
        Marked on the scale.
    """
    values = np.asarray(errors, dtype=float)
    table = values.reshape(-1, values.shape[-1] if values.ndim else 1)
    if values.ndim == 1:
        table = values.reshape(1, -1)
    height = float(np.clip(0.32 * len(table), 1.2, 7))
    figure, [[ax]] = panels(1, 1, (float(np.clip(0.5 * table.shape[1] + 2.2, 5.5, 11)), height + 1))
    with np.errstate(invalid="ignore"):
        shown = np.log10(np.clip(table, BEST, WORST))
    ax.set_facecolor("white")
    picture = ax.imshow(
        shown, cmap="magma", vmin=np.log10(BEST), vmax=0, aspect="auto", interpolation="nearest"
    )
    _hatch(ax, np.isnan(table))
    _ring(ax, table)
    bar = figure.colorbar(picture, ax=ax, pad=0.02)
    bar.set_ticks([-12, -9, -6, -3, 0], labels=["$10^{-12}$", "$10^{-9}$", "$10^{-6}$", "$10^{-3}$", "1"])
    bar.ax.axhline(float(np.log10(tolerance)), color="white", lw=2.5)
    bad = int(np.sum(table > tolerance))
    hatched = "; hatched: not judged" if np.isnan(table).any() else ""
    ax.set(title=f"{bad} of {table.size} entries above the white line{hatched}", ylabel=_rows(values.ndim))
    ax.set_xlabel("entry" if values.ndim < 2 else "column" if values.ndim == 2 else "last axis")
    ax.locator_params(integer=True)
    if len(table) == 1:
        ax.set_yticks([])
    for side in ax.spines.values():
        side.set(visible=True, color=GREY)


def _rows(axes: int) -> str:
    return "" if axes < 2 else "row" if axes == 2 else "all other axes, one after another"


def _hatch(ax: Any, unjudged: NDArray[np.bool_]) -> None:
    from matplotlib.patches import Rectangle

    for i, j in np.argwhere(unjudged):
        ax.add_patch(
            Rectangle((j - 0.5, i - 0.5), 1, 1, fill=False, hatch="////", edgecolor=GREY, linewidth=0)
        )


def _ring(ax: Any, table: NDArray[np.float64]) -> None:
    """Ring the worst entry and name it; in a table of one entry there is nothing to look for."""
    if table.size == 1 or np.isnan(table).all() or not np.nanmax(table):
        return
    i, j = np.unravel_index(np.nanargmax(table), table.shape)
    ax.plot(j, i, "o", markersize=15, fillstyle="none", color="white", markeredgewidth=4)
    ax.plot(j, i, "o", markersize=15, fillstyle="none", color=INK, markeredgewidth=2)
