"""The zip file for Gradescope: the grader, one assignment, and the two scripts that Gradescope runs."""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from autograder.course import Course, Notebook
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gradescope.choices import Choices, pyproject
from autograder.ledger import NOT_GRADING, NOT_THE_SUITE
from autograder.render.table import number
from autograder.settings import Settings

PACKAGE = Path(__file__).resolve().parents[1]
HOME = PACKAGE.parent  # of the package and its neighbours; a course may lie elsewhere
COURSE = "course"  # the folder in the zip file
SCRIPTS = ("setup.sh", "run_autograder")
LETTER = "CONFIDENTIAL.txt"
# What decides no grade and is wanted there all the same: it writes results.json.
KEPT = (
    *("gradescope/__init__.py", "gradescope/choices.py", "gradescope/entry.py"),
    *("render/__init__.py", "render/gradescope.py", "render/pages", "render/table.py", "summary.py"),
)
NOT_NEEDED = frozenset(["jupyter", "nbgrader", "nbformat", "nbclient", "rich", "sqlalchemy", "typer"])
DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


def write_zip(course: Course, choices: Choices, settings: Settings, destination: Path) -> str:
    """Write the zip file that grades one assignment on Gradescope; return what to tell the instructor.

    Equal courses, choices and settings give equal bytes. It holds solutions, hidden tests and the secret.

    Parameters
    ----------
    course : Course
        Where the assignment is.
    choices : Choices
        Which one, and when students see results.
    settings : Settings
        What is in force now; `isolation` says whether student code may run unconfined there.
    destination : Path
        The file to write. It is readable for its owner alone.

    Raises
    ------
    UsageError
        If the assignment is unknown or not complete, or the file cannot be written.
    """
    content = contents(course, choices, settings)
    if destination.is_dir():
        raise UsageError(
            f"{destination} is a folder: name the file, such as {destination}/{choices.assignment}.zip"
        )
    try:
        write_atomic(destination, _zipped(content))
        destination.chmod(0o600)
    except OSError as error:
        raise UsageError(f"{destination} cannot be written: {error.strerror}.") from None
    return _told(course, choices, settings, destination)


def _told(course: Course, choices: Choices, settings: Settings, destination: Path) -> str:
    questions = [one for book in course.notebooks(choices.assignment) for one in book.questions]
    by_hand = sum(one.points for one in questions if one.manual)
    points = sum(one.points for one in questions if not one.manual)
    lines = [
        f"{destination}: {choices.assignment}, {destination.stat().st_size / 1000:.0f} kB. Confidential: it "
        "holds solutions, hidden tests and the secret.",
        f"Autograder points: {number(points)}"
        + (f"; {number(by_hand)} more for written answers, which a person marks" if by_hand else ""),
        f"Students see results: {choices.visibility}. Settings there: `autograder gradescope --help`.",
    ]
    if settings.isolation == "process":
        lines.append("Student code may run unconfined there (isolation: process), and could read all this.")
    if settings.published:
        lines.append("The secret is still the published one: change it in pyproject.toml before the term.")
    return "\n".join(lines)


def contents(course: Course, choices: Choices, settings: Settings) -> dict[str, bytes]:
    """Return the files of the zip file by name.

    Raises
    ------
    UsageError
        If the assignment is unknown or not complete.
    """
    paths = {
        **{path: path.relative_to(HOME) for path in _package()},
        **{path: path.relative_to(course.root) for path in _assignment(course, choices.assignment)},
    }
    templates = files("autograder.gradescope") / "templates"
    return {
        **{name: (templates / name).read_bytes() for name in (*SCRIPTS, LETTER)},
        "requirements.txt": _requirements().encode(),
        "constraints.txt": _read(HOME / "requirements.txt"),
        f"{COURSE}/pyproject.toml": pyproject(choices, settings).encode(),
        **{f"{COURSE}/{place.as_posix()}": _read(path) for path, place in paths.items()},
    }


def _package() -> Iterator[Path]:
    """Yield the grader's files that decide grades or write results, and what notebooks import."""
    for path in _below(PACKAGE):
        place = path.relative_to(PACKAGE)
        kept = any(place.is_relative_to(name) for name in KEPT)
        if kept or place.parts[0] not in {*NOT_GRADING, "suites"}:
            yield path
    for name in ("utils", "datasets"):
        yield from _below(HOME / name)


def _assignment(course: Course, assignment: str) -> Iterator[Path]:
    """Yield the files of one assignment: what the ledger takes to decide its grades."""
    for notebook in course.notebooks(assignment):
        _require(notebook)
        yield from (notebook.solution, notebook.released)
        yield from (path for path in _below(notebook.suite) if _decides(path))
        for folder in (notebook.suite.parent, notebook.suite.parent.parent):
            yield from folder.glob("*.py")


def _decides(path: Path) -> bool:
    return path.suffix in {".py", ".json"} and path.name not in NOT_THE_SUITE


def _require(notebook: Notebook) -> None:
    if not notebook.suite.is_dir():
        raise UsageError(f"{notebook.suite} is missing: {notebook.name} has no hidden tests yet.")
    if not notebook.released.is_file():
        raise UsageError(
            f"{notebook.released} is missing: run `autograder release {notebook.assignment}` first."
        )


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _requirements() -> str:
    """Return what has to be installed: this package's dependencies, without those that grading does not use.

    The versions are in constraints.txt, which pins everything, also what these depend on.
    """
    listed = tomllib.loads(_read(HOME / "pyproject.toml").decode())["project"]["dependencies"]
    named = {line: re.match(r"[\w.-]+", line) for line in listed}
    return "".join(f"{line}\n" for line, name in named.items() if name and name[0].lower() not in NOT_NEEDED)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def _zipped(content: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(name, DATE)
            info.create_system = 3  # Unix: the mode below counts
            info.external_attr = (0o100755 if name in SCRIPTS else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
