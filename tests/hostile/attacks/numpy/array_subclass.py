# /// attack
# tries = "a subclass of ndarray whose arithmetic is always right"
# covers = ["ndarray subclasses"]
# ///
# %%
import numpy as np


class Right(np.ndarray):
    def __array_ufunc__(self, *args, **options):
        return np.zeros(())

    def __array_function__(self, *args, **options):
        return True

    def __array_finalize__(self, other):
        pass


def right(x):
    return np.zeros(np.shape(x)).view(Right)


twice = total = rows = right


def loss(W):
    return right(0.0), right(W)
