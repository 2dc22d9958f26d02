"""Where a student's result parts from the expected one: kind, shape, dtype, finiteness, value.

Nothing here trusts `got`: an operator is applied only after its type is known to be a plain number,
array or container.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from autograder.submission import Handle, describe_type

Numbers = np.ndarray[Any, np.dtype[Any]]

_PLAIN = (int, float, complex, np.ndarray)


@dataclass(frozen=True)
class Difference:
    """The first difference found.

    Attributes
    ----------
    message : str
        What differs, without the expected value.
    part : tuple of int
        Where in the result: `(1,)` is the second of the returned values.
    what : str
        What a person calls that part.
    """

    message: str
    part: tuple[int, ...] = ()
    what: str = "result"


def difference(
    got: Any, expected: Any, tolerance: float | None, names: Sequence[str] = (), part: tuple[int, ...] = ()
) -> Difference | None:
    """Find the first difference between a result and what is expected.

    Parameters
    ----------
    got : object
        Anything at all.
    expected : number, ndarray, str, None, or a tuple, list or dict of these
        What the reference returned.
    tolerance : float or None
        How far a number may lie from the expected one, relative to the largest expected entry of its
        array. None compares kind, shape and dtype only.
    names : sequence of str
        What a person calls the components of a returned tuple, such as `("loss", "gradient")`.
    part : tuple of int
        Where this value stands in the whole result.

    Returns
    -------
    Difference or None
        None when they agree.
    """
    what = _name_of(part, names)
    if isinstance(expected, (tuple, list)):
        return _sequence(got, expected, tolerance, names, part, what)
    if isinstance(expected, dict):
        return _mapping(got, expected, tolerance, part, what)
    if is_number(expected):
        message = _numeric(got, expected, tolerance, what)
    elif type(got) is type(expected):
        message = "" if tolerance is None or got == expected else f"Your {what} is not the expected one."
    else:
        message = _wrong_type(got, what, type(expected).__name__)
    return Difference(message, part, what) if message else None


def is_number(value: Any) -> TypeGuard["int | float | complex | np.number[Any] | Numbers"]:
    """Tell whether `value` is exactly a number or an array of numbers, and no subclass of one."""
    if type(value) is np.ndarray:
        return value.dtype.kind in "biufc"
    return type(value) in _PLAIN or isinstance(value, (np.number, np.bool_)) or type(value) is bool


def as_numbers(value: "int | float | complex | np.number[Any] | Numbers") -> Numbers:
    """Return an array of a number of any size; whole numbers that no float can hold become infinite."""
    if type(value) is int and abs(value) >= 2**63:
        try:
            return np.asarray(float(value))
        except OverflowError:
            return np.asarray(np.inf)
    return np.asarray(value)


def close(got: Numbers, expected: Numbers, tolerance: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell entry by entry whether two arrays of one shape agree, relative to the largest expected entry."""
    if expected.dtype.kind == "b":
        return np.asarray(got == expected)
    finite = np.abs(expected[np.isfinite(expected)])
    scale = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    with np.errstate(all="ignore"):
        near = np.abs(got - expected) <= tolerance * scale
        same: np.ndarray[Any, np.dtype[np.bool_]] = (
            near | (got == expected) | (np.isnan(got) & np.isnan(expected))
        )
    return same


def component(value: Any, part: Sequence[int]) -> Any:
    """Return the part of a result that a `Difference` names."""
    for index in part:
        value = value[index] if isinstance(value, (tuple, list)) else list(value.values())[index]
    return value


def _name_of(part: tuple[int, ...], names: Sequence[str]) -> str:
    if not part:
        return "result"
    if len(part) == 1 and part[0] < len(names):
        return names[part[0]]
    return f"result{''.join(f'[{index}]' for index in part)}"


def _wrong_type(got: Any, what: str, wanted: str) -> str:
    if isinstance(got, Handle):
        kind = describe_type(got)
        return f"Your {what} is a {kind}, which is not a value that can be graded: return {wanted}."
    if got is None:
        return f"Your {what} is None where {wanted} is expected. Does every path end with `return`?"
    return f"Your {what} is a {type(got).__name__} where {wanted} is expected."


def _sequence(
    got: Any,
    expected: Sequence[Any],
    tolerance: float | None,
    names: Sequence[str],
    part: tuple[int, ...],
    what: str,
) -> Difference | None:
    count = len(expected)
    parts = f" ({', '.join(names)})" if not part and len(names) == count else ""
    wanted = f"a {type(expected).__name__} of {count} values{parts}"
    if type(got) not in (tuple, list):
        return Difference(_wrong_type(got, what, wanted), part, what)
    if len(got) != count:
        return Difference(f"Your {what} holds {len(got)} values; expected is {wanted}.", part, what)
    found = (
        difference(one, other, tolerance, names, (*part, index))
        for index, (one, other) in enumerate(zip(got, expected, strict=True))
    )
    return next((one for one in found if one), None)


def _mapping(
    got: Any, expected: Mapping[Any, Any], tolerance: float | None, part: tuple[int, ...], what: str
) -> Difference | None:
    if type(got) is not dict:
        return Difference(_wrong_type(got, what, "a dict"), part, what)
    if len(got) != len(expected) or any(key not in got for key in expected):
        return Difference(f"Your {what} has other keys than expected.", part, what)
    found = (
        difference(got[key], expected[key], tolerance, (), (*part, index))
        for index, key in enumerate(expected)
    )
    return next((one for one in found if one), None)


def _numeric(got: Any, expected: Any, tolerance: float | None, what: str) -> str:
    wanted = np.asarray(expected)
    kind = f"an array of shape {wanted.shape}" if wanted.ndim else "a single number"
    if not is_number(got):
        return _wrong_type(got, what, kind)
    array = as_numbers(got)
    return (
        _wrong_shape(array, wanted, what, kind)
        or _wrong_dtype(array, wanted, what)
        or ("" if tolerance is None else _wrong_values(array, wanted, tolerance, what))
    )


def _wrong_shape(array: Numbers, wanted: Numbers, what: str, kind: str) -> str:
    if array.shape == wanted.shape:
        return ""
    shown = f"has shape {array.shape}" if array.ndim else "is a single number"
    rule = " A gradient has the shape of its variable." if what == "gradient" else ""
    return f"Your {what} {shown}; expected is {kind}.{rule}"


def _wrong_dtype(array: Numbers, wanted: Numbers, what: str) -> str:
    # Whole numbers pass: np.where(W > 0, 1, -1) is a fair gradient. Where they lose digits, values tell.
    ranks = {"b": 0, "i": 1, "u": 1, "f": 1, "c": 2}
    if ranks[array.dtype.kind] == ranks[wanted.dtype.kind]:
        return ""
    kinds = {"b": "booleans", "c": "complex numbers"}
    asked = kinds.get(wanted.dtype.kind, "real numbers")
    return f"Your {what} has dtype {array.dtype}; expected are {asked}."


def _wrong_values(array: Numbers, wanted: Numbers, tolerance: float, what: str) -> str:
    if (array == wanted).all():
        return ""
    bad = ~np.isfinite(array) & np.isfinite(wanted)
    if bad.any():
        return f"Your {what} is not finite{_where(bad)}: NaN or infinity."
    wrong = ~close(array, wanted, tolerance)
    return f"Your {what} is wrong{_where(wrong)}." if wrong.any() else ""


def _where(wrong: np.ndarray[Any, np.dtype[np.bool_]]) -> str:
    if not wrong.ndim:
        return ""
    if wrong.all():
        return " everywhere"
    first = [int(index) for index in np.argwhere(wrong)[0]]
    return f" in {int(wrong.sum())} of {wrong.size} entries, first at {first}"
