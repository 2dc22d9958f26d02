# /// attack
# tries = "recursion without a limit, in Python and below it"
# covers = ["infinite loops in Python", "deep values"]
# keeps = ["table"]
# ///
# %%
import sys


def twice(x):
    sys.setrecursionlimit(10**9)
    return twice(x)


class Deep:
    def __repr__(self):
        return repr([self])

    __str__ = __repr__


def total(x):
    return str(Deep())


# %% honest table
