# /// attack
# tries = "failures of every kind, of kinds there are none of, of megabytes"
# covers = ["forged messages", "terminal escapes", "huge values"]
# may = ["table"]
# ///
# %%
import sys

protocol = sys.modules["autograder.protocol"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)
long = "\n::error::\x1b[31m" + "f" * 10**6


def forged(kind):
    channel.send(protocol.Reply(failure=protocol.Failure(kind, long, long, long)))


def twice(x):
    forged("missing")


def total(x):
    forged("raised")


def loss(W):
    forged("result")


def rows(X):
    forged("stale")


def Net(size):
    forged("InfrastructureError")


# %% honest table
