"""Write results into nbgrader's gradebook: the rows that nbgrader itself would make, a hundred at a time."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from autograder.course import Course
from autograder.errors import UsageError
from autograder.gradebook.autograded import Facts
from autograder.gradebook.database import connect, transact
from autograder.gradebook.late import Penalties
from autograder.gradebook.settings import nbgrader_settings
from autograder.gradebook.shape import prepare
from autograder.gradebook.submissions import Entry, store
from autograder.report import Report

TOGETHER = 100  # submissions in a transaction
PATIENCE = 60.0  # seconds to wait for another program's lock


class GradebookWriter:
    """Writes reports into a gradebook; a context manager, one for a run. Not for use by several threads.

    Writing is idempotent: the same report again changes nothing. What a person entered (manual scores, extra
    credit, comments, extensions) is never touched.

    Parameters
    ----------
    url : str
        Any address that nbgrader takes, such as `sqlite:////course/gradebook.db` or
        `postgresql+psycopg://user@host/name`.
    course : Course
        Whose released notebooks say which cells there are.
    assignments : sequence of str
        What will be written; their rows are made on entering, where they are missing.
    patience : float
        Seconds to wait for a database that somebody else has locked.

    Raises
    ------
    UsageError
        On entering or writing, with what to do: the database cannot be reached, stays locked, or holds
        submissions of the assignment as it was with other cells. What was added can be flushed again.
    """

    def __init__(
        self, url: str, course: Course, assignments: Sequence[str], patience: float = PATIENCE
    ) -> None:
        self._url = url
        self._course = course
        self._assignments = tuple(assignments)
        self._patience = patience
        self._waiting: list[Entry] = []

    def __enter__(self) -> Self:
        settings = nbgrader_settings(self._course.root)
        self._shapes = {
            name: prepare(self._url, settings.course_id, self._course, name, self._patience)
            for name in self._assignments
        }
        self._penalties = Penalties(settings.config)
        self._engine = connect(self._url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self._engine.dispose()

    def add(self, report: Report, facts: Facts) -> None:
        """Take a report; it is written with others, at the latest when the writer is left."""
        if report.assignment not in self._shapes:
            raise UsageError(f"This gradebook was opened for other assignments than {report.assignment}.")
        self._waiting.append(Entry(report, facts))
        if len(self._waiting) >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Write what was added, in one transaction."""
        if self._waiting:
            transact(self._engine, self._store, self._patience)
            self._waiting.clear()

    def _store(self, connection: Connection) -> None:
        for assignment, entries in _by_assignment(self._waiting):
            store(connection, self._shapes[assignment], entries, self._penalties)


def _by_assignment(entries: Iterable[Entry]) -> Iterable[tuple[str, list[Entry]]]:
    """Group entries; of several reports of one student the last is the one that counts."""
    latest = {(one.report.assignment, one.report.student): one for one in entries}
    for assignment, group in groupby(sorted(latest.items()), key=lambda item: item[0][0]):
        yield assignment, [entry for _, entry in group]
