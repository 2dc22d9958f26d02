# /// attack
# tries = "handles that do not exist, of other kinds, with type names of megabytes and escapes"
# covers = ["forged messages", "terminal escapes", "log commands", "huge values"]
# may = ["table"]
# ///
# %%
import sys

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)


def forged(*parts, tag=wire.Tag.HANDLE):
    channel.send(protocol.Reply([wire.Node(tag, list(parts))]))


def twice(x):
    forged(10**18, "\n::error::forged\x1b[31m" + "t" * 3_000_000)


def total(x):
    forged("twice", "function")


def loss(W):
    forged("0" * 16, tag=wire.Tag.CALLBACK)


class Net:
    def __init__(self, size):
        forged(-1)


def rows(X):
    forged(None, None, None)


# %% honest table
