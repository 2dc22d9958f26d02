# /// attack
# tries = "keys that share one hash, or whose hashes share their low bits"
# covers = ["colliding keys"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
P = 2**61 - 1


def total(x):
    return {i * P: None for i in range(1, 60_000)}


def loss(W):
    return {(i * P, 0): 0 for i in range(1, 40_000)}, {i << 45: 0 for i in range(60_000)}


def rows(X):
    return [{float(i * P): i for i in range(64)} for _ in range(1000)]


def table(n):
    return {"numbers": {i * P: 0 for i in range(1, 64)}, "name": {i << 40: 0 for i in range(90_000)}}
