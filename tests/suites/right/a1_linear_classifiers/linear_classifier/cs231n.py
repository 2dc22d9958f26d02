# %% random_search
def random_search(L, shape, num_tries, scale=0.0001, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    bestloss = float("inf")  # Python assigns the highest possible float value
    all_losses = []
    for num in range(num_tries):
        W = rng.standard_normal(shape) * scale  # generate random parameters
        loss = L(W)
        all_losses.append(loss)
        if loss < bestloss:  # keep track of the best solution
            bestloss = loss
            bestW = W
        print(f"in attempt {num} the loss was {loss:f}, best {bestloss:f}")
    return bestW, bestloss, np.array(all_losses)


# %% train
class LinearClassifier:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1  # assume y takes values 0...K-1 where K is number of classes
        if self.W is None:
            # lazily initialize W
            self.W = 0.001 * np.random.randn(dim, num_classes)

        # Run stochastic gradient descent to optimize W
        loss_history = []
        for it in range(num_iters):
            X_batch = None
            y_batch = None

            idxs = np.random.choice(num_train, batch_size, replace=True)
            X_batch = X[idxs]
            y_batch = y[idxs]

            # evaluate loss and gradient
            loss, grad = self.loss(X_batch, y_batch, reg)
            loss_history.append(loss)

            # perform parameter update
            self.W -= learning_rate * grad

            if verbose and it % 100 == 0:
                print(f"iteration {it} / {num_iters}: loss {loss:f}")

        return loss_history

    def predict(self, X):
        y_pred = np.zeros(X.shape[0])
        scores = X.dot(self.W)
        y_pred[:] = np.argmax(scores, axis=1)
        return y_pred

    def loss(self, X_batch, y_batch, reg):
        pass


# %% predict
# It is in the class above.


# %% LinearSVM
class LinearSVM(LinearClassifier):
    """A subclass that uses the Multiclass SVM loss function"""

    def loss(self, X_batch, y_batch, reg):
        return losses.svm_loss_vectorized(self.W, X_batch, y_batch, reg)


# %% Softmax
class Softmax(LinearClassifier):
    """A subclass that uses the Softmax + Cross-entropy loss function"""

    def loss(self, X_batch, y_batch, reg):
        return losses.softmax_loss_vectorized(self.W, X_batch, y_batch, reg)


# %% tune
def tune(train, grid):
    results = []
    best_val = -np.inf
    best_setting = None
    for setting in grid:
        val_accuracy = train(setting)
        results.append(val_accuracy)
        if val_accuracy > best_val:
            best_val = val_accuracy
            best_setting = setting
    return best_setting, best_val, results


# %% train_final
def train_final(X, y, X_val, y_val, rng=None):
    mean_image = np.mean(X, axis=0)
    X_train = np.hstack([X - mean_image, np.ones((X.shape[0], 1))])
    X_check = np.hstack([X_val - mean_image, np.ones((X_val.shape[0], 1))])
    best_val, best_softmax = -1, None
    for lr, rg in [(2e-2, 1e-2), (5e-2, 1e-2)]:
        softmax = Softmax()
        softmax.train(X_train, y, learning_rate=lr, reg=rg, num_iters=400, batch_size=100)
        y_val_pred = softmax.predict(X_check)
        acc_val = np.mean(y_val == y_val_pred)
        if acc_val > best_val:
            best_val, best_softmax = acc_val, softmax

    class Prepared:
        def predict(self, X):
            return best_softmax.predict(np.hstack([X - mean_image, np.ones((X.shape[0], 1))]))

    return Prepared()
