# /// attack
# tries = "threads that would change an array after it was returned"
# covers = ["threads after return"]
# keeps = ["twice"]
# ///
# %%
import threading, time, _thread
import numpy as np

kept = []


def repair():
    while True:
        for array in kept:
            array[...] = 0


def loss(W):
    made = np.zeros_like(W)
    kept.append(made)
    threading.Thread(target=repair, daemon=True).start()
    return 0.0, made


def rows(X):
    _thread.start_new_thread(repair, ())
    return X.sum(axis=1)


# %% honest twice
