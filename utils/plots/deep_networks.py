"""Figures of the notebook `deep_networks`: joints, polygons, folds, counts, and what depth buys."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, SERIES, panels, styled

Array = NDArray[np.float64]


@styled
def unit_anatomy(
    x: ArrayLike, theta: ArrayLike, phi: ArrayLike, joints: ArrayLike, patterns: ArrayLike, slopes: ArrayLike
) -> None:
    """Draw a network with one input in four steps: lines, ReLUs, weighted ReLUs, and their sum.

    Parameters
    ----------
    x : array, shape (M,)
        Places on the line.
    theta : array, shape (D, 2)
        Offset and slope of each unit.
    phi : array, shape (1 + D,)
        The last layer.
    joints : array, shape (J,)
        Where a unit switches, increasing.
    patterns : array of bool, shape (J + 1, D)
        Which units are on, for each piece.
    slopes : array, shape (J + 1,)
        The slope of each piece.
    """
    places, last = np.asarray(x, dtype=float), np.asarray(phi, dtype=float)
    lines = np.asarray(theta, dtype=float) @ np.stack([np.ones_like(places), places])
    active = np.maximum(0, lines)
    weighted = last[1:, np.newaxis] * active
    _, [row] = panels(1, 4, (15, 3.9))
    line = r"\theta_{d0} + \theta_{d1}\,x"
    titles = f"${line}$", rf"$h_d = \mathrm{{a}}[{line}]$", r"$\phi_d\,h_d$"
    for ax, curves, title in zip(row[:3], (lines, active, weighted), titles, strict=True):
        ax.axhline(0, color=GREY, lw=0.8)
        for number, (colour, curve) in enumerate(zip(MANY, curves, strict=False), start=1):
            ax.plot(places, curve, color=colour, label=f"unit {number}")
        ax.set(title=title, xlabel="$x$")
    row[0].legend(loc="upper center", fontsize=9)
    row[3].plot(places, last[0] + weighted.sum(axis=0), color=INK)
    row[3].set(title=r"$y = \phi_0 + \sum_d \phi_d\,h_d$", xlabel="$x$")
    _name_pieces(row[3], places, np.asarray(joints), np.asarray(patterns), np.asarray(slopes))


def _name_pieces(ax: Any, places: Array, joints: Array, patterns: NDArray[Any], slopes: Array) -> None:
    """Mark the joints; above each piece its pattern as dots, below it its slope."""
    low, high = ax.get_ylim()
    room = high - low
    ax.set_ylim(low - 0.22 * room, high + 0.24 * room)
    ends = np.clip(np.concatenate([places[:1], joints, places[-1:]]), places[0], places[-1])
    for joint in joints:
        ax.axvline(joint, color=GREY, lw=0.8, ls=":")
    for left, right, pattern, slope in zip(ends[:-1], ends[1:], patterns, slopes, strict=False):
        middle, step = (left + right) / 2, 0.045 * (places[-1] - places[0])
        ax.text(middle, low - 0.14 * room, f"{slope:+.3g}", ha="center", color=INK, fontsize=10)
        for number, (on, colour) in enumerate(zip(pattern, MANY, strict=False)):
            at = middle + (number - (len(pattern) - 1) / 2) * step
            face = colour if on else "white"
            ax.plot(at, high + 0.13 * room, "o", ms=7, mfc=face, mec=colour, mew=1.4)


@styled
def curve_followed(
    x: ArrayLike, curve: ArrayLike, followers: Mapping[int, ArrayLike], errors: Mapping[int, float]
) -> None:
    """Draw a curve with networks that follow it, and how the largest gap shrinks with their units.

    Parameters
    ----------
    x, curve : array, shape (M,)
        The curve.
    followers : mapping of number of units to array, shape (M,)
        Heights of some networks; a panel each.
    errors : mapping of number of units to float
        Largest gaps.
    """
    _, [row] = panels(1, len(followers) + 1, (3.9 * (len(followers) + 1), 3.7))
    for ax, (units, heights) in zip(row, followers.items(), strict=False):
        ax.plot(np.asarray(x), np.asarray(curve), color=GREY, lw=4, alpha=0.6)
        ax.plot(np.asarray(x), np.asarray(heights), color=RED, lw=1.6)
        ax.set(title=f"{units} units", xlabel="$x$")
        ax.sharey(row[0])
    counts, gaps = np.array(list(errors)), np.array(list(errors.values()))
    row[-1].loglog(counts, gaps, "o-", color=RED, label="largest gap")
    guide = gaps[-1] * (counts[-1] / counts) ** 2.0
    row[-1].loglog(counts, guide, color=GREY, lw=1.2, ls="--", label="$1/D^2$")
    row[-1].set(title="Twice the units, a quarter of the gap", xlabel="units $D$")
    row[-1].set_xticks(counts, [str(count) for count in counts])
    row[-1].minorticks_off()
    row[-1].legend()


@styled
def polygons(views: Mapping[str, tuple[ArrayLike, ArrayLike]], ticks: ArrayLike) -> None:
    """Draw the polygons of networks with two inputs in colours, with contours of the output.

    Parameters
    ----------
    views : mapping of title to (polygon, height), arrays of shape (T, T)
        The number of each place's polygon, and the output there; rows go up.
    ticks : array, shape (T,)
        Coordinates of the places.
    """
    at = np.asarray(ticks, dtype=float)
    _, [row] = panels(1, len(views), (5.6 * len(views), 5.2))
    for ax, (title, (polygon, height)) in zip(row, views.items(), strict=True):
        numbers = np.asarray(polygon)
        colours = _pastels(int(numbers.max()) + 1)[numbers]
        ax.imshow(colours, origin="lower", extent=(at[0], at[-1], at[0], at[-1]), interpolation="nearest")
        ax.contour(at, at, np.asarray(height), 14, colors=INK, linewidths=0.8)
        ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$")


def _pastels(count: int) -> Array:
    """Return pale colours, neighbours far apart."""
    import matplotlib as mpl

    shades = np.asarray(mpl.colormaps["tab20"](np.arange(count) * 7 % 20))[:, :3]
    lift = 0.45 + 0.2 * (np.arange(count) // 20 % 2)[:, np.newaxis]
    return np.asarray(shades + lift * (1 - shades))


@styled
def folding(x: ArrayLike, inner: ArrayLike, second: ArrayLike, outer: ArrayLike, folds: ArrayLike) -> None:
    """Draw two networks with one input, and the second after the first.

    Parameters
    ----------
    x : array, shape (M,)
        Places.
    inner, second, outer : array, shape (M,)
        Outputs of the first network, of the second, and of the second fed by the first.
    folds : array
        Where the first network turns round: there the last curve is coloured anew.
    """
    places = np.asarray(x, dtype=float)
    _, [row] = panels(1, 3, (13, 3.9))
    cuts = [places[0], *np.asarray(folds, dtype=float), places[-1]]
    for ax, heights in ((row[0], np.asarray(inner)), (row[2], np.asarray(outer))):
        for colour, left, right in zip(SERIES, cuts[:-1], cuts[1:], strict=False):
            here = (places >= left) & (places <= right)
            ax.plot(places[here], heights[here], color=colour)
    row[1].plot(places, np.asarray(second), color=INK)
    row[0].set(title="First net: folds", xlabel="$x$", ylabel="$y$")
    row[1].set(title="Second net: draws", xlabel="$y$", ylabel="$y'$")
    row[2].set(title="One after the other", xlabel="$x$", ylabel="$y'$")


@styled
def regions_counted(
    depths: Sequence[int], bound: Sequence[int], folded: Sequence[int], found: Sequence[ArrayLike]
) -> None:
    """Draw the bound on linear regions beside what networks have.

    Parameters
    ----------
    depths : sequence of int
        Hidden layers.
    bound, folded : sequence of int
        The bound, and what a network has that was built by hand.
    found : sequence of array
        What random networks have, for each depth.
    """
    where = np.asarray(depths)
    _, [[ax]] = panels(1, 1, (8.6, 4.8))
    means = np.array([np.mean(np.asarray(each)) for each in found])
    last = int(where[-1])
    for values, colour, name in (
        (np.asarray(bound, dtype=float), RED, f"the bound: {bound[-1]:,}"),
        (np.asarray(folded, dtype=float), AMBER, f"folded by hand: {folded[-1]:,}"),
        (means, BLUE, f"random: {means[-1]:.0f} on average"),
    ):
        ax.plot(where, values, "o-", color=colour)
        ax.annotate(name, (last, values[-1]), (9, -4), textcoords="offset points", color=colour)
    for depth, each in zip(where, found, strict=True):
        spread = np.linspace(-0.09, 0.09, np.size(each))
        ax.plot(depth + spread, np.asarray(each), ".", color=BLUE, ms=3, alpha=0.4)
    ax.set(yscale="log", xlabel="hidden layers of 10 units", ylabel="pieces on the line")
    ax.set_title("What depth can do, and what a network does")
    ax.set_xticks(where)
    ax.set_xlim(where[0] - 0.3, last + 1.9)


@styled
def layer_stages(stages: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> None:
    """Draw a letter and a circle after each factor of a linear layer.

    Parameters
    ----------
    stages : mapping of title to (letter, circle), arrays of shape (N, 2)
        A panel each.
    """
    _, [row] = panels(1, len(stages), (3.6 * len(stages), 3.8))
    for ax, (title, (letter, circle)) in zip(row, stages.items(), strict=True):
        ax.axhline(0, color=GREY, lw=0.6)
        ax.axvline(0, color=GREY, lw=0.6)
        ax.plot(*np.asarray(circle).T, color=BLUE, lw=1.6)
        ax.plot(*np.asarray(circle)[:1].T, "o", color=BLUE)
        ax.plot(*np.asarray(letter).T, color=RED, lw=3.5, solid_capstyle="round")
        ax.set(title=title, aspect="equal", xlim=(-2.7, 2.7), ylim=(-2.7, 2.7))


@styled
def signal_sizes(sizes: Mapping[str, ArrayLike]) -> None:
    """Draw the size of a signal after each layer, for several ways to begin.

    Parameters
    ----------
    sizes : mapping of label to array
        Root mean squares, one a layer.
    """
    _, [[ax]] = panels(1, 1, (8.6, 4.2))
    for colour, (label, values) in zip((GREEN, BLUE, AMBER, RED), sizes.items(), strict=False):
        heights = np.asarray(values, dtype=float)
        ax.semilogy(np.arange(1, len(heights) + 1), heights, color=colour)
        end = (len(heights), heights[-1])
        ax.annotate(label, end, (8, -4), textcoords="offset points", color=colour)
        ax.set_xlim(0, 1.55 * len(heights))
    ax.set_xticks(range(0, len(heights) + 1, 5))
    ax.set(xlabel="layer", ylabel="size of the outputs", title="What is left of a signal")


@styled
def errors_by_depth(errors: Mapping[str, ArrayLike], every: int) -> None:
    """Draw training errors down to zero, for networks of several depths.

    Parameters
    ----------
    errors : mapping of label to array
        Shares of wrong answers, one every `every` epochs.
    every : int
        Epochs between two of them.
    """
    _, [[left, right]] = panels(1, 2, (12, 4.2), width_ratios=[2, 1])
    needed = []
    for colour, (label, values) in zip(SERIES, errors.items(), strict=False):
        shares = np.asarray(values, dtype=float)
        epochs = every * np.arange(1, len(shares) + 1)
        left.plot(epochs, shares, color=colour, label=label)
        left.plot(epochs[-1], shares[-1], "o", color=colour, clip_on=False, zorder=3)
        needed.append(int(epochs[-1]))
    left.set(xlabel="epochs", ylabel="training error", title="Random labels, learned by heart", ylim=(0, 1))
    left.legend(title="hidden layers x units", loc="upper right")
    bars = right.bar(list(errors), needed, color=SERIES[: len(needed)], width=0.6)
    right.bar_label(bars, [f"{count:,}" for count in needed], padding=2)
    right.set_title("Epochs to the last error")
