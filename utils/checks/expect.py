"""Compare a result with numbers worked by hand, and recognise the slips people really make."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.checks.exercise import CheckFailed


@dataclass(frozen=True)
class Hint:
    """A known wrong answer and what it means."""

    wrong: ArrayLike
    sentence: str


def expect(what: str, got: Any, expected: ArrayLike, *hints: Hint, tolerance: float = 1e-6) -> None:
    """Raise unless `got` equals `expected`; where it equals a known wrong answer, name the slip.

    Parameters
    ----------
    what : str
        What the numbers are, for the message.
    got : object
        What the student's function returned.
    expected : array_like
        Worked by hand.
    *hints : Hint
        Tried in order.
    tolerance : float
        Allowed difference, absolute and relative.

    Raises
    ------
    CheckFailed
        With what was expected, what came, and the hint.
    """
    answer = np.asarray(expected)
    result = numbers(what, got)
    if result.shape != answer.shape:
        raise CheckFailed(f"{what}: expected shape {answer.shape}, got {result.shape}.")
    if not _close(result, answer, tolerance):
        sentence = _explain(result, answer, hints, tolerance)
        raise CheckFailed(f"{_difference(what, result, answer)}{sentence}".strip())


def numbers(what: str, value: Any) -> np.ndarray[Any, np.dtype[Any]]:
    """Return `value` as an array of real numbers.

    Raises
    ------
    CheckFailed
        If it is nothing of the kind.
    """
    if value is None:
        raise CheckFailed(f"{what}: expected a number or an array, got None. Is the `return` missing?")
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "fiu":
        raise CheckFailed(f"{what}: expected numbers, got {type(value).__name__}.")
    return array


def _explain(result: Any, answer: Any, hints: tuple[Hint, ...], tolerance: float) -> str:
    for hint in hints:
        wrong = np.asarray(hint.wrong)
        if wrong.shape == result.shape and _close(result, wrong, tolerance):
            return hint.sentence
    if not np.all(np.isfinite(result)):
        return "Not every number is finite: look for an overflow, log(0) or 0/0."
    if result.size and np.any(answer) and _close(result, -answer, tolerance):
        return "The sign is flipped."
    return ""


def _close(a: Any, b: Any, tolerance: float) -> bool:
    return bool(np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True))


def _difference(what: str, result: Any, answer: Any) -> str:
    """Say what was expected and what came: numbers in the sentence, tables beneath it."""
    if answer.ndim < 2:
        return f"{what}: expected {_show(answer)}, got {_show(result)}. "
    expected, got = (_show(table).replace("\n", "\n    ") for table in (answer, result))
    return f"{what}: expected\n    {expected}\ngot\n    {got}\n"


def _show(array: Any) -> str:
    if np.ndim(array) == 0:
        return f"{array:.5g}"
    return str(np.array2string(np.asarray(array), precision=4, suppress_small=True, separator=", "))
