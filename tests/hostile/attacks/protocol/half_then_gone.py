# /// attack
# tries = "half a message, then the end of the process, or of the pipe"
# covers = ["half a message", "exit"]
# keeps = ["table"]
# seen = ["ended its own process"]
# ///
# %%
import os, struct


def twice(x):
    os.write(4, struct.pack("<B3xIQ", 2, 1000, 10**6))
    os._exit(0)


def total(x):
    os.write(4, b"\x02")
    os.close(4)
    os.close(3)


# %% honest table
