"""The way down: searches, batches of different sizes, a grid of settings, templates as they grow."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.pictures import draw_template
from utils.plots.style import GREY, INK, MANY, SERIES, panels, styled

Curve = tuple[ArrayLike, ArrayLike]


@styled
def search_curves(losses: Mapping[str, ArrayLike], ylabel: str = "lowest loss so far") -> None:
    """Draw the best loss each kind of search has seen after so many tries; dots are the tries themselves.

    Parameters
    ----------
    losses : mapping of label to array, shape (T,)
        The loss of every try, in order. Up to ten curves.
    ylabel : str
        What the lines are.
    """
    _, [[ax]] = panels(1, 1, (7.5, 4.2))
    for colour, (label, values) in zip(MANY, losses.items(), strict=False):
        tries = np.asarray(values, dtype=float)
        best = np.fmin.accumulate(tries)
        at = np.arange(1, len(tries) + 1)
        ax.plot(at, tries, ".", color=colour, alpha=0.3, markersize=3, zorder=1)
        ax.plot(at, best, color=colour, label=f"{label}: {best[-1]:.2f}")
    every = np.concatenate([np.asarray(values, dtype=float) for values in losses.values()])
    low, high = np.nanmin(every), np.nanquantile(every, 0.99)
    ax.set(xlabel="tries", ylabel=ylabel, title="Three ways to look for W")
    ax.set_ylim(low - 0.06 * (high - low), high + 0.12 * (high - low))
    ax.legend(loc="center right")


@styled
def descent_races(races: Mapping[str, Mapping[str, Curve]], ylabel: str = "loss") -> None:
    """Draw the same descents against several measures of effort, one panel each.

    Parameters
    ----------
    races : mapping of measure to mapping of label to (effort, loss)
        For example `{"seconds": {"batch 200": (seconds, losses)}}`.
    ylabel : str
        What falls.
    """
    _, [axes] = panels(1, len(races), (5.5 * len(races), 4.2), sharey=True)
    for ax, (measure, curves) in zip(axes, races.items(), strict=True):
        for colour, (label, (effort, loss)) in zip(SERIES, curves.items(), strict=False):
            ax.plot(effort, loss, "o-", color=colour, label=label, markersize=3.5, lw=1.6)
        ax.set(xlabel=measure)
    axes[0].set(ylabel=ylabel)
    axes[-1].legend(loc="upper right")


@styled
def grid_map(
    values: ArrayLike,
    rows: Sequence[object],
    columns: Sequence[object],
    labels: tuple[str, str] = ("", ""),
    title: str = "",
) -> None:
    """Draw a table of scores as a heat map, each with its number; the highest is ringed.

    Parameters
    ----------
    values : array, shape (R, C)
        The scores; what is not finite stays white.
    rows, columns : sequence
        What stands beside the rows and under the columns.
    labels : (str, str)
        What the rows and the columns are.
    title : str
        Above it all.
    """
    table = np.asarray(values, dtype=float)
    figure, [[ax]] = panels(1, 1, (1.25 * table.shape[1] + 2.4, 0.75 * table.shape[0] + 1.4))
    picture = ax.imshow(table, cmap="viridis", aspect="auto")
    middle = (np.nanmin(table) + np.nanmax(table)) / 2
    for (i, j), value in np.ndenumerate(table):
        ax.text(j, i, f"{value:.3f}", ha="center", va="center", color=INK if value > middle else "white")
    i, j = np.unravel_index(np.nanargmax(table), table.shape)
    ax.add_patch(_frame(int(j), int(i)))
    ax.set_xticks(range(len(columns)), [str(name) for name in columns])
    ax.set_yticks(range(len(rows)), [str(name) for name in rows])
    ax.set(ylabel=labels[0], xlabel=labels[1], title=title)
    ax.tick_params(length=0)
    figure.colorbar(picture, ax=ax, pad=0.02)


def _frame(column: int, row: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="#d1495b", linewidth=3.5)


@styled
def confusion(y: ArrayLike, predicted: ArrayLike, classes: Sequence[object]) -> None:
    """Draw which class is taken for which, in percent of the examples of the true class.

    Parameters
    ----------
    y, predicted : array of int, shape (N,)
        True labels, and what the classifier says.
    classes : sequence, length C
        Their names.
    """
    truth, answer = np.asarray(y), np.asarray(predicted)
    table = np.zeros((len(classes), len(classes)))
    np.add.at(table, (truth, answer), 1)
    shares = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    _, [[ax]] = panels(1, 1, (7.2, 6.0))
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=max(40.0, float(shares.max())))
    for (i, j), share in np.ndenumerate(shares):
        ax.text(
            j, i, f"{share:.0f}", ha="center", va="center", fontsize=9, color="white" if share > 30 else INK
        )
    names = [str(name) for name in classes]
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right")
    ax.set_yticks(range(len(names)), names)
    right = float((truth == answer).mean())
    ax.set(xlabel="taken for", ylabel="is", title=f"{right:.1%} of {len(truth):,} images right; rows in %")
    ax.tick_params(length=0)


@styled
def template_film(
    film: Mapping[str, NDArray[np.float64]], shape: tuple[int, ...], classes: Sequence[object]
) -> None:
    """Draw the templates of all classes as they grow: a row for each moment, a column for each class.

    Parameters
    ----------
    film : mapping of label to array, shape (D, C)
        The weights at each moment; rows beyond the image (the bias) are left out.
    shape : tuple of int
        (H, W) or (H, W, 3) of an image.
    classes : sequence, length C
        Their names.
    """
    size, count = int(np.prod(shape)), len(classes)
    _, axes = panels(len(film), count, (1.05 * count + 0.9, 1.12 * len(film) + 0.3))
    for row, (label, W) in zip(axes, film.items(), strict=True):
        for c, ax in enumerate(row):
            draw_template(ax, np.asarray(W)[:size, c].reshape(shape))
        row[0].set_ylabel(label, rotation=0, ha="right", va="center", color=INK)
    for name, ax in zip(classes, axes[0], strict=True):
        ax.set_title(str(name), fontsize=10, pad=4)


@styled
def accuracy_ladder(accuracies: Mapping[str, float], chance: float) -> None:
    """Draw accuracies as bars, in the order given, beside that of guessing.

    Parameters
    ----------
    accuracies : mapping of label to float
        Shares from 0 to 1.
    chance : float
        What guessing would reach.
    """
    names, values = list(accuracies), np.array(list(accuracies.values()), dtype=float)
    _, [[ax]] = panels(1, 1, (7.5, 0.55 * len(names) + 1.0))
    at = np.arange(len(names))[::-1]
    ax.barh(at, values, color=SERIES[0], height=0.6)
    for place, value in zip(at, values, strict=True):
        ax.text(value + 0.004, float(place), f"{value:.1%}", va="center", color=INK)
    ax.axvline(chance, color=GREY, ls="--", lw=1.2)
    ax.text(chance, len(names) - 0.5, "guessing", color=GREY, ha="center", va="bottom", fontsize=9)
    ax.set_yticks(at, names)
    ax.set(xlabel="test accuracy", xlim=(0, max(0.3, 1.2 * float(values.max()))))
    ax.tick_params(axis="y", length=0)
