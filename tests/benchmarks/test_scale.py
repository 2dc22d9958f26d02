"""Classes of a few, measured as the section measures thousands; the arithmetic with invented figures."""

import dataclasses
from pathlib import Path

import pytest

from autograder.course import find_course
from benchmarks import scale, scale_page
from benchmarks.classes import PLAIN, write_class
from benchmarks.scale_runs import Cost, Run, alone, cluster, cost, grade, make_course

ROOT = Path(__file__).resolve().parents[2]


def run(count, seconds, parent=100):
    """A run that is over after `seconds`, a thousandth of it in each submission."""
    marks = tuple((seconds * share / 10, count * share // 10) for share in range(1, 11))
    memory = tuple((done, {"parent": parent * 2**20, "suites": done}) for _, done in marks)
    return Run(count, seconds, marks, memory)


@pytest.fixture
def found():
    """A second a submission of the course, a hundredth of it the parent's: half of that for the gradebook."""
    return scale.Found(
        light={10: (run(10, 6.0),), 1_000: (run(1_000, 105.0),), 10_000: (run(10_000, 1_005.0, 109),)},
        again={"with --gradebook": run(10_000, 50.0)},
        near=(run(100, 10.0),),
        one=(run(100, 20.0),),
        two=(run(100, 10.0),),
        course=(run(4, 10.0), run(44, 30.0)),
        costs=Cost(1e3, 2e3, 3e3, files=10, rows=50, row_bytes=4e3),
        assignments=4,
        notebooks=14,
        class_report=2_700_000,
        jobs=2,
        parent={"with": 0.01, "without": 0.005},
    )


def test_the_hours_follow_from_what_a_submission_costs(found):
    assert scale_page.core_seconds(found) == pytest.approx(400_000 * 1.0)
    assert scale_page.parent_seconds(found) == pytest.approx(400_000 * 0.01)
    assert scale_page.row_bytes(found) == pytest.approx(9 * 2**20 / 9_000)
    text = "\n".join(scale_page.figures(found))
    assert "| 2 cores | 55.6 h | 1.1 h | 55.6 h: grading |" in text
    assert "| 256 cores | 0.4 h | 1.1 h | 1.1 h: the parent |" in text
    assert "100 submissions a second, 50 % of its time the gradebook, and so keeps 100 cores busy" in text
    assert "| together | 1 GB |" in text
    assert "27 MB for a browser" in text


def test_slopes_leave_the_start_out(found):
    assert found.slopes(1_000, 10_000) == [pytest.approx(0.1)]
    twice = dataclasses.replace(found, light={**found.light, 1_000: (run(1_000, 105.0), run(1_000, 195.0))})
    assert twice.slopes(1_000, 10_000) == [pytest.approx(0.1), pytest.approx(0.09)]


def test_memory_is_that_of_a_part_of_the_run_and_of_some_processes():
    assert run(100, 1.0).held(0.1, 0.2, "suites") == 10
    assert run(100, 1.0).held(0.9, 1, "parent", "suites") == 100 * 2**20 + 90
    assert run(100, 1.0).held(0.9, 1) == 100 * 2**20 + 90


def test_figures_are_put_between_the_marks_of_the_page(found, tmp_path):
    page = tmp_path / "scale.md"
    text = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    scale_page.write(page, found)
    scale_page.write(page, dataclasses.replace(found, class_report=10_000))
    written = page.read_text(encoding="utf-8")
    assert written.count("| 2 cores |") == 1
    assert written.partition(scale_page.BEGIN)[0] == text.partition(scale_page.BEGIN)[0]
    assert written.partition(scale_page.END)[2] == text.partition(scale_page.END)[2]
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit, match="no lines"):
        scale_page.write(page, found)


@pytest.fixture
def graded(found, tmp_path):
    """Three runs of a class of two, watched, among the invented figures; what it left behind is measured."""
    light = make_course(find_course(ROOT), tmp_path / "light", {scale.ASSIGNMENT: (scale.NOTEBOOK,)})
    write_class(light, scale.ASSIGNMENT, [scale.NOTEBOOK], 2, tmp_path / "class", kinds=PLAIN)
    first = grade(light, tmp_path / "class", 2)
    again = grade(light, tmp_path / "class", 2, fresh=False)
    with cluster(1, tmp_path / "dask") as address:
        far = grade(light, tmp_path / "class", 2, scheduler=address)
    parent = alone(light, 8, tmp_path / "alone")
    costs = cost(light, 2, tmp_path / "alone" / "gradebook.db", 8)
    (largest,) = found.light[10_000]
    sizes = {2: (first,), 10_000: (dataclasses.replace(largest, memory=first.memory),)}
    runs = {"light": found.light | sizes, "near": (first,), "two": (far,)}
    return dataclasses.replace(found, **runs, again={"with --gradebook": again}, parent=parent, costs=costs)


@pytest.mark.slow
@pytest.mark.xdist_group("dask")
def test_real_runs_are_measured_and_told(graded):
    again = graded.again["with --gradebook"]
    for run in (graded.near[0], graded.two[0], again):
        assert [done for _, done in run.marks] == [1, 2]
        assert 0 < run.marks[0][0] <= run.marks[1][0] <= run.seconds
    seen = {kind: graded.near[0].held(0, 1, kind) for kind in ("suites", "servers", "graders")}
    assert all(seen.values()), seen
    assert graded.costs.rows > 10
    assert all(vars(graded.costs).values())
    assert all(graded.parent.values())
    rows = {row.what: row for row in scale.rows_of(graded)}
    assert {"2 unchanged submissions again, with --gradebook"} <= rows.keys()
    assert all(row.ratio is not None and row.goal for row in rows.values())
    assert any("100,000 students, whole course" in line for line in scale_page.figures(graded))


@pytest.mark.full
@pytest.mark.xdist_group("dask")
def test_the_section_measures_and_writes_its_page(tmp_path):
    rows = {row.what: row for row in scale.rows(quick=True)}
    assert {"memory of suites at the end of 8", "a submission more, from 4 to 8"} <= rows.keys()
    assert all(row.ratio is not None and row.goal for row in rows.values())
    found = scale.measured(True)
    assert [len(found.light[size]) for size in (2, 4, 8)] == [1, 1, 1]
    seen = {kind: found.course[1].held(0, 1, kind) for kind in ("suites", "servers", "graders")}
    assert all(seen.values()), seen
    assert found.costs.rows > 10
    page = tmp_path / "scale.md"
    page.write_bytes((ROOT / "docs" / "scale.md").read_bytes())
    scale.write_page(page, quick=True)  # of the same measurement
    assert "100,000 students, whole course" in page.read_text(encoding="utf-8")
