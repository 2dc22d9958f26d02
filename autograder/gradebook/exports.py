"""Grades as Canvas and Moodle import them: plugins for `nbgrader export`.

::

    nbgrader export --exporter=autograder.gradebook.exports.CanvasExportPlugin --to canvas.csv
    nbgrader export --exporter=autograder.gradebook.exports.MoodleExportPlugin --to moodle.csv

Scores are nbgrader's: automatic and manual ones with extra credit, less the late penalty. What still waits
for a person has no score, and neither has what was not handed in, unless `--<Plugin>.missing_as_zero=True`;
how many of each is said on standard error. With `--assignment` and `--student` only some are exported.

Both files are UTF-8 without a byte order mark: Moodle would take it away, Canvas would take it for a part of
the first heading. Names are written so that no spreadsheet takes them for a formula, which neither importer
minds: both find students by their identifiers. An identifier cannot be changed, so a student whose own could
be taken for a formula is left out and named.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.plugins.export import ExportPlugin  # type: ignore[import-untyped]
from traitlets import Bool, Dict, Enum, Unicode

from autograder.files import write_atomic
from autograder.plain import one_line, spreadsheet_text

NAMED = 10  # students named in a note
# What Canvas takes for columns or rows of its own: lib/gradebook_importer.rb of instructure/canvas-lms.
CANVAS_OWN = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)|Points Possible")
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


Grades = Mapping[str, float | None]  # of an assignment, by student; None waits for a person
MOODLE_MOST = 100  # points that Moodle lets anything be worth, unless `unlimitedgrades` is set there


class _LmsExportPlugin(ExportPlugin):  # type: ignore[misc]  # nbgrader has no annotations
    """What both have in common: which grades, and what is said about those that are missing."""

    default_to = ""

    columns = Dict(
        value_trait=Unicode(),
        help="What an assignment is called there, where not as here: --<Plugin>.columns a1='Losses (42)'",
    ).tag(config=True)

    missing_as_zero = Bool(
        False, help="Write 0 for what was not handed in, as nbgrader's own export does; otherwise nothing."
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the table.

        Parameters
        ----------
        gradebook : Gradebook
            nbgrader's, open.

        Raises
        ------
        SystemExit
            If a name is wrong or the file cannot be written: with one line, not a traceback.
        """
        assignments = self._chosen("assignment", {one.name: one for one in gradebook.assignments})
        students = self._chosen("student", {one.id: one for one in gradebook.students})
        grades = {name: grades_of(gradebook, name) for name in assignments}
        fit = [one for one in students.values() if self._fits(one)]
        self._note(grades, [one.id for one in fit])
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(self.table(assignments, fit, grades))
        path = Path(self.to or self.default_to)
        try:
            write_atomic(path, text.getvalue().encode())
        except OSError as error:
            self._leave(f"{path} cannot be written: {error.strerror}.")
        self.log.info("Students: %d, assignments: %d, file: %s", len(fit), len(assignments), path)

    def table(
        self,
        assignments: Mapping[str, Any],
        students: Sequence[Any],
        grades: Mapping[str, Grades],
    ) -> Iterator[list[str]]:
        """Yield the rows of the file.

        Parameters
        ----------
        assignments : mapping
            nbgrader's assignments by name.
        students : sequence
            nbgrader's students, each of whom can be identified.
        grades : mapping
            For each assignment, scores by the id of the student. No entry: nothing was handed in.
        """
        raise NotImplementedError

    def identifier(self, student: Any) -> str:
        """Return what the other side finds a student by."""
        raise NotImplementedError

    def _chosen(self, what: str, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return what nbgrader's --assignment or --student names; all where it names nothing."""
        wanted = [str(name) for name in getattr(self, what)]
        for name in wanted:
            if name not in known:
                self._leave(
                    f"The gradebook has no {what} {name!r}; it has: {', '.join(sorted(known)) or 'none'}."
                )
        return {name: one for name, one in sorted(known.items()) if not wanted or name in wanted}

    def _fits(self, student: Any) -> bool:
        """Whether a student can be found by the importer, and the identifier written as it is."""
        identifier = self.identifier(student)
        if identifier and spreadsheet_text(identifier) == identifier:
            return True
        why = "this one could be taken for a formula" if identifier else "the gradebook has none"
        self.log.warning(
            "%s is left out: students are found by %s, and %s.",
            one_line(student.id, 60),
            self.student_column,
            why,
        )
        return False

    def _note(self, grades: Mapping[str, Grades], students: Sequence[str]) -> None:
        """Say which cells are empty, and why."""
        zero = "written as 0" if self.missing_as_zero else "no score"
        for name, scores in grades.items():
            waiting = [one for one in students if one in scores and scores[one] is None]
            absent = [one for one in students if one not in scores]
            if waiting:
                self.log.warning("%s: a person has to grade %s first; no score.", name, _named(waiting))
            if absent:
                self.log.warning("%s: nothing was handed in by %s; %s.", name, _named(absent), zero)

    def _score(self, scores: Grades, student: str, none: str = "") -> str:
        """Return a score as it is written; `none` where there is none."""
        score = scores.get(student, 0.0 if self.missing_as_zero else None)
        return none if score is None else points(score)

    def _leave(self, message: str) -> None:
        self.log.error(message)
        sys.exit(1)


def _named(students: Sequence[str]) -> str:
    """Return the number of students, and the first of them."""
    more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
    return f"{len(students)} ({', '.join(one_line(one, 40) for one in students[:NAMED])}{more})"


def points(score: float) -> str:
    """Return points with at most four decimals, a point, no exponent and no separator of thousands.

    Examples
    --------
    >>> points(17.0), points(2.5), points(1e-9), points(12345.678912)
    ('17', '2.5', '0', '12345.6789')
    """
    return f"{score:.4f}".rstrip("0").rstrip(".")


def grades_of(gradebook: Gradebook, assignment: str) -> dict[str, float | None]:
    """Return the scores of those who handed in an assignment, less the late penalty, by student."""
    return {
        one.student_id: None
        if one.needs_manual_grade
        else max(0.0, one.score - (one.late_submission_penalty or 0.0))
        for one in gradebook.assignment_submissions(assignment)
    }


class CanvasExportPlugin(_LmsExportPlugin):
    """A table as Canvas imports it: Grades, Import.

    Canvas finds a student by `ID` (nbgrader's `lms_user_id`, where it is set), else by the column that
    nbgrader's student ids go to. A column called as Canvas exports it, such as `Losses (42)`, is that
    assignment; a name alone is the assignment of that name, or a new one, which Canvas asks about.
    """

    default_to = "canvas.csv"

    student_column = Enum(
        ["SIS Login ID", "SIS User ID", "ID"],
        default_value="SIS Login ID",
        help="The column of nbgrader's student ids.",
    ).tag(config=True)

    section = Unicode("", help="What to write under Section; Canvas does not read it.").tag(config=True)

    def identifier(self, student: Any) -> str:
        """Return nbgrader's id of the student."""
        return str(student.id)

    def table(
        self,
        assignments: Mapping[str, Any],
        students: Sequence[Any],
        grades: Mapping[str, Grades],
    ) -> Iterator[list[str]]:
        """Yield heading, points possible and a row for each student."""
        names = [self.columns.get(name, name) for name in assignments]
        for name in names:
            if CANVAS_OWN.search(name):
                self._leave(f"Canvas takes a column {name!r} for one of its own: choose another name for it.")
        yield [*CANVAS_COLUMNS, *map(spreadsheet_text, names)]
        most = [points(one.max_score) for one in assignments.values()]
        yield ["    Points Possible", "", "", "", "", *most]
        for student in students:
            facts = dict.fromkeys(CANVAS_COLUMNS, "")
            facts |= {"Student": _full_name(student), "ID": _canvas_id(student), "Section": self.section}
            facts[self.student_column] = self.identifier(student)
            yield [*facts.values(), *(self._score(grades[name], student.id) for name in assignments)]


def _full_name(student: Any) -> str:
    """Return `last, first` as Canvas sorts names, or the id. Nobody is called like its row of maximums."""
    named = ", ".join(part for part in (student.last_name, student.first_name) if part) or str(student.id)
    return spreadsheet_text(named).replace("Points Possible", "Points  Possible")


def _canvas_id(student: Any) -> str:
    """Return the number of a student in Canvas; empty where the gradebook has none."""
    number = str(student.lms_user_id or "")
    return number if number.isascii() and number.isdigit() else ""


class MoodleExportPlugin(_LmsExportPlugin):
    """A table as Moodle imports it: Grades, Import, CSV file, with a comma and UTF-8.

    There, map the first column to the user and each other one to its grade item. Moodle refuses a whole file
    for one user it does not know, and reads a row without an identifier as more of the row before: such
    students are left out. A dash is Moodle's own mark for no grade, for new grade items as for old ones,
    where an empty cell of a new item would not be.
    """

    default_to = "moodle.csv"

    student_column = Enum(
        ["Email address", "ID number", "Username"],
        default_value="Email address",
        help="What students are found by: nbgrader's e-mail address, or its id as ID number or username.",
    ).tag(config=True)

    empty = Unicode("-", help="What to write where there is no score.").tag(config=True)

    def identifier(self, student: Any) -> str:
        """Return the student's e-mail address, or nbgrader's id."""
        return str((student.email if self.student_column == "Email address" else student.id) or "").strip()

    def table(
        self,
        assignments: Mapping[str, Any],
        students: Sequence[Any],
        grades: Mapping[str, Grades],
    ) -> Iterator[list[str]]:
        """Yield the heading and a row for each student."""
        names = [spreadsheet_text(self.columns.get(name, name)) for name in assignments]
        for name, one in assignments.items():
            if one.max_score > MOODLE_MOST:
                self.log.warning("%s: Moodle refuses more than %d points by default.", name, MOODLE_MOST)
        yield [self.student_column, *names]
        for student in students:
            scores = [self._score(grades[name], student.id, self.empty) for name in assignments]
            yield [self.identifier(student), *scores]
