"""Keys of questions: equal where the answers must be."""

from collections.abc import Hashable
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

LARGEST = 2**20  # bytes of an array: a larger one costs more to compare than to use
PLAIN = (bool, int, str, bytes, type(None), type)


class _Other(Exception):
    """Something that no key can be made of."""


def repeatable(question: Any) -> Hashable | None:
    """Return a key that two questions share only if they are the same.

    None if there is anything in it but numbers, arrays, texts, and functions that use nothing else: what else
    may stand there could change between two answers, or be changed by one.
    """
    try:
        return _key(question)
    except (_Other, ValueError, RecursionError):  # an empty cell; a function that closes over itself
        return None


def _key(value: Any) -> Hashable:
    kind = type(value)
    if kind in PLAIN:
        return kind, value
    if kind in (float, complex) or isinstance(value, np.generic):
        return kind, repr(value)  # 0.0 and -0.0 are equal, and no NaN equals itself
    if kind is np.ndarray and value.dtype.kind in "biufc" and value.nbytes <= LARGEST:
        return value.dtype.str, value.shape, value.strides, value.tobytes()
    if kind in (tuple, list):
        return kind, tuple(map(_key, value))
    if kind is dict:
        return kind, tuple((_key(name), _key(part)) for name, part in value.items())
    if kind is FunctionType:
        return _function(value)
    if kind is partial:
        return kind, _key((value.func, value.args, value.keywords))
    parts = getattr(value, "__match_args__", None)  # a dataclass such as `Method`
    if parts and hasattr(kind, "__dataclass_params__"):
        return kind, tuple(_key(getattr(value, name)) for name in parts)
    raise _Other


def _function(function: FunctionType) -> Hashable:
    """Return the key of a function: its code, and what it closes over, unless it could write there."""
    closed = [cell.cell_contents for cell in function.__closure__ or ()]
    if any(isinstance(part, (list, dict)) for part in closed):
        raise _Other
    return function.__code__, _key((*closed, function.__defaults__, function.__kwdefaults__))
