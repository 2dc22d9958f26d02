"""Vectorization, judged by how the work grows: a stopwatch would be a lottery on a loaded machine."""

from collections.abc import Sequence
from typing import Any

import pytest

from autograder.checks.scenario import Subject, callee
from autograder.checks.values import agree
from autograder.submission import work


def agree_without_loops(
    submission: Any,
    reference: Any,
    subject: Subject,
    few: Sequence[Any],
    many: Sequence[Any],
    added: int,
    names: Sequence[str] = (),
) -> None:
    """Require the reference's values, and no line of Python executed for each example.

    Values come first, so that a function which does nothing earns nothing here.

    Parameters
    ----------
    submission, reference
        The fixtures.
    subject : str or Method
        The function, or a method of an object that is made first.
    few, many : sequence
        Arguments with few examples and with many.
    added : int
        How many examples `many` has more than `few`.
    names : sequence of str
        What the parts of a tuple are called.

    Raises
    ------
    Disagreement
        If values differ.
    pytest.fail.Exception
        If at least one more line is executed for each example added.
    """
    __tracebackhide__ = True
    agree(submission, reference, subject, *many, names=names)
    if _work(submission, subject, many) - _work(submission, subject, few) >= added:
        pytest.fail(
            "Your function executes Python again for each example: let numpy work on all of them at once.",
            pytrace=False,
        )


def _work(submission: Any, subject: Subject, args: Sequence[Any]) -> int:
    return work(callee(subject, submission), *args)
