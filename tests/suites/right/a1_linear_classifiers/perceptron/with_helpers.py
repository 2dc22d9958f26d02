# %% imports
import numpy as np


# %% zero_one_loss
def zero_one_loss(y_hat, y):
    return (y_hat != y).astype(np.float64)


# %% l1_loss
def error(y_hat, y):
    """A helper beside the answer."""
    return y_hat - y


def l1_loss(y_hat, y):
    return abs(error(y_hat, y))


# %% l2_loss
def l2_loss(y_hat, y):
    return np.power(y_hat - y, 2)


# %% hinge_loss
def hinge_loss(y_hat, y):
    return np.clip(1 - np.multiply(y, y_hat), 0, None)


# %% perceptron_step
def gradient(w, x, y):
    return -(y - np.dot(w, x)) * x


def perceptron_step(w, x, y, learning_rate=0.01):
    return np.subtract(w, learning_rate * gradient(w, x, y))


# %% train_perceptron
def train_perceptron(X, y, learning_rate=0.01, epochs=10, rng=None, verbose=False):
    rng = np.random.default_rng() if rng is None else rng
    N = X.shape[0]
    orders = [rng.permutation(N) for _ in range(epochs)]
    w, path = np.zeros(X.shape[1]), []
    path.append(np.copy(w))
    for order in orders:
        for i in order:
            w = perceptron_step(w, X[i], y[i], learning_rate)
            path.append(np.copy(w))
    return w, np.asarray(path)
