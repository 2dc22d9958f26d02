# /// attack
# tries = "messages that name more bytes than any bound"
# covers = ["endless message", "malformed values"]
# may = ["table"]
# ///
# %%
import os, struct


def twice(x):
    os.write(4, struct.pack("<B3xIQ", 2, 2**32 - 1, 0))


def total(x):
    os.write(4, struct.pack("<B3xIQ", 2, 0, 2**64 - 1))


def loss(W):
    os.write(4, struct.pack("<B3xIQ", 2, 4 * 2**20 + 1, 0))


def rows(X):
    os.write(4, struct.pack("<B3xIQ", 255, 0, 0))


# %% honest table
