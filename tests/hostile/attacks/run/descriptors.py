# /// attack
# tries = "opens as many files, pipes and events as it can"
# covers = ["process flood"]
# keeps = "all"
# seen = ["possible: OSError"]
# ///
# %% world
# %%
held = []
possible = [name for name in ("pipe2", "eventfd2") if syscall(name, bytes(8), 0) >= 0]
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    possible.append(type(error).__name__)
    if len(held) > 64:
        possible.append(len(held))
for descriptor in held:
    os.close(descriptor)
done(*possible)
# %% honest
