"""Figures about distances and neighbours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.regions import _around, _labels
from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, SERIES, panels, styled


@styled
def distance_matrix(dists: ArrayLike) -> None:
    """Draw a table of distances as an image: a row for each test image, a column for each stored one.

    Parameters
    ----------
    dists : array, shape (num_test, num_train)
        The distances.
    """
    table = np.asarray(dists, dtype=float)
    figure, [[ax]] = panels(1, 1, (9, 3.1))
    image = ax.imshow(table, cmap="viridis", aspect="auto", interpolation="nearest")
    figure.colorbar(image, ax=ax, label="distance", pad=0.015)
    ax.set(title="Every test image against every stored one", xlabel="stored image", ylabel="test image")


@styled
def neighbour_rows(
    queries: ArrayLike,
    query_labels: Sequence[object],
    found: ArrayLike,
    found_labels: Sequence[Sequence[object]],
) -> None:
    """Draw images with their neighbours to the right, framed green where the label is the same, else red.

    Parameters
    ----------
    queries : array of uint8, shape (Q, H, W, 3)
        The images asked about.
    query_labels : sequence, length Q
        Their names.
    found : array of uint8, shape (Q, K, H, W, 3)
        Their neighbours, nearest first.
    found_labels : sequence of sequences, Q of length K
        The neighbours' names.
    """
    queries, found = np.asarray(queries), np.asarray(found)
    rows, columns = found.shape[:2]
    _, axes = panels(rows, columns + 1, (1.12 * (columns + 1), 1.42 * rows))
    for row, line in enumerate(axes):
        _framed(line[0], queries[row], f"{query_labels[row]}?", INK)
        for column, ax in enumerate(line[1:]):
            same = found_labels[row][column] == query_labels[row]
            _framed(ax, found[row, column], str(found_labels[row][column]), GREEN if same else RED)


def _framed(ax: Any, image: NDArray[Any], title: str, colour: str) -> None:
    ax.imshow(image, cmap="gray", interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9, pad=3, color=colour)
    for spine in ax.spines.values():
        spine.set(visible=True, color=colour, linewidth=3)


@styled
def pair_costs(sizes: ArrayLike, seconds: Mapping[str, ArrayLike], features: int) -> None:
    """Draw what one distance costs when more images are stored, and what one row of differences weighs.

    Parameters
    ----------
    sizes : array, shape (S,)
        How many images are stored.
    seconds : mapping of label to array, shape (S,)
        Seconds for a single pair of images.
    features : int
        Numbers in an image; a row of differences holds `size * features` of 8 bytes.
    """
    _, [[ax]] = panels(1, 1, (7.5, 4))
    sizes = np.asarray(sizes)
    for colour, (label, values) in zip(SERIES[1::-1] + SERIES[2:], seconds.items(), strict=False):
        micro = 1e6 * np.asarray(values)
        ax.semilogx(sizes, micro, "o-", color=colour)
        ax.annotate(
            f"{label}: {micro[-1]:.2g} µs",
            (sizes[-1], micro[-1]),
            textcoords="offset points",
            xytext=(10, -4),
            color=colour,
            annotation_clip=False,
        )
    ax.set_xticks(sizes, [f"{size:,}\n{size * features * 8 / 1e6:.3g} MB" for size in sizes])
    ax.minorticks_off()
    ax.set(
        title="What a single distance costs",
        xlabel="stored images, and the size of one temporary of the version with one loop",
        ylabel="microseconds a pair",
        xlim=(sizes[0] * 0.8, sizes[-1] * 4),
        ylim=(0, None),
    )


@styled
def version_bars(seconds: Mapping[str, float], size: str, never: str = "") -> None:
    """Draw how long each version takes, as bars on a logarithmic scale.

    Parameters
    ----------
    seconds : mapping of label to float
        Measured times, slowest first.
    size : str
        What was computed, for the title.
    never : str
        What is said about a version that nobody runs; it stands below as a bar without end.
    """
    _, [[ax]] = panels(1, 1, (8.5, 0.62 * (len(seconds) + bool(never)) + 1))
    values = np.array(list(seconds.values()))
    low, high = values.min() / 4, values.max() * 12
    for place, (label, value) in enumerate(seconds.items()):
        ax.barh(place, value, left=0, color=(*SERIES[1::-1], *SERIES[2:])[place], height=0.62)
        ax.text(value * 1.15, place, f"{value:.2g} s", va="center", color=INK)
        ax.text(low * 1.15, place, label, va="center", color="white", fontweight="bold")
    if never:
        place = len(seconds)
        ax.barh(place, high, color="white", edgecolor=GREY, hatch="///", height=0.62, lw=0)
        ax.text(low * 1.15, place, never, va="center", backgroundcolor="white", fontsize=10)
    ax.set(xscale="log", xlim=(low, high), yticks=[], xlabel="seconds", title=f"{size}: three times the same")
    ax.invert_yaxis()


@styled
def region_row(
    predictors: Mapping[str, Callable[[NDArray[np.float64]], Any]],
    X: ArrayLike,
    y: ArrayLike,
    resolution: int = 90,
) -> None:
    """Draw the regions of several classifiers of the same points side by side.

    Parameters
    ----------
    predictors : mapping of title to callable
        Each takes an array of shape (M, 2) and returns M labels.
    X : array, shape (N, 2)
        Points.
    y : array of int, shape (N,)
        Their labels, 0 to 9. A point on the wrong ground is ringed.
    resolution : int
        Places each way at which a classifier is asked.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    low, high = _around(X)
    sides = [np.linspace(low[axis], high[axis], resolution) for axis in (0, 1)]
    across, up = np.meshgrid(*sides)
    places = np.column_stack([across.ravel(), up.ravel()])
    _, [line] = panels(1, len(predictors), (4.1 * len(predictors), 4.2), sharex=True, sharey=True)
    for ax, (title, predict) in zip(line, predictors.items(), strict=True):
        _ground(ax, _labels(predict, places).reshape(across.shape), across, up)
        wrong = _labels(predict, X) != y
        for label in np.unique(y):
            mine = X[y == label]
            ax.scatter(mine[:, 0], mine[:, 1], s=20, color=MANY[int(label)], edgecolors="white", lw=0.5)
        ax.scatter(X[wrong, 0], X[wrong, 1], s=60, facecolors="none", edgecolors=INK, lw=1.2)
        ax.set(title=f"{title}: {np.mean(~wrong):.0%} of its own points right", xlabel="$x_0$")
    line[0].set(ylabel="$x_1$")


def _ground(ax: Any, ground: NDArray[Any], across: NDArray[np.float64], up: NDArray[np.float64]) -> None:
    from matplotlib.colors import ListedColormap

    ax.imshow(
        ground,
        origin="lower",
        extent=(across.min(), across.max(), up.min(), up.max()),
        cmap=ListedColormap(MANY),
        vmin=-0.5,
        vmax=len(MANY) - 0.5,
        alpha=0.25,
        aspect="auto",
        interpolation="nearest",
    )
    for label in np.unique(ground)[1:]:
        ax.contour(across, up, ground >= label, levels=[0.5], colors=INK, linewidths=0.7, alpha=0.5)


@styled
def cross_validation(accuracies: Mapping[int, ArrayLike]) -> None:
    """Draw the accuracy of every fold for every k, with mean and standard deviation.

    Parameters
    ----------
    accuracies : mapping of k to array, shape (num_folds,)
        What cross-validation found.
    """
    _, [[ax]] = panels(1, 1, (8, 4.2))
    ks = sorted(accuracies)
    folds = [np.asarray(accuracies[k], dtype=float) for k in ks]
    means, spreads = np.array([each.mean() for each in folds]), np.array([each.std() for each in folds])
    for k, each in zip(ks, folds, strict=True):
        ax.plot(np.full(len(each), k), each, "o", color=GREY, ms=5)
    ax.errorbar(ks, means, yerr=spreads, color=BLUE, capsize=4, marker="o", label="mean ± one deviation")
    best = int(np.argmax(means))
    ax.plot(ks[best], means[best], "*", color=AMBER, ms=18, label=f"best mean: k = {ks[best]}", zorder=5)
    ax.plot([], [], "o", color=GREY, ms=5, label="a fold")
    ax.set(xscale="log", xlabel="k", ylabel="accuracy on the fold left out", title="Which k?")
    ax.set_xticks(ks, [str(k) for k in ks])
    ax.minorticks_off()
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)


@styled
def memory_curve(sizes: ArrayLike, accuracy: ArrayLike, seconds: ArrayLike, chance: float) -> None:
    """Draw what remembering more images buys, and what it costs.

    Parameters
    ----------
    sizes : array, shape (S,)
        How many images are stored.
    accuracy : array, shape (S,)
        Accuracy on the test images with so many.
    seconds : array, shape (S,)
        Seconds to classify one test image with so many.
    chance : float
        Accuracy of guessing.
    """
    _, [[left, right]] = panels(1, 2, (11, 4))
    sizes, milli = np.asarray(sizes), 1e3 * np.asarray(seconds)
    left.plot(sizes, accuracy, "o-", color=BLUE)
    left.axhline(chance, color=GREY, ls="--", lw=1.2)
    left.text(sizes[0], chance, " guessing", va="bottom", color=GREY)
    left.set(ylabel="accuracy on test images", ylim=(0, None), title="What memory buys")
    right.plot(sizes, milli, "o-", color=RED)
    right.set(
        ylabel="milliseconds a test image", ylim=(0, None), title="What memory costs, at every question"
    )
    left.set_xscale("log")
    for ax in (left, right):
        ax.set_xlabel("stored images")
    left.set_xticks(sizes, [f"{size:,}" for size in sizes])
    left.minorticks_off()
