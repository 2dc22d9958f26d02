"""What the functions of the notebook are asked for, drawn widely: steps near and far, settings, arrays."""

import numpy as np

from autograder.suites.a4_optimization.schedules.asking import (
    DECAYS,
    ENDING,
    FIRST,
    guarded,
    one_by_one,
    settings_of,
    warmed,
)


def decay(name):
    """Return the draw of a schedule."""

    def draw(rng):
        for _ in range(6):
            settings = settings_of(name, rng)
            steps = FIRST[name] + np.unique([0, 1, 2, 29, 30, 31, 200, *rng.integers(0, 120, size=20)])
            if name in ENDING:
                total = settings[-1]
                steps = np.unique([*steps, total - 1, total, total + 1, 2 * total, 9 * total])
            yield one_by_one(name), steps, *settings
            yield name, steps, *settings
            yield name, steps[:6].reshape(2, 3), *settings
        for every in (1, 2, 30):
            if name == "step_decay":
                yield one_by_one(name), np.arange(95), 0.1, 0.1, every
        if name == "inverse_sqrt_decay":
            for t in (0, -1, -4, np.array([3, 0]), np.array([0]), np.array([[2, 1], [-1, 5]])):
                yield refusal, t, 0.5

    return draw


def refusal(code, t, base):
    """Play the scenario: what is raised for a step that is none."""
    try:
        return code.inverse_sqrt_decay(t, base)
    except Exception as error:
        return type(error).__name__


def with_warmup(rng):
    """Draw schedules and lengths of a warm-up."""
    formulas = (lambda t: 2.0 / (1 + t), lambda t: 0.3 + 0.1 * t, lambda t: 0.0, lambda t: 1.5 + np.sin(t))
    for formula in formulas:
        for warmup in (0, 1, 2, 5, 20):
            yield warmed, guarded(formula), warmup, np.arange(30)
            yield warmed, guarded(formula), warmup, rng.permutation(30)


def scale_with_batch(rng):
    """Draw sizes of batches."""
    for _ in range(20):
        batch_size, base_batch = (int(size) for size in rng.integers(1, 600, size=2))
        yield "scale_with_batch", float(rng.uniform(0.001, 3.0)), batch_size, base_batch
    yield "scale_with_batch", 0.1, 256, 256


INPUTS = {name: decay(name) for name in DECAYS}
INPUTS |= {"with_warmup": with_warmup, "scale_with_batch": scale_with_batch}
