# /// attack
# tries = "numbers of thousands of digits, infinities, and the largest there are, for every number"
# covers = ["huge values"]
# keeps = ["net"]
# ///
# %% honest net
# %%
def twice(x):
    return 10**100_000


def total(x):
    return -(2**500_000)


def loss(W):
    return 10**4000, [[10**4000] * 2] * 3


def rows(X):
    return [float("inf")] * len(X)


def table(n):
    return {10**9000: 10**9000, "numbers": 2**64, "name": 1e308}
