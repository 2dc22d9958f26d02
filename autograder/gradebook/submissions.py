"""The rows of submissions in bulk: what is wanted, beside what is there; only differences are written.

Tables and columns are nbgrader's. Of a grade only `auto_score` and `needs_manual_grade` are written, of a
comment only `auto_comment`: the rest is what people entered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nbgrader.api import (  # type: ignore[import-untyped]
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from autograder.gradebook.autograded import Facts
from autograder.gradebook.late import Penalties, seconds_late
from autograder.gradebook.outputs import within
from autograder.gradebook.shape import NotebookShape, Shape
from autograder.report import NotebookResult, Report

STUDENTS, SUBMISSIONS, BOOKS = Student.__table__, SubmittedAssignment.__table__, SubmittedNotebook.__table__
GRADES, COMMENTS = Grade.__table__, Comment.__table__
NO_RESPONSE = "No response."  # nbgrader's words


class Entry(NamedTuple):
    """A report and what the database needs besides."""

    report: Report
    facts: Facts


@dataclass(frozen=True)
class Submission:
    """An entry with its rows.

    Attributes
    ----------
    id : str
        Of the submission.
    entry : Entry
        What to write.
    late : float
        Seconds.
    books : dict of str to str
        Row of each submitted notebook, by name.
    """

    id: str
    entry: Entry
    late: float
    books: dict[str, str]


def store(connection: Connection, shape: Shape, entries: Sequence[Entry], penalties: Penalties) -> None:
    """Write the entries of one assignment, one a student.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    shape : Shape
        The assignment's rows.
    entries : sequence of Entry
        At most a few hundred: their students are named in one statement.
    penalties : Penalties
        For what is late.
    """
    _add_students(connection, [entry.report.student for entry in entries])
    submissions = _submissions(connection, shape, entries)
    _write_grades(connection, shape, submissions)
    _write_comments(connection, shape, submissions)
    _write_penalties(connection, submissions, penalties)


def _add_students(connection: Connection, names: Sequence[str]) -> None:
    known = set(connection.scalars(select(STUDENTS.c.id).where(STUDENTS.c.id.in_(names))))
    _insert(connection, STUDENTS, [{"id": name} for name in names if name not in known])


def _submissions(connection: Connection, shape: Shape, entries: Sequence[Entry]) -> list[Submission]:
    """Make or update the submissions' rows and those of their notebooks."""
    names = [entry.report.student for entry in entries]
    columns = SUBMISSIONS.c
    query = select(columns.student_id, columns.id, columns.timestamp, columns.extension).where(
        columns.assignment_id == shape.id, columns.student_id.in_(names)
    )
    there = {row.student_id: row for row in connection.execute(query)}
    new, moved, made = [], [], []
    for entry in entries:
        row, moment = there.get(entry.report.student), entry.facts.timestamp
        key = row.id if row else new_uuid()
        if row is None:
            new.append(
                {
                    "id": key,
                    "assignment_id": shape.id,
                    "student_id": entry.report.student,
                    "timestamp": moment,
                }
            )
        elif moment is not None and moment != row.timestamp:
            moved.append({"key": key, "timestamp": moment})
        moment = moment or (row.timestamp if row else None)
        late = seconds_late(moment, shape.duedate, row.extension if row else None)
        made.append(Submission(key, entry, late, {}))
    _insert(connection, SUBMISSIONS, new)
    _update(connection, SUBMISSIONS, moved)
    _add_books(connection, shape, made)
    return made


def _add_books(connection: Connection, shape: Shape, submissions: Sequence[Submission]) -> None:
    """Fill in the rows of the submitted notebooks."""
    columns = BOOKS.c
    query = select(columns.assignment_id, columns.notebook_id, columns.id).where(
        columns.assignment_id.in_([one.id for one in submissions])
    )
    there = {(row.assignment_id, row.notebook_id): row.id for row in connection.execute(query)}
    new = []
    for one in submissions:
        for name, book in shape.notebooks.items():
            if (one.id, book.id) in there:
                one.books[name] = there[one.id, book.id]
            else:
                one.books[name] = new_uuid()
                new.append({"id": one.books[name], "assignment_id": one.id, "notebook_id": book.id})
    _insert(connection, BOOKS, new)


def _write_grades(connection: Connection, shape: Shape, submissions: Sequence[Submission]) -> None:
    columns = GRADES.c
    query = (
        select(
            columns.id,
            columns.notebook_id,
            columns.cell_id,
            columns.auto_score,
            columns.manual_score,
            columns.needs_manual_grade,
        )
        .where(columns.notebook_id.in_(_books(submissions)))
        .with_for_update()  # a person may be entering a score just now
    )
    there = {(row.notebook_id, row.cell_id): row for row in connection.execute(query)}
    new, changed = [], []
    for book, cell, auto, missing in _scores(shape, submissions):
        row = there.get((book, cell))
        review = not missing and (auto is None or (row is not None and row.manual_score is not None))
        values = {"auto_score": auto, "needs_manual_grade": review}
        if row is None:
            new.append({"notebook_id": book, "cell_id": cell, **values})
        elif (row.auto_score, row.needs_manual_grade) != (auto, review):
            changed.append({"key": row.id, **values})
    tasks = ((book, cell) for book, cells in _cells(shape, submissions, "tasks") for cell in cells.values())
    new += [
        {"notebook_id": book, "cell_id": cell, "auto_score": None, "needs_manual_grade": True}
        for book, cell in tasks
        if (book, cell) not in there
    ]
    _insert(connection, GRADES, new)
    _update(connection, GRADES, changed)


def _scores(shape: Shape, submissions: Sequence[Submission]) -> Iterator[tuple[str, str, float | None, bool]]:
    """Yield the row of a notebook and of a cell, its score, and whether the notebook was not handed in."""
    for one in submissions:
        results = {result.name: result for result in one.entry.report.notebooks}
        for name, book in shape.notebooks.items():
            missing = name in one.entry.facts.missing
            scores = _automatic(book, results.get(name), one.entry.facts.untouched.get(name, ()))
            for question, cell in book.grades.items():
                yield one.books[name], cell, 0.0 if missing else scores[question], missing


def _automatic(
    book: NotebookShape, result: NotebookResult | None, untouched: Sequence[str]
) -> dict[str, float | None]:
    """Return the automatic scores of a notebook: None where a person has to mark, or where we failed."""
    questions = result.questions if result else ()
    scores = {question.id: question.score for question in questions}
    automatic: dict[str, float | None] = {}
    for name, points in book.points.items():
        score = scores.get(name)
        if name in book.solutions:
            automatic[name] = 0.0 if name in untouched else None
        else:
            automatic[name] = None if score is None else within(score, points)
    return automatic


def _write_comments(connection: Connection, shape: Shape, submissions: Sequence[Submission]) -> None:
    columns = COMMENTS.c
    query = select(columns.id, columns.notebook_id, columns.cell_id, columns.auto_comment).where(
        columns.notebook_id.in_(_books(submissions))
    )
    there = {(row.notebook_id, row.cell_id): row for row in connection.execute(query)}
    new, changed = [], []
    for book, cell, text, known in _remarks(shape, submissions):
        row = there.get((book, cell))
        if row is None:
            new.append({"notebook_id": book, "cell_id": cell, "auto_comment": text})
        elif known and row.auto_comment != text:
            changed.append({"key": row.id, "auto_comment": text})
    _insert(connection, COMMENTS, new)
    _update(connection, COMMENTS, changed)


def _remarks(shape: Shape, submissions: Sequence[Submission]) -> Iterator[tuple[str, str, str | None, bool]]:
    """Yield the row of a notebook and of a cell, its comment, and whether the notebook was looked at."""
    for one in submissions:
        untouched = one.entry.facts.untouched
        for name, book in shape.notebooks.items():
            for cell_name, cell in book.solutions.items():
                text = NO_RESPONSE if cell_name in untouched.get(name, ()) else None
                yield one.books[name], cell, text, name in untouched
            for cell in book.tasks.values():
                yield one.books[name], cell, None, name in untouched


def _cells(
    shape: Shape, submissions: Sequence[Submission], kind: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for one in submissions:
        for name, book in shape.notebooks.items():
            yield one.books[name], getattr(book, kind)


def _write_penalties(connection: Connection, submissions: Sequence[Submission], penalties: Penalties) -> None:
    """Write the late penalties of the notebooks handed in, from scores that include what people gave."""
    books = {
        one.books[name]: one
        for one in submissions
        for name in one.books
        if name not in one.entry.facts.missing
    }
    query = select(BOOKS.c.id, BOOKS.c.late_submission_penalty).where(BOOKS.c.id.in_(list(books)))
    there = {row.id: row.late_submission_penalty for row in connection.execute(query)}
    late = [key for key, one in books.items() if one.late > 0]
    scored = select(SubmittedNotebook.id, SubmittedNotebook.score).where(SubmittedNotebook.id.in_(late))
    scores = {key: float(score) for key, score in connection.execute(scored)} if late else {}
    changed = []
    for key, one in books.items():
        penalty = penalties.penalty(one.entry.report.student, scores.get(key, 0.0), one.late)
        if penalty != there[key]:
            changed.append({"key": key, "late_submission_penalty": penalty})
    _update(connection, BOOKS, changed)


def _books(submissions: Sequence[Submission]) -> list[str]:
    return [key for one in submissions for key in one.books.values()]


def _insert(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _update(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Update rows by their `key`."""
    if rows:
        names = [name for name in rows[0] if name != "key"]
        statement = update(table).where(table.c.id == bindparam("key"))
        connection.execute(statement.values({name: bindparam(name) for name in names}), rows)
