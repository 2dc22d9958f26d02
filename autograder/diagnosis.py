"""What is wrong with a result, in one sentence: the catalogue of misconceptions first, then the numbers.

Nothing here raises or reveals an expected value, whatever the student returned.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.compare import component, difference
from autograder.checks.disagreement import Disagreement, copied_call
from autograder.misconceptions import Mistake, mistaken_module
from autograder.patterns import pattern


def diagnose(failures: Sequence[Disagreement], mistakes: Sequence[Mistake], reference: Any) -> str:
    """Say in a sentence what the failing calls of one question have in common.

    Parameters
    ----------
    failures : sequence of Disagreement
        All failing comparisons of the question.
    mistakes : sequence of Mistake
        The catalogue of its suite.
    reference : module
        The reference solution.

    Returns
    -------
    str
        The sentence of the first mistake that returns what the student returned on every failing call;
        else, for each component that differs, that of a mistake that explains this component; else a
        numeric pattern; else nothing.
    """
    if not failures:
        return ""
    try:
        with _quiet():
            groups = _by_component(failures)
            return (
                _named(failures, mistakes, reference, whole=True)
                or _each_named(groups, mistakes, reference)
                or next((found for group in groups if (found := pattern(group))), "")
            )
    except Exception:
        return ""  # a hint is a kindness: no failure of ours may cost a report


@contextmanager
def _quiet() -> Iterator[None]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _by_component(failures: Sequence[Disagreement]) -> list[list[Disagreement]]:
    keys = dict.fromkeys((failure.function, failure.part) for failure in failures)
    return [[one for one in failures if (one.function, one.part) == key] for key in keys]


def _each_named(groups: Sequence[Sequence[Disagreement]], mistakes: Sequence[Mistake], reference: Any) -> str:
    sentences = [_named(group, mistakes, reference, whole=False) for group in groups]
    return " ".join(dict.fromkeys(sentences)) if all(sentences) else ""


def _named(failures: Sequence[Disagreement], mistakes: Sequence[Mistake], reference: Any, whole: bool) -> str:
    cheap_first = sorted(failures, key=_cost)
    for mistake in mistakes:
        if mistake.told_by == "diagnosis":
            explains = partial(_explains, mistake, reference=reference, whole=whole)
            if all(explains(failure) for failure in cheap_first):
                return mistake.sentence
    return ""


def _cost(failure: Disagreement) -> int:
    return sum(value.size for value in failure.arguments if isinstance(value, np.ndarray))


def _explains(mistake: Mistake, failure: Disagreement, reference: Any, whole: bool) -> bool:
    """Tell whether a mistake returns what the student returned, and not what the reference returns."""
    args, kwargs = copied_call(failure.arguments, failure.kwargs)
    part = () if whole else failure.part
    try:
        made = component(failure.call(mistaken_module(mistake, reference), *args, **kwargs), part)
        got, expected = component(failure.got, part), component(failure.expected, part)
    except Exception:
        return False  # it raises on this input, or has no such component
    tolerance = max(failure.tolerance, 1e-9)
    return difference(got, made, tolerance) is None and difference(made, expected, tolerance) is not None
