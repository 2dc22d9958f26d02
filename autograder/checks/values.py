"""Values against the reference, and gradients against the numeric gradient of the reference."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.compare import Numbers, difference
from autograder.checks.disagreement import Disagreement, copied, copied_call, describe_call
from autograder.checks.scenario import Subject, call
from autograder.reference import once

KEPT_BYTES = 4 * 2**20  # of a wrong result, for the diagnosis: a suite has many tests


def agree(
    submission: Any,
    reference: Any,
    subject: Subject,
    *args: Any,
    tolerance: float = 1e-8,
    names: Sequence[str] = (),
    only: str | None = None,
    **kwargs: Any,
) -> None:
    """Require that the student's function returns what the reference returns.

    Parameters
    ----------
    submission, reference : object
        Their attributes are the student's and the reference's functions.
    subject : str or scenario
        Function to call, or what to do with either's code.
    *args, **kwargs
        What to call it with; each side gets copies.
    tolerance : float
        Relative to the largest expected entry of each array. The default lets through every order of
        summation in 64 bits, and no result computed in 32.
    names : sequence of str
        What a person calls the components of a returned tuple.
    only : str, optional
        The one of `names` whose value is compared; of the others only the number matters.

    Raises
    ------
    Disagreement
        At the first difference.
    """
    __tracebackhide__ = True
    expected = expect(reference, subject, args, kwargs)
    compare_call(submission, reference, subject, args, kwargs, expected, tolerance, names, only)


def expect(reference: Any, subject: Subject, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Return what the reference returns. It belongs to all tests: do not change it."""

    def compute(code: Any) -> Any:
        plain, named = copied_call(args, kwargs)
        return call(subject, code, *plain, **named)

    return once(reference, ("result", subject, args, kwargs), compute)


def check_gradient(
    submission: Any,
    reference: Any,
    subject: Subject,
    *args: Any,
    wrt: int = 0,
    names: Sequence[str] = ("loss", "gradient"),
    step: float = 1e-5,
    tolerance: float = 1e-6,
) -> None:
    """Require that the gradient returned is the slope of the reference's value.

    A gradient checked against the student's own value would prove nothing: a value of constant 0 with
    gradient 0 passes that.

    Parameters
    ----------
    submission, reference : object
        Their attributes are the student's and the reference's functions, which return (value, gradient).
    subject : str or scenario
        Function to call, or what to do with either's code.
    *args
        What to call it with. Keep away from kinks by more than `step`.
    wrt : int
        Position of the argument the gradient is taken with respect to.
    names : sequence of str
        What a person calls the two components.
    step : float
        Half the distance between the two evaluations.
    tolerance : float
        Relative to the largest entry of the numeric gradient, whose own error is near 1e-9.

    Raises
    ------
    Disagreement
        If it is not.
    """
    __tracebackhide__ = True

    def compute(code: Any) -> tuple[float, Numbers]:
        def value(variable: Numbers) -> float:
            arguments, _ = copied_call(args, {})
            arguments[wrt] = variable.copy()
            return float(call(subject, code, *arguments)[0])

        return value(args[wrt]), slope(value, args[wrt], step)

    expected = once(reference, ("slope", subject, args, wrt, step), compute)
    compare_call(submission, reference, subject, args, {}, expected, tolerance, names, names[1])


def slope(f: Callable[[Numbers], float], x: Numbers, step: float = 1e-5) -> Numbers:
    """Return the gradient of f at x by centred differences in float64; x is left alone."""
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros(point.shape)
    for index in np.ndindex(point.shape):
        values = []
        for moved in (point[index] + step, point[index] - step):
            shifted = point.copy()
            shifted[index] = moved
            values.append(f(shifted))
        gradient[index] = (values[0] - values[1]) / (2 * step)
    return gradient


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        base = value if value.base is None else value.base
        return max(value.nbytes, getattr(base, "nbytes", 0))
    if isinstance(value, (tuple, list, dict)):
        return sum(map(_bytes, value.values() if isinstance(value, dict) else value))
    return len(value) if isinstance(value, (str, bytes)) else 0


def compare_call(
    submission: Any,
    reference: Any,
    subject: Subject,
    args: Sequence[Any],
    kwargs: dict[str, Any],
    expected: Any,
    tolerance: float | None,
    names: Sequence[str] = (),
    only: str | None = None,
) -> None:
    """Call the student's function and require `expected`; see `agree`.

    Raises
    ------
    Disagreement
        At the first difference.
    """
    __tracebackhide__ = True
    plain, named = copied_call(args, kwargs)
    got = call(subject, submission, *plain, **named)
    if only is None and difference(got, expected, tolerance, names) is None:
        return
    found = difference(got, expected, None, names)  # kinds and shapes of all parts before any value
    if found is None and only is not None:
        index = names.index(only)
        found = difference(got[index], expected[index], tolerance, names, (index,))
    elif found is None:
        found = difference(got, expected, tolerance, names)
    if found:
        shown = describe_call(subject, reference, args, kwargs)
        raise Disagreement(
            f"{found.message} Called with {shown}.",
            subject=subject,
            args=[copied(arg) for arg in args],
            kwargs=kwargs,
            got=got if _bytes(got) <= KEPT_BYTES else None,
            expected=expected,
            tolerance=tolerance or 0.0,
            part=found.part,
            what=found.what,
        )
