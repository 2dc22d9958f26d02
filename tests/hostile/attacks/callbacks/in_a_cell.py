# /// attack
# tries = "calls back while its cells are loaded, before any function was offered"
# covers = ["callbacks out of turn"]
# keeps = "all"
# ///
# %% honest
# %%
import sys

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)
for token in ("twice", "reference", "", "x" * 10**6):
    channel.send(protocol.Callback(token, wire.Node(wire.Tag.TUPLE, []), wire.Node(wire.Tag.DICT, [])))
    channel.receive()
