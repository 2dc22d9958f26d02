"""Figures about features: hues, directions of edges, equalized greys, and what each is worth."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import BLUE, GREY, INK, RED, SERIES, panels, styled

Array = NDArray[Any]
CLAIMED = ((0, 1), (1, 3), (0, 2))  # of the four rungs of `order_ladder`: the lower one, the higher one


@styled
def hue_histograms(
    images: ArrayLike, histograms: Sequence[ArrayLike], titles: Sequence[object], columns: int = 5
) -> None:
    """Draw images, below each its histogram of hues in bars of their own colour.

    Parameters
    ----------
    images : array of uint8 0..255, or floats 0..1, shape (N, H, W, 3)
        The images.
    histograms : sequence of arrays, length N
        Shares, from hue 0 once round the circle.
    titles : sequence, length N
        What stands above each.
    columns : int
        Images in a row.
    """
    count = len(titles)
    columns = min(columns, count)
    rows = -(-count // columns)
    _, axes = panels(2 * rows, columns, (2.1 * columns, 2.7 * rows), height_ratios=[1.25, 1] * rows)
    top = 1.08 * max(float(np.max(histogram)) for histogram in histograms)
    for ax in (ax for row in axes for ax in row):
        ax.set_axis_off()
    for i, (image, histogram) in enumerate(zip(np.asarray(images), histograms, strict=True)):
        above, below = (axes[2 * (i // columns) + half][i % columns] for half in (0, 1))
        above.imshow(image, interpolation="nearest")
        above.set_title(str(titles[i]), fontsize=10)
        _hue_bars(below, np.asarray(histogram, dtype=float), top)


def _hue_bars(ax: Any, shares: Array, top: float) -> None:
    from matplotlib.colors import hsv_to_rgb

    middle = (np.arange(len(shares)) + 0.5) / len(shares)
    colours = hsv_to_rgb(np.stack([middle, 0 * middle + 0.75, 0 * middle + 0.85], axis=-1))
    ax.set_axis_on()
    ax.bar(middle, shares, width=0.9 / len(shares), color=colours)
    ax.set(xlim=(0, 1), ylim=(0, top), xticks=[0, 0.5, 1], yticks=[])
    ax.set_xticklabels(["0", "hue", "1"], fontsize=8)


@styled
def hog_glyphs(images: ArrayLike, hogs: Sequence[ArrayLike], titles: Sequence[object], bins: int = 9) -> None:
    """Draw images, below each what its histograms of gradients say: in every cell a line along each edge.

    Parameters
    ----------
    images : array of uint8 0..255, or floats 0..1, shape (N, H, W, 3)
        The images.
    hogs : sequence of arrays, length N
        For each the features: cells row by row, `bins` strengths a cell.
    titles : sequence, length N
        What stands above each.
    bins : int
        Directions a cell, from 0 to 180 degrees.
    """
    pictures = np.asarray(images)
    _, [above, below] = panels(2, len(pictures), (1.75 * len(pictures), 3.9))
    for i, (picture, hog) in enumerate(zip(pictures, hogs, strict=True)):
        height, width = picture.shape[:2]
        above[i].imshow(picture, interpolation="nearest")
        above[i].set_title(str(titles[i]), fontsize=10)
        _glyphs(below[i], np.asarray(hog, dtype=float).reshape(height // 8, width // 8, bins))
        for ax in (above[i], below[i]):
            ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5), xticks=[], yticks=[], aspect="equal")


def _glyphs(ax: Any, cells: Array) -> None:
    """Draw each bin as a line along the edge: at a right angle to its gradient, as bright as it is strong."""
    from matplotlib.collections import LineCollection

    rows, columns, bins = cells.shape
    across = (np.arange(bins) + 0.5) * np.pi / bins
    half = 3.6 * np.stack([-np.sin(across), np.cos(across)], axis=-1)
    corner = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1)[:, :, np.newaxis]
    middle = 8 * corner + 3.5
    lines = np.stack([middle - half, middle + half], axis=3).reshape(-1, 2, 2)
    strength = cells.ravel() / (cells.max() or 1.0)
    order = np.argsort(strength)
    colours = np.ones((len(order), 4))
    colours[:, 3] = strength[order]
    ax.set_facecolor("#14151f")
    ax.add_collection(LineCollection(list(lines[order]), colors=colours, linewidths=2.0))


@styled
def shift_curves(shifts: ArrayLike, changes: Mapping[str, ArrayLike]) -> None:
    """Draw how far an image moves from itself, in each kind of numbers, when it is shifted.

    Parameters
    ----------
    shifts : array, shape (S,)
        By how many pixels.
    changes : mapping of label to array, shape (S,)
        The distance to the image as it was; 1 is the usual distance between two images.
    """
    _, [[ax]] = panels(1, 1, (7.5, 3.8))
    for colour, (label, values) in zip(SERIES, changes.items(), strict=False):
        ax.plot(shifts, values, "o-", color=colour, label=label)
    ax.axhline(1, color=GREY, ls="--", lw=1.2)
    ax.text(np.max(np.asarray(shifts)), 1.01, "two different images", ha="right", va="bottom", color=GREY)
    ax.set(
        xlabel="shifted by so many pixels", ylabel="distance to itself", title="How far is a shifted image?"
    )
    ax.set_ylim(0, None)
    ax.legend(loc="lower right")


@styled
def equalization(channels: Mapping[str, ArrayLike]) -> None:
    """Draw grey images, and below each its histogram with the cumulative share of pixels on top.

    Parameters
    ----------
    channels : mapping of title to array, shape (H, W)
        Values 0 to 255.
    """
    _, [above, below] = panels(2, len(channels), (3.1 * len(channels), 5), height_ratios=[1.3, 1])
    for top, ax, (title, channel) in zip(above, below, channels.items(), strict=True):
        values = np.asarray(channel)
        top.imshow(values, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        top.set_title(title)
        top.set_axis_off()
        ax.hist(values.ravel(), bins=64, range=(0, 256), color=GREY)
        ax.set(xlim=(0, 255), xticks=[0, 128, 255], yticks=[])
        share = ax.twinx()
        share.plot(np.sort(values, axis=None), np.arange(1, values.size + 1) / values.size, color=RED, lw=1.8)
        share.set(ylim=(0, 1.03), yticks=[0, 1])
    below[0].set_xlabel("grey: how many pixels (bars), how many up to there (red)", loc="left")


@styled
def feature_bars(accuracies: Mapping[str, float], numbers: Mapping[str, int], chance: float) -> None:
    """Draw what the same classifier reaches on each kind of features.

    Parameters
    ----------
    accuracies : mapping of label to float
        Accuracy on images not trained on.
    numbers : mapping of label to int
        How many numbers describe an image there.
    chance : float
        Accuracy of guessing.
    """
    _, [[ax]] = panels(1, 1, (8.2, 0.5 * len(accuracies) + 1.1))
    for place, (label, value) in enumerate(accuracies.items()):
        ax.barh(place, value, color=GREY if place == 0 else BLUE, height=0.64)
        ax.text(value + 0.006, place, f"{value:.1%}", va="center")
        ax.text(0.008, place, f"{label}: {numbers[label]:,}", va="center", color="white", fontweight="bold")
    ax.axvline(chance, color=INK, ls=":", lw=1.2, zorder=0)
    ax.set(yticks=[], xlim=(0, 1.15 * max(accuracies.values())), xlabel="accuracy (dotted: guessing)")
    ax.set_title("One linear classifier, different numbers to look at")
    ax.invert_yaxis()


@styled
def order_ladder(accuracies: Mapping[str, ArrayLike], chance: float) -> None:
    """Draw the accuracies of four classifiers as rungs, with an arrow for each comparison that is claimed.

    Parameters
    ----------
    accuracies : mapping of label to array, shape (S,)
        In the order: linear on pixels, net on pixels, linear on features, net on features. One number a seed;
        those of one seed are joined by a line.
    chance : float
        Accuracy of guessing.
    """
    _, [[ax]] = panels(1, 1, (8.6, 4.8))
    values = np.stack([np.asarray(each, dtype=float) for each in accuracies.values()])
    for seed in values.T:
        ax.plot(range(len(values)), seed, "-", color=GREY, lw=1, alpha=0.6, zorder=1)
    for place, (seeds, colour) in enumerate(zip(values, (RED, RED, BLUE, BLUE), strict=True)):
        ax.hlines(seeds.mean(), place - 0.22, place + 0.22, color=colour, lw=4)
        ax.plot(np.full(len(seeds), place), seeds, "o", color=colour, ms=5, alpha=0.7)
        ax.annotate(
            f"{seeds.mean():.1%}", (place, seeds.min()), (0, -16), textcoords="offset points", ha="center"
        )
    for low, high in CLAIMED:
        ends = ((high, float(values[high].mean())), (low, float(values[low].mean())))
        style = {"arrowstyle": "->", "color": INK, "lw": 1.3, "shrinkA": 16, "shrinkB": 12}
        ax.annotate("", *ends, arrowprops={**style, "connectionstyle": "arc3,rad=-0.25"})
    ax.axhline(chance, color=INK, ls=":", lw=1.2)
    ax.text(len(values) - 0.7, chance + 0.008, "guessing", ha="right")
    ax.set(xticks=range(len(values)), ylim=(0, 1.16 * values.max()), ylabel="accuracy on test images")
    ax.set_xticklabels(list(accuracies))
    ax.set_title("Arrows: an order that holds. No arrow: nothing is claimed")


@styled
def mistaken_for(
    images: Sequence[ArrayLike], truths: Sequence[Sequence[object]], heads: Sequence[object]
) -> None:
    """Draw images that were taken for something else: a column for each wrong answer.

    Parameters
    ----------
    images : sequence of arrays, C of shape (R, H, W, 3)
        In each column up to as many images as in the longest.
    truths : sequence of sequences, C of length R
        What each really is.
    heads : sequence, length C
        What all images of a column were taken for.
    """
    rows = max(1, *(len(column) for column in truths))
    _, axes = panels(rows, len(heads), (1.12 * len(heads), 1.32 * rows + 0.3))
    for ax in (ax for row in axes for ax in row):
        ax.set_axis_off()
    for c, (column, names) in enumerate(zip(images, truths, strict=True)):
        for r, (image, name) in enumerate(zip(np.asarray(column), names, strict=True)):
            axes[r][c].imshow(image, interpolation="nearest")
            axes[r][c].set_title(str(name), fontsize=8, pad=2, color=RED)
        axes[0][c].text(
            0.5,
            1.34,
            str(heads[c]),
            transform=axes[0][c].transAxes,
            ha="center",
            fontweight="bold",
            fontsize=9,
        )
