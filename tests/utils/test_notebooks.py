"""`from_notebook`: what another notebook defines, and nothing that it tries out."""

import pytest

from utils import from_notebook
from utils.notebooks import provided_by


@pytest.fixture
def write(tmp_path, monkeypatch, make_notebook):
    """Write `<name>.ipynb` into the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(name, *cells):
        (tmp_path / f"{name}.ipynb").write_bytes(make_notebook(cells))

    return write


def tagged(source):
    return {
        "cell_type": "code", "execution_count": None, "id": "t", "outputs": [], "source": source,
        "metadata": {"tags": ["skip-execution"]},
    }  # fmt: skip


def test_definitions_become_a_module(write, capsys):
    write(
        "base",
        "import math\nprint('loading')",
        "def area(r):\n    return math.pi * r**2",
        "%matplotlib inline",
    )
    assert from_notebook("base").area(1) == pytest.approx(3.14159, abs=1e-5)
    assert "loading" not in capsys.readouterr().out


def test_experiments_are_not_run(write):
    write(
        "base", "x = 1", tagged("x = 2"), {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "x"}
    )
    assert from_notebook("base").x == 1


def test_a_cell_that_raises_is_passed_over_with_a_note(write, capsys):
    write("base", "a = 1", "b = 1 / 0", "c = 3")
    module = from_notebook("base")
    assert (module.a, module.c) == (1, 3)
    assert "base.ipynb cell 2 raised ZeroDivisionError: division by zero" in capsys.readouterr().out


def test_a_missing_notebook_says_where_it_has_to_be(write):
    with pytest.raises(FileNotFoundError, match=r"builds on losses\.ipynb.*same folder"):
        from_notebook("losses")


def test_a_file_that_is_no_notebook(write, tmp_path):
    (tmp_path / "base.ipynb").write_text("[1, 2")
    with pytest.raises(ValueError, match="is not a notebook"):
        from_notebook("base")


def test_a_program_may_have_the_notebooks_at_hand(write):
    write("base", "x = 1")
    with provided_by(lambda name: name.upper()):
        assert from_notebook("base") == "BASE"
    assert from_notebook("base").x == 1
