# /// attack
# tries = "ends its process while its cells are loaded, between honest cells"
# covers = ["exit"]
# keeps = "all"
# seen = ["ended the process and was skipped"]
# ///
# %% honest twice total loss
# %%
import os

os._exit(0)
# %%
raise SystemExit(0)
# %%
exit()
# %% honest net rows table
