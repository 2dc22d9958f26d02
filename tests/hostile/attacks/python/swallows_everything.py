# /// attack
# tries = "goes on for ever whatever is raised in it"
# covers = ["infinite loops in Python"]
# keeps = ["table"]
# seen = ["was stopped"]
# ///
# %%
def twice(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


# %% honest table
