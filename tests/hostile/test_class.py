"""A class, a fifth of it hostile: the others' reports are the same to the byte, nothing is left.

Of 80, and in full of 200.
"""

import itertools
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.batch import grade_all
from autograder.pool import Job
from autograder.settings import Settings
from autograder.sources import find_sources

EVERY = 5  # each fifth student is hostile
MOST = 512 * 2**20  # one process, while it deals with the worst
MARGIN = 24 * 2**20  # between what the allocator keeps and what leaks: 40 or 100 submissions lie between
LARGEST_FILE = 160 * 2**20  # which of the two processes gets the most costly file is chance
HEAVY = ("run/hoards_results", "values/large_arrays", "run/memory", "a_million_empty_cells")
MISTAKES = (
    {},
    {"twice": "def twice(x):\n    return 3 * x"},
    {"total": "def total(x):\n    return 0.0", "rows": "def rows(X):\n    return [sum(row) for row in X]"},
    {"loss": "def loss(W):\n    return (W**2).sum(), W", "net": "Net = None"},
    {"table": "def table(n):\n    while True: pass"},
)


@dataclass
class Class:
    """The folders of a class."""

    arguments: list[Path]
    honest: set[str]
    hostile: set[str]
    changes: list[Callable[[], None]]


@pytest.fixture(params=[80, pytest.param(200, marks=pytest.mark.full)])
def students(request: pytest.FixtureRequest) -> int:
    """How many there are."""
    return int(request.param)


@pytest.fixture
def make_class(
    tmp_path: Path, arena: Any, rig: Any, hostile_table: list[Any], students: int
) -> Callable[[bool], Class]:
    """Write a class, or only its honest students."""

    def make(whole: bool) -> Class:
        tree = tmp_path / ("whole" if whole else "honest") / "submitted"
        made = Class([tree], set(), set(), [])
        for number in range(students):
            name = f"s{number:03}" if number else "ada"
            folder = tree / name / "mini"
            if number % EVERY != EVERY - 1:
                folder.mkdir(parents=True)
                cells = {**arena.honest, **MISTAKES[number % 97 % len(MISTAKES)]}
                (folder / "basics.ipynb").write_bytes(arena.notebook(list(cells.values())))
                made.honest.add(name)
            elif whole:
                folder.mkdir(parents=True)
                _hand_in(hostile_table[number // EVERY], tree, folder, made, arena, rig)
                made.hostile.add(name)
        return made

    return make


@pytest.fixture
def hostile_table(rig: Any, students: int) -> list[Any]:
    """Rows, drawn; those of the last quarter are those of the first, so that their peaks compare."""
    rows = [*rig("corpus").read_rows(), *rig("breakages").BREAKAGES]
    heavy = [row for row in rows if row.name in HEAVY]
    others = [row for row in rows if row.name not in HEAVY]
    drawn = heavy + random.Random(200).sample(others, 3 * students // EVERY // 4 - len(heavy))
    return [*drawn, *drawn[: students // EVERY // 4]]


def _hand_in(row: Any, tree: Path, folder: Path, made: Class, arena: Any, rig: Any) -> None:
    if isinstance(row, rig("corpus").Row):
        sources = row.sources(arena.honest, arena.world.prelude(arena.pids))
        (folder / "basics.ipynb").write_bytes(arena.notebook(sources))
        return
    solution = arena.world.course.notebooks("mini")[0].solution
    place = rig("breakages").Place(tree, folder, list(arena.honest.values()), solution)
    row.make(place)
    made.arguments += place.extra
    made.changes.append(place.later)


@dataclass
class Run:
    """What grading a class left behind.

    Attributes
    ----------
    reports : dict
        Files written, by name.
    lowest : list of dict
        For each quarter of the class, the least memory of each process that lasts.
    peaks : list of dict
        At the end of each quarter, the most memory that each of them ever had.
    most : int
        The largest process seen, those that live for one submission included.
    """

    reports: dict[str, bytes]
    lowest: list[dict[int, int]]
    peaks: list[dict[int, int]]
    most: int


def grade_class(made: Class, output: Path, arena: Any, rig: Any, settings: Settings) -> Run:
    """Grade with two processes, and watch the memory of all."""
    found = find_sources(made.arguments, arena.world.course)
    for change in made.changes:
        change()
    watched = rig("watch")
    ends, done = [time.monotonic()], itertools.count(1)
    peaks: list[dict[int, int]] = []

    def on_done(row: Any) -> None:
        if next(done) * 4 >= len(found.sources) * len(ends):
            ends.append(time.monotonic())
            peaks.append({pid: watched.peak(pid) for pid in watched.everything_below([os.getpid()])})

    with watched.Watch([os.getpid()]) as watch:
        grade_all(found.sources, Job(arena.world.course, settings), 2, output, on_done)
    lowest = [watch.lowest(*quarter) for quarter in itertools.pairwise(ends)]
    reports = {path.name: path.read_bytes() for path in (output / "mini").iterdir()}
    return Run(reports, lowest, peaks, watch.peak)


def left(temporary: Path) -> dict[str, Any]:
    """Return what a run could leave behind on this machine."""
    return {
        "temporary files": sorted(
            p.name for p in temporary.iterdir() if not p.name.startswith("autograder-matplotlib")
        ),
        "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
        "System V shared memory": Path("/proc/sysvipc/shm").read_text(),
    }


def still_there(look: Callable[[], Collection[Any]], seconds: float = 5.0) -> list[Any]:
    """Return what is there again and again for some seconds: others on this machine come and go."""
    deadline = time.monotonic() + seconds
    found = set(look())
    while found and time.monotonic() < deadline:
        time.sleep(0.05)
        found &= set(look())
    return sorted(found)


def grown(before: dict[int, int], after: dict[int, int], margin: int) -> dict[int, str]:
    """Return the processes that were there both times and have more memory by more than `margin`."""
    both = before.keys() & after.keys()
    assert len(both) >= 3, "main process, pool, servers and suite processes last"
    return {
        pid: f"{before[pid]:,} -> {after[pid]:,} bytes" for pid in both if after[pid] > before[pid] + margin
    }


@pytest.mark.slow
def test_a_class_with_a_fifth_hostile_is_graded_as_without_it(
    students: int,
    make_class: Callable[[bool], Class],
    arena: Any,
    rig: Any,
    tmp_path: Path,
    hostile_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whether a loop is stopped by its CPU time or by the wall behind it may not depend on the machine's load.
    settings = msgspec.structs.replace(hostile_settings, wall_factor=8.0)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    honest = make_class(False)
    alone = grade_class(honest, tmp_path / "alone", arena, rig, settings)
    before = left(temporary)
    below = set(rig("watch").everything_below([os.getpid()]))
    shared = rig("watch").shared_memory_of([os.getpid()])
    state = arena.state()

    whole = make_class(True)
    run = grade_class(whole, tmp_path / "together", arena, rig, settings)

    assert len(honest.honest) == students - students // EVERY
    assert len(whole.hostile) == students // EVERY
    changed = [
        name for name in sorted(honest.honest) if alone.reports[f"{name}.json"] != run.reports[f"{name}.json"]
    ]
    assert changed == []
    table = run.reports["grades.csv"].decode().splitlines()
    assert [line for line in table if line.split(",")[0] not in whole.hostile] == alone.reports[
        "grades.csv"
    ].decode().splitlines()
    canaries = re.compile(rb"kanarien" + rb"vogel-[a-z]+-[0-9a-f]{6}")
    assert [name for name, data in run.reports.items() if canaries.search(data)] == []
    assert run.most < MOST
    assert grown(run.lowest[1], run.lowest[3], MARGIN) == {}
    assert grown(run.peaks[0], run.peaks[3], LARGEST_FILE) == {}
    assert still_there(lambda: sorted(set(rig("watch").everything_below([os.getpid()])) - below)) == []
    assert still_there(lambda: rig("watch").shared_memory_of([os.getpid()]) - shared) == []
    assert left(temporary) == before
    assert arena.state() == state
