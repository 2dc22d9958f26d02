# %% imports
def affine_relu_forward(x, w, b):
    a, fc_cache = layers.affine_forward(x, w, b)
    out, relu_cache = layers.relu_forward(a)
    cache = (fc_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = layers.relu_backward(dout, relu_cache)
    dx, dw, db = layers.affine_backward(da, fc_cache)
    return dx, dw, db


# %% train_tiny_net
def train_tiny_net(x, y, w1, w2, learning_rate, num_steps):
    w1, w2 = w1.copy(), w2.copy()
    losses = []
    for t in range(num_steps):  # noqa: B007
        h = 1 / (1 + np.exp(-x.dot(w1)))
        y_pred = h.dot(w2)
        loss = np.square(y_pred - y).sum()
        losses.append(loss)

        grad_y_pred = 2.0 * (y_pred - y)
        grad_w2 = h.T.dot(grad_y_pred)
        grad_h = grad_y_pred.dot(w2.T)
        grad_w1 = x.T.dot(grad_h * h * (1 - h))

        w1 -= learning_rate * grad_w1
        w2 -= learning_rate * grad_w2
    return w1, w2, losses


# %% __init__
@add_to_class(TwoLayerNet)
def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):  # noqa: N807
    self.params = {}
    self.reg = reg
    self.params["W1"] = np.random.randn(input_dim, hidden_dim) * weight_scale
    self.params["W2"] = np.random.randn(hidden_dim, num_classes) * weight_scale
    self.params["b1"] = np.zeros(hidden_dim)
    self.params["b2"] = np.zeros(num_classes)


# %% loss
@add_to_class(TwoLayerNet)
def loss(self, X, y=None):
    scores = None
    layer1, cache1 = affine_relu_forward(X, self.params["W1"], self.params["b1"])
    scores, cache2 = layers.affine_forward(layer1, self.params["W2"], self.params["b2"])
    if y is None:
        return scores
    loss, grads = 0, {}
    loss, dscores = layers.softmax_loss(scores, y)
    loss += self.reg * (np.sum(self.params["W1"] ** 2) + np.sum(self.params["W2"] ** 2))
    dx1, grads["W2"], grads["b2"] = layers.affine_backward(dscores, cache2)
    _, grads["W1"], grads["b1"] = affine_relu_backward(dx1, cache1)
    grads["W1"] += 2 * self.reg * self.params["W1"]
    grads["W2"] += 2 * self.reg * self.params["W2"]
    return loss, grads


# %% predict
@add_to_class(TwoLayerNet)
def predict(self, X):
    y_pred = None
    scores = self.loss(X)
    y_pred = np.argmax(scores, axis=1)
    return y_pred  # noqa: RET504


# %% train
@add_to_class(TwoLayerNet)
def train(
    self,
    X,
    y,
    X_val,
    y_val,
    learning_rate=1e-3,
    learning_rate_decay=0.95,
    reg=None,
    num_iters=100,
    batch_size=200,
    verbose=False,
):
    num_train = X.shape[0]
    iterations_per_epoch = max(num_train / batch_size, 1)
    if reg is not None:
        self.reg = reg

    loss_history = []
    train_acc_history = []
    val_acc_history = []
    for it in range(num_iters):
        sample_indices = np.random.choice(np.arange(num_train), batch_size)
        X_batch = X[sample_indices]
        y_batch = y[sample_indices]

        loss, grads = self.loss(X_batch, y=y_batch)
        loss_history.append(loss)

        self.params["W1"] += -learning_rate * grads["W1"]
        self.params["b1"] += -learning_rate * grads["b1"]
        self.params["W2"] += -learning_rate * grads["W2"]
        self.params["b2"] += -learning_rate * grads["b2"]

        if verbose and it % 100 == 0:
            print("iteration %d / %d: loss %f" % (it, num_iters, loss))  # noqa: UP031

        if it % iterations_per_epoch == 0:
            train_acc = (self.predict(X_batch) == y_batch).mean()
            val_acc = (self.predict(X_val) == y_val).mean()
            train_acc_history.append(train_acc)
            val_acc_history.append(val_acc)
            learning_rate *= learning_rate_decay

    return {
        "loss_history": loss_history,
        "train_acc_history": train_acc_history,
        "val_acc_history": val_acc_history,
    }
