"""What the hostile tests share: the corpus as tables, one grader of a course full of canaries."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.course import find_course
from autograder.errors import ConfinementError
from autograder.grade import Grader
from autograder.settings import Settings

RIG = Path(__file__).with_name("rig")


def load(name: str) -> ModuleType:
    """Import a module of the rig: test modules cannot import one another."""
    full = f"hostile_rig_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, RIG / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every row of a table: attacks (`row`), those with a control (`control`), `breakage`."""
    rows = load("corpus").read_rows()
    tables: dict[str, list[Any]] = {
        "row": rows,
        "control": [row for row in rows if row.control],
        "breakage": breakages(),
    }
    for name, table in tables.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, table, ids=[row.name for row in table])


def breakages() -> list[Any]:
    """Return the table of broken files, filled by the modules that make them."""
    table = load("breakages").BREAKAGES
    for name in ("contents", "places", "archives"):
        load(name)
    return list(table)


@pytest.fixture(scope="session")
def rig() -> Callable[[str], ModuleType]:
    """Give a module of the rig by name."""
    return load


# Short limits, so that a hang costs a second; small bounds, so that a flood costs little memory.
LIMITS: dict[str, Any] = {
    "cell_cpu": 0.6,
    "call_cpu": 0.6,
    "load_cpu": 4.0,
    "total_cpu": 8.0,
    "wall_factor": 3.0,
    "memory_bytes": 2**30,
    "notebook_bytes": 4 * 2**20,
    "reply_bytes": 24 * 2**20,
}


@pytest.fixture(scope="session")
def hostile_settings() -> Settings:
    """Short limits and a secret that is a canary."""
    return Settings(secret=load("world").canary("settings"), **LIMITS)


@pytest.fixture(scope="session")
def cells() -> dict[str, str]:
    """The reference's cells, one a question, with the places where canaries go."""
    corpus = load("corpus")
    return dict(corpus.split_cells((RIG.parent / "course" / "solution.py").read_text()))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, cells: dict[str, str]) -> Any:
    """The course, planted."""
    return load("world").build(tmp_path_factory.mktemp("hostile"), RIG.parent / "course", cells)


@pytest.fixture(scope="session")
def arena(world: Any, cells: dict[str, str], hostile_settings: Settings) -> Iterator[Any]:
    """One grader for all attacks, and what must not change while it grades them."""
    try:
        grader = Grader(world.course, "mini", hostile_settings).__enter__()
    except ConfinementError as error:
        pytest.skip(f"student code cannot be confined here: {error}")
    try:
        yield load("arena").Arena(grader, world, load("world").honest(cells), load("corpus").notebook)
    finally:
        grader.__exit__(None, None, None)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this repository."""
    return find_course(Path(__file__).parent).root
