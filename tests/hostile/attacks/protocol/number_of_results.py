# /// attack
# tries = "no result, too many, and a result beside a failure"
# covers = ["forged messages", "malformed values"]
# may = ["table"]
# ///
# %%
import sys

protocol = sys.modules["autograder.protocol"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)


def twice(x):
    channel.send(protocol.Reply([]))


def total(x):
    channel.send(protocol.Reply([0.0] * 200_000))


def loss(W):
    channel.send(protocol.Reply([0.0, 0.0], failure=protocol.Failure("missing", "x" * 10**6, "y" * 10**6)))


def rows(X):
    channel.send(protocol.Hello([]))


# %% honest table
