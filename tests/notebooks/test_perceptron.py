"""The numbers in the text of the notebook `perceptron`, computed again."""

import json
import math
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import datasets

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers" / "perceptron.ipynb"
X = np.array([10.0, 2.0, 3.5, 1.0])  # S2's four points
Y = np.array([10.1, 1.9, 3.4, 1.1])
BEST = 1.00469


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def unit() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {"np": np}
    for name, source in cells():
        if name.endswith("-solution") or name == "rosenblatt":
            exec(source, namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(scope="module")
def two_blobs() -> tuple[Any, Any]:
    """Return the points and sides of section 4."""
    blobs = datasets.load("blobs", bias=True, n=90, seed=1)
    two = blobs.y < 2
    return blobs.X[two], np.where(blobs.y[two] == 1, 1, -1)


def walk(unit: SimpleNamespace, rate: float, order: Any) -> list[float]:
    """Return the weight after each step over S2's points in this order."""
    w, weights = np.zeros(1), []
    for i in order:
        w = unit.perceptron_step(w, X[[i]], Y[i], rate)
        weights.append(float(w[0]))
    return weights


def worst(unit: SimpleNamespace, rate: float) -> float:
    """Return how far from least squares any sequence of orders can keep the weight at the ends of passes.

    A pass maps the distance d to a * d + c; a is the same for every order, c is not.
    """
    a = math.prod(1 - rate * x**2 for x in X)
    ends = [walk(unit, rate, order)[-1] - BEST + a * BEST for order in permutations(range(4))]
    low = high = 0.0
    for _ in range(500):
        low, high = min(a * low, a * high) + min(ends), max(a * low, a * high) + max(ends)
    return max(-low, high)


def pass_factor(rate: float) -> float:
    """Return by what a whole pass multiplies the distance, whatever the order."""
    return math.prod(abs(1 - rate * x**2) for x in X)


def test_least_squares_of_the_four_points():
    assert pytest.approx((117.8, 117.25)) == (X @ Y, X @ X)
    assert pytest.approx(BEST, abs=5e-6) == X @ Y / (X @ X)
    assert pytest.approx([1.01, 0.95, 0.971, 1.1], abs=5e-4) == list(Y / X)


def test_a_rate_of_one_swings_to_3380_and_ends_each_pass_at_the_last_target(unit):
    weights = walk(unit, 1.0, [0, 1, 2, 3] * 3)
    assert weights[:4] == pytest.approx([101, -299.2, 3377.9, 1.1])
    assert round(weights[2], -1) == 3380
    assert weights[3::4] == pytest.approx([1.1] * 3)
    assert max(abs(w) for order in permutations(range(4)) for w in walk(unit, 1.0, order)) < 3378


def test_a_hundredth_of_that_rate_behaves(unit):
    weights = walk(unit, 0.01, [0, 1, 2, 3] * 3)
    assert weights[:4] == pytest.approx([1.01, 1.0076, 1.00317, 1.00414], abs=5e-6)


def test_each_step_multiplies_the_distance_to_the_examples_own_favourite(unit):
    rng = np.random.default_rng(0)
    for x, y, rate, start in rng.uniform(0.5, 3.0, size=(20, 4)):
        (after,) = unit.perceptron_step(np.array([start]), np.array([x]), y, rate)
        assert after - y / x == pytest.approx((1 - rate * x**2) * (start - y / x))
    assert 1 - 1.0 * 10**2 == -99
    assert 2 / 10**2 == 0.02


def test_rates_that_hold_and_rates_that_do_not(unit):
    """0.0274 is where a pass neither gains nor loses; at 1 the last point makes the product 0."""
    assert pass_factor(0.026) < 1 < pass_factor(0.03)
    assert pass_factor(0.0273) < 1 < pass_factor(0.0274)
    assert pass_factor(1.0) == 0.0
    assert worst(unit, 0.005) < 0.003
    assert worst(unit, 0.012) < 0.01 < worst(unit, 0.013)
    assert worst(unit, 0.018) > 0.03
    assert worst(unit, 0.03) > 10


def test_the_five_rates_of_the_figure(unit):
    far = {}
    for rate in (0.0002, 0.005, 0.018, 0.026, 0.03):
        _, path = unit.train_perceptron(X[:, np.newaxis], Y, rate, 60, np.random.default_rng(0))
        far[rate] = np.abs(path[::4, 0] - BEST)
    assert far[0.0002][-1] > 0.1
    assert far[0.005][6:].max() < 0.01
    assert (np.diff((far[0.018][10:] > 0.01).astype(int)) == 1).sum() > 3
    assert far[0.026][-1] < 0.1 < far[0.026][20]
    assert far[0.03][-1] > 100


def test_the_linear_unit_errs_where_a_line_could_separate(unit, two_blobs):
    points, sides = two_blobs
    trained, _ = unit.train_perceptron(points, sides, 0.002, 300, np.random.default_rng(0))
    exact = np.linalg.lstsq(points, sides, rcond=None)[0]
    for w in (trained, exact):
        assert unit.zero_one_loss(np.sign(points @ w), sides).sum() == 1
    losses, leads = unit.l2_loss(points @ exact, sides), sides * (points @ exact)
    assert (leads > 1).sum() == 20
    assert losses[leads > 1].sum() == pytest.approx(1.70, abs=0.005)
    assert losses[leads < 0] == pytest.approx([1.20], abs=0.005)


def test_rosenblatts_lines_differ_and_the_svm_keeps_the_largest_distance(unit, two_blobs):
    from sklearn.svm import SVC

    points, sides = two_blobs
    svm = SVC(kernel="linear", C=1e6).fit(points[:, :2], sides)
    lines = [unit.rosenblatt(points, sides, np.random.default_rng(seed)) for seed in range(5)]
    lines.append(np.append(svm.coef_, svm.intercept_))
    *others, widest = (np.min(sides * (points @ w)) / np.linalg.norm(w[:2]) for w in lines)
    assert min(others) > 0
    assert max(others) < widest / 2
    assert len({round(each, 3) for each in others}) == 5


def test_the_bowl_is_a_valley(unit):
    both = np.column_stack([X, np.ones(4)])
    flat, steep = np.linalg.eigvalsh(both.T @ both)
    assert steep / flat == pytest.approx(73, abs=0.5)
    lowest = np.linalg.lstsq(both, Y, rcond=None)[0]
    w, path = unit.train_perceptron(both, Y, 0.002, 400, np.random.default_rng(0))
    across = np.linalg.eigh(both.T @ both)[1][:, 1]
    assert abs((path[20 * 4] - lowest) @ across) < 0.02
    assert 0.03 < np.linalg.norm(w - lowest) < 0.06
    edge, _ = unit.train_perceptron(both, Y, 0.0195, 400, np.random.default_rng(0))
    assert np.linalg.norm(edge - lowest) < 0.03
    lost, _ = unit.train_perceptron(both, Y, 0.03, 20, np.random.default_rng(0))
    assert np.linalg.norm(lost - lowest) > 2


def test_question_2_what_the_misprints_do(unit):
    """Uphill runs away, a loss without its square never turns round, a rate used twice is squared."""
    w = np.zeros(1)
    for x, y in list(zip(X, Y, strict=True)) * 5:
        w = unit.perceptron_step(w, np.array([x]), y, -0.01)
    assert abs(w[0]) > 10
    assert pytest.approx(0.0001) == 0.01 * 0.01


def test_the_scores_of_the_first_figure(unit):
    """A score of 3 costs as much as one of -1 by L2, and nothing by the hinge."""
    scores, labels = np.array([3.0, -1.0]), np.ones(2)
    assert list(unit.l2_loss(scores, labels)) == [4.0, 4.0]
    assert list(unit.hinge_loss(scores, labels)) == [0.0, 2.0]
    wide = np.linspace(-5, 5, 1001)
    wrong = unit.zero_one_loss(np.where(wide > 0, 1, -1), np.ones(1001))
    assert np.all(unit.hinge_loss(wide, np.ones(1001)) >= wrong)


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "117.8 / 117.25",
        "1.00469",
        "3,378",
        "-299",
        "0.0274",
        "$-99$",
        "0.012",
        "1.20",
        "1.70",
        "73 times",
    )
    assert [number for number in numbers if number not in text] == []
