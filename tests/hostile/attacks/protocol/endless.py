# /// attack
# tries = "a message that goes on for ever, in large pieces and byte by byte"
# covers = ["endless message", "output flood"]
# keeps = ["table"]
# ///
# %%
import os, struct


def twice(x):
    while True:
        os.write(4, b"\x02" * 65536)


def total(x):
    os.write(4, struct.pack("<B3xIQ", 2, 4 * 2**20, 24 * 2**20))
    while True:
        os.write(4, b"\xc0")


def loss(W):
    while True:
        os.write(4, struct.pack("<B3xIQ", 3, 30, 0) + bytes(30))


# %% honest table
