# /// attack
# tries = "reads the next requests off its pipe, to know what will be asked"
# covers = ["forged messages"]
# keeps = ["table"]
# ///
# %%
import fcntl, os


def twice(x):
    raise ValueError(os.read(3, 10**6))


def total(x):
    while True:
        os.read(3, 10**6)


# %% honest table
