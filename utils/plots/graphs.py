"""Figures of the notebook `computational_graphs`: graphs with what flows through them, there and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.plots.style import BLUE, GREEN, GREY, INK, RED, SERIES, panels, styled

Steps = Mapping[str, tuple[str, Sequence[str]]]  # a quantity -> its gate, and what goes into it
Numbers = Mapping[str, float]
Parts = Mapping[tuple[str, str], float]  # (from, to) -> what came back along this edge alone
Place = tuple[float, float]
RADIUS = 0.3
ACROSS, APART = 1.4, 1.1  # from column to column; between two leaves in one column
INCH = 0.82  # of paper for one unit


@dataclass
class _Layout:
    """Places of quantities: leaves where their first gate needs them, gates behind all that goes in."""

    at: dict[str, Place] = field(default_factory=dict)
    fresh: float = 0.0  # the next free row for leaves that start a line of their own

    def gate(self, name: str, inputs: Sequence[str], steps: Steps) -> None:
        """Place a gate, and before it the leaves that nobody has used yet."""
        computed = [each for each in inputs if each in steps]
        leaves = [each for each in inputs if each not in steps and each not in self.at]
        known = [self.at[each] for each in computed]
        if known:
            column = max(place[0] for place in known) + ACROSS
            row = float(np.mean([place[1] for place in known]))
            for number, leaf in enumerate(leaves):
                side = 1 if number % 2 == 0 else -1
                self.at[leaf] = (column - ACROSS, row + side * APART * (1 + number // 2))
        else:
            column = ACROSS
            for leaf in leaves:
                self.at[leaf] = (0.0, self.fresh)
                self.fresh += APART
            row = float(np.mean([self.at[each][1] for each in inputs]))
        self.at[name] = (column, row)


def _places(steps: Steps) -> dict[str, Place]:
    layout = _Layout()
    for name, (_, inputs) in steps.items():
        layout.gate(name, inputs, steps)
    return layout.at


@styled
def computational_graph(
    steps: Steps,
    values: Numbers,
    slopes: Numbers | None = None,
    parts: Parts | None = None,
    title: str = "",
) -> None:
    """Draw a computational graph: values above its edges, slopes of the output below them.

    Parameters
    ----------
    steps : mapping of name to (gate, names)
        What is computed, in order: the sign written into the circle, and the quantities that go in. Names
        that are not computed are inputs.
    values : mapping of name to float
        Value of each quantity.
    slopes : mapping of name to float, optional
        How fast the output grows with each quantity. Without them only the way there is drawn.
    parts : mapping of (name, name) to float, optional
        For a quantity that goes into several gates, what comes back from each of them.
    title : str
        Above the drawing.
    """
    places = _places(steps)
    (left, right), (bottom, top) = _limits(places)
    size = INCH * (right - left), INCH * abs(top - bottom) + (0.35 if title else 0.0)
    _, [[ax]] = panels(1, 1, size)
    _draw(ax, steps, values, slopes or {}, parts or {}, places)
    if title:
        ax.set_title(title)


@styled
def gate_patterns(gates: Mapping[str, tuple[Steps, Numbers, Numbers, Parts]]) -> None:
    """Draw small graphs side by side: what each kind of gate does to the gradient that arrives.

    Parameters
    ----------
    gates : mapping of title to (steps, values, slopes, parts)
        See `computational_graph`.
    """
    _, [row] = panels(1, len(gates), (2.9 * len(gates), 2.4))
    for ax, (title, (steps, values, slopes, parts)) in zip(row, gates.items(), strict=True):
        _draw(ax, steps, values, slopes, parts, _places(steps))
        ax.set_title(title, fontsize=11)


def _draw(
    ax: Any, steps: Steps, values: Numbers, slopes: Numbers, parts: Parts, places: Mapping[str, Place]
) -> None:
    """Draw edges with their two numbers, then gates and inputs on top of them."""
    last = list(steps)[-1]
    column, row = places[last]
    for name, (gate, inputs) in steps.items():
        for source in inputs:
            slope = parts.get((source, name), slopes.get(source))
            _edge(ax, places[source], places[name], values[source], slope)
        ax.add_patch(_circle(places[name]))
        size = 10 if len(gate) < 5 else 7.5  # so that the sign stays in its circle
        ax.text(*places[name], gate, ha="center", va="center", fontsize=size, zorder=4)
        if name != last:
            place = (places[name][0], places[name][1] - RADIUS - 0.06)
            ax.text(*place, name, ha="center", va="bottom", fontsize=9, color=BLUE, zorder=4)
    _edge(ax, places[last], (column + ACROSS, row), values[last], slopes.get(last))
    ax.text(column + ACROSS - 0.25, row, last, va="center", fontsize=12, fontweight="bold")
    for leaf in (name for name in places if name not in steps):
        _leaf(ax, leaf, places[leaf], slopes.get(leaf) if _used(steps, leaf) > 1 else None)
    across, along = _limits(places)
    ax.set(xlim=across, ylim=along, aspect="equal")
    ax.set_axis_off()


def _limits(places: Mapping[str, Place]) -> tuple[Place, Place]:
    """Return the limits of a drawing; rows count downwards."""
    columns, rows = np.array(list(places.values())).T
    across = float(columns.min()) - 0.8, float(columns.max()) + ACROSS + 0.3
    return across, (float(rows.max()) + 0.5, float(rows.min()) - 0.55)


def _used(steps: Steps, name: str) -> int:
    return sum(list(inputs).count(name) for _, inputs in steps.values())


def _circle(place: Place) -> Any:
    from matplotlib.patches import Circle

    return Circle(place, RADIUS, facecolor="#eef3f9", edgecolor=BLUE, lw=1.6, zorder=3)


def _leaf(ax: Any, name: str, place: Place, total: float | None) -> None:
    ax.text(place[0] - 0.08, place[1], name, ha="right", va="center", fontsize=12, fontweight="bold")
    if total is not None:
        ax.text(place[0] - 0.08, place[1] + 0.3, f"Σ {total:.2f}", ha="right", va="center", color=RED)


def _edge(ax: Any, start: Place, end: Place, value: float, slope: float | None) -> None:
    """Draw an edge; its value stands above its middle, its slope below, both along the line."""
    (x0, y0), (x1, y1) = start, end
    arrow = {"arrowstyle": "-|>", "color": GREY, "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", _on_circle(end, start), start, arrowprops=arrow, zorder=1)
    length = float(np.hypot(x1 - x0, y1 - y0))
    angle = float(np.degrees(np.arctan2(y0 - y1, x1 - x0)))
    # Between the two circles, and a little off the line: its normal points up, where rows are smaller.
    middle = np.array([x0 + x1, y0 + y1]) / 2
    off = 0.04 * np.array([y1 - y0, x0 - x1]) / length
    turn = {"rotation": angle, "rotation_mode": "anchor", "ha": "center", "fontsize": 9, "zorder": 5}
    ax.text(*(middle + off), f"{value:.2f}", color=GREEN, va="bottom", **turn)
    if slope is not None:
        ax.text(*(middle - off), f"{slope:.2f}", color=RED, va="top", **turn)


def _on_circle(centre: Place, towards: Place) -> Place:
    away = np.subtract(towards, centre)
    x, y = np.asarray(centre) + RADIUS * away / np.hypot(*away)
    return float(x), float(y)


@styled
def multiplication_counts(depths: Sequence[int], counts: Mapping[str, ArrayLike]) -> None:
    """Draw how many multiplications all slopes of a chain take, against its depth.

    Parameters
    ----------
    depths : sequence of int
        Numbers of layers.
    counts : mapping of label to array
        One count a depth. The first two are also drawn as the triangle between them.
    """
    _, [[ax]] = panels(1, 1, (7.5, 3.8))
    curves = [np.asarray(values, dtype=float) for values in counts.values()]
    ax.fill_between(depths, curves[0], curves[1], color=GREY, alpha=0.2, lw=0, label="saved")
    for colour, label, values in zip((RED, GREEN, BLUE), counts, curves, strict=False):
        ax.plot(depths, values, "o-", ms=4, color=colour, label=label)
        ax.annotate(
            f"{values[-1]:,.0f}",
            (depths[-1], values[-1]),
            textcoords="offset points",
            xytext=(7, -4),
            color=colour,
        )
    ax.set(xlabel="layers", ylabel="multiplications", title="What reuse saves")
    ax.legend(loc="upper left")


@styled
def knobs(
    offsets: ArrayLike,
    curves: Mapping[str, ArrayLike],
    slopes: Numbers,
    value: float,
    columns: int = 4,
) -> None:
    """Draw what the output does as each parameter is turned alone, and the tangent its slope promises.

    Parameters
    ----------
    offsets : array, shape (M,)
        How far a parameter is turned.
    curves : mapping of name to array, shape (M,)
        The output then.
    slopes : mapping of name to float
        The slope at offset 0.
    value : float
        The output at offset 0.
    columns : int
        Panels in a row.
    """
    turned = np.asarray(offsets)
    rows = -(-len(curves) // columns)
    figure, axes = panels(rows, columns, (2.8 * columns, 2.5 * rows), sharex=True, sharey=True)
    every = [ax for row in axes for ax in row]
    for ax in every[len(curves) :]:
        ax.set_axis_off()
    everything = np.concatenate([np.asarray(curve) for curve in curves.values()])
    reach = float(np.ptp(everything)) or 1.0
    for ax, (name, curve) in zip(every, curves.items(), strict=False):
        ax.plot(turned, np.asarray(curve), color=BLUE)
        ax.plot(turned, value + slopes[name] * turned, color=RED, lw=1.5, ls="--")
        ax.plot(0, value, "o", color=INK, ms=6, zorder=5)
        ax.set_title(f"{name}: slope {slopes[name]:.2f}", fontsize=11)
        ax.set_ylim(everything.min() - 0.08 * reach, everything.max() + 0.08 * reach)
    for row in axes:
        row[0].set_ylabel("loss")
    for ax in axes[-1]:
        ax.set_xlabel("turned by")
    figure.suptitle("Every parameter is a knob; the dashed line is what its slope promises")


@styled
def differentiation(sizes: Sequence[int], ways: Mapping[str, Mapping[str, Sequence[float | None]]]) -> None:
    """Draw error, time and size of several ways to differentiate, against the depth of nesting.

    Parameters
    ----------
    sizes : sequence of int
        Depths.
    ways : mapping of label to mapping of "error", "seconds", "operations" to sequence
        One number a depth; None where a way was not tried, or writes nothing down.
    """
    wanted = {
        "error": ("relative error", "How far off?"),
        "seconds": ("seconds", "How long does it take?"),
        "operations": ("operations written down", "How much has to be written down?"),
    }
    _, [row] = panels(1, 3, (13.5, 4.3))
    for ax, (key, (label, title)) in zip(row, wanted.items(), strict=True):
        for place, (way, measured) in enumerate(ways.items()):
            values = measured.get(key, [None] * len(sizes))
            pairs = [(n, v) for n, v in zip(sizes, values, strict=True) if v is not None]
            if not pairs:
                continue
            depth, height = zip(*pairs, strict=True)
            shown = np.maximum(height, 1e-17) if key == "error" else height
            ax.loglog(depth, shown, "os^D"[place % 4] + "-", ms=5, lw=1.8, color=SERIES[place % 4], label=way)
        ax.set(xlabel="depth of nesting", ylabel=label, title=title)
        ax.set_xticks(list(sizes), [str(size) for size in sizes])
        ax.minorticks_off()
    row[0].axhline(2.0**-52, color=GREY, lw=1, ls=":")
    row[0].text(sizes[0], 2.0**-52 * 1.4, "64-bit rounding", color=INK, fontsize=9, va="bottom")
    row[0].legend(loc="center left", fontsize=9, bbox_to_anchor=(0.0, 0.45))
