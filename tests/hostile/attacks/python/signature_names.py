# /// attack
# tries = "parameter names of megabytes, with escapes, log commands and newlines"
# covers = ["signature objects", "terminal escapes", "log commands", "huge values"]
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
        names = ["x", "\n::error::taken\x1b[31m##[error]" + "y" * 2_000_000]
        return {name: Parameter(name) for name in names}


twice.__signature__ = Lying()
