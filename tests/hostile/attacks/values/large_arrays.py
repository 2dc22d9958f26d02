# /// attack
# tries = "arrays as large as a reply may be, and larger, from every function"
# covers = ["huge values", "giant comparisons"]
# keeps = ["table"]
# ///
# %%
import numpy as np


def twice(x):
    return np.zeros(23 * 2**17)


def total(x):
    return np.zeros((25 * 2**17, 1))


def loss(W):
    return np.zeros(23 * 2**17), np.zeros(10)


def rows(X):
    return np.broadcast_to(0.0, (2**40,))


# %% honest table
