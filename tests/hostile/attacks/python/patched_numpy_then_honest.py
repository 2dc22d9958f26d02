# /// attack
# tries = "a numpy whose arrays are other than they say, under honest code"
# covers = ["patched numpy"]
# keeps = ["twice"]
# may = "all"
# ///
# %% honest
# %%
import numpy as np

np.ndarray = list
np.float64 = int
np.generic = type("generic", (), {})
np.asarray = lambda *a, **k: 1 / 0
