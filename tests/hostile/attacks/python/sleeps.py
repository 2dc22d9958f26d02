# /// attack
# tries = "stands still without using time"
# covers = ["infinite loops in Python"]
# keeps = ["twice"]
# seen = ["took longer than", "was stopped"]
# ///
# %% honest twice
# %%
import time

# %%
time.sleep(10**6)


# %%
def total(x):
    time.sleep(10**6)
