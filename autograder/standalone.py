"""Grade one notebook inside an ordinary pytest run: `pytest SUITE --submission FILE`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.course import Course, Notebook, find_course
from autograder.errors import NotebookError
from autograder.launch import WorkerServer
from autograder.link import Link
from autograder.misconceptions import load_catalogue
from autograder.notebook import Cell
from autograder.plugin import Bench, prepare
from autograder.reference import load_reference, submitted_cells
from autograder.settings import read_settings
from autograder.workers import WorkerConnection


@contextmanager
def open_bench(items: Sequence[pytest.Item], path: Path) -> Iterator[Bench]:
    """Load a submission for the suite the items come from.

    Raises
    ------
    pytest.UsageError
        If the items are not of one suite, or the file cannot be read.
    """
    course = find_course()
    notebook = notebook_of(course, items)
    settings = read_settings(course.root)
    try:
        cells, warnings = submitted_cells(notebook, path.read_bytes())
        siblings = {one.name: _beside(one, path) for one in notebook.builds_on}
    except (OSError, NotebookError) as error:
        raise pytest.UsageError(f"--submission {path}: {error}") from None
    with WorkerServer(course.root, settings, course.hidden, notebook.imports) as server:
        link = Link(lambda: WorkerConnection(server.control, settings), cells, settings, siblings)
        link.warnings.extend(warnings)
        reference, catalogue = load_reference(notebook), load_catalogue(notebook.suite)
        bench = Bench(notebook, reference, catalogue, settings.secret, link)
        prepare(bench, items)
        try:
            yield bench
        finally:
            link.drop()


def _beside(notebook: Notebook, path: Path) -> tuple[Cell, ...]:
    """Return the cells of another notebook of the submission, which lies beside the one that is graded."""
    other = path.with_name(f"{notebook.name}.ipynb")
    return submitted_cells(notebook, other.read_bytes())[0] if other.is_file() else ()


def notebook_of(course: Course, items: Sequence[pytest.Item]) -> Notebook:
    """Return the notebook whose suite holds every item.

    Raises
    ------
    pytest.UsageError
        If there are several, or none.
    """
    folders = {item.path.parent for item in items}
    found = [
        notebook
        for notebooks in course.assignments.values()
        for notebook in notebooks
        if notebook.suite in folders
    ]
    if len(found) != 1 or len(folders) != 1:
        raise pytest.UsageError("--submission grades one notebook: name the folder of one suite")
    return found[0]
