"""The two loops of L-BFGS."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

NAME = "lbfgs_direction"
DIRECTION = ("direction",)


def history(rng, n, pairs):
    """Return a gradient, steps, and the changes of the gradient that a bowl gives which changes a little."""
    steps, changes = [], []
    M = rng.standard_normal((n, n))
    for _ in range(pairs):
        steps.append(rng.standard_normal(n))
        hessian = M @ M.T / n + np.diag(rng.uniform(0.5, 2.0, size=n))
        changes.append(hessian @ steps[-1])
    return rng.standard_normal(n), steps, changes


@pytest.mark.question(NAME)
def test_form(submission, reference, rng):
    """The direction has the shape of the gradient."""
    require_result(submission, reference, NAME, *history(rng, 4, 3), names=DIRECTION)


@pytest.mark.question(NAME, points=0.5)
def test_no_pairs(submission, reference, rng):
    """Without any pair the direction is straight downhill."""
    agree(submission, reference, NAME, rng.standard_normal(5), [], [], names=DIRECTION)


@pytest.mark.question(NAME, points=1)
def test_one_pair(submission, reference, rng):
    """With one pair the direction is right."""
    for n in (5, 2):
        agree(submission, reference, NAME, *history(rng, n, 1), names=DIRECTION)


@pytest.mark.question(NAME, points=2)
def test_several_pairs(submission, reference, rng):
    """With several pairs the direction is right, however many there are."""
    for n, pairs in ((6, 2), (5, 3), (4, 7)):
        agree(submission, reference, NAME, *history(rng, n, pairs), names=DIRECTION)


@pytest.mark.question(NAME, points=1.5)
def test_newest_pair(submission, reference, rng):
    """A gradient equal to the newest change is answered by minus the newest step; a larger one by more."""
    for n, pairs in ((4, 1), (5, 3)):
        _, steps, changes = history(rng, n, pairs)
        agree(submission, reference, NAME, changes[-1], steps, changes, names=DIRECTION)
        agree(submission, reference, NAME, 1e3 * changes[-1], steps, changes, names=DIRECTION)


@pytest.mark.question(NAME)
def test_purity(submission, rng):
    """Gradient and history are left as they were, and the direction is new."""
    require_pure(submission, NAME, *history(rng, 4, 3))
    require_pure(submission, NAME, rng.standard_normal(4), [], [])
