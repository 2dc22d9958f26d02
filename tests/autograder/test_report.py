"""Reports: what is written, and what is refused."""

import json

import msgspec
import pytest

from autograder.report import NotebookResult, QuestionResult, Report, TestResult, from_json, to_json

PASSED = TestResult("test_loss", "The loss is right.", "passed", 2.0, 2.0)
OURS = TestResult("test_gradient", "The gradient is right.", "error", None, 2.0, "no worker")


def question(score: float | None, name: str = "svm", most: float = 4.0) -> QuestionResult:
    return QuestionResult(name, score, most, "error" if score is None else "failed", "", (PASSED, OURS))


def report(*questions: QuestionResult) -> Report:
    book = NotebookResult("losses", "graded", questions)
    return Report("a1", "ada", book.score, book.max_score, "none", "sha256:0", ("a warning",), (book,))


def test_a_report_survives_its_json():
    original = report(question(2.0), question(None, "softmax"))
    assert from_json(to_json(original)) == original


def test_the_json_has_the_fields_of_the_schema_with_the_schema_first():
    fields = json.loads(to_json(report(question(2.0))))
    described = "assignment student score max_score isolation fingerprint warnings notebooks"
    assert " ".join(fields) == f"schema {described}"
    assert fields["schema"] == 1
    assert fields["notebooks"][0]["questions"][0]["tests"][0] == {
        "name": "test_loss",
        "title": "The loss is right.",
        "status": "passed",
        "score": 2.0,
        "max_score": 2.0,
        "message": "",
    }


def test_a_score_is_null_where_the_error_is_ours_and_nowhere_else():
    assert json.loads(to_json(report(question(2.0), question(None, "softmax"))))["score"] is None
    assert json.loads(to_json(report(question(0.0), question(3.0, "softmax"))))["score"] == 3.0


def test_a_notebook_without_questions_is_worth_nothing():
    book = NotebookResult("losses", "missing")
    assert (book.score, book.max_score) == (0.0, 0.0)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"score": "17"},
        {"notebooks": [{"name": "losses", "status": "lost"}]},
        {"student": None},
    ],
)
def test_what_is_not_a_report_of_this_schema_is_refused(change):
    fields = json.loads(to_json(report(question(2.0)))) | change
    with pytest.raises(msgspec.ValidationError):
        from_json(json.dumps(fields).encode())


def test_the_same_report_is_the_same_bytes():
    assert to_json(report(question(1.0))) == to_json(report(question(1.0)))
