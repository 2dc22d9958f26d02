# /// attack
# tries = "arrays that are changed by a finalizer, a generator or the next call after they were returned"
# covers = ["threads after return"]
# keeps = ["twice"]
# ///
# %%
import gc
import numpy as np

kept = []


class Later:
    def __del__(self):
        for array in kept:
            array[...] = 0


def loss(W):
    made = np.ones_like(W)
    kept.append(made)
    cycle = [Later()]
    cycle.append(cycle)
    gc.set_threshold(1)
    return 0.0, made


def rows(X):
    made = np.full(len(X), np.nan)
    kept.append(made)
    return made


# %% honest twice
