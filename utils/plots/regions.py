"""What a classifier decides in every place of a plane."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import INK, MANY, panels, styled

FINE = 240  # places each way


@styled
def decision_regions(
    predict: Callable[[NDArray[np.float64]], Any],
    X: ArrayLike,
    y: ArrayLike,
    title: str = "",
    resolution: int = FINE,
) -> None:
    """Draw labelled points over the regions in which a classifier would give each label.

    Parameters
    ----------
    predict : callable
        Takes an array of shape (M, 2), returns M labels.
    X : array, shape (N, 2)
        Points.
    y : array of int, shape (N,)
        Their labels, 0 to 9. A point on the wrong ground is ringed.
    title : str
        Set before the share of points that are right.
    resolution : int
        Places each way at which `predict` is asked.

    Raises
    ------
    ValueError
        If `predict` does not return one label a place.
    """
    from matplotlib.colors import ListedColormap

    X, y = np.asarray(X, dtype=float), np.asarray(y)
    low, high = _around(X)
    across, up = np.meshgrid(
        np.linspace(low[0], high[0], resolution), np.linspace(low[1], high[1], resolution)
    )
    ground = _labels(predict, np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)
    right = _labels(predict, X) == y
    _, [[ax]] = panels(1, 1, (5.6, 5.2))
    ax.imshow(
        ground,
        origin="lower",
        extent=(low[0], high[0], low[1], high[1]),
        cmap=ListedColormap(MANY),
        vmin=-0.5,
        vmax=len(MANY) - 0.5,
        alpha=0.22,
        aspect="auto",
        interpolation="nearest",
    )
    for label in np.unique(ground)[1:]:
        ax.contour(across, up, ground >= label, levels=[0.5], colors=INK, linewidths=0.8, alpha=0.5)
    for label in np.unique(y):
        mine, colour = X[y == label], MANY[int(label)]
        ax.scatter(
            mine[:, 0], mine[:, 1], s=34, color=colour, edgecolors="white", lw=0.7, label=f"class {label}"
        )
    wrong = X[~right]
    if len(wrong):
        ax.scatter(wrong[:, 0], wrong[:, 1], s=95, facecolors="none", edgecolors=INK, lw=1.5, label="wrong")
    share = f"{right.mean():.0%} of {len(y)} points right"
    ax.set(title=f"{title}: {share}" if title else share, xlabel="$x_0$", ylabel="$x_1$")
    ax.legend(loc="best", frameon=True, edgecolor="white", fontsize=9)


def _around(X: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of a box around the points with some room."""
    room = np.maximum(0.12 * np.ptp(X, axis=0), 1e-6)
    return X.min(axis=0) - room, X.max(axis=0) + room


def _labels(predict: Callable[[NDArray[np.float64]], Any], places: NDArray[np.float64]) -> NDArray[Any]:
    labels = np.asarray(predict(places.copy()))
    if labels.shape != (len(places),):
        raise ValueError(
            f"predict should return {len(places)} labels, one a row, got an array of shape {labels.shape}."
        )
    return labels
