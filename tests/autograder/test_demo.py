"""The sample class: each member is what it says, and gets what it deserves."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import demo, sample
from autograder.course import Course, find_course
from autograder.demo import ASSIGNMENT, NOTEBOOK, Member, deserved, differences, sample_class, write_class
from autograder.errors import UsageError
from autograder.misconceptions import Mistake
from autograder.notebook import read_notebook
from autograder.report import NotebookResult, QuestionResult, Report
from autograder.sample import Material

FUNCTIONS = ("double", "half", "square", "root")


def cell(source: str, **mark):
    metadata = {"nbgrader": mark, "tags": ["x"]} if mark else {}
    common = {"cell_type": "code", "metadata": metadata, "execution_count": None, "outputs": []}
    return {**common, "id": mark.get("grade_id", "c"), "source": source.splitlines(keepends=True)}


def book(body: str):
    cells = [cell("import math")]
    for name in FUNCTIONS:
        source = f'def {name}(x):\n    """Return {name} of x."""\n{body}'
        cells.append(cell(source, grade=False, solution=True, grade_id=f"{name}_solution"))
        cells.append(cell(f"check_{name}({name})", grade=True, solution=False, grade_id=name, points=2))
    return {"cells": cells, "metadata": {"kernelspec": {}}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def given():
    solution = book("    ### BEGIN SOLUTION\n    return x * 2\n    ### END SOLUTION\n")
    return Material(
        released=book("    raise NotImplementedError\n"),
        answers=sample.solution_sources(solution),
        points=dict.fromkeys(FUNCTIONS, 2.0),
        mistakes=(
            Mistake("double:once", "double", "Once is not twice.", (("x * 2", "x"),)),
            Mistake("double:thrice", "double", "Thrice is not twice.", (("x * 2", "x * 3"),)),
            Mistake("half:once", "half", "Once is not twice.", (("x * 2", "x"),)),
            Mistake("square:sign", "square", "A sign.", (("x * 2", "-x"),)),
        ),
    )


def defined(data: bytes) -> dict:
    """Run a notebook's definitions here: they are our own."""
    names: dict = {}
    for one in read_notebook(data).cells:
        if one.source.startswith(("def ", "import math")):
            exec(one.source, names)
    return names


def test_answers_have_no_markers_and_keep_the_docstring(given):
    assert given.answers["half"] == 'def half(x):\n    """Return half of x."""\n    return x * 2\n'


def test_a_filled_notebook_looks_like_a_students(given):
    filled = sample.filled(given)
    assert [one["metadata"] for one in filled["cells"]] == [
        one["metadata"] for one in given.released["cells"]
    ]
    assert "SOLUTION" not in sample.encode(filled).decode()
    assert defined(sample.encode(filled))["root"](4) == 8
    assert "NotImplementedError" in json.dumps(given.released)  # the material is as it was


def test_half_done_is_the_first_half(given):
    half, missing = sample.half_done(given)
    names = defined(sample.encode(half))
    assert missing == {"square", "root"}
    assert names["half"](1) == 2
    with pytest.raises(NotImplementedError):
        names["square"](1)


def test_a_mistake_is_in_its_function_only(given):
    names = defined(sample.encode(sample.mistaken(given, given.mistakes[1])))
    assert (names["double"](1), names["half"](1)) == (3, 2)


def test_mistakes_are_as_various_as_can_be(given):
    chosen = sample.various_mistakes(given, 3)
    assert [mistake.name for mistake in chosen] == ["double:once", "square:sign", "double:thrice"]
    assert len(sample.various_mistakes(given, 99)) == 4


def test_a_loop_is_put_after_the_docstring():
    code = 'def f(x):\n    """Say."""\n    return x\n'
    assert sample.looping(code) == (
        'def f(x):\n    """Say."""\n    while True:\n        pass\n    return x\n'
    )
    assert sample.looping("def f(x):\n  return x") == "def f(x):\n  while True:\n      pass\n  return x"


def test_stripped_has_no_metadata_and_no_ids(given):
    stripped = sample.stripped(sample.filled(given))
    assert not any(one["metadata"] or "id" in one for one in stripped["cells"])
    assert stripped["metadata"] == {}


def test_a_duplicate_is_there_twice_with_its_id(given):
    cells = sample.duplicated(sample.filled(given))["cells"]
    assert [one["id"] for one in cells].count("square_solution") == 2
    assert len(cells) == len(given.released["cells"]) + 1


def test_the_opposite_order_moves_solutions_only(given):
    ids = [one["id"] for one in sample.reordered(sample.filled(given))["cells"]]
    assert [name for name in ids if name.endswith("_solution")] == [
        f"{name}_solution" for name in reversed(FUNCTIONS)
    ]
    assert [name for name in ids if not name.endswith("_solution")] == ["c", *FUNCTIONS]


def test_what_is_cut_off_is_exactly_what_cannot_be_read(given):
    data, missing = sample.truncated(given)
    with pytest.raises(ValueError, match=r"\d"):
        json.loads(data)
    assert set(FUNCTIONS) - set(defined(data)) == missing == {"square", "root"}


def test_the_class_has_everybody_once(given):
    members = sample_class(given)
    assert len({member.name for member in members}) == len(members) >= 12
    assert len({member.data for member in members}) == len(members)
    assert all(member.name.isalpha() and member.remark for member in members)


def test_a_class_can_be_made_of_the_real_course():
    notebook = next(one for one in find_course().notebooks(ASSIGNMENT) if one.name == NOTEBOOK)
    given = sample.material(notebook)
    members = sample_class(given)
    assert sum(bool(member.sentence) for member in members) >= 4
    assert sum(given.points.values()) > 0
    assert set(given.answers) == set(given.points)


WHOLE = Member("ada", "complete", b"")
WRONG = Member("bob", "mistaken", b"", frozenset({"half"}), "Once is not twice.")
EMPTY = Member("cleo", "empty", b"", frozenset({"double", "half"}))
POINTS = {"double": 2.0, "half": 3.0}


def report(double, half, hint="", other=1.0):
    questions = (
        QuestionResult("double", double, 2.0, "passed"),
        QuestionResult("half", half, 3.0, "failed", hint),
    )
    other = NotebookResult("other", "graded", (QuestionResult("half", other, 1.0, "passed"),))
    return Report("a1", "x", 0.0, 5.0, "", "", (), (other, NotebookResult(NOTEBOOK, "graded", questions)))


@pytest.mark.parametrize(
    ("member", "made", "wrongs"),
    [
        (WHOLE, report(2.0, 3.0), 0),
        (WHOLE, report(2.0, 2.5), 1),
        (WHOLE, report(None, 3.0), 1),
        (EMPTY, report(0.0, 0.0), 0),
        (EMPTY, report(0.0, 0.5), 1),
        (WRONG, report(2.0, 1.0, "Once is not twice. Look again."), 0),
        (WRONG, report(2.0, 3.0, "Once is not twice."), 1),
        (WRONG, report(2.0, 0.0, "Something else."), 1),
        (WRONG, report(0.0, 0.0, "Once is not twice."), 1),
        (WHOLE, report(2.0, 3.0, other=0.5), 1),
        (WHOLE, Report("a1", "x", 0.0, 5.0, "", "", (), ()), 2),
    ],
)
def test_what_is_not_deserved_is_found(member, made, wrongs):
    assert len(differences(member, made, POINTS)) == wrongs


def test_what_is_deserved_is_told_in_points():
    assert [deserved(member, POINTS) for member in (WHOLE, WRONG, EMPTY)] == ["5", "2 to <5", "0"]


def test_a_class_is_written_but_not_into_other_peoples_work(tmp_path):
    notebook = next(one for one in find_course().notebooks(ASSIGNMENT) if one.name == NOTEBOOK)
    members = (WHOLE, replace(WRONG, data=b"x"))
    for _ in range(2):
        write_class(members, tmp_path, notebook, {"other": b"y"})
    assert (tmp_path / "bob" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_bytes() == b"x"
    assert (tmp_path / "ada" / ASSIGNMENT / "other.ipynb").read_bytes() == b"y"
    (tmp_path / "zoe").mkdir()
    with pytest.raises(UsageError, match="zoe"):
        write_class(members, tmp_path, notebook, {})


@pytest.fixture
def two_notebooks(tmp_path):
    """The course with two notebooks: everybody's others are the same, complete, and cost a second a head."""
    whole, root = find_course().root, tmp_path / "course"
    for top in ("solutions", "assignments", "autograder/suites"):
        for name in (NOTEBOOK, "perceptron"):
            (path,) = (whole / top / ASSIGNMENT).glob(f"{name}*")
            place = root / top / ASSIGNMENT / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(path, place) if path.is_dir() else shutil.copy(path, place)
    shutil.copy(whole / "nbgrader_config.py", root)
    return Course(root)


SOME = ("ada", "bruno", "dario", "goran", "karl", "marek", "otto", "rosa")  # one of each kind


@pytest.mark.slow
@pytest.mark.parametrize("chosen", [SOME, pytest.param((), marks=pytest.mark.full)], ids=["some", "all"])
def test_everybody_gets_what_is_deserved(two_notebooks, tmp_path, capfd, monkeypatch, chosen):
    """The whole way: release, worker, suite, report."""
    from autograder.demo import run
    from autograder.run import screen

    def members(given):
        return tuple(one for one in sample_class(given) if not chosen or one.name in chosen)

    monkeypatch.setattr(demo, "sample_class", members)
    monkeypatch.setenv("COLUMNS", "200")
    code = run(two_notebooks, tmp_path / "demo", 0, screen())
    out, err = capfd.readouterr()
    assert code == 0, out
    assert "✗" not in out
    count = len(chosen) or 12
    assert err.count("\n") >= count  # progress, a line each
    reports = tmp_path / "demo" / "reports" / ASSIGNMENT
    assert len(list(Path(reports).glob("*.json"))) >= count
    assert {f",{name}," in (reports / "grades.csv").read_text() for name in (NOTEBOOK, "perceptron")} == {
        True
    }
