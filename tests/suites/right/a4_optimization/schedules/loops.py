# %% imports
import math

import numpy as np


def each(function):
    """Call a function of one step for every step of an array, one after the other."""

    def wrapped(t, *settings):
        if np.ndim(t) == 0:
            return function(int(t), *settings)
        rates = [function(int(step), *settings) for step in np.ravel(t)]
        return np.array(rates).reshape(np.shape(t))

    return wrapped


# %% step_decay
def step_decay(t, base, drop, every):
    def rate(step, base, drop, every):
        for date in range(1, step + 1):
            if date % every == 0:
                base = base * drop
        return base

    return each(rate)(t, base, drop, every)


# %% exponential_decay
def exponential_decay(t, base, decay):
    def rate(step, base, decay):
        for _ in range(step):
            base *= math.exp(-decay)
        return base

    return each(rate)(t, base, decay)


# %% inverse_time_decay
def inverse_time_decay(t, base, decay):
    def rate(step, base, decay):
        below = 1.0
        for _ in range(step):
            below += decay
        return base / below

    return each(rate)(t, base, decay)


# %% inverse_sqrt_decay
def inverse_sqrt_decay(t, base):
    def rate(step, base):
        if step <= 0:
            raise ValueError("The first step is 1.")
        return base / math.sqrt(step)

    return each(rate)(t, base)


# %% linear_decay
def linear_decay(t, base, total):
    def rate(step, base, total):
        if step >= total:
            return 0.0
        return base * (total - step) / total

    return each(rate)(t, base, total)


# %% cosine_decay
def cosine_decay(t, base, total):
    def rate(step, base, total):
        if step >= total:
            return 0.0
        return base * (1.0 + math.cos(math.pi * step / total)) / 2.0

    return each(rate)(t, base, total)


# %% with_warmup
def with_warmup(schedule, warmup):
    first = schedule(0)
    ramp = [first * number / warmup for number in range(1, warmup + 1)]

    def rate(t):
        return ramp[t] if t < len(ramp) else schedule(t - len(ramp))

    return rate


# %% scale_with_batch
def scale_with_batch(base, batch_size, base_batch):
    per_example = base / base_batch
    return per_example * batch_size
