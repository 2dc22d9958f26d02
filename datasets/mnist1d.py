"""MNIST-1D: digits as curves of 40 numbers, from the package `mnist1d` (Greydanus and Kobak)."""

import random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets import cache
from datasets.dataset import Dataset


def load_mnist1d() -> Dataset:
    """Return 5,000 curves of 40 numbers in ten classes, the last 1,000 for testing.

    Returns
    -------
    Dataset
        X float64 (5000, 40), y int64 (5000,), `test_size` 1000. Made on this machine; nothing is downloaded.

    Raises
    ------
    ImportError
        If the package is not installed.
    """
    arrays = cache.kept("mnist1d-1", _make)
    return Dataset("mnist1d", arrays["X"], arrays["y"], tuple("0123456789"), test_size=1000)


def make_curves(count: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return fresh curves, drawn by the package's own generator.

    Parameters
    ----------
    count : int
        How many, a multiple of 10: the classes are equally frequent, in mixed order.
    seed : int
        Which.

    Returns
    -------
    X, y : ndarray, shapes (count, 40) and (count,)
        Curves with mean 0 and standard deviation 1 over all of them, and their labels.

    Raises
    ------
    ValueError
        If there is no such number of curves.
    ImportError
        If the package is not installed.
    """
    if count < 10 or count % 10:
        raise ValueError(f"mnist1d: count must be a multiple of 10, at least 10, got {count}.")
    arrays = _made(num_samples=count, seed=seed)
    return arrays["X"], arrays["y"]


def _make() -> dict[str, NDArray[Any]]:
    return _made()


def _made(**changed: int) -> dict[str, NDArray[Any]]:
    """Run the package's own generator, and put back the global generators that it seeds."""
    from mnist1d.data import get_dataset_args, make_dataset  # type: ignore[import-untyped]

    arguments = get_dataset_args()
    for name, value in changed.items():
        setattr(arguments, name, value)
    numpy_state, python_state = np.random.get_state(), random.getstate()
    try:
        made = make_dataset(arguments)
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)
    X = np.concatenate([made["x"], made["x_test"]]).astype(np.float64)
    y = np.concatenate([made["y"], made["y_test"]]).astype(np.int64)
    return {"X": X, "y": y}
