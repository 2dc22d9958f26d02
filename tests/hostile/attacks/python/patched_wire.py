# /// attack
# tries = "a wire that writes every value as the most convenient one, and every handle as a number"
# covers = ["autograder modules patched"]
# ///
# %%
import sys

wire = sys.modules["autograder.wire"]
wire.Writer.pack = lambda self, value, depth=0: 0.0
wire.no_handles = lambda value: wire.Node(wire.Tag.TUPLE, [])
wire.MAX_DEPTH = wire.MAX_ENTRIES = wire.MAX_STRUCTURE = 10**12
