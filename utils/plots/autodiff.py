"""Figures of the autodiff notebook: graphs of tensors, orders of visiting them, two engines side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from utils.plots.style import BLUE, GREY, INK, RED, panels, styled

Place = tuple[float, float]
Node = tuple[str, float, float, Place]


@styled
def tensor_graph(nodes: Mapping[str, Node], arrows: Sequence[tuple[str, str]]) -> None:
    """Draw a graph of numbers: in each box how it was computed and its value, and its gradient below.

    Parameters
    ----------
    nodes : mapping of name to (formula, value, gradient, place)
        Names and formulas are set as mathematics; a leaf has no formula. Places are in boxes, x to the right.
    arrows : sequence of (name, name)
        From what was used to what was made of it.
    """
    width = 1 + max(place[0] for *_, place in nodes.values())
    height = 1 + max(place[1] for *_, place in nodes.values())
    _, [[ax]] = panels(1, 1, (1.32 * width, 1.25 * height + 0.5))
    for start, end in arrows:
        (x0, y0), (x1, y1) = nodes[start][3], nodes[end][3]
        style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.4, "shrinkA": 0, "shrinkB": 1}
        ax.annotate("", (x1 - 0.37, y1), (x0 + 0.37, y0), arrowprops=style, zorder=1)
    for name, (formula, value, gradient, (x, y)) in nodes.items():
        symbol = _symbol(name)
        title = f"${symbol} = {formula}$" if formula else f"${symbol}$"
        box = {"boxstyle": "round,pad=0.3", "fc": "white" if formula else "#eef3fa", "ec": INK, "lw": 1}
        text = f"{title}\n{value:.3f}"
        ax.text(x, y, text, ha="center", va="center", fontsize=10, color=INK, bbox=box, zorder=3)
        ax.text(x, y - 0.33, f"{gradient:+.3f}", ha="center", va="top", fontsize=10.5, color=RED, zorder=3)
    ax.set(xlim=(-0.55, width - 0.45), ylim=(-0.75, height - 0.4))
    ax.set_title(
        "Black: the value, computed from left to right.  Red: the gradient, from right to left.", fontsize=11
    )
    ax.axis("off")


def _symbol(name: str) -> str:
    """Return a name as mathematics: t1 becomes t_1, and L the loss."""
    letters = name.rstrip("0123456789")
    number = name[len(letters) :]
    return {"L": r"\mathcal{L}"}.get(letters, letters) + (f"_{number}" if number else "")


@styled
def visiting_orders(
    parents: Mapping[str, Sequence[str]], places: Mapping[str, Place], orders: Mapping[str, Sequence[str]]
) -> None:
    """Draw a graph once for each order, and beside each node when it is visited.

    Parameters
    ----------
    parents : mapping of name to names
        What each node was made of.
    places : mapping of name to (x, y)
        Where nodes are drawn.
    orders : mapping of title to names
        The nodes in the order of the visits; a node may be there several times.
    """
    _, [row] = panels(1, len(orders), (4.2 * len(orders), 4.3))
    for ax, (title, order) in zip(row, orders.items(), strict=True):
        for node, used in parents.items():
            for parent in used:
                style = {"arrowstyle": "-|>", "color": RED, "lw": 1.4, "shrinkA": 17, "shrinkB": 17}
                ax.annotate("", places[parent], places[node], arrowprops=style)
        for node, (x, y) in places.items():
            visits = [str(at + 1) for at, name in enumerate(order) if name == node]
            colour = BLUE if len(visits) == 1 else RED
            ax.scatter([x], [y], s=900, color="white", edgecolors=INK, zorder=3)
            ax.text(x, y, f"${_symbol(node)}$", ha="center", va="center", fontsize=14, zorder=4)
            label = f"visit {', '.join(visits)}"
            ax.text(x - 0.32, y, label, ha="right", va="center", color=colour, fontsize=11)
        across = [x for x, _ in places.values()]
        up = [y for _, y in places.values()]
        ax.set(xlim=(min(across) - 1.1, max(across) + 0.6), ylim=(min(up) - 0.5, max(up) + 0.5))
        ax.set_title(title)
        ax.axis("off")


@styled
def engine_race(seconds: Mapping[str, Sequence[float]]) -> None:
    """Draw how long engines take for the same gradient, one point a run.

    Parameters
    ----------
    seconds : mapping of name to sequence of float
        As many for each; runs of one number were made one right after the other.
    """
    _, [[left, right]] = panels(1, 2, (10.5, 3.6))
    (first, theirs), (second, ours) = ((name, np.asarray(times)) for name, times in seconds.items())
    runs = np.arange(1, len(theirs) + 1)
    styles: tuple[dict[str, Any], ...] = ({"color": GREY, "marker": "s"}, {"color": BLUE, "marker": "o"})
    for name, times, style in ((first, theirs, styles[0]), (second, ours, styles[1])):
        left.plot(
            runs,
            1000 * times,
            lw=0.8,
            ms=4,
            label=f"{name}: median {1000 * np.median(times):.2f} ms",
            **style,
        )
    left.set(xlabel="run", ylabel="milliseconds for one gradient", title="Turn by turn", ylim=(0, None))
    left.legend(fontsize=10)
    ratios = ours / theirs
    shown = ratios[ratios <= np.quantile(ratios, 0.95)]
    right.hist(shown, bins=24, color=BLUE, alpha=0.7)
    right.axvline(1.0, color=INK, lw=1.2, ls="--", label="equally fast")
    median = float(np.median(ratios))
    right.axvline(median, color=RED, label=f"median {median:.2f}")
    right.set(xlabel=f"time of {second} / time of {first}", ylabel="runs", title="Compared within each turn")
    right.legend(fontsize=10)


__all__ = ["engine_race", "tensor_graph", "visiting_orders"]
