# %% train_tiny_net
def train_tiny_net(x, y, w1, w2, learning_rate, num_steps):
    losses = np.zeros(num_steps)
    for step in range(num_steps):
        h = 0.5 * (1 + np.tanh(0.5 * np.einsum("nd,dh->nh", x, w1)))
        error = np.einsum("nh,hm->nm", h, w2) - y
        losses[step] = np.einsum("nm,nm->", error, error)
        slope = 2 * np.einsum("nm,hm,nh->nh", error, w2, h * (1 - h))
        w1, w2 = (
            w1 - learning_rate * np.einsum("nd,nh->dh", x, slope),
            w2 - 2 * learning_rate * np.einsum("nh,nm->hm", h, error),
        )
    return w1, w2, losses


# %% __init__
@add_to_class(TwoLayerNet)
def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):  # noqa: N807
    shapes = {
        "W1": (input_dim, hidden_dim),
        "b1": hidden_dim,
        "W2": (hidden_dim, num_classes),
        "b2": num_classes,
    }
    self.params = {
        name: np.random.normal(0.0, weight_scale, shape) if name[0] == "W" else np.zeros(shape)
        for name, shape in shapes.items()
    }
    self.reg, self.hidden_dim = reg, hidden_dim


# %% loss
@add_to_class(TwoLayerNet)
def loss(self, X, y=None):
    p = self.params
    hidden = np.einsum("nd,dh->nh", X, p["W1"]) + p["b1"]
    on = hidden > 0
    active = np.where(on, hidden, 0.0)
    scores = np.einsum("nh,hc->nc", active, p["W2"]) + p["b2"]
    if y is None:
        return scores
    top = scores.max(axis=1, keepdims=True)
    log_p = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    hot = np.eye(scores.shape[1])[y]
    total = -np.einsum("nc,nc->", hot, log_p) / len(X)
    total += self.reg * (np.einsum("dh,dh->", p["W1"], p["W1"]) + np.einsum("hc,hc->", p["W2"], p["W2"]))
    back = (np.exp(log_p) - hot) / len(X)
    through = np.einsum("nc,hc,nh->nh", back, p["W2"], on)
    return total, {
        "b2": back.sum(axis=0),
        "W2": np.einsum("nh,nc->hc", active, back) + 2 * self.reg * p["W2"],
        "b1": through.sum(axis=0),
        "W1": np.einsum("nd,nh->dh", X, through) + 2 * self.reg * p["W1"],
    }


# %% predict
@add_to_class(TwoLayerNet)
def predict(self, X):
    return self.loss(X).argsort(axis=1)[:, -1]


# %% train
@add_to_class(TwoLayerNet)
def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=None, num_iters=100,
          batch_size=200, verbose=False):  # fmt: skip
    self.reg = self.reg if reg is None else reg
    epoch = max(len(X) // batch_size, 1)
    rng = np.random.default_rng()
    history = {name: [] for name in ("loss_history", "train_acc_history", "val_acc_history")}
    for iteration in range(num_iters):
        rows = rng.integers(len(X), size=batch_size)
        rate = learning_rate * learning_rate_decay ** ((iteration + epoch - 1) // epoch)
        value, grads = self.loss(X[rows], y[rows])
        history["loss_history"].append(float(value))
        self.params = {name: part - rate * grads[name] for name, part in self.params.items()}
        if iteration % epoch:
            continue
        for name, (images, labels) in {"train": (X[rows], y[rows]), "val": (X_val, y_val)}.items():
            history[f"{name}_acc_history"].append(float(np.mean(self.predict(images) == labels)))
    return history
