"""Load a reference solution into this process, through the loader that submissions go through."""

from types import ModuleType

from autograder.course import Notebook
from autograder.errors import ReferenceFailed
from autograder.loader import as_main, new_namespace, run_cell
from autograder.notebook import Cell, definitions, demonstration_digests, read_notebook


def solution_cells(notebook: Notebook) -> tuple[Cell, ...]:
    """Return the cells of the reference solution that define something."""
    return submitted_cells(notebook, notebook.solution.read_bytes())[0]


def submitted_cells(notebook: Notebook, data: bytes) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the cells of a notebook that the grader runs, and warnings about the file.

    Raises
    ------
    NotebookError
        If nothing can be read of it.
    """
    contents = read_notebook(data)
    return definitions(contents.cells, skipped_digests(notebook)), contents.warnings


def skipped_digests(notebook: Notebook) -> frozenset[str]:
    """Return the digests of the demonstrations the course released: a submission cannot add to them."""
    return demonstration_digests(notebook.released.read_bytes())


def load_reference(notebook: Notebook) -> ModuleType:
    """Return the reference solution as a module.

    Raises
    ------
    ReferenceFailed
        If one of its cells raises.
    """
    module = new_namespace(f"reference_{notebook.name}")
    with as_main(module):
        for cell in solution_cells(notebook):
            try:
                run_cell(module, cell.source, f"<{module.__name__} cell {cell.number}>")
            except Exception as error:
                raise ReferenceFailed(f"{notebook.solution}: {cell.label} raised {error!r}") from error
    return module
