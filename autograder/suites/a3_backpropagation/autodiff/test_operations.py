"""Operations entry by entry: arithmetic with its broadcasting, and functions of one variable."""

import numpy as np
import pytest

from autograder.checks import for_each_question
from autograder.suites.a3_backpropagation.autodiff.graphs import (
    Case,
    agree_in_gradient,
    agree_in_value,
    agree_with,
    method,
    mind_others,
    operator,
    with_constant,
)

FORMULAS = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
}
BINARY = {"__sub__": ("sub", np.subtract), "__truediv__": ("truediv", np.divide)}
REFLECTED = {"__rsub__": ("sub", np.subtract), "__rtruediv__": ("truediv", np.divide)}
SHAPES = (((1, 3), (4, 1)), ((4, 3), (3,)), ((4, 3), (4, 1)), ((3,), (2, 3)), ((), (3,)), ((3,), ()))


def spread(rng, shape):
    """Draw numbers on both sides of 0 and away from it."""
    return np.where(rng.random(shape) < 0.5, -1.0, 1.0) * rng.uniform(0.5, 2.0, shape)


def unary(name, rng, shape):
    """Return a function at a random place where it is smooth, with both signs where it takes them."""
    x = spread(rng, shape)
    return Case(method(name), FORMULAS[name], (np.abs(x) if name == "log" else x,))


def binary(name, *inputs):
    """Return an operation on two tensors."""
    symbol, formula = BINARY[name]
    return Case(operator(symbol), formula, inputs)


def constant(name, x, other):
    """Return an operation on a tensor and a plain number or array: on the left for a reflected one."""
    symbol, formula = {**BINARY, **REFLECTED}[name]
    if name in REFLECTED:
        return Case(with_constant(symbol, other, left=True), lambda x: formula(other, x), (x,))
    return Case(with_constant(symbol, other), lambda x: formula(x, other), (x,))


def power(exponent, x):
    """Return a power at a place."""
    return Case(with_constant("pow", exponent), lambda x: x**exponent, (x,))


# ---------------------------------------------------------------- functions of one variable


@for_each_question(*FORMULAS, points=(0.5, 0.5, 0.5, 0.5, 0.5, 0.25))
def test_value(submission, reference, rng, name):
    """The values are numpy's, whatever the shape."""
    agree_in_value(submission, reference, *(unary(name, rng, shape) for shape in ((4,), (2, 3), ())))


@for_each_question(*FORMULAS, points=0.5)
def test_gradient(submission, reference, rng, name):
    """The gradient is the slope times what arrives, entry by entry."""
    agree_in_gradient(
        submission, reference, rng, *(unary(name, rng, shape) for shape in ((5,), (3, 2), (2, 1, 2)))
    )


@pytest.mark.question("relu", points=0.25)
def test_slope_at_zero(submission, reference, rng):
    """At 0 the slope is 0."""
    x = np.array([-1.0, 0.0, 2.0, 0.0])
    weights = rng.uniform(0.5, 2.0, 4)
    case = Case(method("relu"), FORMULAS["relu"], (x,))
    agree_with(submission, reference, case, weights, (np.maximum(x, 0), weights * (x > 0)))


# ---------------------------------------------------------------- arithmetic


@for_each_question(*BINARY, points=(0.25, 0.5))
def test_values(submission, reference, rng, name):
    """The values are numpy's, for tensors, plain numbers and arrays."""
    x, y = spread(rng, (2, 3)), spread(rng, (2, 3))
    agree_in_value(submission, reference, binary(name, x, y), constant(name, x, y), constant(name, x, 1.7))


@for_each_question(*BINARY, points=(0.5, 1))
def test_gradients(submission, reference, rng, name):
    """Both operands get their share."""
    x, y = spread(rng, (2, 3)), spread(rng, (2, 3))
    agree_in_gradient(submission, reference, rng, binary(name, x, y), binary(name, y[0], x[1]))


@for_each_question(*BINARY, points=(0.25, 0.5))
def test_broadcasting(submission, reference, rng, name):
    """Operands of different shapes get shares of their own shapes; plain numbers and arrays count as well."""
    cases = [binary(name, spread(rng, one), spread(rng, other)) for one, other in SHAPES]
    x = spread(rng, (3,))
    cases += [constant(name, x, 1.7), constant(name, x, spread(rng, (2, 3)))]
    agree_in_gradient(submission, reference, rng, *cases)


@for_each_question(*REFLECTED, points=0.25)
def test_values_reflected(submission, reference, rng, name):
    """A number or an array on the left comes first, as in numpy."""
    x = spread(rng, (2, 3))
    cases = [constant(name, x, other) for other in (1.7, 1, spread(rng, (2, 3)), spread(rng, (4, 1, 3)))]
    agree_in_value(submission, reference, *cases)


@for_each_question(*REFLECTED, points=0.5)
def test_gradients_reflected(submission, reference, rng, name):
    """The tensor on the right gets its share."""
    x = spread(rng, (2, 3))
    agree_in_gradient(
        submission, reference, rng, constant(name, x, 1.7), constant(name, x, spread(rng, (2, 3)))
    )


@for_each_question(*REFLECTED, points=0.25)
def test_broadcasting_reflected(submission, reference, rng, name):
    """A tensor smaller than the array on the left gets a share of its own shape."""
    shapes = ((3,), (2, 3)), ((2, 1), (2, 3)), ((), (3,)), ((1, 3), (4, 1))
    cases = [constant(name, spread(rng, one), spread(rng, other)) for one, other in shapes]
    agree_in_gradient(submission, reference, rng, *cases)


@pytest.mark.question("__pow__", points=0.5)
def test_powers(submission, reference, rng):
    """The values are numpy's for whole, negative and broken exponents."""
    x = spread(rng, (2, 3))
    cases = [power(exponent, x) for exponent in (2, 3, -1, 1)]
    agree_in_value(submission, reference, *cases, power(0.5, np.abs(x)), power(-1.5, np.abs(x)))


@pytest.mark.question("__pow__", points=1)
def test_slopes_of_whole_powers(submission, reference, rng):
    """The gradient of squares and cubes, also of negative numbers."""
    x = spread(rng, (2, 3))
    agree_in_gradient(submission, reference, rng, power(2, x), power(3, x), power(1, x))


@pytest.mark.question("__pow__", points=0.5)
def test_slopes_of_other_powers(submission, reference, rng):
    """The gradient for negative and broken exponents."""
    x = spread(rng, (4,))
    cases = [power(exponent, np.abs(x)) for exponent in (0.5, -1.5, 2.5)]
    agree_in_gradient(submission, reference, rng, power(-1, x), power(-2, x), *cases)


# ---------------------------------------------------------------- manners

USES = {
    **{name: method(name) for name in FORMULAS},
    **{name: with_constant(symbol, 1.5) for name, (symbol, _) in BINARY.items()},
    **{name: with_constant(symbol, 1.5, left=True) for name, (symbol, _) in REFLECTED.items()},
    "__pow__": with_constant("pow", 2),
}
IN_NUMPY = {
    **FORMULAS,
    **{name: lambda x, f=formula: f(x, 1.5) for name, (_, formula) in BINARY.items()},
    **{name: lambda x, f=formula: f(1.5, x) for name, (_, formula) in REFLECTED.items()},
    "__pow__": np.square,
}


@for_each_question(*USES)
def test_manners(submission, reference, rng, name):
    """Data, and gradients that belong to others, are left as they were."""
    x = spread(rng, (2, 3))
    case = Case(USES[name], IN_NUMPY[name], (np.abs(x) if name == "log" else x,))
    mind_others(submission, reference, rng, case)
