"""All notebooks: rules for authors, and each run from top to bottom, solved and untouched."""

import ast
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course import find_course
from autograder.launch import ONE_THREAD
from autograder.release import lint

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


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_solution_runs_draws_and_passes_its_checks(notebook, tmp_path):
    cells = execute(notebook.solution, tmp_path)
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
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_untouched_notebook_runs_to_the_end_and_is_kind(notebook, tmp_path):
    cells = execute(notebook.released, tmp_path)
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            assert "is not started yet" in text(cell)
        elif waits(cell) and not drawn(cell):
            assert "This part waits for" in text(cell), cell["id"]


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


def execute(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Run every cell in a kernel, the tagged ones too, beside its other notebooks; nothing may complain.

    The option is the application's: `--NotebookClient.skip_cells_with_tag` is accepted and has no effect.
    """
    for other in path.parent.glob("*.ipynb"):
        shutil.copyfile(other, folder / other.name)
    copy = folder / path.name
    option = "--NbClientApp.skip_cells_with_tag=never"
    command = [sys.executable, "-m", "jupyter", "execute", option, "--inplace", str(copy)]
    environment = {**os.environ, **ONE_THREAD}  # others are being tested beside it
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    book = json.loads(copy.read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in cells), "Some cells were skipped."
    complaints = [output for cell in cells for output in cell["outputs"] if output.get("name") == "stderr"]
    assert complaints == []
    return cells


def text(cell: dict[str, Any]) -> str:
    """Return what a cell printed or showed as plain text."""
    parts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"]]
    return "".join("".join(part) for part in parts)
