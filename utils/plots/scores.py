"""Scores as bars, with what the hinge charges for."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from utils.plots.style import AMBER, CLASSES, GREEN, GREY, INK, RED, panels, styled


@styled
def score_bars(
    scores: Mapping[str, ArrayLike], losses: Mapping[str, ArrayLike], classes: Sequence[str]
) -> None:
    """Draw one panel an example: bars of scores, and in red what rises above "right score - 1".

    Parameters
    ----------
    scores : mapping of row title to array, shape (C, C)
        Row i holds the scores of an example of class i.
    losses : mapping of row title to array, shape (C,)
        What each example costs.
    classes : sequence of str, length C
        Their names.
    """
    count = len(classes)
    _, axes = panels(len(scores), count, (3.4 * count, 2.7 * len(scores)), sharey="row")
    for row, (title, table) in zip(axes, scores.items(), strict=True):
        for i, ax in enumerate(row):
            values = np.asarray(table, dtype=float)[i]
            limit = values[i] - 1
            over = np.maximum(0, values - limit) * (np.arange(count) != i)
            ax.bar(classes, values, color=[GREEN if j == i else GREY for j in range(count)], width=0.6)
            ax.bar(classes, over, bottom=limit, color=RED, width=0.32)
            ax.axhline(limit, color=AMBER, ls="--", lw=1.5)
            ax.axhline(0, color=GREY, lw=0.8)
            ax.set_title(f"{classes[i]} under {title}: loss {np.asarray(losses[title])[i]:.1f}")
            ax.tick_params(length=0)
            ax.use_sticky_edges = False
            ax.margins(y=0.08)
            for tick, name in zip(ax.get_xticklabels(), classes, strict=True):
                tick.set_fontweight("bold" if name == classes[i] else "normal")
        row[0].set_ylabel("score")
    quiet = axes[0][int(np.argmin(next(iter(losses.values()))))]
    quiet.text(
        0.5, 0.1, "dashed: right score - 1\nred: what is charged", transform=quiet.transAxes, ha="center"
    )


@styled
def decision_map(X: ArrayLike, y: ArrayLike, W: ArrayLike, losses: ArrayLike) -> None:
    """Draw points in the plane, the region each class wins, and a red ring for what a point costs.

    Parameters
    ----------
    X : array, shape (N, 3)
        Two coordinates and a one.
    y : array, shape (N,)
        Labels 0 to 2.
    W : array, shape (3, 3)
        Weights; the last row is the bias.
    losses : array, shape (N,)
        Loss of each point.
    """
    from matplotlib.colors import to_rgba

    _, [[ax]] = panels(1, 1, (5.6, 5.2))
    X, y, W = np.asarray(X), np.asarray(y), np.asarray(W)
    axis = np.linspace(-1.05, 1.05, 800)
    across, up = np.meshgrid(axis, axis)
    winner = np.argmax(np.stack([across, up, np.ones_like(up)], axis=-1) @ W, axis=-1)
    paint = np.array([to_rgba(colour, 0.18) for colour in CLASSES])
    ax.imshow(paint[winner], origin="lower", extent=(-1.05, 1.05, -1.05, 1.05))
    ax.scatter(X[:, 0], X[:, 1], s=3000 * np.asarray(losses), facecolors="none", edgecolors=RED, linewidths=2)
    for c, colour in enumerate(CLASSES):
        chosen = y == c
        ax.scatter(X[chosen, 0], X[chosen, 1], s=70, color=colour, edgecolors="white", label=f"class {c}")
    for i, (x0, x1) in enumerate(X[:, :2]):
        ax.annotate(str(i), (x0, x1), textcoords="offset points", xytext=(9, 9), color=INK, fontsize=9)
    ax.set(title="Nine points; red rings: what they cost", xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
    ax.set(xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-1, -0.5, 0, 0.5, 1])
    ax.legend(loc="lower left", frameon=True, edgecolor="white")
