"""Pictures of the pictures. Matplotlib is imported by the first one drawn, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from datasets.shapes10.challenges import GROUPS, NONE, Challenges
from datasets.shapes10.images import make_images
from datasets.shapes10.outlines import CLASSES

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

FACTORS = (0.0, 0.5, 1.0, 1.5)
BETWEEN = 2  # pixels


def knobs_figure(each: int = 10, seed: int = 0) -> Figure:
    """Draw one row a challenge: the same images as this challenge alone grows; return the figure.

    Parameters
    ----------
    each : int
        Images a panel, of the first so many classes.
    seed : int
        Which images.
    """
    figure, axes = _panels(len(GROUPS), len(FACTORS), (2.3 * len(FACTORS), 0.98 * len(GROUPS)))
    for row, group in zip(axes, GROUPS, strict=True):
        for ax, factor in zip(row, FACTORS, strict=True):
            alone = Challenges(**{name: getattr(NONE, name) for name in vars(NONE)} | _of(group))
            ax.imshow(_panel(alone.scaled(group, factor), each, seed))
            if row is axes[0]:
                ax.set_title("none" if factor == 0 else f"{factor:g} x the default", fontsize=9)
        row[0].set_ylabel(group.replace(" ", "\n"), fontsize=9, rotation=0, ha="right", va="center")
    return figure


def classes_figure(each: int = 12, seed: int = 0, challenges: Challenges | None = None) -> Figure:
    """Draw `each` images of every class, one class a row; return the figure."""
    X, y = make_images(20 * each, seed, challenges or Challenges())
    figure, axes = _panels(len(CLASSES), 1, (0.5 * each, 0.52 * len(CLASSES)))
    for c, (ax,) in enumerate(axes):
        ax.imshow(_side_by_side(X[y == c][:each]))
        ax.set_ylabel(CLASSES[c], fontsize=9, rotation=0, ha="right", va="center")
    return figure


def _of(group: str) -> dict[str, Any]:
    """Return a group's knobs at their defaults."""
    return {name: getattr(Challenges(), name) for name in GROUPS[group]}


def _panel(challenges: Challenges, each: int, seed: int) -> NDArray[np.uint8]:
    """Return images of the first classes in two rows."""
    X, y = make_images(200, seed, challenges)
    chosen = X[[int(np.flatnonzero(y == c)[0]) for c in range(each)]]
    half = (each + 1) // 2
    rows = [_side_by_side(chosen[start : start + half]) for start in (0, half)]
    gap = np.full((BETWEEN, *rows[0].shape[1:]), 255, np.uint8)
    rows[1] = np.pad(rows[1], ((0, 0), (0, rows[0].shape[1] - rows[1].shape[1]), (0, 0)), constant_values=255)
    return np.concatenate([rows[0], gap, rows[1]])


def _side_by_side(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return images in one row, a white line between them."""
    padded = np.pad(images, ((0, 0), (0, 0), (0, BETWEEN), (0, 0)), constant_values=255)
    return np.concatenate(list(padded), axis=1)[:, :-BETWEEN]


def _panels(rows: int, columns: int, size: tuple[float, float]) -> tuple[Figure, list[list[Any]]]:
    """Return a figure and its bare axes."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, layout="constrained", facecolor="white"
    )
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return figure, [list(row) for row in axes]
