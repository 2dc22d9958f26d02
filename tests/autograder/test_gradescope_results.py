"""results.json for Gradescope: to the published format, and worth reading."""

import importlib.util
import json
from pathlib import Path

import pytest

from autograder.course import find_course
from autograder.errors import InfrastructureError
from autograder.gate import WITHHELD
from autograder.gradescope import Visibility
from autograder.render.gradescope import results
from autograder.report import NOT_STARTED, QuestionResult, TestResult
from autograder.settings import read_settings

SPEC = importlib.util.spec_from_file_location("made_reports", Path(__file__).parents[1] / "made_reports.py")
MADE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MADE)

COURSE = find_course(Path(__file__))
A1 = MADE.ASSIGNMENT
NUMBER, TEXT, FORMAT = (int, float), (str,), {"text", "html", "simple_format", "md", "ansi"}
SHOWN = {"hidden", "after_due_date", "after_published", "visible"}
# The published format: every key that it knows, with the types or the values that it takes.
TOP = {
    "score": NUMBER,
    "execution_time": NUMBER,
    "output": TEXT,
    "output_format": FORMAT,
    "test_output_format": FORMAT,
    "test_name_format": FORMAT,
    "visibility": SHOWN,
    "stdout_visibility": SHOWN,
    "extra_data": (dict,),
    "tests": (list,),
    "leaderboard": (list,),
}
TEST = {
    "score": NUMBER,
    "max_score": NUMBER,
    "status": {"passed", "failed"},
    "name": TEXT,
    "name_format": FORMAT,
    "number": TEXT,
    "output": TEXT,
    "output_format": FORMAT,
    "tags": (list,),
    "visibility": SHOWN,
    "extra_data": (dict,),
}


def misfits(record: dict, table: dict) -> list[str]:
    """Return the keys and values that the published format does not know."""
    return [
        f"{key}: {value!r}"
        for key, value in record.items()
        if key not in table
        or isinstance(value, bool)
        or (value not in table[key] if isinstance(table[key], set) else not isinstance(value, table[key]))
    ]


def made(report, **options) -> dict:
    return json.loads(results(report, COURSE, **options))


def test_every_key_and_value_is_one_of_the_published_format():
    for report in MADE.many(COURSE, 40):
        if report.score is None:
            continue
        content = made(report, seconds=12.3)
        assert misfits(content, TOP) == []
        assert [misfit for test in content["tests"] for misfit in misfits(test, TEST)] == []
        assert content["score"] == sum(test["score"] for test in content["tests"]) == report.score
        assert sum(test["max_score"] for test in content["tests"]) == report.max_score
        assert len({test["number"] for test in content["tests"]}) == len(content["tests"])


def test_the_table_of_the_format_notices():
    assert misfits({"score": "1", "visibility": "secret", "colour": 1, "tests": []}, TOP) == [
        "score: '1'",
        "visibility: 'secret'",
        "colour: 1",
    ]


def test_a_question_says_what_is_wrong_then_each_hidden_test_with_its_marks():
    tests = (
        TestResult("a", "It is there.", "passed", 0.0, 0.0),
        TestResult("b", "The loss is right.", "passed", 2.0, 2.0),
        TestResult("c", "So is its slope.", "failed", 0.0, 4.0, "Wrong everywhere.\nCalled with W (5, 4)."),
    )
    wrong = QuestionResult("svm_loss_naive", 2.0, 6.0, "failed", "No regularization.", tests)
    content = made(MADE.report(COURSE, changed={"svm_loss_naive": wrong}))
    (test,) = [one for one in content["tests"] if one["extra_data"]["question"] == "svm_loss_naive"]
    assert test["name"] == "losses: svm_loss_naive · 2.1 With loops"
    assert (test["score"], test["max_score"], test["status"]) == (2.0, 6.0, "failed")
    assert test["output"].splitlines() == [
        "No regularization.",
        "",
        "These fail:",
        "✗ So is its slope. (0 of 4)",
        "    Wrong everywhere.",
        "    Called with W (5, 4).",
        "",
        "These pass:",
        "✓ It is there. (needed)",
        "✓ The loss is right. (2 of 2)",
    ]
    assert {one["status"] for one in content["tests"] if one is not test} == {"passed"}
    assert "- svm_loss_naive in losses: 4 more" in content["output"]


def test_a_failed_gate_explains_why_passing_tests_earn_nothing():
    tests = (
        TestResult("a", "X is left as it was.", "failed", 0.0, 0.0, "X was changed."),
        TestResult("b", "The loss is right.", "passed", 6.0, 6.0),
    )
    wrong = QuestionResult("svm_loss_naive", 0.0, 6.0, "failed", "Mind your arguments.", tests)
    content = made(MADE.report(COURSE, changed={"svm_loss_naive": wrong}))
    (test,) = [one for one in content["tests"] if one["extra_data"]["question"] == "svm_loss_naive"]
    assert "one that is needed among them, so nothing is earned yet" in test["output"]
    assert "“needed”" in content["output"]


def test_what_has_not_been_begun_waits():
    content = made(
        MADE.report(COURSE, changed={"l2_penalty": MADE.result("l2_penalty", 0.0, 1.0, NOT_STARTED)})
    )
    (test,) = [one for one in content["tests"] if one["extra_data"]["question"] == "l2_penalty"]
    assert test["output"].startswith(f"{NOT_STARTED}\n\nThese wait for that:\n")


def test_what_a_person_marks_is_left_out_and_named():
    content = made(MADE.report(COURSE))
    by_hand = [one for book in COURSE.notebooks(A1) for one in book.questions if one.manual]
    assert by_hand
    names = {test["extra_data"]["question"] for test in content["tests"]}
    assert names.isdisjoint(one.id for one in by_hand)
    assert all(one.id in content["output"] for one in by_hand)
    assert f"({sum(one.points for one in by_hand):g} more points)" in content["output"]


@pytest.mark.parametrize(
    ("status", "words"), [("missing", "not handed in"), ("unreadable", "could not be read")]
)
def test_a_lost_notebook_is_zero_with_the_reason(status, words):
    report = MADE.report(
        COURSE, books={"losses": MADE.lost(COURSE, "losses", status)}, warnings=("losses: is a folder",)
    )
    content = made(report)
    lost = [test for test in content["tests"] if test["extra_data"]["notebook"] == "losses"]
    assert {test["score"] for test in lost} == {0.0}
    assert all(words in test["output"] for test in lost)
    assert words in content["output"]
    assert "Is a folder." in content["output"]


def test_our_fault_is_no_results_at_all():
    report = MADE.report(COURSE, books={"losses": MADE.lost(COURSE, "losses", "error")})
    with pytest.raises(InfrastructureError, match=r"by our fault: losses/relative_error, losses/"):
        results(report, COURSE)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_visibility_holds_for_everything_but_what_the_grader_prints(visibility):
    content = made(MADE.report(COURSE), visibility=visibility)
    assert {content["visibility"], *(test["visibility"] for test in content["tests"])} == {visibility.value}
    assert content["stdout_visibility"] == "hidden"


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_text_above_tells_no_result_before_its_time(visibility):
    """Gradescope hides tests; it need not hide this text."""
    wrong = MADE.result("svm_loss_naive", 2.0, 6.0)
    report = MADE.report(COURSE, changed={"svm_loss_naive": wrong}, warnings=("losses: cell 3 raised",))
    output = made(report, visibility=visibility)["output"]
    now = visibility == "visible"
    assert ("80 of 84 points" in output) == ("svm_loss_naive" in output) == ("“needed”" in output) == now
    assert ("decides when hints and points are shown" in output) != now
    assert "Cell 3 raised." in output


def test_extra_data_say_what_was_graded_and_how():
    report = MADE.report(COURSE)
    assert made(report)["extra_data"] == {
        "assignment": A1,
        "fingerprint": report.fingerprint,
        "isolation": report.isolation,
    }


@pytest.mark.parametrize("text", MADE.HOSTILE)
def test_what_somebody_else_wrote_is_plain_text(text):
    """All text is declared as plain text; no control character, no direction override is left in it."""
    tests = (TestResult("a", text, "failed", 0.0, 6.0, text),)
    wrong = QuestionResult("svm_loss_naive", 0.0, 6.0, "failed", text, tests)
    report = MADE.report(COURSE, changed={"svm_loss_naive": wrong}, warnings=(f"losses: {text}", text))
    data = results(report, COURSE)
    content = json.loads(data)
    records = [content, *content["tests"]]
    assert {record[key] for record in records for key in record if key.endswith("_format")} == {"text"}
    for record in records:
        for line in "\n".join(record[key] for key in ("name", "output") if key in record).splitlines():
            assert line.isprintable(), ascii(line)
    assert len(data) < 200_000


def test_the_secret_and_the_hidden_tests_are_withheld():
    source = (COURSE.root / "autograder/suites" / A1 / "losses/test_svm.py").read_text()
    line = next(one for one in source.splitlines() if "agree" in one and len(one.strip()) > 30)
    for text in (read_settings(COURSE.root).secret, line.strip()):
        wrong = MADE.result("svm_loss_naive", 0.0, 6.0, f"Expected: {text}")
        data = results(MADE.report(COURSE, changed={"svm_loss_naive": wrong}), COURSE).decode()
        assert text not in data
        assert WITHHELD in data
