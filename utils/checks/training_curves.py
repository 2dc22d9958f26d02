"""Checks of `ema` and `diagnose`: numbers worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]


def one_a_value(ema: Function) -> None:
    """It returns an array with an average for each value, of a list as of an array."""
    for values in ([4.0, 2.0, 2.0], np.array([4.0, 2.0, 2.0])):
        shape = numbers("The result", ema(values, 0.5)).shape
        if shape != (3,):
            raise CheckFailed(f"Three values: expected three averages, got shape {shape}.")


def by_hand(ema: Function) -> None:
    """8, 4, 0, 4 with β = 3/4 by hand."""
    expect(
        "ema([8, 4, 0, 4], 0.75)",
        ema([8.0, 4.0, 0.0, 4.0], 0.75),
        [8.0, 7.0, 5.25, 4.9375],
        Hint([2.0, 2.5, 1.875, 2.40625], "It begins at 0 and starts far too low. e0 is the first value."),
        Hint([8.0, 5.0, 1.25, 3.3125], "β and 1 - β are exchanged: β belongs to the past."),
        Hint([8.0, 40 / 7, 120 / 37, 616 / 175], "Corrected for a start at 0, as in Adam: here nothing is."),
        Hint([8.0, 6.0, 4.0, 4.0], "This is the plain mean so far."),
        Hint([8.0, 10.0, 7.5, 9.625], "The two weights have to add up to 1."),
        Hint([8.0, 7.0, 3.0, 1.0], "You average with the value before, not with the average before."),
    )


def constant(ema: Function) -> None:
    """A constant stays what it is, and β = 0 changes nothing."""
    expect("ema([3, 3, 3], 0.9)", ema([3.0, 3.0, 3.0], 0.9), [3.0, 3.0, 3.0])
    expect("ema([1, 5, 2], 0)", ema([1.0, 5.0, 2.0], 0.0), [1.0, 5.0, 2.0])


def whole_numbers(ema: Function) -> None:
    """Whole numbers are averaged as numbers, and the caller's array is left alone."""
    values = np.array([4, 1, 1])
    expect(
        "ema(np.array([4, 1, 1]), 0.5)",
        ema(values, 0.5),
        [4.0, 2.5, 1.75],
        Hint([4.0, 2.0, 1.0], "Halves were cut off: an array of ints holds ints."),
    )
    if values.tolist() != [4, 1, 1]:
        raise CheckFailed("The caller's values have changed: fill an array of your own.")


def triple(diagnose: Function) -> None:
    """It returns two gaps and a name."""
    got = diagnose(1.0, 5.0, 8.0)
    if not isinstance(got, tuple) or len(got) != 3:
        kind = f"{len(got)} values" if isinstance(got, tuple) else type(got).__name__
        raise CheckFailed(f"Expected three values, bias, variance, larger; got {kind}.")
    numbers("bias", got[0])
    numbers("variance", got[1])
    if got[2] not in ("bias", "variance"):
        raise CheckFailed(f'larger: expected "bias" or "variance", got {got[2]!r}.')


def expect_diagnosis(
    diagnose: Function, errors: tuple[float, ...], gaps: tuple[float, float], name: str
) -> None:
    """Compare a diagnosis with one worked by hand."""
    human, train, val = errors
    bias, variance, larger = diagnose(human, train, val)
    said = f"with human, training and validation error {human:g}, {train:g}, {val:g}"
    expect(
        f"bias {said}",
        bias,
        gaps[0],
        Hint(train, "That is the gap to 0. Compare with what is achievable."),
        Hint(val - human, "That is both gaps together."),
        Hint(gaps[1], "The two gaps are exchanged."),
        Hint(abs(gaps[0]), "Where the model beats people the gap is negative."),
    )
    expect(
        f"variance {said}",
        variance,
        gaps[1],
        Hint(val - human, "That is both gaps together: variance is counted from the training error."),
        Hint(val, "That is the validation error itself."),
        Hint(abs(gaps[1]), "Where validation is easier the gap is negative."),
    )
    if larger != name:
        raise CheckFailed(f'larger {said}: the gaps are {gaps[0]:g} and {gaps[1]:g}; got "{larger}".')


def recipe(diagnose: Function) -> None:
    """1, 5, 8 %: gaps of 4 and 3, so bias."""
    expect_diagnosis(diagnose, (1.0, 5.0, 8.0), (4.0, 3.0), "bias")


def overfitted(diagnose: Function) -> None:
    """4.5, 5, 8 %: the same network where people do worse, so variance."""
    expect_diagnosis(diagnose, (4.5, 5.0, 8.0), (0.5, 3.0), "variance")


def equal(diagnose: Function) -> None:
    """Equal gaps: bias comes first."""
    expect_diagnosis(diagnose, (0.25, 0.5, 0.75), (0.25, 0.25), "bias")


def beaten(diagnose: Function) -> None:
    """A model that beats people on what it has seen."""
    expect_diagnosis(diagnose, (4.0, 1.0, 3.0), (-3.0, 2.0), "variance")


EMA = (one_a_value, by_hand, constant, whole_numbers)
DIAGNOSE = (triple, recipe, overfitted, equal, beaten)
