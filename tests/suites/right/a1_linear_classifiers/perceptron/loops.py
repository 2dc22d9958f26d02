# %% imports
import numpy as np


# %% zero_one_loss
def zero_one_loss(y_hat, y):
    losses = np.zeros(np.shape(y))
    for index in np.ndindex(losses.shape):
        if y_hat[index] != y[index]:
            losses[index] = 1.0
    return losses


# %% l1_loss
def l1_loss(y_hat, y):
    losses = np.zeros(y_hat.shape)
    for index in np.ndindex(losses.shape):
        difference = y_hat[index] - y[index]
        losses[index] = difference if difference > 0 else -difference
    return losses


# %% l2_loss
def l2_loss(y_hat, y):
    losses = np.zeros(y_hat.shape)
    for index in np.ndindex(losses.shape):
        losses[index] = (y_hat[index] - y[index]) * (y_hat[index] - y[index])
    return losses


# %% hinge_loss
def hinge_loss(y_hat, y):
    losses = np.zeros(y_hat.shape)
    for index in np.ndindex(losses.shape):
        losses[index] = max(0, 1 - y[index] * y_hat[index])
    return losses


# %% perceptron_step
def perceptron_step(w, x, y, learning_rate):
    y_hat = 0.0
    for d in range(len(w)):
        y_hat += w[d] * x[d]
    new = []
    for d in range(len(w)):
        new.append(w[d] + learning_rate * (y - y_hat) * x[d])
    return np.array(new)


# %% train_perceptron
def train_perceptron(X, y, learning_rate, epochs, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    N, D = X.shape
    w = np.zeros(D)
    path = np.zeros((epochs * N + 1, D))
    step = 0
    for _epoch in range(epochs):
        order = rng.permutation(N)
        for i in order:
            y_hat = 0.0
            for d in range(D):
                y_hat += w[d] * X[i, d]
            for d in range(D):
                w[d] += learning_rate * (y[i] - y_hat) * X[i, d]
            step += 1
            path[step] = w
    return w, path
