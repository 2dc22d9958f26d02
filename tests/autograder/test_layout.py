"""Which file is which notebook, decided from names alone."""

from pathlib import PurePosixPath

import pytest

from autograder.layout import Names, is_tree, resembles, sort_out

COURSE = {"a1": ["knn", "losses"], "a2": ["layers", "two_layer_net"], "a3": ["losses"]}


def shelves(*paths, wanted="", default="", course=COURSE):
    desk = sort_out([PurePosixPath(path) for path in paths], Names(course, wanted), default)
    return {
        assignment: ({name: str(path) for name, path in shelf.files.items()}, shelf.remarks)
        for assignment, shelf in desk.shelves.items()
    }


@pytest.mark.parametrize(
    ("stem", "notebook", "expected"),
    [
        ("losses", "losses", True),
        ("Losses", "losses", True),
        ("losses (1)", "losses", True),
        ("losses-Copy1", "losses", True),
        ("losses-ada", "losses", True),
        ("losses_ada", "losses", True),
        ("Copy of losses", "losses", True),
        ("two layer net", "two_layer_net", True),
        ("lossesofada", "losses", False),
        ("layers", "two_layer_net", False),
        ("two_layer_net", "layers", False),
        ("loss", "losses", False),
    ],
)
def test_a_name_resembles_a_notebook(stem, notebook, expected):
    assert resembles(stem, notebook) is expected


def test_the_folder_of_the_assignment_decides():
    assert shelves("a3/losses.ipynb", "a1/knn.ipynb") == {
        "a1": ({"knn": "a1/knn.ipynb"}, ()),
        "a3": ({"losses": "a3/losses.ipynb"}, ()),
    }


def test_without_a_folder_the_name_decides():
    assert shelves("knn.ipynb", "hand-in/layers.ipynb") == {
        "a1": ({"knn": "knn.ipynb"}, ()),
        "a2": ({"layers": "hand-in/layers.ipynb"}, ()),
    }


def test_a_name_of_two_assignments_is_not_guessed():
    desk = sort_out([PurePosixPath("losses.ipynb")], Names(COURSE))
    assert not desk.shelves
    assert desk.strays == ("ignored: losses.ipynb (a1/losses or a3/losses?)",)


@pytest.mark.parametrize("how", [{"wanted": "a3"}, {"default": "a3"}])
def test_it_is_decided_by_what_is_asked_for_or_by_the_folder_around(how):
    assert shelves("losses.ipynb", **how) == {"a3": ({"losses": "losses.ipynb"}, ())}


def test_other_assignments_are_left_out_silently_when_one_is_asked_for():
    assert shelves("a1/losses.ipynb", "a2/layers.ipynb", wanted="a2") == {
        "a2": ({"layers": "a2/layers.ipynb"}, ())
    }


def test_a_copy_stands_in_where_nothing_else_does_and_is_named():
    files, remarks = shelves("a1/losses (1).ipynb")["a1"]
    assert files == {"losses": "a1/losses (1).ipynb"}
    assert remarks == ("losses: read from 'losses (1).ipynb'",)


def test_the_exact_name_wins_over_copies():
    files, remarks = shelves("a1/losses (1).ipynb", "a1/losses.ipynb")["a1"]
    assert files == {"losses": "a1/losses.ipynb"}
    assert remarks == ("ignored: a1/losses (1).ipynb",)


def test_the_folder_of_the_assignment_wins_over_a_stray_copy():
    files, _ = shelves("knn.ipynb", "a1/knn.ipynb", "a1/old/knn.ipynb")["a1"]
    assert files == {"knn": "a1/knn.ipynb"}


def test_of_two_copies_neither_is_taken():
    files, remarks = shelves("a1/losses (1).ipynb", "a1/losses (2).ipynb")["a1"]
    assert files == {}
    assert "'a1/losses (1).ipynb' or 'a1/losses (2).ipynb'?" in remarks[0]
    assert "losses.ipynb" in remarks[0]


def test_the_longest_name_that_fits_is_meant():
    course = {"a1": ["net", "two_layer_net"]}
    assert shelves("two_layer_net-ada.ipynb", course=course)["a1"][0] == {
        "two_layer_net": "two_layer_net-ada.ipynb"
    }


def test_files_of_no_known_name_are_named_up_to_a_bound():
    names = [f"a1/scratch{i}.ipynb" for i in range(8)]
    files, remarks = shelves("a1/knn.ipynb", *names)["a1"]
    assert files == {"knn": "a1/knn.ipynb"}
    (remark,) = remarks
    assert remark.startswith("ignored: a1/scratch0.ipynb, ")
    assert remark.endswith(" and 3 more")


def test_a_hostile_file_name_is_harmless_in_a_remark():
    _, (remark,) = shelves("a1/\x1b[2J\udcff\n.ipynb")["a1"]
    assert remark.isprintable()


@pytest.mark.parametrize(
    ("files", "folders", "expected"),
    [
        (["ada/a1/knn.ipynb"], ["ada", "ada/a1"], True),
        (["ada/a1/knn.ipynb", "knn.ipynb"], ["ada", "ada/a1"], True),
        (["ada/knn.ipynb", "bob/knn.ipynb"], ["ada", "bob"], True),
        ([], ["ada", "ada/a1"], True),
        (["a1/knn.ipynb"], ["a1"], False),
        (["knn.ipynb"], [], False),
        (["knn (2).ipynb"], ["figures"], False),
    ],
)
def test_a_tree_is_told_from_one_students_folder(files, folders, expected):
    paths = [PurePosixPath(path) for path in files], [PurePosixPath(path) for path in folders]
    assert is_tree(*paths, Names(COURSE)) is expected
