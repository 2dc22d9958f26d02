# /// attack
# tries = "arrays of objects, texts, dates, records, half floats, long doubles, big-endian and no dimensions"
# covers = ["object dtype", "malformed values"]
# keeps = ["table"]
# ///
# %%
import numpy as np


class Lies:
    def __float__(self):
        return 0.0

    def __eq__(self, other):
        return True


def twice(x):
    return np.array(Lies(), dtype=object)


def total(x):
    return np.array("2020-01-01", dtype="datetime64[s]")


def loss(W):
    return np.array(0, dtype=">f2"), np.zeros(W.shape, dtype=[("a", float), ("b", object)])


def rows(X):
    return np.frombuffer(bytes(range(16)) * len(X), dtype=np.longdouble)


# %% honest table
