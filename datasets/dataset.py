"""The record every loader returns."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Dataset:
    """Examples with their labels.

    Attributes
    ----------
    name : str
        What it was loaded as.
    X : ndarray of float64, shape (N, D); of colour images, ndarray of uint8, shape (N, 32, 32, 3)
        One example a row.
    y : ndarray of int64, shape (N,)
        Labels 0 to C - 1.
    classes : tuple of str, length C
        What the labels mean.
    image_shape : tuple of int, or None
        For images: reshape a row (without the ones) to this to see it.
    test_size : int, or None
        How many examples at the end were published for testing; None where nothing says.
    """

    name: str
    X: NDArray[Any]
    y: NDArray[np.int64]
    classes: tuple[str, ...]
    image_shape: tuple[int, ...] | None = None
    test_size: int | None = None

    def with_bias(self) -> "Dataset":
        """Return the same data with a last column of ones, so that the last row of W is the bias.

        Images become rows first, see `rows`.
        """
        flat = self.rows()
        return replace(flat, X=np.hstack([flat.X, np.ones((len(flat.X), 1))]))

    def rows(self) -> "Dataset":
        """Return the same data as float64 of shape (N, D); images' 0..255 become 0..1."""
        if self.X.dtype != np.uint8:
            return self
        return replace(self, X=self.X.reshape(len(self.X), -1) / 255.0)

    def split(self, train: int, validation: int, test: int) -> tuple["Dataset", "Dataset", "Dataset"]:
        """Return the first `train` examples, the next `validation`, and `test` for testing.

        The test examples are the first of the published test part, or the last of all where there is none.

        Raises
        ------
        ValueError
            If a number is negative or there are not as many examples.
        """
        held = test if self.test_size is None else self.test_size
        start = len(self.y) - held
        if min(train, validation, test) < 0 or train + validation > start or test > held:
            raise ValueError(
                f"{self.name} has {len(self.y)} examples"
                + (f", the last {held} for testing" if self.test_size is not None else "")
                + f": it cannot be split into {train}, {validation} and {test}."
            )
        bounds = ((0, train), (train, train + validation), (start, start + test))
        first, second, third = (
            replace(self, X=self.X[a:b], y=self.y[a:b], test_size=None) for a, b in bounds
        )
        return first, second, third

    def __repr__(self) -> str:
        """Return the name and sizes, not the numbers."""
        features = int(np.prod(self.X.shape[1:]))
        return f"{self.name}: {len(self.X)} examples, {features} features, {len(self.classes)} classes"
