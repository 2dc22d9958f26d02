"""Figures about small networks: what a hidden layer does to its inputs, and what it looks for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.pictures import draw_template
from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, panels, styled
from utils.plots.training import smooth

Segments = Sequence[NDArray[np.float64]]


@styled
def sigmoid_training(losses: ArrayLike, before: ArrayLike, after: ArrayLike) -> None:
    """Draw the losses of a net of sigmoids, and what its hidden units put out before and after training.

    Parameters
    ----------
    losses : array, shape (T,)
        One a step.
    before, after : array, any shape
        Outputs of the hidden units, 0 to 1.
    """
    _, [[left, right]] = panels(1, 2, (11, 3.9))
    left.plot(np.asarray(losses), color=BLUE)
    left.set(yscale="log", xlabel="step", ylabel="sum of squared errors", title="It learns all the same")
    bins = np.linspace(0, 1, 41).tolist()
    for values, label, colour in ((before, "before training", GREY), (after, "after training", RED)):
        flat = np.asarray(values).ravel()
        flat_ends = np.mean(np.abs(flat - 0.5) > 0.49)
        text = f"{label}: {flat_ends:.0%} below 0.01 or above 0.99"
        weights = np.full(len(flat), 1 / len(flat))
        right.hist(flat, bins=bins, weights=weights, histtype="step", lw=2, color=colour, label=text)
    right.set(xlabel="output of a hidden unit", ylabel="share", title="Nearly every sigmoid is saturated")
    right.legend(loc="upper center", fontsize=10)


@styled
def training_history(losses: ArrayLike, accuracies: Mapping[str, ArrayLike], every: int) -> None:
    """Draw losses, and accuracies measured once in `every` steps.

    Parameters
    ----------
    losses : array, shape (T,)
        One a step.
    accuracies : mapping of label to array
        Shares from 0 to 1.
    every : int
        Steps between two of them.
    """
    _, [[left, right]] = panels(1, 2, (11, 3.9))
    given = np.asarray(losses, dtype=float)
    left.plot(given, color=BLUE, alpha=0.25, lw=0.8)
    left.plot(smooth(given, max(3, len(given) // 30)), color=BLUE)
    left.set(xlabel="step", ylabel="loss of the batch", title="Loss", ylim=(0, None))
    for colour, (label, values) in zip((GREY, RED, GREEN), accuracies.items(), strict=False):
        shares = np.asarray(values, dtype=float)
        right.plot(every * np.arange(len(shares)), shares, "o-", ms=4, color=colour, label=label)
    right.set(xlabel="step", ylabel="accuracy", title="Accuracy, once an epoch", ylim=(0, 1))
    right.legend(loc="lower right")


@styled
def two_views(
    X: ArrayLike,
    Z: ArrayLike,
    y: ArrayLike,
    titles: tuple[str, str],
    axes: tuple[str, str],
    level: float | None = None,
) -> None:
    """Draw the same points in their own coordinates and in new ones.

    Parameters
    ----------
    X, Z : array, shape (N, 2)
        The points, before and after.
    y : array of int, shape (N,)
        Their labels, 0 to 9.
    titles : (str, str)
        Above the two panels.
    axes : (str, str)
        Names of the new coordinates.
    level : float, optional
        Where a vertical line divides the new plane; in the old one it is a circle around 0.
    """
    _, [pair] = panels(1, 2, (10.5, 4.6))
    y = np.asarray(y)
    for ax, points, title in zip(pair, (np.asarray(X), np.asarray(Z)), titles, strict=True):
        _points(ax, points, y)
        ax.set(title=title)
    pair[0].set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
    pair[1].set(xlabel=axes[0], ylabel=axes[1])
    if level is not None:
        turn = np.linspace(0, 2 * np.pi, 200)
        pair[0].plot(level * np.cos(turn), level * np.sin(turn), color=INK, lw=1.5)
        pair[1].axvline(level, color=INK, lw=1.5)


@styled
def warped_plane(
    views: Mapping[str, tuple[Segments, ArrayLike]],
    y: ArrayLike,
    lines: Mapping[str, tuple[ArrayLike, float]] | None = None,
) -> None:
    """Draw points on a grid of lines, and what becomes of both.

    Parameters
    ----------
    views : mapping of title to (segments, points)
        Segments are arrays of shape (M, 2), drawn as lines; points have shape (N, 2). A panel each.
    y : array of int, shape (N,)
        Labels of the points, 0 to 9.
    lines : mapping of title to (normal, offset), optional
        For a panel, the line of all z with normal . z + offset = 0.
    """
    _, [row] = panels(1, len(views), (4.7 * len(views), 4.5))
    for ax, (title, (segments, points)) in zip(row, views.items(), strict=True):
        half = len(segments) // 2
        for number, segment in enumerate(segments):
            ax.plot(*np.asarray(segment).T, color=BLUE if number < half else AMBER, lw=0.8, alpha=0.55)
        _points(ax, np.asarray(points), np.asarray(y))
        ax.set(title=title)
        if lines and title in lines:
            _line(ax, *lines[title])


def _points(ax: Any, points: NDArray[Any], y: NDArray[Any]) -> None:
    for label in np.unique(y):
        mine = points[y == label]
        ax.scatter(*mine.T, s=20, color=MANY[int(label)], edgecolors="white", lw=0.5, zorder=3)


def _line(ax: Any, normal: ArrayLike, offset: float) -> None:
    """Draw a line without letting it change what is seen."""
    a, b = np.asarray(normal, dtype=float)
    left, right, bottom, top = ax.axis()
    if abs(b) > abs(a):
        across = np.array([left, right])
        ax.plot(across, -(offset + a * across) / b, color=INK, lw=2)
    else:
        up = np.array([bottom, top])
        ax.plot(-(offset + b * up) / a, up, color=INK, lw=2)
    ax.axis((left, right, bottom, top))


@styled
def unit_templates(W: ArrayLike, shape: tuple[int, ...], columns: int = 20) -> None:
    """Draw what each hidden unit looks for, small, the longest weights first.

    Parameters
    ----------
    W : array, shape (D, H)
        Weights of the first layer.
    shape : tuple of int
        (H, W) or (H, W, 3) of an image of D numbers.
    columns : int
        Pictures in a row.
    """
    weights = np.asarray(W, dtype=float)
    order = np.argsort(-np.linalg.norm(weights, axis=0), kind="stable")
    columns = min(columns, len(order))
    rows = -(-len(order) // columns)
    _, axes = panels(rows, columns, (0.62 * columns, 0.66 * rows))
    every = [ax for row in axes for ax in row]
    for ax in every[len(order) :]:
        ax.set_axis_off()
    for ax, unit in zip(every, order, strict=False):
        draw_template(ax, weights[:, unit].reshape(shape))


@styled
def template_votes(
    W1: ArrayLike,
    votes: ArrayLike,
    shape: tuple[int, ...],
    classes: Sequence[object],
    count: int = 5,
) -> None:
    """Draw, for each class, the hidden units that speak most strongly for it and against it.

    Parameters
    ----------
    W1 : array, shape (D, H)
        Weights of the first layer.
    votes : array, shape (H, C)
        How much each unit adds to the score of each class.
    shape : tuple of int
        (H, W) or (H, W, 3) of an image of D numbers.
    classes : sequence, length C
        Their names.
    count : int
        Units shown on each side.
    """
    weights, table = np.asarray(W1, dtype=float), np.asarray(votes, dtype=float)
    _, axes = panels(len(classes), 2 * count + 1, (0.92 * (2 * count + 1), 0.95 * len(classes)))
    for c, line in enumerate(axes):
        order = np.argsort(table[:, c], kind="stable")
        shown = [*order[::-1][:count], None, *order[:count][::-1]]
        for ax, unit in zip(line, shown, strict=True):
            if unit is None:
                ax.set_axis_off()
                continue
            draw_template(ax, weights[:, unit].reshape(shape))
            colour = GREEN if table[unit, c] > 0 else RED
            for spine in ax.spines.values():
                spine.set(color=colour, linewidth=2)
        line[0].set_ylabel(str(classes[c]), rotation=0, ha="right", va="center")
    middle = (count - 1) // 2
    axes[0][middle].set_title("speak for it", color=GREEN)
    axes[0][count + 1 + middle].set_title("speak against it", color=RED)
