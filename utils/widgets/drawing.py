"""The plane of the interactive classifier, and the whole of it as a figure that stands still."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from utils.plots.style import CLASSES, INK, RED, SETTINGS, panels, styled
from utils.widgets.model import Array, Problem, Reading, State

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARP = 160  # dots an inch: twice what is shown, for screens with fine pixels
HEADINGS = ("", "$x_0$", "$x_1$", "$y$", "$s_0$", "$s_1$", "$s_2$", "loss")
LABEL = 3  # the column of the labels
CLEAR = 1e-9  # shorter weights point nowhere


def picture(problem: Problem, state: State, reading: Reading) -> bytes:
    """Return the plane as PNG. No pyplot: this is drawn many times a second, and never left open."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(4.2, 4.2), facecolor="white", dpi=SHARP)
        _plane(figure.add_axes((0.135, 0.115, 0.85, 0.865)), problem, state, reading)
        return _png(figure, compress_level=1)  # larger, but at once


def still(problem: Problem, state: State, reading: Reading) -> bytes:
    """Return plane, table and totals as PNG, for pages on which nothing can be moved."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(10, 4.4), facecolor="white", dpi=110, layout="constrained")
        _side_by_side(list(figure.subplots(1, 2)), problem, state, reading)
        return _png(figure)


@styled
def still_figure(problem: Problem, state: State, reading: Reading) -> None:
    """Draw the same as an ordinary figure."""
    _, [axes] = panels(1, 2, (10, 4.4))
    _side_by_side(axes, problem, state, reading)


def region(W: Array, winner: int, limit: float) -> Array:
    """Return the corners of the part of the square [-limit, limit]^2 in which class `winner` wins.

    The square is cut along the line on which each other class has the same score.
    """
    corners = limit * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    for other in range(W.shape[1]):
        if other != winner:
            corners = _cut(corners, W[:, winner] - W[:, other])
    return corners


def _cut(corners: Array, w: Array) -> Array:
    """Return the part of a convex polygon where x0 w0 + x1 w1 + w2 >= 0."""
    kept = []
    heights = corners @ w[:2] + w[2]
    for here, there, a, b in zip(
        corners, np.roll(corners, -1, axis=0), heights, np.roll(heights, -1), strict=True
    ):
        if a >= 0:
            kept.append(here)
        if (a < 0) != (b < 0):
            kept.append(here + (there - here) * a / (a - b))
    return np.array(kept).reshape(-1, 2)


def _plane(ax: Axes, problem: Problem, state: State, reading: Reading) -> None:
    limit = max(1.05, 1.1 * float(np.abs(problem.X[:, :2]).max()))
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xlabel="$x_0$", ylabel="$x_1$")
    ax.set(xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-1, -0.5, 0, 0.5, 1])
    ax.tick_params(labelsize=9)
    for c, colour in enumerate(CLASSES):
        corners = region(state.W, c, limit)
        if len(corners) > 2:
            ax.fill(corners[:, 0], corners[:, 1], color=colour, alpha=0.18, lw=0)
        _line(ax, state.W[:, c], colour)
    points = problem.X[:, :2]
    ax.scatter(
        points[:, 0],
        points[:, 1],
        s=np.minimum(2500 * np.maximum(reading.each, 0), 9000),
        facecolors="none",
        edgecolors=RED,
        lw=1.8,
    )
    ax.scatter(
        points[:, 0],
        points[:, 1],
        s=62,
        c=[CLASSES[label] for label in problem.y],
        edgecolors="white",
        zorder=3,
    )
    for i, place in enumerate(points):
        ax.annotate(str(i), place, textcoords="offset points", xytext=(7, 7), color=INK, fontsize=9)


def _line(ax: Axes, w: Array, colour: str) -> None:
    """Draw where a class scores 0, and an arrow to where it scores more: the longer, the faster."""
    length = float(np.hypot(w[0], w[1]))
    if length < CLEAR:
        return
    across = w[:2] / length
    foot = -across * w[2] / length  # the place on the line that is nearest to the middle
    along = 9 * np.array([-across[1], across[0]])
    ax.plot(*np.transpose([foot - along, foot + along]), color=colour, lw=1.8, scalex=False, scaley=False)
    tip = foot + across * np.clip(0.16 * length, 0.1, 0.45)
    ax.annotate(
        "",
        tip,
        foot,
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "lw": 1.8,
            "mutation_scale": 14,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        annotation_clip=True,
    )


def _side_by_side(axes: list[Axes], problem: Problem, state: State, reading: Reading) -> None:
    plane, beside = axes
    _plane(plane, problem, state, reading)
    beside.axis("off")
    rows = [
        [str(i), *(f"{x:.2f}" for x in point[:2]), str(label), *(f"{s:.2f}" for s in scores), f"{loss:.2f}"]
        for i, (point, label, scores, loss) in enumerate(
            zip(problem.X, problem.y, reading.scores, reading.each, strict=True)
        )
    ]
    table = beside.table(rows, colLabels=HEADINGS, loc="upper center", edges="horizontal", cellLoc="right")
    table.auto_set_font_size(False)
    table.set_fontsize(10)
    table.scale(1, 1.45)
    for (row, column), cell in table.get_celld().items():
        cell.set(edgecolor="#d9dee4", linewidth=0.6)
        if row and column == LABEL:
            cell.get_text().set(color=CLASSES[problem.y[row - 1]], weight="bold")
    summary = (
        f"{state.kind}, λ = {state.reg:.5g}\n"
        f"data loss {reading.data:.2f} + penalty {reading.penalty:.2f} = total {reading.total:.2f}"
    )
    beside.text(0.5, 0.02, summary, transform=beside.transAxes, ha="center", va="bottom", linespacing=1.6)


def _png(figure: Figure, **options: int) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    target = BytesIO()
    FigureCanvasAgg(figure).print_png(target, pil_kwargs=options)  # type: ignore[no-untyped-call]
    return target.getvalue()
