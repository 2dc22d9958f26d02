# /// attack
# tries = "arrays with a dtype, shape, strides or data pointer changed under numpy"
# covers = ["malformed values"]
# keeps = ["table"]
# ///
# %%
import ctypes
import numpy as np


def twisted(field, value):
    array = np.zeros(4)
    address = ctypes.c_size_t.from_address(id(array) + field)
    address.value = value
    return array


def twice(x):
    return twisted(16, 8)


def total(x):
    return twisted(24, 2**31 - 1)


def rows(X):
    array = np.zeros(len(X))
    ctypes.c_ssize_t.from_address(ctypes.c_size_t.from_address(id(array) + 32).value).value = 2**40
    return array


# %% honest table
