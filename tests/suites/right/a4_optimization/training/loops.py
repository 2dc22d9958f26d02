# %% split
def split(X, y, num_val, num_test, rng=None):
    """Draw a rank for every row, one by one."""
    rng = rng or np.random.default_rng()
    ranks = [rng.random() for _ in range(len(X))]
    order = sorted(range(len(X)), key=lambda row: ranks[row])
    found = []
    for first, last in ((num_val + num_test, len(X)), (0, num_val), (num_val, num_val + num_test)):
        rows = [order[place] for place in range(first, last)]
        A = np.empty((len(rows), *X.shape[1:]), dtype=X.dtype)
        b = np.empty(len(rows), dtype=y.dtype)
        for place, row in enumerate(rows):
            A[place], b[place] = X[row], y[row]
        found.append((A, b))
    return tuple(found)


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
    """Rows with replacement, settings written into each config at the start."""
    rng = rng or np.random.default_rng()
    now, configs = {}, {}
    for name in params:
        now[name] = params[name].copy()
        configs[name] = {}
        for key in settings or {}:
            configs[name][key] = settings[key]
    losses, rates, scores = [], [], []
    kept, highest = None, None
    step = 0
    while step < num_steps:
        rows = [int(rng.integers(len(X))) for _ in range(batch_size)]
        value, grads = loss(now, X[rows], y[rows])
        losses += [value]
        rates += [schedule(step)]
        for name in now:
            configs[name]["learning_rate"] = rates[-1]
            next_w, configs[name] = optimizer(now[name], grads[name], configs[name])
            now[name] = next_w
        step += 1
        if score is not None and step % every == 0:
            scores.append(score(now))
            if highest is None or scores[-1] > highest:
                highest = scores[-1]
                kept = {name: now[name].copy() for name in now}
    return (now if kept is None else kept), {"loss": losses, "rate": rates, "score": scores}


# %% ema
def ema(values, beta):
    result = []
    for value in values:
        if not result:
            result.append(float(value))
        else:
            result.append(beta * result[-1] + (1 - beta) * float(value))
    return result


# %% log_uniform_search
def log_uniform_search(score, ranges, num_tries, rng=None):
    """Powers of ten, one setting after the other."""
    rng = rng or np.random.default_rng()
    tries, winner = [], 0
    for k in range(num_tries):
        setting = {}
        for name in ranges:
            low, high = ranges[name]
            setting[name] = low * 10 ** (rng.random() * np.log10(high / low))
        tries.append((setting, score(setting)))
        if tries[k][1] > tries[winner][1]:
            winner = k
    return tries[winner][0], tries[winner][1], tries


# %% diagnose
def diagnose(human, train, val):
    if train - human < val - train:
        return train - human, val - train, "variance"
    return train - human, val - train, "bias"


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    """The notebook's own loop, with validation choosing."""
    rng = rng or np.random.default_rng()
    net = sliding(filters=56)
    steps = 400 if len(X) > 500 else 40
    params, _ = train(
        net.loss,
        net.start(rng),
        X,
        y,
        optimizers.adam,
        lambda t: schedules.cosine_decay(t, 0.02, steps),
        num_steps=steps,
        batch_size=min(len(X), 50),
        score=lambda params: -net.error(params, X_val, y_val),
        every=40,
        rng=rng,
    )

    class Model:
        def predict(self, curves):
            return net.predict(params, curves).tolist()

    return Model()
