"""A suite's test functions, called directly: no worker, no confinement, no pytest around them, no reports.

`Suite.grade` is the limit, what grading would take if student code were trusted and everything was warm;
`check` is what a notebook graded by nbgrader or otter calls in its kernel to run the same tests.
"""

import contextlib
import inspect
import io
import os
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import numpy as np
import pytest

from autograder.checks import Partial
from autograder.course import Course, Notebook
from autograder.fake import FakeConnection
from autograder.link import Link
from autograder.notebook import Cell
from autograder.plugin import Bench, prepare, question_of, seed
from autograder.reference import Reference, load_reference, submitted_cells
from autograder.session import OPTIONS
from autograder.settings import Settings
from autograder.submission import Submission

SECRET = "of the benchmark"


class Suite:
    """The tests of one notebook, collected once, and its reference.

    Parameters
    ----------
    notebook : Notebook
        Whose suite.
    """

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.reference: ModuleType = load_reference(notebook)
        self.items: Sequence[pytest.Item] = ()
        self.kept: dict[
            Hashable, Any
        ] = {}  # what every submission's tests ask of the reference, as in grading
        places = (f"--rootdir={notebook.root}", f"--confcutdir={notebook.root}", "-c", os.devnull)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*OPTIONS, *places, str(notebook.suite)], plugins=[self])
        prepare(Bench(notebook, self.reference, (), SECRET), self.items)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Keep what was collected; run nothing."""
        self.items = session.items
        return True

    def grade(self, files: Mapping[str, bytes]) -> tuple[dict[str, float], float]:
        """Return the points of each question of a submission, and the seconds that loading it took.

        Parameters
        ----------
        files : mapping of str to bytes
            The notebook, and those that it builds on, by name.
        """
        start = time.perf_counter()
        siblings = {one.name: self._cells(one, files) for one in self.notebook.builds_on}
        link = Link(FakeConnection, self._cells(self.notebook, files), Settings(), siblings)
        link.run([], [], (), lambda node: None)  # loads
        loaded = time.perf_counter()
        return self._points(self.items, link), loaded - start

    def _cells(self, notebook: Notebook, files: Mapping[str, bytes]) -> Sequence[Cell]:
        return submitted_cells(notebook, files[notebook.name])[0]

    def score(self, question: str, namespace: dict[str, Any]) -> float:
        """Return the points of a question in a namespace that has been made already."""
        items = [item for item in self.items if question_of(item)[0] == question]
        return self._points(items, namespace).get(question, 0.0)

    def _points(self, items: Sequence[pytest.Item], code: Link | dict[str, Any]) -> dict[str, float]:
        """Add up points: of a parametrized test the worst run counts, and a failed gate takes all of them."""
        shares: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
        for item in items:
            question, worth = question_of(item)
            name = getattr(item, "originalname", None) or item.name
            share = min(self._share(item, code), shares[question].get(name, (1.0, 0.0))[0])
            shares[question][name] = share, worth
        return {
            question: float(sum(round(share * worth, 2) for share, worth in tests.values()))
            if all(worth or share == 1.0 for share, worth in tests.values())
            else 0.0
            for question, tests in shares.items()
        }

    def _share(self, item: pytest.Item, code: Link | dict[str, Any]) -> float:
        function: Callable[..., Any] = item.obj  # type: ignore[attr-defined]
        given: dict[str, Any] = dict(getattr(getattr(item, "callspec", None), "params", {}))
        given["submission"] = _submission(item, code)
        given["reference"] = Reference(self.reference, lambda result: None, self.kept)
        given["rng"] = np.random.default_rng(seed(SECRET, self.notebook, item))
        try:
            with contextlib.ExitStack() as stack:
                function(**_arguments(item, function, given, stack))
        except Partial as partial:
            return partial.share
        except (Exception, pytest.fail.Exception):
            return 0.0
        return 1.0


def _arguments(
    item: pytest.Item, function: Callable[..., Any], given: dict[str, Any], stack: contextlib.ExitStack
) -> dict[str, Any]:
    """Return what a test takes; the fixtures of its suite's own are made from what is given."""
    names = inspect.signature(function).parameters
    for name in names:
        if name not in given:
            fixture = item._fixtureinfo.name2fixturedefs[name][-1].func  # type: ignore[attr-defined]
            taken = _arguments(item, fixture, given, stack)
            lasting = inspect.isgeneratorfunction(fixture)
            made = contextlib.contextmanager(fixture)(**taken) if lasting else fixture(**taken)
            given[name] = stack.enter_context(made) if lasting else made
    return {name: given[name] for name in names}


class Kernel:
    """A kernel's globals in a module's stead: what a test replaces there, the notebook's functions see."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__ = names


def _submission(item: pytest.Item, code: Link | dict[str, Any]) -> Submission:
    if not isinstance(code, Link):
        connection = FakeConnection()
        connection.interpreter.module = cast(ModuleType, Kernel(code))
        built_on = [value for value in code.values() if isinstance(value, ModuleType)]
        connection.interpreter.siblings = {module.__name__: module for module in built_on}
        return Submission(Link(lambda: connection, (), Settings()))
    code.asked = False  # else the next question would get a fresh process, for code that is not trusted
    code.begin_test(question_of(item)[0])
    return Submission(code)


@cache
def suite(root: str, assignment: str, name: str) -> Suite:
    """Return the suite of a notebook, collected at the first call."""
    return Suite(next(book for book in Course(Path(root)).notebooks(assignment) if book.name == name))


def check(place: tuple[str, str, str], question: str, namespace: dict[str, Any]) -> float:
    """Return the points of a question of the notebook at `place`: root, assignment, name."""
    return suite(*place).score(question, namespace)
