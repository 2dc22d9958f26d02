# /// attack
# tries = "calls a substitute as often as it can, with little"
# covers = ["callbacks kept"]
# keeps = ["table"]
# seconds = 20
# ///
# %%
def twice(x):
    return x


def total(x):
    while True:
        twice(1.0)


# %% honest table
