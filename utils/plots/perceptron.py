"""Figures of the notebook `perceptron`: losses as curves, walks of a weight, lines between two classes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.landscapes import GROUND
from utils.plots.style import AMBER, BLUE, GREY, INK, MANY, RED, SERIES, panels, styled


@styled
def loss_shapes(
    predictions: ArrayLike,
    regression: Mapping[str, ArrayLike],
    target: float,
    scores: ArrayLike,
    classification: Mapping[str, ArrayLike],
) -> None:
    """Draw losses of one example: left against a prediction of a number, right against a score for class +1.

    Parameters
    ----------
    predictions, scores : array, shape (M,)
        What the unit answers.
    regression, classification : mapping of label to array, shape (M,)
        What each answer costs.
    target : float
        The right number, marked on the left.
    """
    _, [[left, right]] = panels(1, 2, (11, 4.2))
    colours = dict(zip(dict.fromkeys([*regression, *classification]), SERIES, strict=False))
    for ax, at, losses in ((left, predictions, regression), (right, scores, classification)):
        for label, values in losses.items():
            ax.plot(np.asarray(at), np.asarray(values), color=colours[label], label=label)
        ax.set_ylim(-0.12, 6)  # room for the legend between the arms
        ax.legend(loc="upper center", ncols=3, fontsize=10)
    left.axvline(target, ymax=0.85, color=GREY, lw=0.8, ls="--", zorder=0)
    left.set(title=f"The right answer is {target:g}", xlabel=r"prediction $\hat{y}$", ylabel="loss")
    right.axvspan(min(np.asarray(scores)), 0, color=GREY, alpha=0.15, lw=0)
    right.axvline(1, ymax=0.85, color=AMBER, lw=1, ls="--", zorder=0)
    right.set(title="The right answer is class +1", xlabel=r"score $\hat{y}$ (grey: wrong side)")


@styled
def swings(walks: Mapping[str, ArrayLike], names: ArrayLike, target: float) -> None:
    """Draw one weight after every step, on a scale that shows thousands and hundredths of either sign.

    Parameters
    ----------
    walks : mapping of label to array, shape (T + 1,)
        The weight at the start and after every step.
    names : sequence of str, length T
        Which example each step looks at.
    target : float
        Where least squares puts the weight.
    """
    _, [[ax]] = panels(1, 1, (9, 4.4))
    for colour, (label, values) in zip((RED, BLUE), walks.items(), strict=False):
        values = np.asarray(values, dtype=float)
        ax.plot(values, "o-", color=colour, label=label, markersize=5)
        if np.abs(values).max() > 10:
            for step in np.flatnonzero(np.abs(values[:5]) > 10):
                above = values[step] > 0
                shift = (0, 8 if above else -16)
                ax.annotate(
                    f"{values[step]:,.4g}", (step, values[step]), xytext=shift,
                    textcoords="offset points", ha="center", color=colour,
                )  # fmt: skip
    ax.axhline(target, color=GREY, lw=1, ls="--", zorder=0, label=f"least squares: {target:.5f}")
    ax.set_yscale("symlog", linthresh=2)
    ax.set_ylim(-1e4, 3e4)
    labels = ["start", *(str(name) for name in np.asarray(names))]
    ax.set_xticks(range(len(labels)), labels)
    ax.set(xlabel="the example just seen: its x", ylabel="weight w", title="The same steps, at two rates")
    ax.legend(loc="lower right", ncols=3, fontsize=10)


@styled
def distances(curves: Mapping[str, ArrayLike], tolerance: float, floor: float = 1e-4) -> None:
    """Draw how far a weight is from the best one after each pass, on a logarithmic scale.

    Parameters
    ----------
    curves : mapping of label to array, shape (E + 1,)
        Distance at the start and after each pass.
    tolerance : float
        What counts as close enough, drawn as a band.
    floor : float
        Lower end of the scale.
    """
    _, [[ax]] = panels(1, 1, (8.4, 4.4))
    for colour, (label, values) in zip(MANY, curves.items(), strict=False):
        ax.plot(np.asarray(values, dtype=float), color=colour, label=label, lw=1.8)
    ax.axhspan(floor, tolerance, color=GREY, alpha=0.2, lw=0)
    ax.text(0.02, 0.03, f"within {tolerance:g}", transform=ax.transAxes, color=INK)
    ax.set(yscale="log", ylim=(floor, 1e4), xlabel="passes over the data", ylabel="distance to least squares")
    ax.set_title("Slow, good, restless, thrown about, lost")
    ax.legend(loc="upper right", ncols=2, fontsize=10)


@styled
def separating_lines(X: ArrayLike, y: ArrayLike, lines: Mapping[str, Mapping[str, ArrayLike]]) -> None:
    """Draw two classes in the plane with the lines that several rules put between them.

    Parameters
    ----------
    X : array, shape (N, 3)
        Points; the last column is ones.
    y : array, shape (N,)
        Labels 1 and -1.
    lines : mapping of panel title to mapping of label to array, shape (3,)
        Weights; the line is where X @ w = 0. Points on the wrong side of a panel's only line are ringed.
        Where a panel's only line makes no mistake, its levels 1 and -1 are dashed beside it.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    _, [row] = panels(1, len(lines), (4.4 * len(lines), 4.5), sharex=True, sharey=True)
    low, high = X[:, :2].min(axis=0) - 0.3, X[:, :2].max(axis=0) + 0.3
    for ax, (title, weights) in zip(row, lines.items(), strict=True):
        for side, colour in ((1, BLUE), (-1, AMBER)):
            mine = X[y == side]
            ax.scatter(mine[:, 0], mine[:, 1], s=30, color=colour, edgecolors="white", lw=0.6)
        for colour, (label, w) in zip((INK, *MANY[1:3], *MANY[4:]), weights.items(), strict=False):
            _line(ax, np.asarray(w, dtype=float), 0.0, color=colour, label=label)
        if len(weights) == 1:
            _judge(ax, X, y, np.asarray(w, dtype=float))
        ax.set(title=title, xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="$x_0$")
        ax.legend(loc="lower left", frameon=True, edgecolor="white", fontsize=9)
    row[0].set_ylabel("$x_1$")


def _judge(ax: Any, X: NDArray[np.float64], y: NDArray[Any], w: NDArray[np.float64]) -> None:
    """Ring what is on the wrong side of a line; where nothing is, show how far the margin reaches."""
    wrong = X[np.sign(X @ w) != y]
    ax.scatter(wrong[:, 0], wrong[:, 1], s=110, facecolors="none", edgecolors=RED, lw=1.8)
    for level in () if len(wrong) else (-1.0, 1.0):
        _line(ax, w, level, color=INK, ls="--", lw=1)


def _line(ax: Any, w: NDArray[np.float64], level: float, **options: Any) -> None:
    """Draw where w[0] x0 + w[1] x1 + w[2] = level, whichever way the line runs."""
    if not np.any(w[:2]):
        return
    foot = (level - w[2]) * w[:2] / (w[:2] @ w[:2])
    along = 100 * np.array([-w[1], w[0]]) / np.hypot(*w[:2])
    ax.plot(*zip(foot - along, foot + along, strict=True), **{"lw": 1.8, **options})


@styled
def error_bowls(
    X: ArrayLike, y: ArrayLike, walks: Mapping[str, ArrayLike], across: ArrayLike, up: ArrayLike
) -> None:
    """Draw the error over two weights from above, and on each copy of it one walk of the weights.

    Parameters
    ----------
    X : array, shape (N, 2)
        Examples.
    y : array, shape (N,)
        Targets.
    walks : mapping of title to array, shape (T + 1, 2)
        The weights at the start and after every step.
    across, up : array, shape (M,)
        Values of the first and the second weight that are shown.
    """
    from matplotlib.colors import LinearSegmentedColormap

    X, y, across, up = (np.asarray(array, dtype=float) for array in (X, y, across, up))
    first, second = np.meshgrid(across, up)
    errors = ((first[..., None] * X[:, 0] + second[..., None] * X[:, 1] - y) ** 2).mean(axis=-1) / 2
    levels = np.quantile(errors, np.linspace(0, 1, 15) ** 3)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    ground = LinearSegmentedColormap.from_list("ground", GROUND)
    figure, [row] = panels(1, len(walks), (4.3 * len(walks), 4.6), sharex=True, sharey=True)
    for ax, colour, (title, walk) in zip(row, (BLUE, INK, RED), walks.items(), strict=False):
        ax.contourf(across, up, errors, levels=levels, cmap=ground, extend="max")
        ax.contour(across, up, errors, levels=levels[1:], colors="white", linewidths=0.6, alpha=0.8)
        walk = np.asarray(walk, dtype=float)
        ax.plot(walk[:, 0], walk[:, 1], "-", color=colour, lw=1.1, alpha=0.85)
        ax.scatter(walk[1:, 0], walk[1:, 1], s=9, color=colour, zorder=3)
        ax.plot(*walk[0], "o", color="white", markeredgecolor=INK, markersize=8, zorder=4)
        ax.plot(*best, "*", color=AMBER, markeredgecolor=INK, markersize=16, zorder=5)
        ax.set(title=title, xlabel="slope $w_0$", xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    row[0].set_ylabel("bias $w_1$")
    figure.suptitle("One bowl, three rates: every dot is one example's step", fontsize=14)
