"""What the tests of all optimizers share: walks along dictated gradients, in one round trip each.

Only weights are looked at, never the state: which sign or scale a velocity has is the student's affair. The
gradients are given, so one wrong step does not change the next question asked.
"""

import inspect

import numpy as np
import pytest

from autograder.checks import Disagreement, Program, agree, substitute
from autograder.errors import StudentError

# The settings of each, in the order in which the scenarios take them, with values unlike the defaults.
SETTINGS = {
    "sgd": {"learning_rate": 0.3},
    "sgd_momentum": {"learning_rate": 0.2, "momentum": 0.7},
    "nesterov_momentum": {"learning_rate": 0.2, "momentum": 0.7},
    "adagrad": {"learning_rate": 0.4, "epsilon": 1e-3},
    "rmsprop": {"learning_rate": 0.3, "decay_rate": 0.8, "epsilon": 1e-3},
    "adam": {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3},
    "adamw": {"learning_rate": 0.3, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3, "weight_decay": 0.25},
}
NAMES = tuple(SETTINGS)
WITH_STATE = NAMES[1:]
WITH_EPSILON = ("adagrad", "rmsprop", "adam", "adamw")
# Where a change of rate is no matter of taste: the two forms of momentum part there.
RATE_MAY_CHANGE = ("sgd", *WITH_EPSILON)


def problem(rng, steps, *shape):
    """Draw weights and gradients whose entries have sizes of their own, from 0.03 to 3."""
    sizes = 10.0 ** rng.uniform(-1.5, 0.5, size=shape)
    return rng.standard_normal(shape), sizes * rng.standard_normal((steps, *shape))


def along(program, name, w, config, gradients):
    """Record a step for each gradient; return copies of the weights on the way, the last ones, the config."""
    way = []
    for dw in gradients:
        result = program.call(name, w, dw, config)
        w, config = program.item(result, 0), program.item(result, 1)
        way.append(program.operator("add", w, 0.0))  # a copy: what becomes of w later is another question
    return way, w, config


def stacked(way, shape):
    """Return the places as one array; as a list where one of them has not the shape of the weights."""
    return np.stack(way) if all(np.shape(each) == shape for each in way) else list(way)


def named(scenario, name, keys, *first):
    """Give a scenario the name of its function, and parameters that a message can show."""
    parameters = ("code", *first, *keys)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    scenario.__signature__ = inspect.Signature([inspect.Parameter(each, kind) for each in parameters])
    scenario.__name__ = name
    return scenario


def config_of(keys, settings):
    """Return the config that the caller hands over first; None where nothing is set."""
    return dict(zip(keys, settings, strict=True)) or None


def walk(name, keys):
    """Return the scenario: the weights after each of several steps, with settings for these keys."""

    def weights(code, w, gradients, *settings):
        program = Program(code)
        way, _, _ = along(program, name, w, config_of(keys, settings), gradients)
        return stacked(program.run(*way), w.shape)

    return named(weights, name, keys, "w", "gradients")


def walk_at_rates(name, keys):
    """Return the scenario: the caller sets another learning rate before each step, as schedules do."""

    def weights(code, w, gradients, rates, *settings):
        program, way = Program(code), []
        config = {**dict(zip(keys, settings, strict=True)), "learning_rate": float(rates[0])}
        for dw, rate in zip(gradients, rates, strict=True):
            if way:
                program.method(config, "update", {"learning_rate": float(rate)})
            places, w, config = along(program, name, w, config, [dw])
            way += places
        return stacked(program.run(*way), gradients.shape[1:])

    return named(weights, name, keys, "w", "gradients", "rates")


def resumed(name, keys):
    """Return the scenario: walk, save weights and config, stray, come back to what was saved, walk on."""

    def weights(code, w, gradients, detour, saved_after, *settings):
        begin, rest = gradients[:saved_after], gradients[saved_after:]
        program = Program(code)
        way, last, config = along(program, name, w, config_of(keys, settings), begin)
        *places, saved_w, saved = program.run(*way, last, config)
        again = np.array(saved_w)
        strayed = Program(code)
        stray, _, _ = along(strayed, name, again, copied(saved), detour)
        strayed.run(*stray)
        program = Program(code)
        way, _, _ = along(program, name, again, copied(saved), rest)
        return stacked([*places, *program.run(*way)], w.shape)

    return named(weights, name, keys, "w", "gradients", "detour", "saved_after")


def copied(config):
    """Return a config of its own: saved means saved, whatever is written into the first one later."""
    if type(config) is not dict:
        return config
    return {key: part.copy() if isinstance(part, np.ndarray) else part for key, part in config.items()}


def interleaved(name, keys):
    """Return the scenario: two parameters, one step each in turn; where nothing is set, without a config."""

    def weights(code, w, other, gradients, others, *settings):
        program, ways = Program(code), ([], [])
        half = len(settings) // 2
        chosen = [config_of(keys, settings[:half]), config_of(keys, settings[half:])]
        now, configs = [w, other], [None, None]
        for step, pair in enumerate(zip(gradients, others, strict=True)):
            for which, dw in enumerate(pair):
                config = chosen[which] if step == 0 else configs[which]
                given = () if step == 0 and config is None else (config,)
                result = program.call(name, now[which], dw, *given)
                now[which], configs[which] = program.item(result, 0), program.item(result, 1)
                ways[which].append(program.operator("add", now[which], 0.0))
        places = program.run(*ways[0], *ways[1])
        return stacked(places[: len(gradients)], w.shape), stacked(places[len(gradients) :], w.shape)

    seconds = [f"second_{key}" for key in keys]
    return named(weights, name, (*keys, *seconds), "w", "other", "gradients", "others")


def alone(name, keys):
    """Return the scenario: the first of two such parameters, by itself and from a fresh start."""

    def weights(code, w, gradients, *settings):
        program, config, way = Program(code), config_of(keys, settings), []
        for step, dw in enumerate(gradients):
            given = () if step == 0 and config is None else (config,)
            result = program.call(name, w, dw, *given)
            w, config = program.item(result, 0), program.item(result, 1)
            way.append(program.operator("add", w, 0.0))
        return stacked(program.run(*way), gradients.shape[1:])

    return named(weights, name, keys, "w", "gradients")


def judge(submission, reference, name, check):
    """Run a check; if it fails on an `adamw`, which may call the student's `adam`, again with a right one."""
    __tracebackhide__ = True
    try:
        check()
    except (Disagreement, StudentError, pytest.fail.Exception):
        if name != "adamw":
            raise
        with substitute(submission, "adam", reference.adam):
            check()


def require(submission, reference, scenario, *args):
    """Compare with the reference."""
    __tracebackhide__ = True
    name = scenario.__name__
    judge(submission, reference, name, lambda: agree(submission, reference, scenario, *args))


def same(one, other):
    """Whether two results are the same to the last bits, whatever they are."""
    pairs = zip(one, other, strict=True) if type(one) is type(other) is tuple else [(one, other)]
    try:
        return all(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True) for a, b in pairs)
    except (TypeError, ValueError):
        return False


def fail(message):
    """End a test with a sentence for the student."""
    __tracebackhide__ = True
    pytest.fail(message, pytrace=False)
