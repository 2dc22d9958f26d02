# /// attack
# tries = "starts processes: fork, vfork, clone, spawn, subprocess, multiprocessing, exec"
# covers = ["process flood"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import subprocess, multiprocessing, pty

possible = []
for way in (
    lambda: os.fork() or os._exit(0),
    lambda: os.forkpty(),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: subprocess.run(["/bin/true"]),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: multiprocessing.get_context("fork").Process(target=print).start(),
    lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
    lambda: os.popen("true").read(),
    lambda: pty.spawn("/bin/true"),
):
    try:
        way()
        possible.append("python")
    except OSError:
        pass
possible += [name for name in ("clone3", "execve", "execveat") if syscall(name, 0, 0, 0, 0, 0) >= 0]
if os.system("true") == 0:
    possible.append("system")
done(*possible)
# %% honest
