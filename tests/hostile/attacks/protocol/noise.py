# /// attack
# tries = "noise on the reply pipe, while loading and in calls"
# covers = ["forged messages", "malformed values"]
# may = ["table"]
# ///
# %%
import os

os.write(4, os.urandom(1000))


# %%
def twice(x):
    os.write(4, b"\x02" * 4000)
    return 0.0


def total(x):
    os.write(4, b"HTTP/1.1 200 OK\r\n\r\n" * 10)


def loss(W):
    os.write(4, bytes(16))
    return 0.0, W


# %%
import os
# %% honest table
