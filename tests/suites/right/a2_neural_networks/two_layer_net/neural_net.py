# %% __init__
class TwoLayerNet(object):  # noqa: UP004
    """The older CS231n's class, pasted whole: it needs no layers, and `loss` takes reg."""

    def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, std=1e-4, reg=0.0):
        self.params = {}
        self.params["W1"] = std * np.random.randn(input_dim, hidden_dim)
        self.params["b1"] = np.zeros(hidden_dim)
        self.params["W2"] = std * np.random.randn(hidden_dim, num_classes)
        self.params["b2"] = np.zeros(num_classes)
        self.reg = reg

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        N, _ = X.shape

        h_output = np.maximum(0, X.dot(W1) + b1)
        scores = h_output.dot(W2) + b2
        if y is None:
            return scores

        shift_scores = scores - np.max(scores, axis=1).reshape((-1, 1))
        softmax_output = np.exp(shift_scores) / np.sum(np.exp(shift_scores), axis=1).reshape((-1, 1))
        loss = -np.sum(np.log(softmax_output[range(N), list(y)]))
        loss /= N
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = softmax_output.copy()
        dscores[range(N), list(y)] -= 1
        dscores /= N
        grads["W2"] = h_output.T.dot(dscores) + 2 * reg * W2
        grads["b2"] = np.sum(dscores, axis=0)
        dh = dscores.dot(W2.T)
        dh_ReLu = (h_output > 0) * dh
        grads["W1"] = X.T.dot(dh_ReLu) + 2 * reg * W1
        grads["b1"] = np.sum(dh_ReLu, axis=0)
        return loss, grads

    def train(
        self, X, y, X_val, y_val,
        learning_rate=1e-3, learning_rate_decay=0.95,
        reg=5e-6, num_iters=100,
        batch_size=200, verbose=False,
    ):  # fmt: skip
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train / batch_size, 1)
        loss_history = []
        train_acc_history = []
        val_acc_history = []
        for it in range(num_iters):
            idx = np.random.choice(num_train, batch_size, replace=True)
            X_batch = X[idx]
            y_batch = y[idx]
            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            for param in self.params:
                self.params[param] += -learning_rate * grads[param]
            if verbose and it % 100 == 0:
                print("iteration %d / %d: loss %f" % (it, num_iters, loss))  # noqa: UP031
            if it % iterations_per_epoch == 0:
                train_acc_history.append((self.predict(X_batch) == y_batch).mean())
                val_acc_history.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay
        return {
            "loss_history": loss_history,
            "train_acc_history": train_acc_history,
            "val_acc_history": val_acc_history,
        }

    def predict(self, X):
        h = np.maximum(0, X.dot(self.params["W1"]) + self.params["b1"])
        scores = h.dot(self.params["W2"]) + self.params["b2"]
        return np.argmax(scores, axis=1)


# %% loss
# in the class above

# %% predict
# in the class above

# %% train
# in the class above
