# /// attack
# tries = "starts threads: through Python, a pool, numpy's linear algebra and a raw clone"
# covers = ["raw-clone threads"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import threading
from concurrent.futures import ThreadPoolExecutor

possible = []
for way in (
    lambda: threading.Thread(target=print).start(),
    lambda: ThreadPoolExecutor(4).submit(print).result(1),
    lambda: threading.Timer(0.01, print).start(),
):
    try:
        way()
        possible.append("python")
    except (RuntimeError, OSError):
        pass
flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000
if syscall("clone", flags, 0, 0, 0, 0) != -1:  # no stack: the child would die at once
    possible.append("clone")
import numpy as np

np.linalg.svd(np.ones((200, 200)))
done(*possible)
# %% honest
