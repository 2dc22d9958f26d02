"""The suite of a1_linear_classifiers/losses on the reference, stubs, zeros and mistakes."""

import importlib.util
import inspect
import json
import re
import zlib
from collections import defaultdict

import numpy as np
import pytest

from autograder.course import find_course
from autograder.fake import fake_submission
from autograder.misconceptions import load_catalogue, mistaken_source
from autograder.notebook import Cell
from autograder.outcomes import Outcome, classify
from autograder.plugin import AUTHORED, Bench
from autograder.reference import run_cells
from autograder.submission import link_of

IMPORTS = "import numpy as np"
NOTEBOOK = next(
    notebook for notebook in find_course().notebooks("a1_linear_classifiers") if notebook.name == "losses"
)
CATALOGUE = load_catalogue(NOTEBOOK.suite)


def _solutions():
    cells = json.loads(NOTEBOOK.solution.read_text(encoding="utf-8"))["cells"]
    marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells if cell["cell_type"] == "code"]
    return {
        mark["grade_id"].removesuffix("_solution"): "".join(cell["source"])
        for cell, mark in marks
        if mark.get("solution")
    }


SOLUTIONS = _solutions()


def _tests():
    """Return (function, question, points, parameters) of every test of the suite, in order."""
    found = []
    for path in sorted(NOTEBOOK.suite.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"suite_losses_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, function in list(vars(module).items()):
            if name.startswith("test_"):
                found += _runs(function)
    return found


def _runs(function):
    marks = {mark.name: mark for mark in function.pytestmark}
    rows = marks["parametrize"].args[1] if "parametrize" in marks else []
    cases = [(row.marks[0], {"name": row.values[0]}) for row in rows] or [(marks["question"], {})]
    return [(function, mark.args[0], mark.kwargs.get("points", 0), given) for mark, given in cases]


TESTS = _tests()


@pytest.fixture(scope="module")
def reference():
    cells = [Cell(number, source) for number, source in enumerate([IMPORTS, *SOLUTIONS.values()])]
    return run_cells("reference_losses", cells, {}.__getitem__)


@pytest.fixture(scope="module")
def run_suite(reference):
    """Return a function that runs the whole suite on changed sources and returns the bench."""

    def run(changes, secret="s"):
        bench = Bench(NOTEBOOK, reference, CATALOGUE, secret)
        submission = fake_submission([IMPORTS, *(SOLUTIONS | changes).values()])
        # What numpy would only print in a worker is an exception here, where warnings are errors.
        with np.errstate(all="ignore"):
            for test in TESTS:
                bench.outcomes.append(_outcome(test, submission, reference, secret))
        return bench

    return run


@pytest.fixture(scope="module")
def grade(run_suite):
    """Return a function that runs the whole suite on changed sources and returns results by question."""
    return lambda *given: {result.id: result for result in run_suite(*given).results()}


def _outcome(test, submission, reference, secret):
    function, question, points, given = test
    link_of(submission).begin_test(question)
    rng = np.random.default_rng(zlib.crc32(f"{secret} {function.__name__} {given}".encode()))
    fixtures = {"submission": submission, "reference": reference, "rng": rng, **given}
    error = None
    try:
        function(**{name: fixtures[name] for name in inspect.signature(function).parameters})
    except (Exception, *AUTHORED) as raised:
        error = raised
    verdict = classify(error, points, AUTHORED)
    assert not verdict.unusual, f"{function.__name__} {given} raised {error!r}"
    title = function.__doc__.splitlines()[0]
    return Outcome(question, function.__name__, title, points, verdict.status, verdict.message, error)


def test_points_are_those_of_the_notebook():
    points = defaultdict(float)
    for function, question, worth in {(test[0], test[1], test[2]) for test in TESTS}:
        assert function.__doc__
        points[question] += worth
    assert points == {question.id: question.points for question in NOTEBOOK.questions if not question.manual}


@pytest.mark.parametrize("secret", ["s", "another", "a third"])
def test_the_reference_earns_everything(grade, secret):
    for result in grade({}, secret).values():
        assert (result.status, result.score) == ("passed", result.max_score)


def _stub(function):
    signature = SOLUTIONS[function].split("\n")[0]
    return f'{signature}\n    """Say what to do."""\n    raise NotImplementedError("Your turn")\n'


ZEROS = {
    name: f"{SOLUTIONS[name].splitlines()[0]}\n    return {result}\n"
    for name, result in {
        **{name: "0.0, np.zeros_like(W)" for name in SOLUTIONS if "loss" in name or "penalty" in name},
        "numeric_gradient": "np.zeros_like(x)",
        "relative_error": "0.0",
    }.items()
}


@pytest.mark.parametrize(
    "changes",
    [{name: _stub(name) for name in SOLUTIONS}, ZEROS, dict.fromkeys(SOLUTIONS, "pass")],
    ids=["stubs", "zeros", "nothing"],
)
def test_no_work_earns_nothing(grade, changes):
    assert len(changes) == 9
    for result in grade(changes).values():
        assert result.score == 0
        assert result.hint
        assert not any(test.score for test in result.tests)


def test_a_missing_function_costs_its_own_question(grade):
    results = grade({"l1_penalty": "pass"})
    assert {name for name, result in results.items() if result.status != "passed"} == {"l1_penalty"}
    assert "does not define `l1_penalty`" in results["l1_penalty"].hint


@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.name)
def test_a_mistake_loses_its_questions_and_is_told_its_sentence(grade, mistake):
    results = grade({mistake.function: mistaken_source(mistake, SOLUTIONS[mistake.function])})
    lost = {name for name, result in results.items() if result.score < result.max_score}
    assert lost == set(mistake.questions)
    assert all(mistake.sentence in results[name].hint for name in lost)
    if mistake.told_by == "diagnosis":
        assert results[mistake.function].hint == mistake.sentence


def test_the_catalogue_is_large_enough():
    assert len(CATALOGUE) > 100
    assert {mistake.function for mistake in CATALOGUE} == set(SOLUTIONS)


def test_two_mistakes_at_once_are_both_told(grade):
    source = SOLUTIONS["svm_loss_vectorized"]
    source = source.replace(" + reg * np.sum(W**2)", "").replace("-pushes.sum(axis=1)", "-1.0")
    hint = grade({"svm_loss_vectorized": source})["svm_loss_vectorized"].hint
    assert "regulariz" in hint
    assert "how many margins" in hint


def test_partial_credit_for_a_right_loss(grade):
    source = SOLUTIONS["svm_loss_naive"].replace("2 * reg * W", "reg * W")
    result = grade({"svm_loss_naive": source})["svm_loss_naive"]
    assert {test.name: test.score for test in result.tests if test.max_score} == {
        "test_loss": 2.0,
        "test_gradient": 0.0,
        "test_worked_example": 1.0,
        "test_edges": 0.0,
    }


def test_no_message_holds_an_expected_value(run_suite):
    bench = run_suite(ZEROS)
    told = [test.message for result in bench.results() for test in result.tests if test.message]
    told += [result.hint for result in bench.results()]
    assert len(told) > 25
    # The inputs may be named, behind "Called with"; before that no message needs a decimal number.
    assert not any(re.search(r"\d\.\d", text.split("Called with")[0]) for text in told)
