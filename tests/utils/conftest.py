"""The reference solutions, read from the authored notebook, and slips made from their text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pytest

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers" / "losses.ipynb"


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    """Return the source of every solution cell, by function name."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {
        mark["grade_id"].removesuffix("_solution"): source
        for mark, source in marks
        if mark.get("solution") and not mark.get("grade")
    }


@pytest.fixture
def written(sources: dict[str, str]) -> Callable[..., Any]:
    """Return a maker of functions: the solution `name`, with each `old` in its text made `new`."""

    def make(name: str, *edits: tuple[str, str]) -> Any:
        source = sources[name]
        for old, new in edits:
            if old not in source:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            source = source.replace(old, new)
        namespace: dict[str, Any] = {}
        exec(f"import numpy as np\n{source}", namespace)
        return namespace[name]

    return make


@pytest.fixture
def figures() -> Any:
    """Give a test pyplot without a window, and close its figures afterwards."""
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")
