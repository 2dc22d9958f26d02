"""nbgrader's converter with our settings, in one process, as a Jupyter server with formgrader runs it."""

import gc
import logging
import shutil
import warnings

import pytest
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from autograder import pool
from autograder.course import Course
from autograder.gradebook import nbgrader_settings

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gradebook")]


@pytest.fixture
def course(released_course, handed_in, tmp_path):
    """A copy of the course with three submissions."""
    root = tmp_path / "course"
    ignored = shutil.ignore_patterns("submitted*", "autograded*", "*.db", "feedback")
    shutil.copytree(released_course.root, root, ignore=ignored)
    shutil.copy(released_course.root / "released.db", root / "gradebook.db")
    for student in ("ada", "gus", "ned"):
        shutil.copytree(handed_in / student, root / "submitted" / student)
    return Course(root)


@pytest.fixture
def autograde(course, repository, monkeypatch):
    """Run nbgrader's converter in this process; return what it logged."""
    monkeypatch.setenv("PYTHONPATH", str(repository))
    lines = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: lines.append(record.getMessage())

    def run():
        config = nbgrader_settings(course.root).config
        config.CourseDirectory.assignment_id = "mini"
        converter = Autograde(coursedir=CourseDirectory(config=config), config=config, force=True)
        converter.log.addHandler(handler)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            try:
                converter.start()
            finally:
                converter.log.removeHandler(handler)
        return lines

    yield run
    gc.collect()
    pool.close_graders()


def scores(rows, course):
    found = rows(f"sqlite:///{course.root}/gradebook.db")["grade"]
    return {(row[0], row[2]): row[3] for row in found if not row[2].endswith("why")}


def test_each_run_has_graders_of_its_own(autograde, course, rows):
    autograde()
    assert scores(rows, course)["gus", "twice"] == 1.5
    suite = course.root / "autograder" / "suites" / "mini" / "twice" / "test_twice.py"
    suite.write_text(suite.read_text().replace("points=1.5", "points=0.5").replace("-2.0", "2.0"))
    autograde()
    assert scores(rows, course)["gus", "twice"] == 1.0
    gc.collect()
    assert not pool._desks


def test_a_suite_that_fails_on_its_reference_charges_nobody(autograde, course, rows):
    suite = course.root / "autograder" / "suites" / "mini" / "twice" / "test_twice.py"
    suite.write_text(suite.read_text() + "\n    raise AssertionError('not even the reference')\n")
    with pytest.raises(NbGraderException):
        autograde()
    assert set(scores(rows, course).values()) == {None}
    assert not list((course.root / "autograded").glob("*/mini"))


def test_one_broken_submission_does_not_stop_the_class(autograde, course, rows):
    ada, gus = (course.root / "submitted" / student / "mini" / "half.ipynb" for student in ("ada", "gus"))
    ada.unlink()
    ada.mkdir()
    gus.unlink()
    gus.symlink_to("/etc/passwd")
    autograde()
    found = scores(rows, course)
    assert found["ada", "half"] == found["gus", "half"] == 0.0
    assert found["ada", "twice"] == 2.0
    assert "symbolic link" in (course.root / "autograded" / "gus" / "mini" / "half.ipynb").read_text()
