"""Points in the plane, drawn from a seed: small enough to see what a classifier does."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from datasets.dataset import Dataset

Points = NDArray[np.float64]
Place = Callable[[NDArray[np.int64], np.random.Generator], Points]


def _circle(angle: Points, radius: Points | float = 1.0) -> Points:
    """Return points at these angles, shape (n, 2)."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def blobs(y: NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Return the centres of three blobs at the corners of a triangle."""
    return _circle(np.pi / 2 + 2 * np.pi * y / 3)


def moons(y: NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Return points of two half circles, each reaching into the other."""
    upper = _circle(np.pi * rng.random(len(y)))
    return np.where(y[:, None] == 0, upper - [0.5, 0.25], [0.5, 0.25] - upper)


def circles(y: NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Return points of a circle of radius 1 and one of radius 1/2 inside it."""
    return _circle(2 * np.pi * rng.random(len(y)), np.where(y == 0, 1.0, 0.5))


def spirals(y: NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Return points of three arms that turn by four radians from the middle outwards (S1)."""
    along = rng.random(len(y))
    return _circle(4 * along + 2 * np.pi * y / 3, along)


def xor(y: NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Return points of the square [-1, 1]^2: class 1 where the signs of the coordinates differ."""
    size, side = rng.random((len(y), 2)), rng.integers(2, size=len(y)) * 2 - 1
    signs = np.stack([side, np.where(y == 1, -side, side)], axis=1)
    return np.asarray(size * signs)


# name -> where the points lie, number of classes, spread of the noise
TOYS: Mapping[str, tuple[Place, int, float]] = MappingProxyType(
    {
        "blobs": (blobs, 3, 0.35),
        "moons": (moons, 2, 0.1),
        "circles": (circles, 2, 0.08),
        "spirals": (spirals, 3, 0.04),
        "xor": (xor, 2, 0.05),
    }
)


def load_toy(name: str, n: int = 300, seed: int = 0, noise: float | None = None) -> Dataset:
    """Return n points in the plane, X (n, 2), y (n,); the classes are as even as n allows, in mixed order.

    Parameters
    ----------
    name : str
        A key of `TOYS`.
    n, seed : int
        How many, and which.
    noise : float, optional
        Standard deviation added to each coordinate; each toy has its own default.

    Raises
    ------
    ValueError
        If n is less than the number of classes or the noise is negative.
    """
    place, classes, spread = TOYS[name]
    spread = spread if noise is None else noise
    if n < classes or not spread >= 0:
        raise ValueError(f"{name}: n must be at least {classes} and noise at least 0, got {n} and {spread}.")
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n, dtype=np.int64) % classes)
    X = place(y, rng) + spread * rng.standard_normal((n, 2))
    return Dataset(name, X, y, tuple(str(c) for c in range(classes)))
