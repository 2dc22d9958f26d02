"""Run notebooks from top to bottom in a Jupyter kernel, the cells tagged `skip-execution`, too."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat

from autograder.launch import ONE_THREAD
from tests.notebooks.smaller import Row, make_smaller

Cell = dict[str, Any]
# Between two notebooks in one kernel. A warning that the first has shown would not be shown again. What a
# notebook has imported stays loaded; but its names are gone, so that the next must import for itself.
BETWEEN = """import os, sys, types
os.chdir({folder!r})
for module in list(sys.modules.values()):
    if isinstance(module, types.ModuleType):
        vars(module).pop("__warningregistry__", None)
%reset -f
"""


def run_in_turn(books: Sequence[tuple[Path, Sequence[Row]]], folder: Path) -> list[list[Cell]]:
    """Run notebooks one after the other in one kernel, each beside the others of its folder.

    Parameters
    ----------
    books : sequence of (Path, sequence of Row)
        Notebooks, and how they are made smaller.
    folder : Path
        An empty one, where they run.

    Returns
    -------
    list of list of dict
        The code cells of each, executed. One that raises shows it in its outputs; the next follows.
    """
    formats: Any = nbformat.v4
    whole = formats.new_notebook()
    for path, rows in books:
        place = folder / path.parents[1].name / path.parent.name  # solutions or assignments
        shutil.copytree(path.parent, place, dirs_exist_ok=True)
        whole.cells += [formats.new_code_cell(BETWEEN.format(folder=str(place))), *code_cells(path, rows)]
    asyncio.run(_execute(whole, folder))
    return list(_parted(whole.cells, [len(code_cells(*book)) for book in books]))


def code_cells(path: Path, rows: Sequence[Row]) -> list[Any]:
    """Return the code cells of a notebook in its smaller form."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell["cell_type"] == "code"]
    make_smaller(cells, rows)
    return cells


async def _execute(book: Any, folder: Path) -> None:
    from nbclient import NotebookClient

    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        book,
        kernel_name="python3",
        timeout=600,
        allow_errors=True,
        resources=where,
        skip_cells_with_tag="never",
    )
    await client.async_execute(env={**os.environ, **ONE_THREAD})  # others are being tested beside it


def _parted(cells: Sequence[Cell], lengths: Sequence[int]) -> Iterator[list[Cell]]:
    """Take the notebooks apart again, without what stands between them."""
    begin = 0
    for length in lengths:
        if cells[begin]["outputs"]:
            raise RuntimeError(f"Between two notebooks something went wrong: {cells[begin]['outputs']}")
        yield list(cells[begin + 1 : begin + 1 + length])
        begin += 1 + length
