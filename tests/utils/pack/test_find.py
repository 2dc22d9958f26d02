"""Which assignment is meant, and which files are it."""

import pytest

from utils.pack.errors import PackError
from utils.pack.find import find_folder


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
