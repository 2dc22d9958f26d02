"""The data sets by name: one row each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from datasets.dataset import Dataset
from datasets.digits import load_digits
from datasets.nine_points import load_nine_points

LOADERS: Mapping[str, Callable[[], Dataset]] = MappingProxyType(
    {
        "digits": load_digits,
        "nine_points": load_nine_points,
    }
)


def names() -> tuple[str, ...]:
    """Return the names that `load` knows."""
    return tuple(LOADERS)


def load(name: str, *, bias: bool = False) -> Dataset:
    """Return a data set. Every call gives fresh arrays: change them as you like.

    Parameters
    ----------
    name : str
        One of `names()`.
    bias : bool
        Append a column of ones to X, so that the last row of W acts as the bias.

    Raises
    ------
    ValueError
        If there is no data set of that name; the message lists those there are.

    Examples
    --------
    >>> load("digits", bias=True)
    digits: 1797 examples, 65 features, 10 classes
    """
    if name not in LOADERS:
        raise ValueError(f"There is no data set {name!r}. Known: {', '.join(LOADERS)}.")
    data = LOADERS[name]()
    return data.with_bias() if bias else data
