# /// attack
# tries = "texts and byte strings of megabytes, as values and as keys"
# covers = ["huge values", "giant comparisons"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
def total(x):
    return "9" * 3_000_000


def loss(W):
    return b"0" * 20_000_000, "g" * 3_000_000


def rows(X):
    return ["r" * 1000] * 3000


def table(n):
    return {"numbers": "n" * 10**6, "name": "t" * 10**6, **{"k" * 1000 + str(i): i for i in range(1000)}}
