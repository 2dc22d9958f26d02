# /// attack
# tries = "effects that name arguments which are none, of megabytes, with escapes"
# covers = ["forged messages", "terminal escapes", "log commands", "huge values"]
# may = ["table"]
# ///
# %%
import sys
import numpy as np

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)


def loss(W):
    names = ["\n::error::forged\x1b[31m" + "e" * 2_000_000, 10**12, -5]
    writer = wire.Writer()
    results = [writer.pack((0.0, np.zeros(W.shape)))]
    channel.send(protocol.Reply(results, protocol.Effect(names, names)), writer.blobs)


# %% honest table
