"""What grading costs, in counts beside the record `counts.json`; and that each kind of waste is found."""

import json
import subprocess
import sys

import pytest

from benchmarks import counts, traced

needs_strace = pytest.mark.skipif(not traced.available(), reason="strace is not installed, or may not trace")

# What a test of the small course does besides, where the file `waste` beside the suite says so.
WASTEFUL = '''

from pathlib import Path

import subprocess
import sys
import time


def waste(kind):
    return kind in Path(__file__).with_name("waste").read_text().split()


@pytest.mark.question("twice")
def test_sends(submission):
    """It takes a list."""
    submission.twice([0.5] * (2000 if waste("payload") else 1000))
    if waste("call"):
        submission.twice(1.0)
    if waste("time"):
        time.sleep(0.3)
    if waste("file"):
        Path(__file__).read_text()
    if waste("program"):
        subprocess.run([sys.executable, "-S", "-c", ""])


@pytest.mark.question("twice")
def test_lends(submission):
    """It may be called by another, which costs the next question a fresh worker."""
    if waste("worker"):
        with substitute(submission, "twice", lambda x: x):
            submission.total([1.0])
'''

# Grades it once for each kind of waste, in one warm grader.
PROGRAM = """
import sys
from pathlib import Path

from autograder.course import Course
from autograder.grade import Grader, Work
from autograder.settings import Settings
from benchmarks.traced import marked

root, *kinds = sys.argv[1:]
course = Course(Path(root))
data = (course.root / "solutions" / "mini" / "basics.ipynb").read_bytes()
waste = course.notebooks("mini")[0].suite / "waste"
waste.write_text("none")
with Grader(course, "mini", Settings(secret="of the tests")) as grader:
    for kind in ("first", *kinds):
        waste.write_text(kind)
        with marked(kind):
            report = grader.grade(Work("ada", "mini", {"basics": data}))
        assert report.score == report.max_score, report
"""

FOUND = {  # by kind of waste, the figures that have to show it, and by how much, where that is known
    "call": {"messages to the workers": 1, "messages from the workers": 1},
    "worker": {"processes": 1},
    "payload": {"to the workers, bytes": 9000, "from the workers, bytes": 9000 * 2},
    "file": {"files opened": 1},
    "program": {"processes": 1, "programs": 1},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", counts.PARTS)
def test_nothing_costs_more_than_the_record_says(name):
    part = counts.PARTS[name]
    if not part.available():
        pytest.skip(f"{part.tool} is not installed, or may not trace")
    lines = counts.grown(counts.read_record(), part.count())
    assert not lines, counts.advice(lines)


@pytest.mark.slow
@needs_strace
def test_each_kind_of_waste_is_found_and_named(mini_course):
    suite = mini_course.notebooks("mini")[0].suite / "test_basics.py"
    suite.write_text(suite.read_text() + WASTEFUL)
    command = [sys.executable, "-c", PROGRAM, str(mini_course.root), "none", "time", *FOUND]
    counted, _ = traced.trace(command, counts.environment())
    figures = {kind: counts.submission_figures(found) for kind, found in counted.items()}
    none = figures["none"]
    assert none["processes"] == 2  # the tests and one worker: what lends comes last
    assert figures["time"] == none
    for kind, expected in FOUND.items():
        lines = counts.grown(none, figures[kind])
        for name, more in expected.items():
            assert figures[kind][name] >= none[name] + more, (kind, name)
            assert any(line.startswith(f"{name}: from ") for line in lines), (kind, name)
    assert figures["file"] == {**none, "files opened": none["files opened"] + 1}


@needs_strace
def test_a_program_that_fails_is_not_counted():
    with pytest.raises(subprocess.CalledProcessError) as caught:
        traced.trace([sys.executable, "-c", "raise SystemExit('no luck')"])
    assert "no luck" in caught.value.stderr


def test_what_is_accepted_depends_on_the_figure():
    record = {"processes": 2, "sent, bytes": 1000, "a call, instructions": 2.0}
    assert counts.grown(record, {"processes": 2, "sent, bytes": 1030, "a call, instructions": 2.2}) == []
    assert counts.grown(record, {"processes": 1, "sent, bytes": 10, "a call, instructions": 1.0}) == []
    assert counts.grown(record, {"processes": 3, "sent, bytes": 1031, "a call, instructions": 2.21}) == [
        "processes: from 2 to 3; 0% more is accepted",
        "sent, bytes: from 1,000 to 1,031; 3% more is accepted",
        "a call, instructions: from 2 to 2.21; 10% more is accepted",
    ]
    assert counts.grown({}, {"processes": 3}) == ["processes: 3, of which there is no record"]


def test_the_record_is_compared_and_rewritten(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(counts, "RECORD", tmp_path / "counts.json")
    part = counts.Part(lambda: {"import x: modules": 50})
    missing = counts.Part(dict, lambda: False, "a tool")
    monkeypatch.setattr(counts, "PARTS", {"imports": part, "other": missing})
    assert counts.main([]) == 1
    said = capsys.readouterr().err
    assert "other: not counted, there is no a tool here" in said
    assert "no record" in said
    assert "--write" in said
    assert counts.main(["--write"]) == 0
    assert json.loads(counts.RECORD.read_text()) == {"import x: modules": 50}
    assert counts.main([]) == 0
    counts.RECORD.write_text('{"import x: modules": 60}')
    assert counts.main([]) == 0
    assert "less than the record" in capsys.readouterr().out
    counts.RECORD.write_text('{"import x: modules": 40, "other: bytes": 7}')
    assert counts.main(["imports"]) == 1
    assert "import x: modules: from 40 to 50" in capsys.readouterr().err
    assert counts.main(["imports", "--write"]) == 0
    assert json.loads(counts.RECORD.read_text()) == {"import x: modules": 50, "other: bytes": 7}
