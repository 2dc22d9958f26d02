"""Checks: right results pass in any fair form; wrong ones fail with a text that teaches, reveals nothing."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks import (
    Disagreement,
    agree,
    check_gradient,
    copied,
    describe_call,
    difference,
    for_each_question,
    planted,
    require_function,
    require_pure,
    require_result,
    require_signature,
    slope,
)
from autograder.course import Course
from autograder.errors import MissingName, StudentException
from autograder.fake import fake_submission
from autograder.problems import field, linear_problem, shifted_problem
from autograder.reference import load_reference

W = np.random.default_rng(0).standard_normal((4, 3))
NAMES = ("loss", "gradient")


class Reference:
    """The functions that submissions below are compared with."""

    @staticmethod
    def loss(W, reg):
        return reg * np.sum(W**2), 2 * reg * W

    @staticmethod
    def step(x, h=1e-5):
        return x + h


def student(body, head="def loss(W, reg):"):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return fake_submission([f"import numpy as np\n{head}\n{lines}\n"])


RIGHT = [
    "return reg * np.sum(W**2), 2 * reg * W",
    "return float(reg * np.sum(W**2)), 2 * reg * W",
    "return np.array(reg * np.sum(W**2)), 2 * reg * W",
    "return [np.longdouble(reg * np.sum(W**2)), np.asfortranarray(2 * reg * W)]",
    "return reg * (W * W).sum(), np.ascontiguousarray(2 * reg * W)[::-1][::-1]",
]


@pytest.mark.parametrize("body", RIGHT)
def test_right_results_pass_in_any_fair_form(body):
    agree(student(body), Reference, "loss", W, 1.5, names=NAMES)
    agree(student(body), Reference, "loss", W, reg=1.5)
    check_gradient(student(body), Reference, "loss", W, 1.5)
    require_result(student(body), Reference, "loss", W, 1.5, names=NAMES)


WRONG_KINDS = [
    ("W", "Your result is a ndarray where a tuple of 2 values (loss, gradient) is expected"),
    (
        "pass",
        "Your result is None where a tuple of 2 values (loss, gradient) is expected. Does every path end",
    ),
    ("return 1.0, W, W", "Your result holds 3 values; expected is a tuple of 2 values (loss, gradient)"),
    ("return None, W", "Your loss is None where a single number is expected"),
    ("return '3', W", "Your loss is a str where a single number is expected"),
    ("return W, W", "Your loss has shape (4, 3); expected is a single number"),
    ("return np.ones(1), W", "Your loss has shape (1,); expected is a single number"),
    ("return 1j, W", "Your loss has dtype complex128; expected are real numbers"),
    ("return True, W", "Your loss has dtype bool; expected are real numbers"),
    (
        "return 1.0, W.T",
        "Your gradient has shape (3, 4); expected is an array of shape (4, 3). A gradient has",
    ),
    ("return 1.0, 2.0", "Your gradient is a single number; expected is an array of shape (4, 3)"),
    ("return 1.0, W.tolist()", "Your gradient is a list where an array of shape (4, 3) is expected"),
    ("return 1.0, W > 0", "Your gradient has dtype bool; expected are real numbers"),
    ("return 1.0, np.ma.array(W)", "Your gradient is a MaskedArray, which is not a value that can be graded"),
    (
        "return 1.0, W.view(np.recarray)",
        "Your gradient is a recarray, which is not a value that can be graded",
    ),
    ("return 1.0, W.astype(object)", "Your gradient is a ndarray, which is not a value that can be graded"),
    ("return object(), W", "Your loss is a object, which is not a value that can be graded"),
]


@pytest.mark.parametrize(("body", "message"), WRONG_KINDS, ids=[body for body, _ in WRONG_KINDS])
def test_wrong_kind_shape_or_dtype_is_told(body, message):
    body = body if body == "pass" or body.startswith("return") else f"return {body}"
    for check in (require_result, agree):
        with pytest.raises(Disagreement) as caught:
            check(student(body), Reference, "loss", W, 1.5, names=NAMES)
        assert message in str(caught.value)


WRONG_VALUES = [
    ("return 1.0, 2 * reg * W", "Your loss is wrong. Called with W (4, 3), reg 1.5."),
    ("return np.nan, 2 * reg * W", "Your loss is not finite: NaN or infinity."),
    ("return 10**400, 2 * reg * W", "Your loss is not finite"),
    ("return reg * np.sum(W**2), reg * W", "Your gradient is wrong everywhere."),
    ("return reg * np.sum(W**2), 2 * reg * W + (W == W[2, 1])", "wrong in 1 of 12 entries, first at [2, 1]"),
    (
        "return reg * np.sum(W**2), np.where(W == W[2, 1], np.inf, 3 * W)",
        "is not finite in 1 of 12 entries, first at [2, 1]",
    ),
    ("return reg * np.sum(W**2), (2 * reg * W).astype(int)", "Your gradient is wrong"),
    ("return reg * np.sum(W**2), (2 * reg * W).astype(np.float32)", "Your gradient is wrong"),
]


@pytest.mark.parametrize(("body", "message"), WRONG_VALUES, ids=[body for body, _ in WRONG_VALUES])
def test_wrong_values_are_told_without_the_right_ones(body, message):
    submission = student(body)
    with pytest.raises(Disagreement) as caught:
        agree(submission, Reference, "loss", W, 1.5, names=NAMES)
    assert message in str(caught.value)
    assert f"{caught.value.expected[0]:.2f}"[:-1] not in str(caught.value)
    require_result(submission, Reference, "loss", W, 1.5, names=NAMES)


def test_a_disagreement_carries_the_whole_call():
    with pytest.raises(Disagreement) as caught:
        agree(student("return reg * np.sum(W**2), W"), Reference, "loss", W, reg=1.5, names=NAMES)
    error = caught.value
    assert (error.function, error.kwargs, error.part, error.what) == ("loss", {"reg": 1.5}, (1,), "gradient")
    assert np.array_equal(error.arguments[0], W)
    assert np.array_equal(error.got[1], W)
    assert np.array_equal(error.expected[1], 3 * W)


def test_one_component_may_be_graded_alone():
    submission = student("return reg * np.sum(W**2), np.zeros(7)")
    with pytest.raises(Disagreement, match="gradient has shape"):
        agree(submission, Reference, "loss", W, 1.5, names=NAMES)
    half_right = student("return reg * np.sum(W**2), 0 * W")
    agree(half_right, Reference, "loss", W, 1.5, names=NAMES, only="loss")
    with pytest.raises(Disagreement, match="gradient is wrong"):
        agree(half_right, Reference, "loss", W, 1.5, names=NAMES, only="gradient")


def test_small_integers_of_arguments_and_results():
    """Whole numbers are no fault where they are right."""
    assert difference(2, 2.0, 1e-7) is None
    assert difference(np.array([1, -1]), np.array([1.0, -1.0]), 1e-7) is None
    assert difference(np.uint8(3), 3.0, 1e-7) is None


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        ({1: [0.5]}, {1: [0.5]}, True),
        ({1: [0.5]}, {2: [0.5]}, False),
        ({1: [0.5]}, {1: [0.6]}, False),
        ([1], {1: [0.5]}, False),
        ("car", "car", True),
        ("car", "cat", False),
        (1, "cat", False),
        (None, None, True),
        (True, True, True),
        (np.bool_(False), True, False),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), True),
        (np.array([np.nan, -np.inf]), np.array([np.nan, np.inf]), False),
        (1 + 1j, 1 + 1j, True),
        (0.0, 0.0, True),
        (1e-9, 0.0, True),
        (1e-6, 0.0, False),
        (np.array([1e3, 1e-5]), np.array([1e3, 0.0]), True),
        (np.array([]), np.array([]), True),
        (10**400, 1e300, False),
    ],
)
def test_difference(got, expected, same):
    assert (difference(got, expected, 1e-7) is None) == same


def test_what_the_student_raises_passes_through():
    with pytest.raises(StudentException, match="ValueError: no"):
        agree(student("raise ValueError('no')"), Reference, "loss", W, 1.5)


def test_the_gradient_is_checked_against_the_reference_not_the_students_own_loss():
    consistent = student("return 0.0, np.zeros_like(W)")
    with pytest.raises(Disagreement, match="gradient is wrong"):
        check_gradient(consistent, Reference, "loss", W, 1.5)
    half = student("return 0.5 * reg * np.sum(W**2), reg * W")
    with pytest.raises(Disagreement, match="gradient is wrong"):
        check_gradient(half, Reference, "loss", W, 1.5)


def test_slope_is_centred_and_leaves_x_alone():
    x = np.arange(6.0).reshape(2, 3)
    before = x.copy()
    assert np.allclose(slope(lambda z: float(np.sum(z**3)), x, 0.5), 3 * x**2 + 0.25)
    assert np.array_equal(x, before)
    assert slope(lambda z: float(z.sum()), np.zeros((2, 0, 3))).shape == (2, 0, 3)


def test_each_side_gets_copies():
    mine = W.copy()
    with pytest.raises(Disagreement):
        agree(student("W *= 0\nreturn 0.0, W"), Reference, "loss", mine, 1.5)
    assert np.array_equal(mine, W)
    generator = np.random.default_rng(3)
    assert copied(generator).random() == generator.random()


def test_names():
    require_function(student("pass"), "loss")
    with pytest.raises(MissingName, match="does not define `loss`"):
        require_function(fake_submission(["x = 1"]), "loss")
    with pytest.raises(MissingName):
        require_signature(fake_submission(["x = 1"]), Reference, "loss")


@pytest.mark.parametrize(
    "head",
    [
        "def loss(W, reg):",
        "def loss(weights, strength):",
        "def loss(W, reg=0.0):",
        "def loss(W, reg, *, delta=1.0):",
        "def loss(W, reg, delta=1.0, **more):",
        "def loss(*arguments):",
    ],
)
def test_signatures_that_can_be_called_pass(head):
    require_signature(student("pass", head), Reference, "loss")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("def loss(W):", "takes 1 arguments, not 2. The exercise asks for `loss.W, reg.`"),
        ("def loss(reg, W):", "another order: reg, W"),
        ("def loss(W, reg, delta):", "`delta` needs a default"),
        ("def loss(W, reg, *, delta):", "`delta` needs a default"),
        ("def step(x, h):", "`h` needs a default value. The exercise asks for `step.x, h=....`"),
    ],
)
def test_signatures_that_cannot_be_called_are_told(head, message):
    name = head[4:8]
    with pytest.raises(pytest.fail.Exception, match=message):
        require_signature(student("pass", head), Reference, name)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return reg * np.sum(W**2), 2 * reg * W", None),
        ("W = W * 2\nW += 1\nreturn 1.0, W", None),
        ("W *= 2\nreturn 1.0, W.copy()", "Your function changes `W`, which belongs to its caller"),
        ("W[0, 0] += 1\nreturn 1.0, 0 * W", "Your function changes `W`"),
        ("return 1.0, W.T", "Your function returns memory of `W`"),
    ],
)
@pytest.mark.parametrize("keyword", [False, True])
def test_purity(body, message, keyword):
    call = {"W": W, "reg": 1.5} if keyword else {}
    args = () if keyword else (W, 1.5)
    if message is None:
        require_pure(student(body), "loss", *args, **call)
        return
    with pytest.raises(pytest.fail.Exception, match=message):
        require_pure(student(body), "loss", *args, **call)


def test_a_call_is_described_by_what_went_in():
    def function(W, y, f, kind, reg=0.0):
        """Do nothing."""

    described = describe_call(
        "function", SimpleNamespace(function=function), (W, np.zeros(3, np.uint8), len, "sgd"), {"reg": 1.5}
    )
    assert described == "W (4, 3), y (3,) uint8, f a function, kind 'sgd', reg 1.5"


def test_a_test_is_spread_over_questions():
    mark = for_each_question("one", "two", points=2).mark
    assert mark.name == "parametrize"
    assert [(row.id, row.values) for row in mark.args[1]] == [("one", ("one",)), ("two", ("two",))]
    assert [(*row.marks[0].args, row.marks[0].kwargs["points"]) for row in mark.args[1]] == [
        ("one", 2),
        ("two", 2),
    ]


def test_linear_problems_keep_away_from_kinks():
    for seed in range(20):
        weights, X, y = linear_problem(np.random.default_rng(seed), 12, 5, 4, clearance=0.01)
        scores = X @ weights
        margins = scores - scores[np.arange(12), y][:, None] + 1
        assert np.abs(margins).min() > 0.01
        assert (weights.shape, X.shape, y.shape) == ((5, 4), (12, 5), (12,))
        assert np.array_equal(X[:, -1], np.ones(12))
        assert set(y) <= set(range(4))


def test_shifted_problems_differ_by_little_within_a_row():
    weights, X, _ = shifted_problem(np.random.default_rng(0), 5, 4, 3, 1e3, 1e4)
    scores = X @ weights
    assert scores.min() > 900
    assert np.ptp(scores, axis=1).max() < 30
    assert np.ptp(scores.mean(axis=1)) > 8000


def test_a_field_answers_anything_with_a_number():
    f = field((2,), lambda x: np.sum(x**2))
    assert f(np.array([1.0, 2.0])) == 5.0
    for other in (np.ones(3), 1.0, None, object(), np.array([1j, 2]), np.array(["a", "b"])):
        assert np.isnan(f(other))


@pytest.mark.parametrize(("name", "before"), [("twice", 6), ("unheard_of", None)])
def test_a_reference_is_planted_with_names_old_and_new(mini_course: Course, name, before):
    code = load_reference(mini_course.notebooks("mini")[0])
    with planted(code, name, f"def {name}(x):\n    return 100 * x"):
        assert getattr(code, name)(3) == 300
    assert (getattr(code, name)(3) if before else getattr(code, name, None)) == before
