"""Checks of what can be counted about a network: linear regions, parameters."""

from collections.abc import Callable
from typing import Any

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]


def whole_number(max_linear_regions: Function) -> None:
    """It returns one whole number."""
    got = max_linear_regions(1, 3, 2)
    if numbers("The bound", got).shape != ():
        raise CheckFailed("Expected a single number.")
    if type(got) is not int:
        raise CheckFailed(
            f"Expected a whole number of Python's own type int, got {type(got).__name__}: only that is exact."
        )


def on_a_line(max_linear_regions: Function) -> None:
    """One input: D + 1 pieces from one layer, (D + 1)^K from K."""
    expect(
        "One input, one layer of 6 units",
        max_linear_regions(1, 6, 1),
        7,
        Hint(49, "The exponent is D_i (K - 1): the first layer's factor is the sum."),
        Hint(6, "The sum begins with j = 0."),
        Hint(1, "The sum goes up to and includes D_i."),
        Hint(64, "The sum goes up to D_i, not to D."),
    )
    expect(
        "One input, 5 layers of 10 units: 11^5",
        max_linear_regions(1, 10, 5),
        161_051,
        Hint(161_501, "This is the number as S3 misprints it."),
        Hint(6**10, "Depth and width are exchanged."),
        Hint(11**4, "The last factor is missing: the sum of binomials."),
        Hint(10**4 * 11, "The factor of a layer is one more than D // D_i."),
    )


def in_the_plane(max_linear_regions: Function) -> None:
    """Two inputs: 3 units make 1 + 3 + 3 polygons, and a layer's factor counts twice."""
    expect(
        "Two inputs, one layer of 3 units",
        max_linear_regions(2, 3, 1),
        7,
        Hint(8, "The sum goes up to D_i, not to D."),
        Hint(4, "The sum goes up to and includes D_i."),
    )
    expect(
        "Two inputs, 3 layers of 5 units: (2 + 1)^4 (1 + 5 + 10)",
        max_linear_regions(2, 5, 3),
        1296,
        Hint(144, "The exponent has D_i as a factor."),
        Hint(2400.99, "The quotient D / D_i is rounded down."),
    )


def every_digit(max_linear_regions: Function) -> None:
    """10 inputs, 5 layers of 50 units: all 42 digits."""
    got, right = max_linear_regions(10, 50, 5), 6**40 * 13_432_735_556
    if got != right:
        close = "Nearly: " if type(got) in (int, float) and abs(got - right) < 1e-12 * right else ""
        raise CheckFailed(
            f"10 inputs, 5 layers of 50 units: {close}expected {right:,}, got {got}. "
            "Stay with whole numbers of Python throughout: no `/`, no numpy."
        )


def one_count(num_parameters: Function) -> None:
    """It returns one number."""
    if numbers("The count", num_parameters(2, [3], 2)).shape != ():
        raise CheckFailed("Expected a single number.")


def with_biases(num_parameters: Function) -> None:
    """2 inputs, 3 units, 2 outputs: 6 + 3 + 6 + 2."""
    expect(
        "The parameters of a net with 2 inputs, 3 units, 2 outputs",
        num_parameters(2, [3], 2),
        17,
        Hint(12, "You counted weights only."),
        Hint(15, "The biases of the last layer are missing."),
        Hint(14, "The biases of the hidden layer are missing."),
        Hint(9, "The last layer is missing."),
    )
    expect("Of a net without hidden layers, 4 inputs, 3 outputs", num_parameters(4, [], 3), 15)


def lectures_networks(num_parameters: Function) -> None:
    """S3's four networks for MNIST-1D."""
    for depth, (units, count) in enumerate(((298, 15_208), (100, 15_210), (75, 15_235), (63, 15_319)), 1):
        expect(
            f"40 inputs, {depth} layers of {units} units, 10 outputs",
            num_parameters(40, [units] * depth, 10),
            count,
            Hint(15_139, "This is the number as S3 misprints it."),
            Hint(41 * units + (units + 1) * 10, "One hidden layer only: what lies between is missing."),
        )
