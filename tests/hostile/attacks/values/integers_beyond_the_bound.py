# /// attack
# tries = "an integer of ten million digits"
# covers = ["huge values"]
# keeps = ["table"]
# ///
# %%
import numpy as np


def twice(x):
    return 1 << 40_000_000


def total(x):
    return [1 << 500_000] * 1000


# %% honest table
