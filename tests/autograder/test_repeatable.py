"""Keys of questions, and what the reference said that is not asked twice."""

from functools import partial

import numpy as np
import pytest

from autograder.checks import Method, agree, check_gradient, planted
from autograder.fake import fake_submission
from autograder.notebook import Cell
from autograder.reference import Reference, once, run_cells
from autograder.repeatable import LARGEST, repeatable

SOURCE = """
calls = []

def square(x):
    calls.append(1)
    return (x**2).sum(), 2 * x

def double(x):
    return helper(x)

def helper(x):
    return 2 * x
"""


def closing_over(value):
    return lambda code, x: (code, x, value)


def made(code):
    return code


def a_class():
    class Local:
        pass

    return Local


@pytest.mark.parametrize(
    "question",
    [
        (1, 2.0, "a", b"b", None, True, 1j, np.float32(3), 10**5000),
        ("f", np.arange(6.0).reshape(2, 3), [1, (2, {"a": np.ones(2)})]),
        (np.nan, np.array([np.nan, -0.0])),
        (closing_over(3), closing_over(np.ones(2)), closing_over((1, "b"))),
        (Method(made, "predict"), partial(closing_over(2.0), 1)),
    ],
)
def test_equal_questions_have_equal_keys(question):
    assert repeatable(question) is not None
    assert repeatable(question) == repeatable(question)
    hash(repeatable(question))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        (np.float32(1), np.float64(1)),
        (np.zeros(2), -np.zeros(2)),
        (np.ones((2, 3)), np.ones((3, 2))),
        (np.ones((2, 3)), np.asfortranarray(np.ones((2, 3)))),
        (np.ones(2), np.ones(2, np.float32)),
        ((1, 2), [1, 2]),
        ({"a": 1}, {"b": 1}),
        (closing_over(1), closing_over(2)),
        (closing_over(np.ones(2)), closing_over(np.zeros(2))),
        (Method(made, "predict"), Method(made, "train")),
        (Method(made, "predict"), Method(closing_over(1), "predict")),
        (lambda x, y=1: x, lambda x, y=2: x),
        (a_class(), a_class()),
    ],
)
def test_other_questions_have_other_keys(one, other):
    assert repeatable(one) != repeatable(other)


def calling_itself():
    def function(n):
        return n and function(n - 1)

    return function


@pytest.mark.parametrize(
    "question",
    [
        np.random.default_rng(1),
        calling_itself(),
        object(),
        closing_over([]),
        closing_over({}),
        closing_over(object()),
        np.array([None]),
        np.zeros(LARGEST // 8 + 1),
        fake_submission([]),
    ],
)
def test_what_may_change_has_no_key(question):
    assert repeatable(("f", question)) is None


@pytest.fixture
def module():
    return run_cells("reference", [Cell(1, SOURCE)], lambda name: None)


def test_the_reference_is_asked_once_and_its_results_are_remembered_each_time(module):
    kept, x = {}, np.array([1.0, 2.0])
    right = fake_submission([SOURCE])
    for turn in range(3):
        heard = []
        reference = Reference(module, heard.append, kept)
        agree(right, reference, "square", x)
        check_gradient(right, reference, "square", x)
        assert heard[0][0] == 5.0
        assert len(heard) == 6  # one value, one more and four around it for the slope
        assert len(module.calls) == 6, turn
    agree(right, reference, "square", 2 * x)
    assert len(module.calls) == 7


def test_what_is_planted_is_another_question(module):
    kept = {}
    reference = Reference(module, lambda result: None, kept)
    right = fake_submission([SOURCE])
    for _ in range(2):
        agree(right, reference, "double", 3)
        source = "def helper(x):\n    return 5 * x\n"
        with planted(reference, "helper", source), planted(right, "helper", source):
            agree(right, reference, "double", 3)
    assert len(kept) == 2


def test_of_other_code_nothing_is_kept(module):
    answers = iter([1, 2])
    assert once(module, ("f",), lambda code: next(answers)) == 1
    assert once(module, ("f",), lambda code: next(answers)) == 2
