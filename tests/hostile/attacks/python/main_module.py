# /// attack
# tries = "another __main__, a namespace that answers every name, names deleted from it"
# covers = ["__main__"]
# may = "all"
# ///
# %% honest
# %%
import sys, types


class Every(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: 0.0


sys.modules["__main__"].__class__ = Every
sys.modules["__main__"] = Every("__main__")
globals()["__builtins__"] = {"print": print}
globals().update({f"test_{i}": 1 for i in range(1000)})
