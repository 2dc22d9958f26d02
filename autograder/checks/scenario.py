"""What a check runs: a function by name, or a scenario, the same steps on student and reference alike.

A scenario is a function of the suite whose first parameter is the code: a submission, the reference, or a
copy of the reference with a known mistake in it. Diagnosis plays it again on every known mistake.
"""

import contextlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograder import submission as host
from autograder.loader import new_namespace, run_cell
from autograder.reference import PLANTED, module_of
from autograder.submission import Handle, Submission

Scenario = Callable[..., Any]
Subject = str | Scenario


@dataclass(frozen=True)
class Method:
    """A method of an object that is made first: a scenario whose arguments are the method's.

    Parameters
    ----------
    make : callable
        Takes the code, returns the object.
    name : str
        The method.
    """

    make: Callable[[Any], Any]
    name: str

    def __call__(self, code: Any, *args: Any, **kwargs: Any) -> Any:
        """Make the object and call its method."""
        return self.bound(code)(*args, **kwargs)

    def bound(self, code: Any) -> Any:
        """Make the object and return its method."""
        return getattr(self.make(code), self.name)


def call(subject: Subject, code: Any, *args: Any, **kwargs: Any) -> Any:
    """Run what is checked on the student's or the reference's code; what a scenario returns is fetched."""
    if isinstance(subject, str):
        return getattr(code, subject)(*args, **kwargs)
    return _fetched(subject(code, *args, **kwargs))


def callee(subject: Subject, code: Any) -> Any:
    """Return what can be called with the arguments of a check: for its signature, or its work."""
    if isinstance(subject, str):
        return getattr(code, subject)
    return subject.bound(code) if isinstance(subject, Method) else partial(subject, code)


def name_of(subject: Subject) -> str:
    """Return a name for messages and for grouping."""
    if isinstance(subject, str | Method):
        return subject if isinstance(subject, str) else subject.name
    return getattr(subject, "__name__", "scenario")


def parameters_of(subject: Subject, code: Any) -> inspect.Signature:
    """Return the signature of what is checked, without the code itself."""
    return inspect.signature(callee(subject, code))


def _fetched(result: Any) -> Any:
    if type(result) in (tuple, list):
        return type(result)(_fetched(part) for part in result)
    return host.value(result) if isinstance(result, Handle) else result


def substitute(code: Any, name: str, function: Callable[..., Any]) -> AbstractContextManager[None]:
    """Replace a function of the student's, or `notebook.function`, by one of this process.

    On the reference and on mistaken copies of it this does nothing: their other parts are right already.
    """
    return host.substitute(code, name, function) if isinstance(code, Submission) else nullcontext()


@contextmanager
def planted(code: Any, name: str, source: str) -> Iterator[None]:
    """Give the notebook a global that `source` defines, or replace one: for what a callback cannot be.

    Parameters
    ----------
    code : object
        The submission, the reference, or a mistaken copy.
    name : str
        What the source defines, and what is replaced if it is there.
    source : str
        Run where the code runs: the student's process sees it, so it holds nothing of the solution.
    """
    if isinstance(code, Submission):
        with host.plant(code, name, source):
            yield
        return
    module = module_of(code)
    if module is None:
        raise TypeError("planted() takes a submission or a reference")
    made = new_namespace(f"planted_{name}")
    run_cell(made, source, f"<planted {name}>")
    before = module.__dict__.get(name, made)  # itself: there was nothing of that name
    others = module.__dict__.get(PLANTED, ())
    module.__dict__.update({name: made.__dict__[name], PLANTED: (*others, (name, source))})
    try:
        yield
    finally:
        module.__dict__[PLANTED] = others
        if before is made:
            del module.__dict__[name]
        else:
            module.__dict__[name] = before


@contextmanager
def given(target: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Give an object a function of this process as an attribute, such as a loss that records its calls."""
    with contextlib.ExitStack() as stack:
        if isinstance(target, Handle):
            stack.enter_context(host.lend(target, name, function))
        else:
            setattr(target, name, function)
        yield


def call_limit(code: Any, seconds: float) -> AbstractContextManager[None]:
    """Allow each call of the student's code this much CPU time instead of the usual."""
    return host.call_limit(code, seconds) if isinstance(code, Submission) else nullcontext()


class Partial(AssertionError):
    """Raised by a test whose points are earned in part.

    Parameters
    ----------
    share : float
        Of the points, from 0 to below 1.
    message : str
        What the student reads.
    """

    def __init__(self, share: float, message: str) -> None:
        if not 0.0 <= share < 1.0:
            raise ValueError(f"a share from 0 to below 1 is needed, got {share}")
        super().__init__(message)
        self.share = share
