"""Figures of the notebook `second_order`: where steps lead, what they believe, what they cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.plots.landscapes import GROUND
from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, panels, styled

Names = tuple[str, str]
WEIGHTS: Names = ("$w_0$", "$w_1$")
LONG = 60  # a path of more steps than this is drawn thin, without dots
KINDS = {  # what a walk can end on, by the names of the notebook
    "lowest minimum": GREEN,
    "another minimum": AMBER,
    "saddle or hilltop": RED,
    "astray": GREY,
}


def _ground(ax: Any, across: ArrayLike, up: ArrayLike, values: ArrayLike, names: Names = WEIGHTS) -> None:
    """Paint level lines, closer together where the ground is low."""
    from matplotlib.colors import LinearSegmentedColormap

    table = np.asarray(values)
    low, high = table.min(), np.quantile(table, 0.98)
    levels = low + (high - low) * np.linspace(0.0, 1.0, 22) ** 1.5
    shades = LinearSegmentedColormap.from_list("ground", GROUND)
    ax.contourf(across, up, table, levels=levels, cmap=shades, extend="max")
    ax.contour(across, up, table, levels=levels[1:], colors="white", linewidths=0.5, alpha=0.7)
    xs, ys = np.asarray(across), np.asarray(up)
    ax.set(xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]), xlabel=names[0], ylabel=names[1])


@styled
def local_models(
    across: ArrayLike,
    up: ArrayLike,
    views: Mapping[str, tuple[ArrayLike, ArrayLike | None]],
    at: ArrayLike,
    lowest: ArrayLike,
) -> None:
    """Draw a loss and the bowls that stand in its place, each with the step to its bottom.

    Parameters
    ----------
    across, up : array
        The two axes of the grid.
    views : mapping of title to (array, array or None)
        Values on the grid, of shape (len(up), len(across)), and where the step lands.
    at : array, shape (2,)
        From where.
    lowest : array, shape (2,)
        The lowest point of the loss itself.
    """
    _, [row] = panels(1, len(views), (4.1 * len(views), 4.1), sharey=True)
    here, bottom = np.asarray(at), np.asarray(lowest)
    for ax, (title, (values, landed)) in zip(row, views.items(), strict=True):
        _ground(ax, across, up, values)
        ax.plot(*bottom, "*", color=AMBER, markersize=16, markeredgecolor=INK, zorder=4)
        ax.plot(*here, "o", color=INK, markersize=7, zorder=5)
        if landed is not None:
            _arrow(ax, here, np.asarray(landed))
        ax.set(title=title, aspect="equal")
    for ax in row[1:]:
        ax.set_ylabel("")


def _arrow(ax: Any, start: Any, end: Any) -> None:
    style = {"arrowstyle": "-|>", "color": RED, "lw": 2.2, "shrinkA": 4, "shrinkB": 0}
    ax.annotate("", tuple(end), tuple(start), arrowprops=style, zorder=5)


@styled
def walks(
    across: ArrayLike,
    up: ArrayLike,
    values: ArrayLike,
    paths: Mapping[str, ArrayLike],
    names: Names = WEIGHTS,
    title: str = "",
    marks: bool = True,
) -> None:
    """Draw paths on level lines; all begin at one place, or end there.

    Parameters
    ----------
    across, up : array
        The two axes of the grid.
    values : array, shape (len(up), len(across))
        The loss.
    paths : mapping of label to array, shape (K, 2)
        Where each leads.
    names : tuple of str
        Of the two weights.
    title : str
        Above the picture.
    marks : bool
        Whether each point of a path gets a dot.
    """
    _, [[ax]] = panels(1, 1, (7.5, 5.0))
    _ground(ax, across, up, values, names)
    _paths(ax, paths, marks)
    ax.set_title(title)
    ax.legend(loc="upper right", frameon=True, framealpha=0.9)


def _paths(ax: Any, paths: Mapping[str, ArrayLike], marks: bool = True) -> None:
    for number, (label, path) in enumerate(paths.items()):
        xs, ys = np.asarray(path).T
        colour, many = _colours(paths)[number], len(xs) > LONG
        dots, width = "o-" if marks and not many else "-", 0.7 if marks and many else 1.8
        ax.plot(xs, ys, dots, color=colour, markersize=4, lw=width, label=label, zorder=3 + number / 10)


def _colours(labels: Mapping[str, Any]) -> Sequence[str]:
    return (RED, INK, BLUE, AMBER, GREEN)[: len(labels)] if len(labels) <= 5 else MANY


@styled
def damping_history(losses: ArrayLike, dampings: ArrayLike) -> None:
    """Draw loss and damping attempt by attempt; refused attempts are marked.

    Parameters
    ----------
    losses, dampings : array, shape (K + 1,)
        After 0, 1, ..., K attempts.
    """
    losses, dampings = np.asarray(losses), np.asarray(dampings)
    attempts = np.arange(len(losses))
    refused = attempts[1:][np.diff(dampings) > 0]
    _, [[left, right]] = panels(1, 2, (11, 3.8))
    left.plot(attempts, losses, "o-", color=BLUE, markersize=4)
    left.set(title="The loss never rises", ylabel="loss")
    right.semilogy(attempts, dampings, "o-", color=BLUE, markersize=4)
    right.set(title="The damping goes both ways", ylabel="λ")
    for ax, values in ((left, losses), (right, dampings)):
        ax.plot(refused, values[refused], "X", color=RED, markersize=9, label="after a refusal", zorder=4)
        ax.set_xlabel("attempts")
        ax.legend()


@styled
def race(
    across: ArrayLike,
    up: ArrayLike,
    values: ArrayLike,
    paths: Mapping[str, ArrayLike],
    above: Mapping[str, ArrayLike],
    names: Names = WEIGHTS,
) -> None:
    """Draw paths to one minimum, and beside them how far above it the loss is after each step.

    Parameters
    ----------
    across, up : array
        The two axes of the grid.
    values : array, shape (len(up), len(across))
        The loss.
    paths : mapping of label to array, shape (K, 2)
        Where each method goes.
    above : mapping of label to array, shape (K,)
        Loss minus that of the minimum.
    names : tuple of str
        Of the two weights.
    """
    _, [[left, right]] = panels(1, 2, (12.5, 5.0))
    _ground(left, across, up, values, names)
    _paths(left, paths)
    left.set_title("Where they go")
    shown = sorted(len(np.asarray(gaps)) for gaps in above.values())
    for colour, (label, gaps) in zip(_colours(above), above.items(), strict=True):
        heights = np.maximum(np.asarray(gaps), 1e-16)  # what rounding leaves
        right.semilogy(heights, "o-", color=colour, markersize=4, label=label)
    right.set_xlim(-0.5, shown[-2] + 8 if len(shown) > 1 else None)  # the slowest may leave to the right
    right.set(title="How far above the minimum", xlabel="steps", ylabel="loss minus the lowest")
    right.legend(title="steps needed", loc="center right", bbox_to_anchor=(1.0, 0.6))


@styled
def arrivals(
    across: ArrayLike,
    up: ArrayLike,
    values: ArrayLike,
    starts: ArrayLike,
    ends: Mapping[str, ArrayLike],
    kinds: Mapping[str, Sequence[str]],
    names: Names = WEIGHTS,
) -> None:
    """Draw from each start a line to where a method ended, coloured by what that is.

    Parameters
    ----------
    across, up : array
        The two axes of the grid.
    values : array, shape (len(up), len(across))
        The loss.
    starts : array, shape (S, 2)
        Where walks begin.
    ends : mapping of method to array, shape (S, 2)
        Where they end.
    kinds : mapping of method to sequence of str
        What that is, by the names of `KINDS`.
    names : tuple of str
        Of the two weights.
    """
    from matplotlib.lines import Line2D

    columns = (len(ends) + 1) // 2 if len(ends) > 3 else len(ends)
    rows = -(-len(ends) // columns)
    figure, axes = panels(rows, columns, (3.2 * columns, 3.5 * rows + 0.5), sharex=True, sharey=True)
    for ax in (ax for row in axes for ax in row):
        ax.set_visible(False)
    for ax, (title, where) in zip((ax for row in axes for ax in row), ends.items(), strict=False):
        ax.set_visible(True)
        _ground(ax, across, up, values, names)
        for begin, end, kind in zip(np.asarray(starts), np.asarray(where), kinds[title], strict=True):
            if kind != "astray":
                ax.plot(*zip(begin, end, strict=True), color=KINDS[kind], lw=1.1, alpha=0.8)
                ax.plot(*end, "D", color=KINDS[kind], markersize=4, markeredgecolor=INK, mew=0.4)
            ax.plot(*begin, "o", color=KINDS[kind], markersize=7, markeredgecolor=INK, mew=0.7, zorder=4)
        ax.set_title(title)
        ax.label_outer()
    dots = [Line2D([], [], marker="o", ls="", color=colour, label=kind) for kind, colour in KINDS.items()]
    figure.legend(handles=dots, loc="outside lower center", ncols=4)


@styled
def agreement(names: Sequence[str], counts: ArrayLike, total: int) -> None:
    """Draw a table: from how many starts two methods end at the same place.

    Parameters
    ----------
    names : sequence of str
        The methods.
    counts : array, shape (M, M)
        For each pair; on the diagonal, how many starts lead anywhere at all.
    total : int
        How many starts there are.
    """
    _, [[ax]] = panels(1, 1, (7.6, 5.6))
    table = np.asarray(counts)
    ax.imshow(table, cmap="Blues", vmin=0, vmax=1.3 * total)
    for (i, j), count in np.ndenumerate(table):
        ax.text(j, i, str(count), ha="center", va="center", color=INK, weight="bold" if i == j else "normal")
    ax.set_xticks(range(len(names)), names, rotation=35, ha="right")
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_title(f"Of {total} starts, how many lead two methods to one place")


@styled
def step_costs(sizes: ArrayLike, seconds: Mapping[str, ArrayLike]) -> None:
    """Draw the CPU time of one step against the number of weights, with lines of slope 1 and 3.

    Parameters
    ----------
    sizes : array, shape (S,)
        Numbers of weights.
    seconds : mapping of method to array
        Measured times, from the smallest size on; what is too slow may stop early.
    """
    _, [[ax]] = panels(1, 1, (8.5, 4.8))
    sizes = np.asarray(sizes, dtype=float)
    for colour, (label, values) in zip(_colours(seconds), seconds.items(), strict=True):
        times = np.asarray(values)
        reached = sizes[: len(times)]
        ax.loglog(reached, times, "o-", color=colour)
        place: Any = {"textcoords": "offset points", "xytext": (9, -4), "annotation_clip": False}
        ax.annotate(f"{label}: {_duration(times[-1])}", (reached[-1], times[-1]), color=colour, **place)
    limits = ax.get_ylim()
    for values in seconds.values():
        times = np.asarray(values)
        power = 3 if len(times) < len(sizes) else 1
        reached = sizes[: len(times)]
        ax.plot(reached, times[-1] * (reached / reached[-1]) ** power, ":", color=GREY, lw=1.3, zorder=0)
    ax.plot([], [], ":", color=GREY, label="slopes 1 and 3")
    decades = [size for size in sizes if np.log10(size) % 1 == 0]
    ax.set_xticks(decades, [f"{size:,.0f}" for size in decades])
    ax.minorticks_off()
    ax.set(xlabel="weights n", ylabel="CPU seconds a step", title="The price of one step", ylim=limits)
    ax.set_xlim(sizes[0] * 0.7, sizes[-1] * 60)
    ax.legend(loc="upper left")


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:,.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


@styled
def basins(
    across: ArrayLike,
    up: ArrayLike,
    maps: Mapping[str, Sequence[Sequence[str]]],
    fine_across: ArrayLike,
    fine_up: ArrayLike,
    values: ArrayLike,
    start: ArrayLike,
    names: Names = WEIGHTS,
) -> None:
    """Paint each start in the colour of what a method ends on from there, under the level lines.

    Parameters
    ----------
    across, up : array
        The axes of the grid of starts.
    maps : mapping of method to rows of str
        For each start what it leads to, by the names of `KINDS`; shape (len(up), len(across)).
    fine_across, fine_up : array
        The axes of the grid of `values`.
    values : array, shape (len(fine_up), len(fine_across))
        The loss.
    start : array, shape (2,)
        A start to be marked.
    names : tuple of str
        Of the two weights.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    figure, [row] = panels(1, len(maps), (4.3 * len(maps), 5.0), sharey=True)
    order, colours = list(KINDS), ListedColormap(list(KINDS.values()))
    table = np.asarray(values)
    levels = table.min() + np.ptp(table) * np.linspace(0.03, 1.0, 9) ** 1.5
    for ax, (title, kinds) in zip(row, maps.items(), strict=True):
        numbers = [[order.index(kind) for kind in line] for line in kinds]
        ax.pcolormesh(across, up, numbers, cmap=colours, vmin=-0.5, vmax=3.5, alpha=0.85, rasterized=True)
        ax.contour(fine_across, fine_up, table, levels=levels, colors="white", linewidths=0.8)
        ax.plot(*np.asarray(start), "o", color="white", markeredgecolor=INK, markersize=8)
        ax.set(title=title, xlabel=names[0])
    row[0].set_ylabel(names[1])
    figure.legend(
        handles=[Patch(color=colour, label=kind) for kind, colour in KINDS.items()],
        loc="outside lower center",
        ncols=4,
    )
    figure.suptitle("Start anywhere: where does it end?", fontsize=14)
