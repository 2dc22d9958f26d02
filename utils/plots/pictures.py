"""Photographs and templates side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.style import GREY, panels, styled


@styled
def image_grid(images: ArrayLike, titles: Sequence[object] | None = None, columns: int = 10) -> None:
    """Draw images in rows.

    Parameters
    ----------
    images : array, shape (N, H, W) or (N, H, W, 3)
        Bytes 0 to 255, or floats. Floats beyond 0 to 1 are stretched, all alike, from the darkest to the
        brightest.
    titles : sequence, length N, optional
        What stands above each.
    columns : int
        Images in a row.

    Raises
    ------
    ValueError
        If `images` has another shape, or no images.
    """
    shown = _displayable(images)
    columns = min(columns, len(shown))
    rows = -(-len(shown) // columns)
    _, axes = panels(rows, columns, (1.1 * columns, (1.35 if titles is not None else 1.1) * rows))
    every = [ax for row in axes for ax in row]
    for ax in every:
        ax.set_axis_off()
    for i, image in enumerate(shown):
        every[i].imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        if titles is not None:
            every[i].set_title(str(titles[i]), fontsize=9, pad=3)


@styled
def templates(W: ArrayLike, shape: tuple[int, ...], classes: Sequence[object] | None = None) -> None:
    """Draw the weights of each class as an image: the template it looks for.

    Parameters
    ----------
    W : array, shape (D, C)
        Weights. Rows beyond the image (the bias) are left out.
    shape : tuple of int
        (H, W) of grey images: blue for negative, red for positive weights. (H, W, 3) of coloured ones:
        grey for 0, each template stretched by itself.
    classes : sequence, length C, optional
        Their names.

    Raises
    ------
    ValueError
        If W has fewer rows than the image has numbers.
    """
    W, size = np.asarray(W, dtype=float), int(np.prod(shape))
    if len(W) < size:
        raise ValueError(f"An image of shape {shape} has {size} numbers, W has only {len(W)} rows.")
    count = W.shape[1]
    columns = count if count <= 5 else -(-count // 2) if count <= 12 else 10
    _, axes = panels(-(-count // columns), columns, (1.6 * columns, 1.85 * -(-count // columns)))
    every = [ax for row in axes for ax in row]
    for ax in every[count:]:
        ax.set_axis_off()
    for c in range(count):
        draw_template(every[c], W[:size, c].reshape(shape))
        every[c].set_title(str(c if classes is None else classes[c]), fontsize=10, pad=4)


def draw_template(ax: Any, weights: NDArray[np.float64]) -> None:
    """Draw weights of the shape of an image into `ax`."""
    bound = float(np.abs(weights).max()) or 1.0
    if weights.ndim == 3:
        ax.imshow(0.5 + 0.5 * weights / bound, interpolation="nearest")
    else:
        ax.imshow(weights, cmap="RdBu_r", vmin=-bound, vmax=bound, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.6)


def _displayable(images: ArrayLike) -> NDArray[np.float64]:
    """Return images with numbers from 0 to 1."""
    given = np.asarray(images)
    if given.ndim not in (3, 4) or not len(given) or (given.ndim == 4 and given.shape[3] != 3):
        raise ValueError(f"images must have shape (N, H, W) or (N, H, W, 3), N > 0, got {given.shape}.")
    if given.dtype == np.uint8:
        return given / 255
    values = given.astype(float)
    low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
    if (low, high) != (0.0, 1.0):
        low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / ((high - low) or 1.0))
