"""A notebook that builds on another, objects with methods, planted and given parts: in real workers."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.errors import ReferenceFailed
from autograder.grade import Grader, Work
from autograder.report import NotebookResult
from autograder.settings import Settings
from autograder.verify import verify_notebook

BASE = "def step(x):\n    return x + 1"
IMPORTS = "from utils import add_to_class, from_notebook\nbase = from_notebook('base')"
COUNTER = "class Counter:\n    def __init__(self):\n        self.seen = []"
METHOD = "@add_to_class(Counter)\ndef feed(self, values):\n    "
FEED = METHOD + "for value in values:\n        self.seen.append(self.of(value))\n    return len(self.seen)"
CLIMB = "def climb(x, n):\n    for _ in range(n):\n        x = base.step(x)\n    return x"
RUN = "def run(n):\n    counter = Counter()\n    return [counter.feed([n]) for _ in range(n)]"

SUITE_BASE = '''
import pytest
from autograder.checks import agree


@pytest.mark.question("step", points=1)
def test_step(submission, reference):
    """One more."""
    agree(submission, reference, "step", 3)
'''
SUITE = '''
import pytest
from autograder.checks import Method, Partial, agree, call_limit, given, planted, require_function, substitute
from autograder.submission import value

hidden = []

PLANTED = """
class Counter:
    fed = 0
    def feed(self, values):
        self.fed += 10
        return self.fed
"""


def prepare(rng):
    hidden.append(int(rng.integers(5, 9)))


def feeding(code, values):
    counter = code.Counter()
    with given(counter, "of", lambda x: 10 * x):
        counter.feed(values)
        counter.feed(values[:1])
    return value(counter.seen)


def climbing(code, x, n, step):
    with substitute(code, "base.step", step):
        return code.climb(x, n)


def running(code, n):
    with planted(code, "Counter", PLANTED):
        return code.run(n)


@pytest.mark.question("feed")
def test_feed_exists(submission):
    """`feed` is a method."""
    require_function(submission, "Counter.feed")


@pytest.mark.question("feed", points=2)
def test_feed(submission, reference):
    """Everything is seen."""
    agree(submission, reference, feeding, [1, 2, 3])


@pytest.mark.question("climb", points=2)
def test_climb(submission, reference):
    """Step by step."""
    agree(submission, reference, climbing, 1, hidden[0], reference.base.step)


@pytest.mark.question("run", points=2, apart=True)
def test_run(submission, reference):
    """As often as asked."""
    with call_limit(submission, 0.5):
        agree(submission, reference, running, 3)


@pytest.mark.question("together", points=4)
def test_together(submission, reference):
    """The parts fit."""
    got = submission.climb(0, 4)
    if got != 4:
        raise Partial(0.5 if got == 3 else 0.0, "Close.")
'''
CATALOGUE = """
from autograder.misconceptions import Mistake

MISCONCEPTIONS = (
    Mistake("forgets", "feed", "It forgets.", (("    for value", "    self.seen = []\\n    for value"),)),
    Mistake("short", "climb", "One short.", (("range(n)", "range(n - 1)"),), loses=("climb", "together")),
    Mistake("once", "run", "One counter a step.", (("counter.feed", "Counter().feed"),)),
)
"""
CATALOGUE_BASE = """
from autograder.misconceptions import Mistake

MISCONCEPTIONS = (Mistake("two", "step", "Two at once.", (("x + 1", "x + 2"),)),)
"""
QUESTIONS = {"feed": (FEED, 2), "climb": (CLIMB, 2), "run": (RUN, 2), "together": ("", 4)}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, make_notebook: Callable[..., bytes]) -> Course:
    """A course of two notebooks, `upper` built on `base`."""
    root = tmp_path_factory.mktemp("two")
    for folder in ("solutions", "assignments"):
        (root / folder / "a").mkdir(parents=True)
        (root / folder / "a" / "base.ipynb").write_bytes(make_notebook(_base_cells()))
        (root / folder / "a" / "upper.ipynb").write_bytes(make_notebook(_upper_cells()))
    for name, suite, catalogue in (("base", SUITE_BASE, CATALOGUE_BASE), ("upper", SUITE, CATALOGUE)):
        folder = root / "autograder" / "suites" / "a" / name
        folder.mkdir(parents=True)
        (folder / f"test_{name}.py").write_text(suite)
        (folder / "misconceptions.py").write_text(catalogue)
    for package in ("utils", "datasets"):  # what workers may import comes from the course
        (root / package).symlink_to(Path(__file__).resolve().parents[2] / package)
    return Course(root)


def _graded(question: str, points: int) -> dict[str, Any]:
    mark = {"schema_version": 3, "locked": True, "grade": True, "solution": False}
    return {
        "cell_type": "code", "execution_count": None, "id": f"{question}-check", "outputs": [],
        "metadata": {"nbgrader": {**mark, "grade_id": question, "points": points}}, "source": "# check",
    }  # fmt: skip


def _base_cells(step: str = BASE) -> list[Any]:
    return [step, _graded("step", 1)]


def _upper_cells(**changes: str) -> list[Any]:
    graded = [
        [changes.get(name, source), _graded(name, points)] for name, (source, points) in QUESTIONS.items()
    ]
    return [IMPORTS, COUNTER, *(cell for pair in graded for cell in pair)]


@pytest.fixture(scope="module")
def grader(course: Course, fast: Settings) -> Iterator[Grader]:
    with Grader(course, "a", fast) as grader:
        yield grader


@pytest.fixture
def grade(grader: Grader, make_notebook: Callable[[Sequence[Any]], bytes]) -> Callable[..., NotebookResult]:
    """Grade `upper` with cells changed; `base` is the sibling's source, None for none."""

    def grade(base: str | None = BASE, **changes: str) -> NotebookResult:
        notebooks = {"upper": make_notebook(_upper_cells(**changes))}
        if base is not None:
            notebooks["base"] = make_notebook(_base_cells(base))
        return grader.grade_notebook("upper", Work("ada", "a", notebooks), [])

    return grade


def scores(result: NotebookResult) -> dict[str, float | None]:
    return {question.id: question.score for question in result.questions}


def hint(result: NotebookResult, question: str) -> str:
    return next(one.hint for one in result.questions if one.id == question)


RIGHT = {"feed": 2.0, "climb": 2.0, "run": 2.0, "together": 4.0}


def test_only_the_suites_of_what_is_handed_in_are_started(course, fast, make_notebook):
    with Grader(course, "a", fast, handed_in={"base"}) as grader:
        report = grader.grade(Work("ada", "a", {"base": make_notebook(_base_cells())}))
        assert [*grader.suites] == ["base"]
    assert [book.status for book in report.notebooks] == ["graded", "missing"]
    assert (report.score, report.max_score) == (1.0, 1.0 + sum(RIGHT.values()))


def test_a_broken_suite_refuses_whoever_needs_it(course, fast, make_notebook, tmp_path):
    broken = Course(shutil.copytree(course.root, tmp_path / "course", symlinks=True))
    (broken.notebooks("a")[1].suite / "test_upper.py").write_text("import nowhere_at_all\n")
    with Grader(broken, "a", fast, handed_in={"base"}) as grader:
        assert grader.grade(Work("ada", "a", {"base": make_notebook(_base_cells())})).score == 1.0
    with pytest.raises(ReferenceFailed, match="nowhere_at_all"):
        Grader(broken, "a", fast, handed_in={"base", "upper"}).__enter__()


def test_everything_right(grade):
    assert scores(grade()) == RIGHT


def test_a_wrong_sibling_costs_only_where_both_are_graded_together(grade):
    assert scores(grade(base="def step(x):\n    return x + 2")) == RIGHT | {"together": 0.0}


@pytest.mark.parametrize("base", [None, "1 / 0", "while True:\n    pass", "import os\nos._exit(0)"])
def test_a_sibling_that_is_missing_or_breaks(grade, base):
    assert scores(grade(base=base)) == RIGHT | {"together": 0.0}


def test_a_share_of_the_points(grade):
    result = grade(climb=CLIMB.replace("range(n)", "range(n - 1)"))
    assert scores(result) == RIGHT | {"climb": 0.0, "together": 2.0}
    assert hint(result, "together") == "Close."


def test_a_method_that_is_missing_is_named(grade):
    result = grade(feed="1 / 0")
    assert scores(result) == RIGHT | {"feed": 0.0}
    assert "Counter.feed" in hint(result, "feed")


def test_a_wrong_method_costs_its_own_question_and_is_told(grade):
    result = grade(feed=FEED.replace("    for value", "    self.seen = []\n    for value"))
    assert scores(result) == RIGHT | {"feed": 0.0}
    assert hint(result, "feed") == "It forgets."


def test_a_call_may_be_allowed_more_or_less_time(grade):
    slow = "import time\ndef run(n):\n    end = time.process_time() + 0.7\n"
    slow += "    while time.process_time() < end:\n        pass\n    return [10, 20, 30]"
    result = grade(run=slow)
    assert scores(result) == RIGHT | {"run": 0.0}
    assert "was stopped" in hint(result, "run")


def test_what_is_lent_cannot_be_called_later(grade):
    keeps = METHOD + "global kept\n    kept = self.of\n    self.seen = [10, 20, 30, 10]"
    cheats = "def run(n):\n    return [kept(1) for _ in range(n)]"
    assert scores(grade(feed=keeps, run=cheats))["run"] == 0.0


def test_a_submission_that_breaks_the_way_to_its_sibling_hurts_itself_alone(grade):
    breaks = "import utils.notebooks\nutils.notebooks._providers.clear()\n" + FEED
    assert grade(feed=breaks).status == "graded"
    assert scores(grade()) == RIGHT


@pytest.mark.parametrize("name", ["../base", "upper", "/etc/passwd", "base.ipynb"])
def test_only_what_the_course_builds_on_can_be_had(grade, name):
    result = grade(climb=f"base = from_notebook({name!r})\n{CLIMB}")
    assert scores(result) == RIGHT | {"climb": 0.0, "together": 0.0}
    assert "builds on base" in hint(result, "climb")


def test_a_question_apart_is_tried_where_it_is_concerned(grader, course):
    upper = course.notebooks("a")[1]
    rows = verify_notebook(grader, upper).rows
    tried = {row.name: "run" in {question.id for question in result.questions} for row, result in rows}
    assert tried == {
        "reference": True, "stub": True, "missing feed": False, "missing climb": False, "missing run": True,
        "forgets": False, "short": False, "once": True,
    }  # fmt: skip


def test_every_known_mistake_is_caught_and_named(grader, course):
    for notebook in course.notebooks("a"):
        problems = verify_notebook(grader, notebook).problems
        assert [problem for problem in problems if not problem.startswith("stub")] == []


def test_what_a_notebook_builds_on_is_read_from_its_solution(course):
    base, upper = course.notebooks("a")
    assert base.builds_on == ()
    assert [one.name for one in upper.builds_on] == ["base"]
