# /// attack
# tries = "calls a substitute as often as it can, with as much as it can send"
# covers = ["callbacks kept", "huge values"]
# keeps = ["table"]
# seconds = 20
# ///
# %%
import numpy as np

big = np.ones(2**20)


def twice(x):
    return x


def total(x):
    while True:
        try:
            twice(big)
        except BaseException:
            pass


# %% honest table
