"""The two warm-ups: a product with a sum in it, and one sigmoid neuron."""

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, require_pure, require_result

PRODUCT, NEURON = "product_of_sum", "sigmoid_neuron"
SLOPES = ("value", "dx", "dy", "dz")
GRADIENTS = ("value", "dw", "dx")


@pytest.mark.question(PRODUCT)
def test_four_numbers(submission, reference):
    """Returned are four numbers: the value and three slopes."""
    require_result(submission, reference, PRODUCT, 1.5, -2.0, 3.0, names=SLOPES)


@pytest.mark.question(PRODUCT, points=1)
def test_lecture(submission, reference):
    """The value and the slopes are right at (-2, 5, -4)."""
    agree(submission, reference, PRODUCT, -2.0, 5.0, -4.0, names=SLOPES)


@pytest.mark.question(PRODUCT, points=1)
def test_elsewhere(submission, reference, rng):
    """They are right at other points, at zeros, too."""
    for x, y, z in rng.uniform(0.5, 3.0, size=(4, 3)) * rng.choice([-1.0, 1.0], size=(4, 3)):
        agree(submission, reference, PRODUCT, float(x), float(y), float(z), names=SLOPES)
    agree(submission, reference, PRODUCT, 1.25, -3.5, 0.0, names=SLOPES)
    agree(submission, reference, PRODUCT, 2.0, -2.0, 3.0, names=SLOPES)


def neuron(rng):
    """Draw a neuron that is not saturated, with inputs and weights that are all different."""
    return rng.uniform(0.3, 1.5, size=3) * rng.choice([-1.0, 1.0], size=3), rng.uniform(-2.0, 2.0, size=2)


def weights_slope(code, w, x):
    """Return the value and its gradient with respect to the weights."""
    value, dw, _ = code.sigmoid_neuron(w, x)
    return value, dw


def inputs_slope(code, w, x):
    """Return the value and its gradient with respect to the inputs."""
    value, _, dx = code.sigmoid_neuron(w, x)
    return value, dx


@pytest.mark.question(NEURON)
def test_shapes(submission, reference, rng):
    """Returned are a number, a gradient of three numbers and one of two."""
    require_result(submission, reference, NEURON, *neuron(rng), names=GRADIENTS)


@pytest.mark.question(NEURON, points=1)
def test_value_and_gradients(submission, reference, rng):
    """All three are right, for the lecture's neuron and for others."""
    agree(submission, reference, NEURON, np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]), names=GRADIENTS)
    for _ in range(4):
        agree(submission, reference, NEURON, *neuron(rng), names=GRADIENTS)


@pytest.mark.question(NEURON, points=1)
def test_measured(submission, reference, rng):
    """Both gradients are the slopes of the value."""
    for _ in range(2):
        w, x = neuron(rng)
        check_gradient(submission, reference, weights_slope, w, x, wrt=0, names=("value", "dw"))
        check_gradient(submission, reference, inputs_slope, w, x, wrt=1, names=("value", "dx"))


@pytest.mark.question(NEURON)
def test_purity(submission, rng):
    """The weights and the inputs are left as they were."""
    require_pure(submission, NEURON, *neuron(rng))
