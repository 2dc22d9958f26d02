"""The command from the keyboard to the zip file, and the grader that takes it."""

import hashlib
import io
import json
import os
import subprocess
import sys
import venv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from utils.course_python import explain
from utils.pack import archive, cli

ROOT = Path(cli.__file__).resolve().parents[2]
ASSIGNMENT = "a1_linear_classifiers"


@pytest.fixture
def work(tmp_path, write, code, text, setup, monkeypatch):
    """Return a student's folder, the current one: one exercise right, one question answered."""
    write(
        tmp_path / "hw" / "one.ipynb",
        setup,
        code("def one():\n    return 1"),
        code("check_one(one)", tags=("skip-execution",), grade="one"),
        text("Because.", grade="why"),
    )
    monkeypatch.chdir(tmp_path / "hw")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path / "hw"


def pack(*arguments):
    return cli.main(["pack", *arguments])


def contents(path):
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.slow
def test_a_finished_assignment(work, capsys):
    before = (work / "one.ipynb").read_bytes()
    assert pack(".", "--name", "ada", "--yes") == 0
    files = contents(work / "hw-ada.zip")
    assert list(files) == ["hw/one.ipynb", "receipt.json"]
    receipt = json.loads(files["receipt.json"])
    (book,) = receipt["notebooks"]
    assert book["sha256"] == hashlib.sha256(files["hw/one.ipynb"]).hexdigest()
    assert [(one["name"], one["status"]) for one in book["exercises"]] == [("one", "done"), ("why", "done")]
    assert receipt["checks_were_run"] is True
    assert {"python", "numpy"} <= set(receipt["versions"])
    assert (work / "one.ipynb").read_bytes() == before
    printed = capsys.readouterr().out
    assert "✓ one  done (1 of 1 checks pass)" in printed
    assert "save first" in printed
    assert "The hidden suite checks more than this." in printed
    assert f"sha256 {book['sha256']}  one.ipynb" in printed
    assert sorted(path.name for path in work.iterdir()) == ["hw-ada.zip", "one.ipynb"]


@pytest.mark.slow
def test_an_unfinished_assignment_is_packed_and_said(work, write, code, setup, capsys):
    write(
        work / "two.ipynb",
        setup,
        code("def two():\n    return 2"),
        code("check_two(two)"),
        code("check_one(one)"),
    )
    (work / "three.ipynb").write_bytes(b"{")
    assert pack(".", "--name", "ada") == 1
    assert set(contents(work / "hw-ada.zip")) == {
        "hw/one.ipynb",
        "hw/two.ipynb",
        "hw/three.ipynb",
        "receipt.json",
    }
    printed = capsys.readouterr().out
    assert "! the file is damaged" in printed
    assert "✗ two             failing (0 of 1 checks pass): It is right: Expected 1." in printed
    assert "✗ check_one(one)  failing: raised NameError" in printed
    assert "2 done, 2 failing." in printed
    assert "! 1 notebook damaged: three.ipynb. Take it from the original" in printed.partition("Written:")[2]


def test_without_a_run_nothing_is_executed_or_claimed(work, capsys):
    assert pack(".", "--no-run", "--name", "Ada Lovelace/../x") == 0
    assert (work / "hw-Ada-Lovelace-..-x.zip").exists()
    printed = capsys.readouterr().out
    assert "? one  not run" in printed
    assert "✓ why  answered: a person will read it" in printed
    receipt = json.loads(contents(work / "hw-Ada-Lovelace-..-x.zip")["receipt.json"])
    assert receipt["name"] == "Ada Lovelace/../x"
    assert "The checks were not run (--no-run)." in printed


@pytest.mark.parametrize(
    ("output", "written"), [("out", "out/hw-ada.zip"), ("out/mine.zip", "out/mine.zip"), (".", "hw-ada.zip")]
)
def test_the_output_is_a_folder_or_a_file(output, written, work):
    (work / "out").mkdir()
    assert pack(".", "--no-run", "--name", "ada", "--output", output) == 0
    assert (work / written).is_file()


def test_an_old_zip_is_replaced_only_when_told_to(work, capsys):
    old = work / "hw-ada.zip"
    old.write_bytes(b"old")
    assert pack(".", "--no-run", "--name", "ada") == 2
    assert old.read_bytes() == b"old"
    assert "--yes to replace" in capsys.readouterr().err
    assert pack(".", "--no-run", "--name", "ada", "--yes") == 0
    assert contents(old)


def test_at_a_keyboard_it_asks(work, monkeypatch):
    class Keyboard(io.StringIO):
        def isatty(self):
            return True

    (work / "hw-bea.zip").write_bytes(b"old")
    monkeypatch.setattr("sys.stdin", Keyboard("bea\ny\n"))
    assert pack(".", "--no-run") == 0
    assert contents(work / "hw-bea.zip")
    monkeypatch.setattr("sys.stdin", Keyboard("bea\n\n"))
    assert pack(".", "--no-run") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "Assignments of this course"),
        ([".", "--output", "no/where"], "is not a folder"),
        ([".", "--name", "   "], "has no letter and no digit: give yours with --name"),
        ([".", "--name", ""], "has no letter and no digit"),
        ([".", "--name", "/../"], "has no letter and no digit"),
    ],
)
def test_bad_usage_is_explained(arguments, words, work, capsys):
    assert pack(*arguments, "--no-run", "--yes") == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert list(work.glob("*.zip")) == []


@pytest.mark.parametrize("arguments", [[], ["pack"], ["unpack", "."], ["pack", ".", "--timeout", "-1"]])
def test_bad_options_exit_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2


def test_the_help_teaches(capsys):
    with pytest.raises(SystemExit):
        cli.main(["pack", "--help"])
    printed = capsys.readouterr().out
    for words in ("examples:", "packed without them", "exit codes:", "Nothing is sent"):
        assert words in printed


def test_when_interrupted_nothing_is_written(work, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("utils.pack.examine.run_cells", interrupted)
    assert pack(".", "--yes", "--name", "ada") == 130
    assert "Nothing was written" in capsys.readouterr().err
    assert list(work.glob("*.zip")) == []


def test_half_a_zip_is_never_left(work, monkeypatch):
    monkeypatch.setattr(archive.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert pack(".", "--no-run", "--yes", "--name", "ada") == 2
    assert [path.name for path in work.iterdir()] == ["one.ipynb"]


@pytest.mark.slow
def test_the_grader_takes_the_zip_as_it_is(tmp_path):
    """Packed by the command as it is typed; the authored notebook stands in for a perfect student's."""
    work = tmp_path / ASSIGNMENT
    work.mkdir()
    authored = sorted((ROOT / "solutions" / ASSIGNMENT).glob("*.ipynb"))
    for path in authored:
        (work / path.name).write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "utils", "pack", ".", "--no-run", "--name", "ada", "--output", ".."]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    from autograder.course import find_course
    from autograder.settings import read_settings
    from autograder.sources import find_sources

    (source,) = find_sources([tmp_path / f"{ASSIGNMENT}-ada.zip"], find_course(ROOT)).sources
    assert source.assignment == ASSIGNMENT
    assert source.warnings == ()
    read = source.read(read_settings(ROOT))
    assert read.problems == {}
    assert sorted(read.notebooks) == [path.stem for path in authored]
    for path in authored:
        assert json.loads(read.notebooks[path.stem]) == json.loads(path.read_bytes())


def test_a_name_nobody_chose_is_said(work, capsys, monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody")
    assert pack(".", "--no-run", "--yes") == 0
    assert "called after your login, somebody: choose another name with --name" in capsys.readouterr().out


def test_a_file_out_of_the_zip_of_the_course_is_as_it_was_delivered(work, capsys):
    os.utime(work / "one.ipynb", (datetime(1980, 1, 1).timestamp(),) * 2)
    assert pack(".", "--no-run", "--name", "ada") == 0
    assert "  one.ipynb, as delivered\n" in capsys.readouterr().out


def test_half_a_letter_in_a_name_does_no_harm(work):
    assert pack(".", "--no-run", "--name", "Ada \udcff") == 0
    assert json.loads(contents(work / "hw-Ada.zip")["receipt.json"])["name"] == "Ada ?"


@pytest.mark.parametrize("words", ["utils checks a1", "utils pack a1 --yes", "datasets list"])
def test_with_another_python_it_says_which_to_use(words, tmp_path):
    """An environment of the same version in which nothing is installed."""
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([python, "-m", *words.split()], cwd=ROOT, env=clean, capture_output=True, text=True)
    assert done.returncode == 2
    assert "This is not the Python of the course" in done.stderr
    assert "use .venv/bin/python" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "ends"), [("tqdm", True), ("utils.pack", False), ("datasets", False)])
def test_only_what_is_not_ours_is_the_wrong_python(name, ends):
    error = ModuleNotFoundError(f"No module named {name!r}", name=name)
    if ends:
        with pytest.raises(SystemExit) as ended:
            explain(error)
        assert ended.value.code == 2
    else:
        explain(error)
