"""Every broken file, through the way of `autograder grade`: found, read, graded, written."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import grade_all
from autograder.pool import Job
from autograder.report import from_json, to_json
from autograder.sources import find_sources

SECONDS = 15


@pytest.fixture
def submit(tmp_path: Path, arena: Any, rig: Any) -> Iterator[Callable[[Any], Any]]:
    """Have eve hand in something broken beside honest ada; return her place."""

    def prepare(breakage: Any) -> Any:
        tree = tmp_path / "submitted"
        folder = tree / "eve" / "mini"
        folder.mkdir(parents=True)
        solution = arena.world.course.notebooks("mini")[0].solution
        place = rig("breakages").Place(tree, folder, list(arena.honest.values()), solution)
        (tree / "ada" / "mini").mkdir(parents=True)
        neighbour = {**arena.honest, **rig("arena").NEIGHBOUR}
        (tree / "ada" / "mini" / "basics.ipynb").write_bytes(arena.notebook(list(neighbour.values())))
        breakage.make(place)
        return place

    return prepare


def test_a_broken_file_costs_its_owner_and_nobody_else(
    breakage: Any, submit: Any, arena: Any, rig: Any, tmp_path: Path
) -> None:
    before = arena.state()
    place = submit(breakage)
    start = time.monotonic()
    found = find_sources([place.tree, *place.extra], arena.world.course)
    place.later()
    output = tmp_path / "reports"
    job = Job(arena.world.course, arena.grader.settings, lambda *_: contextlib.nullcontext(arena.grader))
    grade_all(found.sources, job, 1, output, lambda row: None)
    took = time.monotonic() - start
    problems = [] if took < SECONDS else [f"took {took:.1f} s"]
    written = {path.name: path.read_bytes() for path in (output / "mini").glob("[!.]*")}
    if written.get("ada.json") != arena.neighbour:
        problems.append("the neighbour's report is another")
    if not {"ada.json", "grades.csv"} <= set(written) <= {"ada.json", "eve.json", "grades.csv"}:
        problems.append(f"written: {sorted(written)}")
    problems += [
        f"{name} holds a canary" for name, data in written.items() if b"kanarien" + b"vogel-" in data
    ]
    problems += _of_report(written.get("eve.json"), breakage, arena, rig)
    if arena.state() != before:
        problems.append("the grader's own state changed")
    problems += [f"worker {pid} is left" for pid in arena.workers()]
    assert problems == [], "\n".join(
        [*problems, *found.ignored, written.get("eve.json", b"").decode()[-800:]]
    )


def _of_report(data: bytes | None, breakage: Any, arena: Any, rig: Any) -> list[str]:
    if data is None:
        return ["no report"] if breakage.keeps or breakage.says else []
    report = from_json(data)
    problems = rig("arena").unfit(report)
    if not (breakage.ours and report.score is None):
        problems += arena.wrong_points(report, breakage.keeps, ())
    if breakage.says and not any(breakage.says in warning for warning in report.warnings):
        problems.append(f"no warning says {breakage.says!r}: {report.warnings}")
    return problems


def test_the_report_of_a_swapped_file_is_that_of_what_was_graded(arena: Any, tmp_path: Path) -> None:
    """The fingerprint is made of the bytes that were read, once."""
    folder = tmp_path / "submitted" / "eve" / "mini"
    folder.mkdir(parents=True)
    file = folder / "basics.ipynb"
    file.write_bytes(arena.notebook(["x = 1"]))
    source = find_sources([tmp_path / "submitted" / "eve"], arena.world.course).sources[0]
    honest = arena.notebook(list(arena.honest.values()))
    file.write_bytes(honest)
    report = arena.grader.grade(source.read(arena.grader.settings))
    file.write_bytes(arena.notebook(["x = 2"]))
    assert to_json(report) == to_json(arena.grade(honest))
