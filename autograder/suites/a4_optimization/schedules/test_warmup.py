"""Warm-up before any schedule, and the rate for another size of batch."""

import numpy as np
import pytest

from autograder.checks import Program, agree
from autograder.suites.a4_optimization.schedules.asking import (
    agree_at,
    fail,
    guarded,
    is_step,
    rates_as_array,
    short,
    warmed,
)

WARMUP, SCALE = "with_warmup", "scale_with_batch"


def schedules(rng):
    """Return schedules that begin at another rate each, and fall, rise or swing."""
    a, b = rng.uniform(0.5, 2.0, size=2)
    formulas = (
        lambda t: a / (1.0 + 0.3 * t),
        lambda t: b * (1.5 + np.sin(1.0 + t)),
    )
    return [guarded(formula) for formula in formulas]


@pytest.mark.question(WARMUP, points=0.5)
def test_ramp(submission, reference, rng):
    """During the warm-up the rate rises along a line, from the first step on, to the schedule's first."""
    for schedule, warmup in zip(schedules(rng), (7, 4), strict=True):
        agree_at(submission, reference, warmed, np.arange(warmup), schedule, warmup)


@pytest.mark.question(WARMUP, points=0.5)
def test_afterwards(submission, reference, rng):
    """After it the schedule runs from its own step 0 on: nothing jumps."""
    for schedule, warmup in zip(schedules(rng), (6, 3), strict=True):
        agree_at(submission, reference, warmed, warmup - 1 + np.arange(9), schedule, warmup)


@pytest.mark.question(WARMUP, points=0.25)
def test_no_warm_up(submission, reference, rng):
    """Without any steps of warm-up it is the schedule itself; with one, its first rate comes twice."""
    for schedule, warmup in zip(schedules(rng), (0, 1), strict=True):
        agree_at(submission, reference, warmed, np.arange(5), schedule, warmup)


def two_at_once(code, schedule, other, order):
    """Play the scenario: two warm-ups, asked in turn, for steps in any order."""
    program = Program(code)
    made = [program.call(WARMUP, schedule, 3), program.call(WARMUP, other, 6)]
    return rates_as_array(program.run(*[program.call(made[which], t) for which, t in order]))


@pytest.mark.question(WARMUP, points=0.25)
def test_side_by_side(submission, reference, rng):
    """Steps in any order, asked twice, of two warm-ups side by side: each rate depends on its t alone."""
    one, other = schedules(rng)
    order = [(int(rng.integers(2)), int(t)) for t in rng.permutation(np.repeat(np.arange(8), 2))]
    agree(submission, reference, two_at_once, one, other, order)


@pytest.mark.question(WARMUP, points=0.5)
def test_asked(submission, reference):
    """The schedule is asked for its own steps only: none before 0."""
    asked = []

    def schedule(t):
        asked.append(t)
        return 2.0 / (1 + int(t)) if is_step(t) else float("nan")

    agree_at(submission, reference, warmed, np.array([0, 2, 4, 5, 8]), schedule, 5)
    wrong = [t for t in asked if not is_step(t)]
    if wrong:
        fail("Your function asks the schedule for a step that it does not know: steps are 0, 1, 2, ...")


# ---------------------------------------------------------------- batch size


@pytest.mark.question(SCALE, points=0.5)
def test_larger(submission, reference, rng):
    """For larger batches the rate grows in proportion."""
    for base_batch, batch_size in ((32, 256), (48, 120), (64, 64), (1, 512)):
        agree(submission, reference, SCALE, short(rng.uniform(0.1, 2.0)), batch_size, base_batch)


@pytest.mark.question(SCALE, points=0.5)
def test_smaller(submission, reference, rng):
    """For smaller batches it falls in proportion, by the same formula."""
    for base_batch, batch_size in ((256, 32), (96, 40), (64, 1)):
        agree(submission, reference, SCALE, short(rng.uniform(0.1, 2.0)), batch_size, base_batch)
