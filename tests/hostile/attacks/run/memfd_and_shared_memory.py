# /// attack
# tries = "makes files in memory, shared memory of every kind, queues, semaphores"
# covers = ["memfd flood", "shared memory"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
from multiprocessing import shared_memory

possible = []
for name, arguments in (
    ("memfd_create", (b"kanarienvogel", 0)),
    ("memfd_secret", (0,)),
    ("shmget", (0, 4096, 0o1600)),
    ("semget", (0, 1, 0o1600)),
    ("msgget", (0, 0o1600)),
    ("mq_open", (b"kanarienvogel", 0o102, 0o600, None)),
    ("userfaultfd", (1,)),
    ("io_uring_setup", (1, bytes(120))),
):
    if syscall(name, *arguments) >= 0:
        possible.append(name)
try:
    possible.append(shared_memory.SharedMemory("kanarienvogel", create=True, size=2**20))
except OSError:
    pass
done(*possible)
# %% honest
