# /// attack
# tries = "constant zeros, which pass a gradient check of themselves"
# covers = ["constant zero"]
# ///
# %%
import numpy as np


def twice(x):
    return 0.0


def total(x):
    return 0.0


def loss(W):
    return 0.0, np.zeros_like(W)


def rows(X):
    return np.zeros(len(X))


def table(n):
    return {"numbers": [0.0] * n, "name": ""}
