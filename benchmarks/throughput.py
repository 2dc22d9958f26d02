"""How many submissions a core grades in a minute: ours, nbgrader, otter, and what is possible at all."""

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course import Course, Notebook, find_course
from benchmarks.breakdown import Breakdown
from benchmarks.classes import PLAIN, write_class
from benchmarks.limit import Timed, in_turns
from benchmarks.peers import Peer, nbgrader, otter
from benchmarks.table import Row, at_least, at_most, duration, figure, ratio_of

TITLE = "Grading throughput"
INTRO = """
Submissions per minute of one core, on every notebook of the course: honest students' files
(`benchmarks/classes.py`: right, mistaken, half done), the same for all. *Ours* has all outputs on: reports,
pages, gradebook, autograded notebooks; and its share of the tables and the class report at the end. *The
limit* is the same test functions on the same files in one warm process that trusts them: no confinement, no
processes, no hints, no reports (`benchmarks/direct.py`). *nbgrader* is `autograde` and `generate_feedback` as
it comes, *otter* `otter run` again and again in one process, on notebooks that build on no other; both call
the same test functions in a kernel of their own for each submission, which collects the suite anew. All come
to the same points.

Everything is pinned to one core, and what is compared is CPU time, of a command and all it starts: that is
what a core has to give, whatever else the machine does. Waiting costs nothing, which favours nbgrader and
otter: they wait for their kernels. Ratios are those of submissions after the first; the first one, with all
that has to be started, is given below the table.
"""
STUDENTS, QUICK = 17, 2
THEIRS = 3  # students whom nbgrader and otter grade, too
LIGHT = "perceptron"  # graded when all is small
LIMIT, NBGRADER = 1.5, 40.0


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows: each notebook beside the limit, nbgrader, and otter where it builds on no other."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})  # inherited by all that is started
    try:
        with tempfile.TemporaryDirectory() as folder:
            for assignment in list(find_course().assignments)[: 1 if quick else None]:
                yield from _assignment(find_course(), assignment, Path(folder) / assignment, quick)
    finally:
        os.sched_setaffinity(0, cores)


def _assignment(course: Course, assignment: str, root: Path, quick: bool) -> Iterator[Row]:
    notebooks = course.notebooks(assignment)
    if quick:
        notebooks = tuple(one for one in notebooks if one.name == LIGHT)
    names = [one.name for one in notebooks]
    write_class(course, assignment, names, QUICK if quick else STUDENTS, root / "class", seed=2, kinds=PLAIN)
    few = _copied(root, names, "few", assignment, THEIRS)
    (root / "nbgrader").mkdir()
    peers = dict(nbgrader(course, notebooks, few, root / "nbgrader"))
    for one in notebooks:
        handed_in = [sibling.name for sibling in (*one.builds_on, one)]
        place = _copied(root, handed_in, one.name, assignment)
        timed = in_turns(course, one, place, root / f"ours_{one.name}")
        beside = _beside_limit(one, timed)
        yield beside
        if not beside.reached:
            yield _broken_down(course, one, place, root / f"parts_{one.name}")
        yield _beside(one, timed, peers[one.name], "nbgrader", NBGRADER)
        if not one.builds_on and not quick:  # otter brings a notebook no other
            yield _beside_otter(course, one, few, root / f"otter_{one.name}", timed)


def _copied(root: Path, names: list[str], folder: str, assignment: str, students: int | None = None) -> Path:
    """Return a folder with some of the class's notebooks, of all students or of the first few."""
    for student in sorted((root / "class").iterdir())[:students]:
        place = root / folder / student.name / assignment
        place.mkdir(parents=True)
        for name in names:
            shutil.copy(student / assignment / f"{name}.ipynb", place)
    return root / folder


def _title(notebook: Notebook) -> str:
    return f"{notebook.assignment.split('_')[0]} {notebook.name}"


def _rate(seconds: float) -> str:
    return f"{figure(60 / seconds)} a minute ({duration(seconds)} each)"


def _beside_limit(notebook: Notebook, timed: Timed) -> Row:
    ours, limit = timed.blocks()
    ratio = ratio_of(ours, limit)
    goal, reached = at_most(LIMIT, ratio)
    mean, least = statistics.fmean(ours), statistics.fmean(limit)
    loading = statistics.fmean(timed.loading.values())
    why = (
        f"{duration(abs(mean - least))} each {'beyond' if mean > least else 'below'} the limit "
        f"(which reads and loads for {duration(loading)}). "
        f"The first takes {duration(timed.start)} (the limit's {duration(timed.limit_start)}): "
        "server, suite and its proof on the reference."
    )
    return Row(
        f"{_title(notebook)}: time, beside the limit", _rate(mean), _rate(least), ratio, goal, reached, why
    )


def _broken_down(course: Course, notebook: Notebook, submitted: Path, folder: Path) -> Row:
    """Return what ours and the limit spend their time on; measuring it takes some, too."""
    with Breakdown(folder / "clock") as breakdown:
        timed = in_turns(course, notebook, submitted, folder, breakdown.clear)
    count = len(timed.ours)
    ours, limit, loading = (sum(part.values()) for part in (timed.ours, timed.limit, timed.loading))
    parts = breakdown.seconds()
    parts["processes: forks and ends beyond that"] = ours - sum(parts.values())
    parts["database, tables and class report"] = timed.end * count
    said = [
        f"{name} {1000 * seconds / count:.1f}"
        for name, seconds in sorted(parts.items(), key=lambda one: -one[1])
    ]
    tests = f"reading and loading {1000 * loading / count:.1f}, tests {1000 * (limit - loading) / count:.1f}"
    why = f"ms of CPU a submission: {'; '.join(said)}. The limit: {tests}."
    return Row(
        f"{_title(notebook)}: where the time goes",
        duration(ours / count + timed.end),
        duration(limit / count),
        why=why,
    )


def _beside_otter(course: Course, notebook: Notebook, submitted: Path, folder: Path, timed: Timed) -> Row:
    try:
        return _beside(notebook, timed, otter(course, notebook, submitted, folder), "otter")
    except subprocess.CalledProcessError as error:
        title = f"{_title(notebook)}: throughput, beside otter"
        return Row(title, "", "not installed", why=f"otter could not be installed: {error}")


def _beside(notebook: Notebook, timed: Timed, peer: Peer, name: str, least: float | None = None) -> Row:
    """Return how many times a peer's time ours goes into, on the students whom both graded."""
    for student, points in peer.points.items():
        mine = _expected(notebook, timed.points[student], whole=name == "otter")
        if abs(mine - points) > 0.01:
            raise SystemExit(f"{notebook.name} of {student}: {points:g} by {name}, {mine:g} expected")
    ours = statistics.fmean(timed.blocks()[0])
    ratio = ratio_of(list(peer.seconds.values()), [ours] * len(peer.seconds))
    goal, reached = at_least(least, ratio) if least else ("", None)
    theirs = statistics.fmean(peer.seconds.values())
    why = f"Until its first file {name} uses {duration(peer.start)}, which count nowhere."
    if reached is False:
        most = theirs / statistics.fmean(timed.blocks()[1])
        why = f"The limit, the tests and nothing else, would be {figure(most)} times {name}. {why}"
    return Row(
        f"{_title(notebook)}: throughput, beside {name}",
        _rate(ours),
        _rate(theirs),
        ratio,
        goal,
        reached,
        why,
    )


def _expected(notebook: Notebook, points: Mapping[str, float], whole: bool) -> float:
    """Return the points of a submission; of `whole` questions only, where a test file passes or fails."""
    most = {question.id: question.points for question in notebook.questions}
    return sum(score for name, score in points.items() if not whole or score == most[name])
