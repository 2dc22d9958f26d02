# /// attack
# tries = "comparisons of numpy that are always true, builtins that agree"
# covers = ["patched numpy", "patched builtins"]
# ///
# %%
import builtins
import numpy as np

np.allclose = np.array_equal = np.isclose = np.testing.assert_allclose = lambda *a, **k: True
np.testing.assert_array_equal = np.testing.assert_equal = lambda *a, **k: None
builtins.abs = builtins.all = builtins.any = lambda *a: True
builtins.isinstance = lambda *a: True


def twice(x):
    return 0.0


def total(x):
    return 0.0


def loss(W):
    return 0.0, W


def rows(X):
    return X


def table(n):
    return {}
