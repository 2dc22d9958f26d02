"""A suite's test functions, called directly on a namespace: no worker, no confinement, no reports.

What grading would take if student code were trusted; and what a notebook graded by nbgrader calls in its
kernel to run the same tests.
"""

import contextlib
import inspect
import io
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.checks import Partial
from autograder.course import Course, Notebook
from autograder.fake import fake_submission
from autograder.plugin import Bench, prepare, question_of, seed
from autograder.reference import Reference, load_reference
from autograder.session import OPTIONS

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
        places = (f"--rootdir={notebook.root}", f"--confcutdir={notebook.root}", "-c", os.devnull)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*OPTIONS, *places, str(notebook.suite)], plugins=[self])
        prepare(Bench(notebook, self.reference, (), SECRET), self.items)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Keep what was collected; run nothing."""
        self.items = session.items
        return True

    def score(self, question: str, namespace: Mapping[str, Any]) -> float:
        """Return the points of a question: failing a gate takes all of them."""
        gained, gates = 0.0, True
        for item in self.items:
            name, points = question_of(item)
            if name == question:
                share = self._share(item, namespace)
                gained += share * points
                gates &= bool(points) or share == 1.0
        return gained if gates else 0.0

    def _share(self, item: pytest.Item, namespace: Mapping[str, Any]) -> float:
        function: Callable[..., Any] = item.obj  # type: ignore[attr-defined]
        given: dict[str, Any] = dict(getattr(getattr(item, "callspec", None), "params", {}))
        given["submission"] = fake_submission(namespace)
        given["reference"] = Reference(self.reference, lambda result: None)
        given["rng"] = np.random.default_rng(seed(SECRET, self.notebook, item))
        try:
            function(**{name: given[name] for name in inspect.signature(function).parameters})
        except Partial as partial:
            return partial.share
        except (Exception, pytest.fail.Exception):
            return 0.0
        return 1.0


@cache
def suite(root: str, assignment: str, name: str) -> Suite:
    """Return the suite of a notebook, collected at the first call."""
    return Suite(next(book for book in Course(Path(root)).notebooks(assignment) if book.name == name))


def check(place: tuple[str, str, str], question: str, namespace: Mapping[str, Any]) -> float:
    """Return the points of a question of the notebook at `place`: root, assignment, name."""
    return suite(*place).score(question, namespace)
