"""All notebooks: rules for authors, and each run from top to bottom, solved and untouched."""

import ast
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import Notebook, find_course
from autograder.release import lint
from tests.notebooks.kernel import code_cells, run_in_turn
from tests.notebooks.smaller import SMALLER, Row, make_smaller

COURSE = find_course(Path(__file__))
NOTEBOOKS = [notebook for group in COURSE.assignments.values() for notebook in group]
SILENCE = 5.0  # seconds that a cell may take without showing anything: 2 on a quiet machine


@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_authored_notebooks_keep_the_rules(assignment):
    assert lint(COURSE, assignment) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_notebooks_are_valid_and_written_as_nbformat_writes(notebook):
    """So that opening and saving one in Jupyter changes nothing but what was edited."""
    for path in (notebook.solution, notebook.released):
        text = path.read_text(encoding="utf-8")
        book = nbformat.reads(text, as_version=4)
        nbformat.validate(book)
        assert nbformat.writes(book).rstrip("\n") == text.rstrip("\n"), path


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_no_solution_leaves_the_house(notebook):
    released = notebook.released.read_text(encoding="utf-8")
    for words in ("BEGIN SOLUTION", "END SOLUTION", "Model answer", "Marking"):
        assert words not in released


def alone_in(group: str) -> Any:
    """Mark what one process has to run: it shares a kernel."""
    return pytest.mark.xdist_group(f"run {group}")


TOGETHER = [pytest.param(each, marks=alone_in(each.assignment), id=each.name) for each in NOTEBOOKS]


@pytest.fixture(scope="module")
def smaller(tmp_path_factory):
    """Return what runs an assignment once: solved and untouched, made smaller, in one kernel.

    To start a kernel and to import everything takes longer than most notebooks then do.
    """

    @cache
    def run(assignment):
        group = COURSE.assignments[assignment]
        paths = [(path, each) for each in group for path in (each.solution, each.released)]
        books = [(path, SMALLER.get(each.name, ())) for path, each in paths]
        return dict(
            zip([path for path, _ in paths], run_in_turn(books, tmp_path_factory.mktemp("run")), strict=True)
        )

    return run


@pytest.mark.slow
@pytest.mark.parametrize("notebook", TOGETHER)
def test_the_solution_runs_draws_and_passes_its_checks(notebook, smaller):
    runs_draws_and_passes(notebook, smaller(notebook.assignment)[notebook.solution])


@pytest.mark.full
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_whole_solution_alone_in_a_kernel(notebook, tmp_path):
    runs_draws_and_passes(notebook, *run_in_turn([(notebook.solution, ())], tmp_path))


def runs_draws_and_passes(notebook: Notebook, cells: list[dict[str, Any]]) -> None:
    nothing_complains(cells)
    graded = [question.id for question in notebook.questions if not question.manual]
    checks = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    assert [cell["metadata"]["nbgrader"]["grade_id"] for cell in checks] == graded
    for cell in checks:
        assert "✗" not in text(cell)
        assert "checks pass" in text(cell)
    for cell in cells:
        assert drawn(cell) or not draws(cell), cell["id"]
        assert cell["outputs"] or seconds(cell) < SILENCE, cell["id"]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", TOGETHER)
def test_the_untouched_notebook_runs_to_the_end_and_is_kind(notebook, smaller):
    runs_and_is_kind(smaller(notebook.assignment)[notebook.released])


@pytest.mark.full
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_whole_untouched_notebook_alone_in_a_kernel(notebook, tmp_path):
    runs_and_is_kind(*run_in_turn([(notebook.released, ())], tmp_path))


def runs_and_is_kind(cells: list[dict[str, Any]]) -> None:
    nothing_complains(cells)
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            assert "is not started yet" in text(cell)
        elif waits(cell) and not drawn(cell):
            assert "This part waits for" in text(cell), cell["id"]


def test_every_row_belongs_to_a_notebook_and_fits_it_solved_and_untouched():
    assert SMALLER.keys() <= {notebook.name for notebook in NOTEBOOKS}
    for notebook in NOTEBOOKS:
        for path in (notebook.solution, notebook.released):
            code_cells(path, SMALLER.get(notebook.name, ()))


@pytest.mark.parametrize(
    "row",
    [
        Row("demonstration", "steps=7", "steps=1"),  # not there
        Row("demonstration", "steps", "step"),  # twice
        Row("definition", "steps=600", "steps=60"),  # a definition stays what it is
        Row("gone", "steps=600", "steps=60"),
    ],
)
def test_a_row_that_fits_nothing_is_an_error(row):
    shown = code_cell("demonstration", "steps=600\nprint(steps)", ("skip-execution",))
    cells = [shown, code_cell("definition", "steps=600")]
    with pytest.raises(LookupError, match=row.old):
        make_smaller(cells, [row])
    make_smaller(cells, [Row("demonstration", "steps=600", "steps=60")])
    assert cells[0]["source"] == "steps=60\nprint(steps)"


def code_cell(name: str, source: str, tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": name, "source": source, "metadata": {"tags": list(tags)}}


def nothing_complains(cells: list[dict[str, Any]]) -> None:
    """Require that every cell has run to its end, without a word on stderr."""
    assert all(cell["execution_count"] for cell in cells), "Some cells were skipped."
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []


def draws(cell: dict[str, Any]) -> bool:
    """Whether a cell calls a figure of the course's."""
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "plots"
        for node in ast.walk(ast.parse("".join(cell["source"])))
    ) and "skip-execution" in cell["metadata"].get("tags", ())


def waits(cell: dict[str, Any]) -> bool:
    """Whether a cell draws with what the student is to write."""
    return draws(cell) and "when_ready()" in "".join(cell["source"])


def drawn(cell: dict[str, Any]) -> bool:
    """Whether a cell shows a figure."""
    return any("image/png" in output.get("data", {}) for output in cell["outputs"])


def seconds(cell: dict[str, Any]) -> float:
    """Return how long a cell took."""
    times = cell["metadata"]["execution"]
    begun, ended = (
        datetime.fromisoformat(times[key]) for key in ("iopub.execute_input", "shell.execute_reply")
    )
    return (ended - begun).total_seconds()


def text(cell: dict[str, Any]) -> str:
    """Return what a cell printed or showed as plain text."""
    parts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"]]
    return "".join("".join(part) for part in parts)
