"""Experiments that wait politely for the exercises they need."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from types import TracebackType

from utils.messages import Message, show


@contextmanager
def when_ready() -> Iterator[None]:
    """Run an experiment; if an exercise it needs is still empty, say which one instead of raising.

    Only `NotImplementedError` is caught, the one an untouched exercise raises. Everything else is
    worth seeing and passes through.

    Examples
    --------
    >>> def svm_loss_naive():
    ...     raise NotImplementedError
    >>> with when_ready():
    ...     svm_loss_naive()
    This part waits for `svm_loss_naive`. Write it above, then run this cell again.
    """
    figures = _open_figures()
    try:
        yield
    except NotImplementedError as error:
        _close_figures_since(figures)
        name = _raised_in(error.__traceback__)
        show(Message("waiting", f"This part waits for `{name}`. Write it above, then run this cell again."))


def _raised_in(traceback: TracebackType | None) -> str:
    """Return the name of the innermost function of a traceback."""
    return [frame.f_code.co_name for frame, _ in walk_tb(traceback)][-1]


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _close_figures_since(before: set[int]) -> None:
    """Close what was begun inside: half a figure under the message would only confuse."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in _open_figures() - before:
        if pyplot:
            pyplot.close(number)
