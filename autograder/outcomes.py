"""From what a test raised to what it is worth: classify, group by question, score. No I/O, no pytest."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.checks import Disagreement, Partial
from autograder.errors import InfrastructureError, MissingName, StudentError, StudentException
from autograder.plain import plain
from autograder.report import NOT_STARTED, QuestionResult, QuestionStatus, TestResult, TestStatus

MESSAGE = 2_000  # characters: whatever a message quotes, a report stays a report
UNEXPECTED = "Your function returned something that this test cannot work with."


@dataclass(frozen=True)
class Outcome:
    """One run of one test function: what happened, and for which question and points."""

    question: str
    test: str
    title: str
    points: float
    status: TestStatus
    message: str = ""
    error: BaseException | None = None
    share: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """Status and message for a test, and the share of its points that is earned without passing.

    `unusual` is for the instructor: an exception nobody authored.
    """

    status: TestStatus
    message: str = ""
    unusual: bool = False
    share: float = 0.0


def classify(
    error: BaseException | None, points: float, authored: tuple[type[BaseException], ...]
) -> Verdict:
    """Return what an exception out of a test means.

    Parameters
    ----------
    error : exception or None
        What the test raised.
    points : float
        What the test is worth; 0 for a gate.
    authored : tuple of exception types
        Exceptions whose text the suite wrote for the student, such as `pytest.fail`'s.
    """
    if error is None:
        return Verdict("passed")
    if isinstance(error, InfrastructureError):
        return Verdict("error", f"This could not be graded: {error}")
    if isinstance(error, MissingName) and points:
        return Verdict("skipped", plain(str(error)[:MESSAGE]))
    if isinstance(error, StudentException) and error.type_name == "NotImplementedError":
        return Verdict("failed", NOT_STARTED)
    if isinstance(error, Partial):
        return Verdict("failed", plain(str(error)[:MESSAGE]), share=error.share)
    if isinstance(error, (StudentError, Disagreement, *authored)):
        return Verdict("failed", plain(str(error)[:MESSAGE]))
    # The same test has just passed on the reference, so it is what the student returned that did not fit. The
    # text of such an exception may hold expected values: it is not shown.
    return Verdict("failed", f"{UNEXPECTED} ({type(error).__name__})", unusual=True)


def score(
    outcomes: Sequence[Outcome], questions: Sequence[str], hint: Callable[[Sequence[Outcome]], str]
) -> tuple[QuestionResult, ...]:
    """Return the questions in the order given, then any others the outcomes name.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Runs of tests, in order.
    questions : sequence of str
        Ids in the order of the notebook.
    hint : callable
        Called with the failed outcomes of a question; returns what to tell the student, or "".
    """
    named = dict.fromkeys([*questions, *(outcome.question for outcome in outcomes)])
    grouped = {question: [o for o in outcomes if o.question == question] for question in named}
    return tuple(_question(question, runs, hint) for question, runs in grouped.items() if runs)


def _question(
    question: str, runs: Sequence[Outcome], hint: Callable[[Sequence[Outcome]], str]
) -> QuestionResult:
    tests = tuple(_test(list(group)) for group in _by_test(runs))
    most = float(sum(test.max_score for test in tests))
    gate_failed = any(test.status == "failed" and not test.max_score for test in tests)
    status: QuestionStatus
    total: float | None
    if not gate_failed and any(test.status == "error" for test in tests):
        status, total = "error", None
    else:
        total = 0.0 if gate_failed else float(sum(test.score or 0.0 for test in tests))
        status = "passed" if total == most and not gate_failed else "failed"
    failed = [run for run in runs if run.status in ("failed", "skipped", "error")]
    return QuestionResult(question, total, most, status, hint(failed) if failed else "", tests)


def _by_test(runs: Iterable[Outcome]) -> list[list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for run in runs:
        groups.setdefault(run.test, []).append(run)
    return list(groups.values())


def _test(runs: Sequence[Outcome]) -> TestResult:
    """Join the runs of a parametrized test: the worst one counts."""
    ranked: tuple[TestStatus, ...] = ("error", "failed", "skipped", "passed")
    status = min((run.status for run in runs), key=ranked.index)
    message = next((run.message for run in runs if run.status == status), "")
    points = runs[0].points
    share = min(1.0 if run.status == "passed" else run.share for run in runs)
    earned = None if status == "error" else round(points * share, 2)
    return TestResult(runs[0].test, runs[0].title, status, earned, points, message)
