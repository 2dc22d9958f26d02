"""Run cells of a solved notebook in this process, without figures: for tests of the numbers in its text."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from autograder.course import Notebook
from autograder.reference import load_reference
from tests.notebooks.smaller import Row, make_smaller

Run = Callable[..., dict[str, Any]]


class NoFigures:
    """Stands in for `plots`: keeps what would have been drawn."""

    def __init__(self) -> None:
        self.drawn: dict[str, tuple[Any, ...]] = {}

    def __getattr__(self, name: str) -> Callable[..., None]:
        def keep(*args: Any, **_: Any) -> None:
            self.drawn[name] = args

        return keep


def sources(notebook: Notebook, rows: Sequence[Row] = ()) -> dict[str, str]:
    """Return the source of every cell by id."""
    cells = json.loads(notebook.solution.read_text(encoding="utf-8"))["cells"]
    make_smaller(cells, rows)
    return {cell["id"]: "".join(cell["source"]) for cell in cells}


def runner(notebook: Notebook, data: Sequence[str], rows: Sequence[Row] = ()) -> Run:
    """Return a runner of cells: each once, in a namespace with the notebook's definitions and its data.

    Parameters
    ----------
    notebook : Notebook
        Whose solution is run.
    data : sequence of str
        The cells before all others.
    rows : sequence of Row
        How its demonstrations are made smaller.
    """
    namespace: dict[str, Any] = dict(load_reference(notebook).__dict__)
    namespace["plots"] = NoFigures()
    cells, done = sources(notebook, rows), set[str]()

    def run_cells(*names: str) -> dict[str, Any]:
        for name in (*data, *names):
            if name not in done:
                done.add(name)
                exec(cells[name], namespace)
        return namespace

    return run_cells
