"""The numbers in the text of the notebook `layers`, computed again."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import datasets
from autograder.course import find_course
from utils import check_gradient

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a2_neural_networks" / "layers.ipynb"
HELPERS = {"deep-and-random", "walk", "train-spirals", "portrait"}
POINTWISE = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def layers() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {"np": np, "datasets": datasets}
    for name, source in cells():
        if name.endswith("-solution") or name in HELPERS:
            exec(source, namespace)
    return SimpleNamespace(**namespace)


def way(layers: SimpleNamespace, name: str) -> tuple[Any, Any]:
    """Return forward and backward of a layer."""
    return getattr(layers, f"{name}_forward"), getattr(layers, f"{name}_backward")


def test_points():
    (notebook,) = (one for one in find_course().notebooks("a2_neural_networks") if one.name == "layers")
    assert sum(question.points for question in notebook.questions) == 40
    assert sum(question.points for question in notebook.questions if question.manual) == 4


def test_the_warm_ups(layers):
    assert layers.product_of_sum(-2.0, 5.0, -4.0) == (-12.0, -4.0, -4.0, 3.0)
    value, dw, dx = layers.sigmoid_neuron(np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]))
    assert round(float(value), 3) == 0.731
    assert round(float(value * (1 - value)), 3) == 0.197
    assert list(dw.round(3)) == [-0.197, -0.393, 0.197]
    assert list(dx.round(3)) == [0.393, -0.590]


@pytest.mark.parametrize("name", POINTWISE)
def test_every_activation_goes_back_as_measured(layers, name):
    forward, backward = way(layers, name)
    rng = np.random.default_rng(0)
    x, dout = rng.normal(size=(2, 4, 3))
    assert check_gradient(lambda x: np.sum(forward(x)[0] * dout), x, backward(dout, forward(x)[1])).ok


def test_affine_and_maxout_go_back_as_measured(layers):
    rng = np.random.default_rng(0)
    shapes = {
        "affine": [(4, 2, 3), (6, 5), (5,)],
        "maxout": [(4, 6), (6, 5), (5,), (6, 5), (5,)],
    }
    for name, each in shapes.items():
        forward, backward = way(layers, name)
        inputs, dout = [rng.normal(size=shape) for shape in each], rng.normal(size=(4, 5))
        for part, gradient in enumerate(backward(dout, forward(*inputs)[1])):

            def loss(
                v: Any, forward: Any = forward, inputs: Any = inputs, part: int = part, dout: Any = dout
            ) -> Any:
                return np.sum(forward(*inputs[:part], v, *inputs[part + 1 :])[0] * dout)

            assert check_gradient(loss, inputs[part], gradient).ok


@pytest.mark.parametrize(("name", "at_zero"), [("relu", 0.0), ("leaky_relu", 0.3), ("elu", 1.0)])
def test_the_slopes_at_zero(layers, name, at_zero):
    forward, backward = way(layers, name)
    _, cache = forward(np.zeros(1)) if name == "relu" else forward(np.zeros(1), 0.3)
    assert backward(np.ones(1), cache) == [at_zero]


def test_the_lower_row_of_the_first_figure(layers):
    x = np.array([-4.0, 0.0, 4.0])
    slopes = {}
    for name in ("sigmoid", "tanh"):
        forward, backward = way(layers, name)
        slopes[name] = backward(np.ones(3), forward(x)[1])
    assert slopes["sigmoid"][1] == 0.25
    assert slopes["tanh"][1] == 1.0
    assert max(slopes["sigmoid"][0], slopes["tanh"][0]) < 0.02


def test_family_ties(layers):
    x = np.linspace(-3, 3, 301)
    np.testing.assert_allclose(
        layers.tanh_forward(x)[0], 2 * layers.sigmoid_forward(2 * x)[0] - 1, atol=1e-15
    )
    one, none = np.ones((1, 1)), np.zeros(1)
    as_relu, _ = layers.maxout_forward(x[:, np.newaxis], 0 * one, none, one, none)
    np.testing.assert_array_equal(as_relu[:, 0], layers.relu_forward(x)[0])
    as_leaky, _ = layers.maxout_forward(x[:, np.newaxis], 0.2 * one, none, one, none)
    np.testing.assert_array_equal(as_leaky[:, 0], layers.leaky_relu_forward(x, 0.2)[0])


def test_saturation(layers):
    tanh, tanh_slopes, _ = layers.deep_and_random(*way(layers, "tanh"), gain=4.0)
    assert all(np.mean(np.abs(outputs) > 0.99) > 0.4 for outputs in tanh)
    assert max(tanh_slopes) < 0.25
    sigmoid, sigmoid_slopes, _ = layers.deep_and_random(*way(layers, "sigmoid"), gain=4.0)
    assert max(sigmoid_slopes) < 0.16
    assert np.mean((sigmoid[0] < 0.05) | (sigmoid[0] > 0.95)) > 0.4
    relu, relu_slopes, _ = layers.deep_and_random(*way(layers, "relu"), gain=4.0)
    assert relu_slopes == pytest.approx([0.5] * 10, abs=0.08)
    assert relu[-1].std() > 5000 * relu[0].std()


def test_what_is_left_of_a_gradient(layers):
    left = {name: layers.deep_and_random(*way(layers, name), gain=np.sqrt(2))[2][0] for name in POINTWISE[:3]}
    assert 0.5 < left["tanh"] < 2
    assert 0.5 < left["relu"] < 2
    assert 5e-6 < left["sigmoid"] < 2e-5


def test_zigzag(layers):
    X = np.random.default_rng(0).uniform(0.2, 1.0, size=(400, 2))
    lengths, alike = [], []
    for inputs, batch in ((X, 1), (X - X.mean(axis=0), 1), (X, 400)):
        steps = np.diff(layers.walk(inputs, 0.5, 60, batch), axis=0)
        lengths.append(np.linalg.norm(steps, axis=1).sum())
        alike.append(np.mean(steps[:, 0] * steps[:, 1] > 0))
    assert alike[0] == 1.0
    assert alike[2] == 0.0
    assert 0.3 < alike[1] < 0.6
    assert lengths[0] > 4 * np.sqrt(8) > 3 * lengths[1]
    assert lengths[2] == pytest.approx(np.sqrt(8), abs=0.1)


def test_dying_units(layers):
    """Rate 1 kills nobody, rate 5 a part, rate 10 all; the leaky layer survives it."""
    relu, leaky = way(layers, "relu"), way(layers, "leaky_relu")
    shares, losses = layers.train_spirals(1, *relu)
    assert max(shares) == 0
    assert losses[-1] < 0.1
    shares, losses = layers.train_spirals(5, *relu)
    assert 0.2 < shares[-1] < 0.7
    assert losses[-1] < 1
    shares, losses = layers.train_spirals(10, *relu)
    assert shares[-1] == 1
    assert shares[3] < 0.9 < shares[25]
    assert np.ptp(losses[-100:]) < 0.01
    assert losses[-1] > np.log(3)
    shares, losses = layers.train_spirals(10, *leaky)
    assert max(shares) == 0
    assert losses[-1] < np.log(3)


def test_question_1():
    assert pytest.approx(9.5e-7, rel=0.01) == 0.25**10
    assert pytest.approx(9e-21, rel=0.01) == (0.99 * 0.01) ** 10


def test_question_2_a_dead_unit_and_what_follows_it_learn_nothing(layers):
    rng = np.random.default_rng(0)
    x, w1, w2 = rng.normal(size=(20, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    b1 = np.array([0.0, -100.0, 0.0, 0.0])
    scores, cache1 = layers.affine_forward(x, w1, b1)
    active, cache2 = layers.relu_forward(scores)
    _, cache3 = layers.affine_forward(active, w2, np.zeros(2))
    assert layers.dead_relu_fraction(active) == 0.25
    dactive, dw2, _ = layers.affine_backward(rng.normal(size=(20, 2)), cache3)
    _, dw1, db1 = layers.affine_backward(layers.relu_backward(dactive, cache2), cache1)
    assert not dw1[:, 1].any()
    assert db1[1] == 0
    assert not dw2[1].any()
    assert dw1[:, 0].any()
    assert dw2[0].any()


def test_portraits_show_the_true_gradient(layers):
    """The lower row is the slope of the upper one, and of one colour on each facet of a ReLU net."""

    def bent(forward: Any, backward: Any) -> Any:
        return layers.bent(forward, backward)

    point = np.array([[0.3, -0.7]])
    for activate in (bent(*way(layers, "tanh")), bent(*way(layers, "relu")), layers.competing):

        def value(moved: Any, activate: Any = activate) -> Any:
            return layers.portrait(activate, moved)[0].sum()

        _, length = layers.portrait(activate, point)
        measured = [(value(point + step) - value(point - step)) / 2e-6 for step in ([[1e-6, 0]], [[0, 1e-6]])]
        assert np.hypot(*measured) == pytest.approx(length[0], rel=1e-5)
    near = point + 1e-9 * np.random.default_rng(0).normal(size=(5, 2))
    assert np.ptp(layers.portrait(bent(*way(layers, "relu")), near)[1]) < 1e-12


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "$q = 3$, $f = -12$",
        "0.731",
        "(-0.197, -0.393, 0.197)",
        "(0.393, -0.590)",
        "9.5e-7",
        "9e-21",
        "40 %",
    )
    assert [number for number in numbers if number not in text] == []
