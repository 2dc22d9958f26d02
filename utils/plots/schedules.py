"""Figures of the notebook `schedules`: rates over time, and what they do on a noisy bowl."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, panels, styled
from utils.plots.trajectories import Height, Span, draw_ground

Array = NDArray[np.float64]
Curve = tuple[ArrayLike, ArrayLike]  # across, up
ON_GROUND = (RED, GREEN, AMBER, GREY, INK)  # no blue: the ground is blue
Ends = tuple[ArrayLike, ArrayLike]  # one way, shape (T, 2), and where many ended, shape (N, 2)


@styled
def schedule_curves(
    rates: Mapping[str, Curve],
    marks: tuple[str, Sequence[float]],
    stairs: Collection[str] = (),
    xlabel: str = "epoch",
) -> None:
    """Draw rates over time, once on a plain and once on a logarithmic scale.

    Parameters
    ----------
    rates : mapping of label to (steps, rates)
        Up to ten schedules. Rates of 0 are left out on the logarithmic side.
    marks : (label, rates)
        The first rates of this schedule, written beside its curve.
    stairs : collection of str
        Labels whose rate jumps: their points are joined by stairs.
    xlabel : str
        What is counted.
    """
    _, [[plain, log]] = panels(1, 2, (13, 5.0))
    for colour, (label, (steps, values)) in zip(MANY, rates.items(), strict=False):
        at, given = np.asarray(steps), np.asarray(values, dtype=float)
        look: dict[str, Any] = {"color": colour, "drawstyle": "steps-post" if label in stairs else "default"}
        plain.plot(at, given, label=label, **look)
        log.plot(at[given > 0], given[given > 0], **look)
        if label == marks[0]:
            _mark(plain, at, marks[1], colour)
            _mark(log, at, marks[1], colour, words=False)
    plain.set(title="The rate", xlabel=xlabel, ylabel="learning rate", xlim=(-2.5, None), ylim=(0, None))
    log.set(title="The same, on a logarithmic scale", xlabel=xlabel, yscale="log")
    plain.legend(loc="upper right")


def _mark(ax: Any, at: Array, values: Sequence[float], colour: str, words: bool = True) -> None:
    """Draw dots at the first rates, and write them."""
    ax.plot(at[: len(values)], values, "o", color=colour, ms=8, mec=INK, mew=1.2, zorder=5, clip_on=False)
    for step, rate in zip(at, values, strict=False):
        if words:
            ax.annotate(
                f"{rate:.2g}",
                (step, rate),
                textcoords="offset points",
                xytext=(-9, -4),
                ha="right",
                color=INK,
                fontsize=9,
                zorder=6,
            )


@styled
def warm_ups(
    rates: Mapping[str, ArrayLike], ways: Mapping[str, ArrayLike], warmup: int, title: str = ""
) -> None:
    """Draw rates that warm up, a dot for each step, and how far from the goal walks with a warm-up are.

    Parameters
    ----------
    rates : mapping of label to array, shape (T,)
        The first is drawn over the others.
    ways : mapping of label to array, shape (S,)
        Distances after each step; a way may end where it leaves the picture.
    warmup : int
        So many steps of `rates` are warm-up.
    title : str
        Above the walks.
    """
    _, [[left, right]] = panels(1, 2, (13, 4.4))
    left.axvspan(-0.5, warmup - 0.5, color=AMBER, alpha=0.15, lw=0)
    left.text((warmup - 1) / 2, 0.97, "warm-up", ha="center", va="top", transform=left.get_xaxis_transform())
    for number, (label, values) in enumerate(rates.items()):
        look: dict[str, Any] = (
            {"ls": "--", "lw": 1.4, "ms": 5} if number else {"ls": "-", "ms": 6, "zorder": 3}
        )
        left.plot(np.asarray(values), marker="o", color=MANY[number], label=label, **look)
    left.set(title="The rate, step by step", xlabel="step", ylabel="learning rate")
    left.set_ylim(-0.03 * left.get_ylim()[1], 1.15 * left.get_ylim()[1])
    left.legend(fontsize=9)
    for colour, (label, distances) in zip((RED, *MANY[2:]), ways.items(), strict=False):
        right.semilogy(np.asarray(distances), "o-", color=colour, ms=3.5, lw=1.8, label=label)
    right.set(title=title, xlabel="step", ylabel="distance from the bottom")
    right.legend(fontsize=9)


@styled
def noisy_walks(
    height: Height, walks: Mapping[str, Ends], losses: Mapping[str, ArrayLike], span: Span
) -> None:
    """Draw a walk for each schedule with where many such walks ended, and their mean heights on the way.

    Parameters
    ----------
    height : callable
        The landscape: takes places, shape (..., 2).
    walks : mapping of title to (way, ends)
        A panel each: one way, shape (T, 2), and the ends of many, shape (N, 2).
    losses : mapping of label to array, shape (T,)
        Mean heights; those of a title above have its colour.
    span : pair of (low, high)
        What is drawn of either weight.
    """
    colours = dict(zip(dict.fromkeys([*walks, *losses]), ON_GROUND, strict=False))
    figure, [row] = panels(
        1, len(walks) + 1, (4.1 * len(walks) + 4.9, 4.2), width_ratios=[1.0] * len(walks) + [1.2]
    )
    for ax, (title, (way, ends)) in zip(row, walks.items(), strict=False):
        draw_walk(ax, height, way, ends, span, colours[title])
        ax.set_title(title)
    for label, values in losses.items():
        row[-1].semilogy(np.asarray(values), color=colours[label], label=label, lw=1.8)
    row[-1].set(title="mean height above the floor", xlabel="step")
    row[-1].legend(fontsize=9)
    figure.suptitle("One walk of each (line), and where a thousand ended (dots)", fontsize=13)


def draw_walk(ax: Any, height: Height, way: ArrayLike, ends: ArrayLike, span: Span, colour: str) -> None:
    """Draw a way on a landscape, and a cloud of ends."""
    draw_ground(ax, height, span)
    ax.plot(*np.asarray(way, dtype=float).T, "-", color=INK, lw=0.8, alpha=0.8)
    ax.plot(*np.asarray(ends, dtype=float).T, ".", color=colour, ms=2.5, alpha=0.6)
    ax.plot(0, 0, "+", color=INK, ms=10, mew=1.5)
    ax.set(xlim=span[0], ylim=span[1], xlabel="", ylabel="")


@styled
def base_sweep(bases: ArrayLike, heights: Mapping[str, ArrayLike], limit: float) -> None:
    """Draw how high walks end, against the rate that they began with.

    Parameters
    ----------
    bases : array, shape (B,)
        First rates.
    heights : mapping of label to array, shape (B,)
        Mean final heights.
    limit : float
        The rate at which a constant one stops being stable.
    """
    _, [[ax]] = panels(1, 1, (9, 4.8))
    for number, (label, values) in enumerate(heights.items()):
        ends, colour = np.asarray(values, dtype=float), MANY[number]
        lowest = int(np.nanargmin(ends))
        ax.loglog(np.asarray(bases), ends, "--" if number % 2 else "-", color=colour, label=label)
        ax.plot(np.asarray(bases)[lowest], ends[lowest], "o", color=colour, ms=7, mec="white")
    ax.axvline(limit, color=GREY, ls="--", lw=1, zorder=0)
    ax.text(limit * 0.94, 18.0, "too high for\na constant rate", fontsize=9, ha="right", va="top")
    ax.set(ylim=(6e-3, 20), xlabel="first rate", ylabel="mean height after the last step")
    ax.set_title("How carefully must the first rate be chosen?")
    ax.legend(fontsize=9, loc="upper left", bbox_to_anchor=(1.0, 1.0))


@styled
def batch_scaling(curves: Mapping[str, Mapping[str, Curve]], ylabel: str = "") -> None:
    """Draw losses against the number of examples seen, a panel for each way to choose the rate.

    Parameters
    ----------
    curves : mapping of title to mapping of label to (examples, losses)
        The same places have the same colour in every panel.
    ylabel : str
        What is drawn.
    """
    _, [row] = panels(1, len(curves), (6.5 * len(curves), 4.4), sharey=True)
    for ax, (title, panel) in zip(row, curves.items(), strict=True):
        for number, (label, (examples, losses)) in enumerate(panel.items()):
            look: dict[str, Any] = {"lw": 5.0 - 1.1 * number, "alpha": 0.85}  # those beneath stay visible
            ax.semilogy(np.asarray(examples), np.asarray(losses), color=MANY[number], label=label, **look)
        ax.set(title=title, xlabel="examples seen")
        ax.legend(fontsize=9, loc="upper right")
    low = min(np.nanmin(np.asarray(losses)) for panel in curves.values() for _, losses in panel.values())
    first = max(np.asarray(losses)[0] for panel in curves.values() for _, losses in panel.values())
    row[0].set(ylabel=ylabel, ylim=(low / 2, 40 * first))


@styled
def schedule_gallery(
    height: Height, entries: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], span: Span
) -> None:
    """Draw for each schedule its rate, and below it a walk and where many walks ended.

    Parameters
    ----------
    height : callable
        The landscape.
    entries : mapping of title to (rates, way, ends)
        Arrays of shape (T,), (T + 1, 2) and (N, 2).
    span : pair of (low, high)
        What is drawn of either weight.
    """
    across = 4
    blocks = -(-len(entries) // across)
    figure, axes = panels(2 * blocks, across, (13, 4.3 * blocks), height_ratios=[1, 2.2] * blocks)
    highest = max(float(np.max(np.asarray(rates))) for rates, _, _ in entries.values())
    for number, (title, (rates, way, ends)) in enumerate(entries.items()):
        block, column = divmod(number, across)
        top, bottom = axes[2 * block][column], axes[2 * block + 1][column]
        top.plot(np.asarray(rates), color=BLUE)
        top.fill_between(np.arange(len(np.asarray(rates))), np.asarray(rates), color=BLUE, alpha=0.08, lw=0)
        top.set(title=title, ylim=(0, 1.1 * highest), xticks=[], yticks=[0, highest])
        draw_walk(bottom, height, way, ends, span, RED)
        mean = float(np.mean(np.asarray(height(np.asarray(ends, dtype=float)))))
        bottom.set_title(f"ends {mean:.2g} above the floor", fontsize=10)
        bottom.set(xticks=[], yticks=[])
    for number in range(len(entries), blocks * across):
        block, column = divmod(number, across)
        axes[2 * block][column].set_axis_off()
        axes[2 * block + 1][column].set_axis_off()
    figure.suptitle("Seven schedules and a constant rate, on the same noisy bowl", fontsize=13)
