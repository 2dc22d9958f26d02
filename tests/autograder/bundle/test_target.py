"""Where a bundle is written: what is ours is brought up to date, anything else stays."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.bundle import write_bundle
from autograder.bundle_target import MANIFEST, plan
from autograder.errors import UsageError

A1 = "a1_linear_classifiers"


def test_a_bundle_is_brought_up_to_date_and_what_others_did_stays(small, tmp_path, tree):
    folder = tmp_path / "students"
    (folder / ".git").mkdir(parents=True)  # an empty repository is an empty folder
    written = write_bundle(small, ["a4_optimization"], folder)
    assert written.assignments == ("a4_optimization",)
    notebook = folder / "assignments" / "a4_optimization" / "schedules.ipynb"
    notebook.write_text("my work")
    (folder / "notes.md").write_text("mine")
    (folder / "utils" / "mine.py").write_text("mine")
    (folder / "LICENSE").unlink()
    (small.root / "utils" / "slopes.py").unlink()
    (small.root / "utils" / "ready.py").write_text("new = 1\n")

    written = write_bundle(small, [A1], folder)
    assert written.assignments == (A1, "a4_optimization")
    assert written.kept == ("assignments/a4_optimization/schedules.ipynb",)
    assert written.removed == ("utils/slopes.py",)
    assert notebook.read_text() == "my work"
    assert (folder / "notes.md").read_text() == (folder / "utils" / "mine.py").read_text() == "mine"
    assert (folder / "LICENSE").is_file()
    assert not (folder / "utils" / "slopes.py").exists()
    assert (folder / "utils" / "ready.py").read_text() == "new = 1\n"
    readme = (folder / "README.md").read_text()
    assert f"| `assignments/{A1}` | 1. `perceptron` |" in readme
    assert "| `assignments/a4_optimization` | 2. `schedules` |" in readme

    before = tree(folder)
    assert write_bundle(small, [A1], folder).removed == ()
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("old", "there", "new", "steps"),
    [
        ("", "", "n", {"f": "write"}),
        ("", "n", "n", {"f": "write"}),
        ("", "x", "n", {"f": "keep"}),
        ("o", "o", "n", {"f": "write"}),
        ("o", "", "n", {"f": "write"}),
        ("o", "x", "n", {"f": "keep"}),
        ("o", "o", "", {"f": "remove"}),
        ("o", "x", "", {}),
        ("o", "", "", {}),
    ],
)
def test_only_what_is_ours_is_replaced_or_removed(old, there, new, steps):
    assert plan(*({"f": value} if value else {} for value in (old, there, new))) == steps


def occupied(path: Path) -> None:
    path.mkdir()
    (path / "thesis.tex").write_text("mine")


def broken_manifest(path: Path) -> None:
    path.mkdir()
    (path / MANIFEST).write_text('{"files": [1]}')


def linked(path: Path) -> None:
    path.symlink_to(path.parent)


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thesis.tex", "mine")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("out", occupied, "is not a student bundle"),
        ("out", broken_manifest, "is not a student bundle"),
        ("out", lambda path: path.write_text("mine"), "is there and is not a folder"),
        ("out", linked, "is there and is not a folder"),
        ("out.zip", Path.mkdir, "is there and is not a zip file"),
        ("out.zip", other_zip, "is not a student bundle"),
        ("out.zip", lambda path: path.write_text("mine"), "is not a student bundle"),
    ],
)
def test_anything_else_is_left_alone(name, make, words, small, tmp_path, tree):
    make(tmp_path / name)
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=words):
        write_bundle(small, [A1], tmp_path / name)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["../victim", "/tmp/victim", ".git/config", ""])
def test_a_forged_manifest_leads_nowhere(name, small, tmp_path):
    """It lies in a repository that students may write to."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text(json.dumps({"schema": 1, "files": {name: "0" * 64}}))
    with pytest.raises(UsageError, match="no file of a bundle"):
        write_bundle(small, [A1], tmp_path / "out")


@pytest.mark.parametrize("place", ["utils", "assignments", "README.md"])
def test_a_link_leads_nowhere(place, small, tmp_path, tree):
    write_bundle(small, [A1], tmp_path / "out")
    target = tmp_path / "out" / place
    elsewhere = tmp_path / "elsewhere"
    target.rename(elsewhere)
    target.symlink_to(elsewhere)
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=f"{place} is a link"):
        write_bundle(small, [A1], tmp_path / "out")
    assert tree(tmp_path) == before


def test_an_earlier_zip_is_replaced(small, tmp_path):
    path = tmp_path / "course.zip"
    write_bundle(small, list(small.assignments), path)
    write_bundle(small, [A1], path)
    with zipfile.ZipFile(path) as archive:
        assert not any("a4_optimization" in name for name in archive.namelist())


@pytest.mark.parametrize("name", ["file/out", "file/out.zip"])
def test_what_cannot_be_written_is_said(name, small, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="cannot be written: "):
        write_bundle(small, [A1], tmp_path / name)


def test_what_cannot_be_read_is_said(small, tmp_path):
    """A name that is too long for any file system."""
    with pytest.raises(UsageError, match=r"cannot be (read|written): File name too long"):
        write_bundle(small, [A1], tmp_path / ("x" * 300))
