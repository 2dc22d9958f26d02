"""Formats, thresholds and collecting, as they are typed: output, files, exit codes."""

import importlib.util
import json
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("stub_course", Path(__file__).with_name("stub_course.py"))
STUB = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(STUB)
StubGrader, submit, course, run = STUB.StubGrader, STUB.submit, STUB.course, STUB.run


def test_results_go_to_github_and_people_still_see_the_table(run, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    Path("summary.md").write_text("# before\n\n")
    submit(ada="4", bob="1", cleo="ours")
    code, out, err = run("grade", "submitted", "-j", "1", "--format", "github", "--fail-under", "50")
    assert code == 3  # our fault comes first
    written = Path("summary.md").read_text()
    assert written.startswith("# before\n\n## a1\n")
    assert "| bob | 1 | **1**/4 | Squared distances. |" in written
    assert "Class report: reports/a1/index.html" in out
    assert out.splitlines()[-2:] == [
        "::error title=cleo could not be graded::a1: not graded, by our fault",
        "::error title=bob is below the threshold::a1: 1 of 4 points",
    ]
    assert "Below 50 % of the points: bob 1/4." in err


@pytest.mark.parametrize(
    ("words", "beside"), [(["grade", "submitted", "-j", "1"], True), (["report", "reports"], False)]
)
def test_a_format_may_go_to_standard_output_alone(run, monkeypatch, words, beside):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    submit(ada="4", bob="1")
    run("grade", "submitted", "-j", "1")
    code, out, err = run(*words, "--format", "github")
    assert code == 0
    assert out.startswith("## a1\n")
    assert ("4/4" in err) == beside
    code, out, err = run(*words, "--format", "junit")
    assert code == 0
    assert out.startswith("<?xml")
    assert out.rstrip().endswith("</testsuites>")
    assert ("4/4" in err) == beside
    code, out, _ = run(*words, "--format", "junit", "--to", "results.xml")
    assert ("4/4" in out) == beside
    assert Path("results.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(("share", "code"), [("25", 0), ("25.1", 1), ("100", 1)])
def test_a_threshold_decides_the_exit_code(run, share, code):
    submit(ada="4", bob="1")
    assert run("grade", "submitted", "-j", "1", "--fail-under", share)[0] == code
    assert run("report", "reports", "--fail-under", share)[0] == code
    assert run("grade", "submitted", "-j", "1", "--dry-run", "--fail-under", share)[0] == code


def test_a_refused_assignment_is_in_every_format(run, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setattr(StubGrader, "refuse", "test_svm.py fails on its own reference")
    submit(ada="4")
    code, out, _ = run("grade", "submitted", "-j", "1", "--format", "github")
    assert code == 3
    assert "❌ **a1** was not graded: test_svm.py fails on its own reference" in out
    assert "::error title=a1 was not graded::test_svm.py fails on its own reference" in out
    code, out, _ = run("grade", "submitted", "-j", "1", "--format", "junit")
    assert code == 3
    assert 'message="test_svm.py fails on its own reference"' in out


def test_one_submission_for_classroom50(run, monkeypatch):
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL", "OWNER"):
        monkeypatch.setenv(name, "x")
    submit(ada="4", bob="ours")
    words = ("grade", "submitted", "-j", "1", "--format", "classroom50", "--to", "result.json")
    code, _, err = run(*words)
    assert code == 2
    assert "there are 2: choose with --student" in err
    assert run(*words, "--student", "bob")[0] == 3
    assert not Path("result.json").exists()
    assert run(*words, "--student", "ada")[0] == 0
    assert json.loads(Path("result.json").read_bytes())["score"] == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "submitted", "--to", "x"], "--to is for --format"),
        (["grade", "submitted", "--dry-run", "--format", "junit"], "--dry-run writes none"),
        (["report", "reports", "--format", "junit", "--to", "nowhere/x"], "not a file in a folder"),
        (["grade", "submitted", "--format", "junit", "--to", "submitted"], "not a file in a folder"),
        (["grade", "submitted", "--format", "classroom50"], "there is no CLASSROOM"),
        (["grade", "submitted", "--fail-under", "101"], "--fail-under"),
        (["grade", "submitted", "--format", "pdf"], "pdf"),
        (["collect", "none.csv"], "none.csv cannot be read"),
    ],
)
def test_mistakes_are_said_before_anything_is_graded(run, monkeypatch, words, said):
    monkeypatch.delenv("CLASSROOM", raising=False)
    submit(ada="4")
    code, _, err = run(*words)
    assert code == 2
    assert said in err
    assert not Path("reports").exists()


def test_repositories_are_collected(run):
    Path("submissions.csv").write_text(f"student,repository\nada,file://{Path.cwd()}/none\n")
    code, out, err = run("collect", "submissions.csv", "--before", "2026-03-01")
    assert code == 1
    assert "[1/1] ada: not collected: " in err
    assert out == ""
