# /// attack
# tries = "an object whose attributes are other every time they are looked at"
# covers = ["malformed values", "equal to everything"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
import itertools
import numpy as np


class Net:
    turn = itertools.count()

    def __init__(self, size):
        self.size = size

    @property
    def params(self):
        return [{"W": np.zeros(self.size)}, None, 0.0, {"W": ...}, self][next(self.turn) % 5]

    def predict(self, x):
        return self

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        self.size = 10**12
