# %% split
def split(X, y, num_val, num_test, rng=None):
    """Shuffle a list of row numbers, test part first."""
    rng = np.random.default_rng(rng)
    order = np.arange(len(X))
    rng.shuffle(order)
    test, val, train = np.split(order, [num_test, num_test + num_val])
    return [[X[rows], y[rows]] for rows in (train, val, test)]


# %% train
def train(
    loss,
    params,
    X,
    y,
    optimizer,
    schedule,
    num_steps=100,
    batch_size=100,
    settings=None,
    score=None,
    every=100,
    rng=None,
):
    """Epochs of a fresh order each, cut into batches; a config is None until it is made."""
    rng = np.random.default_rng(rng)
    state = {name: (w, {**(settings or {})}) for name, w in params.items()}
    history = {"loss": [], "rate": [], "score": []}
    order, candidates = np.array([], dtype=int), []
    for t in range(num_steps):
        if len(order) < batch_size:
            order = np.concatenate([order, rng.permutation(len(y))])
        rows, order = order[:batch_size], order[batch_size:]
        now = {name: w for name, (w, _) in state.items()}
        value, slopes = loss(now, X[rows], y[rows])
        rate = float(schedule(t))
        state = {
            name: optimizer(w, slopes[name], {**config, "learning_rate": rate})
            for name, (w, config) in state.items()
        }
        history["loss"].append(float(value))
        history["rate"].append(rate)
        if score and t % every == every - 1:
            candidates.append({name: w for name, (w, _) in state.items()})
            history["score"].append(score(candidates[-1]))
    if not candidates:
        return {name: w for name, (w, _) in state.items()}, history
    return candidates[int(np.argmax(history["score"]))], history


# %% ema
def ema(values, beta):
    """As a sum over the past: the first value has what is left of the shares."""
    x = np.asarray(values, dtype=float)
    t = np.arange(len(x))
    ages = t[:, np.newaxis] - t
    shares = np.where(ages >= 0, (1 - beta) * float(beta) ** np.maximum(ages, 0), 0.0)
    shares[:, 0] = float(beta) ** t
    return shares @ x


# %% log_uniform_search
def log_uniform_search(score, ranges, num_tries, rng=None):
    """All draws first, as a table; then all scores."""
    rng = np.random.default_rng(rng)
    low, high = np.log(np.array(list(ranges.values()), dtype=float)).T
    table = np.exp(rng.uniform(low, high, size=(num_tries, len(ranges))))
    settings = [dict(zip(ranges, map(float, row), strict=True)) for row in table]
    values = [score(setting) for setting in settings]
    first = values.index(max(values))
    return settings[first], values[first], list(zip(settings, values, strict=True))


# %% diagnose
def diagnose(human, train, val):
    gaps = np.diff([human, train, val])
    return float(gaps[0]), float(gaps[1]), ("bias", "variance")[int(np.argmax(gaps))]


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    """Momentum and steps, on two sliding networks that vote."""
    rng = np.random.default_rng(rng)
    found = []
    epochs, size = 9, min(50, len(X))
    total = epochs * (len(X) // size)
    for _ in range(2):
        net, t = sliding(), 0
        params = net.start(rng)
        configs = {name: {"momentum": 0.9} for name in params}
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X) - size + 1, size):
                rows = order[start : start + size]
                rate = schedules.linear_decay(t, 0.15, total)
                _, grads = net.loss(params, X[rows], y[rows])
                for name in grads:
                    configs[name]["learning_rate"] = rate
                    params[name], configs[name] = optimizers.sgd_momentum(
                        params[name], grads[name], configs[name]
                    )
                t += 1
        found.append((net, params))

    class Votes:
        def predict(self, curves):
            return np.argmax(sum(net.scores(params, curves) for net, params in found), axis=1)

    return Votes()
