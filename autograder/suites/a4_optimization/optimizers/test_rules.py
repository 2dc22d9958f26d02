"""The rules themselves: one step, many steps, defaults, gradients next to nothing."""

import numpy as np

from autograder.checks import for_each_question
from autograder.errors import StudentError
from autograder.suites.a4_optimization.optimizers.skeleton import (
    NAMES,
    RATE_MAY_CHANGE,
    SETTINGS,
    WITH_EPSILON,
    fail,
    problem,
    require,
    walk,
    walk_at_rates,
)

SHAPES = ((5,), (3, 4), (2, 3, 2))


@for_each_question(*NAMES, points=(0.5, 1, 1, 1, 1, 1, 1))
def test_first_step(submission, reference, rng, name):
    """The first step is right, for weights of any shape."""
    settings = SETTINGS[name]
    for shape in SHAPES:
        w, gradients = problem(rng, 1, *shape)
        require(submission, reference, walk(name, tuple(settings)), w, gradients, *settings.values())


@for_each_question(*NAMES, points=(0.5, 1, 1, 1, 1, 2, 1.5))
def test_trajectory(submission, reference, rng, name):
    """After each of many steps with random gradients the weights are where they should be."""
    settings = SETTINGS[name]
    w, gradients = problem(rng, 40, 3, 4)
    require(submission, reference, walk(name, tuple(settings)), w, gradients, *settings.values())
    if name in RATE_MAY_CHANGE:
        w, gradients = problem(rng, 6, 5)
        rates = 0.5 * 0.7 ** np.arange(6)
        scenario = walk_at_rates(name, tuple(settings))
        require(submission, reference, scenario, w, gradients, rates, *settings.values())


@for_each_question(*NAMES, points=(0.5, 1, 1, 0.5, 0.5, 1, 1))
def test_defaults(submission, reference, rng, name):
    """Without a config, and with any one setting alone, all others have their defaults."""
    w, gradients = problem(rng, 8, 2, 5)
    gradients[:, :, 0] *= 1e-8  # as small as the default of epsilon
    require(submission, reference, walk(name, ()), w, gradients)
    for key, setting in SETTINGS[name].items():
        try:
            require(submission, reference, walk(name, (key,)), w, gradients, setting)
        except StudentError:
            fail(f"With a config that holds only `{key}`, your function fails: all else has its default.")


@for_each_question(*WITH_EPSILON, points=(0.5, 0.5, 1, 0.5))
def test_small_gradients(submission, reference, rng, name):
    """Gradients about as small as epsilon, or exactly 0, are divided as the formula says."""
    settings = SETTINGS[name]
    w, gradients = problem(rng, 6, 3, 4)
    gradients *= settings["epsilon"]
    gradients[:, 1] = 0.0
    require(submission, reference, walk(name, tuple(settings)), w, gradients, *settings.values())
