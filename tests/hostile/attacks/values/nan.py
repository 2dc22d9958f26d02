# /// attack
# tries = "NaN with every payload, signalling NaN, negative zero, denormals"
# covers = ["NaN values"]
# keeps = ["net"]
# ///
# %% honest net
# %%
import struct
import numpy as np

payloads = [0x7FF8000000000000 | i for i in range(1, 9)] + [0xFFF0000000000001, 0x7FF0000000000001]
odd = [struct.unpack("<d", struct.pack("<Q", bits))[0] for bits in payloads]


def twice(x):
    return odd[0]


def total(x):
    return odd[-1]


def loss(W):
    return float("nan"), np.full(W.shape, odd[3])


def rows(X):
    return np.resize(np.array(payloads, dtype=np.uint64).view(float), len(X))


def table(n):
    return {float("nan"): 1, float("nan"): 2, "numbers": [float("nan")] * n, "name": "table"}
