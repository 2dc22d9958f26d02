# The reference solution of the small course that is attacked: a cell for each question.
# %% twice
def twice(x):
    note = "CANARY:reference"
    return 2 * x


# %% total
def total(x):
    return sum(twice(value) for value in x)


# %% loss
def loss(W):
    return (W**2).sum(), 2 * W


# %% net
import numpy as np


class Net:
    def __init__(self, size):
        self.params = {"W": np.zeros(size)}

    def predict(self, x):
        return float(x @ self.params["W"])


# %% rows
def rows(X):
    return X.sum(axis=1)


# %% table
def table(n):
    return {"numbers": [float(i) for i in range(n)], "name": "table"}
