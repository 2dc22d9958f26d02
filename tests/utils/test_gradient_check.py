"""The ruler itself is measured: against closed forms, and against gradients known to be wrong."""

import numpy as np
import pytest

from utils.gradient_check import check_gradient

# f, its gradient
CLOSED_FORMS = [
    pytest.param(lambda x: np.sum(x**2), lambda x: 2 * x, id="squares"),
    pytest.param(lambda x: np.sum(np.sin(x)), np.cos, id="sines"),
    pytest.param(lambda x: np.sum(np.exp(x)), np.exp, id="exponentials"),
    pytest.param(lambda x: np.prod(x), lambda x: np.prod(x) / x, id="product"),
    pytest.param(lambda x: 1e6 * np.sum(x**3), lambda x: 3e6 * x**2, id="large values"),
    pytest.param(lambda x: 3.0, np.zeros_like, id="constant"),
    pytest.param(lambda x: x.flat[0], lambda x: np.eye(1, x.size).reshape(x.shape), id="one entry"),
]
SLIPS = [
    pytest.param(lambda g: -g, id="sign"),
    pytest.param(lambda g: 2 * g, id="factor two"),
    pytest.param(lambda g: 0 * g, id="zero"),
    pytest.param(lambda g: g + 1e-3, id="a constant more"),
    pytest.param(lambda g: g * (1 + 1e-5), id="one in a hundred thousand"),
    pytest.param(lambda g: np.where(np.arange(g.size).reshape(g.shape) == 4, np.nan, g), id="not a number"),
    pytest.param(lambda g: np.where(np.arange(g.size).reshape(g.shape) == 4, np.inf, g), id="infinite"),
]


@pytest.fixture
def x():
    return np.random.default_rng(3).uniform(0.5, 2.0, size=(3, 4))


@pytest.mark.parametrize(("f", "gradient"), CLOSED_FORMS)
def test_a_right_gradient_is_accepted(f, gradient, x):
    report = check_gradient(f, x, gradient(x))
    assert report.ok, str(report)
    assert "agrees" in str(report)


@pytest.mark.parametrize(("f", "gradient"), CLOSED_FORMS[:4])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_wrong_gradient_is_refused(f, gradient, slip, x):
    assert not check_gradient(f, x, slip(gradient(x))).ok


@pytest.mark.parametrize("index", [(0, 0), (1, 2), (2, 3)])
def test_the_worst_entry_is_named(index, x):
    gradient = 2 * x
    gradient[index] *= 1.5
    report = check_gradient(lambda x: np.sum(x**2), x, gradient)
    assert report.index == index
    assert report.analytic == pytest.approx(gradient[index])
    assert report.numeric == pytest.approx(2 * x[index])
    assert f"entry [{index[0]}, {index[1]}]" in str(report)


def test_a_corner_is_recognised_and_said():
    report = check_gradient(lambda x: np.sum(np.abs(x)), [1.0, 0.0], [1.0, 1.0])
    assert report.index == (1,)
    assert report.kink
    assert "corner" in str(report)
    assert not check_gradient(lambda x: np.sum(np.abs(x)), [1.0, 1.0], [1.0, 2.0]).kink


def test_single_precision_is_measured_in_double():
    seen = []

    def f(x):
        seen.append(x.dtype)
        return np.sum(x**2)

    x = np.array([0.1, 0.2], dtype=np.float32)
    assert check_gradient(f, x, 2 * x).ok
    assert set(seen) == {np.dtype(np.float64)}


def test_neither_the_point_nor_what_f_does_to_it_matters(x):
    def vandal(x):
        total = np.sum(x**2)
        x[...] = 0
        return total

    before = x.copy()
    assert check_gradient(vandal, x, 2 * x).ok
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    "point", [np.array([1, 2]), [1, 2], np.array([True]), np.array([1j]), np.array(["a"])]
)
def test_what_is_not_floating_point_is_refused(point):
    with pytest.raises(TypeError, match="floating point"):
        check_gradient(lambda x: 0.0, point, np.zeros(np.shape(point)))


def test_shapes_must_agree(x):
    with pytest.raises(ValueError, match=r"expected \(3, 4\), got \(4, 3\)"):
        check_gradient(np.sum, x, np.ones((4, 3)))


def test_an_empty_point_is_refused():
    with pytest.raises(ValueError, match="empty"):
        check_gradient(np.sum, np.zeros(0), np.zeros(0))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="no slope to measure"):
        check_gradient(lambda x: value, [1.0], [0.0])
