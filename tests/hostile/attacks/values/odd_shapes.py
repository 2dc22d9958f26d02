# /// attack
# tries = "arrays with no entries, sixty-four dimensions, strides of zero and negative strides"
# covers = ["malformed values"]
# keeps = ["table"]
# ///
# %%
import numpy as np
from numpy.lib.stride_tricks import as_strided


def twice(x):
    return np.zeros((1,) * 32)


def total(x):
    return np.zeros((0, 2**40))


def loss(W):
    return np.zeros((2**62, 0)), as_strided(np.zeros(1), shape=W.shape, strides=(0, 0))


def rows(X):
    return as_strided(np.zeros(2), shape=(2**35,), strides=(0,))


# %% honest table
