# /// attack
# tries = "a reply sent ahead of every call: full marks for a list of guesses"
# covers = ["forged messages"]
# keeps = []
# ///
# %%
import sys
import numpy as np

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)


def ahead(value):
    writer = wire.Writer()
    channel.send(protocol.Reply([writer.pack(value)]), writer.blobs)


for guess in (None, True, True, [("x", False)], 0.0, 0.0, 0.0, (0.0, np.zeros((3, 2)))):
    ahead(guess)


# %%
def twice(x):
    ahead(0.0)
    ahead(True)
    return 0.0


def total(x):
    ahead(True)
    ahead(0.0)
    ahead(None)
