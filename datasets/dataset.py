"""The record every loader returns."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Dataset:
    """Examples with their labels.

    Attributes
    ----------
    name : str
        What it was loaded as.
    X : ndarray of float64, shape (N, D)
        One example a row.
    y : ndarray of int64, shape (N,)
        Labels 0 to C - 1.
    classes : tuple of str, length C
        What the labels mean.
    image_shape : tuple of int, or None
        For images: reshape a row (without the ones) to this to see it.
    """

    name: str
    X: NDArray[np.float64]
    y: NDArray[np.int64]
    classes: tuple[str, ...]
    image_shape: tuple[int, ...] | None = None

    def with_bias(self) -> "Dataset":
        """Return the same data with a last column of ones, so that the last row of W is the bias."""
        ones = np.ones((len(self.X), 1))
        return replace(self, X=np.hstack([self.X, ones]))

    def __repr__(self) -> str:
        """Return the name and sizes, not the numbers."""
        examples, features = self.X.shape
        return f"{self.name}: {examples} examples, {features} features, {len(self.classes)} classes"
