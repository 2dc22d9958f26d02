# %% random_search
def random_search(loss_fn, shape, num_tries, scale=1e-4, rng=None):
    """One buffer for all draws; the best is copied out of it."""
    rng = np.random.default_rng() if rng is None else rng
    W, losses = np.empty(shape), np.full(num_tries, np.nan)
    for i in range(num_tries):
        rng.standard_normal(shape, out=W)
        W *= scale
        losses[i] = loss_fn(W)
        if i == 0 or losses[i] < lowest:
            lowest, best = losses[i], W.copy()
    return best, float(lowest), losses


# %% train
@add_to_class(LinearClassifier)
def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    """Without replacement within a batch, and in place."""
    if getattr(self, "W", None) is None:
        self.W = np.random.standard_normal((X.shape[1], y.max() + 1))
        self.W *= 0.001
    history = [0.0] * num_iters
    for i in range(num_iters):
        mask = np.random.permutation(len(X))[:batch_size]
        history[i], dW = self.loss(X[mask], y[mask], reg)
        dW *= learning_rate
        self.W -= dW
    return history


# %% predict
@add_to_class(LinearClassifier)
def predict(self, X):
    return np.einsum("nd,dc->nc", X, self.W).argmax(1).astype(np.int32)


# %% LinearSVM
class LinearSVM(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        svm_loss = losses.svm_loss_vectorized
        result = svm_loss(self.W, X_batch, y_batch, reg)
        return result[0], result[1]


# %% Softmax
class Softmax(LinearClassifier):
    def loss(self, *batch):
        return losses.softmax_loss_vectorized(self.W, *batch)


# %% tune
def tune(train, grid):
    scores, leader = np.zeros(len(grid)), None
    for i, setting in enumerate(grid):
        scores[i] = train(setting)
        if leader is None or scores[i] > scores[leader]:
            leader = i
    return grid[leader], scores[leader], scores


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    """The notebook's own classifier, trained a little at a time until validation stops improving."""
    X = X.copy()
    mean = X.mean(axis=0)
    X -= mean
    rows, model = np.c_[X, np.ones(len(X))], Softmax()
    checked, best, W, waited = np.c_[X_val - mean, np.ones(len(X_val))], -1, None, 0
    while waited < 4:
        model.train(rows, y, learning_rate=0.03, reg=0.01, num_iters=50, batch_size=100)
        right = np.sum(model.predict(checked) == y_val)
        waited = 0 if right > best else waited + 1
        if right > best:
            best, W = right, model.W.copy()
    model.W = W
    inner = model.predict
    model.predict = lambda images: inner(np.c_[images - mean, np.ones(len(images))])
    return model
