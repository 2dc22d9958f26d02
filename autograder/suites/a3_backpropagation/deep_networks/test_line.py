"""A layer of ReLUs on a line: which units are on, joints, slopes, and a network through given points."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result, substitute
from autograder.errors import StudentError

NAMES = ("theta", "phi")


def layer(rng, units, inputs=1):
    """Draw hidden units; with one input their joints lie apart."""
    if inputs > 1:
        return rng.standard_normal((units, 1 + inputs))
    slopes = rng.uniform(0.5, 2.0, units) * rng.choice([-1.0, 1.0], units)
    places = np.linspace(-2.0, 2.0, units) + rng.uniform(-0.3, 0.3, units) / max(units - 1, 1)
    return np.column_stack([-rng.permutation(places) * slopes, slopes])


# ---------------------------------------------------------------- activation_pattern


@pytest.mark.question("activation_pattern")
def test_pattern_form(submission, reference, rng):
    """Returned is True or False, a row for each point and a column for each unit."""
    require_result(submission, reference, "activation_pattern", rng.standard_normal((7, 2)), layer(rng, 4, 2))


@pytest.mark.question("activation_pattern", points=0.5)
def test_patterns(submission, reference, rng):
    """A unit is on where its value is above 0, for any number of inputs."""
    for points, inputs, units in ((40, 1, 3), (30, 2, 5), (40, 4, 4), (1, 3, 2)):
        X = 1.5 * rng.standard_normal((points, inputs))
        agree(submission, reference, "activation_pattern", X, layer(rng, units, inputs))


@pytest.mark.question("activation_pattern", points=0.5)
def test_patterns_on_joints(submission, reference):
    """Exactly on its joint a unit is off."""
    theta = np.array([[1.0, 2.0], [-1.0, 2.0], [0.0, -1.0], [0.0, 0.0], [3.0, 0.0]])
    agree(submission, reference, "activation_pattern", np.array([[-0.5], [0.0], [0.5], [1.0]]), theta)
    plane = np.array([[1.0, 1.0, -2.0], [-2.0, 1.0, 1.0]])
    agree(submission, reference, "activation_pattern", np.array([[1.0, 1.0], [3.0, 2.0], [0.0, 0.0]]), plane)


@pytest.mark.question("activation_pattern")
def test_pattern_purity(submission, rng):
    """Points and units are left as they were."""
    require_pure(submission, "activation_pattern", rng.standard_normal((5, 2)), layer(rng, 3, 2))


# ---------------------------------------------------------------- joints


@pytest.mark.question("joints")
def test_joints_form(submission, reference, rng):
    """Returned is one place for each unit that switches."""
    require_result(submission, reference, "joints", layer(rng, 4))


@pytest.mark.question("joints", points=1)
def test_joints(submission, reference, rng):
    """Each unit switches where offset + slope x is 0; from left to right."""
    for units in (3, 1, 6, 9):
        agree(submission, reference, "joints", layer(rng, units))


@pytest.mark.question("joints", points=1)
def test_no_joint(submission, reference, rng):
    """A unit that never switches has no joint, and a whole layer may have none."""
    theta = layer(rng, 5)
    theta[[1, 4], 1] = 0.0
    agree(submission, reference, "joints", theta)
    agree(submission, reference, "joints", np.array([[0.0, 0.0], [1.0, 2.0], [0.0, 3.0]]))
    agree(submission, reference, "joints", np.array([[1.0, 0.0], [-2.0, 0.0]]))


@pytest.mark.question("joints")
def test_joints_purity(submission, rng):
    """The units are left as they were."""
    require_pure(submission, "joints", layer(rng, 4))


# ---------------------------------------------------------------- slopes


def with_own_or_lent(submission, reference, check: Callable[[], None]):
    """Run a check with the student's own functions, and where it fails once more with the right ones.

    A mistake in them has cost its points there. Lent functions cost a fresh process for the next test, so the
    student's own go first.
    """
    try:
        check()
    except (AssertionError, StudentError, pytest.fail.Exception):
        with (
            substitute(submission, "joints", reference.joints),
            substitute(submission, "activation_pattern", reference.activation_pattern),
        ):
            check()


@pytest.mark.question("slopes")
def test_slopes_form(submission, reference, rng):
    """Returned is a slope for each piece: one more than there are joints."""
    theta, phi = layer(rng, 3), rng.standard_normal(4)
    with_own_or_lent(
        submission, reference, lambda: require_result(submission, reference, "slopes", theta, phi)
    )


@pytest.mark.question("slopes", points=1.5)
def test_slopes(submission, reference, rng):
    """On each piece the units that are on add up; from left to right."""
    for units in (3, 1, 2, 8):
        theta, phi = layer(rng, units), rng.standard_normal(units + 1)
        one = (submission, reference, "slopes", theta, phi)
        with_own_or_lent(submission, reference, lambda one=one: agree(*one))


@pytest.mark.question("slopes", points=0.5)
def test_slopes_of_layers_that_hardly_switch(submission, reference, rng):
    """Units that never switch, pieces that are narrow, and joints far away."""
    theta = layer(rng, 5)
    theta[[0, 3], 1] = 0.0
    near = np.array([[0.0, 1.0], [-1e-3, 1.0], [2e-3, -1.0], [-50.0, 0.1]])
    for units in (theta, near, np.array([[1.0, 0.0], [-2.0, 0.0]])):
        one = (submission, reference, "slopes", units, rng.standard_normal(len(units) + 1))
        with_own_or_lent(submission, reference, lambda one=one: agree(*one))


@pytest.mark.question("slopes")
def test_slopes_purity(submission, reference, rng):
    """Both layers are left as they were."""
    theta, phi = layer(rng, 3), rng.standard_normal(4)
    with_own_or_lent(submission, reference, lambda: require_pure(submission, "slopes", theta, phi))


# ---------------------------------------------------------------- network_through


def polygon(rng, points, spread=1.0):
    """Draw points from left to right, unevenly."""
    x = np.cumsum(rng.uniform(0.2, 1.5, points)) - points / 2
    return spread * x, 2.0 * rng.standard_normal(points)


def heights(code, x, y, at):
    """Build the network, and evaluate it at some places."""
    result = code.network_through(x, y)
    if type(result) is not tuple or [np.shape(part) for part in result] != [(len(x) - 1, 2), (len(x),)]:
        return result
    theta, phi = result
    return phi[0] + np.maximum(0, theta[:, 0] + np.multiply.outer(at, theta[:, 1])) @ phi[1:]


def between(x, count=4):
    """Return places from the first point to the last: all points, and some in between."""
    return np.unique(np.concatenate([np.linspace(*pair, count) for pair in pairwise(x)]))


@pytest.mark.question("network_through")
def test_network_form(submission, reference, rng):
    """Returned are theta and phi, for one unit less than there are points."""
    require_result(submission, reference, "network_through", *polygon(rng, 5), names=NAMES)


@pytest.mark.question("network_through", points=2)
def test_through_the_points(submission, reference, rng):
    """From the first point to the last the network is the polygon through them."""
    for points in (4, 7, 3):
        x, y = polygon(rng, points)
        agree(submission, reference, heights, x, y, between(x))


@pytest.mark.question("network_through", points=1)
def test_other_polygons(submission, reference, rng):
    """A single piece, flat pieces, distant points, and many of them."""
    for x, y in (
        (np.array([2.0, 5.0]), np.array([1.0, -3.0])),
        (np.array([-3.0, -1.0, 0.0, 4.0]), np.array([2.0, 2.0, 2.0, 5.0])),
        polygon(rng, 5, spread=100.0),
        polygon(rng, 40),
    ):
        agree(submission, reference, heights, x, y, between(x))


@pytest.mark.question("network_through")
def test_network_purity(submission, rng):
    """The points are left as they were."""
    require_pure(submission, "network_through", *polygon(rng, 5))
