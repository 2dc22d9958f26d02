# /// attack
# tries = "reads, maps and duplicates every descriptor number there may be"
# covers = ["inherited descriptors"]
# keeps = "all"
# seen = ["found: nothing"]
# control = "unconfined"
# ///
# %% world
# %%
found = []
for descriptor in [0, 1, 2, *range(5, 1024)]:
    for way in (lambda: os.pread(descriptor, 2**20, 0), lambda: os.read(descriptor, 2**20)):
        try:
            os.set_blocking(descriptor, False)
        except OSError:
            pass
        try:
            found.append(way())
        except OSError:
            pass
tell(*found)
# %% honest
