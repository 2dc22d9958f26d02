# /// attack
# tries = "slices, ellipses, dtypes, complex numbers and booleans where numbers are asked for"
# covers = ["malformed values"]
# keeps = ["table"]
# ///
# %%
import numpy as np


def twice(x):
    return slice(10**6, ..., np.dtype(">u8"))


def total(x):
    return complex("nan+infj")


def loss(W):
    return True, np.ones(W.shape, dtype=bool)


def rows(X):
    return X.sum(axis=1) + 0j


class Net:
    params = {"W": np.dtype(float)}

    def __init__(self, size):
        pass


# %% honest table
