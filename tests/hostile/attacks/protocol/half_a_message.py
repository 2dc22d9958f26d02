# /// attack
# tries = "half a header, half a structure, half of the bytes behind it, then silence"
# covers = ["half a message"]
# keeps = ["table"]
# seen = ["was stopped"]
# ///
# %%
import os, struct, time


def silent(data):
    os.write(4, data)
    time.sleep(10**6)


def twice(x):
    silent(b"\x02\x00\x00")


def total(x):
    silent(struct.pack("<B3xIQ", 2, 1000, 0) + b"\x93")


def loss(W):
    silent(struct.pack("<B3xIQ", 2, 3, 2**20) + b"\x93\x90\x90" + b"0" * 1000)


# %% honest table
