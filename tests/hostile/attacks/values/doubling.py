# /// attack
# tries = "a value that doubles at every level: small in memory, endless on the wire"
# covers = ["deep values", "deep nesting"]
# keeps = ["twice"]
# ///
# %% honest twice
# %%
value = [0.0]
for _ in range(50):
    value = [value, value]


def total(x):
    return value


def loss(W):
    return (value, value), value


def table(n):
    return {"numbers": value, "name": "table"}
