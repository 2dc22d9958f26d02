# /// attack
# tries = "surrogates and odd code points in exceptions, type names, values and keys"
# covers = ["surrogates"]
# keeps = ["total"]
# ///
# %% honest total
# %%
def twice(x):
    raise ValueError("\ud800\udc00\udfff" * 50)


def loss(W):
    return type("\ud800", (), {})()


def rows(X):
    raise type("\udfff", (Exception,), {})("\ud800")


def table(n):
    return {"\ud800": "\udfff", "name": "\ud800"}


class Net:
    def __init__(self, size):
        raise KeyError({"\ud800": "\udfff"})


# %%
raise ValueError("\udcff::error::")
# \ud800
