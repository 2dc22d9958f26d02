"""Many submissions: what is written, and what happens when a process, a grader or a person gives up."""

import csv
import dataclasses
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.batch import grade_all, saved_reports
from autograder.course import Course
from autograder.errors import UsageError
from autograder.pool import DIED, Job, close_graders, grade_source
from autograder.settings import Settings
from autograder.sources import find_sources

# A module of its own, which processes started from scratch can import. A notebook says what is to happen.
STUB = """
import os, signal, time
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import ReferenceFailed, WorkerLost
from autograder.report import NotebookResult, QuestionResult, Report

class Stub:
    def __init__(self, assignment, log):
        self.assignment, self.log = assignment, log

    def grade(self, work, earlier=None):
        order = work.notebooks.get("knn", b"0").decode()
        if order == "die" or (order == "die once" and not list(self.log.glob("died-*"))):
            (self.log / f"died-{os.getpid()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "die once":
            order = "4"
        if order == "defect":
            raise ZeroDivisionError("ours")
        if order == "lost":
            raise WorkerLost("no worker")
        if order == "wait":
            (self.log / f"waits-{os.getpid()}").touch()
            time.sleep(60)
        question = QuestionResult("knn", float(order), 4.0, "passed" if order == "4" else "failed", "a hint")
        book = NotebookResult("knn", "graded", (question,))
        warnings = (*work.remarks, "of the grader")
        return Report(self.assignment, work.student, book.score, 4.0, "none", "", warnings, (book,))

@contextmanager
def opener(job, assignment):
    log = Path(job.settings.secret)
    if assignment == "a2":
        raise ReferenceFailed("a2 fails on its reference")
    name = f"{assignment}-{os.getpid()}-{time.monotonic_ns()}"
    (log / f"opened-{name}").write_text(" ".join(sorted(dict(job.handed_in)[assignment])))
    try:
        yield Stub(assignment, log)
    finally:
        (log / f"closed-{name}").touch()
"""


@pytest.fixture
def course(tmp_path):
    for assignment, name in (("a1", "knn"), ("a2", "layers")):
        mark = {"nbgrader": {"grade": True, "grade_id": name, "points": 4}}
        path = tmp_path / "course" / "solutions" / assignment / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "", "metadata": mark}]}))
    return Course(tmp_path / "course")


@pytest.fixture
def log(tmp_path):
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


@pytest.fixture
def job(course, log, tmp_path, monkeypatch):
    (tmp_path / "stub_of_a_grader.py").write_text(STUB)
    monkeypatch.syspath_prepend(tmp_path)
    stub = __import__("stub_of_a_grader")
    yield Job(course, Settings(secret=str(log)), stub.opener)
    close_graders()
    del sys.modules["stub_of_a_grader"]


@pytest.fixture
def grade(job, course, tmp_path):
    """Grade a class given as student=what happens; names are kept, rows are collected."""

    def run(jobs=1, on_done=None, pools=None, **students):
        folder = tmp_path / "submitted"
        for student, order in students.items():
            assignment, name = ("a2", "layers") if order == "a2" else ("a1", "knn")
            path = folder / student / assignment / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(order)
        sources = find_sources([folder], course).sources
        on_done = on_done or (lambda row: None)
        return grade_all(sources, job, jobs, tmp_path / "reports", on_done, pools)

    return run


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "reports" / "a1"


def totals(summary):
    return {row.student: row.total for row in summary.rows}


def test_graders_are_told_what_anybody_handed_in(grade, course, log):
    for name in ("losses", "perceptron"):
        shutil.copy(course.root / "solutions/a1/knn.ipynb", course.root / f"solutions/a1/{name}.ipynb")
    others = log.parent / "submitted" / "bob" / "a1"
    others.mkdir(parents=True)
    (others / "losses.ipynb").write_text("4")
    grade(ada="4", bob="4", cleo="4")
    (opened,) = log.glob("opened-*")
    assert opened.read_text() == "knn losses"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_class_is_graded_and_written(grade, reports, jobs):
    summary = grade(jobs, ada="4", bob="1.5", cleo="0")
    assert totals(summary) == {"ada": 4.0, "bob": 1.5, "cleo": 0.0}
    assert summary.exit_code == 0
    assert sorted(os.listdir(reports)) == [".lock", "ada.json", "bob.json", "cleo.json", "grades.csv"]
    assert json.loads((reports / "bob.json").read_bytes())["score"] == 1.5
    assert (
        reports / "grades.csv"
    ).read_text() == "student,knn,total,max\nada,4,4,4\nbob,1.5,1.5,4\ncleo,0,0,4\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_process_opens_a_grader_once_and_closes_it(grade, log, jobs):
    grade(jobs, **{f"s{i}": "4" for i in range(8)})
    opened, closed = (
        {path.name.partition("-")[2] for path in log.glob(f"{x}-*")} for x in ("opened", "closed")
    )
    assert 1 <= len(opened) <= jobs
    assert closed == opened


def test_a_report_is_on_disk_when_it_is_announced(grade, reports):
    seen = []
    grade(on_done=lambda row: seen.append(json.loads(row.path.read_bytes())["student"]), ada="4", bob="4")
    assert seen == ["ada", "bob"]


def test_any_executor_will_do(grade):
    summary = grade(3, pools=lambda jobs: ThreadPoolExecutor(1), ada="4", bob="2")
    assert totals(summary) == {"ada": 4.0, "bob": 2.0}


def test_a_process_that_dies_costs_only_the_submission_in_hand(grade, reports):
    orders = {f"s{i}": "4" for i in range(6)} | {"s2": "die"}
    summary = grade(2, **orders)
    assert totals(summary) == {f"s{i}": None if i == 2 else 4.0 for i in range(6)}
    assert summary.exit_code == 3
    report = json.loads((reports / "s2.json").read_bytes())
    assert report["notebooks"][0]["questions"][0] == {
        "id": "knn",
        "score": None,
        "max_score": 4.0,
        "status": "error",
        "hint": "",
        "tests": [],
    }
    assert DIED in report["warnings"][-1]
    assert "s2,,,4\n" in (reports / "grades.csv").read_text()


def test_what_was_in_hand_when_a_process_died_is_tried_again(grade):
    summary = grade(2, ada="4", bob="die once", cleo="4", dan="4")
    assert totals(summary) == dict.fromkeys(["ada", "bob", "cleo", "dan"], 4.0)
    assert summary.exit_code == 0


@pytest.mark.parametrize(("order", "message"), [("defect", "ZeroDivisionError: ours"), ("lost", "no worker")])
def test_our_own_failure_charges_nobody_and_the_rest_is_graded(grade, reports, order, message):
    summary = grade(1, ada="4", bob=order, cleo="4")
    assert totals(summary) == {"ada": 4.0, "bob": None, "cleo": 4.0}
    assert summary.exit_code == 3
    assert message in json.loads((reports / "bob.json").read_bytes())["warnings"][0]


def test_after_a_defect_the_grader_is_a_new_one(grade, log):
    grade(1, ada="4", bob="defect", cleo="4")
    assert len(list(log.glob("opened-*"))) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_assignment_that_is_refused_is_said_once_and_the_others_are_graded(grade, tmp_path, jobs):
    done = []
    summary = grade(jobs, on_done=done.append, ada="a2", bob="a2", cleo="4", dan="a2")
    assert totals(summary) == {"cleo": 4.0}
    assert summary.refused == {"a2": "a2 fails on its reference"}
    assert summary.exit_code == 3
    assert len(done) == 4
    assert os.listdir(tmp_path / "reports" / "a2") == [".lock"]


def test_a_files_warnings_come_before_the_graders(grade, reports, tmp_path):
    stray = tmp_path / "submitted" / "ada" / "a1" / "foo.ipynb"
    stray.parent.mkdir(parents=True)
    stray.touch()
    stray.with_name("knn.ipynb").write_text("3")
    grade()
    warnings = json.loads((reports / "ada.json").read_bytes())["warnings"]
    assert warnings == ["ignored: a1/foo.ipynb", "of the grader"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted_from_the_keyboard_what_is_done_is_written(grade, reports, jobs):
    def stop(row):
        raise KeyboardInterrupt

    orders = {"a": "4", "b": "4", "c": "4"} if jobs == 1 else {"a": "4", "b": "wait", "c": "wait"}
    start = time.monotonic()
    summary = grade(jobs, on_done=stop, **orders)
    assert summary.interrupted
    assert summary.exit_code == 130
    assert totals(summary) == {"a": 4.0}
    assert (reports / "grades.csv").read_text().count("\n") == 2
    # The pool's own thread may be the one that reaps them, so they are watched, not joined.
    while multiprocessing.active_children() and time.monotonic() - start < 30:
        time.sleep(0.02)
    assert not multiprocessing.active_children()


def test_only_a_few_submissions_are_under_way_at_a_time(grade):
    class Counting(ThreadPoolExecutor):
        submitted = most = 0

        def submit(self, fn, /, *args, **kwargs):
            self.submitted += 1
            self.most = max(self.most, self.submitted - len(done))
            return super().submit(fn, *args, **kwargs)

    pool = Counting(1)
    done = []
    grade(3, on_done=done.append, pools=lambda jobs: pool, **{f"s{i}": "4" for i in range(20)})
    assert len(done) == 20
    assert 2 <= pool.most <= 4


def test_a_place_that_cannot_be_written_to_is_known_before_grading(grade, tmp_path, log):
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(UsageError, match="Reports cannot be written to"):
        grade(ada="4")
    assert not list(log.iterdir())


def test_the_table_keeps_earlier_reports_and_passes_over_other_files(grade, reports, tmp_path):
    grade(ada="4", bob="1")
    for name in ("ada", "bob"):
        (tmp_path / "submitted" / name / "a1" / "knn.ipynb").unlink()
        (tmp_path / "submitted" / name / "a1").rmdir()
        (tmp_path / "submitted" / name).rmdir()
    (reports / "notes.json").write_text('{"student": "nobody"}')
    summary = grade(cleo="2")
    assert totals(summary) == {"cleo": 2.0}
    rows = list(csv.reader((reports / "grades.csv").read_text().splitlines()))
    assert [row[0] for row in rows] == ["student", "ada", "bob", "cleo"]
    (reports / "copy of bob.json").write_bytes((reports / "bob.json").read_bytes())
    assert [report.student for _, report in saved_reports(reports)] == ["ada", "bob", "cleo"]


def test_the_processes_end_with_the_one_that_started_them(course, log, tmp_path):
    (tmp_path / "stub_of_a_grader.py").write_text(STUB)
    for name in ("ada", "bob"):
        path = tmp_path / "submitted" / name / "a1" / "knn.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text("wait")
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(f"""
        from pathlib import Path
        import stub_of_a_grader
        from autograder.batch import grade_all
        from autograder.course import Course
        from autograder.pool import Job
        from autograder.settings import Settings
        from autograder.sources import find_sources

        if __name__ == "__main__":
            course = Course(Path({str(course.root)!r}))
            job = Job(course, Settings(secret={str(log)!r}), stub_of_a_grader.opener)
            sources = find_sources([Path({str(tmp_path / "submitted")!r})], course).sources
            grade_all(sources, job, 2, Path({str(tmp_path / "out")!r}), print)
        """)
    )
    parent = subprocess.Popen([sys.executable, script])
    try:
        waiting = until(lambda: len(list(log.glob("waits-*"))) == 2)
    finally:
        parent.kill()
        parent.wait()
    assert waiting
    pids = [int(path.name.removeprefix("waits-")) for path in log.glob("waits-*")]
    assert until(lambda: not any(alive(pid) for pid in pids))


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_that_sees_many_jobs_closes_the_graders_of_earlier_ones(job, course, tmp_path, log):
    """One on a cluster lives for days; two runs that take turns there keep their graders."""
    path = tmp_path / "submitted" / "ada" / "a1" / "knn.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("4")
    (source,) = find_sources([tmp_path / "submitted"], course).sources
    jobs = [
        dataclasses.replace(job, earlier=tmp_path / name, handed_in=(("a1", frozenset()),)) for name in "xyz"
    ]

    def counted():
        return len(list(log.glob("opened-*"))), len(list(log.glob("closed-*")))

    for turn in (0, 1, 0, 1):
        assert grade_source(jobs[turn], source).report
    assert counted() == (2, 0)
    grade_source(jobs[2], source)
    assert counted() == (3, 1)
    grade_source(jobs[1], source)
    assert counted() == (3, 1)
