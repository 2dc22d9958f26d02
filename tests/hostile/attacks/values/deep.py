# /// attack
# tries = "values nested as deep as they may be, and a thousand times deeper"
# covers = ["deep values", "deep nesting"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
def nested(depth, make=lambda inner: [inner]):
    value = 0.0
    for _ in range(depth):
        value = make(value)
    return value


def total(x):
    return nested(62)


def loss(W):
    return nested(50, lambda inner: (inner, inner)[:1]), nested(60, lambda inner: {"numbers": inner})


def rows(X):
    return nested(100_000)


def table(n):
    return {"numbers": nested(60), "name": nested(10**5, lambda inner: (inner,))}
