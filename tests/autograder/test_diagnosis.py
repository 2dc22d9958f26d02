"""Diagnosis: the catalogue first, then numeric patterns, and never an exception or an expected value."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks import Disagreement
from autograder.diagnosis import diagnose
from autograder.fake import fake_submission
from autograder.misconceptions import Mistake
from autograder.notebook import Cell
from autograder.outcomes import Outcome
from autograder.plugin import Bench
from autograder.reference import run_cells

X = np.random.default_rng(1).uniform(0.5, 2.0, size=(6, 4))
LABELS = np.arange(6) % 4
CUBES = X**3 + 0.123

SOURCE = """def cube(x):
    return np.sum(x**3), 3 * x**2
"""
HALF = Mistake("half", "cube", "Half of it.", (("3 * x**2", "1.5 * x**2"),))
SQUARE = Mistake("square", "cube", "A square.", (("np.sum(x**3)", "np.sum(x**2)"),))
RAISES = Mistake("raises", "cube", "It raises.", source="def cube(x):\n    raise ValueError\n")
SAME = Mistake("same", "cube", "The same.", source=SOURCE)
GATE = Mistake("gate", "cube", "A gate.", (("3 * x**2", "1.5 * x**2"),), told_by="gate")


@pytest.fixture
def reference():
    return run_cells("reference_cube", [Cell(1, "import numpy as np"), Cell(2, SOURCE)], {}.__getitem__)


def failure(got, expected=CUBES, part=(), what="result", args=(X, LABELS), function="cube"):
    return Disagreement(
        "wrong",
        subject=function,
        args=args,
        kwargs={},
        got=got,
        expected=expected,
        tolerance=1e-7,
        part=part,
        what=what,
    )


def cube_failure(got, x=X, part=(1,), what="gradient"):
    return failure(got, (np.sum(x**3), 3 * x**2), part, what, (x,))


def test_a_mistake_that_explains_every_failing_call_is_named(reference):
    failures = [cube_failure((np.sum(x**3), 1.5 * x**2), x) for x in (X, X[:3], X[:2] + 1)]
    assert diagnose(failures, [RAISES, SAME, SQUARE, HALF], reference) == "Half of it."


def test_a_mistake_that_explains_some_calls_is_not_named(reference):
    failures = [cube_failure((np.sum(X**3), 1.5 * X**2)), cube_failure((np.sum(X**3), 2.9 * X**2))]
    assert (
        diagnose(failures, [HALF], reference) == "Only your gradient is wrong: what else you return is right."
    )


def test_a_mistake_told_by_a_gate_is_not_looked_for(reference):
    assert "Half" not in diagnose([cube_failure((np.sum(X**3), 1.5 * X**2))], [GATE], reference)


def test_a_mistake_that_agrees_with_the_reference_is_none(reference):
    zero = np.zeros((2, 2))
    assert diagnose([cube_failure((0.0, zero), zero)], [HALF], reference) != "Half of it."


def test_each_component_may_have_a_mistake_of_its_own(reference):
    got = (np.sum(X**2), 1.5 * X**2)
    failures = [cube_failure(got, part=(0,), what="value"), cube_failure(got)]
    assert diagnose(failures, [HALF, SQUARE], reference) == "A square. Half of it."


PATTERNS = [
    (2 * CUBES, "exactly twice"),
    (CUBES / 2, "exactly half"),
    (-CUBES, "wrong sign"),
    (6 * CUBES, "too large by a factor of the number of examples"),
    (CUBES / 6, "too small by a factor of the number of examples"),
    (24 * CUBES, "factor of the number of its entries"),
    (0.7 * CUBES, "0.7 times"),
    (CUBES + 1, "off by the same amount in every entry"),
    (CUBES * np.where(np.arange(6) == 2, 3.3, 1)[:, None], "Only row 2"),
    (CUBES * np.where(np.arange(4) == 3, 3.3, 1), "Only column 3"),
    (np.where(CUBES > 3, np.nan, CUBES), "NaN or infinite"),
    (np.where(CUBES > 3, np.inf, CUBES), "NaN or infinite"),
    (CUBES.astype(int), "whole numbers"),
    (np.floor(CUBES), "whole numbers"),
    ((1.00001 * CUBES).astype(np.float32), "less than 64 bits"),
    (np.zeros_like(CUBES), "0 throughout"),
    (CUBES.T, "transposed"),
    (np.random.default_rng(2).standard_normal(CUBES.shape), ""),
]


@pytest.mark.parametrize(("got", "sentence"), PATTERNS, ids=[text or "none" for _, text in PATTERNS])
def test_patterns(reference, got, sentence):
    hint = diagnose([failure(got)], [], reference)
    assert sentence in hint
    assert bool(hint) == bool(sentence)


def test_a_square_matrix_may_be_transposed(reference):
    assert "transposed" in diagnose([failure(CUBES[:4].T, CUBES[:4])], [], reference)


def test_the_factor_of_the_examples_is_each_calls_own(reference):
    failures = [failure(n * 1.37 * n, 1.37 * n, args=(X[:n], LABELS[:n])) for n in (3, 5)]
    assert "number of examples" in diagnose(failures, [], reference)


def test_single_numbers_need_more_than_one_call_for_a_pattern(reference):
    numbers = [1.7, 5.3]
    assert diagnose([failure(0.7 * numbers[0], numbers[0])], [], reference) == ""
    assert "0.7 times" in diagnose([failure(0.7 * n, n) for n in numbers], [], reference)
    assert "same amount every time" in diagnose([failure(n + 1, n) for n in numbers], [], reference)


def test_a_line_that_moves_is_not_numbered(reference):
    rows = [CUBES * np.where(np.arange(6) == row, 3.3, 1)[:, None] for row in (1, 3)]
    last = [failure(block * [1, 1, 3], block) for block in (CUBES[:3, :3], CUBES[:5, :3])]
    assert (
        diagnose([failure(got) for got in rows], [], reference)
        == "Only a single row of your result is wrong."
    )
    assert diagnose(last, [], reference) == "Only column 2 of your result is wrong."
    last[0] = failure(np.vstack([CUBES[:2], 3 * CUBES[2:3]]), CUBES[:3])
    last[1] = failure(np.vstack([CUBES[:3], 3 * CUBES[3:4]]), CUBES[:4])
    assert diagnose(last, [], reference) == "Only the last row of your result is wrong."


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "got",
    [
        None,
        "text",
        b"",
        object(),
        [],
        {},
        (),
        (1,),
        (1.0, "a"),
        10**5000,
        True,
        1j,
        np.array([1j]),
        _nested(5000),
        np.array("a"),
        np.array([None]),
        np.float16(3),
        np.zeros((0, 4)),
        np.ma.ones(3),
        np.bool_(1),
        slice(3),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("part", [(), (0,), (1, 2)])
def test_nothing_a_student_returns_breaks_it(reference, got, part):
    expected = ((CUBES, 2.5), CUBES)[0 if part else 1]
    assert isinstance(diagnose([failure(got, expected, part)], [HALF, SQUARE], reference), str)
    assert isinstance(diagnose([cube_failure(got, part=part)], [HALF, SQUARE], reference), str)


def test_a_handle_is_no_value(reference):
    handle = fake_submission(["def cube(x):\n    return object()"]).cube(X)
    assert diagnose([failure(handle)], [HALF], reference) == ""


def test_a_broken_catalogue_costs_only_the_hint():
    broken = Mistake("broken", "cube", "Broken.", (("not there", ""),))
    reference = SimpleNamespace(cube=lambda x: x)
    assert "wrong sign" in diagnose([failure(-CUBES)], [broken], reference)


def test_without_failures_there_is_nothing_to_say(reference):
    assert diagnose([], [HALF], reference) == ""


def test_arguments_stay_as_they_were(reference):
    changes = Mistake("changes", "cube", "Changes.", source="def cube(x):\n    x *= 2\n    return x\n")
    before = X.copy()
    diagnose([cube_failure((1.0, X))], [changes], reference)
    assert np.array_equal(X, before)


def test_sentences_hold_no_expected_values(reference):
    for got, _ in PATTERNS:
        numbers = re.findall(r"\d+\.\d+", diagnose([failure(got)], [], reference))
        assert not any(np.isclose(float(number), CUBES, rtol=1e-2).any() for number in numbers)


def test_a_mistake_found_in_one_question_is_tried_first_in_the_next(reference):
    """Of several that explain a failure, the one that the student has already been told of is named."""
    other = Mistake("other", "cube", "Halved elsewhere.", HALF.edits, loses=("together",))
    half = Mistake("half", "cube", HALF.sentence, HALF.edits, loses=("cube", "together"))
    wrong = cube_failure((np.sum(X**3), 1.5 * X**2))

    def hints(*questions):
        bench = Bench(SimpleNamespace(questions=()), reference, (other, half), "secret")
        bench.outcomes = [Outcome(one, "test", "", 1.0, "failed", "wrong", wrong) for one in questions]
        return [result.hint for result in bench.results()]

    assert hints("together") == ["Halved elsewhere."]
    assert hints("cube", "together") == ["Half of it.", "Half of it."]
