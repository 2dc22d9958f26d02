"""Notebooks that share a kernel run as if each had its own."""

import nbformat
import pytest

from tests.notebooks.kernel import run_in_turn


@pytest.fixture
def book(tmp_path):
    """Return a writer of notebooks in folders of their own."""

    def write(name, *sources):
        path = tmp_path / "written" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        whole = nbformat.v4.new_notebook()
        whole.cells = [nbformat.v4.new_code_cell(source, metadata={"tags": []}) for source in sources]
        nbformat.write(whole, path)
        return path

    return write


def shown(cell):
    return "".join(output.get("text", "") or output.get("ename", "") for output in cell["outputs"])


# Shown once for a place in a module, as long as the module remembers it.
WARNS = """import warnings, numpy
memory = vars(numpy).setdefault("__warningregistry__", {})
warnings.warn_explicit("look out", UserWarning, "module.py", 1, registry=memory)
"""


@pytest.mark.slow
def test_nothing_of_a_notebook_is_left_for_the_next(book, tmp_path):
    first = book("one", "import json\nnumber = 1", WARNS, WARNS, "1 / 0", "print('on')")
    second = book("two", "json.dumps(1)", "number", WARNS, "import os\nprint(os.getcwd())")
    before, after = run_in_turn([(first, ()), (second, ())], tmp_path / "run")
    named, warned, quiet, broken, last = map(shown, before)
    assert "UserWarning: look out" in warned
    assert (named, quiet, broken, last) == ("", "", "ZeroDivisionError", "on\n")
    unknown, also_unknown, warned, folder = map(shown, after)
    assert (unknown, also_unknown) == ("NameError", "NameError")
    assert "UserWarning: look out" in warned
    assert folder.endswith("written/two\n")
