"""Classes of 10 to 10,000: time and memory a head, a second run, a cluster; section `scale` of the table.

`python -m benchmarks scale` prints the table; `python -m benchmarks.scale --write docs/scale.md` also brings
the page up to date, as `make bench` does with what it has measured for the table.
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from autograder.course import Course, find_course
from benchmarks import scale_page
from benchmarks.classes import PLAIN, write_class
from benchmarks.scale_runs import JOBS, Cost, Run, alone, cluster, cost, grade, make_course
from benchmarks.table import Ratio, Row, at_least, at_most, duration, ratio_of, section

ASSIGNMENT, NOTEBOOK = "a3_backpropagation", "computational_graphs"  # the lightest of the course
TITLE = "Scale"
INTRO = f"""
Classes of students who are right, wrong or half done (`benchmarks/classes.py`), all with one light notebook,
`{NOTEBOOK}`, so that sizes compare; reports, pages, gradebook (SQLite) and autograded notebooks are written.
The start of a run is apart: what a submission costs is the slope from one size to the next. Memory is what
processes hold, pages that they share counted once. `docs/scale.md` goes on from here to 100,000 students.
"""
FLAT = 1.1  # a tenth more a head is taken for noise
AGAIN = 0.25


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes
    ----------
    sizes : tuple of int
        Classes, in submissions; the last one is graded once, the others in each turn.
    turns : int
        Of everything that is compared.
    cluster : int
        Submissions graded on a cluster and beside it.
    students : tuple of two int
        Two classes that hand in every notebook of the course.
    alone : int
        Reports that the parent is handed ready-made.
    """

    sizes: tuple[int, ...] = (10, 100, 1_000, 10_000)
    turns: int = 2
    cluster: int = 200
    students: tuple[int, int] = (2, 12)
    alone: int = 2_000


QUICK = Plan(sizes=(2, 4, 8), turns=1, cluster=4, students=(1, 2), alone=8)


@dataclass(frozen=True)
class Found:
    """What was measured.

    Attributes
    ----------
    light : dict of int to tuple of Run
        Runs of each size, in turns; of the last, one.
    again : dict of str to Run
        The largest class once more, unchanged: with the gradebook, and without.
    near, one, two : tuple of Run
        In turns: two processes, a cluster of one worker, and of two.
    course : tuple of two Run
        Students with the whole course.
    costs : Cost
        What a student of these leaves behind.
    assignments, notebooks : int
        Of the course.
    class_report : int
        Bytes of the page of the largest class.
    jobs : int
        Grading processes of these runs, each with a core of its own.
    parent : dict of str to float
        Seconds a submission that the parent needs with and without the gradebook, grading aside.
    """

    light: dict[int, tuple[Run, ...]]
    again: dict[str, Run]
    near: tuple[Run, ...]
    one: tuple[Run, ...]
    two: tuple[Run, ...]
    course: tuple[Run, Run]
    costs: Cost
    assignments: int
    notebooks: int
    class_report: int
    jobs: int
    parent: dict[str, float]

    def slopes(self, small: int, large: int) -> list[float]:
        """Return the seconds of a submission more between two sizes, turn by turn."""
        last = self.light[large][-1]
        seconds = [run.seconds for run in self.light[large]] + [last.seconds] * len(self.light[small])
        pairs = zip(self.light[small], seconds, strict=False)
        return [(more - run.seconds) / (large - small) for run, more in pairs]


@cache
def measured(quick: bool) -> Found:
    """Measure everything, once in a process: the table and the page are of the same run."""
    plan = QUICK if quick else Plan()
    course = find_course()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        light = make_course(course, root / "light", {ASSIGNMENT: (NOTEBOOK,)})
        classes = {}
        for size in {*plan.sizes, plan.cluster}:
            classes[size] = root / f"class{size}"
            write_class(light, ASSIGNMENT, [NOTEBOOK], size, classes[size], kinds=PLAIN)
        *small, largest = plan.sizes
        runs: dict[int, list[Run]] = {size: [] for size in plan.sizes}
        for _ in range(plan.turns):
            for size in small:
                runs[size].append(grade(light, classes[size], size))
        runs[largest].append(grade(light, classes[largest], largest))
        again = {
            "with --gradebook": grade(light, classes[largest], largest, fresh=False),
            "without": grade(light, classes[largest], largest, fresh=False, gradebook=False),
        }
        class_report = (light.root / "reports" / ASSIGNMENT / "index.html").stat().st_size
        near: list[Run] = []
        one: list[Run] = []
        two: list[Run] = []
        for _ in range(plan.turns):
            near.append(grade(light, classes[plan.cluster], plan.cluster))
            for workers, made in ((1, one), (2, two)):
                with cluster(workers, root / f"dask{workers}") as address:
                    made.append(grade(light, classes[plan.cluster], plan.cluster, scheduler=address))
        every = {name: [book.name for book in books] for name, books in course.assignments.items()}
        whole = light if quick else make_course(course, root / "whole", every)
        handed_in = [_hand_in(whole, count, root / f"students{count}") for count in plan.students]
        submissions = [count * len(whole.assignments) for count in plan.students]
        first, second = (
            grade(whole, folder, count) for folder, count in zip(handed_in, submissions, strict=True)
        )
        parent = alone(whole, plan.alone, root / "alone")
        costs = cost(whole, plan.students[1], root / "alone" / "gradebook.db", plan.alone)
    return Found(
        light={size: tuple(found) for size, found in runs.items()},
        again=again,
        near=tuple(near),
        one=tuple(one),
        two=tuple(two),
        course=(first, second),
        costs=costs,
        assignments=len(whole.assignments),
        notebooks=sum(len(books) for books in whole.assignments.values()),
        class_report=class_report,
        jobs=JOBS,
        parent=parent,
    )


def _hand_in(course: Course, students: int, folder: Path) -> Path:
    """Write every notebook of the course for some students."""
    for assignment, books in course.assignments.items():
        names = [book.name for book in books]
        write_class(course, assignment, names, students, folder, kinds=PLAIN)
    return folder


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows of the section."""
    yield from rows_of(measured(quick))


def rows_of(found: Found) -> Iterator[Row]:
    """Yield the rows of what was measured."""
    sizes = sorted(found.light)
    for smaller, (small, large) in zip(pairwise(sizes), list(pairwise(sizes))[1:], strict=False):
        before, now = found.slopes(*smaller), found.slopes(small, large)
        yield _flat(
            f"a submission more, from {small:,} to {large:,}",
            (duration(statistics.median(now)), duration(statistics.median(before))),
            f"from {smaller[0]:,} to {smaller[1]:,}",
            ratio_of(now, before),
            "a slope is a difference of runs, and of small classes one of seconds: a busy machine shows",
        )
    largest = found.light[sizes[-1]][0]
    for name, kinds in {
        "all processes": (),
        "the parent": ("parent",),
        "grading processes": ("graders",),
        "suites": ("suites",),
        "worker servers": ("servers",),
    }.items():
        early, late = largest.held(0.1, 0.2, *kinds), largest.held(0.9, 1, *kinds)
        yield _flat(
            f"memory of {name} at the end of {sizes[-1]:,}",
            (_mebibytes(late), _mebibytes(early)),
            "after a tenth",
            ratio_of([late], [early]),
            f"{_mebibytes(late - early)} more, for {0.8 * largest.count:,.0f} submissions",
        )
    for name, run in found.again.items():
        each = run.seconds / run.count
        ratio = ratio_of([each], [largest.seconds / run.count])
        goal, reached = at_most(AGAIN, ratio)
        yield Row(
            f"{run.count:,} unchanged submissions again, {name}",
            f"{duration(run.seconds)}, {duration(each)} each",
            f"graded: {duration(largest.seconds)}",
            ratio,
            goal,
            reached,
        )
    for what, goal_ratio, ours, theirs, peer in (
        ("rate of a Dask cluster of 2 workers", 1.8, found.two, found.one, "1 worker"),
        ("rate of a Dask cluster of 2 workers", 0.9, found.two, found.near, "2 processes, no cluster"),
    ):
        ratio = ratio_of([1 / run.each for run in ours], [1 / run.each for run in theirs])
        goal, reached = at_least(goal_ratio, ratio)
        why = f"the command, scheduler and clerk share these {found.jobs} cores with the workers"
        fast, slow = (statistics.median(1 / run.each for run in runs) for runs in (ours, theirs))
        yield Row(
            f"{what}, {ours[0].count:,} submissions",
            f"{fast:.1f}/s",
            f"{peer}: {slow:.1f}/s",
            ratio,
            goal,
            reached,
            "" if reached else f"{why}.",
        )


def _flat(what: str, shown: tuple[str, str], beside: str, ratio: Ratio, why: str) -> Row:
    goal, reached = at_most(FLAT, ratio)
    return Row(what, shown[0], f"{beside}: {shown[1]}", ratio, goal, reached, "" if reached else f"{why}.")


def _mebibytes(size: float) -> str:
    return f"{size / 2**20:.0f} MiB"


def write_page(page: Path, quick: bool = False) -> None:
    """Bring the figures of `docs/scale.md` up to date with what was measured for the table."""
    scale_page.write(page, measured(quick))


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it works, not how fast")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the figures into this page")
    options = parser.parse_args()
    print("\n".join(section(TITLE, INTRO, rows(options.quick))))
    if options.write:
        write_page(options.write, options.quick)


if __name__ == "__main__":
    main()
