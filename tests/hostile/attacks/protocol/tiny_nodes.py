# /// attack
# tries = "four megabytes of structure that become as many objects as they can"
# covers = ["malformed values", "huge values"]
# keeps = ["table"]
# ///
# %%
import os, struct


def send(body):
    data = struct.pack("<B3xIQ", 2, len(body), 0) + body
    while data:
        data = data[os.write(4, data) :]


def many(element, size):
    count = (4 * 2**20 - 100) // size
    return b"\x93\xdd" + struct.pack(">I", count) + element * count + b"\x92\x90\x90\xc0"


def twice(x):
    send(many(b"\x92\x01\x90", 3))


def total(x):
    send(many(b"\xc0", 1))


def loss(W):
    send(many(b"\x92\x01" * 2 + b"\x91\x90", 6))


# %% honest table
