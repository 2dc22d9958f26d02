"""A linear layer, one factor of its SVD after the other. Signs of singular vectors are free."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

NAMES = ("turned", "stretched", "sent")


def layers(rng):
    """Draw layers and points: several sizes, both orientations, and a layer that flattens space."""
    for dim, points in ((3, 5), (2, 6), (4, 4)):
        Theta = rng.standard_normal((dim, dim)) + np.diag(np.arange(dim))
        yield Theta, rng.standard_normal((points, dim))
        yield Theta[::-1].copy(), rng.standard_normal((points, dim))
    yield np.outer(rng.standard_normal(2), rng.standard_normal(2)), rng.standard_normal((5, 2))


def parts(result):
    """Whether this is what was asked for: three arrays."""
    return type(result) in (tuple, list) and [type(part) for part in result] == [np.ndarray] * 3


def turned(code, Theta, X):
    """Return the coordinates after the first step, whatever their signs."""
    result = code.svd_steps(Theta, X)
    return np.abs(result[0]) if parts(result) else result


def stretched(code, Theta, X):
    """Return the coordinates after the second step by what they were after the first: signs drop out."""
    result = code.svd_steps(Theta, X)
    return np.abs(result[1]), result[0] * result[1] if parts(result) else result


def sent(code, Theta, X):
    """Return where the points end."""
    result = code.svd_steps(Theta, X)
    return result[2] if parts(result) else result


@pytest.mark.question("svd_steps")
def test_steps_form(submission, reference, rng):
    """Returned are three arrays of points."""
    Theta, X = rng.standard_normal((3, 3)), rng.standard_normal((5, 3))
    require_result(submission, reference, "svd_steps", Theta, X, names=NAMES)


@pytest.mark.question("svd_steps", points=0.5)
def test_turned(submission, reference, rng):
    """First the points are turned or mirrored, nothing else."""
    for Theta, X in layers(rng):
        agree(submission, reference, turned, Theta, X)


@pytest.mark.question("svd_steps", points=0.5)
def test_stretched(submission, reference, rng):
    """Then each coordinate is stretched by its singular value."""
    for Theta, X in layers(rng):
        agree(submission, reference, stretched, Theta, X)


@pytest.mark.question("svd_steps", points=1)
def test_sent(submission, reference, rng):
    """In the end every point x is at Theta x."""
    for Theta, X in layers(rng):
        agree(submission, reference, sent, Theta, X)


@pytest.mark.question("svd_steps")
def test_steps_purity(submission, rng):
    """Layer and points are left as they were."""
    require_pure(submission, "svd_steps", rng.standard_normal((2, 2)), rng.standard_normal((4, 2)))
