"""The three penalties: L2, L1 and the elastic net."""

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, for_each_question, require_pure, require_result

NAMES = ("value", "gradient")
OTHERS = {"l2_penalty": (), "l1_penalty": (), "elastic_net_penalty": (0.3,)}


def weights(rng, shape):
    """Draw weights that add up to less than 0, some of which are exactly 0 as after training with L1."""
    W = rng.standard_normal(shape)
    W[0, 0] = W[-1, 1] = 0.0
    return -np.sign(W.sum()) * W


@for_each_question(*OTHERS)
def test_shapes(submission, reference, rng, name):
    """Returned are one number and a real array of the shape of W."""
    require_result(submission, reference, name, weights(rng, (4, 3)), *OTHERS[name], names=NAMES)


@for_each_question("l2_penalty", "l1_penalty", points=1)
def test_value_and_gradient(submission, reference, rng, name):
    """Value and gradient are right, also where a weight is 0."""
    for shape in ((4, 3), (2, 5)):
        agree(submission, reference, name, weights(rng, shape), names=NAMES)
    check_gradient(submission, reference, name, weights(rng, (4, 3)), names=NAMES)


@pytest.mark.question("elastic_net_penalty", points=1)
def test_elastic_net_value(submission, reference, rng):
    """The value is right for several mixtures."""
    for beta in (0.3, 1.0, 2.5):
        W = weights(rng, (4, 3))
        agree(submission, reference, "elastic_net_penalty", W, beta, names=NAMES, only="value")


@pytest.mark.question("elastic_net_penalty", points=1)
def test_elastic_net_gradient(submission, reference, rng):
    """The gradient is the slope of the value, also where a weight is 0."""
    for beta in (0.3, 2.5):
        check_gradient(submission, reference, "elastic_net_penalty", weights(rng, (4, 3)), beta, names=NAMES)


@for_each_question(*OTHERS)
def test_purity(submission, rng, name):
    """W is left as it was."""
    require_pure(submission, name, weights(rng, (4, 3)), *OTHERS[name])
