"""Losses and penalties over a plane of two weights, seen from above."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.plots.style import AMBER, INK, RED, panels, styled

GROUND = ("#5b8fbf", "#9cc7d9", "#d3ead8", "#fbf5dc")  # light enough for dark arrows
Surface = Callable[[NDArray[np.float64]], tuple[Any, Any]]


@styled
def penalty_maps(penalties: Mapping[str, Surface]) -> None:
    """Draw penalties of two weights, the pull of their gradients, and the line of equal predictions.

    Parameters
    ----------
    penalties : mapping of label to callable
        Each takes an array of shape (2,) and returns its value and its gradient.
    """
    _, [row] = panels(1, len(penalties), (3.9 * len(penalties), 4.1))
    for ax, (label, penalty) in zip(row, penalties.items(), strict=True):
        axis = np.linspace(-1.5, 1.5, 91)
        values, _, _ = _sample(penalty, axis, axis)
        ax.contour(axis, axis, values, levels=[0.25, 0.5, 1, 1.5, 2, 3], cmap="viridis_r", linewidths=1.4)
        coarse = np.array([-1.2, -0.6, 0.0, 0.6, 1.2])
        _, across, up = _sample(penalty, coarse, coarse)
        ax.quiver(coarse, coarse, -across, -up, color=INK, alpha=0.45, scale=38, width=0.006)
        ax.plot([-0.5, 1.5], [1.5, -0.5], color=RED, lw=1.5)
        for weights in ((1.0, 0.0), (0.5, 0.5)):
            cost = float(penalty(np.array(weights))[0])
            ax.plot(*weights, "o", color=RED, markersize=7)
            ax.annotate(
                f"{cost:.3g}", weights, (weights[0] + 0.08, weights[1] + 0.06), color=RED, weight="bold"
            )
        ax.set(title=label, aspect="equal", xlabel="$w_1$", xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
        ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    row[0].set_ylabel("$w_2$")


@styled
def landscapes(surfaces: Mapping[str, Surface], span: tuple[float, float] = (-4.0, 8.0)) -> None:
    """Draw losses over two weights: level lines, the downhill direction, and the lowest point.

    Parameters
    ----------
    surfaces : mapping of title to callable
        Two or four; each takes an array of shape (2,) and returns its value and its gradient.
    span : tuple of float
        From where to where both weights run.
    """
    from matplotlib.colors import LinearSegmentedColormap

    ground = LinearSegmentedColormap.from_list("ground", GROUND)
    rows = len(surfaces) // 2
    figure, axes = panels(rows, 2, (9, 4.7 * rows), sharex=True, sharey=True)
    axis, coarse = np.linspace(*span, 61), np.linspace(*span, 14)[1:-1]
    for ax, (title, surface) in zip((ax for row in axes for ax in row), surfaces.items(), strict=True):
        values, _, _ = _sample(surface, axis, axis)
        _, across, up = _sample(surface, coarse, coarse)
        levels = np.linspace(values.min(), np.quantile(values, 0.97), 25)
        ax.contourf(axis, axis, values, levels=levels, cmap=ground, extend="max")
        ax.contour(axis, axis, values, levels=levels[1:], colors="white", linewidths=0.5, alpha=0.7)
        length = np.maximum(np.hypot(across, up), 1e-12)
        shown = np.where(length > 1e-6, 1.0, np.nan)  # no arrow where the ground is flat
        ax.quiver(
            coarse,
            coarse,
            -across / length * shown,
            -up / length * shown,
            color=INK,
            alpha=0.7,
            scale=26,
            zorder=3,
            width=0.004,
        )
        _mark_lowest(ax, axis, values)
        ax.set(title=title, aspect="equal")
    for row in axes:
        row[0].set_ylabel("weight of $x_1$ for class 0")
    for ax in axes[-1]:
        ax.set_xlabel("weight of $x_0$ for class 0")
    figure.suptitle("The ground that every optimizer will have to walk", fontsize=14)


def _mark_lowest(ax: Any, axis: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """Put a star on the lowest point, or paint the floor where it is a whole region."""
    flat = values <= values.min() + 1e-9
    if flat.sum() > 4:
        rim = values.min() + 0.002 * np.ptp(values)
        ax.contourf(axis, axis, values, levels=[values.min() - 1, rim], colors=[AMBER], zorder=2)
        i, j = np.argwhere(flat).mean(axis=0).astype(int)
        ax.text(axis[j], axis[i], "all equal", ha="center", va="center", color=INK, zorder=4)
        return
    i, j = np.unravel_index(np.argmin(values), values.shape)
    ax.plot(axis[j], axis[i], "*", color=AMBER, markersize=17, markeredgecolor=INK, zorder=4)


def _sample(
    surface: Surface, xs: NDArray[np.float64], ys: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return values and the two slopes on a grid, each of shape (len(ys), len(xs))."""
    results = [[surface(np.array([x, y])) for x in xs] for y in ys]
    values = np.array([[float(value) for value, _ in row] for row in results])
    slopes = np.array([[np.asarray(slope, dtype=float) for _, slope in row] for row in results])
    return values, slopes[..., 0], slopes[..., 1]
