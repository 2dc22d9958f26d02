"""The hidden suite of the small course that is attacked: every kind of check that the suites use."""

import numpy as np
import pytest

from autograder.checks import (
    agree,
    agree_without_loops,
    check_gradient,
    require_function,
    require_pure,
    require_signature,
)
from autograder.submission import substitute, value

HIDDEN = "CANARY:suite"


@pytest.mark.question("twice")
def test_twice_is_there(submission, reference):
    """`twice(x)` is there."""
    require_function(submission, "twice")
    require_signature(submission, reference, "twice")


@pytest.mark.question("twice", points=1)
def test_twice(submission, reference, rng):
    """It doubles."""
    for x in rng.standard_normal(3):
        agree(submission, reference, "twice", float(x))


@pytest.mark.question("total", points=3)
def test_total(submission, reference, rng):
    """It adds up the doubles."""
    with substitute(submission, "twice", reference.twice):
        agree(submission, reference, "total", list(rng.standard_normal(4)))


@pytest.mark.question("loss")
def test_loss_is_pure(submission, rng):
    """It leaves its argument alone."""
    require_pure(submission, "loss", rng.standard_normal((3, 2)))


@pytest.mark.question("loss", points=2)
def test_loss(submission, reference, rng):
    """Loss and gradient agree with the reference."""
    for _ in range(2):
        agree(submission, reference, "loss", rng.standard_normal((3, 2)), names=("loss", "gradient"))


@pytest.mark.question("loss", points=2)
def test_gradient(submission, reference, rng):
    """The gradient is the slope of the loss."""
    check_gradient(submission, reference, "loss", rng.standard_normal((3, 2)))


@pytest.mark.question("net", points=2)
def test_net(submission, rng):
    """Weights can be set from outside, and the prediction follows."""
    x, W = rng.standard_normal(3), rng.standard_normal(3)
    net = submission.Net(3)
    net.params["W"][:] = W
    assert np.allclose(value(net.params["W"]), W), f"the weights are not {W}, {HIDDEN}"
    assert abs(float(net.predict(x)) - float(x @ W)) < 1e-9, f"expected {x @ W}, {HIDDEN}"


@pytest.mark.question("rows", points=2)
def test_rows(submission, reference, rng):
    """Sums of rows, without a loop."""
    few, many = rng.standard_normal((5, 3)), rng.standard_normal((50, 3))
    agree_without_loops(submission, reference, "rows", [few], [many], added=45)


@pytest.mark.question("table", points=1)
def test_table(submission, reference, rng):
    """A dict of a list and a text."""
    agree(submission, reference, "table", int(rng.integers(2, 9)))


@pytest.mark.question("twice", points=1)
def test_twice_of_large_numbers(submission, reference, rng):
    """It doubles large numbers too."""
    agree(submission, reference, "twice", 1e6 * float(rng.standard_normal()))
