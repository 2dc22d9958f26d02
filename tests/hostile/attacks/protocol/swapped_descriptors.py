# /// attack
# tries = "other descriptors in the place of its pipes"
# covers = ["forged messages", "inherited descriptors"]
# keeps = ["table"]
# ///
# %%
import os


def twice(x):
    os.dup2(0, 4)
    return 0.0


def total(x):
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 3)
    return 0.0


# %% honest table
