"""A course of two small notebooks with a class that fell into every trap, graded by nbgrader and by us."""

import contextlib
import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.course import Course, find_course
from autograder.grade import Grader
from autograder.gradebook import Facts, GradebookWriter, write_autograded
from autograder.report import Report
from autograder.settings import read_settings
from autograder.sources import Source, find_sources

REPOSITORY = find_course(Path(__file__).parent).root
IN_TIME, LATE = "2026-03-01 11:00:00.000000 UTC", "2026-03-01 13:00:00.000000 UTC"
SETTINGS = """
[tool.autograder]
secret = "of the gradebook tests"
cell_cpu = 1.0
call_cpu = 1.0
"""


def load(name: str) -> ModuleType:
    """Import a module of the rig: test modules cannot import one another."""
    full = f"gradebook_rig_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name("rig") / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture(scope="session")
def rig() -> Callable[[str], ModuleType]:
    """Give a module of the rig by name."""
    return load


@contextlib.contextmanager
def opened(url: str) -> Iterator[Any]:
    """Open a gradebook with nbgrader's own class, about which newer SQLAlchemy warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(url) as book:
            yield book


@pytest.fixture(scope="session")
def gradebook() -> Callable[[str], Any]:
    """Open a gradebook by its address."""
    return opened


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def nbgrader() -> Callable[..., str]:
    """Run a command of nbgrader in a course; return what it logged."""
    program = Path(sys.executable).with_name("nbgrader")
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path}

    def run(course: Course, *arguments: str) -> str:
        command = [str(program), *arguments]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stderr

    return run


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory, nbgrader: Callable[..., str]) -> Course:
    """The course as `nbgrader generate_assignment` leaves it; released.db is its gradebook."""
    papers = load("papers")
    root = tmp_path_factory.mktemp("gradebook") / "course"
    (root / "solutions" / "mini").mkdir(parents=True)
    for name in papers.EXPRESSIONS:
        suite = root / "autograder" / "suites" / "mini" / name
        suite.mkdir(parents=True)
        (suite / f"test_{name}.py").write_text(papers.SUITE.format(name=name))
        (suite / "misconceptions.py").write_text(papers.CATALOGUE[name])
        (root / "solutions" / "mini" / f"{name}.ipynb").write_bytes(papers.authored(name))
    config = (REPOSITORY / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    (root / "pyproject.toml").write_text(SETTINGS)
    nbgrader(Course(root), "generate_assignment", "mini")
    (root / "gradebook.db").rename(root / "released.db")
    return Course(root)


@pytest.fixture(scope="session")
def handed_in(released_course: Course) -> Path:
    """The folder of the class's submissions: kim and lea are late, jon left a notebook out."""
    papers = load("papers")
    submitted = released_course.root / "submitted"
    for student, spoil in papers.SPOILED.items():
        folder = submitted / student / "mini"
        folder.mkdir(parents=True)
        for name in papers.EXPRESSIONS:
            (folder / f"{name}.ipynb").write_bytes(spoil(papers.Sheet(released_course.root, name)))
        (folder / "timestamp.txt").write_text(LATE if student in ("kim", "lea") else IN_TIME)
    (submitted / "jon" / "mini" / "twice.ipynb").unlink()
    (submitted / "ada" / "mini" / "data").mkdir()
    (submitted / "ada" / "mini" / "data" / "notes.txt").write_text("mine")
    return submitted


Rows = dict[str, list[tuple[Any, ...]]]
Files = dict[str, tuple[int, bytes]]


@dataclass
class State:
    """What grading left behind: every row of the database, mode and content of every file."""

    rows: Rows
    files: Files


@dataclass
class Way:
    """One way to grade the class: a database, a folder of graded notebooks, and what does it."""

    url: str
    autograded: Path
    grade: Callable[[], object]
    arguments: tuple[str, ...]
    states: list[State] = field(default_factory=list)

    def run(self) -> None:
        """Grade, and keep what that left."""
        self.grade()
        self.states.append(State(read_rows(self.url), read_files(self.autograded)))


@dataclass
class Class:
    """A class graded both ways; `results` are ours."""

    course: Course
    ours: Way
    theirs: Way
    sources: dict[str, Source] = field(default_factory=dict)
    results: dict[str, tuple[Report, Facts]] = field(default_factory=dict)

    def grade(self) -> None:
        """Grade as `autograder grade --gradebook` does."""
        settings = read_settings(self.course.root)
        found = find_sources([self.course.root / "submitted"], self.course)
        writer = GradebookWriter(self.ours.url, self.course, ["mini"])
        with Grader(self.course, "mini", settings) as grader, writer:
            for source in found.sources:
                work = source.read(settings)
                report = grader.grade(work)
                facts = write_autograded(self.course, source, work, report, self.ours.autograded)
                self.sources[source.student] = source
                self.results[source.student] = report, facts
                writer.add(report, facts)


@pytest.fixture(scope="session")
def graded_class(released_course: Course, handed_in: Path, nbgrader: Callable[..., str]) -> Class:
    """The class, graded by `nbgrader autograde` and by us; lea has an extension."""
    root = released_course.root
    ways = []
    for name in ("ours", "theirs"):
        url, folder = f"sqlite:///{root}/{name}.db", root / f"autograded_{name}"
        shutil.copy(root / "released.db", root / f"{name}.db")
        with opened(url) as book:
            book.update_or_create_assignment("mini", duedate=load("marks").DUE)
            book.add_student("lea")
            book.add_submission("mini", "lea")
            book.grant_extension("mini", "lea", hours=2)
        arguments = (f"--db={url}", f"--CourseDirectory.autograded_directory={folder.name}")
        command = functools.partial(nbgrader, released_course, "autograde", "mini", "--force", *arguments)
        ways.append(Way(url, folder, command, arguments))
    made = Class(released_course, *ways)
    made.ours.grade = made.grade
    for way in ways:
        way.run()
    return made


@pytest.fixture(scope="session")
def regraded_class(graded_class: Class) -> Class:
    """The same, after a person has marked and some have handed in again; `states[1]` of both ways."""
    papers, submitted = load("papers"), graded_class.course.root / "submitted"
    for way in (graded_class.ours, graded_class.theirs):
        with opened(way.url) as book:
            load("marks").mark(book)
    for name in papers.EXPRESSIONS:
        solved = papers.SPOILED["ada"](papers.Sheet(graded_class.course.root, name))
        (submitted / "bob" / "mini" / f"{name}.ipynb").write_bytes(solved)
    (submitted / "eve" / "mini" / "half.ipynb").unlink()
    (submitted / "cleo" / "mini" / "timestamp.txt").write_text(LATE)
    (submitted / "ada" / "mini" / "data" / "notes.txt").unlink()
    for way in (graded_class.ours, graded_class.theirs):
        way.run()
    return graded_class


def read_rows(url: str) -> Rows:
    """Return every row of a gradebook, by table."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = {
            table: sorted(map(_alike, connection.execute(sqlalchemy.text(query))), key=repr)
            for table, query in load("tables").TABLES.items()
        }
    engine.dispose()
    return found


def _alike(row: Any) -> tuple[Any, ...]:
    """Return a row as SQLite stores it, whichever database it is from."""
    moments = (f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row)
    return tuple(int(value) if isinstance(value, bool) else value for value in moments)


def read_files(folder: Path) -> Files:
    """Return mode and content of every file below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): (path.stat().st_mode & 0o777, path.read_bytes()) for path in paths}


@pytest.fixture(scope="session")
def rows() -> Callable[[str], Rows]:
    """Read every row of a gradebook."""
    return read_rows
