# /// attack
# tries = "calls a substitute with handles, circles, texts, nothing, too much and other names"
# covers = ["callbacks out of turn", "malformed values"]
# keeps = ["table"]
# ///
# %%
def twice(x):
    return x


def total(x):
    circle = []
    circle.append(circle)
    for arguments in ((), (1, 2), (object(),), (circle,), ("x" * 10**6,), (10**5000,), ([[]] * 10**5,)):
        try:
            twice(*arguments)
        except Exception:
            pass
    try:
        twice(**{"\ud800": 1})
    except Exception:
        pass
    return twice


# %% honest table
