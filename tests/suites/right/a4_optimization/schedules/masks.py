# %% imports
import numpy as np


# %% step_decay
def step_decay(t, base, drop, every):
    drops = np.floor_divide(t, every)
    return base * np.power(float(drop), drops)


# %% exponential_decay
def exponential_decay(t, base, decay):
    return np.exp(np.log(base) - decay * np.asarray(t, dtype=float))


# %% inverse_time_decay
def inverse_time_decay(t, base, decay):
    below = 1.0 + decay * np.asarray(t)
    return np.divide(base, below)


# %% inverse_sqrt_decay
def inverse_sqrt_decay(t, base):
    steps = np.array(t, dtype=float)
    if not (steps >= 1.0).all():
        raise ValueError(t)
    steps **= -0.5
    return base * steps


# %% linear_decay
def linear_decay(t, base, total):
    t = np.asarray(t)
    rate = base - (base / total) * t
    return np.where(t < total, rate, 0.0)


# %% cosine_decay
def cosine_decay(t, base, total):
    steps = np.array(t, dtype=float)
    rates = 0.5 * base * (np.cos(steps * (np.pi / total)) + 1.0)
    rates = np.atleast_1d(rates)
    rates[np.atleast_1d(steps) >= total] = 0.0
    return rates.reshape(np.shape(t)) if np.ndim(t) else float(rates[0])


# %% with_warmup
class Warmed:
    def __init__(self, schedule, warmup):
        self.schedule = schedule
        self.warmup = warmup

    def __call__(self, t):
        after = t - self.warmup
        if after >= 0:
            return self.schedule(after)
        return (after + self.warmup + 1) * (self.schedule(0) / self.warmup)


def with_warmup(schedule, warmup):
    return Warmed(schedule, warmup)


# %% scale_with_batch
def scale_with_batch(base, batch_size, base_batch):
    return base * (batch_size / base_batch)
