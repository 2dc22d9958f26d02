"""The zip file for Gradescope: what is in it and what is not; and what is read of what students upload."""

import os
import re
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from autograder.course import find_course
from autograder.errors import UsageError
from autograder.gate import build_gate
from autograder.gradescope import Visibility
from autograder.gradescope.bundle import HOME, NOT_NEEDED, contents, write_zip
from autograder.gradescope.choices import Choices, pyproject, read_choices
from autograder.gradescope.entry import confined, handed_in
from autograder.sandbox import platform
from autograder.sandbox.identity import SPARE_UID
from autograder.settings import Settings, read_settings
from utils.pack.archive import zip_bytes

COURSE = find_course(Path(__file__))
A1 = "a1_linear_classifiers"


@pytest.fixture(scope="module")
def unzipped(tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "a2.zip"
    write_zip(COURSE, Choices("a2_neural_networks"), Settings(secret="of this test"), path)
    with zipfile.ZipFile(path) as archive:
        return {info: archive.read(info) for info in archive.infolist()}


def test_the_zip_has_the_two_scripts_at_the_top_and_they_are_executable(unzipped):
    top = {info.filename: info for info in unzipped if "/" not in info.filename}
    assert set(top) == {
        "setup.sh",
        "run_autograder",
        "CONFIDENTIAL.txt",
        "requirements.txt",
        "constraints.txt",
    }
    for name, info in top.items():
        assert info.create_system == 3
        assert bool(info.external_attr >> 16 & 0o111) == (name in ("setup.sh", "run_autograder"))
    for info, data in unzipped.items():
        if info.filename in ("setup.sh", "run_autograder"):
            assert data.startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in data


def test_the_zip_holds_one_assignment_and_nothing_of_the_others(unzipped):
    names = [info.filename for info in unzipped]
    for folder in ("solutions", "assignments", "autograder/suites"):
        inside = {
            name.split("/")[1 + folder.count("/") + 1]
            for name in names
            if name.startswith(f"course/{folder}/")
        }
        assert inside == {"a2_neural_networks"}
    books = {PurePosixPath(name).stem for name in names if name.endswith(".ipynb")}
    assert books == {"features", "layers", "two_layer_net"}
    others = set(COURSE.assignments) - {"a2_neural_networks"}
    zipped = {
        line.strip()
        for info, data in unzipped.items()
        if info.filename.startswith(("course/autograder/suites/", "course/solutions/", "course/assignments/"))
        for line in data.decode().splitlines()
    }
    own, foreign = (
        {line for book in chosen for line in build_gate(book, "").lines}
        for chosen in (
            COURSE.notebooks("a2_neural_networks"),
            [b for n in others for b in COURSE.notebooks(n)],
        )
    )
    assert len(foreign - own) > 1_000
    assert len(own & zipped) > 100
    assert (foreign - own) & zipped == set()


def test_the_zip_holds_nothing_that_grading_does_not_need(unzipped):
    parts = {part for info in unzipped for part in PurePosixPath(info.filename).parts}
    unwanted = {".git", ".github", "tests", "docs", "benchmarks", "__pycache__", "matrix.json", "inputs.py"}
    unwanted |= {"gradebook", "mutation", "demo.py", "bundle.py", "Makefile", "README.md"}
    assert parts & unwanted == set()
    assert not [part for part in parts if part.startswith(".")]
    assert "course/autograder/cli.py" not in {info.filename for info in unzipped}


def test_the_zip_is_the_same_whenever_it_is_made(tmp_path, mini_course):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    write_zip(mini_course, Choices("mini"), Settings(), first)
    for path in mini_course.root.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    write_zip(mini_course, Choices("mini"), Settings(), second)
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    with zipfile.ZipFile(first) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())


def test_the_zip_says_that_it_is_confidential(unzipped):
    (letter,) = [data for info, data in unzipped.items() if info.filename == "CONFIDENTIAL.txt"]
    assert letter.startswith(b"CONFIDENTIAL: ")


@pytest.mark.parametrize("secret", ["of this term", 'q"\\n\x7f\x00\t', "ключ 🗝 ", "a\nb\r\n"])
def test_the_settings_in_force_go_along(tmp_path, secret, monkeypatch):
    settings = Settings(secret=secret, isolation="process", cell_cpu=1.5, worker_uid=1234)
    choices = Choices("mini", Visibility.after_published)
    (tmp_path / "pyproject.toml").write_bytes(pyproject(choices, settings).encode())
    assert read_settings(tmp_path) == settings
    assert read_choices(tmp_path) == choices


def test_a_secret_from_the_environment_is_the_one_in_the_zip(mini_course, monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the environment")
    settings = read_settings(mini_course.root)
    monkeypatch.delenv("AUTOGRADER_SECRET")
    text = contents(mini_course, Choices("mini"), settings)["course/pyproject.toml"]
    (tmp_path / "pyproject.toml").write_bytes(text)
    assert read_settings(tmp_path).secret == "of the environment"


def test_what_is_installed_is_pinned_and_no_more_than_grading_needs(unzipped):
    files = {info.filename: data.decode() for info, data in unzipped.items() if "/" not in info.filename}
    wanted = [re.match(r"[\w.-]+", line)[0] for line in files["requirements.txt"].splitlines()]
    pinned = {line.split("==")[0] for line in files["constraints.txt"].splitlines() if "==" in line}
    assert {"numpy", "pytest", "msgspec", "ipython", "scikit-learn"} <= set(wanted) <= pinned
    assert NOT_NEEDED.isdisjoint(wanted)
    listed = (HOME / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("\n]")[0]
    assert all(f'"{name}' in listed for name in NOT_NEEDED), "a name here that the project no longer has"


@pytest.mark.parametrize(
    ("remove", "message"),
    [
        ("autograder/suites/mini/basics", "has no hidden tests yet"),
        ("assignments/mini/basics.ipynb", "run `autograder release mini` first"),
    ],
)
def test_an_assignment_that_is_not_complete_is_refused(mini_course, tmp_path, remove, message):
    path = mini_course.root / remove
    path.rename(tmp_path / "away")
    with pytest.raises(UsageError, match=message):
        write_zip(mini_course, Choices("mini"), Settings(), tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    ("place", "message"), [("", "is a folder: name the file"), ("no/x.zip", "cannot be written")]
)
def test_a_place_that_cannot_be_written_is_said(mini_course, tmp_path, place, message):
    with pytest.raises(UsageError, match=message):
        write_zip(mini_course, Choices("mini"), Settings(), tmp_path / place)


# What students upload


def uploaded(folder: Path, files: dict[str, bytes]):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return handed_in(folder, COURSE, A1).read(Settings())


def packed(names: tuple[str, ...], tmp_path: Path) -> bytes:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, f"content of {name}")
    return path.read_bytes()


@pytest.mark.parametrize(
    "names",
    [
        ("knn.ipynb", "losses.ipynb"),
        (f"{A1}/knn.ipynb", f"{A1}/losses.ipynb", "receipt.json"),
        ("my work/knn.ipynb", "more/losses.ipynb", "notes.txt"),
        (f"repo/assignments/{A1}/knn.ipynb", f"repo/assignments/{A1}/losses.ipynb", "repo/utils/x.py"),
        (f"assignments/{A1}/knn.ipynb", "losses.ipynb"),
    ],
)
@pytest.mark.parametrize("as_zip", [False, True])
def test_notebooks_are_found_in_whatever_shape(tmp_path, names, as_zip):
    submission = tmp_path / "submission"
    submission.mkdir()
    files = (
        {f"{A1}-ada.zip": packed(names, tmp_path)}
        if as_zip
        else {name: f"content of {name}".encode() for name in names}
    )
    work = uploaded(submission, files)
    assert work.notebooks == {
        PurePosixPath(name).stem: f"content of {name}".encode() for name in names if name.endswith(".ipynb")
    }
    assert (work.problems, work.remarks) == ({}, ())


def test_the_zip_of_pack_is_read(tmp_path):
    book = SimpleNamespace(path=Path("knn.ipynb"), packed=b"of ada")
    data = zip_bytes(A1, [SimpleNamespace(book=book)], {"schema": 1}, datetime.now(UTC))
    assert uploaded(tmp_path, {f"{A1}-ada.zip": data}).notebooks == {"knn": b"of ada"}


def test_a_loose_notebook_wins_over_one_in_a_zip(tmp_path):
    submission = tmp_path / "submission"
    submission.mkdir()
    work = uploaded(submission, {"knn.ipynb": b"new", "old.zip": packed(("knn.ipynb",), tmp_path)})
    assert work.notebooks == {"knn": b"new"}
    assert work.remarks == ("ignored: old.zip/knn.ipynb",)


def test_nothing_and_damage_are_told(tmp_path):
    assert uploaded(tmp_path, {"notes.txt": b""}).notebooks == {}
    work = uploaded(tmp_path, {"ada.zip": b"PK no zip"})
    assert set(work.problems) == {book.name for book in COURSE.notebooks(A1)}
    assert "ada.zip is a damaged zip file" in work.problems["knn"]
    work = uploaded(tmp_path, {"knn.ipynb": b"{}"})
    assert work.notebooks == {"knn": b"{}"}
    assert "knn" not in work.problems


def test_bytes_that_are_no_name_are_no_obstacle(tmp_path):
    (tmp_path / os.fsdecode(b"knn\xff.ipynb")).write_bytes(b"of ada")
    work = uploaded(tmp_path, {})
    assert work.notebooks == {"knn": b"of ada"}
    assert work.remarks == ("knn: read from 'knn\N{REPLACEMENT CHARACTER}.ipynb'",)


def facts(landlock: int, uid: int, capabilities: int) -> platform.Platform:
    return platform.Platform("Linux", "x86_64", "5.10", 64, landlock, True, uid, capabilities)


@pytest.mark.parametrize(
    ("found", "asked", "uid"),
    [
        (facts(-95, 0, 2**41 - 1), None, SPARE_UID),  # root, no Landlock: another user stands in for it
        (facts(7, 0, 2**41 - 1), None, None),
        (facts(-95, 0, 0), None, None),  # root without powers: confinement will be refused
        (facts(-95, 1000, 0), None, None),
        (facts(-95, 0, 2**41 - 1), 1234, 1234),
    ],
)
def test_a_user_of_its_own_stands_in_for_landlock(monkeypatch, found, asked, uid):
    monkeypatch.setattr("autograder.gradescope.entry.inspect_platform", lambda: found)
    assert confined(Settings(worker_uid=asked)).worker_uid == uid


def test_links_out_of_the_submission_are_not_followed(tmp_path):
    (tmp_path / "hidden.ipynb").write_bytes(b"hidden")
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "knn.ipynb").symlink_to(tmp_path / "hidden.ipynb")
    (submission / "deep").symlink_to(tmp_path)
    (submission / "x.zip").symlink_to(tmp_path / "hidden.ipynb")
    work = uploaded(submission, {})
    assert work.notebooks == {}
    assert "symbolic link" in work.problems["knn"]
