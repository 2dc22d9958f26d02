"""What is kept of each report while a class is graded: one small row; and what the rows add up to."""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from autograder.report import NotebookResult, Report

MANY = 3
News = Literal["new", "changed", "same"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One student's assignment in a table. Kept for a whole class: what many rows have alike is shared.

    Attributes
    ----------
    scores, max_scores : mapping
        Per notebook; a score is None where the error is ours.
    statuses : mapping
        Per notebook: graded, missing, unreadable or error.
    hints : tuple of str
        What the failed questions were told, most frequent first.
    failed : int
        Questions without full marks.
    path : Path
        Where the report was written.
    before : float or None
        The total of the earlier report, where there was one.
    news : {"new", "changed", "same"}
        Whether there was an earlier report, and whether this one differs from it.
    again : bool
        Whether no notebook's result of the earlier report still held.
    """

    student: str
    assignment: str
    scores: Mapping[str, float | None]
    max_scores: Mapping[str, float]
    statuses: Mapping[str, str]
    total: float | None
    max_score: float
    hints: tuple[str, ...]
    failed: int
    warnings: tuple[str, ...]
    path: Path
    before: float | None = None
    news: News = "new"
    again: bool = False

    @property
    def graded(self) -> bool:
        """Whether everything could be graded."""
        return self.total is not None


@dataclass(frozen=True)
class Summary:
    """What a run did.

    Attributes
    ----------
    rows : tuple of Row
        One for each report written, by assignment and student.
    refused : mapping
        Assignments that cannot be graded at all on this machine, and why.
    interrupted : bool
        Whether it was stopped from the keyboard.
    dry_run : bool
        Whether nothing was written.
    """

    rows: tuple[Row, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    interrupted: bool = False
    dry_run: bool = False

    @property
    def all_again(self) -> bool:
        """Whether a whole class was graded anew: students hand in again, but not all of them at once."""
        return len(self.rows) >= MANY and all(row.again for row in self.rows)

    @property
    def exit_code(self) -> int:
        """0 everything graded, 3 something could not be graded by our fault, 130 interrupted."""
        if self.interrupted:
            return 130
        return 3 if self.refused or not all(row.graded for row in self.rows) else 0


def row_of(report: Report, path: Path, earlier: Report | None = None) -> Row:
    """Return the row of a report, which replaces an earlier one or not."""
    books = report.notebooks
    questions = [question for book in books for question in book.questions]
    hints = Counter(question.hint for question in questions if question.hint)
    return Row(
        student=report.student,
        assignment=sys.intern(report.assignment),
        scores=_shared(tuple((book.name, _score(book)) for book in books)),
        max_scores=_shared(tuple((book.name, book.max_score) for book in books)),
        statuses=_shared(tuple((book.name, book.status) for book in books)),
        total=report.score,
        max_score=report.max_score,
        hints=tuple(sys.intern(hint) for hint, _ in hints.most_common()),
        failed=sum(question.status != "passed" for question in questions),
        warnings=report.warnings,
        path=path,
        before=earlier.score if earlier else None,
        news="new" if earlier is None else "same" if report == earlier else "changed",
        again=earlier is not None and not _keys(report) & _keys(earlier),
    )


def _keys(report: Report) -> set[tuple[str, str]]:
    return {(book.name, book.fingerprint) for book in report.notebooks}


@lru_cache(4_096)
def _shared(pairs: tuple[tuple[str, T], ...]) -> Mapping[str, T]:
    return dict(pairs)


def _score(book: NotebookResult) -> float | None:
    return None if book.status == "error" else book.score


def sorted_rows(rows: Mapping[tuple[str, str], Row]) -> tuple[Row, ...]:
    """Return rows by assignment, then student, as a person sorts names."""
    return tuple(sorted(rows.values(), key=lambda row: (row.assignment, row.student.casefold(), row.student)))
