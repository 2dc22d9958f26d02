"""One grader an assignment for all tests of the right answers: to start one takes seconds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from autograder.course import find_course
from autograder.grade import Grader
from autograder.settings import Settings


@pytest.fixture(scope="session")
def grader_of() -> Iterator[Callable[[str], Grader]]:
    """Return what gives an assignment's grader; tests that use it are of the group `grade <assignment>`."""
    with ExitStack() as graders:

        @cache
        def start(assignment: str) -> Grader:
            grader = Grader(find_course(Path(__file__)), assignment, Settings(secret="of the right answers"))
            return graders.enter_context(grader)

        yield start
