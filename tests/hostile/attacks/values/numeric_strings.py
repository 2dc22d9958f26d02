# /// attack
# tries = "texts, bytes and lists that look like the numbers asked for"
# covers = ["malformed values"]
# keeps = ["table"]
# ///
# %%
def twice(x):
    return str(2 * x)


def total(x):
    return [sum(x) * 2]


def loss(W):
    return [(W**2).sum(), 2 * W][::-1]


def rows(X):
    return list(X.sum(axis=1))


# %% honest table
