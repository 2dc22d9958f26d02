"""Handwritten digits: small, real, and inside scikit-learn."""

import numpy as np

from datasets.dataset import Dataset


def load_digits() -> Dataset:
    """Return 1,797 images of 8x8 pixels, scaled from 0..16 to 0..1, in ten classes.

    Returns
    -------
    Dataset
        X (1797, 64), y (1797,), `image_shape` (8, 8). Source: the UCI optical digits, by scikit-learn.
    """
    from sklearn import datasets as bundled  # type: ignore[import-untyped]  # here: it takes a second

    digits = bundled.load_digits()
    X = np.asarray(digits.data, dtype=np.float64) / 16.0
    y = np.asarray(digits.target, dtype=np.int64)
    return Dataset("digits", X, y, tuple("0123456789"), image_shape=(8, 8))
