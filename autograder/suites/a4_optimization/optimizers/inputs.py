"""What the optimizers are asked for, drawn widely: shapes, sizes of gradients, settings, saved configs."""

import numpy as np

from autograder.suites.a4_optimization.optimizers.skeleton import (
    NAMES,
    RATE_MAY_CHANGE,
    SETTINGS,
    interleaved,
    problem,
    resumed,
    walk,
    walk_at_rates,
)


def settings_of(name, rng):
    """Draw settings: rates and epsilons over decades, memories of any length."""
    found = {}
    for key in SETTINGS[name]:
        decades = (-4, 0) if key in ("learning_rate", "epsilon", "weight_decay") else None
        found[key] = float(10.0 ** rng.uniform(*decades) if decades else rng.uniform(0.0, 0.99))
    return found


def optimizer(name):
    """Return the draw of one optimizer."""

    def draw(rng):
        keys = tuple(SETTINGS[name])
        for shape in ((1,), (4,), (3, 2), (2, 2, 2)):
            for size in (1.0, 1e-4, 1e-8, 0.0):
                w, gradients = problem(rng, 15, *shape)
                yield walk(name, ()), w, size * gradients
                yield walk(name, keys), w, size * gradients, *settings_of(name, rng).values()
        for key, setting in SETTINGS[name].items():
            w, gradients = problem(rng, 6, 3)
            yield walk(name, (key,)), w, gradients, setting
        w, gradients = problem(rng, 10, 3)
        other, others = problem(rng, 10, 3)
        values = tuple(settings_of(name, rng).values())
        yield resumed(name, keys), w, gradients, others, 4, *values
        yield interleaved(name, ()), w, other, gradients, others
        yield interleaved(name, keys), w, other, gradients, others, *values, *values
        if name in RATE_MAY_CHANGE:
            yield walk_at_rates(name, keys), w, gradients, 0.1 / (1 + np.arange(10)), *values

    return draw


INPUTS = {name: optimizer(name) for name in NAMES}
