# /// attack
# tries = "loops in C that no signal handler of Python's ever interrupts"
# covers = ["loops in C"]
# keeps = ["table"]
# seen = ["took longer than 0.6 s and was skipped", "was stopped"]
# ///
# %%
10**10**9
# %%
import re
import numpy as np


def twice(x):
    return re.match("(a+)+$", "a" * 60 + "b")


def total(x):
    return sum(range(10**15))


def loss(W):
    return np.linalg.matrix_power(np.ones((3, 3), dtype=object), 10**9)


def rows(X):
    return "x" * 10**8 in "x" * 5 * 10**7 + "y" or sorted(range(10**8))


# %% honest table
