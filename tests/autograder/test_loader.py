"""Cells run as in Jupyter, as far as a confined process can."""

import inspect
import sys

import pytest

from autograder.loader import as_main, new_namespace, run_cell

CELLS = {
    "plain": ("x = 1", 1),
    "line magic": ("%matplotlib inline\nx = 2", 2),
    "timed cell": ("%%time\nx = 3", 3),
    "shell line": ("!rm -rf /\nx = 4", 4),
    "shell assignment": ("files = !ls\nx = len(files) + 5", 5),
    "help": ("print?\nx = 6", 6),
    "get_ipython": ("get_ipython().run_line_magic('load_ext', 'autoreload')\nx = 7", 7),
    "await": ("async def f():\n    return 8\nx = await f()", 8),
    "unknown cell magic": ("%%html\n<b>", None),
    "display": ("from IPython.display import display as d\ndisplay(1)\nx = 9", 9),
}


@pytest.mark.parametrize(("source", "expected"), CELLS.values(), ids=CELLS)
def test_cells_of_jupyter_run(source: str, expected: int | None) -> None:
    module = new_namespace("__main__")
    run_cell(module, source, "<cell 1>")
    assert module.__dict__.get("x") == expected


def test_a_cell_that_raises_keeps_its_definitions() -> None:
    module = new_namespace("__main__")
    with pytest.raises(ZeroDivisionError):
        run_cell(module, "def f(): return 1\n1 / 0\ndef g(): ...", "<cell 1>")
    assert module.f() == 1
    assert not hasattr(module, "g")


def test_what_is_neither_python_nor_ipython_is_a_syntax_error() -> None:
    with pytest.raises(SyntaxError):
        run_cell(new_namespace("__main__"), "def f(:", "<cell 1>")


def test_source_can_be_inspected_and_classes_belong_to_main() -> None:
    module = new_namespace("__main__")
    run_cell(module, "class A:\n    pass\ndef f():\n    return 3\n", "<cell 2>")
    assert module.A.__module__ == "__main__"
    assert inspect.getsource(module.f) == "def f():\n    return 3\n"


def test_main_is_put_back() -> None:
    before = sys.modules["__main__"]
    with as_main(new_namespace("__main__")):
        assert sys.modules["__main__"] is not before
    assert sys.modules["__main__"] is before


def test_figures_are_closed_after_a_cell() -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    run_cell(new_namespace("__main__"), "import matplotlib.pyplot as plt\nplt.figure()\n", "<cell 1>")
    assert plt.get_fignums() == []
