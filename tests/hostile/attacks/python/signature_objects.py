# /// attack
# tries = "a __signature__ that is no signature, one that lies, one that runs for ever"
# covers = ["signature objects"]
# keeps = ["total", "loss", "net", "rows", "table"]
# seen = ["was stopped"]
# ///
# %% honest
# %%
import inspect


class Lying(inspect.Signature):
    @property
    def parameters(self):
        while True:
            pass


twice.__signature__ = Lying()
