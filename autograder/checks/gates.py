"""Gates: they earn nothing, and failing one takes the question's points. Name, signature, shape, purity.

What is no comparison of values fails by `pytest.fail`: its text is shown to the student, while the text of an
exception that nobody wrote for students is not.
"""

import inspect
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import pytest

from autograder.checks.disagreement import copied_call
from autograder.checks.scenario import Subject, call
from autograder.checks.values import compare_call, expect
from autograder.submission import effects, exists, missing, signature


def require_function(submission: Any, name: str) -> None:
    """Require that the notebook defines the name, which may be `Class.method`.

    Raises
    ------
    MissingName
        If it does not; the message says what became of its cell.
    """
    __tracebackhide__ = True
    if not exists(submission, name):
        raise missing(submission, name)


def require_signature(submission: Any, reference: Any, name: str) -> None:
    """Require parameters that can be called as the reference's are.

    Names are free, since calls are positional; their order is not. More parameters need defaults.

    Raises
    ------
    pytest.fail.Exception
        If they cannot.
    """
    __tracebackhide__ = True
    wanted = [
        (parameter.name, parameter.default is not parameter.empty)
        for parameter in inspect.signature(attrgetter(name)(reference)).parameters.values()
    ]
    complaint = _compare_parameters(signature(submission, name), wanted)
    if complaint:
        shown = ", ".join(f"{parameter}=..." if default else parameter for parameter, default in wanted)
        asked = f"{name.rpartition('.')[2]}({shown})"
        pytest.fail(f"{complaint} The exercise asks for `{asked}`.", pytrace=False)


def _compare_parameters(got: Sequence[tuple[str, bool]], wanted: Sequence[tuple[str, bool]]) -> str:
    plain = [(parameter, default) for parameter, default in got if not parameter.startswith("*")]
    collects = any(parameter.startswith("*") and not parameter.startswith("**") for parameter, _ in got)
    if len(plain) < len(wanted):
        return "" if collects else f"Your function takes {len(plain)} arguments, not {len(wanted)}."
    names = [parameter for parameter, _ in plain[: len(wanted)]]
    expected = [parameter for parameter, _ in wanted]
    if names != expected and sorted(names) == sorted(expected):
        return f"Your parameters stand in another order: {', '.join(names)}."
    missing = [
        mine for (mine, given), (_, default) in zip(plain, wanted, strict=False) if default and not given
    ]
    missing += [parameter for parameter, given in plain[len(wanted) :] if not given]
    return f"Your parameter `{missing[0]}` needs a default value." if missing else ""


def require_result(
    submission: Any, reference: Any, subject: Subject, *args: Any, names: Sequence[str] = (), **kwargs: Any
) -> None:
    """Require that a result has the kind, shape and dtype of the reference's, whatever its values.

    Raises
    ------
    Disagreement
        If it has not.
    """
    __tracebackhide__ = True
    expected = expect(reference, subject, args, kwargs)
    compare_call(submission, reference, subject, args, kwargs, expected, None, names)


def require_pure(submission: Any, subject: Subject, *args: Any, of: str = "", **kwargs: Any) -> None:
    """Require that a call leaves its arguments as they were and returns none of their memory.

    Of a scenario, the last call of the student's code is judged.

    Parameters
    ----------
    submission : Submission
        The student's notebook.
    subject : str or scenario
        What to call.
    *args, **kwargs
        What to call it with.
    of : str
        For a scenario, whose parameters the message names: `KNearestNeighbor.predict`.

    Raises
    ------
    pytest.fail.Exception
        If it does not; the message names the argument.
    """
    __tracebackhide__ = True
    plain, named = copied_call(args, kwargs)
    call(subject, submission, *plain, **named)
    seen = effects(submission)
    if not (seen.mutated or seen.aliased):
        return
    parameters = _parameters(submission, of or subject)
    complaints = (
        (seen.mutated, "Your function changes `{}`, which belongs to its caller: work on a copy."),
        (
            seen.aliased,
            "Your function returns memory of `{}`: changing one later changes the other. Copy it.",
        ),
    )
    for places, text in complaints:
        for place in places:
            pytest.fail(text.format(_parameter(place, parameters)), pytrace=False)


def _parameters(submission: Any, subject: Subject) -> list[str]:
    if not isinstance(subject, str):
        return []
    names = [parameter for parameter, _ in signature(submission, subject)]
    return names[1:] if "." in subject else names  # without self


def _parameter(place: int | str, parameters: Sequence[str]) -> str:
    if isinstance(place, str):
        return place
    return parameters[place] if place < len(parameters) else f"argument {place + 1}"
