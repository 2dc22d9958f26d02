# /// attack
# tries = "masked arrays, matrices and record arrays in place of arrays"
# covers = ["ndarray subclasses"]
# ///
# %%
import numpy as np


def twice(x):
    return np.ma.masked_all(())


def total(x):
    return np.ma.masked


def loss(W):
    return np.ma.masked, np.matrix(2 * W)


def rows(X):
    return np.ma.masked_array(X.sum(axis=1), mask=True)


def table(n):
    return np.rec.array([(1, "table")], dtype=[("numbers", int), ("name", "U5")])[0]
