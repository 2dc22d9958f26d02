# %% train_tiny_net
def train_tiny_net(x, y, w1, w2, learning_rate, num_steps):
    def forward():
        h, _ = layers.sigmoid_forward(x @ w1)
        return h, h @ w2

    losses = []
    for _ in range(num_steps):
        h, y_pred = forward()
        losses.append(sum(float(error) ** 2 for error in (y_pred - y).ravel()))
        dw1, dw2 = np.zeros_like(w1), np.zeros_like(w2)
        for i in range(len(x)):
            d = 2 * (y_pred[i] - y[i])
            dw2 += np.outer(h[i], d)
            dw1 += np.outer(x[i], (w2 @ d) * h[i] * (1 - h[i]))
        w1, w2 = w1 - learning_rate * dw1, w2 - learning_rate * dw2
    return w1, w2, np.array(losses)


# %% __init__
@add_to_class(TwoLayerNet)
def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):  # noqa: N807
    self.sizes = [input_dim, hidden_dim, num_classes]
    self.params, self.reg = {}, reg
    for number in (1, 2):
        before, after = self.sizes[number - 1 : number + 1]
        self.params[f"W{number}"] = np.random.standard_normal((before, after)) * weight_scale
        self.params[f"b{number}"] = np.zeros(after)


# %% loss
@add_to_class(TwoLayerNet)
def loss(self, X, y=None):
    caches, out = [], X
    for number in (1, 2):
        out, cache = layers.affine_forward(out, self.params[f"W{number}"], self.params[f"b{number}"])
        caches.append(cache)
        if number == 1:
            out, relu = layers.relu_forward(out)
    if y is None:
        return out
    loss, dout = layers.softmax_loss(out, y)
    grads = {}
    for number in (2, 1):
        if number == 1:
            dout = layers.relu_backward(dout, relu)
        dout, grads[f"W{number}"], grads[f"b{number}"] = layers.affine_backward(dout, caches[number - 1])
        loss = loss + self.reg * np.sum(self.params[f"W{number}"] ** 2)
        grads[f"W{number}"] = grads[f"W{number}"] + 2 * self.reg * self.params[f"W{number}"]
    return loss, grads


# %% predict
@add_to_class(TwoLayerNet)
def predict(self, X):
    return np.array([np.argmax(self.loss(X[i : i + 1])[0]) for i in range(len(X))])


# %% train
@add_to_class(TwoLayerNet)
def train(self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=None, num_iters=100,
          batch_size=200, verbose=False):  # fmt: skip
    if reg is not None:
        self.reg = reg
    epoch = max(int(len(X) / batch_size), 1)
    losses, on_batch, on_val, order = [], [], [], np.array([], dtype=int)
    for iteration in range(num_iters):
        while len(order) < batch_size:  # passes through the data in new order, one after the other
            order = np.concatenate([order, np.random.permutation(len(X))])
        rows, order = order[:batch_size], order[batch_size:]
        value, grads = self.loss(X[rows], y[rows])
        losses.append(value)
        for name in ("W1", "b1", "W2", "b2"):
            self.params[name] -= learning_rate * grads[name]
        if iteration % epoch == 0:
            on_batch.append(np.count_nonzero(self.predict(X[rows]) == y[rows]) / batch_size)
            on_val.append(np.count_nonzero(self.predict(X_val) == y_val) / len(y_val))
            learning_rate *= learning_rate_decay
    return {"loss_history": losses, "train_acc_history": on_batch, "val_acc_history": on_val}
