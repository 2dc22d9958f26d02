"""Figures of the notebook `training`: parts of the data, runs, averages, tries, gaps, a whole training."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import AMBER, BLUE, GREEN, GREY, INK, MANY, RED, panels, styled
from utils.plots.training import smooth

Array = NDArray[np.float64]
Tries = Sequence[tuple[Mapping[str, float], float]]  # settings, score
BIAS, VARIANCE = "#f3d9a4", "#bcd3ea"  # light enough to write on


@styled
def curve_gallery(X: ArrayLike, y: ArrayLike, rows: int = 3) -> None:
    """Draw curves of every class, a column each, as one would write them: from top to bottom.

    Parameters
    ----------
    X : array, shape (N, D)
        Curves.
    y : array of int, shape (N,)
        Their labels.
    rows : int
        Curves of each class.
    """
    curves, labels = np.asarray(X, dtype=float), np.asarray(y)
    classes = np.unique(labels)
    reach = 1.05 * float(np.abs(curves).max())
    _, axes = panels(rows, len(classes), (1.15 * len(classes), 1.05 * rows + 0.3), sharex=True, sharey=True)
    for column, (label, colour) in enumerate(zip(classes, MANY, strict=False)):
        for line, curve in zip(axes, curves[labels == label], strict=False):
            ax = line[column]
            ax.plot(curve, np.arange(len(curve))[::-1], color=colour, lw=1.7)
            ax.set(xticks=[], yticks=[], xlim=(-reach, reach))
            ax.spines[:].set_visible(False)
        axes[0][column].set_title(str(label))


@styled
def split_counts(splits: Mapping[str, Mapping[str, ArrayLike]]) -> None:
    """Draw how many examples of each class every part holds, for several ways to split.

    Parameters
    ----------
    splits : mapping of title to mapping of part to array of int
        Labels of the examples in each part.
    """
    figure, [row] = panels(1, len(splits), (5.6 * len(splits), 3.4), sharey=True)
    every = np.concatenate([np.asarray(y) for parts in splits.values() for y in parts.values()])
    classes = np.unique(every)
    for ax, (title, parts) in zip(row, splits.items(), strict=True):
        below = np.zeros(len(classes))
        for colour, (part, y) in zip((BLUE, AMBER, RED), parts.items(), strict=False):
            counts = (np.asarray(y)[:, np.newaxis] == classes).sum(axis=0)
            ax.bar(classes, counts, bottom=below, color=colour, width=0.75, label=part)
            below += counts
        ax.set(title=title, xlabel="class", xticks=classes)
    row[0].set_ylabel("examples")
    lines, labels = row[0].get_legend_handles_labels()
    figure.legend(lines, labels, loc="outside lower center", ncols=len(labels))


@styled
def training_runs(rates: Mapping[str, ArrayLike], losses: Mapping[str, ArrayLike]) -> None:
    """Draw the learning rate of each step, and beside it what became of the loss.

    Parameters
    ----------
    rates, losses : mapping of label to array, shape (T,)
        The same labels in both; losses are drawn smoothed.
    """
    figure, [[left, right]] = panels(1, 2, (11, 4.3))
    for colour, (label, values) in zip(MANY, rates.items(), strict=False):
        given = np.asarray(losses[label], dtype=float)
        left.plot(np.asarray(values, dtype=float), color=colour)
        right.plot(given, color=colour, alpha=0.18, lw=0.7)
        right.plot(smooth(given, max(3, len(given) // 20)), color=colour, label=label)
    left.set(title="Rate", xlabel="step", ylabel="learning rate", yscale="log")
    lowest = min(float(min(np.asarray(values)[np.asarray(values) > 0])) for values in rates.values())
    left.set_ylim(max(lowest, 1e-5) / 2, None)
    first = max(float(np.asarray(values, dtype=float)[0]) for values in losses.values())
    right.set(title="Loss of the batches", xlabel="step", ylabel="loss", ylim=(0, 1.15 * first))
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)


@styled
def averaged_losses(values: ArrayLike, averages: Mapping[str, ArrayLike]) -> None:
    """Draw a sequence, and averages of it: all of it, and its beginning.

    Parameters
    ----------
    values : array, shape (T,)
        As they came.
    averages : mapping of label to array, shape (T,)
        The last one is drawn dashed: how not to do it.
    """
    given = np.asarray(values, dtype=float)
    colours = dict(zip(averages, (AMBER, BLUE, RED), strict=False))
    last = list(averages)[-1]
    _, [row] = panels(1, 2, (11.5, 3.9), width_ratios=[1.5, 1], sharey=True)
    for ax, until in zip(row, (len(given), max(2, len(given) // 8)), strict=True):
        ax.plot(given[:until], color=GREY, lw=0.8, label="as they came")
        for label, average in averages.items():
            style = "--" if label == last else "-"
            ax.plot(np.asarray(average)[:until], style, color=colours[label], label=label)
        ax.set(xlabel="step", ylim=(0, None))
    row[0].set(title="A loss and its averages", ylabel="loss")
    row[1].set(title="The beginning")
    row[0].legend()


@styled
def search_scatter(searches: Mapping[str, Tries], ranges: Mapping[str, tuple[float, float]]) -> None:
    """Draw which settings were tried and how good they were, two settings a try.

    Parameters
    ----------
    searches : mapping of title to sequence of (settings, score)
        A panel each; the best try has a ring.
    ranges : mapping of setting to (low, high)
        What is drawn of either setting.
    """
    (across, x_span), (up, y_span) = ranges.items()
    every = [score for tries in searches.values() for _, score in tries]
    figure, [row] = panels(1, len(searches), (5.2 * len(searches) + 0.8, 4.2), sharey=True)
    for ax, (title, tries) in zip(row, searches.items(), strict=True):
        x, y = ([setting[name] for setting, _ in tries] for name in (across, up))
        scores = np.array([score for _, score in tries])
        dots = ax.scatter(x, y, c=scores, s=90, cmap="viridis", vmin=min(every), vmax=max(every), ec="white")
        best = int(scores.argmax())
        ax.plot(x[best], y[best], "o", mfc="none", mec=RED, mew=2, ms=15)
        ax.set(xscale="log", yscale="log", xlabel=across.replace("_", " "))
        ax.set(xlim=(x_span[0] / 1.6, x_span[1] * 1.6), ylim=(y_span[0] / 1.6, y_span[1] * 1.6))
        ax.set_title(f"{title}: best {scores[best]:.0%}")
        ax.grid(color=GREY, alpha=0.25)
    row[0].set_ylabel(up.replace("_", " "))
    figure.colorbar(dots, ax=row, label="validation accuracy")


@styled
def gap_curves(curves: Mapping[str, ArrayLike], human: float, larger: Mapping[str, str]) -> None:
    """Draw errors on training and validation part against steps, and the two gaps at the end.

    Parameters
    ----------
    curves : mapping of title to array, shape (T, 3)
        Rows of step, training error, validation error.
    human : float
        Error of people.
    larger : mapping of title to str
        Which gap is the larger one, for the title.
    """
    _, [row] = panels(1, len(curves), (4.2 * len(curves), 4.2), sharey=True)
    for ax, (title, rows) in zip(row, curves.items(), strict=True):
        steps, train, val = np.asarray(rows, dtype=float).T
        _draw_errors(ax, steps, train, val, human)
        gaps = {"bias": (human, train[-1], AMBER), "variance": (train[-1], val[-1], BLUE)}
        for at, (low, high, colour) in zip((1.06, 1.12), gaps.values(), strict=True):
            ax.plot([at * steps[-1]] * 2, [low, high], color=colour, lw=6, solid_capstyle="butt")
        told = ", ".join(f"{name} {high - low:.1%}" for name, (low, high, _) in gaps.items())
        ax.set(title=f"{title}: {larger[title]}\n{told}", xlabel="step")
        ax.set(xlim=(0, 1.16 * steps[-1]), ylim=(0, 0.92))
    row[0].set_ylabel("error")
    row[-1].legend(loc="upper right", fontsize=9)


def _draw_errors(ax: Any, steps: Array, train: Array, val: Array, human: float) -> None:
    """Draw both errors and the line of people, with the gaps between them filled."""
    ax.fill_between(steps, human, train, where=train > human, color=BIAS, alpha=0.7, lw=0, interpolate=True)
    ax.fill_between(steps, train, val, color=VARIANCE, alpha=0.7, lw=0)
    ax.plot(steps, val, color=RED, label="validation")
    ax.plot(steps, train, color=INK, label="training")
    ax.plot(steps[[0, -1]], [human, human], color=GREEN, ls="--", label="people")


@styled
def whole_training(
    rates: ArrayLike, losses: ArrayLike, average: ArrayLike, errors: ArrayLike, human: float, test: float
) -> None:
    """Draw one training: rate, loss and errors of the same steps, what was kept, and the test at the end.

    Parameters
    ----------
    rates, losses, average : array, shape (T,)
        Of each step; the average is that of the losses.
    errors : array, shape (S, 3)
        Rows of step, training error, validation error.
    human, test : float
        Error of people, and on the test part.
    """
    figure, axes = panels(3, 1, (9.5, 9.2), sharex=True, height_ratios=[1, 1.5, 2.2])
    top, middle, bottom = (line[0] for line in axes)
    steps, train, val = np.asarray(errors, dtype=float).T
    top.fill_between(np.arange(len(np.asarray(rates))), np.asarray(rates), color=GREEN, alpha=0.3, lw=0)
    top.plot(np.asarray(rates), color=GREEN)
    top.set(ylabel="learning rate", ylim=(0, None), title="the schedule: how far each step goes")
    middle.plot(np.asarray(losses), color=GREY, lw=0.7, label="each batch")
    middle.plot(np.asarray(average), color=BLUE, label="moving average")
    middle.set(ylabel="loss", yscale="log", title="the loss: what the optimizer sees")
    middle.legend(loc="upper right")
    _draw_errors(bottom, steps, train, val, human)
    best = int(val.argmin())
    bottom.plot(steps[best], val[best], "*", color=RED, ms=17, mec="white", zorder=5, clip_on=False)
    note: dict[str, Any] = {
        "textcoords": "offset points",
        "ha": "right",
        "arrowprops": {"arrowstyle": "-", "color": INK},
    }
    bottom.annotate(f"kept: {val[best]:.1%}", (steps[best], val[best]), (-25, 60), color=RED, **note)
    bottom.plot(1.03 * steps[-1], test, "D", color=INK, ms=9, clip_on=False, zorder=5)
    bottom.annotate(f"test, once: {test:.1%}", (1.03 * steps[-1], test), (-10, 75), **note)
    bottom.set(xlabel="step", ylabel="error (log)", title="the errors: what you look at", yscale="log")
    ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    bottom.set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
    bottom.minorticks_off()
    lowest = max(0.004, 0.8 * min(float(train.min()), human))
    bottom.set(ylim=(lowest, 1.0), xlim=(0, 1.05 * steps[-1]))
    bottom.legend(loc="upper right")
    figure.suptitle("A training, read from top to bottom", fontsize=14)
