"""The student bundle: assignments with all they need and nothing of the grader, as a folder or a zip."""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from autograder.bundle_target import MANIFEST, Written, earlier, manifest, update
from autograder.course import Course, Notebook
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.gate import SHORTEST_SECRET
from autograder.release import release
from autograder.settings import read_settings
from utils.pack.find import in_course

TEMPLATES = Path(__file__).parent / "bundle_files"
README = "README.md.jinja"
# file of bundle_files/ -> where it lies in the bundle
COPIED = {
    "Makefile": "Makefile",
    "pyproject.toml": "pyproject.toml",
    "gitignore": ".gitignore",
    "checks.yml": ".github/workflows/checks.yml",
}
PACKAGES = ("utils", "datasets")
# Which of the course's dependencies a student needs, and for what. The rest is the grader's.
NEEDED = {
    "numpy": "every notebook",
    "matplotlib": "figures",
    "jupyter": "the editor, and the kernel that checks run in",
    "tqdm": "progress",
    "ipywidgets": "the interactive classifier",
    "scikit-learn": "digits; baselines",
    "mnist1d": "data of deep_networks and training",
    "sympy": "symbolic differentiation in computational_graphs",
    "autograd": "the peer in autodiff; gradients in computational_graphs and training",
    "ipython": "from_notebook: magics are not Python",
    "nbformat": "python -m utils pack and checks",
    "nbclient": "python -m utils pack and checks",
}
START = ("make", ".venv/bin/jupyter lab assignments")
CACHES = {"__pycache__", ".ipynb_checkpoints"}
NEVER = ("### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_DAY_ONE = (1980, 1, 1, 0, 0, 0)  # the first a zip can hold: equal content, equal bytes


def write_bundle(course: Course, assignments: Sequence[str], destination: Path) -> Written:
    """Write the student bundle, or bring one that was written earlier up to date.

    A folder that holds a bundle of ours is updated, because assignments are released one after the other
    into the repository that students have. It keeps the assignments it had. Files that somebody added stay,
    and so do files of ours that somebody has changed: their work is never overwritten.

    Parameters
    ----------
    course : Course
        The repository.
    assignments : sequence of str
        Names of assignments.
    destination : Path
        A folder that is not there, empty (but for `.git`) or an earlier bundle; or a path that ends in
        `.zip`, where only an earlier bundle is replaced.

    Returns
    -------
    Written
        What is in the bundle now, and what was kept.

    Raises
    ------
    UsageError
        If something else is at `destination`, `assignments/` does not follow from `solutions/`, or a file
        that would be given away holds a solution or the secret. Nothing was written then.
    """
    zipped = destination.suffix.lower() == ".zip"
    try:
        before = earlier(destination, zipped)
    except OSError as error:
        raise UsageError(f"{destination} cannot be read: {error.strerror}.") from None
    held = () if zipped else before.assignments  # a zip is made anew
    names = [name for name in course.assignments if name in {*assignments, *held}]
    drift = release(course, names, check=True)
    if drift:
        raise UsageError("Nothing was written: assignments/ is out of date.\n" + "\n".join(drift))
    files = bundle_files(course, names)
    now = manifest(names, files)
    try:
        if not zipped:
            return update(destination, before, now, files)
        destination.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(destination, _zip(destination.stem, {**files, MANIFEST: now.encoded()}))
    except OSError as error:
        raise UsageError(f"{destination} cannot be written: {error.strerror}.") from None
    return Written(tuple(names), tuple(files))


def summary(written: Written, destination: Path) -> Iterator[str]:
    """Say what was written, what was left alone, and what a student types first."""
    yield f"{destination}: {len(written.files)} files, with {', '.join(written.assignments)}."
    yield from (f"{name} had been changed there and stays as it is." for name in written.kept)
    yield from (f"{name} removed." for name in written.removed)
    yield "A student types, in that folder:"
    yield from (f"  {command}" for command in START)


def bundle_files(course: Course, assignments: Sequence[str]) -> dict[str, bytes]:
    """Return every file of the bundle, by its path in it.

    Raises
    ------
    UsageError
        If a file holds a solution or the secret, or the requirements cannot be derived.
    """
    folders = [*(f"assignments/{name}" for name in assignments), *PACKAGES]
    files = {name: data for folder in folders for name, data in _tree(course.root, folder)}
    files |= {target: (TEMPLATES / source).read_bytes() for source, target in COPIED.items()}
    files["LICENSE"] = (course.root / "LICENSE").read_bytes()
    files["README.md"] = _readme(course, assignments).encode()
    files["requirements.txt"] = requirements(course.root).encode()
    _refuse_hidden(files, read_settings(course.root).secret)
    return dict(sorted(files.items()))


def requirements(root: Path) -> str:
    """Return what students install: the dependencies that are NEEDED, pinned as the course pins them.

    Raises
    ------
    UsageError
        If one of them is not pinned in requirements.txt.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [name for name in map(_distribution, project["dependencies"]) if name in NEEDED]
    locked = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = ["# Made by the course. The last line makes `utils` and `datasets` importable."]
    for name in wanted:
        pins = [line for line in locked if "==" in line and _distribution(line) == name]
        if not pins:
            raise UsageError(f"requirements.txt does not pin {name}: run `make lock`.")
        lines += pins
    return "\n".join([*lines, "--editable .", ""])


def _distribution(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found[0].lower().replace("_", "-") if found else ""


def _tree(root: Path, folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files below a folder: no caches, nothing hidden, and no link, which may lead anywhere."""
    for path in sorted((root / folder).rglob("*")):
        inside = path.relative_to(root)
        skipped = any(part in CACHES or part.startswith(".") for part in inside.parts)
        if path.is_file() and not path.is_symlink() and not skipped and path.suffix != ".pyc":
            yield inside.as_posix(), path.read_bytes()


def _readme(course: Course, assignments: Sequence[str]) -> str:
    from jinja2 import Environment, StrictUndefined

    books = {
        name: sorted(course.notebooks(name), key=lambda book: in_course(book.name)) for name in assignments
    }
    first = next((notebook for name in assignments for notebook in books[name]), None)
    if first is None:
        raise UsageError("There is no notebook to give to students yet.")
    text = (TEMPLATES / README).read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    return environment.from_string(text).render(
        assignment=first.assignment,
        notebook=first.name,
        contents=_numbered(books),
    )


def _numbered(books: Mapping[str, Sequence[Notebook]]) -> list[tuple[str, list[str]]]:
    """Return the notebooks of each assignment, counted through."""
    number = count(1)
    return [(name, [f"{next(number)}. `{book.name}`" for book in held]) for name, held in books.items()]


def _refuse_hidden(files: Mapping[str, bytes], secret: str) -> None:
    """Look at everything once more: a slip here would be in every student's repository for good."""
    phrases = [*NEVER, *([secret] if len(secret) >= SHORTEST_SECRET else [])]
    for name, data in files.items():
        text = data.decode("utf-8", "replace")
        if any(phrase in text for phrase in phrases):
            raise UsageError(f"Nothing was written: {name} holds a solution, a hidden test or the secret.")


def _zip(top: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{top}/{name}", _DAY_ONE)
            info.external_attr = 0o100644 << 16  # an ordinary file, readable
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
