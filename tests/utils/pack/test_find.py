"""Which assignment is meant, and which files are it."""

import json
import re

import pytest

from utils.pack.errors import PackError
from utils.pack.find import COURSE, did_you_mean, find_folder, find_notebook, in_course


@pytest.fixture
def course(tmp_path, write):
    """Return the course's own copies: a1 with two notebooks, a2 with one."""
    for name in ("a1_lines/knn", "a1_lines/losses", "a2_nets/layers"):
        write(tmp_path / "course" / "assignments" / f"{name}.ipynb")
    return tmp_path / "course" / "assignments"


@pytest.fixture
def work(tmp_path, write):
    """Return a student's folder with both notebooks of a1."""
    for name in ("knn", "losses"):
        write(tmp_path / "home" / "a1_lines" / f"{name}.ipynb")
    return tmp_path / "home" / "a1_lines"


@pytest.mark.parametrize(
    ("wanted", "inside"),
    [("a1_lines", ".."), ("a1", ".."), ("a1_lines", "."), ("a1", "."), (".", "."), ("a1_lines/", "..")],
)
def test_the_folder_is_found_from_within_and_from_above(wanted, inside, work, course):
    found = find_folder(wanted, (work / inside).resolve(), course)
    assert (found.assignment, found.path.resolve()) == ("a1_lines", work)
    assert [path.name for path in found.notebooks] == ["knn.ipynb", "losses.ipynb"]
    assert (found.missing, found.left_out) == ((), ())


@pytest.mark.parametrize("where", [".", ".."])
def test_the_course_folder_itself_will_do(where, course):
    found = find_folder("a2_nets", (course / where).resolve(), course)
    assert found.path.resolve() == course / "a2_nets"


def test_from_anywhere_else_the_course_is_packed(tmp_path, course):
    assert find_folder("a1", tmp_path, course).path == course / "a1_lines"


def test_a_folder_of_another_name_is_known_by_its_notebooks(tmp_path, write, course):
    write(tmp_path / "mine" / "layers.ipynb")
    assert find_folder("mine", tmp_path, course).assignment == "a2_nets"
    assert find_folder("a2", tmp_path / "mine", course).path == tmp_path / "mine"


def test_missing_notebooks_and_strangers_are_named(work, write, course):
    (work / "knn.ipynb").unlink()
    write(work / "knn-Copy1.ipynb")
    write(work / "Untitled.ipynb")
    write(work / ".hidden.ipynb")
    found = find_folder(".", work, course)
    assert found.missing == ("knn.ipynb",)
    assert found.left_out == ("Untitled.ipynb", "knn-Copy1.ipynb")


def test_copies_in_the_course_folder_are_not_part_of_the_course(write, course):
    write(course / "a1_lines" / "losses (1).ipynb")
    write(course / "a1_lines" / "Untitled3.ipynb")
    found = find_folder("a1", course.parent, course)
    assert [path.name for path in found.notebooks] == ["knn.ipynb", "losses.ipynb"]
    assert found.left_out == ("Untitled3.ipynb", "losses (1).ipynb")


def test_without_the_course_whatever_is_there_is_packed(work, tmp_path):
    found = find_folder("a1_lines", work, tmp_path / "nowhere")
    assert [path.name for path in found.notebooks] == ["knn.ipynb", "losses.ipynb"]


@pytest.mark.parametrize("wanted", ["a3", "a", "losses", ""])
def test_an_unknown_assignment_is_refused_with_the_known_ones(wanted, tmp_path, course):
    with pytest.raises(PackError, match="a1_lines, a2_nets"):
        find_folder(wanted, tmp_path, course)


def test_a_folder_with_other_notebooks_only_is_refused(tmp_path, write, course):
    write(tmp_path / "a1_lines" / "diary.ipynb")
    with pytest.raises(PackError, match=r"None of the notebooks of a1_lines \(knn.ipynb, losses.ipynb\)"):
        find_folder("a1_lines", tmp_path, course)


def test_a_notebook_is_found_by_its_name_where_its_assignment_is(tmp_path, work, course):
    assert find_notebook("losses", work, course) == work / "losses.ipynb"
    assert find_notebook("losses.ipynb", work.parent, course) == work / "losses.ipynb"
    assert find_notebook("layers", tmp_path, course) == course / "a2_nets" / "layers.ipynb"
    assert find_notebook("a1_lines", work, course) is None
    (tmp_path / "losses").mkdir()
    assert find_notebook("losses", tmp_path, course) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("a1_line", "a1_lines"), ("loses", "losses"), ("layer.ipynb", "layers"), ("zzz", "")]
)
def test_a_slip_of_the_finger_is_answered(typed, meant, course, tmp_path):
    said = did_you_mean(typed, course)
    assert said == (f" Did you mean {meant}?" if meant else "")


def test_the_order_of_the_course_is_the_one_that_the_notebooks_tell(request):
    """Each ends with what is next; whatever it names there comes after it."""
    paths = sorted((request.config.rootpath / "assignments").glob("*/*.ipynb"))
    assert sorted(COURSE) == sorted(path.stem for path in paths)
    told = 0
    for path in paths:
        last = "".join(json.loads(path.read_bytes())["cells"][-1]["source"])
        names = set(re.findall(r"`(\w+)`", last.partition("**What is next:**")[2])) & set(COURSE)
        assert all(in_course(path.stem) < in_course(name) for name in names), path
        told += len(names)
    assert told > len(paths) // 2
    places = [next(path.parent.name for path in paths if path.stem == name) for name in COURSE]
    assert places == sorted(places)


def test_a_notebook_that_the_order_does_not_name_comes_last():
    assert sorted(["zebra", "losses", "apple", "perceptron"], key=in_course)[2:] == ["apple", "zebra"]
