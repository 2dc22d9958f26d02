# /// attack
# tries = "keeps a substitute and calls it once its time is over"
# covers = ["callbacks kept"]
# keeps = ["total"]
# ///
# %% honest total
# %%
import sys

kept = []
callback = sys.modules["autograder.interpreter"].Interpreter._callback


def recorded(self, token):
    kept.append(callback(self, token))
    return kept[-1]


sys.modules["autograder.interpreter"].Interpreter._callback = recorded


def twice(x):
    return kept[0](x) if kept else 0.0


def loss(W):
    return kept[0](1.0), 2 * W


def rows(X):
    return kept[0](X)
