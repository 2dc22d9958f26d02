"""Figures of the notebook `layers`: what activations do to numbers, to gradients, and to units."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, panels, styled

Curves = Mapping[str, tuple[ArrayLike, ArrayLike]]


@styled
def activation_grid(x: ArrayLike, curves: Curves) -> None:
    """Draw activations in the upper row, their slopes below.

    Parameters
    ----------
    x : array, shape (M,)
        Inputs.
    curves : mapping of label to (array, array), each of shape (M,)
        Output and slope.
    """
    x = np.asarray(x)
    _, [above, below] = panels(2, len(curves), (2.5 * len(curves), 4.6), sharex=True, sharey="row")
    for top, bottom, colour, (label, (out, slope)) in zip(above, below, MANY, curves.items(), strict=False):
        top.plot(x, np.asarray(out), color=colour)
        # A slope that jumps is drawn as two pieces.
        slope = np.asarray(slope, dtype=float)
        jump = np.abs(np.diff(slope, append=slope[-1])) > 0.3
        bottom.plot(x, np.where(jump, np.nan, slope), color=colour)
        top.set_title(label)
        for ax in (top, bottom):
            ax.axhline(0, color=GREY, lw=0.8, zorder=0)
            ax.axvline(0, color=GREY, lw=0.8, zorder=0)
    above[0].set(ylabel="output", ylim=(-1.4, 2.4))
    below[0].set(ylabel="slope", ylim=(-0.12, 1.22))


@styled
def same_curves(x: ArrayLike, pairs: Mapping[str, Mapping[str, ArrayLike]]) -> None:
    """Draw pairs of curves that should be one: the first as a line, the second as dots on it, others thin.

    Parameters
    ----------
    x : array, shape (M,)
        Inputs.
    pairs : mapping of title to mapping of label to array, shape (M,)
        The curves of each panel.
    """
    x = np.asarray(x)
    _, [row] = panels(1, len(pairs), (4.3 * len(pairs), 3.6))
    for ax, (title, curves) in zip(row, pairs.items(), strict=True):
        (first, line), (second, dots), *others = curves.items()
        ax.plot(x, np.asarray(line), color=BLUE, lw=5, alpha=0.35, label=first)
        ax.plot(x[::12], np.asarray(dots)[::12], "o", color=RED, markersize=4, label=second)
        for label, values in others:
            ax.plot(x, np.asarray(values), color=INK, lw=1, ls="--", label=label)
        ax.set(title=title, xlabel="x")
        ax.axhline(0, color=GREY, lw=0.8, zorder=0)
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.4 * (high - low))  # room for the legend
        ax.legend(fontsize=9, loc="upper center")


@styled
def saturation(outputs: Mapping[str, Sequence[ArrayLike]], slopes: Mapping[str, Sequence[float]]) -> None:
    """Draw histograms of what the units of a deep net say, layer by layer, each with the mean slope.

    Parameters
    ----------
    outputs : mapping of label to sequence of arrays
        For each activation the outputs of each layer.
    slopes : mapping of label to sequence of float
        For each activation the mean slope of each layer's units.
    """
    depth = len(next(iter(outputs.values())))
    shown = sorted({0, 1, depth // 3, 2 * depth // 3, depth - 1} & set(range(depth)))
    figure, rows = panels(len(outputs), len(shown), (2.4 * len(shown), 1.9 * len(outputs)))
    for row, colour, (label, layers) in zip(rows, MANY, outputs.items(), strict=False):
        for ax, at in zip(row, shown, strict=True):
            values = np.asarray(layers[at]).ravel()
            ax.hist(values, bins=30, color=colour, density=True)
            ax.set_yticks([])
            ax.set_title(f"layer {at + 1}: mean slope {slopes[label][at]:.2g}", fontsize=9)
            ax.tick_params(labelsize=8)
        row[0].set_ylabel(label)
    figure.suptitle("What the units say, from the first layer to the last")


@styled
def gradient_decay(sizes: Mapping[str, ArrayLike]) -> None:
    """Draw how large the gradient still is at each layer, on a logarithmic scale; it travels to the left.

    Parameters
    ----------
    sizes : mapping of label to array, shape (L,)
        Size at the input of layers 1 to L.
    """
    _, [[ax]] = panels(1, 1, (7.5, 3.8))
    depth = len(np.asarray(next(iter(sizes.values()))))
    layers = np.arange(1, depth + 1)
    for colour, (label, each) in zip(MANY, sizes.items(), strict=False):
        values = np.asarray(each)
        ax.semilogy(layers, values, "o-", color=colour, label=f"{label}: {values[0]:.1g} arrives")
    ax.set_xticks(layers)
    ax.set(xlabel="layer (the gradient comes from the right)", ylabel="size of the gradient")
    ax.set_title("What is left of a gradient of size 1")
    ax.legend(loc="center left", bbox_to_anchor=(0.02, 0.68))


@styled
def zigzag(walks: Mapping[str, ArrayLike], goal: ArrayLike) -> None:
    """Draw walks of two weights, and count the steps in which both move the same way.

    Parameters
    ----------
    walks : mapping of title to array, shape (T + 1, 2)
        The weights at the start and after each step.
    goal : array, shape (2,)
        Where the loss is lowest.
    """
    goal = np.asarray(goal)
    _, [row] = panels(1, len(walks), (4.2 * len(walks), 4.1), sharex=True, sharey=True)
    for ax, colour, (title, walk) in zip(row, (RED, GREEN, BLUE), walks.items(), strict=False):
        walk = np.asarray(walk)
        steps = np.diff(walk, axis=0)
        alike = float(np.mean(steps[:, 0] * steps[:, 1] > 0))
        ax.plot(walk[:, 0], walk[:, 1], "-", color=colour, lw=1.2)
        ax.scatter(walk[:, 0], walk[:, 1], s=10, color=colour)
        ax.plot(*walk[0], "o", color="white", markeredgecolor=INK, markersize=9)
        ax.plot(*goal, "*", color=AMBER, markeredgecolor=INK, markersize=16, zorder=5)
        ax.set(title=f"{title}\nboth weights the same way: {alike:.0%}", xlabel="$w_0$")
        ax.set_aspect("equal")
    row[0].set_ylabel("$w_1$")


@styled
def dying_units(shares: Mapping[str, ArrayLike], losses: Mapping[str, ArrayLike]) -> None:
    """Draw the share of dead units, and the loss, while nets are trained.

    Parameters
    ----------
    shares, losses : mapping of label to array, shape (T,)
        After each step.
    """
    _, [[left, right]] = panels(1, 2, (11, 3.9))
    for place, (colour, label) in enumerate(zip(MANY, shares, strict=False)):
        width = max(4.0 - place, 1.5)  # so that one line on another shows both
        left.plot(100 * np.asarray(shares[label]), color=colour, lw=width, label=label)
        right.semilogy(np.asarray(losses[label]), color=colour, lw=1.4)
    left.set(xlabel="step", ylabel="dead units, percent", ylim=(-4, 104), title="Units that no example wakes")
    right.set(xlabel="step", ylabel="loss", title="What it costs")
    left.legend(fontsize=9, loc="center right", bbox_to_anchor=(1.0, 0.7))


@styled
def portraits(pictures: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> None:
    """Draw functions of the plane above the lengths of their gradients: one random net, several activations.

    Parameters
    ----------
    pictures : mapping of label to (array, array), each of shape (H, W)
        Value, and length of the gradient with respect to the two inputs.
    """
    figure, [above, below] = panels(2, len(pictures), (2.5 * len(pictures), 5.4))
    for top, bottom, (label, (value, length)) in zip(above, below, pictures.items(), strict=True):
        _picture(top, np.asarray(value, dtype=float), "twilight_shifted")
        _picture(bottom, np.asarray(length, dtype=float), "magma")
        top.set_title(label)
    above[0].set_ylabel("output")
    below[0].set_ylabel("length of the gradient")
    figure.suptitle("One random net, and what each activation makes of it")


def _picture(ax: Any, values: NDArray[np.float64], colours: str) -> None:
    low, high = np.percentile(values, [1, 99])
    ax.imshow(values, cmap=colours, vmin=low, vmax=high if high > low else low + 1, interpolation="bilinear")
    ax.set(xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)
