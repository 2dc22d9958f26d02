"""Numeric patterns in a wrong result: a table of what may be true of it, and the sentence that says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.checks.compare import Numbers, as_numbers, close, component, difference, is_number
from autograder.checks.disagreement import Disagreement

_LOOSE = 1e-6  # how exactly a pattern must hold, relative to the largest entry


@dataclass(frozen=True)
class _Pair:
    """The component that differs, as the student and the reference have it."""

    got: Numbers
    expected: Numbers
    failure: Disagreement

    @property
    def examples(self) -> int:
        """Length of the labels among the arguments; 0 without any."""
        arrays = [value for value in self.failure.arguments if isinstance(value, np.ndarray)]
        labels = [array for array in arrays if array.ndim == 1 and array.dtype.kind in "iu"]
        return next((len(array) for array in labels), 0)


Check = Callable[[_Pair], bool]


def _same(got: Numbers, expected: Numbers) -> bool:
    return got.shape == expected.shape and bool(close(got, expected, _LOOSE).all())


def _vanishes(pair: _Pair) -> bool:
    return pair.expected.any().item() and not pair.got.any()


def _not_finite(pair: _Pair) -> bool:
    return not np.isfinite(pair.got).all() and bool(np.isfinite(pair.expected).all())


def _truncated(pair: _Pair) -> bool:
    roundings = (np.trunc, np.floor, np.round)
    if _same(pair.expected, np.round(pair.expected)):
        return False
    whole = pair.got.dtype.kind in "iu"
    return whole or (pair.got.ndim > 0 and any(_same(pair.got, to(pair.expected)) for to in roundings))


def _low_precision(pair: _Pair) -> bool:
    return pair.got.dtype in (np.float16, np.float32) and bool(close(pair.got, pair.expected, 1e-3).all())


def _transposed(pair: _Pair) -> bool:
    return pair.expected.ndim == 2 and _same(pair.got, pair.expected.T)


def _times(factor: Callable[[_Pair], float]) -> Check:
    """Return a check whether the result is `factor` times the expected one."""

    def check(pair: _Pair) -> bool:
        k = factor(pair)
        return k not in (0.0, 1.0) and _same(pair.got, k * pair.expected)

    return check


def _shifted(pair: _Pair) -> bool:
    distance = pair.got - pair.expected
    return distance.size > 1 and _same(pair.got, pair.expected + distance.flat[0])


def _wrong_lines(pair: _Pair, axis: int) -> list[int]:
    """Return which rows (axis 0) or columns (axis 1) of a matrix hold wrong entries."""
    wrong = ~close(pair.got, pair.expected, pair.failure.tolerance)
    return [int(index) for index in np.flatnonzero(wrong.any(axis=1 - axis))]


def _one_line_wrong(axis: int) -> Check:
    """Return a check whether one of several rows or columns is wrong, and the others are right."""

    def check(pair: _Pair) -> bool:
        several = pair.expected.ndim == 2 and pair.expected.shape[axis] > 2
        return several and len(_wrong_lines(pair, axis)) == 1

    return check


def _others_right(pair: _Pair) -> bool:
    got, expected, part = pair.failure.got, pair.failure.expected, pair.failure.part
    if len(part) != 1 or not isinstance(expected, tuple):
        return False
    rest = [index for index in range(len(expected)) if index != part[0]]
    return all(difference(got[index], expected[index], pair.failure.tolerance) is None for index in rest)


PATTERNS: tuple[tuple[Check, str], ...] = (
    (_vanishes, "Your {what} is 0 throughout."),
    (_not_finite, "Your {what} is NaN or infinite: a number overflowed, or 0 was divided by 0."),
    (_truncated, "Your {what} holds whole numbers: check the dtype of the array you collect it in."),
    (
        _low_precision,
        "Your {what} is computed in less than 64 bits: check the dtype of what you collect it in.",
    ),
    (_transposed, "Your {what} is transposed."),
    (_times(lambda pair: -1.0), "Your {what} has the wrong sign."),
    (_times(lambda pair: 2.0), "Your {what} is exactly twice what it should be."),
    (_times(lambda pair: 0.5), "Your {what} is exactly half of what it should be."),
    (
        _times(lambda pair: float(pair.examples)),
        "Your {what} is too large by a factor of the number of examples.",
    ),
    (
        _times(lambda pair: 1 / pair.examples if pair.examples else 0.0),
        "Your {what} is too small by a factor of the number of examples.",
    ),
    (
        _times(lambda pair: float(pair.expected.size)),
        "Your {what} is too large by a factor of the number of its entries.",
    ),
    (_shifted, "Your {what} is off by the same amount in every entry."),
    (_one_line_wrong(axis=0), "Only {row} of your {what} is wrong."),
    (_one_line_wrong(axis=1), "Only {column} of your {what} is wrong."),
    (_others_right, "Only your {what} is wrong: what else you return is right."),
)


def pattern(failures: Sequence[Disagreement]) -> str:
    """Return the sentence of the first pattern that holds on every failing call of one component."""
    pairs = [pair for failure in failures if (pair := _pair(failure))]
    if len(pairs) != len(failures):
        return ""
    what = pairs[0].failure.what
    for holds, sentence in PATTERNS:
        if all(_applies(holds, pair) for pair in pairs):
            kinds = [(axis, kind) for axis, kind in enumerate(("row", "column")) if f"{{{kind}}}" in sentence]
            lines = {kind: _line(pairs, axis, kind) for axis, kind in kinds}
            return sentence.format(what=what, **lines)
    return _constant(pairs, what)


def _line(pairs: Sequence[_Pair], axis: int, kind: str) -> str:
    """Name the line that is wrong in all of the matrices: by its place from the start, or as the last."""
    found = [_wrong_lines(pair, axis)[0] for pair in pairs]
    if len(set(found)) == 1:
        return f"{kind} {found[0]}"
    last = all(index == pair.expected.shape[axis] - 1 for index, pair in zip(found, pairs, strict=True))
    return f"the last {kind}" if last else f"a single {kind}"


def _constant(pairs: Sequence[_Pair], what: str) -> str:
    """Tell a factor or an amount that is the same everywhere; a single number would always have one."""
    if sum(pair.expected.size for pair in pairs) < 2 or not _all_shapes_agree(pairs):
        return ""
    got = np.concatenate([pair.got.ravel() for pair in pairs])
    expected = np.concatenate([pair.expected.ravel() for pair in pairs])
    largest = int(np.argmax(np.abs(expected)))
    factor, amount = got[largest] / expected[largest], got[largest] - expected[largest]
    if factor and _same(got, factor * expected):
        return f"Your {what} is {factor:.3g} times what it should be, everywhere."
    return f"Your {what} is off by the same amount every time." if _same(got, expected + amount) else ""


def _all_shapes_agree(pairs: Sequence[_Pair]) -> bool:
    return all(pair.got.shape == pair.expected.shape for pair in pairs)


def _pair(failure: Disagreement) -> _Pair | None:
    got, expected = (component(value, failure.part) for value in (failure.got, failure.expected))
    if not (is_number(got) and is_number(expected)):
        return None
    return _Pair(as_numbers(got), as_numbers(expected), failure)


def _applies(holds: Check, pair: _Pair) -> bool:
    return (pair.got.shape == pair.expected.shape or holds is _transposed) and holds(pair)
