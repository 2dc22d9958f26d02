"""The six schedules: rates step by step, at the drops, after the end, and for arrays of steps."""

import numpy as np
import pytest

from autograder.checks import for_each_question, require_pure
from autograder.checks.compare import is_number
from autograder.errors import MissingName, StudentError, StudentException
from autograder.suites.a4_optimization.schedules.asking import (
    DECAYS,
    ENDING,
    FIRST,
    agree_at,
    fail,
    one_by_one,
    settings_of,
)

NO_ARRAYS = (
    "With an array of steps your function fails: numpy's functions take arrays; those of `math`, `int`, "
    "`min`, `max` and `if` do not."
)


@for_each_question(*DECAYS, points=(0.5, 0.75, 0.75, 0.5, 0.5, 1))
def test_rates(submission, reference, rng, name):
    """The rates are right at near steps and at far ones, for several settings."""
    for _ in range(2):
        settings = settings_of(name, rng)
        last = settings[-1] if name in ENDING else 60
        steps = np.unique([FIRST[name], 2, 3, 7, *rng.integers(FIRST[name], last, size=6), last])
        agree_at(submission, reference, one_by_one(name), steps, *settings)


@for_each_question(*DECAYS, points=(0.25, 0.25, 0.25, 0.25, 0.25, 0.5))
def test_arrays(submission, reference, rng, name):
    """An array of steps gives an array of rates, and is left as it was."""
    settings = settings_of(name, rng)
    steps = FIRST[name] + rng.permutation(50)
    for t in (steps, steps.reshape(10, 5)):
        try:
            agree_at(submission, reference, name, t, *settings)
            require_pure(submission, name, t, *settings)
        except MissingName:
            raise
        except StudentError:
            fail(NO_ARRAYS)


@pytest.mark.question("step_decay", points=0.25)
def test_drops(submission, reference, rng):
    """The rate drops at the right step, not one before and not one after, and not in between."""
    base, drop, every = settings_of("step_decay", rng)
    for period in (every, 1, 30):
        dates = period * np.array([1, 2, 5])
        steps = np.unique([*(dates - 1), *dates, *(dates + 1), dates[0] + period // 2])
        agree_at(submission, reference, one_by_one("step_decay"), steps, base, drop, period)


@for_each_question(*ENDING, points=(0.25, 0.5))
def test_after_the_end(submission, reference, rng, name):
    """At the total number of steps the rate is 0, and it stays 0."""
    base, total = settings_of(name, rng)
    steps = np.array(
        [total - 1, total, total + 1, total + 5, 2 * total - 1, 2 * total, 3 * total, 40 * total]
    )
    agree_at(submission, reference, one_by_one(name), steps, base, total)


@pytest.mark.question("inverse_sqrt_decay", points=0.25)
def test_below_one(submission):
    """A step below 1 raises a ValueError, alone or in an array."""
    refused(submission, 0, "At t = 0")
    refused(submission, -4, "At a negative t")
    refused(submission, np.array([4, 0, 9]), "With an array in which one step is 0")


def refused(submission, t, when):
    """Require that a step is refused."""
    __tracebackhide__ = True
    try:
        rate = submission.inverse_sqrt_decay(t, 0.5)
    except StudentException as error:
        if error.type_name != "ValueError":
            fail(f"{when} your function raises {error.type_name}; asked for is a ValueError.")
        return
    endless = bool(np.any(~np.isfinite(rate))) if is_number(rate) else False
    what = "infinity or NaN" if endless else "a result as if nothing were wrong"
    fail(f"{when} your function returns {what}; asked for is a ValueError.")
