"""The numbers of the notebook `losses`, and those it prints, computed again."""

import json
import math
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import datasets
from autograder.course import Notebook, find_course

COURSE = find_course(Path(__file__))
LOSSES = COURSE.root / "solutions" / "a1_linear_classifiers" / "losses.ipynb"
SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])  # S1: cat, car, frog
W_DEMO = np.array(
    [[1.03, -1.20, 0.16], [0.99, 0.74, -1.72], [-0.19, 0.02, 0.30]]
)  # S1: the demo, last row biases
REG_DEMO = 0.15849


@pytest.fixture(scope="module")
def losses() -> SimpleNamespace:
    """Return the functions of the authored notebook."""
    namespace: dict[str, Any] = {"np": np}
    for cell in json.loads(LOSSES.read_text(encoding="utf-8"))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("_solution"):
            exec("".join(cell["source"]), namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(scope="module")
def demo() -> datasets.Dataset:
    return datasets.load("nine_points", bias=True)


def test_points_of_losses():
    questions = {
        question.id: (question.points, question.manual)
        for question in Notebook(COURSE.root, "a1_linear_classifiers", "losses").questions
    }
    assert questions == {
        "relative_error": (1, False),
        "numeric_gradient": (3, False),
        "svm_loss_naive": (6, False),
        "svm_loss_vectorized": (6, False),
        "softmax_loss_naive": (6, False),
        "softmax_loss_vectorized": (6, False),
        "l2_penalty": (1, False),
        "l1_penalty": (1, False),
        "elastic_net_penalty": (2, False),
        "question_zero_margin": (2, True),
        "question_scale": (2, True),
    }


@pytest.mark.parametrize("name", ["svm_loss_naive", "svm_loss_vectorized"])
@pytest.mark.parametrize(
    ("scale", "each", "mean"), [(1, (2.9, 0.0, 12.9), 5.27), (2, (4.8, 0.0, 23.8), 9.53)]
)
def test_cat_car_frog(losses, name, scale, each, mean):
    svm = getattr(losses, name)
    costs = [svm(scale * SCORES, np.eye(3)[[i]], np.array([i]), 0.0)[0] for i in range(3)]
    assert costs == pytest.approx(each)
    assert svm(scale * SCORES, np.eye(3), np.arange(3), 0.0)[0] == pytest.approx(mean, abs=0.005)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_at_zero_weights_svm_costs_c_minus_one_and_softmax_log_c(losses, classes):
    X, y = np.random.default_rng(0).normal(size=(7, 4)), np.arange(7) % classes
    for kind in ("naive", "vectorized"):
        svm, softmax = (getattr(losses, f"{name}_loss_{kind}") for name in ("svm", "softmax"))
        assert svm(np.zeros((4, classes)), X, y, 1.0)[0] == pytest.approx(classes - 1)
        assert softmax(np.zeros((4, classes)), X, y, 1.0)[0] == pytest.approx(math.log(classes))


def test_at_zero_weights_the_svm_gradient_is_ten_times_the_softmax_gradient(losses):
    digits = datasets.load("digits", bias=True)
    _, svm = losses.svm_loss_vectorized(np.zeros((65, 10)), digits.X, digits.y, 0.0)
    _, softmax = losses.softmax_loss_vectorized(np.zeros((65, 10)), digits.X, digits.y, 0.0)
    np.testing.assert_allclose(svm, 10 * softmax, atol=1e-12)


def test_the_demo_table(losses, demo):
    printed = [0.00, 0.00, 0.35, 0.00, 0.29, 0.00, 0.03, 0.00, 0.03]
    costs = [losses.svm_loss_naive(W_DEMO, demo.X[[i]], demo.y[[i]], 0.0)[0] for i in range(9)]
    assert costs == pytest.approx(printed, abs=0.01)
    data = losses.svm_loss_vectorized(W_DEMO, demo.X, demo.y, 0.0)[0]
    penalty = REG_DEMO * losses.l2_penalty(W_DEMO[:2])[0]
    assert (data, penalty, data + penalty) == pytest.approx((0.08, 1.11, 1.19), abs=0.005)
    assert REG_DEMO * losses.l2_penalty(W_DEMO)[0] == pytest.approx(1.13, abs=0.005)


def test_the_demo_counts_a_margin_of_zero_and_a_quarter_of_the_penalty(losses, demo):
    """Question 1: with both, its nine printed slopes come out; with neither, they do not."""
    printed = np.array([[0.04, -0.02, -0.02], [-0.02, 0.06, -0.04], [0.00, 0.22, -0.22]])
    _, ours = losses.svm_loss_naive(W_DEMO, demo.X, demo.y, 0.0)
    assert ours[2] == pytest.approx([0.11, 0.11, -0.22], abs=0.005)
    theirs = ours.copy()
    theirs[:, 1] += demo.X[0] / 9
    theirs[:, 0] -= demo.X[0] / 9
    theirs[:2] += 0.5 * REG_DEMO * W_DEMO[:2]
    np.testing.assert_allclose(theirs, printed, atol=0.01)
    assert theirs[0, 0] - 0.5 * REG_DEMO * 1.03 == pytest.approx(-0.044, abs=0.001)


def test_the_best_length_of_the_demo_weights(losses, demo):
    """Section 4: without a penalty many are best; at 0.04 it is W itself, at the printed strength 0.6 W."""
    scales = np.linspace(0, 4, 401)

    def total(reg: float) -> Any:
        return np.array([losses.svm_loss_vectorized(s * W_DEMO, demo.X, demo.y, reg)[0] for s in scales])

    assert (total(0.0) == 0).sum() > 200
    assert scales[total(0.04).argmin()] == pytest.approx(1.0, abs=0.02)
    assert scales[total(REG_DEMO).argmin()] == pytest.approx(0.6, abs=0.02)


def test_question_2_softmax_keeps_falling(losses, demo):
    totals = [losses.softmax_loss_vectorized(s * W_DEMO, demo.X, demo.y, 0.0)[0] for s in range(1, 30)]
    assert all(later < earlier for earlier, later in pairwise(totals))
    assert 0 < totals[-1] < 1e-3


def test_the_slopes_of_the_lecture_look_to_one_side():
    slopes = [(nudged - 1.25347) / 0.0001 for nudged in (1.25322, 1.25353, 1.25347)]
    assert slopes == pytest.approx([-2.5, 0.6, 0.0], abs=1e-6)


def test_l1_is_indifferent_where_l2_spreads(losses):
    peaked, spread = np.array([1.0, 0.0, 0.0, 0.0]), np.full(4, 0.25)
    assert peaked @ np.ones(4) == spread @ np.ones(4)
    assert [losses.l2_penalty(w)[0] for w in (peaked, spread)] == [1.0, 0.25]
    assert [losses.l1_penalty(w)[0] for w in (peaked, spread)] == [1.0, 1.0]


def test_softmax_by_hand(losses):
    loss, _ = losses.softmax_loss_naive(np.log([[1.0, 3.0, 4.0]]), np.ones((1, 1)), np.array([1]), 0.0)
    assert loss == pytest.approx(math.log(8 / 3))
    assert round(loss, 2) == 0.98
