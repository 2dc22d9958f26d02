# /// attack
# tries = "reads environment, arguments, maps, memory and descriptors of the grader in /proc"
# covers = ["/proc", "environment", "argv", "inherited descriptors"]
# keeps = "all"
# seen = ["found: nothing"]
# control = "unconfined"
# ///
# %% world
# %%
found = []
for pid in [*PIDS, 1, "self", "thread-self"]:
    for name in ("environ", "cmdline", "maps", "status", "stat", "auxv", "mountinfo", "task/0/environ"):
        found.append(read(f"/proc/{pid}/{name}"))
    for descriptor in range(20):
        found.append(read(f"/proc/{pid}/fd/{descriptor}"))
tell(*found)
# %% honest
