"""A bundle of the whole course, and a small course to make others from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.bundle import write_bundle
from autograder.course import Course, find_course

REAL = find_course(Path(__file__))
SMALL = ("a1_linear_classifiers/perceptron.ipynb", "a4_optimization/schedules.ipynb")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of the whole course, as a folder; nobody may change it."""
    folder = tmp_path_factory.mktemp("bundle") / "course"
    write_bundle(REAL, list(REAL.assignments), folder)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Course:
    """Return a copy of the course with two notebooks, each an assignment, as far as bundling needs it."""
    return copied(tmp_path / "small")


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of the two notebooks; nobody may change it."""
    folder = tmp_path_factory.mktemp("pair")
    course = copied(folder / "small")
    write_bundle(course, list(course.assignments), folder / "course")
    return folder / "course"


def copied(root: Path) -> Course:
    for kept in SMALL:
        for top in ("solutions", "assignments"):
            (root / top / kept).parent.mkdir(parents=True)
            shutil.copy(REAL.root / top / kept, root / top / kept)
    for name in ("utils", "datasets"):
        shutil.copytree(REAL.root / name, root / name)
    for name in ("pyproject.toml", "requirements.txt", "LICENSE", "nbgrader_config.py"):
        shutil.copy(REAL.root / name, root)
    (root / "autograder" / "suites").mkdir(parents=True)
    return Course(root)


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Return a reader of all files below a folder, by path."""

    def read(folder: Path) -> dict[str, bytes]:
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    return read
