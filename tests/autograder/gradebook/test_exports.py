"""`nbgrader export` for Canvas and Moodle, on gradebooks made by nbgrader and by `autograder grade`."""

import csv
import logging
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.gradebook.exports import CanvasExportPlugin, MoodleExportPlugin, points

pytestmark = pytest.mark.xdist_group("gradebook")
PLUGINS = "autograder.gradebook.exports"
DUE = datetime(2026, 3, 1, 12)


def table(path):
    """Read a file as a spreadsheet does."""
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(data.decode("utf-8").splitlines(), strict=True))


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def book(tmp_path_factory, gradebook, monkeypatch_module):
    """A course whose gradebook was made by nbgrader's API: two assignments, students of all sorts."""
    root = tmp_path_factory.mktemp("exports")
    (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\n")
    beside = str(Path(sys.executable).parent)
    monkeypatch_module.setenv("PATH", beside, prepend=os.pathsep)  # nbgrader runs alembic from there
    with gradebook(f"sqlite:///{root}/gradebook.db") as made:
        for name, most in (("a1", 10), ('a2, "both"', 120)):
            made.add_assignment(name, duedate=DUE)
            made.add_notebook("n", name)
            made.add_grade_cell("q", "n", name, max_score=most, cell_type="code")
        people = {
            "ada": ("Ada", 'Lovelace "L"', "ada@x.org", "501"),
            "bob": ("=cmd()", "+Bob", "bob@x.org", "not a number"),
            "cleo": (None, None, "cleo@x.org", None),
            "dora": ("Dörte", "Müller, von", None, None),
            "=eve": ("Eve", "", "=1+1", None),
            "finn": ("Points Possible", None, "finn@x.org", None),
        }
        for student, (first, last, mail, number) in people.items():
            facts = {"first_name": first, "last_name": last, "email": mail, "lms_user_id": number}
            made.add_student(student, **facts)
        scores = {"ada": 8.25, "bob": 9.0, "cleo": None, "dora": 10.0, "=eve": 1.0}
        for student, score in scores.items():
            made.add_submission("a1", student, timestamp=datetime(2026, 3, 1, 13))
            grade = made.find_grade("q", "n", "a1", student)
            grade.auto_score, grade.needs_manual_grade = score, score is None
        made.find_submission_notebook("n", "a1", "bob").late_submission_penalty = 2.5
        made.find_submission_notebook("n", "a1", "dora").late_submission_penalty = 11.0
        made.find_grade("q", "n", "a1", "ada").extra_credit = 0.5
        made.db.commit()
    return Course(root)


@pytest.fixture
def export(book, gradebook, tmp_path, caplog):
    """Export with one of the plugins; return the table and what was said."""

    def exported(plugin, course=book, **traits):
        path = tmp_path / "grades.csv"
        with gradebook(f"sqlite:///{course.root}/gradebook.db") as opened:
            plugin(**{"to": str(path), "log": logging.getLogger("exports"), **traits}).export(opened)
        return table(path), caplog.text

    return exported


def test_canvas(export):
    rows, said = export(CanvasExportPlugin)
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "a1", 'a2, "both"']
    assert rows[1] == ["    Points Possible", "", "", "", "", "10", "120"]
    assert rows[2:] == [
        ['Lovelace "L", Ada', "501", "", "ada", "", "8.75", ""],
        ["'+Bob, =cmd()", "", "", "bob", "", "6.5", ""],
        ["cleo", "", "", "cleo", "", "", ""],
        ["Müller, von, Dörte", "", "", "dora", "", "0", ""],
        ["Points  Possible", "", "", "finn", "", "", ""],
    ]
    assert "a1: a person has to grade 1 (cleo) first; no score." in said
    assert "a1: nothing was handed in by 1 (finn); no score." in said
    assert 'a2, "both": nothing was handed in by 5 (ada, bob, cleo, dora, finn); no score.' in said
    assert (
        "=eve is left out: students are found by SIS Login ID, and this one could be taken for a formula"
        in said
    )


def test_moodle(export):
    rows, said = export(MoodleExportPlugin)
    assert rows == [
        ["Email address", "a1", 'a2, "both"'],
        ["ada@x.org", "8.75", "-"],
        ["bob@x.org", "6.5", "-"],
        ["cleo@x.org", "-", "-"],
        ["finn@x.org", "-", "-"],
    ]
    assert "dora is left out: students are found by Email address, and the gradebook has none." in said
    assert "=eve is left out" in said
    assert 'a2, "both": Moodle refuses more than 100 points by default.' in said


@pytest.mark.parametrize("column", ["ID number", "Username"])
def test_moodle_by_another_column(export, column):
    rows, _ = export(MoodleExportPlugin, student_column=column, assignment=["a1"])
    assert rows[0] == [column, "a1"]
    assert [row[0] for row in rows[1:]] == ["ada", "bob", "cleo", "dora", "finn"]


@pytest.mark.slow
def test_as_it_is_typed(book, nbgrader, tmp_path):
    said = nbgrader(
        book,
        "export",
        f"--exporter={PLUGINS}.CanvasExportPlugin",
        f"--to={tmp_path}/canvas.csv",
        "--CanvasExportPlugin.student_column=SIS User ID",
        "--CanvasExportPlugin.section=Monday",
        "--CanvasExportPlugin.columns",
        "a1=Losses, first (42)",
        "--assignment=['a1']",
        "--student=['ada','cleo']",
    )
    rows = table(tmp_path / "canvas.csv")
    assert rows[0][5:] == ["Losses, first (42)"]
    assert rows[2:] == [
        ['Lovelace "L", Ada', "501", "ada", "", "Monday", "8.75"],
        ["cleo", "", "cleo", "", "Monday", ""],
    ]
    assert "WARNING] a1: a person has to grade 1 (cleo) first; no score." in said
    assert "not recognized" not in said


def test_zeros_for_what_was_not_handed_in_only_when_asked_for(export):
    rows, said = export(CanvasExportPlugin, missing_as_zero=True)
    assert [row[-2:] for row in rows[2:]] == [
        ["8.75", "0"],
        ["6.5", "0"],
        ["", "0"],
        ["0", "0"],
        ["0", "0"],
    ]
    assert "(finn); written as 0." in said


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"assignment": ["a3"]}, "The gradebook has no assignment 'a3'; it has: a1, a2"),
        ({"student": ["zoe"]}, "The gradebook has no student 'zoe'; it has: =eve, ada"),
        ({"to": "/nowhere/x.csv"}, "/nowhere/x.csv cannot be written: No such file"),
        ({"columns": {"a1": "My Final Score"}}, "one of its own: choose another name"),
    ],
)
def test_mistakes_are_one_line(export, caplog, traits, message):
    with pytest.raises(SystemExit) as left:
        export(CanvasExportPlugin, **traits)
    assert left.value.code == 1
    assert message in caplog.text


@pytest.mark.slow
def test_a_mistake_as_it_is_typed(book, nbgrader):
    words = ("export", f"--exporter={PLUGINS}.MoodleExportPlugin", "--assignment=['a3']")
    with pytest.raises(AssertionError) as failed:
        nbgrader(book, *words)
    assert "[ExportApp | ERROR] The gradebook has no assignment" in str(failed.value)
    assert "Traceback" not in str(failed.value)


def test_points_are_written_for_machines():
    assert [points(score) for score in (0.0, 100.0, 2.5, 1e-9, 33.333333, 1234567.0)] == [
        "0", "100", "2.5", "0", "33.3333", "1234567",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_autograder_grade_wrote_is_exported(released_course, repository, rig, export, tmp_path):
    """One in time, one late (worth nothing here), one with text that waits for a person."""
    root = tmp_path / "course"
    shutil.copytree(
        released_course.root, root, ignore=shutil.ignore_patterns("submitted", "*.db", "autograded*")
    )
    shutil.copy(released_course.root / "released.db", root / "gradebook.db")
    papers = rig("papers")
    for student, moment in (("ada", "11:00:00"), ("kim", "13:00:00")):
        folder = root / "submitted" / student / "mini"
        folder.mkdir(parents=True)
        for name in papers.EXPRESSIONS:
            sheet = papers.Sheet(root, name)
            solution = sheet.fill(papers.WRONG if name == "twice" else "")
            if student == "ada":  # the question of words as it was released: "No response."
                sheet["reason"]["source"] = papers.Sheet(root, name)["reason"]["source"]
            (folder / f"{name}.ipynb").write_bytes(solution.bytes())
        (folder / "timestamp.txt").write_text(f"2026-03-01 {moment} UTC")
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        "submitted",
        "--gradebook",
        "-j",
        "1",
        "--no-pages",
    ]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows, said = export(CanvasExportPlugin, course=Course(root))
    assert rows[1][5:] == ["10"]
    assert rows[2:] == [["ada", "", "", "ada", "", "3.5"], ["kim", "", "", "kim", "", ""]]
    assert "mini: a person has to grade 1 (kim) first; no score." in said
