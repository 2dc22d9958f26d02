"""The numbers in the text of the notebook `two_layer_net`, computed again."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
import pytest

import datasets
from utils.notebooks import provided_by

FOLDER = Path(__file__).parents[2] / "solutions" / "a2_neural_networks"


def cells(name: str) -> dict[str, tuple[str, bool]]:
    """Return the source of every cell by id, and whether it only defines."""
    book = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    return {
        cell["id"]: (
            "".join(cell["source"]),
            cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ()),
        )
        for cell in book["cells"]
    }


def defined(name: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    for source, defines in cells(name).values():
        if defines:
            exec(source, namespace)
    return namespace


@pytest.fixture(scope="module")
def book() -> SimpleNamespace:
    """Return what the authored notebook defines, with the helpers of its experiments."""
    layers = SimpleNamespace(**defined("layers"))
    with provided_by(lambda name: layers):
        namespace = defined("two_layer_net")
    for cell, first in (("units-figure", "def trained("), ("penalty-figure", "def two_blobs(")):
        source = cells("two_layer_net")[cell][0]
        exec(first + source.split(first)[1].split("\n\n\n")[0], namespace)
    return SimpleNamespace(**namespace)


def accuracy(net: Any, points: Any) -> float:
    return float(np.mean(net.predict(points.X) == points.y))


def tiny_net(book, seed):
    """Train the tiny net; return its data, its weights before and after, and the first and the last loss."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((64, 1000)), rng.standard_normal((64, 10))
    w1, w2 = rng.standard_normal((1000, 100)), rng.standard_normal((100, 10))
    after, _, losses = book.train_tiny_net(x, y, w1, w2, 1e-4, 2000)
    return x, w1, after, losses[0], losses[-1]


@pytest.mark.slow
def test_the_tiny_net(book):
    x, before, after, first, last = tiny_net(book, 0)
    assert (x @ before).std() == pytest.approx(32, abs=0.5)
    ends = [np.mean(np.abs(1 / (1 + np.exp(-(x @ w))) - 0.5) > 0.49) for w in (before, after)]
    assert [round(share, 2) for share in ends] == [0.88, 0.94]
    assert (round(first), round(last, 1)) == (30_075, 3.5)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(3))
def test_the_tiny_net_from_other_starts(book, seed):
    _, _, _, first, last = tiny_net(book, seed)
    assert 20_000 < first < 45_000
    assert 3 < last < 6


def test_a_saturated_sigmoid_has_a_slope_below_a_hundredth():
    assert 0.01 * 0.99 < 0.01


@pytest.mark.slow
def test_three_units_are_too_few_and_twenty_enough(book):
    spirals = datasets.load("spirals", n=200)
    three, six, twenty = (accuracy(book.trained(spirals, units), spirals) for units in (3, 6, 20))
    assert three < 0.75
    assert 0.85 < six <= twenty
    assert twenty > 0.95


@pytest.mark.slow
def test_without_an_activation_two_layers_are_one(book):
    spirals = datasets.load("spirals", n=200)
    nothing = {"relu_forward": lambda x: (x, None), "relu_backward": lambda dout, cache: dout}
    with mock.patch.multiple(book.layers, **nothing):
        net = book.trained(spirals, 20)
        scores = net.loss(spirals.X)
    W1, b1, W2, b2 = (net.params[name] for name in ("W1", "b1", "W2", "b2"))
    np.testing.assert_allclose(scores, spirals.X @ (W1 @ W2) + (b1 @ W2 + b2), atol=1e-12)
    assert np.mean(scores.argmax(axis=1) == spirals.y) < 0.65


def test_in_polar_coordinates_a_line_tells_disc_from_ring():
    circles = datasets.load("circles", n=300)
    radius = np.linalg.norm(circles.X, axis=1)
    assert np.array_equal(radius > 0.75, circles.y == 0)


@pytest.mark.slow
def test_two_of_eight_beginnings_get_stuck(book):
    source = cells("two_layer_net")["warp-figure"][0]
    namespace = {**vars(book)}
    exec(source.split("fine, coarse")[0], namespace)
    options = {"weight_scale": 1.0, "reg": 1e-4, "learning_rate": 0.5, "num_iters": 2000}
    wedge = namespace["wedge"]
    shares = [accuracy(book.trained(wedge, 2, seed=seed, **options), wedge) for seed in range(8)]
    assert sum(share == 1 for share in shares) == 6
    assert sorted(shares)[1] < 0.92


def penalized(book, reg, num_iters):
    """Return the net, and its accuracies on the points that it has seen and on fresh ones."""
    noisy, fresh = book.two_blobs(180, 0), book.two_blobs(3000, 1)
    assert len(fresh.y) == 2000
    net = book.trained(noisy, 20, reg=reg, learning_rate=0.5, num_iters=num_iters)
    return deviation(net, noisy), accuracy(net, noisy), accuracy(net, fresh)


@pytest.mark.full
def test_a_stronger_penalty_helps_on_fresh_points(book):
    bent, own, new = zip(*(penalized(book, reg, 4000) for reg in (5e-5, 5e-4, 5e-3)), strict=True)
    assert own[0] > own[1] > own[2]
    assert new[0] < new[1] < new[2]
    assert bent[0] > 0.5
    assert all(penalized(book, reg, 4000)[0] < 0.1 for reg in (0.01, 0.1))


@pytest.mark.slow
def test_a_stronger_penalty_straightens_the_border_early(book):
    bent, own, new = zip(*(penalized(book, reg, 1000) for reg in (5e-5, 5e-3, 0.1)), strict=True)
    assert own[0] > own[2]
    assert new[0] < new[1]
    assert bent[0] > 0.5 > 0.4 > bent[1] > 0.1 > bent[2]


def deviation(net: Any, points: Any) -> float:
    """Return how far the border strays from a straight line, in units of the plane."""
    left, bottom = points.X.min(axis=0)
    right, top = points.X.max(axis=0)
    up = np.linspace(bottom, top, 400)
    crossings = []
    for x in np.linspace(left, right, 60):
        labels = net.predict(np.column_stack([np.full(400, x), up]))
        crossings += [(x, up[at]) for at in np.flatnonzero(np.diff(labels))]
    where = np.array(crossings)
    line = np.polyfit(where[:, 0], where[:, 1], 1)
    return float(np.abs(np.polyval(line, where[:, 0]) - where[:, 1]).max())


def on_images(book, sizes, num_iters):
    """Train on shapes10; return the history, and the accuracies on the training and the test images."""
    train, val, test = (part.rows() for part in datasets.load("shapes10").split(*sizes))
    mean = train.X.mean(axis=0)
    np.random.seed(0)
    net = book.TwoLayerNet(3072, 100, 10, weight_scale=0.01, reg=1e-3)
    options = {"learning_rate": 0.2, "num_iters": num_iters, "batch_size": 100}
    history = net.train(train.X - mean, train.y, val.X - mean, val.y, **options)
    return history, *(np.mean(net.predict(part.X - mean) == part.y) for part in (train, test))


@pytest.mark.full
def test_half_of_the_images_are_right(book):
    history, seen, right = on_images(book, (8000, 1000, 1000), 1200)
    assert len(history["val_acc_history"]) == 15
    assert right == pytest.approx(0.517, abs=0.02)
    assert seen > 0.65


@pytest.mark.slow
def test_a_fifth_of_the_images_are_right_after_a_tenth_of_the_steps(book):
    history, seen, right = on_images(book, (2000, 500, 500), 120)
    assert len(history["val_acc_history"]) == 6
    assert history["loss_history"][-1] < 0.9 * history["loss_history"][0]
    assert min(seen, right) > 0.2


def test_question_1_the_same_beginning_for_all(book):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((60, 4)), np.array([0, 0, 0, 1, 1, 2] * 10)
    moved = {}
    for start in (0.0, 0.01):
        net = book.TwoLayerNet(4, 6, 3)
        net.params = {
            name: np.full(part.shape, start if name[0] == "W" else 0.0) for name, part in net.params.items()
        }
        before = {name: part.copy() for name, part in net.params.items()}
        net.train(X, y, X, y, 0.5, 1.0, num_iters=400, batch_size=30)
        moved[start] = {name for name, part in net.params.items() if not np.array_equal(part, before[name])}
    assert moved[0.0] == {"b2"}
    assert moved[0.01] == {"W1", "b1", "W2", "b2"}
    assert np.ptp(net.params["W1"], axis=1).max() < 1e-12
    assert np.ptp(net.params["W2"], axis=0).max() < 1e-12
    assert np.ptp(net.params["W2"], axis=1).max() > 1e-3


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for source, _ in cells("two_layer_net").values())
    numbers = ("30,075 to 3.5", "88 %", "94 % at the end", "about 32", "About 52 %", "reg = 0.005")
    assert [number for number in numbers if number not in text] == []
