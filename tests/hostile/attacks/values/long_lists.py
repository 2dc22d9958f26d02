# /// attack
# tries = "lists, tuples and dicts with as many entries as there may be, and more"
# covers = ["huge values", "giant comparisons"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
def total(x):
    return [0.0] * 199_000


def loss(W):
    return tuple([0.0] * 190_000), [[]] * 190_000


def rows(X):
    return [0] * 10**7


def table(n):
    return dict.fromkeys(range(99_000), 0)
