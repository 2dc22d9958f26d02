# /// attack
# tries = "namespaces, mounts, BPF, keyrings, performance counters, another filter, another uid"
# covers = ["process flood"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
possible = [
    name
    for name, arguments in (
        ("unshare", (0x10000000,)),
        ("setns", (3, 0)),
        ("bpf", (0, bytes(128), 128)),
        ("keyctl", (0, -3, 1)),
        ("add_key", (b"user", b"kanarienvogel", b"x", 1, -3)),
        ("perf_event_open", (bytes(128), 0, -1, -1, 0)),
        ("seccomp", (1, 0, bytes(16))),
        ("prctl", (4, 1, 0, 0, 0)),
        ("prctl", (1, 0, 0, 0, 0)),
        ("personality", (0x0400000,)),
        ("setresuid", (0, 0, 0)),
        ("open_by_handle_at", (3, bytes(32), 0)),
        ("quotactl", (0, None, 0, None)),
        ("mlock", (0, 0)),
    )
    if syscall(name, *arguments) >= 0
]
done(*possible)
# %% honest
