"""Checks of layers of ReLUs on a line, and of a linear layer taken apart. Worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
Array = NDArray[Any]
# Units a[x + 1], a[4 - 2x], a[2x - 1]: joints at -1, 2 and 1/2.
THETA = np.array([[1.0, 1.0], [4.0, -2.0], [-1.0, 2.0]])
PHI = np.array([3.0, 2.0, 0.5, -2.0])
POINTS, HEIGHTS = np.array([-1.0, 0.0, 2.0, 3.0]), np.array([1.0, 3.0, -1.0, -1.0])
LAYER = np.array([[0.0, -1.0], [3.0, 0.0]])  # turns by a quarter, and stretches one direction to 3
SPOTS = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0], [0.5, 3.0]])


def true_or_false(activation_pattern: Function) -> None:
    """It returns True or False for each point and unit."""
    got = np.asarray(activation_pattern(np.zeros((5, 1)), THETA))
    if got.shape != (5, 3):
        raise CheckFailed(f"5 points, 3 units: expected shape (5, 3), got {got.shape}.")
    if got.dtype.kind != "b":
        raise CheckFailed(f"Expected True and False, a comparison with 0; got numbers of type {got.dtype}.")


def on_and_off(activation_pattern: Function) -> None:
    """Units a[x + 1], a[4 - 2x] and a[2x - 1] at -2, 0, 1 and 3."""
    got = activation_pattern(np.array([[-2.0], [0.0], [1.0], [3.0]]), THETA)
    right = np.array([[0, 1, 0], [1, 1, 0], [1, 1, 1], [1, 0, 1]])
    expect(
        "Which units are on (1 for True)",
        np.asarray(got).astype(int),
        right,
        Hint(1 - right, "Exactly the others: a unit is on where its value is above 0."),
        Hint([[0, 1, 0], [0, 0, 0], [1, 0, 1], [1, 0, 1]], "The offsets in the first column are missing."),
    )


def two_inputs(activation_pattern: Function) -> None:
    """A unit with two inputs has a line for its joint, here 1 + x1 - 2 x2 = 0; on it the unit is off."""
    got = activation_pattern(np.array([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]]), np.array([[1.0, 1.0, -2.0]]))
    expect(
        "Whether the unit is on at (0, 0), (2, 2) and (1, 1)",
        np.asarray(got).astype(int),
        [[1], [0], [0]],
        Hint([[1], [0], [1]], "At (1, 1) its value is exactly 0: off."),
    )


def one_joint_a_unit(joints: Function) -> None:
    """It returns one place for each of three units."""
    shape = numbers("The joints", joints(THETA)).shape
    if shape != (3,):
        raise CheckFailed(f"Three units that all switch: expected shape (3,), got {shape}.")


def where_units_switch(joints: Function) -> None:
    """Units a[x + 1], a[4 - 2x] and a[2x - 1] switch at -1, 1/2 and 2, from left to right."""
    expect(
        "The joints",
        joints(THETA),
        [-1.0, 0.5, 2.0],
        Hint([-1.0, 2.0, 0.5], "These are the joints, in the order of the units: sort them."),
        Hint([-2.0, -0.5, 1.0], "The sign is flipped: offset + slope x = 0."),
        Hint([-2.0, -0.5, -1.0], "This is slope over offset: solve offset + slope x = 0 for x."),
        Hint([2.0, 0.5, -1.0], "From left to right: increasing."),
    )


def units_without_a_joint(joints: Function) -> None:
    """A unit whose slope is 0 has no joint."""
    theta = np.array([[2.0, 0.0], [3.0, -1.0], [-1.0, 0.0]])
    got = numbers("The joints", joints(theta))
    if got.shape != (1,) or not np.isfinite(got).all():
        raise CheckFailed(
            "Units a[2], a[3 - x] and a[-1]: expected only the joint of the second, "
            f"got {np.array2string(got)}. A constant unit never switches."
        )
    expect("The joint of a[3 - x], beside two constant units", got, [3.0])


def one_slope_a_piece(slopes: Function) -> None:
    """It returns four slopes for three joints."""
    shape = numbers("The slopes", slopes(THETA, PHI)).shape
    if shape == (3,):
        raise CheckFailed("Three joints leave four pieces: your result has one slope too few.")
    if shape != (4,):
        raise CheckFailed(f"Three joints leave four pieces: expected shape (4,), got {shape}.")


def slope_of_each_piece(slopes: Function) -> None:
    """The pieces of y = 3 + 2 a[x + 1] + a[4 - 2x] / 2 - 2 a[2x - 1]."""
    expect(
        "The slopes",
        slopes(THETA, PHI),
        [-1.0, 1.0, -3.0, -2.0],
        Hint([-2.0, -3.0, 1.0, -1.0], "From left to right, not from right to left."),
        Hint([0.0, 2.0, -2.0, -3.0], "A unit with negative slope is on to the left of its joint."),
        Hint([0.5, 2.5, 0.5, 0.0], "You add up the phi: a unit contributes phi times its theta."),
        Hint([-2.0, -1.0, 1.0, 3.0], "You add up the slopes of the units: each counts times its phi."),
    )


def units_always_on(slopes: Function) -> None:
    """A layer without joints is one straight line."""
    theta, phi = np.array([[2.0, 0.0], [-1.0, 0.0]]), np.array([1.0, 3.0, 5.0])
    expect("The slopes where no unit switches: one piece", slopes(theta, phi), [0.0])


def _heights(network_through: Function, x: Array, y: Array, at: Array) -> Array:
    """Return the network's heights at some places."""
    theta, phi = network_through(x, y)
    return np.asarray(phi[0] + np.maximum(0, theta[:, 0] + np.multiply.outer(at, theta[:, 1])) @ phi[1:])


def units_and_weights(network_through: Function) -> None:
    """It returns theta and phi of as many units as there are pieces."""
    got = network_through(POINTS, HEIGHTS)
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise CheckFailed("Expected a pair: theta, phi.")
    for name, part, shape in (("theta", got[0], (3, 2)), ("phi", got[1], (4,))):
        if numbers(name, part).shape != shape:
            raise CheckFailed(
                f"Four points, three pieces, three units: {name} should have shape {shape}, "
                f"got {np.shape(part)}."
            )


def at_the_points(network_through: Function) -> None:
    """The network goes through all four points."""
    expect(
        "Its heights at -1, 0, 2 and 3",
        _heights(network_through, POINTS, HEIGHTS, POINTS),
        HEIGHTS,
        Hint(HEIGHTS - 1, "All too low by the first height: it belongs into phi[0]."),
        Hint([1, 3, 3, 3], "Units stay on: from the second on, each brings the change of slope."),
        Hint([1, 2, 3, 4], "Every unit has weight 1: the slopes are missing."),
    )


def between_the_points(network_through: Function) -> None:
    """Between two points it is straight."""
    middles = (POINTS[:-1] + POINTS[1:]) / 2
    expect(
        "Its heights half-way between them",
        _heights(network_through, POINTS, HEIGHTS, middles),
        (HEIGHTS[:-1] + HEIGHTS[1:]) / 2,
    )


def three_places(svd_steps: Function) -> None:
    """It returns three arrays of points."""
    got = svd_steps(LAYER, SPOTS)
    if not isinstance(got, tuple | list) or len(got) != 3:
        raise CheckFailed("Expected three arrays: where the points are after each factor.")
    for name, part in zip(("turned", "stretched", "sent"), got, strict=True):
        if numbers(name, part).shape != SPOTS.shape:
            raise CheckFailed(f"Four points: {name} should have shape (4, 2), got {np.shape(part)}.")


def sent_by_the_layer(svd_steps: Function) -> None:
    """In the end (1, 0) is at (0, 3), and (0, 1) at (-1, 0)."""
    expect(
        "Where the four points end",
        svd_steps(LAYER, SPOTS)[2],
        [[0.0, 3.0], [-1.0, 0.0], [1.0, 6.0], [-3.0, 1.5]],
        Hint(SPOTS @ LAYER, "Points are rows: Theta x for all of them is X @ Theta.T."),
    )
    shear = np.array([[1.0, 2.0], [0.0, 1.0]])
    expect(
        "Where they end under [[1, 2], [0, 1]]",
        svd_steps(shear, SPOTS)[2],
        [[1.0, 0.0], [2.0, 1.0], [0.0, -1.0], [6.5, 3.0]],
        Hint(SPOTS @ shear, "Points are rows: Theta x for all of them is X @ Theta.T."),
        *_recomposed(shear),
    )


def _recomposed(Theta: Array) -> list[Hint]:
    U, S, Vt = np.linalg.svd(Theta)
    told = "A factor or its transpose? numpy's third result is V^T already, and rows take the transpose."
    return [Hint((SPOTS @ first * S) @ last, told) for first in (Vt, Vt.T) for last in (U, U.T)]


def lengths_kept(svd_steps: Function) -> None:
    """The first step turns or mirrors: every length stays what it was."""
    turned = svd_steps(np.array([[1.0, 2.0], [0.0, 1.0]]), SPOTS)[0]
    expect(
        "The lengths after the first step",
        np.linalg.norm(turned, axis=1),
        np.linalg.norm(SPOTS, axis=1),
    )


def stretched_along_the_axes(svd_steps: Function) -> None:
    """The second step stretches the first coordinate by 3 and the second by 1."""
    turned, stretched, _ = svd_steps(LAYER, SPOTS)
    expect(
        "The points after the second step",
        stretched,
        np.asarray(turned) * [3.0, 1.0],
        Hint(np.asarray(turned) * [1.0, 3.0], "The larger singular value comes first."),
        Hint(np.asarray(turned) * [9.0, 1.0], "These are the squares: stretch by the singular values."),
    )
