"""The pytest plugin of the suites: fixtures, the marker `question`, what an outcome means, and the score.

A suite runs by itself with `pytest SUITE --submission NOTEBOOK`; the suite process (`autograder.session`) has
the same fixtures. Without either, the plugin does nothing.
"""

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.checks.disagreement import Disagreement
from autograder.course import Notebook
from autograder.gate import Gate, clean_question
from autograder.link import Link
from autograder.outcomes import Outcome, classify, score
from autograder.reference import Reference
from autograder.report import QuestionResult
from autograder.submission import Submission

MOST_RESULTS = 500  # of the reference, remembered for each question
AUTHORED = (pytest.fail.Exception,)


def _last_results() -> defaultdict[str, deque[Any]]:
    return defaultdict(lambda: deque(maxlen=MOST_RESULTS))


@dataclass
class Bench:
    """What the tests of one notebook work with, and what came of them.

    Attributes
    ----------
    notebook : Notebook
        Which notebook of the course.
    reference : module
        The reference solution, loaded in this process.
    mistakes : sequence of Mistake
        The catalogue of misconceptions.
    secret : str
        Seeds `rng`.
    link : Link or None
        The conversation about the submission under test.
    gate : Gate or None
        Looks at every text before it leaves.
    own_gate : Gate or None
        The same without the student's own lines; there are results once it is there.
    expected : dict
        By question, what the reference returned in its tests: no text may show it.
    unusual : list of str
        Exceptions of the suite that nobody wrote for students, by type alone.
    errors : list of str
        The same with their text, which may hold expected values: for the person who runs the suite.
    kept : dict
        The reference's answers to what every submission's tests ask; see `once`.
    told : set of str
        The hints of the questions so far.
    """

    notebook: Notebook
    reference: ModuleType
    mistakes: Sequence[Any]
    secret: str
    link: Link | None = None
    gate: Gate | None = None
    own_gate: Gate | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    expected: defaultdict[str, deque[Any]] = field(default_factory=_last_results)
    unusual: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kept: dict[Hashable, Any] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def fresh(self) -> "Bench":
        """Return one of the same notebook that nothing has come of yet; it shares what is kept."""
        return Bench(
            self.notebook, self.reference, self.mistakes, self.secret, gate=self.gate, kept=self.kept
        )

    def record(self, item: pytest.Item, error: BaseException | None) -> None:
        """Note the outcome of a test."""
        question, points = question_of(item)
        if error is not None:  # its frames hold whatever the student returned
            error.__traceback__ = error.__context__ = None
        verdict = classify(error, points, AUTHORED)
        name = getattr(item, "originalname", None) or item.name
        status, message, share = verdict.status, verdict.message, verdict.share
        self.outcomes.append(Outcome(question, name, title_of(item), points, status, message, error, share))
        if verdict.unusual:
            self.unusual.append(f"{item.name}: unexpected {type(error).__name__} in the suite")
            self.errors.append(f"{self.unusual[-1]}: {error}")

    def results(self) -> tuple[QuestionResult, ...]:
        """Score what was recorded, with hints; withhold what the gate stops."""
        results = score(self.outcomes, [question.id for question in self.notebook.questions], self._hint)
        if self.gate is None:
            return results
        gate = self.own_gate = self.gate.without(self.link.cells if self.link else ())
        return tuple(clean_question(gate, result, list(self.expected[result.id])) for result in results)

    def _hint(self, failed: Sequence[Outcome]) -> str:
        from autograder.diagnosis import diagnose

        disagreements = [o.error for o in failed if isinstance(o.error, Disagreement)]
        candidates = [mistake for mistake in self.mistakes if failed[0].question in mistake.questions]
        # A mistake found elsewhere comes first: most likely it is the same one, and there may be hundreds.
        candidates.sort(key=lambda mistake: mistake.sentence not in self.told)
        sentence = diagnose(disagreements, candidates, self.reference) if disagreements else ""
        self.told.add(sentence)
        return sentence or next((outcome.message for outcome in failed if outcome.message), "")


BENCH: pytest.StashKey[Bench] = pytest.StashKey()


@cache  # asked several times for each test of each submission; so are the next two
def question_of(item: pytest.Item) -> tuple[str, float]:
    """Return question id and points of a test.

    Raises
    ------
    pytest.UsageError
        If the test has no marker `question`.
    """
    marker = item.get_closest_marker("question")
    if marker is None or not marker.args:
        raise pytest.UsageError(f"{item.nodeid} has no @pytest.mark.question(id, points=...)")
    return str(marker.args[0]), float(marker.kwargs.get("points", 0))


def is_apart(item: pytest.Item) -> bool:
    """Whether a test is too slow for the many rows of `verify` that are about other questions."""
    marker = item.get_closest_marker("question")
    return marker is not None and bool(marker.kwargs.get("apart", False))


def is_rehearsed(item: pytest.Item) -> bool:
    """Whether rehearsing a test on the reference leaves anything to keep."""
    marker = item.get_closest_marker("question")
    return marker is None or bool(marker.kwargs.get("rehearsed", True))


@cache
def title_of(item: pytest.Item) -> str:
    """Return the first line of a test's docstring: what the student sees of it."""
    document = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return str(document).strip().splitlines()[0]


@cache
def seed(secret: str, notebook: Notebook, item: pytest.Item) -> int:
    """Return the seed of a test: the same for the whole class, another with another secret."""
    name = f"{secret}\0{notebook.assignment}/{notebook.name}/{item.path.name}::{item.name}"
    return _digest(name)


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "little")


def prepare(bench: Bench, items: Sequence[pytest.Item]) -> None:
    """Call `prepare(rng)` of each test module that has one: what is made once, before any submission."""
    for module in dict.fromkeys(item.getparent(pytest.Module).obj for item in items):  # type: ignore[union-attr]
        if hasattr(module, "prepare"):
            name = f"{bench.secret}\0{bench.notebook.assignment}/{bench.notebook.name}/{module.__name__}"
            module.prepare(np.random.default_rng(_digest(name)))


def make_submission(bench: Bench, item: pytest.Item) -> Submission:
    """Return the student's notebook for a test."""
    if bench.link is None:
        raise pytest.UsageError("no submission is loaded")
    bench.link.begin_test(question_of(item)[0])
    return Submission(bench.link)


def make_reference(bench: Bench, item: pytest.Item) -> Reference:
    """Return the reference solution for a test, which remembers its results."""
    return Reference(bench.reference, bench.expected[question_of(item)[0]].append, bench.kept)


def make_rng(bench: Bench, item: pytest.Item) -> np.random.Generator:
    """Return the generator of a test."""
    return np.random.default_rng(_seeds(seed(bench.secret, bench.notebook, item)))


_seeds = cache(np.random.SeedSequence)  # inherited by the children, like all that rehearsing computes


MAKERS: dict[str, Callable[[Bench, pytest.Item], Any]] = {
    "submission": make_submission,
    "reference": make_reference,
    "rng": make_rng,
}


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Submission:
    """The student's notebook: its functions as attributes, run in the worker."""
    return make_submission(_bench(request), request.node)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Reference:
    """The reference solution: ordinary functions of this process."""
    return make_reference(_bench(request), request.node)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator of the test's own, seeded from the course secret and the test's name."""
    return make_rng(_bench(request), request.node)


def _bench(request: pytest.FixtureRequest) -> Bench:
    bench = request.config.stash.get(BENCH, None)
    if bench is None:
        pytest.skip("needs a submission: pytest SUITE --submission NOTEBOOK")
    return bench


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--submission`."""
    parser.getgroup("autograder").addoption(
        "--submission", type=Path, metavar="NOTEBOOK", help="grade this notebook with the suite that is run"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; load the submission that the command line names."""
    config.addinivalue_line(
        "markers",
        "question(id, points=0, apart=False, rehearsed=True): the graded cell a test belongs to; without "
        "points a gate; `verify` leaves what is apart out of rows about other questions; what takes long "
        "and asks the reference nothing need not be rehearsed",
    )
    if config.getoption("--submission") is not None:
        config.pluginmanager.register(_Standalone(config), "autograder-standalone")


class _Standalone:
    """Grade one notebook in an ordinary pytest run, and print the points below it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        from autograder.standalone import open_bench

        with open_bench(session.items, self.config.getoption("--submission")) as bench:
            self.config.stash[BENCH] = bench
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        report = yield
        record_call(self.config.stash[BENCH], item, call)
        return report

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        bench = self.config.stash.get(BENCH, None)
        if bench is None:
            return
        terminalreporter.section("points")
        for question in bench.results():
            points = "not graded" if question.score is None else f"{question.score:g}"
            terminalreporter.line(f"{question.id:30} {points:>5} / {question.max_score:g}  {question.hint}")


def record_call(bench: Bench, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Note a phase of a test: the call itself, or a failure before it."""
    if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
        bench.record(item, call.excinfo.value if call.excinfo is not None else None)
