"""The last look at a page's texts: what grading let pass is looked at once more, as a page is built.

A report may have been written by a suite in a hurry, or by an older version. Grading had the student's lines
to hand; here excerpts of them are known by their form, `(cell 3, line 9: `code`)`.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from autograder.course import Course
from autograder.gate import SHORTEST_SECRET, WITHHELD, Gate, build_gate
from autograder.settings import read_settings

EXCERPT = re.compile(r"\((?:[^()`\n]{0,80}line \d+: )?`[^`\n]*`\)")

Clean = Callable[[str], str]


@lru_cache(16)
def for_students(course: Course, assignment: str) -> Clean:
    """Return a function that withholds what shows hidden code, where it lies, or the secret."""
    books = course.assignments.get(assignment, ())
    secret = read_settings(course.root).secret
    gates = [build_gate(book, secret) for book in books if book.released.exists() and book.suite.is_dir()]
    lines = frozenset(line for gate in gates for line in gate.lines)
    gate = Gate(lines, (*(phrase for one in gates for phrase in one.phrases), *_secret(secret)))
    return _cleaner(lambda text: gate.stops(EXCERPT.sub("", text)))


@lru_cache(16)
def for_instructors(course: Course) -> Clean:
    """Return a function that withholds the secret alone: an instructor may see everything else."""
    gate = Gate(frozenset(), _secret(read_settings(course.root).secret))
    return _cleaner(gate.stops)


def _secret(secret: str) -> tuple[str, ...]:
    return (secret,) if len(secret) >= SHORTEST_SECRET else ()


def _cleaner(stops: Callable[[str], bool]) -> Clean:
    @lru_cache(8_192)
    def clean(text: str) -> str:
        return WITHHELD if text and stops(text) else text

    return clean
