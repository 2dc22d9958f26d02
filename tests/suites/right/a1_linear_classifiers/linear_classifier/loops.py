# %% random_search
def random_search(loss_fn, shape, num_tries, scale=1e-4, rng=None):
    rng = rng or np.random.default_rng()
    results = []
    while len(results) < num_tries:
        W = rng.standard_normal(shape)
        W *= scale
        results.append((loss_fn(W), W))
    best = 0
    for i in range(1, num_tries):
        if results[i][0] < results[best][0]:
            best = i
    return results[best][1], results[best][0], [loss for loss, _ in results]


# %% train
@add_to_class(LinearClassifier)
def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    history = []
    if self.W is None:
        self.W = np.zeros((len(X[0]), y.max() + 1))
        for i in range(len(self.W)):
            for c in range(len(self.W[0])):
                self.W[i, c] = 0.001 * np.random.normal()
    while len(history) < num_iters:
        X_batch, y_batch = [], []
        for _ in range(batch_size):
            row = np.random.randint(len(X))
            X_batch.append(X[row])
            y_batch.append(y[row])
        loss, dW = self.loss(np.array(X_batch), np.array(y_batch), reg)
        history += [loss]
        for c in range(self.W.shape[1]):
            self.W[:, c] = self.W[:, c] - learning_rate * dW[:, c]
    return history


# %% predict
@add_to_class(LinearClassifier)
def predict(self, X):
    labels = []
    for row in X:
        scores = [sum(row * self.W[:, c]) for c in range(self.W.shape[1])]
        labels.append(scores.index(max(scores)))
    return np.array(labels)


# %% LinearSVM
class LinearSVM(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        """By hand, without the other notebook."""
        total, dW = 0.0, np.zeros_like(self.W)
        for x, label in zip(X_batch, y_batch, strict=True):
            scores = x @ self.W
            for c in range(len(scores)):
                margin = scores[c] - scores[label] + 1
                if c != label and margin > 0:
                    total += margin
                    dW[:, c] += x
                    dW[:, label] -= x
        n = len(y_batch)
        return total / n + reg * np.sum(self.W * self.W), dW / n + 2 * reg * self.W


# %% Softmax
class Softmax(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        """By hand, without the other notebook."""
        total, dW = 0.0, 2 * reg * self.W
        for x, label in zip(X_batch, y_batch, strict=True):
            scores = x @ self.W
            shares = np.exp(scores - max(scores))
            shares /= shares.sum()
            total -= np.log(shares[label])
            shares[label] -= 1
            dW = dW + np.outer(x, shares) / len(y_batch)
        return total / len(y_batch) + reg * np.sum(self.W**2), dW


# %% tune
def tune(train, grid):
    scores, best = [], 0
    for i in range(len(grid)):
        scores.append(train(grid[i]))
        if scores[i] > scores[best]:
            best = i
    return grid[best], scores[best], scores


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    """A loop of its own around the SVM loss, on standardised pixels, with a list of batches."""
    rng = rng or np.random.default_rng(3)
    mean, spread = X.mean(axis=0), X.std()
    rows = np.column_stack([(X - mean) / spread, np.ones(len(X))])
    W, average = np.zeros((rows.shape[1], y.max() + 1)), 0.0
    for epoch in range(10):
        for part in np.array_split(rng.permutation(len(X)), max(1, len(X) // 50)):
            W -= 0.0004 * losses.svm_loss_vectorized(W, rows[part], y[part], 0.1)[1]
        average = average + W if epoch >= 5 else 0.0

    class Model:
        def predict(self, X):
            return [
                int(label) for label in np.argmax((X - mean) / spread @ average[:-1] + average[-1], axis=1)
            ]

    return Model()
