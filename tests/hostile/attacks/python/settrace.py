# /// attack
# tries = "turns off the tracing that counts its work"
# covers = ["work defeated"]
# keeps = ["table"]
# ///
# %%
import sys


def rows(X):
    sys.settrace(None)
    frame = sys._getframe()
    while frame:
        frame.f_trace = None
        frame = frame.f_back
    return np.array([sum(float(v) for v in row) for row in X])


# %%
import numpy as np
# %% honest table
