"""Tests that are called, without the steps that pytest takes around each of them.

Setup, call and teardown of a test go through a dozen hooks each: a third of the time of grading, for tests
that need none of them. A test that takes a fixture of its suite's, or has a mark that says more than what it
is about, is run by pytest.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from autograder.plugin import MAKERS, Bench

MARKS = frozenset(["question", "parametrize"])


@dataclass(frozen=True)
class Direct:
    """A test that can be called.

    Attributes
    ----------
    item : pytest.Item
        The test.
    function : callable
        What it runs.
    fixtures : tuple of str
        Which of `MAKERS` it takes.
    params : dict
        Its other arguments.
    """

    item: pytest.Item
    function: Callable[..., Any]
    fixtures: tuple[str, ...]
    params: dict[str, Any]

    def run(self, bench: Bench) -> None:
        """Call the test and record what came of it."""
        error: BaseException | None = None
        try:
            made = {name: MAKERS[name](bench, self.item) for name in self.fixtures}
            self.function(**made, **self.params)
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as raised:  # as pytest does: a student's hang is no Exception
            error = raised
        bench.record(self.item, error)


def directly(item: pytest.Item) -> Direct | None:
    """Return how to call a test; None if pytest has to run it."""
    if not isinstance(item, pytest.Function) or inspect.iscoroutinefunction(item.obj):
        return None
    info = item._fixtureinfo  # nothing public tells whose fixture a name stands for
    params: dict[str, Any] = dict(getattr(getattr(item, "callspec", None), "params", {}))
    taken = tuple(name for name in info.argnames if name not in params)
    needed = {name: info.name2fixturedefs.get(name, ()) for name in info.names_closure if name not in params}
    needed.pop("request", None)  # ours ask for it
    ours = all(name in MAKERS and len(found) == 1 for name, found in needed.items())
    simple = all(mark.name in MARKS and "indirect" not in mark.kwargs for mark in item.iter_markers())
    if not ours or "request" in taken or not simple:
        return None
    return Direct(item, item.obj, taken, params)
