"""For tests of the command line: a course of one notebook whose grader reads the points from the file.

Test modules cannot import one another: those that want this one load it by its path.
"""

import json
import sys
from pathlib import Path

import pytest

from autograder import cli
from autograder.errors import ReferenceFailed
from autograder.pool import close_graders
from autograder.report import NotebookResult, QuestionResult, Report


class StubGrader:
    """Grades by what stands in the file: points of four, or `ours`."""

    refuse = ""
    settings = None

    def __init__(self, course, assignment, settings, handed_in=None):
        self.assignment = assignment
        StubGrader.settings = settings

    def __enter__(self):
        if self.refuse:
            raise ReferenceFailed(self.refuse)
        return self

    def __exit__(self, *error):
        pass

    def grade(self, work, earlier=None):
        text = work.notebooks.get("knn", b"0").decode()
        score = None if text == "ours" else float(text)
        status = "error" if score is None else "passed" if score == 4 else "failed"
        question = QuestionResult(
            "nearest", score, 4.0, status, "" if status == "passed" else "Squared distances."
        )
        book = NotebookResult(
            "knn", "graded" if score is not None else "error", (question,), self.settings.secret
        )
        return Report(self.assignment, work.student, score, 4.0, "stub", "sha256:", (), (book,))


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """A course of one notebook with the stub for a grader; the current folder is in it."""
    mark = {"nbgrader": {"grade": True, "grade_id": "nearest", "points": 4}}
    for folder in ("solutions", "assignments"):
        path = tmp_path / folder / "a1" / "knn.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "", "metadata": mark}]}))
    (tmp_path / "autograder" / "suites" / "a1" / "knn").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("autograder.grade.Grader", StubGrader)
    yield tmp_path
    close_graders()


@pytest.fixture
def run(monkeypatch, capfd):
    """Type a command line; get exit code, output, errors."""

    def typed(*words):
        monkeypatch.setattr(sys, "argv", ["autograder", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code or 0, *capfd.readouterr()

    return typed


def submit(**points):
    for student, text in points.items():
        path = Path("submitted") / student / "a1" / "knn.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text)
