"""How long `autograder verify` takes, beside grading everything in every row; and how long the tests took."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from autograder.course import Course, Notebook, find_course
from autograder.grade import Grader
from autograder.misconceptions import load_catalogue
from autograder.settings import Settings
from autograder.verify import Row as Tried
from autograder.verify import failed_tests, grade_rows, make_rows, read_matrix, verify_all
from benchmarks.direct import SECRET
from benchmarks.table import Ratio, Row, at_most, duration, in_turns, ratio_of

TITLE = "The proof: `autograder verify` and `make test`"
INTRO = """
A suite is tried on its reference, the stub, each function missing, and each known mistake in one function.
A question that keeps its points without a function is left out of the rows with a mistake in it, but for the
first. Beside it stand the same rows with every question in each (`--every`). A sample of each notebook's
mistakes is graded both ways, one after the other, and multiplied by how many there are. The start, in which a
suite passes on its reference, is in both. The last row is what the tests took in the last `make test` here.
"""
FUNCTIONS, EACH = 2, 3  # how many functions of a notebook are sampled, and how many mistakes in each
SETTINGS = Settings(secret=SECRET)
TOGETHER = ("perceptron", "losses")
QUICK = "losses"
RECORD = Path("reports") / "tests.xml"  # left by `make test`
PLACES = 12  # folders and files that are named


@dataclass(frozen=True)
class Sampled:
    """Seconds of a notebook's rows.

    Attributes
    ----------
    start : float
        Until the suite is proved and can grade.
    others : float
        For all rows that are graded in full: no mistake in them, or the first in its function.
    ours, full : tuple of float
        For each sampled mistake, graded as `verify` does and with every question.
    mistakes : int
        How many there are like them.
    """

    start: float
    others: float
    ours: tuple[float, ...]
    full: tuple[float, ...]
    mistakes: int

    def total(self, each: Sequence[float]) -> float:
        """Return the seconds of the whole notebook, if the sampled mistakes take `each`."""
        return self.start + self.others + self.mistakes * sum(each) / len(each)


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows of the section."""
    course = find_course(Path(__file__))
    notebooks = [one for group in course.assignments.values() for one in group]
    yield questions_tried(notebooks)
    samples = []
    for notebook in notebooks:
        if quick and notebook.name != QUICK:
            continue
        found = sample(course, notebook, *((1, 1) if quick else (FUNCTIONS, EACH)))
        samples.append(found)
        yield _row(f"{notebook.assignment}/{notebook.name}", [found], ratio_of(found.ours, found.full))
    whole = sum(one.total(one.ours) for one in samples) / sum(one.total(one.full) for one in samples)
    yield _row("these notebooks in one process", samples, Ratio(whole, whole, whole))
    if not quick:
        yield in_two_processes(course, [one for one in notebooks if one.name in TOGETHER])
    yield tests(course.root / RECORD)


def questions_tried(notebooks: Sequence[Notebook]) -> Row:
    """Count how often `verify` grades a question, by the recorded matrices: the same on every machine."""
    ours = full = 0
    for notebook in notebooks:
        graded = {question.id for question in notebook.questions if not question.manual}
        matrix = read_matrix(notebook)
        catalogue = load_catalogue(notebook.suite)
        full += len(graded) * len(matrix)
        ours += len(graded) * (len(matrix) - len(catalogue))
        tried: set[str] = set()
        for mistake in catalogue:
            needed = matrix.get(f"missing {mistake.function}")
            first = mistake.function not in tried
            users = graded if needed is None or first else {test.split("::")[0] for test in needed}
            ours += len(users | set(mistake.questions))
            tried.add(mistake.function)
    ratio = Ratio(ours / full, ours / full, ours / full)
    gradings = f"{ours:,} questions graded"
    return Row("whole course, counted", gradings, f"{full:,}, all in every row", ratio, *at_most(0.3, ratio))


def sample(course: Course, notebook: Notebook, functions: int, each: int) -> Sampled:
    """Grade some mistakes of a notebook both ways.

    Raises
    ------
    RuntimeError
        If the two ways fail other tests: `verify` would prove something else.
    """
    tried = make_rows(notebook, load_catalogue(notebook.suite))
    by_function: defaultdict[str, list[Tried]] = defaultdict(list)
    for row in tried:
        by_function[row.function].append(row)
    mistaken = {name: group for name, group in by_function.items() if name and len(group) > 2}
    chosen = list(mistaken)[:: -(-len(mistaken) // functions)]
    begun = time.perf_counter()
    with Grader(course, notebook.assignment, SETTINGS, [notebook]) as grader:
        _ = grader.questions
        start = time.perf_counter() - begun
        missing, ours, full = [], [], []
        for function in chosen:
            first, second, *mistakes = mistaken[function]  # both in full: without it, and a mistake in it
            graded = grade_rows(grader, notebook, [first, second, *mistakes[:each]])
            begun = time.perf_counter()
            next(graded)
            next(graded)
            missing.append((time.perf_counter() - begun) / 2)
            for mistake in mistakes[:each]:
                begun = time.perf_counter()
                _, narrow = next(graded)
                between = time.perf_counter()
                _, wide = next(grade_rows(grader, notebook, [mistake]))
                full.append(time.perf_counter() - between)
                ours.append(between - begun)
                if failed_tests(narrow) != failed_tests(wide):
                    raise RuntimeError(f"{notebook.name}, {mistake.name}: {failed_tests(wide)} in full")
    mistakes_in_all = sum(len(group) - 2 for group in mistaken.values())
    others = (len(tried) - mistakes_in_all) * sum(missing) / len(missing)
    return Sampled(start, others, tuple(ours), tuple(full), mistakes_in_all)


def in_two_processes(course: Course, notebooks: Sequence[Notebook]) -> Row:
    """Verify notebooks in one process and in two, all rows of them."""
    one, two = in_turns(
        2,
        lambda: list(verify_all(course, notebooks, SETTINGS, 1)),
        lambda: list(verify_all(course, notebooks, SETTINGS, 2)),
    )
    ratio = ratio_of(two, one)
    what = f"{' and '.join(book.name for book in notebooks)}, all rows, in two processes"
    return Row(what, duration(min(two)), f"{duration(min(one))} in one", ratio, *at_most(0.7, ratio))


def tests(record: Path) -> Row:
    """Say how long pytest took in the last `make test`, and which files took most of it."""
    what = "`make test`: pytest"
    if not record.is_file():
        return Row(what, "not run here", why="`make test` leaves a record, from which this row is made.")
    suite = ElementTree.parse(record).getroot()[0]
    places: defaultdict[str, float] = defaultdict(float)
    for case in suite.iter("testcase"):
        places[case.get("classname", "").removeprefix("tests.")] += float(case.get("time", 0))
    longest = sorted(places.items(), key=lambda one: -one[1])[:PLACES]
    said = ", ".join(f"{name} {duration(seconds)}" for name, seconds in longest)
    wall, inside = float(suite.get("time", 0)), sum(places.values())
    count = f"{duration(wall)} for {int(suite.get('tests', 0)):,} tests"
    ratio = Ratio(inside / wall, inside / wall, inside / wall)
    why = f"the ratio is how many tests ran at a time; of all tests together, most went into {said}."
    return Row(what, count, f"{duration(inside)}, test by test", ratio, why=why)


def _row(what: str, samples: Sequence[Sampled], ratio: Ratio) -> Row:
    ours = sum(one.total(one.ours) for one in samples)
    full = sum(one.total(one.full) for one in samples)
    start = sum(one.start for one in samples)
    told = f"{duration(ours)}, of it {duration(start)} to start"
    return Row(what, told, f"{duration(full)} with every question", ratio, *at_most(0.6, ratio))
