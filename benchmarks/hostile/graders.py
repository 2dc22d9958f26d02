"""The three graders: how each course is laid out, what is typed, and where the points stand afterwards."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.hostile import assignment
from benchmarks.hostile.assignment import ASSIGNMENT, CATALOGUE, NOTEBOOK, SUITE, Canaries, otter_test
from benchmarks.hostile.tools import Tools

FILE = f"{NOTEBOOK}.ipynb"
Scores = dict[str, float | None]


class Grader(Protocol):
    """One grader."""

    @property
    def name(self) -> str:
        """Return what the table calls it."""

    @property
    def typed(self) -> str:
        """Return what a person types to grade with it."""

    def prepare(self, course: Path, canaries: Canaries) -> list[list[str]]:
        """Write the course without submissions; return the commands that complete it."""

    def hand_in(self, course: Path, work: Mapping[str, bytes]) -> None:
        """Put each student's file where it belongs."""

    def commands(self, students: list[str]) -> list[list[str]]:
        """Return what grades them, in order; each is given its own time."""

    def after(self) -> list[list[str]]:
        """Return what is run, out of the attack's reach, before `scores`."""

    def scores(self, course: Path, students: list[str]) -> Scores:
        """Return the points of each, None where there are none."""


def _write(path: Path, data: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def _submitted(course: Path, work: Mapping[str, bytes]) -> None:
    for student, data in work.items():
        _write(course / "submitted" / student / ASSIGNMENT / FILE, data)


@dataclass(frozen=True)
class Ours:
    """`autograder grade` of this project, with its defaults."""

    tools: Tools
    name: str = "this"
    typed: str = "autograder grade submitted --jobs 1"

    def prepare(self, course: Path, canaries: Canaries) -> list[list[str]]:
        """Write `solutions/`, `assignments/` and the suite."""
        suite = course / "autograder" / "suites" / ASSIGNMENT / NOTEBOOK
        _write(course / "solutions" / ASSIGNMENT / FILE, assignment.source_notebook(canaries, hidden=False))
        _write(course / "assignments" / ASSIGNMENT / FILE, assignment.filled(""))
        _write(suite / "test_homework.py", SUITE.format(canary=canaries.tests))
        _write(suite / "misconceptions.py", CATALOGUE)
        return []

    def hand_in(self, course: Path, work: Mapping[str, bytes]) -> None:
        """Write `submitted/<student>/<assignment>/`."""
        _submitted(course, work)

    def commands(self, students: list[str]) -> list[list[str]]:
        """Return one command for the class."""
        return [[str(self.tools.python), "-m", *self.typed.split()]]

    def after(self) -> list[list[str]]:
        """Return nothing: the reports are JSON."""
        return []

    def scores(self, course: Path, students: list[str]) -> Scores:
        """Read the reports."""
        reports = course / "reports" / ASSIGNMENT
        return {student: _number(reports / f"{student}.json", "score") for student in students}


@dataclass(frozen=True)
class Nbgrader:
    """`nbgrader autograde`, with its defaults."""

    tools: Tools
    name: str = "nbgrader"
    typed: str = f"nbgrader autograde {ASSIGNMENT}"

    def prepare(self, course: Path, canaries: Canaries) -> list[list[str]]:
        """Write `source/`, hidden tests in it, and release it."""
        _write(course / "source" / ASSIGNMENT / FILE, assignment.source_notebook(canaries, hidden=True))
        return [self._command("generate_assignment", ASSIGNMENT)]

    def hand_in(self, course: Path, work: Mapping[str, bytes]) -> None:
        """Write `submitted/<student>/<assignment>/`."""
        _submitted(course, work)

    def commands(self, students: list[str]) -> list[list[str]]:
        """Return one command for the class."""
        return [self._command(*self.typed.split()[1:])]

    def after(self) -> list[list[str]]:
        """Have nbgrader write its table of grades."""
        return [self._command("export")]

    def scores(self, course: Path, students: list[str]) -> Scores:
        """Read `grades.csv`; no row and an empty score both mean not graded."""
        found: Scores = dict.fromkeys(students)
        try:
            with (course / "grades.csv").open(newline="") as file:
                found |= {
                    row["student_id"]: float(row["score"]) for row in csv.DictReader(file) if row["score"]
                }
        except (OSError, KeyError, ValueError):
            pass
        graded = course / "autograded"
        return {
            name: found[name] if (graded / name / ASSIGNMENT / FILE).exists() else None for name in students
        }

    def _command(self, *words: str) -> list[str]:
        return [str(self.tools.python.parent / "nbgrader"), *words]


@dataclass(frozen=True)
class Otter:
    """`otter run`, with its defaults; it grades one submission a command."""

    tools: Tools
    name: str = "otter"
    typed: str = "otter run submissions/STUDENT.ipynb -a autograder.zip -o results/STUDENT --no-logo"

    def prepare(self, course: Path, canaries: Canaries) -> list[list[str]]:
        """Write the test files and the solution, and make `autograder.zip` of the tests."""
        for name in assignment.POINTS:
            _write(course / "tests" / f"{name}.py", otter_test(name, canaries))
        _write(course / "solution" / FILE, assignment.source_notebook(canaries, hidden=False))
        return [self._command("generate -t tests -o autograder.zip --no-environment")]

    def hand_in(self, course: Path, work: Mapping[str, bytes]) -> None:
        """Write `submissions/<student>.ipynb`."""
        for student, data in work.items():
            _write(course / "submissions" / f"{student}.ipynb", data)
            (course / "results" / student).mkdir(parents=True, exist_ok=True)

    def commands(self, students: list[str]) -> list[list[str]]:
        """Return one command for each student."""
        return [
            self._command(self.typed.replace("STUDENT", name).removeprefix("otter ")) for name in students
        ]

    def after(self) -> list[list[str]]:
        """Return nothing: the results are JSON."""
        return []

    def scores(self, course: Path, students: list[str]) -> Scores:
        """Add up `results.json`."""
        return {student: _total(course / "results" / student / "results.json") for student in students}

    def _command(self, words: str) -> list[str]:
        return [str(self.tools.otter.parent / "otter"), *words.split()]


def _number(path: Path, key: str) -> float | None:
    try:
        value = json.loads(path.read_bytes())[key]
    except (OSError, ValueError, KeyError):
        return None
    return None if value is None else float(value)


def _total(path: Path) -> float | None:
    try:
        tests = json.loads(path.read_bytes())["tests"]
        return sum(float(test.get("score", 0.0)) for test in tests)
    except (OSError, ValueError, KeyError):
        return None
