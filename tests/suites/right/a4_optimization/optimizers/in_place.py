# %% sgd
def sgd(w, dw, config=None):
    next_w = np.array(w)
    next_w -= (config or {}).get("learning_rate", 1e-2) * dw
    return next_w, {} if config is None else config


# %% sgd_momentum
def sgd_momentum(w, dw, config=None):
    """State is an array of its own, written into for good."""
    config = {} if config is None else config
    if "velocity" not in config:
        config["velocity"] = np.zeros(np.shape(w))
    velocity = config["velocity"]
    velocity *= config.get("momentum", 0.9)
    velocity += dw
    next_w = w.copy()
    next_w -= config.get("learning_rate", 1e-2) * velocity
    return next_w, config


# %% nesterov_momentum
def nesterov_momentum(w, dw, config=None):
    config = {} if config is None else config
    rho = config.get("momentum", 0.9)
    velocity = config.setdefault("velocity", np.zeros(np.shape(w)))
    velocity *= rho
    velocity += dw
    step = rho * velocity
    step += dw
    step *= config.get("learning_rate", 1e-2)
    return np.subtract(w, step, out=step), config


# %% adagrad
def adagrad(w, dw, config=None):
    config = {} if config is None else config
    cache = config.setdefault("cache", np.zeros(np.shape(w)))
    cache += np.square(dw)
    step = np.sqrt(cache)
    step += config.get("epsilon", 1e-8)
    np.divide(dw, step, out=step)
    step *= -config.get("learning_rate", 1e-2)
    step += w
    return step, config


# %% rmsprop
def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    decay = config.get("decay_rate", 0.99)
    cache = config.setdefault("cache", np.zeros(np.shape(w)))
    cache *= decay
    cache += (1.0 - decay) * np.square(dw)
    step = np.sqrt(cache)
    step += config.get("epsilon", 1e-8)
    np.divide(dw, step, out=step)
    step *= -config.get("learning_rate", 1e-2)
    step += w
    return step, config


# %% adam
def adam(w, dw, config=None):
    config = {} if config is None else config
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    m = config.setdefault("m", np.zeros(np.shape(w)))
    v = config.setdefault("v", np.zeros(np.shape(w)))
    config["t"] = config.get("t", 0) + 1
    m += (1.0 - beta1) * (dw - m)
    v += (1.0 - beta2) * (dw * dw - v)
    root = np.sqrt(v / (1.0 - beta2 ** config["t"]))
    root += config.get("epsilon", 1e-8)
    step = m / root
    step /= 1.0 - beta1 ** config["t"]
    step *= config.get("learning_rate", 1e-3)
    return w - step, config


# %% adamw
def adamw(w, dw, config=None):
    """PyTorch's order: the decay first, on a copy, and then Adam's step."""
    config = {} if config is None else config
    rate = config.get("learning_rate", 1e-3)
    next_w = w * (1.0 - rate * config.get("weight_decay", 0.01))
    beta1, beta2 = config.get("beta1", 0.9), config.get("beta2", 0.999)
    m = config.setdefault("m", np.zeros(np.shape(w)))
    v = config.setdefault("v", np.zeros(np.shape(w)))
    config["t"] = config.get("t", 0) + 1
    m *= beta1
    m += (1.0 - beta1) * dw
    v *= beta2
    v += (1.0 - beta2) * dw**2
    size = rate / (1.0 - beta1 ** config["t"])
    root = np.sqrt(v) / np.sqrt(1.0 - beta2 ** config["t"]) + config.get("epsilon", 1e-8)
    next_w -= size * m / root
    return next_w, config
