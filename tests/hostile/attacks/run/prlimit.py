# /// attack
# tries = "changes limits of the grader and its own"
# covers = ["prlimit"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import ctypes, resource

possible = []
zero = (ctypes.c_uint64 * 2)(0, 0)
for pid in [*PIDS, 0]:
    for limit in range(16):
        if syscall("prlimit64", pid, limit, zero, None) >= 0:
            possible.append((pid, limit))
        if pid and syscall("prlimit64", pid, limit, None, zero) >= 0:
            possible.append((pid, limit, "read"))
        try:
            resource.prlimit(pid, limit, (0, 0))
            possible.append((pid, limit))
        except (OSError, ValueError):
            pass
        if syscall("setrlimit", limit, zero) >= 0:
            possible.append(limit)
done(*possible)
# %% honest
