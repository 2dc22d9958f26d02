# /// attack
# tries = "a parameter name that is no text in any encoding"
# covers = ["signature objects", "surrogates"]
# keeps = ["total", "loss", "net", "rows", "table"]
# ///
# %% honest
# %%
import inspect


class Parameter:
    kind = 1

    def __init__(self, name):
        self.name = name
        self.empty = object()
        self.default = self.empty


class Lying(inspect.Signature):
    @property
    def parameters(self):
        return {name: Parameter(name) for name in ("x", "\ud800\udfff\ud800")}


twice.__signature__ = Lying()
