"""What runs inside Gradescope: grade the one submission that lies there, and write results.json.

    python -m autograder.gradescope.entry ROOT            grade ROOT/submission
    python -m autograder.gradescope.entry ROOT --check    try everything out on the reference solutions

Exit code 0 only with a results.json. Without one Gradescope says that the autograder failed, which is what a
student and an instructor have to see when the fault is ours: no grade at all, rather than a wrong one.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path, PurePosixPath

import msgspec

from autograder.course import Course
from autograder.errors import AutograderError, ConfinementError, NotebookError
from autograder.files import write_atomic
from autograder.grade import Grader
from autograder.gradescope.choices import Choices, read_choices
from autograder.intake import Location, list_folder, list_zip, member_path
from autograder.layout import Names, Shelf, sort_out
from autograder.render.gradescope import results
from autograder.render.table import number
from autograder.sandbox import inspect_platform
from autograder.sandbox.identity import SPARE_UID
from autograder.settings import Settings, read_settings
from autograder.sources import Source

FAILED = 3


def handed_in(folder: Path, course: Course, assignment: str) -> Source:
    """Return what one student uploaded, in whatever shape.

    Notebooks may lie flat, in folders (a whole repository, too), or in zip files such as
    `python -m utils pack` writes.

    Parameters
    ----------
    folder : Path
        Everything in it is that student's.
    course : Course
        Knows the names of notebooks.
    assignment : str
        Which one it is for.

    Raises
    ------
    UsageError
        If the folder cannot be listed.
    """
    books = [book.name for book in course.notebooks(assignment)]
    places = {path: Location(folder, path) for path in list_folder(folder).notebooks}
    damaged = []
    for path in _zip_files(folder):
        try:
            members = list_zip(Location(folder, path))
        except NotebookError as error:
            damaged.append(f"{path} {error}.")
            continue
        inside = {member_path(member): member for member in members}
        places |= {path / where: Location(folder, path, member) for where, member in inside.items() if where}
    desk = sort_out(sorted(places), Names({assignment: books}, assignment), assignment)
    shelf = desk.shelves.get(assignment, Shelf({}, desk.strays))
    found = {name: places[path] for name, path in shelf.files.items()}
    problems = {name: " ".join(damaged) for name in books if damaged and name not in found}
    return Source("submission", assignment, found, shelf.remarks, problems, folder)


def _zip_files(folder: Path) -> Iterator[PurePosixPath]:
    names = sorted(entry.name for entry in os.scandir(folder))
    return (PurePosixPath(name) for name in names if name.lower().endswith(".zip") and name[0] != ".")


def confined(settings: Settings) -> Settings:
    """Return the settings for this machine: root names a user for workers where there is no Landlock.

    That user then stands in for it, since setup.sh has closed everything hidden to others.
    """
    facts = inspect_platform()
    if settings.worker_uid is None and facts.landlock <= 0 and facts.can_change_uid:
        return msgspec.structs.replace(settings, worker_uid=SPARE_UID)
    return settings


def grade(root: Path, course: Course, choices: Choices, settings: Settings) -> str:
    """Grade `root/submission` into `root/results/results.json`; return a line for the instructor.

    Raises
    ------
    AutograderError
        If it could not be graded, by our fault. There is no results.json then.
    """
    begun = time.monotonic()
    work = handed_in(root / "submission", course, choices.assignment).read(settings)
    with Grader(course, choices.assignment, settings, handed_in=work.notebooks) as grader:
        report = grader.grade(work)
    data = results(report, course, choices.visibility, time.monotonic() - begun)
    folder = root / "results"
    folder.mkdir(exist_ok=True)
    write_atomic(folder / "results.json", data)
    return f"{number(report.score)} of {number(report.max_score)} points; confined by: {report.isolation}"


def check(course: Course, choices: Choices, settings: Settings) -> str:
    """Start everything once, on the references; return a line for the instructor.

    A machine that builds an image need not be able to confine anything, so that is only said.

    Raises
    ------
    AutograderError
        If a suite does not pass on its reference here.
    """
    try:
        with Grader(course, choices.assignment, settings) as grader:
            points = sum(one.points for questions in grader.questions.values() for one in questions)
            how = grader.server.description
    except ConfinementError as error:
        return f"NOT CHECKED: {error}\nWhere it is the same when submissions are graded, grading is refused."
    return (
        f"The hidden tests pass on the reference solutions here: {number(points)} points; confined by: {how}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run one of the two commands; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # names of files, where the locale cannot show them
    root, checking = Path(arguments[0]), "--check" in arguments[1:]
    course = Course(Path(__file__).resolve().parents[2])
    try:
        choices = read_choices(course.root)
        settings = confined(read_settings(course.root))
        print(check(course, choices, settings) if checking else grade(root, course, choices, settings))
    except AutograderError as error:
        print(f"This could not be graded, by no fault of the student's: {error}", file=sys.stderr)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
