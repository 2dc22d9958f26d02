"""The numbers in the text of the notebook `autodiff`, computed again; its engine beside HIPS autograd."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from autograder.course import find_course
from utils import check_gradient

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "autodiff.ipynb"


def cells() -> dict[str, tuple[str, bool]]:
    """Return the source of every cell by id, and whether it only defines."""
    return {
        cell["id"]: (
            "".join(cell["source"]),
            cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", ()),
        )
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    }


@pytest.fixture(scope="module")
def engine() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {}
    for source, defines in cells().values():
        if defines:
            exec(source, namespace)
    return SimpleNamespace(**namespace)


def test_points():
    (notebook,) = (one for one in find_course().notebooks("a3_backpropagation") if one.name == "autodiff")
    assert sum(question.points for question in notebook.questions) == 46
    assert sum(question.points for question in notebook.questions if question.manual) == 4


def neuron(engine):
    """Run S2's nine steps; return every tensor by name."""
    w, x, b, t = (engine.Tensor(number) for number in (0.5, 2.0, -0.5, 1.0))
    t1 = w * x
    z = t1 + b
    t3 = -z
    t4 = t3.exp()
    t5 = 1 + t4
    y = 1 / t5
    t6 = y - t
    t7 = t6**2
    L = t7 / 2
    L.backward()
    names = ("w", "x", "b", "t", "t1", "z", "t3", "t4", "t5", "y", "t6", "t7", "L")
    return dict(zip(names, (w, x, b, t, t1, z, t3, t4, t5, y, t6, t7, L), strict=True))


def test_s2s_neuron(engine):
    steps = neuron(engine)
    assert float(steps["L"].data) == pytest.approx(0.071268, abs=1e-6)
    assert float(steps["t7"].grad) == 0.5
    assert float(steps["t6"].grad) == pytest.approx(-0.378, abs=5e-4)
    assert float(steps["w"].grad) == pytest.approx(-0.177, abs=5e-4)
    assert float(steps["b"].grad) == pytest.approx(-0.089, abs=5e-4)

    def loss(p):
        return 0.5 * (1 / (1 + np.exp(-(p[0] * p[1] + p[2]))) - p[3]) ** 2

    gradient = [float(steps[name].grad) for name in "wxbt"]
    assert check_gradient(loss, [0.5, 2.0, -0.5, 1.0], gradient).ok


def test_the_three_orders(engine):
    namespace: dict[str, Any] = {"plots": SimpleNamespace(visiting_orders=lambda *rest: None)}
    exec(cells()["orders-figure"][0], namespace)
    assert list(namespace["orders"].values()) == [list("Labx"), list("Laxbax"), list("Lbax")]
    x = engine.Tensor(1.0)
    a = x * 2
    (a + a * 3).backward()
    assert x.grad == 8


def test_a_slip_that_looks_right(engine):
    zeros = np.zeros(3)
    zeros[[0, 0, 2]] += [1.0, 10.0, 5.0]
    assert zeros.tolist() == [10, 0, 5]
    x = engine.Tensor([1.0, 2.0, 3.0])
    (x[[0, 0, 2]] * np.array([1.0, 10.0, 5.0])).sum().backward()
    assert x.grad.tolist() == [11, 0, 5]


def test_shapes_of_the_table_of_products(engine):
    table = (
        ((3,), (3,), ()),
        ((4, 3), (3,), (4,)),
        ((3,), (3, 2), (2,)),
        ((5, 4, 3), (3, 2), (5, 4, 2)),
        ((5, 1, 4, 3), (6, 3, 2), (5, 6, 4, 2)),
    )
    for one, other, result in table:
        p, q = engine.Tensor(np.ones(one)), engine.Tensor(np.ones(other))
        assert (p @ q).shape == result
        (p @ q).sum().backward()
        assert (p.grad.shape, q.grad.shape) == (one, other)


def test_an_array_on_the_left_stays_a_tensor(engine):
    x = engine.Tensor(np.ones(3))
    for out in (
        np.ones(3) + x,
        np.ones(3) * x,
        np.ones(3) - x,
        np.ones(3) / x,
        np.ones((2, 3)) @ x,
        np.float64(2) * x,
    ):
        assert isinstance(out, engine.Tensor)


def test_python_s_own_names_are_back(engine):
    assert engine.sum is sum
    assert engine.max is max


def losses(engine):
    """Return the cell that compares engines, up to the race itself."""
    namespace = {**vars(engine), "autograd": autograd, "anp": anp}
    exec(cells()["peer-figure"][0].split("with when_ready()")[0], namespace)
    return namespace


def test_the_gradients_of_both_engines_agree(engine):
    cell = losses(engine)
    theirs, ours = autograd.grad(cell["their_loss"])(cell["start"]), cell["our_gradient"](cell["start"])
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-15)


def test_many_expressions_agree_with_autograd(engine):
    rng = np.random.default_rng(0)
    first = np.array([0, 0, 4])
    pairs = (
        (
            lambda x: (x.tanh() / (1 + x**2)).sum(),
            lambda x: anp.sum(anp.tanh(x) / (1 + x**2)),
        ),
        (
            lambda x: (x @ x.T).exp().mean(axis=0).log().sum(),
            lambda x: anp.sum(anp.log(anp.mean(anp.exp(x @ x.T), axis=0))),
        ),
        (
            lambda x: x.max(axis=1).sin().sum() - x.reshape(-1)[first].sum(),
            lambda x: anp.sum(anp.sin(anp.max(x, axis=1))) - anp.sum(x.reshape(-1)[first]),
        ),
        (
            lambda x: (x.relu() ** 3 - x.cos() * x[:, :1]).mean(),
            lambda x: anp.mean(anp.maximum(x, 0) ** 3 - anp.cos(x) * x[:, :1]),
        ),
    )
    for ours, theirs in pairs:
        x = rng.standard_normal((3, 4))
        leaf = engine.Tensor(x)
        ours(leaf).backward()
        np.testing.assert_allclose(leaf.grad, autograd.grad(theirs)(x), rtol=1e-12, atol=1e-12)


def test_question_1_forgotten(engine):
    for clears, expected in ((False, [0.9, 0.71, 0.449]), (True, [0.9, 0.81, 0.729])):
        w, seen = engine.Tensor(1.0), []
        for _ in range(3):
            if clears:
                w.zero_grad()
            (w * w * 0.5).backward()
            w.data = w.data - 0.1 * w.grad
            seen.append(round(float(w.data), 6))
        assert seen == expected
    w = engine.Tensor(1.0)
    path = []
    for _ in range(400):
        (w * w * 0.5).backward()
        w.data = w.data - 0.1 * w.grad
        path.append(float(w.data))
    assert max(path[-100:]) > 0.9
    assert min(path[-100:]) < -0.9


def test_question_2_orders(engine):
    x = engine.Tensor(1.0)
    a = x * 2
    b = a * 3
    c = a * b
    L = a + c
    L.backward()
    assert [float(each.data) for each in (a, b, c, L)] == [2, 6, 12, 14]
    assert (float(a.grad), float(b.grad), float(x.grad)) == (13, 2, 26)


@pytest.mark.slow
def test_three_activations_learn_the_spirals(engine):
    namespace = {**vars(engine)}
    source = cells()["closing-figure"][0].split("activations = {")[0]
    exec(source, namespace)
    points = namespace["spirals"]
    for activation in (engine.Tensor.tanh, engine.Tensor.relu, engine.Tensor.sin):
        params, losses = namespace["trained"](activation)
        assert losses[-1] < 0.15
        plain = [param.data for param in params]
        scores = namespace["network"](engine.Tensor(points.X), plain, activation)
        assert np.mean(scores.data.argmax(axis=1) == points.y) > 0.93


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for source, _ in cells().values())
    numbers = (
        "at a rate of 0.177",
        "$b$ at 0.089",
        "-0.378",
        "told 2 instead of 8",
        "only 31 nodes",
        "0.9, 0.71, 0.449",
    )
    assert [number for number in numbers if number not in text] == []
