# /// attack
# tries = "a callback whose arguments are no tuple and whose names are no dict"
# covers = ["callbacks out of turn", "forged messages"]
# keeps = ["table"]
# ///
# %%
import sys

protocol = sys.modules["autograder.protocol"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)


def twice(x):
    return x


def total(x):
    channel.send(protocol.Callback("x", None, 7))
    return channel.receive()


# %% honest table
