# /// attack
# tries = "an interpreter that says no argument was changed, and counts no work"
# covers = ["autograder modules patched"]
# keeps = ["table"]
# ///
# %%
import sys

interpreter = sys.modules["autograder.interpreter"]
interpreter.Argument.mutated = lambda self: False
interpreter.aliases = lambda *a: False


def loss(W):
    W[...] = 0
    return 0.0, W


# %% honest table
