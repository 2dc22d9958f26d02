# /// attack
# tries = "reads hidden files relative to folders, through /proc/self, by O_PATH and by file handles"
# covers = ["reading suites", "/proc", "inherited descriptors"]
# keeps = "all"
# seen = ["found: nothing"]
# control = "unconfined"
# ///
# %% world
# %%
found = []
for path in HIDDEN:
    for opened in (
        lambda: os.open(
            os.path.basename(path), os.O_RDONLY, dir_fd=os.open(os.path.dirname(path), os.O_RDONLY)
        ),
        lambda: os.open(f"/proc/self/root{path}", os.O_RDONLY),
        lambda: os.open(f"/proc/self/fd/{os.open(path, os.O_PATH)}", os.O_RDONLY),
        lambda: os.open(f"/proc/{PIDS[0]}/root{path}", os.O_RDONLY),
        lambda: os.open("/usr/lib/../../" + path, os.O_RDONLY),
        lambda: os.open(f"/proc/thread-self/cwd/{'../' * 20}{path}", os.O_RDONLY),
    ):
        try:
            found.append(os.pread(opened(), 2**20, 0))
        except OSError as error:
            found.append(repr(error))
tell(*found)
# %% honest
