"""The walk along a line: every joint of a network with one input, against a search on a fine grid."""

from itertools import pairwise

import numpy as np
import pytest

from utils.pieces import joints_on_line


def drawn(seed, *sizes):
    rng, params = np.random.default_rng(seed), {}
    for k in range(1, len(sizes)):
        params[f"W{k}"] = np.sqrt(2 / sizes[k - 1]) * rng.standard_normal((sizes[k - 1], sizes[k]))
        params[f"b{k}"] = 0.5 * rng.standard_normal(sizes[k])
    return params


def patterns(params, x):
    """Return which hidden units are on, a row for each place."""
    h, found = x[:, np.newaxis], []
    for k in range(1, len(params) // 2):
        h = h @ params[f"W{k}"] + params[f"b{k}"]
        found.append(h > 0)
        h = np.maximum(0, h)
    return np.hstack(found)


@pytest.mark.parametrize("sizes", [(1, 5, 1), (1, 4, 6, 2), (1, 5, 5, 5, 5, 1)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_patterns_change_at_the_joints_and_nowhere_else(seed, sizes):
    params = drawn(seed, *sizes)
    joints = joints_on_line(params, -3, 3)
    ends = np.concatenate([[-3], joints, [3]])
    inside = [np.linspace(a, b, 7)[1:-1] for a, b in pairwise(ends)]
    within = [patterns(params, places) for places in inside]
    assert all((each == each[0]).all() for each in within)
    assert all((one[0] != other[0]).any() for one, other in pairwise(within))


def test_a_shallow_net_has_the_joints_of_its_units():
    params = {"W1": np.array([[1.0, -2.0, 2.0]]), "b1": np.array([1.0, 4.0, -1.0])}
    params |= {"W2": np.ones((3, 1)), "b2": np.zeros(1)}
    np.testing.assert_allclose(joints_on_line(params, -9, 9), [-1.0, 0.5, 2.0])
    np.testing.assert_allclose(joints_on_line(params, 0, 1), [0.5])


def test_a_constant_unit_has_no_joint():
    params = {"W1": np.zeros((1, 2)), "b1": np.array([1.0, -1.0]), "W2": np.ones((2, 1)), "b2": np.zeros(1)}
    assert len(joints_on_line(params, -9, 9)) == 0


def test_what_touches_zero_where_a_piece_ends_is_no_joint_of_its_own():
    """|x| goes down to 0 and up again: behind it a ReLU never switches off."""
    params = {"W1": np.array([[1.0, -1.0]]), "b1": np.zeros(2)}
    params |= {"W2": np.ones((2, 1)), "b2": np.zeros(1), "W3": np.ones((1, 1)), "b3": np.zeros(1)}
    np.testing.assert_array_equal(joints_on_line(params, -1, 1), [0.0])
