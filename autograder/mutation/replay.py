"""Does a mutant do anything else than the reference? Asked without the suite: no test of it, no tolerance.

A suite's folder may hold `inputs.py`, which draws what the functions are asked for, far more widely than a
suite has time for. It defines

    INPUTS = {question: draw}      draw(rng) yields (function or scenario, *arguments)
    OPEN = (question, ...)         no closed reference, as for training: reported, nothing is required

A scenario is what it is in a suite: a function whose first argument is the code.
"""

import contextlib
import importlib.util
import io
import multiprocessing
import resource
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from autograder.checks.disagreement import copied
from autograder.checks.scenario import call
from autograder.course import Notebook
from autograder.errors import InfrastructureError
from autograder.mutation.operators import Mutant
from autograder.reference import cells_of, load_reference, with_changed_cell

FILE = "inputs.py"
SEEDS = (0, 1, 2)  # of the draws
ROUNDING = 1e-9  # relative to the largest entry
SECONDS = 2.0  # of CPU time that one call of a mutant may take
MEMORY = 4 * 2**30

Call = tuple[Any, ...]  # a function's name or a scenario, then the arguments
Draw = Callable[[np.random.Generator], Iterable[Call]]


@dataclass(frozen=True)
class Inputs:
    """What `inputs.py` of a suite defines."""

    draws: Mapping[str, Draw] = field(default_factory=dict)
    open: tuple[str, ...] = ()


def load_inputs(notebook: Notebook) -> Inputs:
    """Return the inputs of a suite; none when it has no `inputs.py`."""
    path = notebook.suite / FILE
    if not path.is_file():
        return Inputs()
    spec = importlib.util.spec_from_file_location(f"inputs_of_{notebook.name}", path)
    if spec is None or spec.loader is None:
        raise InfrastructureError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Inputs(dict(module.INPUTS), tuple(getattr(module, "OPEN", ())))


@dataclass(frozen=True)
class Observed:
    """What can be seen of one call.

    Attributes
    ----------
    result : object
        What came back, or the type of what was raised.
    arguments : list
        The arguments afterwards.
    shared : tuple of bool
        Which of the arguments lend their memory to the result.
    """

    result: Any
    arguments: list[Any]
    shared: tuple[bool, ...]


class TookTooLong(BaseException):
    """A call was stopped. No `except Exception` of the code under test holds it up."""


def changes_an_output(notebook: Notebook, mutant: Mutant) -> bool | None:
    """Tell whether a mutant does anything else than the reference on the inputs of its question.

    Parameters
    ----------
    notebook : Notebook
        Whose reference was mutated.
    mutant : Mutant
        The changed cell.

    Returns
    -------
    bool or None
        None where `inputs.py` draws nothing for the question.
    """
    calls, expected = _expected(notebook, mutant.question)
    if not calls:
        return None
    _bound_memory()
    code = _reference(notebook)
    place = [cell.source for cell in cells_of(code)].index(mutant.original)
    try:
        changed = _limited(lambda: with_changed_cell(code, place, mutant.source))
    except (Exception, TookTooLong):
        return True
    return not all(alike(observe(changed, one), wanted) for one, wanted in zip(calls, expected, strict=True))


@cache
def _reference(notebook: Notebook) -> ModuleType:
    return load_reference(notebook)


@cache
def _expected(notebook: Notebook, question: str) -> tuple[list[Call], list[Observed]]:
    """Return the inputs of a question, and what the reference does with them."""
    draw = load_inputs(notebook).draws.get(question)
    calls = [one for seed in SEEDS for one in draw(np.random.default_rng(seed))] if draw else []
    seen = [observe(_reference(notebook), one) for one in calls]
    for number, one in enumerate(seen):
        if isinstance(one.result, type):
            raise InfrastructureError(
                f"{notebook.suite / FILE}: the reference ends in {one.result.__name__} on input {number} of "
                f"{question}. Draw only what the exercise asks for."
            )
    return calls, seen


def observe(code: Any, one: Call) -> Observed:
    """Make one call on copies of its arguments."""
    subject, *arguments = one[0], *map(copied, one[1:])
    try:
        result = _limited(lambda: call(subject, code, *arguments))
    except Exception as error:
        return Observed(type(error), [], ())
    except TookTooLong:
        return Observed(TookTooLong, [], ())
    return Observed(result, arguments, tuple(_shares(result, argument) for argument in arguments))


def _shares(result: Any, argument: Any) -> bool:
    if isinstance(result, (tuple, list)):
        return any(_shares(one, argument) for one in result)
    if isinstance(result, np.ndarray) and isinstance(argument, np.ndarray):
        return bool(np.may_share_memory(result, argument))
    return False


def alike(one: Any, other: Any) -> bool:
    """Tell whether two observations, or two values of any kind, differ by no more than rounding."""
    if isinstance(one, Observed) and isinstance(other, Observed):
        return all(alike(getattr(one, name), getattr(other, name)) for name in Observed.__annotations__)
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if _numeric(one) and _numeric(other):
        return _close(np.asarray(one), np.asarray(other))
    if isinstance(one, np.random.Generator) and isinstance(other, np.random.Generator):
        return bool(one.bit_generator.state == other.bit_generator.state)
    if type(one) is not type(other):
        return False
    if isinstance(one, (str, bytes, type, type(None))):
        return bool(one == other)
    return callable(one) or alike(getattr(one, "__dict__", {}), getattr(other, "__dict__", {}))


def _numeric(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex, np.generic)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    )


def _close(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    if one.shape != other.shape or (one.dtype.kind == "b") != (other.dtype.kind == "b"):
        return False
    if one.dtype.kind == "b":
        return bool((one == other).all())
    finite = np.abs(other[np.isfinite(other)])
    scale = float(finite.max()) if finite.size else 0.0
    with np.errstate(all="ignore"):
        return bool(np.isclose(one, other, rtol=0.0, atol=ROUNDING * scale, equal_nan=True).all())


def _limited(run: Callable[[], Any]) -> Any:
    """Run quietly, and for `SECONDS` of CPU time at most."""
    with _deadline(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return run()


@contextlib.contextmanager
def _deadline() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _bound_memory() -> None:
    """Bound what an array without end may take; only in a process of a pool, which has nothing else to do."""
    if multiprocessing.parent_process() is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard < 0 else min(MEMORY, hard), hard))
