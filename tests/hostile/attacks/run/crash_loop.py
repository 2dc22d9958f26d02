# /// attack
# tries = "crashes in every cell and every call, where a core dump would be written"
# covers = ["crash loops with core dumps"]
# keeps = ["table"]
# seen = ["ended the process and was skipped"]
# seconds = 20
# ///
# %%
import ctypes, resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
except (OSError, ValueError):
    pass
ctypes.string_at(0)
# %%
import os

os.abort()
# %%
import sys

sys.setrecursionlimit(10**9)
exec("(" * 10**6)
# %%
import ctypes


def twice(x):
    ctypes.string_at(1)


def total(x):
    ctypes.memset(id(x), 255, 10**6)


def loss(W):
    import os

    os.abort()


# %% honest table
