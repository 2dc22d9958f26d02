# /// attack
# tries = "structures that are not what they say: tags, sizes, shapes, orders, types"
# covers = ["malformed values", "forged messages"]
# may = ["table"]
# ///
# %%
import itertools, sys

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]
channel = sys.modules["autograder.channel"].Channel(3, 4, 10**6)
Node = wire.Node
forms = itertools.cycle(
    [
        Node(99, []),
        Node(-1, []),
        Node(wire.Tag.ARRAY, ["<f8", "C", 8, -1, -1]),
        Node(wire.Tag.ARRAY, ["<f8", "C", 2**62, 2**61, 4]),
        Node(wire.Tag.ARRAY, ["|O", "C", 8, 1]),
        Node(wire.Tag.ARRAY, ["<f8", "K", 0, 0]),
        Node(wire.Tag.SCALAR, ["<f8", 2**63 - 1]),
        Node(wire.Tag.INT, [-1]),
        Node(wire.Tag.DICT, [1, 2, 3]),
        Node(wire.Tag.DICT, [Node(wire.Tag.LIST, []), 0]),
        Node(wire.Tag.SLICE, [1, 2, 3, 4, 5]),
        Node(wire.Tag.COMPLEX, ["nan", "x"]),
        Node(wire.Tag.DTYPE, ["|O"]),
        Node(wire.Tag.TEXT, [10**6]),
        Node(wire.Tag.GENERATOR, ["__class__", None]),
    ]
)


def bad(*arguments):
    channel.send(protocol.Reply([next(forms)]))


twice = total = loss = rows = Net = bad
# %% honest table
