# %% imports
import numpy as np


def remembered(config, dw, defaults):
    """Keep every gradient there ever was, and no other state: wasteful, and right."""
    config = {**defaults, **({} if config is None else config)}
    past = config.get("gradients")
    config["gradients"] = dw[np.newaxis].copy() if past is None else np.concatenate([past, dw[np.newaxis]])
    return config, config["gradients"]


def faded(values, rate):
    """Add up values, each step back counting `rate` times less."""
    ages = np.arange(len(values))[::-1].astype(float)
    return np.tensordot(rate**ages, values, axes=1)


# %% sgd
def sgd(w, dw, config=None):
    config, past = remembered(config, dw, {"learning_rate": 0.01})
    return w - config["learning_rate"] * past[-1], config


# %% sgd_momentum
def sgd_momentum(w, dw, config=None):
    config, past = remembered(config, dw, {"learning_rate": 0.01, "momentum": 0.9})
    return w - config["learning_rate"] * faded(past, config["momentum"]), config


# %% nesterov_momentum
def nesterov_momentum(w, dw, config=None):
    config, past = remembered(config, dw, {"learning_rate": 0.01, "momentum": 0.9})
    ahead = config["momentum"] * faded(past, config["momentum"])
    return w - config["learning_rate"] * dw - config["learning_rate"] * ahead, config


# %% adagrad
def adagrad(w, dw, config=None):
    config, past = remembered(config, dw, {"learning_rate": 0.01, "epsilon": 1e-8})
    return w - config["learning_rate"] * dw / (np.linalg.norm(past, axis=0) + config["epsilon"]), config


# %% rmsprop
def rmsprop(w, dw, config=None):
    config, past = remembered(config, dw, {"learning_rate": 0.01, "decay_rate": 0.99, "epsilon": 1e-8})
    decay = config["decay_rate"]
    mean = (1 - decay) * faded(past * past, decay)
    return w - config["learning_rate"] * dw / (np.sqrt(mean) + config["epsilon"]), config


# %% adam
def adam(w, dw, config=None):
    """A weighted mean whose weights add up to 1 needs no correction."""
    defaults = {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    config, past = remembered(config, dw, defaults)
    ones = np.ones(len(past))
    mean = faded(past, config["beta1"]) / faded(ones, config["beta1"])
    square = faded(past**2, config["beta2"]) / faded(ones, config["beta2"])
    return w - config["learning_rate"] * mean / (square**0.5 + config["epsilon"]), config


# %% adamw
def adamw(w, dw, config=None):
    defaults = {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01}
    config, past = remembered(config, dw, defaults)
    ones = np.ones(len(past))
    mean = faded(past, config["beta1"]) / faded(ones, config["beta1"])
    square = faded(past**2, config["beta2"]) / faded(ones, config["beta2"])
    step = mean / (square**0.5 + config["epsilon"]) + config["weight_decay"] * w
    return w - config["learning_rate"] * step, config
