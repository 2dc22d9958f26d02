# %% imports
import numpy as np


# %% zero_one_loss
def zero_one_loss(y_hat, y):
    result = np.ones(y.shape)
    result[y_hat == y] = 0
    return result


# %% l1_loss
def l1_loss(y_hat, y):
    result = y_hat - y
    result[result < 0] *= -1
    return result


# %% l2_loss
def l2_loss(y_hat, y):
    result = np.subtract(y_hat, y)
    np.square(result, out=result)
    return result


# %% hinge_loss
def hinge_loss(y_hat, y):
    result = 1 - y * y_hat
    result[result < 0] = 0
    return result


# %% perceptron_step
def perceptron_step(w, x, y, learning_rate):
    w = w.copy()
    w += learning_rate * (y - np.sum(w * x)) * x
    return w


# %% train_perceptron
def train_perceptron(X, y, learning_rate, epochs, rng=None):
    rng = rng or np.random.default_rng()
    w = np.zeros(X.shape[1])
    path = [w.copy()]
    for _ in range(epochs):
        # Another draw than the exercise names: new in every pass, and decided by the generator alone.
        for i in rng.choice(len(X), size=len(X), replace=False):
            w += learning_rate * (y[i] - X[i] @ w) * X[i]
            path.append(w.copy())
    return w, np.vstack(path)
