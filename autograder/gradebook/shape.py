"""The gradebook's rows of an assignment, its notebooks and cells: made by nbgrader, read once for a run."""

import contextlib
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbformat.notebooknode import from_dict
from nbgrader.api import Base, Gradebook, MissingEntry  # type: ignore[import-untyped]
from nbgrader.dbutil import ALEMBIC_DIR  # type: ignore[import-untyped]
from nbgrader.preprocessors import SaveCells  # type: ignore[import-untyped]
from sqlalchemy import Connection
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from autograder.course import Course, Notebook
from autograder.errors import UsageError
from autograder.gradebook.database import connect, reason, shown, transact
from autograder.gradebook.released import Released, is_solution, mark_of, released


@dataclass(frozen=True)
class NotebookShape:
    """A notebook's row and those of its cells, by `grade_id`."""

    id: str
    grades: dict[str, str]
    solutions: dict[str, str]
    tasks: dict[str, str]
    points: dict[str, float]


@dataclass(frozen=True)
class Shape:
    """An assignment's row and those of its notebooks, by name."""

    id: str
    duedate: datetime | None
    notebooks: dict[str, NotebookShape]


def prepare(url: str, course_id: str, course: Course, assignment: str, patience: float) -> Shape:
    """Make the rows of an assignment as `nbgrader generate_assignment` does, where they are missing.

    Raises
    ------
    UsageError
        If the database cannot be used, or holds submissions of an assignment with other cells.
    """
    with _explained(url):
        lite = sqlalchemy.make_url(url).get_backend_name() == "sqlite"
        _make_tables(url, patience)
        # nbgrader writes an assignment of no course, which only SQLite takes.
        with Gradebook(url, course_id if lite else course_id or "default_course") as book:
            try:
                book.find_assignment(assignment)
            except MissingEntry:
                book.update_or_create_assignment(assignment)
            _remove_others(book, course, assignment)
        for notebook in course.notebooks(assignment):
            _bring_up_to_date(url, notebook)
        with Gradebook(url) as book:
            found = book.find_assignment(assignment)
            shapes = {one.name: _shape(one) for one in found.notebooks}
            return Shape(found.id, found.duedate, shapes)


def _make_tables(url: str, patience: float) -> None:
    """Make nbgrader's tables in an empty database, with its revision.

    nbgrader would do so itself, but learns the revision from a program that imports all of nbgrader again.
    """

    def make(connection: Connection) -> None:
        if not sqlalchemy.inspect(connection).get_table_names():  # nobody was quicker
            Base.metadata.create_all(connection)
            MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")

    looking, making = sqlalchemy.create_engine(url), connect(url)
    if not sqlalchemy.inspect(looking).get_table_names():  # without a lock, which others may hold
        transact(making, make, patience)
    looking.dispose()
    making.dispose()


@contextlib.contextmanager
def _explained(url: str) -> Iterator[None]:
    """Say which database it was and what to do."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own statements
            yield
    except (SQLAlchemyError, ImportError) as error:
        raise UsageError(
            f"The gradebook {shown(url)} cannot be used: {reason(error)}\n"
            "Is the address right, does the server run, may you write there? A database of an older nbgrader "
            "is brought up to date by `nbgrader db upgrade`."
        ) from None


def _remove_others(book: Any, course: Course, assignment: str) -> None:
    """Remove notebooks that the course no longer has, unless somebody has handed one in."""
    found = book.find_assignment(assignment)
    known = {notebook.name for notebook in course.notebooks(assignment)}
    gone = sorted(one.name for one in found.notebooks if one.name not in known)
    added = known - {one.name for one in found.notebooks}
    if found.submissions and (gone or added):
        raise UsageError(_misfit(assignment, [*gone, *sorted(added)]))
    for name in gone:
        book.remove_notebook(name, assignment)


def _misfit(assignment: str, what: list[str]) -> str:
    return (
        f"The gradebook holds submissions of {assignment} that were graded when it had other cells "
        f"(differing: {', '.join(what)}).\nKeep that database, and grade into a new one with --db; or remove "
        f"them from it: nbgrader db assignment remove {assignment} --force"
    )


def _bring_up_to_date(url: str, notebook: Notebook) -> None:
    release = released(notebook)
    with Gradebook(url) as book:
        try:
            row = book.find_notebook(notebook.name, notebook.assignment)
            there, kernel = _rows(row), json.loads(row.kernelspec or "{}")
            taken = bool(row.submissions)
        except MissingEntry:
            there, kernel, taken = {}, None, False
    wanted = _wanted(release)
    if there == wanted and (taken or kernel == release.metadata.get("kernelspec", {})):
        return
    if taken and there.keys() != wanted.keys():
        names = sorted({name for _, name in there.keys() ^ wanted.keys()})
        raise UsageError(_misfit(notebook.assignment, names))
    resources = {
        "nbgrader": {"notebook": notebook.name, "assignment": notebook.assignment, "db_url": url},
    }
    tree = json.loads(notebook.released.read_bytes())
    SaveCells().preprocess(_node(tree), resources)


def _node(tree: dict[str, Any]) -> Any:
    """Return a notebook of nbformat 4 as nbformat reads it: each source one text."""
    for cell in tree["cells"]:
        cell["source"] = "".join(cell["source"])
    return from_dict(tree)  # type: ignore[no-untyped-call]


def _rows(row: Any) -> dict[tuple[str, str], Any]:
    """Return what the database says of a notebook's cells."""
    return {
        **{("grade", one.name): (one.max_score, one.cell_type) for one in row.grade_cells},
        **{("solution", one.name): () for one in row.solution_cells},
        **{("task", one.name): (one.max_score, one.cell_type) for one in row.task_cells},
        **{
            ("source", one.name): (one.cell_type, one.locked, one.source, one.checksum)
            for one in row.source_cells
        },
    }


def _wanted(release: Released) -> dict[tuple[str, str], Any]:
    """Return what nbgrader would write there."""
    rows: dict[tuple[str, str], Any] = {}
    for name, cell in release.marked.items():
        mark = mark_of(cell)
        for kind in ("grade", "task"):
            if mark.get(kind):
                rows[kind, name] = (float(mark["points"]), cell["cell_type"])
        if mark.get("solution"):
            rows["solution", name] = ()
        locked = not is_solution(cell) and bool(mark.get("grade") or mark.get("locked"))
        if locked or mark.get("solution") or mark.get("task"):
            rows["source", name] = (cell["cell_type"], locked, cell["source"], mark.get("checksum"))
    return rows


def _shape(row: Any) -> NotebookShape:
    return NotebookShape(
        row.id,
        {one.name: one.id for one in row.grade_cells},
        {one.name: one.id for one in row.solution_cells},
        {one.name: one.id for one in row.task_cells},
        {one.name: float(one.max_score) for one in row.grade_cells},
    )
