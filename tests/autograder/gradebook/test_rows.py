"""The writer by itself: the rows it makes, the rows it leaves, and a database that is not to be had."""

import json
import shutil
import sqlite3
import threading

import msgspec
import pytest

from autograder.course import Course
from autograder.errors import UsageError
from autograder.gradebook import Facts, GradebookWriter, nbgrader_settings
from autograder.gradebook.late import Penalties, seconds_late
from autograder.report import NotebookResult, QuestionResult, Report

pytestmark = pytest.mark.xdist_group("gradebook")
MADE_FIRST = ("course", "assignment", "notebook", "cell", "source")


@pytest.fixture
def course(released_course, tmp_path):
    """A copy of the course that a test may change."""
    for part in ("solutions", "assignments"):
        shutil.copytree(released_course.root / part, tmp_path / "course" / part)
    shutil.copy(released_course.root / "nbgrader_config.py", tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def url(released_course, course):
    """A gradebook with the assignment and no submission."""
    shutil.copy(released_course.root / "released.db", course.root / "gradebook.db")
    return nbgrader_settings(course.root).db_url


def report(student="ada", score=2.0, **notebook):
    def book(name):
        question = QuestionResult(name, score, 2.0, "error" if score is None else "passed")
        return NotebookResult(name, **{"status": "graded", "questions": (question,), **notebook})

    return Report("mini", student, score, 4.0, "", "", (), (book("half"), book("twice")))


FACTS = Facts(untouched={"half": ("half_why",), "twice": ()})


def write(url, course, *entries):
    write_each(url, course, entries)


def write_each(url, course, entries):
    with GradebookWriter(url, course, ["mini"]) as writer:
        for entry in entries:
            writer.add(*entry)


def edit_release(course, change):
    path = course.root / "assignments" / "mini" / "twice.ipynb"
    tree = json.loads(path.read_bytes())
    change({cell["id"]: cell for cell in tree["cells"]})
    path.write_text(json.dumps(tree))


def test_an_assignment_is_made_as_nbgrader_makes_it(released_course, course, rows):
    url = nbgrader_settings(course.root).db_url
    write(url, course)
    ours, theirs = rows(url), rows(f"sqlite:///{released_course.root}/released.db")
    for table in MADE_FIRST:
        assert ours[table] == theirs[table], table
        assert ours[table]


def test_one_row_for_each_cell(course, url, rows):
    write(url, course, (report(), FACTS))
    found = rows(url)
    assert found["grade"] == [
        ("ada", "half", "half", 2.0, None, None, 0),
        ("ada", "half", "half_why", 0.0, None, None, 0),
        ("ada", "twice", "twice", 2.0, None, None, 0),
        ("ada", "twice", "twice_why", None, None, None, 1),
    ]
    assert [row[3] for row in found["comment"]] == [None, "No response.", None, None]


def test_what_we_could_not_grade_is_for_a_person(course, url, rows):
    write(url, course, (report(score=None), Facts()))
    assert {row[3:] for row in rows(url)["grade"]} == {(None, None, None, 1)}
    write(url, course, (report(), FACTS))
    assert ("ada", "twice", "twice", 2.0, None, None, 0) in rows(url)["grade"]


def test_a_sum_of_floats_stays_within_the_points(course, url, rows):
    write(url, course, (report(score=2.0000000000000004), FACTS))
    assert ("ada", "twice", "twice", 2.0, None, None, 0) in rows(url)["grade"]


def test_the_last_report_of_a_student_counts(course, url, rows):
    write(url, course, (report(score=0.5), FACTS), (report(score=1.5), FACTS))
    assert ("ada", "twice", "twice", 1.5, None, None, 0) in rows(url)["grade"]


def test_more_students_than_fit_into_a_transaction(course, url, rows):
    write(url, course, *((report(f"s{number}"), FACTS) for number in range(230)))
    assert len(rows(url)["grade"]) == 4 * 230


def test_a_run_that_fails_writes_what_was_full_and_no_more(course, url, rows):
    entries = ((report(f"s{number}"), FACTS) if number < 130 else 1 / 0 for number in range(131))
    with pytest.raises(ZeroDivisionError):
        write_each(url, course, entries)
    assert len(rows(url)["submission"]) == 100


@pytest.fixture
def lock(url, course):
    """Hold the database as another program would."""
    write(url, course)
    connection = sqlite3.connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    connection.execute("begin immediate")
    yield connection
    connection.close()


def test_a_locked_database_is_waited_for(lock, url, course, rows):
    with GradebookWriter(url, course, ["mini"]) as writer:
        writer.add(report(), FACTS)
        timer = threading.Timer(1.0, lock.rollback)
        timer.start()
        writer.flush()
        timer.join()
    assert len(rows(url)["submission"]) == 1


def test_a_database_that_stays_locked_loses_nothing(lock, url, course, rows):
    with GradebookWriter(url, course, ["mini"], patience=0.0) as writer:
        writer.add(report(), FACTS)
        with pytest.raises(UsageError, match="is locked"):
            writer.flush()
        lock.rollback()
    assert len(rows(url)["submission"]) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:////nowhere/at/all/gradebook.db", "unable to open database file"),
        ("nonsense://gradebook", "nonsense"),
        ("no address", "Could not parse"),
    ],
)
def test_a_database_that_cannot_be_had(course, address, said):
    with pytest.raises(UsageError, match=said):
        write(address, course)


def test_an_assignment_with_submissions_and_other_cells(course, url, rows):
    write(url, course, (report(), FACTS))
    before = rows(url)
    edit_release(course, lambda cells: cells["check"]["metadata"]["nbgrader"].update(grade_id="thrice"))
    with pytest.raises(UsageError, match=r"thrice(.|\n)*--db"):
        write(url, course)
    assert rows(url) == before


def test_other_cells_before_the_first_submission(course, url, rows):
    write(url, course)
    edit_release(course, lambda cells: cells["check"]["metadata"]["nbgrader"].update(grade_id="thrice"))
    write(url, course)
    assert "thrice" in {row[1] for row in rows(url)["cell"]}


def test_other_points_with_the_same_cells(course, url, rows):
    write(url, course, (report(), FACTS))
    edit_release(course, lambda cells: cells["check"]["metadata"]["nbgrader"].update(points=5))
    write(url, course)
    assert ("twice", "twice", "GradeCell", 5.0, "code") in rows(url)["cell"]


def test_a_notebook_more(course, url):
    write(url, course, (report(), FACTS))
    for part in ("solutions", "assignments"):
        shutil.copy(course.root / part / "mini" / "half.ipynb", course.root / part / "mini" / "third.ipynb")
    with pytest.raises(UsageError, match="third"):
        write(url, Course(course.root))


def test_another_assignment_than_announced(course, url):
    with (
        GradebookWriter(url, course, ["mini"]) as writer,
        pytest.raises(UsageError, match="other assignments"),
    ):
        writer.add(msgspec.structs.replace(report(), assignment="maxi"), FACTS)


def test_a_plugin_between_nothing_and_the_score(course):
    config = nbgrader_settings(course.root).config
    assert Penalties(config).penalty("ada", 3.0, 60.0) == 3.0
    assert Penalties(config).penalty("ada", 3.0, 0.0) is None
    assert seconds_late(None, None, None) == 0.0


PLUGIN = """
from nbgrader.plugins import BasePlugin


class Odd(BasePlugin):
    def late_submission_penalty(self, student, score, seconds):
        return {"more": score + 1, "less": -1.0, "none": None}[student]


c.AssignLatePenalties.plugin_class = Odd
"""


def test_a_plugin_of_the_course(course):
    path = course.root / "nbgrader_config.py"
    path.write_text(path.read_text() + PLUGIN)
    penalties = Penalties(nbgrader_settings(course.root).config)
    given = [penalties.penalty(name, 3.0, 60.0) for name in ("more", "less", "none")]
    assert given == [3.0, 0.0, None]
    with pytest.raises(UsageError, match="Odd failed for 'other'"):
        penalties.penalty("other", 3.0, 60.0)


def test_settings_are_nbgraders(course):
    found = nbgrader_settings(course.root)
    assert found.db_url == f"sqlite:///{course.root}/gradebook.db"
    assert found.autograded == course.root / "autograded"
    assert found.submitted == course.root / "submitted"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        (
            "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'",
            "written as",
        ),
        ("c.CourseDirectory.root = 3", "root"),
    ],
)
def test_settings_that_do_not_do(course, line, said):
    path = course.root / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}\n{line}\n")
    with pytest.raises(UsageError, match=said):
        nbgrader_settings(course.root)
