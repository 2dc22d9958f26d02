# /// attack
# tries = "answers by heart: the most likely numbers, and what the file name and the argument give away"
# covers = ["hard-coded answers"]
# ///
# %%
import numpy as np

answers = {1.0: 2.0, 0.0: 0.0, 2.0: 4.0, -1.0: -2.0}


def twice(x):
    return answers.get(round(x), 3.14)


def total(x):
    return answers.get(len(x), 20.0)


def loss(W):
    return 1.0, np.ones(W.shape)


def rows(X):
    return np.arange(len(X), dtype=float)


def table(n):
    return {"numbers": [1.0, 2.0, 3.0], "name": "table"} if n == 1 else {"numbers": [1.0], "name": "table"}
