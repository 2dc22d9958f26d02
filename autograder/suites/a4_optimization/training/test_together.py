"""The student's own loop, optimizers and schedules at once, on two parameters."""

import inspect

import numpy as np
import pytest

from autograder.checks import agree, planted

FIXED = "fixed_by_the_test"
SOURCE = f"""
def {FIXED}(schedule, settings, first):
    return lambda t: schedule(t + first, *settings)
"""
# One optimizer after the other, with settings unlike the defaults.
RULES = {
    "sgd": {},
    "sgd_momentum": {"momentum": 0.7},
    "nesterov_momentum": {"momentum": 0.7},
    "adagrad": {"epsilon": 1e-3},
    "rmsprop": {"decay_rate": 0.8},
    "adam": {"beta1": 0.7, "beta2": 0.95},
    "adamw": {"beta1": 0.7, "weight_decay": 0.25},
}
# Schedules, what they are told besides the step, and the first step.
FALLS = {
    "step_decay": ((0.3, 0.5, 2), 0),
    "exponential_decay": ((0.3, 0.4), 0),
    "inverse_time_decay": ((0.3, 0.7), 0),
    "inverse_sqrt_decay": ((0.3,), 1),
    "linear_decay": ((0.3, 6), 0),
    "cosine_decay": ((0.3, 6), 0),
}


def bowl(params, X, y):
    """Return a loss with one lowest point, and its slopes; on rows that are all alike."""
    off = X.mean(axis=0) @ params["W"] + params["b"] - y[0] * np.array([1.0, -1.0])
    return float(0.5 * off @ off), {"W": np.outer(X.mean(axis=0), off), "b": off}


def trained(code, rule, fall, warmup, row, W, b):
    """Train with the student's own parts on rows that are all alike, so that every draw is the same."""
    function = getattr(code.schedules, fall)
    with planted(code, FIXED, SOURCE):
        schedule = getattr(code, FIXED)(function, *FALLS[fall])
        if warmup:
            schedule = code.schedules.with_warmup(schedule, warmup)
        found = code.train(
            bowl,
            {"W": W, "b": b},
            np.tile(row, (8, 1)),
            np.full(8, 2),
            getattr(code.optimizers, rule),
            schedule,
            8,
            4,
            RULES[rule],
            None,
            100,
            np.random.default_rng(0),
        )
    params = found[0]
    return params["W"], params["b"]


def named(name):
    """Return the scenario under the name of the part that is looked at."""

    def scenario(code, rule, fall, warmup, row, W, b):
        return trained(code, rule, fall, warmup, row, W, b)

    scenario.__name__ = name
    scenario.__signature__ = inspect.signature(trained)
    return scenario


def start(rng):
    """Draw a row of data, and weights to start from."""
    return rng.standard_normal(3), rng.standard_normal((3, 2)), rng.standard_normal(2)


def require(submission, reference, part, *arguments):
    """Compare; where it fails, say which part was at work."""
    try:
        agree(submission, reference, named(part), *arguments, names=("W", "b"))
    except pytest.fail.Exception:
        raise
    except AssertionError as error:
        first, *rest = error.args
        error.args = (f"With `{part}`: {first}", *rest)
        raise


@pytest.mark.question("together", points=1)
def test_every_optimizer(submission, reference, rng):
    """Each of your optimizers, under your warm-up and cosine, in your loop, ends where it should."""
    for rule in RULES:
        require(submission, reference, rule, rule, "cosine_decay", 2, *start(rng))


@pytest.mark.question("together", points=1)
def test_every_schedule(submission, reference, rng):
    """Your Adam under each of your schedules, in your loop, ends where it should."""
    for fall in FALLS:
        require(submission, reference, fall, "adam", fall, 0, *start(rng))
    require(submission, reference, "with_warmup", "sgd", "linear_decay", 3, *start(rng))
