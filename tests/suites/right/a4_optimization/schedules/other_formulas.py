# %% imports
import numpy as np


# %% step_decay
def step_decay(t, base, drop, every):
    # The remainder of a step says how long ago the last drop was.
    return base * np.exp(np.log(drop) * ((t - t % every) / every))


# %% exponential_decay
def exponential_decay(t, base, decay):
    share_left = np.exp(-decay)
    return base * share_left**t


# %% inverse_time_decay
def inverse_time_decay(t, base, decay):
    half = 1.0 / decay
    return base * half / (half + t)


# %% inverse_sqrt_decay
def inverse_sqrt_decay(t, base):
    if np.min(t) < 1:
        raise ValueError("There is no step before the first.")
    return np.sqrt(base**2 / t)


# %% linear_decay
def linear_decay(t, base, total):
    return np.interp(t, [0, total], [base, 0.0])


# %% cosine_decay
def cosine_decay(t, base, total):
    # cos^2 of half the angle.
    left = np.clip(t, 0, total) / total
    return base * np.cos(0.5 * np.pi * left) ** 2


# %% with_warmup
def with_warmup(schedule, warmup):
    return lambda t: schedule(max(t - warmup, 0)) * min(1.0, (t + 1) / max(warmup, 1))


# %% scale_with_batch
def scale_with_batch(base, batch_size, base_batch):
    return float(np.exp(np.log(base) + np.log(batch_size) - np.log(base_batch)))
