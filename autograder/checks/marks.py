"""One test for several questions: the marker `question`, spread over a family of functions."""

from collections.abc import Sequence

import pytest


def for_each_question(*names: str, points: float | Sequence[float] = 0) -> pytest.MarkDecorator:
    """Run a test once for each named function, each time for the question of that name.

    Parameters
    ----------
    *names : str
        Functions of the notebook whose name is also their question's id. The test receives `name`.
    points : float or sequence of float
        What the test is worth in each of the questions, or in the first, the second, ...; 0 makes it a gate.
    """
    worth = [points] * len(names) if isinstance(points, int | float) else points
    rows = [
        pytest.param(name, marks=pytest.mark.question(name, points=each), id=name)
        for name, each in zip(names, worth, strict=True)
    ]
    return pytest.mark.parametrize("name", rows)
