# /// attack
# tries = "a text so long that a terminal breaks it just before a log command"
# covers = ["log commands"]
# keeps = ["table"]
# ///
# %%
def twice(x):
    raise ValueError(" ".join(f"{'w' * n} ::error::taken" for n in range(9, 15)))


def total(x):
    raise ValueError("##[error]taken ##[add-mask]1 ::stop-commands::x")


def loss(W):
    raise ValueError("::error::" * 20)


# %%
exec("::error::taken")
# %%
raise ValueError("w" * 47 + " ::error::" + "t" * 30 + " ::set-output::" * 10)
# %% honest table
