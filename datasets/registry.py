"""The data sets by name: one row each."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from datasets import cache
from datasets.cifar10 import load_cifar10
from datasets.dataset import Dataset
from datasets.digits import load_digits
from datasets.mnist1d import load_mnist1d
from datasets.nine_points import load_nine_points
from datasets.shapes10 import CLASSES, DEFAULT_COUNT, VERSION, Challenges, make_images
from datasets.toys import TOYS, load_toy


def load_shapes10(n: int = DEFAULT_COUNT, seed: int = 0, challenges: Challenges | None = None) -> Dataset:
    """Return n drawn images, X uint8 (n, 32, 32, 3), y int64 (n,). Full-sized defaults are kept in the cache.

    Parameters
    ----------
    n, seed : int
        How many, and which; the first m images are the same for every n >= m.
    challenges : Challenges, optional
        How hard; the course's own by default.

    Raises
    ------
    ValueError
        If n is not positive or the seed is negative.
    """
    if n < 1 or seed < 0:
        raise ValueError(f"shapes10: n must be at least 1 and seed at least 0, got {n} and {seed}.")
    knobs = Challenges() if challenges is None else challenges

    def make() -> dict[str, Any]:
        from tqdm import tqdm  # type: ignore[import-untyped]

        with tqdm(total=n, desc="drawing shapes10", delay=1, leave=False, file=sys.stdout) as bar:
            X, y = make_images(n, seed, knobs, bar.update)
        return {"X": X, "y": y}

    usual = n == DEFAULT_COUNT and knobs == Challenges()
    arrays = cache.kept(f"shapes10-{VERSION}-{n}-{seed}", make) if usual else make()
    return Dataset("shapes10", arrays["X"], arrays["y"], CLASSES, (32, 32, 3))


LOADERS: Mapping[str, Callable[..., Dataset]] = MappingProxyType(
    {
        "digits": load_digits,
        "nine_points": load_nine_points,
        "shapes10": load_shapes10,
        "cifar10": load_cifar10,
        "mnist1d": load_mnist1d,
        **{name: partial(load_toy, name) for name in TOYS},
    }
)
# name -> X, y, what it is
STATED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "digits": ("float64 (1797, 64)", "handwritten digits, 8x8, values 0..1; inside scikit-learn"),
        "nine_points": ("float64 (9, 2)", "the nine points of the lecture's demo"),
        "shapes10": ("uint8 (10000, 32, 32, 3)", "ten shapes, drawn here; n, seed, challenges"),
        "cifar10": ("uint8 (60000, 32, 32, 3)", "photographs; the last 10,000 for testing; fetch it first"),
        "mnist1d": ("float64 (5000, 40)", "digits as curves; the last 1,000 for testing"),
        "blobs": ("float64 (300, 2)", "three blobs; n, seed, noise"),
        "moons": ("float64 (300, 2)", "two half moons; n, seed, noise"),
        "circles": ("float64 (300, 2)", "a circle in a circle; n, seed, noise"),
        "spirals": ("float64 (300, 2)", "three arms; n, seed, noise"),
        "xor": ("float64 (300, 2)", "four quarters of a square; n, seed, noise"),
    }
)


def names() -> tuple[str, ...]:
    """Return the names that `load` knows."""
    return tuple(LOADERS)


def load(name: str, *, bias: bool = False, **options: Any) -> Dataset:
    """Return a data set. Every call gives fresh arrays: change them as you like.

    Parameters
    ----------
    name : str
        One of `names()`.
    bias : bool
        Append a column of ones to X, so that the last row of W acts as the bias; images become rows of 0..1.
    **options
        What the data set takes: `n`, `seed`, `challenges` for shapes10; `n`, `seed`, `noise` for the toys.

    Raises
    ------
    ValueError
        If there is no data set of that name; the message lists those there are.
    TypeError
        If the data set takes no such option.
    MissingData
        If it has to be fetched first.

    Examples
    --------
    >>> load("digits", bias=True)
    digits: 1797 examples, 65 features, 10 classes
    """
    if name not in LOADERS:
        raise ValueError(f"There is no data set {name!r}. Known: {', '.join(LOADERS)}.")
    data = LOADERS[name](**options)
    return data.with_bias() if bias else data
