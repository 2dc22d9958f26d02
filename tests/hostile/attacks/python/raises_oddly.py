# /// attack
# tries = "exceptions whose text, type and traceback do harm when they are looked at"
# covers = ["exception text", "huge values"]
# keeps = ["table"]
# ///
# %%
class Silent(Exception):
    def __str__(self):
        raise KeyboardInterrupt


class Loud(Exception):
    def __str__(self):
        return "x" * 50_000_000


class Endless(BaseException):
    def __str__(self):
        while True:
            pass


Huge = type("H" * 5_000_000, (Exception,), {})


def twice(x):
    raise Silent


def total(x):
    raise Loud


def loss(W):
    raise Endless


def rows(X):
    raise Huge


class Net:
    def __init__(self, size):
        raise BaseExceptionGroup("many", [ValueError("v" * 100) for _ in range(10_000)])


# %% honest table
