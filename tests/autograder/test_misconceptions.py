"""Misconceptions: one row makes a source and a function; rows that do not fit the reference are named."""

import numpy as np
import pytest

from autograder.errors import InfrastructureError
from autograder.misconceptions import Mistake, load_catalogue, mistaken_module, mistaken_source
from autograder.notebook import Cell
from autograder.reference import run_cells

SOURCE = '''def double(x):
    """Return 2 * x."""
    ### BEGIN SOLUTION
    return 2 * x + OFFSET
    ### END SOLUTION
'''


@pytest.fixture
def reference():
    cells = [
        Cell(1, "import numpy as np\nOFFSET = 10"),
        Cell(2, SOURCE),
        Cell(3, "def four():\n    return double(2)"),
    ]
    return run_cells("reference_double", cells, {}.__getitem__)


def test_edits_change_the_code_and_not_the_docstring():
    source = mistaken_source(Mistake("triple", "double", "Three.", (("2 * x", "3 * x"),)), SOURCE)
    assert "3 * x + OFFSET" in source
    assert "Return" not in source
    assert source.startswith("def double(x):\n")


def test_edits_follow_one_another():
    mistake = Mistake("chain", "double", "Chain.", (("2 * x", "3 * x"), ("3 * x", "4 * x")))
    assert "4 * x" in mistaken_source(mistake, SOURCE)


@pytest.mark.parametrize(
    ("edits", "found"),
    [((("5 * x", "x"),), "0 times"), ((("x", "z"),), "2 times"), ((("2", "3", 2),), "1 times")],
)
def test_an_edit_that_does_not_fit_names_its_row(edits, found):
    with pytest.raises(InfrastructureError, match=rf"'wrong'.*{found}"):
        mistaken_source(Mistake("wrong", "double", "Wrong.", edits), SOURCE)


def test_a_count_may_be_stated():
    source = mistaken_source(Mistake("twice", "double", "Twice.", (("x", "z", 2),)), SOURCE)
    assert "def double(z):" in source
    assert "2 * z" in source


def test_a_row_without_change_is_refused():
    with pytest.raises(InfrastructureError, match="changes nothing"):
        mistaken_source(Mistake("idle", "double", "Idle."), SOURCE)


def test_a_function_without_docstring_is_edited_as_it_is():
    mistake = Mistake("triple", "double", "Three.", (("2", "3"),))
    assert (
        mistaken_source(mistake, "def double(x):\n    return 2 * x\n") == "def double(x):\n    return 3 * x\n"
    )


def test_the_mistake_runs_among_the_other_cells_of_the_reference(reference):
    edited = Mistake("triple", "double", "Three.", (("2 * x", "3 * x"),))
    whole = Mistake("zero", "double", "Zero.", source="def double(x):\n    return np.zeros(OFFSET)\n")
    assert mistaken_module(edited, reference).double(2) == 16
    assert np.array_equal(mistaken_module(whole, reference).double(2), np.zeros(10))
    assert reference.double(2) == 14


def test_what_calls_the_function_is_mistaken_with_it(reference):
    edited = Mistake("triple", "double", "Three.", (("2 * x", "3 * x"),))
    assert mistaken_module(edited, reference).four() == 16
    assert reference.four() == 14


def test_a_function_that_no_cell_defines_is_named(reference):
    with pytest.raises(InfrastructureError, match="0 cells of the reference define treble"):
        mistaken_module(Mistake("m", "treble", "M.", (("2", "3"),)), reference)


def test_a_mistake_is_made_once(reference):
    mistake = Mistake("triple", "double", "Three.", (("2 * x", "3 * x"),))
    assert mistaken_module(mistake, reference) is mistaken_module(mistake, reference)


def test_a_mistake_loses_its_own_question_unless_told_otherwise():
    assert Mistake("a", "double", "A.").questions == ("double",)
    assert Mistake("a", "double", "A.", loses=("other", "double")).questions == ("other", "double")


ROWS = "from autograder.misconceptions import Mistake\nMISCONCEPTIONS = ({},)\n"


def _row(name, sentence):
    return f"Mistake({name!r}, 'double', {sentence!r}, source='def double(x): return x')"


def test_a_catalogue_is_read_from_all_its_files(tmp_path):
    for stem, row in (("misconceptions", _row("a", "A.")), ("misconceptions_more", _row("b", "B."))):
        (tmp_path / f"{stem}.py").write_text(ROWS.format(row))
    assert [mistake.name for mistake in load_catalogue(tmp_path)] == ["a", "b"]


def test_a_suite_may_have_no_catalogue(tmp_path):
    assert load_catalogue(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "must define MISCONCEPTIONS"),
        ("MISCONCEPTIONS = ('a row',)", "must define MISCONCEPTIONS"),
        (ROWS.format(", ".join([_row("a", "A."), _row("a", "B.")])), "the name 'a'"),
        (ROWS.format(", ".join([_row("a", "A."), _row("b", "A.")])), "the sentence 'double: A.'"),
    ],
)
def test_a_catalogue_that_is_none_is_refused(tmp_path, text, complaint):
    (tmp_path / "misconceptions.py").write_text(text)
    with pytest.raises(InfrastructureError, match=complaint):
        load_catalogue(tmp_path)


def test_two_catalogues_do_not_meet(tmp_path):
    for folder, row in (("one", _row("a", "A.")), ("two", _row("b", "B."))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "misconceptions.py").write_text(ROWS.format(row))
    names = [load_catalogue(tmp_path / folder)[0].name for folder in ("one", "two", "one")]
    assert names == ["a", "b", "a"]
