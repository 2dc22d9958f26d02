"""Vectorization, judged by how the work grows: a stopwatch would be a lottery on a loaded machine."""

from collections.abc import Sequence
from typing import Any

import pytest

from autograder.checks.values import agree
from autograder.submission import work


def agree_without_loops(
    submission: Any,
    reference: Any,
    name: str,
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
    name : str
        The function.
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
    agree(submission, reference, name, *many, names=names)
    function = getattr(submission, name)
    if work(function, *many) - work(function, *few) >= added:
        pytest.fail(
            "Your function executes Python again for each example: let numpy work on all of them at once.",
            pytrace=False,
        )
