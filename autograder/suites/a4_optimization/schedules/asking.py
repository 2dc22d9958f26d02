"""How schedules are asked for rates: one step after the other, in one round trip."""

import inspect

import numpy as np
import pytest

from autograder.checks import Disagreement, Program, agree
from autograder.checks.compare import close, is_number

DECAYS = (
    "step_decay",
    "exponential_decay",
    "inverse_time_decay",
    "inverse_sqrt_decay",
    "linear_decay",
    "cosine_decay",
)
ENDING = ("linear_decay", "cosine_decay")
QUESTIONS = (*DECAYS, "with_warmup", "scale_with_batch")
KEYS = {
    "step_decay": ("base", "drop", "every"),
    "exponential_decay": ("base", "decay"),
    "inverse_time_decay": ("base", "decay"),
    "inverse_sqrt_decay": ("base",),
    "linear_decay": ("base", "total"),
    "cosine_decay": ("base", "total"),
}
FIRST = {name: int(name == "inverse_sqrt_decay") for name in DECAYS}  # the first step there is


def short(number):
    """Return a number with three digits behind the point, and none that is also 1 or a half."""
    return round(round(float(number), 2) + 0.003, 3)


def settings_of(name, rng):
    """Draw settings of a schedule; of few digits, since messages show them, and a rate may equal `base`."""
    drawn = {
        "base": short(rng.uniform(0.2, 3.0)),
        "drop": short(rng.uniform(0.55, 0.85)),
        "every": int(rng.integers(4, 9)),
        "decay": short(rng.uniform(0.03, 0.15)),
        "total": int(rng.integers(21, 40)),
    }
    return [drawn[key] for key in KEYS[name]]


def rates_as_array(rates):
    """Return single numbers as one array; a list where one of them is something else."""
    plain = all(is_number(rate) and np.ndim(rate) == 0 for rate in rates)
    return np.array(rates) if plain else list(rates)


def one_by_one(name):
    """Return the scenario: the rate at each of several steps, a call each."""

    def rates(code, steps, *settings):
        program = Program(code)
        return rates_as_array(program.run(*[program.call(name, int(t), *settings) for t in steps]))

    rates.__name__ = name
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = ("code", "steps", *KEYS[name])
    rates.__signature__ = inspect.Signature([inspect.Parameter(each, kind) for each in parameters])
    return rates


def agree_at(submission, reference, subject, steps, *arguments):
    """Require the reference's rates at these steps; the message names the first step with a wrong one.

    `steps` is the scenario's last argument where others come before it, else its first.
    """
    __tracebackhide__ = True
    ordered = (*arguments, steps) if subject is warmed else (steps, *arguments)
    try:
        agree(submission, reference, subject, *ordered)
    except Disagreement as failure:
        step = first_wrong(failure, np.ravel(steps))
        if step is not None:
            failure.args = (f"{failure} The first wrong rate is at t = {step}.",)
        raise


def first_wrong(failure, steps):
    """Return the first step at which a rate is wrong; None if no rates came back."""
    if not is_number(failure.got) or np.shape(failure.got) != np.shape(failure.expected):
        return None
    wrong = ~close(np.asarray(failure.got), np.asarray(failure.expected), failure.tolerance)
    return int(steps[wrong.ravel()].min()) if wrong.any() else None


def warmed(code, schedule, warmup, steps):
    """Play the scenario: warm a schedule up, and ask for the rate at each of several steps."""
    program = Program(code)
    rate = program.call("with_warmup", schedule, warmup)
    return rates_as_array(program.run(*[program.call(rate, int(t)) for t in steps]))


def guarded(formula):
    """Return a schedule that is NaN for what is no step: it is asked by a student's code."""

    def schedule(t):
        return float(formula(int(t))) if is_step(t) else float("nan")

    return schedule


def is_step(t):
    """Tell whether something is a whole number from 0 on."""
    plain = is_number(t) and np.ndim(t) == 0 and np.asarray(t).dtype.kind in "iuf"
    return bool(plain and np.isfinite(t) and t >= 0 and float(t).is_integer())


def fail(message):
    """End a test with a sentence for the student."""
    __tracebackhide__ = True
    pytest.fail(message, pytrace=False)
