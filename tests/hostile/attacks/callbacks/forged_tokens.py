# /// attack
# tries = "calls back functions that were never offered, in every state of a conversation"
# covers = ["callbacks out of turn"]
# keeps = ["table"]
# seen = ["may no longer be called"]
# ///
# %%
import sys

protocol, wire = sys.modules["autograder.protocol"], sys.modules["autograder.wire"]


def answer(token):
    import gc

    made = [o for o in gc.get_objects() if type(o).__name__ == "Interpreter"][0]
    empty = wire.Node(wire.Tag.TUPLE, [])
    given, _ = made.ask(protocol.Callback(token, empty, wire.Node(wire.Tag.DICT, [])), ())
    raise LookupError(given.error or "an answer")


def twice(x):
    answer("0" * 16)


def total(x):
    answer("agree")


def loss(W):
    answer("")


# %% honest table
