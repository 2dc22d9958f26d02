"""The command line: what it prints where, and its exit codes."""

import importlib.util
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from autograder.report import NotebookResult, QuestionResult, Report
from autograder.run import WIDTH, screen
from autograder.sandbox import platform

SPEC = importlib.util.spec_from_file_location("stub_course", Path(__file__).with_name("stub_course.py"))
STUB = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(STUB)
StubGrader, submit, course, run = STUB.StubGrader, STUB.submit, STUB.course, STUB.run
COMMANDS = ("grade", "report", "collect", "similar", "release", "gradescope", "verify", "doctor", "demo")


def test_help_teaches_and_names_every_command(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "autograder grade submitted/" in out
    assert all(f"  {command} " in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_without_a_broken_line(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "\\b" not in out
    assert "\x08" not in out


def test_the_help_of_grade_has_examples_and_exit_codes(run):
    _, out, _ = run("grade", "-h")
    for line in (
        "submitted/<student>/<assignment>/<notebook>.ipynb",
        "      autograder grade ada.zip bob.zip --output late"[2:],
        "3  something could not be graded by our fault",
    ):
        assert line in out


def test_help_needs_none_of_the_heavy_modules():
    heavy = ["numpy", "nbgrader", "pytest", "IPython", "matplotlib", "rich", "msgspec", "multiprocessing"]
    code = f"import sys, autograder.cli; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_the_module_is_the_same_program():
    done = subprocess.run([sys.executable, "-m", "autograder", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("autograder ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grade"], "Missing argument"),
        (["grade", "nowhere"], "autograder: nowhere does not exist."),
        (["grade", "solutions", "--assignment", "a9"], "Known assignments: a1."),
        (["grade", "solutions", "--jobs", "-1"], "--jobs"),
        (["grade", "solutions", "--isolation", "none"], "--isolation"),
        (["grade", "solutions", "--frobnicate"], "frobnicate"),
        (["grade", "solutions", "--student", "solution"], "Did you mean solutions?"),
        (["grade", "solutions", "--scheduler", "nonsense"], "No Dask scheduler answers at nonsense"),
        (["grade", "solutions", "--db", "nonsense"], "nonsense"),
        (["report", "nowhere.json"], "nowhere.json cannot be read"),
        (["report", "solutions"], "No report"),
        (["report", "solutions/a1/knn.ipynb"], "is not a report"),
        (["release", "a9"], "Known assignments: a1."),
        (["gradescope", "a9", "-o", "a9.zip"], "Known assignments: a1."),
        (["gradescope", "a1"], "--output"),
        (["gradescope", "a1", "-o", "nowhere/a1.zip"], "nowhere/a1.zip cannot be written"),
        (["gradescope", "a1", "-o", "a1.zip", "--visibility", "public"], "after_due_date"),
        (["verify", "a9"], "Known assignments: a1."),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_bad_usage_is_one_message_and_exit_code_2(run, words, message):
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_a_class_is_a_table_on_standard_output_and_progress_beside(run):
    submit(ada="4", bob="1")
    code, out, err = run("grade", "submitted", "--jobs", "1")
    assert code == 0
    assert "ada" in out
    assert "4/4" in out
    assert "Squared distances." in out
    assert "Reports: reports/a1/<student>.json   Grades: reports/a1/grades.csv" in out
    assert "[2/2] bob a1 1/4" in err
    assert Path("reports/a1/grades.csv").read_text() == "student,knn,total,max\nada,4,4,4\nbob,1,1,4\n"


def test_a_single_submission_is_shown_question_by_question(run):
    submit(bob="1")
    code, out, _ = run("grade", "submitted/bob/a1/knn.ipynb", "--output", "here")
    assert code == 0
    assert "nearest" in out
    assert "1/4" in out
    assert "Reports: here/a1/bob.json" in out


def test_one_student_of_a_class(run):
    submit(ada="4", bob="1")
    code, out, _ = run("grade", "submitted", "--student", "bob")
    assert code == 0
    assert "bob · a1   1/4" in out
    assert sorted(path.name for path in Path("reports/a1").glob("*.json")) == ["bob.json"]


def test_pages_are_written_unless_they_are_not_wanted(run):
    submit(ada="4", bob="1")
    code, out, _ = run("grade", "submitted", "--jobs", "1", "--no-pages")
    assert code == 0
    assert not list(Path("reports").rglob("*.html"))
    assert "Class report" not in out
    _, out, _ = run("grade", "submitted", "--jobs", "1")
    assert "Class report: reports/a1/index.html" in out
    assert sorted(path.name for path in Path("reports/a1").glob("*.html")) == [
        "ada.html",
        "bob.html",
        "index.html",
    ]
    assert "Squared distances." in Path("reports/a1/bob.html").read_text()


def test_a_dry_run_says_who_would_move_and_writes_nothing(run):
    submit(ada="4", bob="1")
    code, out, _ = run("grade", "submitted", "--dry-run", "--jobs", "1")
    assert code == 0
    assert "Nothing was written. 2 new." in out
    assert not Path("reports").exists()


def test_what_is_left_out_is_said(run):
    submit(ada="4")
    Path("submitted/bob").mkdir()
    _, _, err = run("grade", "submitted", "-j", "1")
    assert "left out: " in err
    assert "submitted/bob: no notebook of the course" in err


def test_our_fault_is_exit_code_3_and_the_rest_is_graded(run):
    submit(ada="4", bob="ours")
    code, out, _ = run("grade", "submitted", "-j", "1")
    assert code == 3
    assert "4/4" in out
    assert json.loads(Path("reports/a1/bob.json").read_bytes())["score"] is None


def test_a_refusal_is_exit_code_3_and_says_why(run, monkeypatch):
    monkeypatch.setattr(StubGrader, "refuse", "test_svm.py fails on its own reference")
    submit(ada="4", bob="4")
    code, out, err = run("grade", "submitted", "-j", "1")
    assert code == 3
    assert err.count("test_svm.py fails on its own reference") == 1
    assert "autograder doctor" in err
    assert "ada" not in out
    assert not list(Path("reports").rglob("*.json"))


@pytest.mark.parametrize(("words", "isolation"), [([], "full"), (["--isolation", "process"], "process")])
def test_the_isolation_asked_for_reaches_the_grader(run, words, isolation):
    submit(ada="4")
    run("grade", "submitted", "-j", "1", *words)
    assert StubGrader.settings.isolation == isolation


def test_saved_reports_are_shown_again(run):
    submit(ada="4", bob="1")
    run("grade", "submitted", "-j", "1")
    code, out, _ = run("report", "reports/a1/bob.json")
    assert code == 0
    assert "Squared distances." in out
    code, out, _ = run("report", "reports")
    assert code == 0
    assert "ada" in out
    assert "4/4" in out


@pytest.mark.parametrize(
    ("words", "differences", "code"),
    [
        ([], [], 0),
        ([], ["knn.ipynb updated."], 0),
        (["--check"], ["knn.ipynb differs."], 1),
        (["--check"], [], 0),
    ],
)
def test_release_says_what_differs(run, monkeypatch, words, differences, code):
    asked = []

    def stub(course, assignments, check):
        asked.append((assignments, check))
        return differences

    monkeypatch.setattr("autograder.release.release", stub)
    got, out, _ = run("release", *words)
    assert got == code
    assert asked == [(["a1"], bool(words))]
    assert out.strip() == (differences[0] if differences else "assignments/ is up to date: a1.")


def test_gradescope_writes_the_zip_and_says_what_matters_there(run):
    chosen = ("--visibility", "after_due_date", "--isolation", "process")
    code, out, _ = run("gradescope", "a1", "-o", "a1.zip", *chosen)
    assert code == 0
    for words in ("Confidential", "Autograder points: 4\n", "after_due_date", "unconfined", "change it"):
        assert words in out
    with zipfile.ZipFile("a1.zip") as archive:
        tools = tomllib.loads(archive.read("course/pyproject.toml").decode())["tool"]
    assert tools["gradescope"] == {"assignment": "a1", "visibility": "after_due_date"}
    assert tools["autograder"]["isolation"] == "process"


def test_the_help_of_gradescope_teaches(run):
    _, out, _ = run("gradescope", "--help")
    for words in ("CONFIDENTIAL", "Configure Autograder", "Ubuntu 22.04", "2 GB of memory", "-o a1.zip"):
        assert words in out


def test_verify_hands_over_what_was_asked_and_its_exit_code(run, monkeypatch):
    asked = []

    def stub(course, assignments, settings, as_json, update, every):
        asked.append((assignments, as_json, update, every))
        return 1

    monkeypatch.setattr("autograder.verify.run", stub)
    assert run("verify", "a1", "--json", "--every")[0] == 1
    assert asked == [(["a1"], True, False, True)]


@pytest.mark.parametrize(("abi", "code", "words"), [(7, 0, "in full"), (-95, 3, "--isolation process")])
def test_the_doctor_says_what_holds_and_what_to_do(run, monkeypatch, abi, code, words):
    facts = platform.Platform("Linux", "x86_64", "6.1", 64, abi, True, 1000, 0)
    monkeypatch.setattr("autograder.doctor.inspect_platform", lambda: facts)
    got, out, _ = run("doctor")
    assert got == code
    assert words in out
    assert ("lsm=" in out) == (code == 3)


def test_a_terminal_that_cannot_show_a_name_gets_another_mark(course):
    submit(zoë="4")
    run = "import sys; sys.argv = ['autograder', 'report', 'r.json']; from autograder.cli import main; main()"
    book = NotebookResult("knn", "graded", (QuestionResult("nearest", 4.0, 4.0, "passed"),))
    from autograder.report import to_json

    Path("r.json").write_bytes(to_json(Report("a1", "zoë", 4.0, 4.0, "", "", (), (book,))))
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert b"zo?" in done.stdout


def test_process_isolation_is_warned_about(run):
    submit(ada="4")
    code, _, err = run("grade", "submitted", "--isolation", "process")
    assert code == 0
    assert "Warning: --isolation process" in err
    code, _, err = run("grade", "submitted")
    assert "--isolation" not in err


def test_a_published_secret_is_warned_about_and_a_changed_one_noticed(run, monkeypatch):
    submit(ada="4", bob="3", cyd="2")
    _, out, err = run("grade", "submitted", "--jobs", "1")
    assert "Warning: the secret is the one in the repository" in err
    assert "none of these held" not in out
    _, out, _ = run("grade", "submitted", "--jobs", "1")
    assert "0 new or changed, 3 as before" in out
    monkeypatch.setenv("AUTOGRADER_SECRET", "of this term")
    _, out, err = run("grade", "submitted", "--jobs", "1")
    assert "Warning" not in err
    assert "All 3 had reports, and none of these held" in out
    _, out, _ = run("grade", "submitted", "--jobs", "1", "--regrade")
    assert "none of these held" not in out  # it was asked for


def test_tables_that_are_piped_are_wider_than_80_columns(monkeypatch):
    assert screen().results.width == 100  # as the environment says
    monkeypatch.delenv("COLUMNS")
    assert screen().results.width == WIDTH


def test_submissions_that_student_code_could_read_are_refused(run, course):
    hidden = course / "utils" / "submitted" / "ada" / "a1" / "knn.ipynb"
    hidden.parent.mkdir(parents=True)
    hidden.write_text("4")
    code, _, err = run("grade", "utils/submitted")
    assert code == 3
    assert "must stay hidden" in err


def test_doctor_confines_a_real_worker(run):
    if not all(finding.holds for finding in platform.findings(platform.inspect_platform())):
        pytest.skip("this machine cannot confine")
    code, out, _ = run("doctor")
    assert code == 0
    assert "A worker was confined (landlock-" in out
