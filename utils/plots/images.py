"""Figures in which the entries of a matrix are seen as small images."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.plots.style import GREY, panels, styled


@styled
def digit_rows(templates: Mapping[str, ArrayLike], shape: tuple[int, int]) -> None:
    """Draw one row of images a label, blue for negative, red for positive weights.

    Parameters
    ----------
    templates : mapping of label to array, shape (D, C)
        Column c is the template of class c; rows beyond the image (the bias) are left out.
    shape : tuple of int
        Height and width of an image.
    """
    pixels = shape[0] * shape[1]
    classes = np.shape(next(iter(templates.values())))[1]
    _, axes = panels(len(templates), classes, (11, 1.3 * len(templates)))
    for row, (label, values) in zip(axes, templates.items(), strict=True):
        values = np.asarray(values)[:pixels]
        bound = np.abs(values).max()
        for c, ax in enumerate(row):
            ax.imshow(values[:, c].reshape(shape), cmap="RdBu_r", vmin=-bound, vmax=bound)
            _bare(ax)
            if ax in axes[0]:
                ax.set_title(str(c))
        row[0].set_ylabel(label)


@styled
def error_maps(errors: Mapping[str, ArrayLike], shape: tuple[int, int]) -> None:
    """Draw the relative error of every entry of a gradient, as images, on a logarithmic scale.

    Parameters
    ----------
    errors : mapping of label to array, shape (D, C)
        Rows beyond the image (the bias) are left out.
    shape : tuple of int
        Height and width of an image.
    """
    pixels = shape[0] * shape[1]
    classes = np.shape(next(iter(errors.values())))[1]
    figure, axes = panels(len(errors), classes, (11, 1.25 * len(errors)))
    for row, (label, values) in zip(axes, errors.items(), strict=True):
        logarithms = np.log10(np.maximum(np.asarray(values)[:pixels], 1e-16))
        for c, ax in enumerate(row):
            picture = ax.imshow(logarithms[:, c].reshape(shape), cmap="magma", vmin=-12, vmax=0)
            _bare(ax)
            if ax in axes[0]:
                ax.set_title(str(c))
        row[0].set_ylabel(label)
    bar = figure.colorbar(picture, ax=[ax for row in axes for ax in row], shrink=0.9, aspect=14, pad=0.01)
    bar.set_ticks([-12, -8, -4, 0], labels=["$10^{-12}$", "$10^{-8}$", "$10^{-4}$", "1"])


def _bare(ax: Any) -> None:
    """Take the ticks off an image, keep its frame."""
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, linewidth=0.6)
