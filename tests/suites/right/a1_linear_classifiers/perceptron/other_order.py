# %% imports
import numpy as np


# %% zero_one_loss
def zero_one_loss(y_hat, y):
    return 1.0 - np.equal(y_hat, y)


# %% l1_loss
def l1_loss(y_hat, y):
    return np.where(y > y_hat, y - y_hat, y_hat - y)


# %% l2_loss
def l2_loss(y_hat, y):
    return y**2 - 2 * y * y_hat + y_hat**2


# %% hinge_loss
def hinge_loss(y_hat, y):
    lead = y_hat * y
    return np.where(lead < 1, 1 - lead, 0)


# %% perceptron_step
def perceptron_step(w, x, y, learning_rate):
    gradient = np.einsum("d,d->", x, w) * x - x * y
    return w - gradient * learning_rate


# %% train_perceptron
def train_perceptron(X, y, learning_rate, epochs, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    path = [np.zeros(X.shape[1])]
    order = np.arange(X.shape[0])
    for _ in range(epochs):
        rng.shuffle(order)
        for x, target in zip(X[order], y[order], strict=True):
            path.append(path[-1] - learning_rate * (path[-1].dot(x) - target) * x)
    return path[-1], np.stack(path)
