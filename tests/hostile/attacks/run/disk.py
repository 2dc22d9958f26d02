# /// attack
# tries = "writes 50 MB wherever anything can be written"
# covers = ["disk flood"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import tempfile

possible = []
folders = [
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/home",
    "/",
    OUTPUT,
    ROOT,
    os.getcwd(),
    "/usr/lib",
    "/dev/mqueue",
]
for folder in folders:
    path = f"{folder}/kanarienvogel-flood"
    try:
        with open(path, "wb") as file:
            file.write(bytes(50 * 10**6))
        possible.append(path)
    except OSError:
        pass
    for flags in (os.O_TMPFILE | os.O_RDWR, os.O_CREAT | os.O_RDONLY, os.O_WRONLY):
        try:
            os.open(folder if flags & os.O_TMPFILE else path, flags, 0o600)
            possible.append((path, flags))
        except OSError:
            pass
for way in (tempfile.TemporaryFile, tempfile.mkdtemp):
    try:
        possible.append(way())
    except OSError:
        pass
done(*possible)
# %% honest
