# /// attack
# tries = "signals the grader and itself by every call there is"
# covers = ["signals on the grader"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import signal

possible = []
for pid in [*PIDS, -1, 0, -PIDS[0], os.getpid()]:
    for name, arguments in (
        ("kill", (pid, 19)),
        ("tgkill", (pid, pid, 19)),
        ("rt_sigqueueinfo", (pid, 19, bytes(128))),
        ("pidfd_open", (pid, 0)),
        ("setitimer", (0, bytes(32), None)),
        ("timer_create", (0, bytes(64), bytes(8))),
    ):
        if syscall(name, *arguments) >= 0:
            possible.append((name, pid))
for way in (
    lambda: os.kill(PIDS[0], signal.SIGSTOP),
    lambda: os.killpg(os.getpgid(PIDS[0]), signal.SIGSTOP),
    lambda: signal.raise_signal(signal.SIGSTOP),
    lambda: signal.setitimer(signal.ITIMER_REAL, 0.001),
    lambda: signal.pidfd_send_signal(3, signal.SIGSTOP),
):
    try:
        way()
        possible.append("python")
    except OSError:
        pass
done(*possible)
# %% honest
