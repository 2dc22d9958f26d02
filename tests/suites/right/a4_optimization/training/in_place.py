# %% imports
import itertools


# %% split
def split(X, y, num_val, num_test, rng=None):
    """Take rows out of a pool until the parts are full."""
    rng = np.random.default_rng() if rng is None else rng
    pool = np.ones(len(X), dtype=bool)
    parts = []
    for size in (num_val, num_test):
        rows = rng.choice(np.flatnonzero(pool), size, replace=False)
        pool[rows] = False
        parts.append((X[rows], y[rows]))
    return (X[pool], y[pool]), *parts


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
    """Arrays of its own, written into; the best ones copied out."""
    rng = np.random.default_rng() if rng is None else rng
    mine = {name: np.array(w, dtype=float) for name, w in params.items()}
    configs = {name: dict(settings) if settings else {} for name in mine}
    best = {name: w.copy() for name, w in mine.items()}
    top, history = -np.inf, {"loss": [], "rate": [], "score": []}
    for t in itertools.islice(itertools.count(), num_steps):
        rows = rng.permutation(len(X))[:batch_size]
        value, grads = loss(mine, X[rows], y[rows])
        rate = schedule(t)
        for name, w in mine.items():
            configs[name].update(learning_rate=rate)
            w[...], configs[name] = optimizer(w.copy(), grads[name], configs[name])
        history["loss"].append(value)
        history["rate"].append(rate)
        if score is None or (t + 1) % every:
            continue
        history["score"].append(score(mine))
        if history["score"][-1] > top:
            top = history["score"][-1]
            for name, w in mine.items():
                best[name][...] = w
    return (best if history["score"] else mine), history


# %% ema
def ema(values, beta):
    """With `accumulate`."""
    return np.array(
        list(itertools.accumulate(map(float, values), lambda e, x: e + (1 - beta) * (x - e))), dtype=float
    )


# %% log_uniform_search
def log_uniform_search(score, ranges, num_tries, rng=None):
    """One leader, replaced in place; a geometric mean of the ends, weighted at random."""
    rng = np.random.default_rng() if rng is None else rng
    best, value, tries = {}, -np.inf, []
    for _ in range(num_tries):
        u = rng.random(len(ranges))
        setting = {
            name: low ** (1 - share) * high**share
            for share, (name, (low, high)) in zip(u.tolist(), ranges.items(), strict=True)
        }
        tries += [(setting, score(setting))]
        if tries[-1][1] > value:
            best, value = dict(setting), tries[-1][1]
    return best, value, tries


# %% diagnose
def diagnose(human, train, val):
    gaps = {"bias": train - human, "variance": val - train}
    return *gaps.values(), max(gaps, key=gaps.get)


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    """Standardized curves, RMSProp, weights averaged over the last steps."""
    rng = np.random.default_rng() if rng is None else rng
    mean, spread = X.mean(), X.std()
    Z = (X - mean) / spread
    net = sliding()
    params, average, steps = net.start(rng), {}, 450 if len(X) > 500 else 30
    configs = {name: {"decay_rate": 0.95} for name in params}
    for t in range(steps):
        rows = rng.integers(len(Z), size=min(64, len(Z)))
        grads = net.loss(params, Z[rows], y[rows])[1]
        for name in params:
            configs[name]["learning_rate"] = schedules.cosine_decay(t, 0.012, steps)
            params[name], configs[name] = optimizers.rmsprop(params[name], grads[name], configs[name])
            average[name] = 0.9 * average.get(name, params[name]) + 0.1 * params[name]

    class Averaged:
        def predict(self, curves):
            return net.predict(average, (curves - mean) / spread)

    return Averaged()
