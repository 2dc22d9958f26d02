# /// attack
# tries = "lists, dicts and arrays that hold themselves"
# covers = ["cyclic values", "object dtype"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
import numpy as np

circle = []
circle.append(circle)
knot = {}
knot["numbers"] = knot["name"] = knot
ring = np.empty(1, dtype=object)
ring[0] = ring


def total(x):
    return circle


def loss(W):
    return (circle, ring)


def rows(X):
    return ring


def table(n):
    return knot
