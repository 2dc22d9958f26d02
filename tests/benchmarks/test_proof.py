"""The section on `autograder verify`: what is counted, and that both ways of grading a row agree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import find_course
from autograder.verify import read_matrix
from benchmarks import proof

NOTEBOOKS = [book for group in find_course(Path(__file__)).assignments.values() for book in group]


def test_what_is_counted_is_a_part_of_everything() -> None:
    row = proof.questions_tried(NOTEBOOKS)
    ours, full = (int(re.sub(r"\D", "", text)) for text in (row.ours, row.peer))
    questions = [sum(not one.manual for one in book.questions) for book in NOTEBOOKS]
    every = [len(read_matrix(book)) for book in NOTEBOOKS]
    assert full == sum(count * each for count, each in zip(questions, every, strict=True))
    assert sum(every) < ours < full
    assert row.reached, "a suite whose questions use each other's functions makes `verify` slow"


@pytest.mark.slow
def test_the_section_works() -> None:
    rows = list(proof.rows(quick=True))
    assert [row.what for row in rows] == [
        "whole course, counted", "a1_linear_classifiers/losses", "these notebooks in one process",
        "`make test`: pytest",
    ]  # fmt: skip
    assert all(row.ratio and row.ratio.median > 0 for row in rows[:-1])


def test_the_time_of_the_tests_is_read_from_their_record(tmp_path: Path) -> None:
    assert "not run" in proof.tests(tmp_path / "tests.xml").ours
    (tmp_path / "test_slow.py").write_text("import time\n\ndef test_one():\n    time.sleep(0.5)\n")
    (tmp_path / "test_quick.py").write_text("def test_two():\n    pass\n")
    record = tmp_path / "tests.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, f"--junitxml={record}", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    row = proof.tests(record)
    assert "for 2 tests" in row.ours
    assert "test_slow 5" in row.why
    assert row.why.index("test_slow") < row.why.index("test_quick")
