# /// attack
# tries = "random generators with states no generator has"
# covers = ["malformed values"]
# keeps = ["table"]
# ///
# %%
import sys
import numpy as np

wire = sys.modules["autograder.wire"]


class State:
    def __init__(self, name, state):
        self.name, self.state = name, state


def pack(self, value, depth=0, real=wire.Writer.pack):
    if type(value) is State:
        return wire.Node(wire.Tag.GENERATOR, [value.name, self.pack(value.state, depth + 1)])
    return real(self, value, depth)


wire.Writer.pack = pack


def twisted():
    state = np.random.MT19937(1).state
    state["state"]["pos"] = 2**31 - 1
    return state


def twice(x):
    return State("MT19937", twisted())


def total(x):
    return State("PCG64", {"bit_generator": "PCG64", "state": {"state": -1, "inc": 2**200}})


def loss(W):
    return State("Philox", 7), State("SFC64", None)


# %% honest table
