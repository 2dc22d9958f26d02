"""Figures of the notebook `optimizers` beside its landscapes: chords, a line that learns, steps, counts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, SERIES, panels, styled
from utils.plots.trajectories import Height, Span, draw_ground

Array = NDArray[np.float64]
Curve = Callable[[Array], Any]


@styled
def convexity(
    chords: Mapping[str, tuple[Curve, tuple[float, float]]], t: ArrayLike, slices: Mapping[str, ArrayLike]
) -> None:
    """Draw functions with a chord of each, and cuts through losses.

    Parameters
    ----------
    chords : mapping of title to (function, (x1, x2))
        A panel each; the chord joins the graph at x1 and x2.
    t : array, shape (T,)
        Places along the cuts: 0 at one set of weights, 1 at the other.
    slices : mapping of title to array, shape (C, T)
        Cuts, a panel for each mapping entry.
    """
    _, [row] = panels(1, len(chords) + len(slices), (3.9 * (len(chords) + len(slices)), 3.7))
    for ax, (title, (function, ends)) in zip(row, chords.items(), strict=False):
        x, along = np.linspace(-np.pi, np.pi, 181), np.linspace(*ends, 61)
        joint = np.interp(along, ends, [float(function(np.asarray(end))) for end in ends])
        graph = np.asarray(function(along))
        ax.plot(x, np.asarray(function(x)), color=BLUE)
        ax.fill_between(along, graph, joint, where=joint >= graph, color=GREEN, alpha=0.25, lw=0)
        ax.fill_between(along, graph, joint, where=joint < graph, color=RED, alpha=0.35, lw=0)
        ax.plot(along[[0, -1]], joint[[0, -1]], "o-", color=INK, lw=1.6, ms=5)
        below = "the chord runs below" if np.any(joint < graph - 1e-9) else "the chord runs above"
        low, high = min(graph.min(), joint.min()), max(graph.max(), joint.max())
        ax.set(title=f"{title}: {below}", xlabel="$x$", ylim=(low - 0.4, high + 0.6))
    for ax, (title, curves) in zip(row[len(chords) :], slices.items(), strict=True):
        for colour, curve in zip(MANY, np.asarray(curves), strict=False):
            ax.plot(np.asarray(t), curve, color=colour, lw=1.5)
        ax.set(title=f"loss of a {title}", xlabel="from A (0) to B (1)")


@styled
def line_descent(x: ArrayLike, y: ArrayLike, way: ArrayLike, height: Height, marks: Sequence[int]) -> None:
    """Draw the way of a line's two weights over their loss, and the lines themselves over the data.

    Parameters
    ----------
    x, y : array, shape (N,)
        The data.
    way : array, shape (T, 2)
        Offset and slope after each step.
    height : callable
        The loss of places of shape (..., 2).
    marks : sequence of int
        Steps whose lines are drawn.
    """
    import matplotlib as mpl

    places = np.asarray(way, dtype=float)
    middle = places[-1]
    reach = 1.25 * np.abs(places - middle).max(axis=0) + 0.2
    span: Span = (
        (float(middle[0] - reach[0]), float(middle[0] + reach[0])),
        (float(middle[1] - reach[1]), float(middle[1] + reach[1])),
    )
    _, [[left, right]] = panels(1, 2, (11, 4.4))
    draw_ground(left, height, span)
    left.plot(*places.T, "-", color=INK, lw=1)
    right.plot(np.asarray(x), np.asarray(y), "o", color=INK, ms=5)
    ends = np.array([np.min(x), np.max(x)])
    for colour, step in zip(mpl.colormaps["plasma"](np.linspace(0, 0.85, len(marks))), marks, strict=True):
        left.plot(*places[step], "o", color=colour, ms=9, mec="white", zorder=4)
        right.plot(ends, places[step][0] + places[step][1] * ends, color=colour, label=f"step {step}")
    left.set(title="Two weights", xlabel=r"offset $\phi_0$", ylabel=r"slope $\phi_1$")
    right.set(title="The same, as lines", xlabel="$x$", ylabel="$y$")
    right.legend(fontsize=9)


@styled
def step_panels(
    curves: Mapping[str, Mapping[str, ArrayLike]], first: int = 0, ylabel: str = "", title: str = ""
) -> None:
    """Draw something after each step: a panel for each experiment, a line for each rule.

    Parameters
    ----------
    curves : mapping of title to mapping of label to array, shape (T,)
        The same label has the same colour in every panel.
    first : int
        The number of the first step.
    ylabel, title : str
        What is drawn, and above it all.
    """
    figure, [row] = panels(1, len(curves), (5.2 * len(curves), 3.9), sharey=True)
    labels = list(dict.fromkeys(label for panel in curves.values() for label in panel))
    colours = dict(zip(labels, SERIES, strict=False))
    for ax, (name, panel) in zip(row, curves.items(), strict=True):
        for label, values in panel.items():
            at = first + np.arange(len(np.asarray(values)))
            style = "--" if "uncorrected" in label else "-"
            ends = "o" if len(at) < 12 else ""
            ax.plot(at, np.asarray(values), style, marker=ends, color=colours[label], label=label, ms=5)
        ax.axhline(0, color=GREY, lw=0.8, zorder=0)
        ax.set(title=name, xlabel="step")
        ax.legend(fontsize=9)
    row[0].set_ylabel(ylabel)
    figure.suptitle(title, fontsize=13)


@styled
def escape_bars(counts: Mapping[str, Sequence[int | None]], labels: Sequence[str], limit: int) -> None:
    """Draw how many steps each needs, for several variants of a landscape; None is more than the limit.

    Parameters
    ----------
    counts : mapping of name to sequence of int or None
        Steps, one for each of the labels.
    labels : sequence of str
        The variants.
    limit : int
        How long was waited.
    """
    _, [[ax]] = panels(1, 1, (8.5, 0.62 * len(counts) + 1.4))
    thick = 0.8 / len(labels)
    for number, (label, colour) in enumerate(zip(labels, SERIES, strict=False)):
        for row, found in enumerate(counts.values()):
            steps = found[number]
            at = row + (number - (len(labels) - 1) / 2) * thick
            kind = {"color": colour} if steps else {"fill": False, "edgecolor": colour, "hatch": "///"}
            ax.barh(at, steps or limit, thick * 0.9, **kind, label=label if row == 0 else None)
            ax.text((steps or limit) * 1.05, at, f"{steps:,}" if steps else f"> {limit:,}", va="center")
    ax.set_yticks(range(len(counts)), list(counts))
    ax.invert_yaxis()
    ax.set(xscale="log", xlim=(5, 4 * limit), xlabel="steps until it is out")
    ax.set_title("The way out of a saddle")
    ax.legend(loc="lower right")


@styled
def good_starts(height: Height, starts: ArrayLike, good: Mapping[str, ArrayLike], span: Span) -> None:
    """Draw from where the lowest valley is reached; rings mark what differs from the first panel.

    Parameters
    ----------
    height : callable
        The landscape.
    starts : array, shape (S, 2)
        Where the runs began.
    good : mapping of title to array of bool, shape (S,)
        Which of them ended in the lowest valley.
    span : pair of (low, high)
        What is drawn.
    """
    places = np.asarray(starts, dtype=float)
    plain = np.asarray(next(iter(good.values())), dtype=bool)
    _, [row] = panels(1, len(good), (4.1 * len(good), 4.2), sharey=True)
    for ax, (title, each) in zip(row, good.items(), strict=True):
        reached = np.asarray(each, dtype=bool)
        draw_ground(ax, height, span)
        ax.plot(*places[~reached].T, ".", color=GREY, ms=4)
        ax.plot(*places[reached].T, "o", color=GREEN, ms=4.5)
        ax.plot(*places[reached & ~plain].T, "o", mfc="none", mec=INK, mew=1.6, ms=9)
        ax.plot(*places[~reached & plain].T, "o", mfc="none", mec=RED, mew=1.6, ms=9)
        ax.set(title=f"{title}:\n{np.mean(reached):.0%} reach the lowest valley")
    row[-1].plot([], [], "o", mfc="none", mec=INK, mew=1.6, ms=9, label="won")
    row[-1].plot([], [], "o", mfc="none", mec=RED, mew=1.6, ms=9, label="lost")
    row[-1].legend(loc="upper right", frameon=True)


@styled
def property_table(answers: Mapping[str, Mapping[str, bool]]) -> None:
    """Draw who has which property.

    Parameters
    ----------
    answers : mapping of name to mapping of property to bool
        The same properties for all.
    """
    properties = list(next(iter(answers.values())))
    _, [[ax]] = panels(1, 1, (1.55 * len(properties) + 1.5, 0.48 * len(answers) + 1.1))
    for row, (name, found) in enumerate(answers.items()):
        ax.text(-0.7, row, name, ha="right", va="center", weight="bold")
        for column, each in enumerate(properties):
            has = bool(found[each])
            ax.plot(column, row, "o", ms=15, color=GREEN if has else "white", mec=GREEN if has else GREY)
            ax.text(
                column, row, "✓" if has else "·", ha="center", va="center", color="white" if has else GREY
            )
    for line in range(len(answers) + 1):
        ax.axhline(line - 0.5, color=AMBER if line in (0, len(answers)) else GREY, lw=0.7, alpha=0.6)
    ax.set_xticks(range(len(properties)), properties)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set(yticks=[], xlim=(-2.0, len(properties) - 0.4), ylim=(len(answers) - 0.4, -0.6))
    for spine in ax.spines.values():
        spine.set_visible(False)
