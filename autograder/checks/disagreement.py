"""The failure that a comparison raises, with everything the diagnosis needs."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.scenario import Subject, call, name_of, parameters_of


class Disagreement(AssertionError):
    """A call whose result differs from the reference's.

    The message is fit for the student; the attributes are not, they hold expected values.

    Parameters
    ----------
    message : str
        What the student reads.
    subject : str or scenario
        What was called; `function` is its name.
    args, kwargs : tuple, dict
        What it was called with; `args` is kept as `arguments`, since `args` is an exception's own.
    got, expected : object
        The whole results, not only the part that differs.
    tolerance : float
        How far apart two values may lie, relative to the largest expected entry.
    part : tuple of int
        Where in the result the difference lies: `(1,)` is the second of the returned values.
    what : str
        What a person calls that part: "loss", "gradient", "result".
    """

    def __init__(
        self,
        message: str,
        *,
        subject: Subject,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        got: Any,
        expected: Any,
        tolerance: float,
        part: tuple[int, ...] = (),
        what: str = "result",
    ) -> None:
        super().__init__(message)
        self.subject = subject
        self.function = name_of(subject)
        self.arguments = tuple(args)
        self.kwargs = dict(kwargs)
        self.got = got
        self.expected = expected
        self.tolerance = tolerance
        self.part = part
        self.what = what

    def call(self, code: Any, *args: Any, **kwargs: Any) -> Any:
        """Do the same on other code."""
        return call(self.subject, code, *args, **kwargs)


def copied(value: Any) -> Any:
    """Return a copy that can be changed without changing the original; functions stay as they are."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, (list, tuple, dict, np.random.Generator)):
        return copy.deepcopy(value)
    return value


def copied_call(args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return copies of the arguments of a call."""
    return [copied(arg) for arg in args], {key: copied(arg) for key, arg in kwargs.items()}


def describe_call(subject: Subject, reference: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Say what a function was called with: `W (10, 4), X (20, 10), y (20,), reg 1.5`.

    Parameters
    ----------
    subject : str or scenario
        What was called; the parameters give the names.
    reference : object
        The reference.
    args, kwargs : sequence, mapping
        The arguments.
    """
    bound = parameters_of(subject, reference).bind(*args, **kwargs)
    return ", ".join(f"{name} {_describe(value)}" for name, value in bound.arguments.items())


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        plain = value.dtype in (np.float64, np.int64)
        return f"{value.shape}" if plain else f"{value.shape} {value.dtype}"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    if isinstance(value, str):
        return repr(value)
    return "a function" if callable(value) else type(value).__name__
