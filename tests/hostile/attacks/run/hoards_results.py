# /// attack
# tries = "the largest result there may be, from every call of every test"
# covers = ["memory flood", "huge values"]
# keeps = []
# ///
# %%
import numpy as np

big = np.zeros(23 * 2**17)


def everything(*arguments):
    return (big, 0.0)


twice = total = loss = rows = table = everything
