"""From the arguments of the command line to submissions, on real files."""

import os
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from autograder.course import Course
from autograder.errors import UsageError
from autograder.settings import Settings
from autograder.sources import Found, find_sources

NOTEBOOKS = {"a1": ("knn", "losses"), "a2": ("layers",)}


@pytest.fixture
def course(tmp_path):
    for assignment, names in NOTEBOOKS.items():
        folder = tmp_path / "course" / "solutions" / assignment
        folder.mkdir(parents=True)
        for name in names:
            (folder / f"{name}.ipynb").write_text('{"cells": []}')
    return Course(tmp_path / "course")


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def put(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")


def put_zip(path: str, *members: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, f"content of {member}")


def found(course: Course, *arguments: str, assignment: str = "") -> Found:
    return find_sources([Path(argument) for argument in arguments], course, assignment)


def who(result: Found) -> list[tuple[str, str, list[str]]]:
    return [(source.student, source.assignment, sorted(source.files)) for source in result.sources]


def test_a_tree_in_order_of_assignment_and_student(course, here):
    put("submitted/bob/a2/layers.ipynb", "submitted/bob/a1/knn.ipynb", "submitted/ada/a1/losses.ipynb")
    put("submitted/ada/a1/knn.ipynb", "submitted/ada/a1/data.csv", "submitted/README.md")
    assert who(found(course, "submitted")) == [
        ("ada", "a1", ["knn", "losses"]),
        ("bob", "a1", ["knn"]),
        ("bob", "a2", ["layers"]),
    ]


def test_a_tree_of_one_assignment_only(course, here):
    put("inbox/bob/knn.ipynb", "inbox/ada/losses.ipynb")
    assert who(found(course, "inbox")) == [("ada", "a1", ["losses"]), ("bob", "a1", ["knn"])]
    put("a2/ada/layers.ipynb")
    assert who(found(course, "a2")) == [("ada", "a2", ["layers"])]


def test_one_assignment_of_a_tree(course, here):
    put("submitted/ada/a1/knn.ipynb", "submitted/ada/a2/layers.ipynb", "submitted/bob/a2/layers.ipynb")
    result = found(course, "submitted", assignment="a1")
    assert who(result) == [("ada", "a1", ["knn"])]
    assert result.ignored == ("submitted/bob: no notebook of the course",)


@pytest.mark.parametrize("argument", ["submitted/ada", "submitted/ada/", "submitted/ada/a1/.."])
def test_one_students_folder(course, here, argument):
    put("submitted/ada/a1/knn.ipynb", "submitted/ada/a2/layers.ipynb")
    assert who(found(course, argument)) == [("ada", "a1", ["knn"]), ("ada", "a2", ["layers"])]


def test_one_students_folder_of_one_assignment(course, here):
    put("submitted/ada/a1/knn.ipynb")
    assert who(found(course, "submitted/ada/a1")) == [("ada", "a1", ["knn"])]


def test_a_folder_with_notebooks_is_its_owners(course, here, monkeypatch):
    put("ada/knn.ipynb")
    monkeypatch.chdir("ada")
    assert who(found(course, ".")) == [("ada", "a1", ["knn"])]


@pytest.mark.parametrize(
    ("path", "student"),
    [("submitted/ada/a1/knn.ipynb", "ada"), ("ada/knn.ipynb", "ada"), ("ada/a2/layers (1).ipynb", "ada")],
)
def test_a_single_notebook(course, here, path, student):
    put(path)
    (source,) = found(course, path).sources
    assert source.student == student
    (content,) = source.read(Settings()).notebooks.values()
    assert content == f"content of {path}".encode()


def test_the_notebooks_of_one_folder_are_one_submission(course, here):
    put("ada/a1/knn.ipynb", "ada/a1/losses.ipynb", "bob/a1/knn.ipynb")
    result = found(course, "ada/a1/knn.ipynb", "ada/a1/losses.ipynb", "bob/a1/knn.ipynb", "bob/a1/knn.ipynb")
    assert who(result) == [("ada", "a1", ["knn", "losses"]), ("bob", "a1", ["knn"])]


@pytest.mark.parametrize(
    "members", [["knn.ipynb"], ["top/knn.ipynb"], ["a1/knn.ipynb"], ["top/a1/knn.ipynb"], ["top\\knn.ipynb"]]
)
def test_a_zip_file_in_any_shape(course, here, members):
    put_zip("zips/ada.zip", *members, "__MACOSX/._knn.ipynb", "../../knn.ipynb")
    (source,) = found(course, "zips/ada.zip").sources
    assert (source.student, source.assignment) == ("ada", "a1")
    assert source.read(Settings()).notebooks == {"knn": f"content of {members[0]}".encode()}
    assert source.warnings == ()


@pytest.mark.parametrize("path", ["a1/ada.zip", "ada/a1.zip"])
def test_the_assignment_of_a_zip_from_its_path(course, here, path):
    put_zip(path, "knn.ipynb")
    assert who(found(course, path)) == [("ada", "a1", ["knn"])]


def test_a_damaged_zip_is_a_submission_that_cannot_be_read(course, here):
    put("zips/ada.zip")
    put_zip("zips/bob.zip", "knn.ipynb")
    first, _ = found(course, "zips/ada.zip", "zips/bob.zip").sources
    work = first.read(Settings())
    assert work.notebooks == {}
    assert set(work.problems) == {"knn", "losses"}
    assert "damaged zip file" in work.problems["knn"]


def test_unreadable_files_are_problems_and_the_rest_is_read(course, here):
    put("ada/a1/knn.ipynb")
    os.mkfifo("ada/a1/losses.ipynb")
    (source,) = found(course, "ada").sources
    work = source.read(Settings())
    assert set(work.notebooks) == {"knn"}
    assert work.problems == {"losses": "The file is not a regular file."}


def test_links_are_not_followed_but_named(course, here):
    put("elsewhere/solution.ipynb", "submitted/ada/a1/knn.ipynb")
    Path("submitted/ada/a1/losses.ipynb").symlink_to(here / "elsewhere" / "solution.ipynb")
    Path("submitted/bob").symlink_to(here / "submitted" / "ada")
    ada, bob = found(course, "submitted").sources
    assert "symbolic link" in ada.read(Settings()).problems["losses"]
    assert bob.read(Settings()).problems == dict.fromkeys(["knn", "losses"], "bob is a symbolic link.")


def test_the_limit_of_the_settings_holds(course, here):
    put("ada/a1/knn.ipynb")
    settings = msgspec.structs.replace(Settings(), notebook_bytes=5)
    (source,) = found(course, "ada").sources
    assert "larger than" in source.read(settings).problems["knn"]


def test_nothing_is_read_before_its_turn(course, here):
    put("ada/a1/knn.ipynb")
    (source,) = found(course, "ada").sources
    Path("ada/a1/knn.ipynb").write_text("later")
    assert source.read(Settings()).notebooks == {"knn": b"later"}


def test_an_empty_folder_of_the_assignment_is_a_submission(course, here):
    put("submitted/ada/a1/knn.ipynb")
    Path("submitted/bob/a1").mkdir(parents=True)
    assert who(found(course, "submitted")) == [("ada", "a1", ["knn"]), ("bob", "a1", [])]


def test_a_file_of_an_unknown_name_is_named_in_its_students_report(course, here):
    put("submitted/ada/a1/knn.ipynb", "submitted/ada/a1/foo.ipynb", "submitted/bob/homework.ipynb")
    ada, bob = found(course, "submitted").sources
    assert ada.warnings == ("ignored: a1/foo.ipynb",)
    assert (bob.student, bob.files, bob.warnings) == ("bob", {}, ("ignored: homework.ipynb",))


def test_who_cannot_be_placed_is_said(course, here):
    put("submitted/ada/a1/knn.ipynb", "submitted/bob/a2/layers.ipynb", "submitted/cleo/homework.ipynb")
    assert found(course, "submitted").ignored == ("submitted/cleo: ignored: homework.ipynb",)


def test_two_submissions_of_one_student_are_refused_and_named(course, here):
    put("monday/ada/a1/knn.ipynb", "tuesday/ada/a1/knn.ipynb")
    with pytest.raises(UsageError, match=r"(?s)monday/ada.*tuesday/ada"):
        found(course, "monday", "tuesday")


def test_students_whose_names_are_the_same_file_are_refused(course, here):
    put("submitted/a:b/a1/knn.ipynb", "submitted/a_b/a1/knn.ipynb")
    with pytest.raises(UsageError, match="Two submissions of a1 by 'a_b'"):
        found(course, "submitted")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere", "does not exist"),
        ("notes.txt", "not a notebook"),
        ("empty", "(?s)Nothing to grade.*no folder or notebook at all.*a1: knn, losses.*--assignment"),
        ("foo.ipynb", "(?s)Nothing to grade.*ignored: foo.ipynb.*a1: knn, losses"),
    ],
)
def test_what_cannot_be_graded_is_a_usage_error_that_says_what_can(course, here, argument, message):
    put("notes.txt", "foo.ipynb")
    Path("empty").mkdir()
    with pytest.raises(UsageError, match=message):
        found(course, argument)


def test_a_tree_is_gone_through_once_not_once_for_each_student(course, here):
    def calls(students):
        put(*(f"tree{students}/s{place}/a1/knn.ipynb" for place in range(students)))
        counted = 0

        def count(frame, event, argument):
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            sources = found(course, f"tree{students}").sources
        finally:
            sys.setprofile(None)
        assert len(sources) == students
        return counted

    assert calls(200) < 2.3 * calls(100)


def test_an_unknown_assignment_is_refused_with_those_there_are(course, here):
    put("ada/knn.ipynb")
    with pytest.raises(UsageError, match="a1, a2"):
        found(course, "ada", assignment="a7")


def test_hostile_names_of_students_become_harmless(course, here):
    put("submitted/\x1b[2J=evil/a1/knn.ipynb")
    (source,) = found(course, "submitted").sources
    assert source.student.isprintable()
    assert source.student == "�[2J=evil"


def test_names_that_are_not_utf8_are_read(course, here):
    folder = os.fsencode(here) + b"/submitted/\xff\xfe/a1"
    os.makedirs(folder)
    with open(folder + b"/knn.ipynb", "wb") as file:
        file.write(b"here")
    (source,) = found(course, "submitted").sources
    assert source.student == "��"
    assert source.read(Settings()).notebooks == {"knn": b"here"}


def test_a_packed_zip_names_its_student_and_assignment(course, here):
    put_zip("a1-ada-lovelace.zip", "losses.ipynb")
    put_zip("a1x-bob.zip", "losses.ipynb")
    assert who(found(course, "a1-ada-lovelace.zip", "a1x-bob.zip")) == [
        ("a1x-bob", "a1", ["losses"]),
        ("ada-lovelace", "a1", ["losses"]),
    ]


def test_a_folder_of_zip_files(course, here):
    put_zip("submitted/a1-ada.zip", "knn.ipynb")
    put_zip("submitted/bob.zip", "layers.ipynb")
    assert who(found(course, "submitted")) == [("ada", "a1", ["knn"]), ("bob", "a2", ["layers"])]


def test_zip_files_beside_folders_count_where_their_names_say_so(course, here):
    put("submitted/bob/a1/knn.ipynb")
    put_zip("submitted/a1-ada.zip", "knn.ipynb")
    put_zip("submitted/everything.zip", "bob/a1/knn.ipynb")
    assert who(found(course, "submitted")) == [("ada", "a1", ["knn"]), ("bob", "a1", ["knn"])]


@pytest.mark.parametrize(
    "path",
    [
        "lovelaceada_4711_80815_a1-ada.zip",
        "lovelaceada_LATE_4711_80815_a1-bob-1.zip",
        "lovelaceada_17_assignsubmission_file_a1-ada.zip",
        "lovelaceada_17_assignsubmission_file_/a1-ada.zip",
        "lovelaceada/a1/handed in.zip",
    ],
)
def test_whom_the_lms_names_is_the_student(course, here, path):
    put_zip(f"submitted/{path}", "knn.ipynb")
    assert who(found(course, "submitted")) == [("lovelaceada", "a1", ["knn"])]


def test_a_folder_that_moodle_named(course, here):
    put("submitted/Ada Lovelace_17_assignsubmission_file_/knn.ipynb", "submitted/bob/knn.ipynb")
    assert who(found(course, "submitted")) == [("Ada Lovelace", "a1", ["knn"]), ("bob", "a1", ["knn"])]


def test_two_zip_files_of_one_student_stop_nobody_else(course, here):
    put_zip("submitted/ada/a1-ada.zip", "knn.ipynb")
    put_zip("submitted/ada/a1-ada (1).zip", "knn.ipynb")
    put("submitted/bob/a1/knn.ipynb")
    ada, bob = found(course, "submitted").sources
    assert (ada.student, ada.assignment, ada.files) == ("ada", "a1", {})
    assert ada.problems["knn"] == (
        "ada holds several zip files, and none was read (a1-ada (1).zip, a1-ada.zip)."
    )
    assert bob.student == "bob"
    assert not bob.problems


def test_a_student_may_hand_in_a_zip_for_each_assignment(course, here):
    put_zip("submitted/ada/a1-ada.zip", "knn.ipynb")
    put_zip("submitted/ada/a2-ada.zip", "layers.ipynb")
    assert who(found(course, "submitted")) == [("ada", "a1", ["knn"]), ("ada", "a2", ["layers"])]
