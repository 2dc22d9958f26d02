"""What is graded already is not graded again, whatever stopped the run; what has changed is."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

import autograder
from autograder.batch import grade_all
from autograder.course import Course
from autograder.errors import UsageError
from autograder.grade import Work
from autograder.ledger import LOCK, NOT_GRADING, Ledger, locked
from autograder.pool import Job, close_graders
from autograder.render.moves import show_moves
from autograder.sources import find_sources

WRONG = "def twice(x):\n    return 3 * x"


@pytest.fixture
def course(mini_course):
    """The small course with a second notebook, which is graded like the first."""
    for folder in ("solutions", "assignments"):
        path = mini_course.root / folder / "mini" / "basics.ipynb"
        shutil.copy(path, path.with_name("more.ipynb"))
    suite = mini_course.root / "autograder" / "suites" / "mini"
    shutil.copytree(suite / "basics", suite / "more")
    return Course(mini_course.root)


@pytest.fixture
def submit(tmp_path, make_notebook, mini_sources):
    """Write a notebook of a student's."""

    def write(student, *sources, name="basics"):
        path = tmp_path / "submitted" / student / "mini" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make_notebook(list(sources or mini_sources)))

    return write


@pytest.fixture
def grade(course, fast, tmp_path):
    """Grade what was handed in; earlier reports count."""

    def run(dry_run=False, regrade=False, settings=fast):
        output = tmp_path / "reports"
        job = Job(course, settings, earlier=None if regrade else output)
        sources = find_sources([tmp_path / "submitted"], course).sources
        summary = grade_all(sources, job, 1, output, lambda row: None, dry_run=dry_run)
        close_graders()
        return summary

    return run


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "reports" / "mini"


@pytest.fixture
def graded(monkeypatch):
    """The notebooks graded from now on, as (student, notebook); others were taken over."""
    from autograder.grade import Grader

    real, seen = Grader.grade_notebook, []

    def noticed(self, name, work, *rest):
        seen.append((work.student, name))
        return real(self, name, work, *rest)

    monkeypatch.setattr(Grader, "grade_notebook", noticed)
    return seen


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LOCK}


def news(summary):
    return {row.student: row.news for row in summary.rows}


def test_a_second_run_grades_nothing_and_writes_nothing(submit, grade, graded, reports):
    for student in ("ada", "bob"):
        submit(student)
        submit(student, name="more")
    grade()
    first = content(reports)
    written = {path: path.stat().st_mtime_ns for path in reports.glob("*.json")}
    assert len(graded) == 4
    graded.clear()
    summary = grade()
    assert graded == []
    assert news(summary) == {"ada": "same", "bob": "same"}
    assert content(reports) == first
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_only_the_notebook_that_changed_is_graded_again(submit, grade, graded, reports, mini_sources):
    submit("ada")
    submit("ada", name="more")
    submit("bob")
    grade()
    graded.clear()
    submit("ada", WRONG, mini_sources[1], name="more")
    summary = grade()
    assert graded == [("ada", "more")]
    assert news(summary) == {"ada": "changed", "bob": "same"}
    resumed = content(reports)
    shutil.rmtree(reports)
    grade()
    assert content(reports) == resumed


def test_a_changed_suite_touches_its_own_notebook_only(submit, grade, graded, course):
    submit("ada")
    submit("ada", name="more")
    grade()
    graded.clear()
    suite = course.root / "autograder" / "suites" / "mini" / "more" / "test_basics.py"
    suite.write_text(suite.read_text() + "\n# changed\n")
    grade()
    assert graded == [("ada", "more")]


def test_regrade_grades_all(submit, grade, graded):
    submit("ada")
    grade()
    graded.clear()
    assert news(grade(regrade=True)) == {"ada": "same"}
    assert graded == [("ada", "basics"), ("ada", "more")]


def test_an_error_of_ours_is_never_kept(submit, grade, graded, reports):
    submit("ada")
    grade()
    path = reports / "ada.json"
    report = json.loads(path.read_bytes())
    right = report["score"]
    report["score"] = report["notebooks"][0]["questions"][0]["score"] = None
    path.write_text(json.dumps(report))
    graded.clear()
    (row,) = grade().rows
    assert graded == [("ada", "basics")]
    assert row.total == right


@pytest.mark.parametrize("broken", [b"", b'{"schema": 1', b'{"schema": 7}'])
def test_a_broken_report_is_made_again(submit, grade, reports, broken):
    submit("ada")
    grade()
    whole = content(reports)
    (reports / "ada.json").write_bytes(broken)
    assert news(grade()) == {"ada": "new"}
    assert content(reports) == whole


def test_the_remarks_about_a_file_are_those_of_this_run(submit, grade, reports, tmp_path):
    submit("ada")
    grade()
    folder = tmp_path / "submitted" / "ada" / "mini"
    (folder / "basics.ipynb").rename(folder / "basics (1).ipynb")
    grade()
    warnings = json.loads((reports / "ada.json").read_bytes())["warnings"]
    assert warnings == ["basics: read from 'basics (1).ipynb'", "more: not handed in"]
    (folder / "basics (1).ipynb").rename(folder / "basics.ipynb")
    grade()
    assert json.loads((reports / "ada.json").read_bytes())["warnings"] == ["more: not handed in"]


def test_a_dry_run_writes_nothing_and_says_who_would_move(submit, grade, reports, mini_sources):
    for student in ("ada", "bob", "cleo"):
        submit(student)
    grade()
    before = content(reports)
    submit("bob", WRONG, mini_sources[1])
    submit("dora")
    summary = grade(dry_run=True)
    assert content(reports) == before
    console = Console(width=100, record=True, file=io.StringIO())
    show_moves(summary.rows, console)
    text = console.export_text()
    rows = [line.split() for line in text.splitlines() if line.strip()]
    assert ["bob", "mini", "5", "3", "-2"] in rows
    assert ["dora", "mini", "new", "5"] in rows
    assert "ada" not in text
    assert "Nothing was written. 1 down, 1 new, 2 same total." in text


def test_a_dry_run_makes_no_folder(submit, grade, tmp_path):
    submit("ada")
    grade(dry_run=True)
    assert not (tmp_path / "reports").exists()


def test_two_runs_at_once_refuse(submit, grade, reports):
    submit("ada")
    with locked(reports), pytest.raises(UsageError, match=r"Another run \(process \d+\) is writing"):
        grade()
    assert content(reports) == {}
    assert news(grade()) == {"ada": "new"}


def test_the_lock_of_a_killed_run_is_gone_with_it_and_so_are_its_halves(reports):
    script = f"""
import os, signal
from pathlib import Path
from autograder.ledger import locked
with locked(Path({str(reports)!r})):
    Path({str(reports / ".1234.ada.json.part")!r}).touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    assert (reports / ".1234.ada.json.part").exists()
    with locked(reports):
        assert [path.name for path in reports.iterdir()] == [LOCK]


@pytest.fixture
def keys(course, make_notebook, mini_sources, fast):
    """Return the keys of one submission, with things changed."""

    def of(settings=fast, problems=None, remarks=(), **sources):
        notebooks = {"basics": mini_sources[0], "more": mini_sources[1]} | sources
        data = {name: make_notebook([source]) for name, source in notebooks.items() if source}
        work = Work("ada", "mini", data, problems or {}, remarks)
        fresh = Course(course.root)
        return Ledger(fresh, fresh.notebooks("mini"), settings).keys(work)

    return of


def changed(before, after):
    return {name for name in before if before[name] != after[name]}


def test_keys_follow_what_is_handed_in(keys, fast, mini_sources):
    first = keys()
    assert keys() == first
    assert changed(first, keys(basics=mini_sources[0] + "\n")) == {"basics"}
    assert changed(first, keys(more="")) == {"more"}
    assert changed(keys(more=""), keys(more="", problems={"more": "The file is a FIFO."})) == {"more"}
    assert changed(first, keys(remarks=("ignored: foo.ipynb",))) == {"basics", "more"}
    assert changed(first, keys(msgspec.structs.replace(fast, secret="another"))) == {"basics", "more"}


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("autograder/suites/mini/more/test_basics.py", {"more"}),
        ("autograder/suites/mini/more/accuracy.json", {"more"}),
        ("autograder/suites/mini/more/matrix.json", set()),
        ("autograder/suites/mini/shared.py", {"basics", "more"}),
        ("autograder/suites/other/test_other.py", set()),
        ("autograder/checks/values.py", {"basics", "more"}),
        ("autograder/render/pages/page.py", set()),
        ("autograder/cli.py", set()),
        ("utils/methods.py", {"basics", "more"}),
        ("solutions/mini/basics.ipynb", {"basics"}),
        ("assignments/mini/more.ipynb", {"more"}),
    ],
)
def test_keys_follow_what_decides_a_grade_and_nothing_else(keys, course, path, whose):
    first = keys()
    file = course.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"\n")
    assert changed(first, keys()) == whose


def test_what_is_said_not_to_grade_is_there():
    there = {path.name for path in Path(autograder.__file__).parent.iterdir()}
    assert there >= NOT_GRADING
