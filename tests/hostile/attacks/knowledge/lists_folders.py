# /// attack
# tries = "lists every folder on the way to what is hidden, and what lies beside it"
# covers = ["reading suites", "other submissions"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import glob

listed = []
for path in [*HIDDEN, ROOT, OUTPUT, "/proc", "/tmp", "/home", "/root", "/dev/shm", "/sys"]:
    while path not in ("", "/"):
        try:
            os.listdir(path)
            listed.append(path)
        except OSError:
            pass
        path = os.path.dirname(path)
listed += glob.glob(ROOT + "/**/*.py", recursive=True)
done(*listed)
# %% honest
