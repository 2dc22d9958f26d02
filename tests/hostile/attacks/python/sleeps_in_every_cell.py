# /// attack
# tries = "a hundred cells that each stand still until they are stopped"
# covers = ["infinite loops in Python"]
# may = ["twice"]
# seconds = 40
# ///
# %% honest twice
# %%
import time

# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
# %%
time.sleep(10**6)
