"""The visible checks of the notebook `schedules`: every rate worked by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed, Exercise
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
AGAIN = "After the end it stays at 0."
NO_BASE = "Where is `base`?"
RISES = "The rate rises."


@dataclass(frozen=True)
class Decay:
    """A schedule to be checked.

    Parameters
    ----------
    settings : tuple of float
        What follows the step in a call.
    steps : sequence of int
        At which the rate is asked for.
    rates : sequence of float
        What it should be there.
    hints : tuple of Hint
        Wrong rates at all these steps.
    """

    settings: tuple[float, ...]
    steps: Sequence[int]
    rates: Sequence[float]
    hints: tuple[Hint, ...] = ()

    def checks(self) -> tuple[Check, ...]:
        """Return the checks that all schedules share."""
        return (self.form, self.one_by_one, self.array)

    def form(self, function: Function) -> None:
        """It returns one number for one step."""
        single(f"The rate at step {self.steps[-1]}", function(self.steps[-1], *self.settings))

    def one_by_one(self, function: Function) -> None:
        """The rate at several steps, one after the other."""
        got = [single(f"The rate at step {t}", function(t, *self.settings)) for t in self.steps]
        expect(f"The rates at t = {list(self.steps)}", got, self.rates, *self.hints)

    def array(self, function: Function) -> None:
        """An array of steps gives an array of rates, and stays as it was."""
        steps = np.array(self.steps)
        try:
            got = function(steps, *self.settings)
        except (TypeError, ValueError) as error:
            raise CheckFailed(
                f"An array of steps raises {type(error).__name__}: {error}. numpy's functions take arrays; "
                "`math`'s, `int`, `min`, `max` and `if` do not."
            ) from None
        expect("The rates for an array of steps", got, self.rates, *self.hints)
        if not np.array_equal(steps, self.steps):
            raise CheckFailed("The array of steps has changed: it belongs to the caller.")


def single(what: str, rate: Any) -> Any:
    """Return a rate.

    Raises
    ------
    CheckFailed
        If it is no single number.
    """
    shape = numbers(what, rate).shape
    if shape:
        raise CheckFailed(f"{what}: expected a single number, got an array of shape {shape}.")
    return rate


STEPS = (0, 29, 30, 60, 75, 95)  # S1: times 0.1 after the epochs 30, 60, 90
STEP = Decay(
    (0.1, 0.1, 30),
    STEPS,
    (0.1, 0.1, 0.01, 1e-3, 1e-3, 1e-4),
    (
        Hint([0.1 * 0.1 ** (t / 30) for t in STEPS], "Your steps are a slope: whole periods count, `//`."),
        Hint([0.1 * 0.9 ** (t // 30) for t in STEPS], "`drop` is what is left, not what is taken away."),
        Hint([0.1 * 0.1 ** (t // 30 + 1) for t in STEPS], "The first period is without a drop."),
        Hint([0.1 * 0.1 ** -(-t // 30) for t in STEPS], "The drops come right after the first step."),
        Hint([0.1, 0.1, 0.01, 0.01, 0.01, 0.01], "The rate has to drop again and again."),
        Hint([0.1, 0.1, 0.01, 1e-4, 1e-4, 1e-7], "You decayed an already decayed rate."),
        Hint([1.0, 1.0, 0.1, 0.01, 0.01, 1e-3], NO_BASE),
        Hint([0.1, 0.1, 1.0, 10.0, 10.0, 100.0], RISES),
    ),
)

E = float(np.exp(-1.0))
EXPONENTIAL = Decay(
    (0.2, 0.25),
    (0, 4, 8),
    (0.2, 0.2 * E, 0.2 * E**2),
    (
        Hint([0.2, 0.2 / E, 0.2 / E**2], f"{RISES} Look at the sign."),
        Hint(
            [0.2, 0.2 * 0.25**4, 0.2 * 0.25**8], "That is S4's form: there `decay` is the factor of a step."
        ),
        Hint(
            [0.2, 0.2 * 0.75**4, 0.2 * 0.75**8],
            "Not quite: (1 - decay)ᵗ is close to it, as long as decay is small.",
        ),
        Hint([0.2, 0.1, 0.05], "The base of the power is e, not 2."),
        Hint([1.0, E, E**2], NO_BASE),
    ),
)

INVERSE_TIME = Decay(
    (0.1, 1.0),
    (0, 1, 2, 3),  # S4's example
    (0.1, 0.05, 0.1 / 3, 0.025),
    (
        Hint([0.05, 0.1 / 3, 0.025, 0.02], "Your clock is one step ahead."),
        Hint([0.1, 0.05, 0.025, 0.0125], "Every step halves it: that is exponential."),
        Hint([0.1, 0.05, 0.05 / 3, 0.05 / 12], "You decayed an already decayed rate."),
        Hint([0.1, 0.2, 0.3, 0.4], RISES),
        Hint([0.1, 1.1, 2.1, 3.1], "Brackets: base / (1 + decay t)."),
        Hint([1.0, 0.5, 1 / 3, 0.25], NO_BASE),
    ),
)

INVERSE_SQRT = Decay(
    (0.6,),
    (1, 4, 9),
    (0.6, 0.3, 0.2),
    (
        Hint([0.6, 0.15, 0.6 / 9], "The root is missing."),
        Hint(
            [0.6 / np.sqrt(2), 0.6 / np.sqrt(5), 0.6 / np.sqrt(10)],
            "One step ahead: at t = 1 the rate is `base`.",
        ),
        Hint([0.6, 1.2, 1.8], RISES),
        Hint([1.0, 0.5, 1 / 3], NO_BASE),
        Hint(np.sqrt([0.6, 0.15, 0.6 / 9]), "Only t is under the root, not `base`."),
    ),
)

LINEAR = Decay(
    (0.8, 100),
    (0, 25, 50, 100),
    (0.8, 0.6, 0.4, 0.0),
    (
        Hint([0.0, 0.2, 0.4, 0.8], RISES),
        Hint([0.8, 0.8, 0.8, 0.0], "`//` leaves no fraction: use `/`."),
        Hint([1.0, 0.75, 0.5, 0.0], NO_BASE),
        Hint([0.8, 0.8 * 0.75**2, 0.2, 0.0], "The line is bent: is something squared?"),
    ),
)

QUARTER = float(np.cos(np.pi / 4))
COSINE = Decay(
    (0.8, 100),
    (0, 25, 50, 100),
    (0.8, 0.4 + 0.4 * QUARTER, 0.4, 0.0),
    (
        Hint([0.8, 0.4, 0.0, 0.8], "The cosine runs through a full period: half of one is asked for."),
        Hint([1.6, 0.8 + 0.8 * QUARTER, 0.8, 0.0], "Twice too large: 1 + cos begins at 2."),
        Hint([0.8, 0.8 * QUARTER, 0.0, -0.8], "Below zero: the 1 + and the half are missing."),
        Hint([0.0, 0.4 - 0.4 * QUARTER, 0.4, 0.8], f"{RISES} 1 + cos, not 1 - cos."),
        Hint([0.8, 0.8 * np.cos(np.pi / 8), 0.8 * QUARTER, 0.0], "A quarter of a period is no gentle end."),
        Hint(0.4 + 0.4 * np.cos([0.0, 0.25, 0.5, 1.0]), "π is missing."),
        Hint([1.0, 0.5 + 0.5 * QUARTER, 0.5, 0.0], NO_BASE),
    ),
)


def root_from_one(function: Function) -> None:
    """At t = 0 it raises a ValueError, alone and in an array."""
    for t, said in ((0, "t = 0"), (np.array([4, 0]), "an array in which one step is 0")):
        try:
            with np.errstate(all="ignore"):
                got = function(t, 0.6)
        except ValueError as error:
            if "ambiguous" not in str(error):
                continue
            raise CheckFailed(f"With {said} an `if` compares a whole array: ask `np.any(...)`.") from None
        except ZeroDivisionError:
            raise CheckFailed(f"With {said} it divides by 0. Look first, and raise a ValueError.") from None
        raise CheckFailed(f"With {said} it returns {got}; a ValueError is asked for.")


def stays_at_zero(function: Function) -> None:
    """After `total` the rate stays at 0."""
    steps = (101, 150, 200, 330)
    rates = [single(f"The rate at step {t}", function(t, 0.8, 100)) for t in steps]
    if min(rates) < -1e-9:
        raise CheckFailed(f"After `total` the rate is below 0, down to {min(rates):.3g}: steps go uphill.")
    if not max(rates) <= 1e-9:
        raise CheckFailed(f"After `total` the rate is up to {max(rates):.3g}. {AGAIN}")


# ---------------------------------------------------------------- warm-up


def inner(t: Any) -> float:
    """The schedule that is warmed up: 1.2, 0.6, 0.4, 0.3, ..."""
    if t < 0:
        raise CheckFailed("Your function asks the schedule for a step before 0. It knows steps from 0 on.")
    return 1.2 / (1.0 + float(t))


def warmed(with_warmup: Function, warmup: int, steps: Sequence[int]) -> list[Any]:
    """Return the rates of `inner` after a warm-up.

    Raises
    ------
    CheckFailed
        If no function of t comes back.
    """
    rate = with_warmup(inner, warmup)
    if not callable(rate):
        raise CheckFailed(
            f"Expected a function of t, got {type(rate).__name__}: define one inside and return it, uncalled."
        )
    return [single(f"The rate at step {t}", rate(t)) for t in steps]


def warmup_form(with_warmup: Function) -> None:
    """It returns a function, which returns a number."""
    warmed(with_warmup, 3, [1])


def warmup_ramp(with_warmup: Function) -> None:
    """Over three steps it rises: 0.4, 0.8, 1.2."""
    expect(
        "The rates at t = 0, 1, 2",
        warmed(with_warmup, 3, range(3)),
        [0.4, 0.8, 1.2],
        Hint([0.0, 0.4, 0.8], "The first step learns nothing: count from 1, t + 1."),
        Hint([0.3, 0.6, 0.9], "The last step of the warm-up has the full rate."),
        Hint([0.4, 0.4, 0.4], "During the warm-up the schedule has to wait: schedule(0), not schedule(t)."),
        Hint([0.1, 0.2, 0.3], "The warm-up leads to the schedule's first rate, schedule(0)."),
        Hint([1 / 3, 2 / 3, 1.0], "The warm-up leads to the schedule's first rate, schedule(0)."),
        Hint([1.2, 1.2, 1.2], "Nothing warms up."),
        Hint([1.2, 0.8, 0.4], "It cools down: the warm-up has to rise."),
    )


def warmup_after(with_warmup: Function) -> None:
    """Then the schedule begins, at its own step 0: 1.2, 0.6, 0.4."""
    expect(
        "The rates at t = 3, 4, 5",
        warmed(with_warmup, 3, range(3, 6)),
        [1.2, 0.6, 0.4],
        Hint([0.3, 0.24, 0.2], "The rate leaps where the warm-up ends: the schedule's clock begins there."),
        Hint([0.6, 0.4, 0.3], "The schedule's first step is left out."),
        Hint([1.6, 0.6, 0.4], "The warm-up goes on for one step too many."),
        Hint([1.2, 1.2, 0.6], "The schedule begins one step late."),
        Hint([1.2, 1.2, 1.2], "After the warm-up the schedule has to run."),
    )


def warmup_none(with_warmup: Function) -> None:
    """Without a warm-up it is the schedule itself."""
    try:
        rates = warmed(with_warmup, 0, range(3))
    except ZeroDivisionError:
        raise CheckFailed("With warmup = 0 it divides by 0.") from None
    expect("With warmup = 0 the rates at t = 0, 1, 2", rates, [1.2, 0.6, 0.4])


# ---------------------------------------------------------------- batch size


def scale_form(scale_with_batch: Function) -> None:
    """It returns one number."""
    single("The rate", scale_with_batch(0.1, 256, 256))


def scale_larger(scale_with_batch: Function) -> None:
    """0.1 at 256 examples is 0.4 at 1024."""
    expect(
        "The rate at 1024",
        scale_with_batch(0.1, 1024, 256),
        0.4,
        Hint(0.025, "Upside down: larger batches, larger rate."),
        Hint(0.2, "That is the rule with the root; linear is asked for."),
        Hint(4.0, NO_BASE),
        Hint(102.4, "By what is it scaled? `base` belongs to `base_batch`."),
        Hint(0.1, "The batch size has no effect."),
    )


def scale_smaller(scale_with_batch: Function) -> None:
    """0.1 at 256 examples is 0.025 at 64, and 0.0375 at 96."""
    expect(
        "The rates at 64 and 96",
        [scale_with_batch(0.1, size, 256) for size in (64, 96)],
        [0.025, 0.0375],
        Hint([0.0, 0.0], "A rate of 0: `//` leaves no fraction."),
        Hint([0.1, 0.1], "Smaller batches get a smaller rate."),
    )


WIDER = "other settings, far steps, arrays"
check_step_decay = Exercise(
    "step_decay", STEP.checks(), "the steps just before and at a drop, other settings, arrays", hidden_tests=6
)
check_exponential_decay = Exercise("exponential_decay", EXPONENTIAL.checks(), WIDER, hidden_tests=5)
check_inverse_time_decay = Exercise("inverse_time_decay", INVERSE_TIME.checks(), WIDER, hidden_tests=5)
check_inverse_sqrt_decay = Exercise(
    "inverse_sqrt_decay", (*INVERSE_SQRT.checks(), root_from_one), f"{WIDER}, steps below 1", hidden_tests=6
)
check_linear_decay = Exercise(
    "linear_decay", (*LINEAR.checks(), stays_at_zero), f"{WIDER}, after the end", hidden_tests=6
)
check_cosine_decay = Exercise(
    "cosine_decay", (*COSINE.checks(), stays_at_zero), f"{WIDER}, after the end", hidden_tests=6
)
check_with_warmup = Exercise(
    "with_warmup",
    (warmup_form, warmup_ramp, warmup_after, warmup_none),
    "other schedules, steps in any order, two warm-ups side by side, what the schedule is asked for",
    hidden_tests=8,
)
check_scale_with_batch = Exercise(
    "scale_with_batch", (scale_form, scale_larger, scale_smaller), "other sizes", hidden_tests=5
)

__all__ = [
    "check_cosine_decay",
    "check_exponential_decay",
    "check_inverse_sqrt_decay",
    "check_inverse_time_decay",
    "check_linear_decay",
    "check_scale_with_batch",
    "check_step_decay",
    "check_with_warmup",
]
