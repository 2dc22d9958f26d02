# /// attack
# tries = "traces the grader, or asks the grader to trace it"
# covers = ["ptrace"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
possible = [
    (request, pid)
    for pid in [*PIDS, 0]
    for request in (0, 16, 0x4206, 0x4207)
    if syscall("ptrace", request, pid, 0, 0) >= 0
]
done(*possible)
# %% honest
