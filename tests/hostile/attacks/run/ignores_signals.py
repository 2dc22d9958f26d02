# /// attack
# tries = "ignores and blocks every signal, then runs for ever"
# covers = ["SIGXCPU ignored", "signals blocked"]
# keeps = ["table"]
# seen = ["was stopped"]
# ///
# %%
import signal


def deaf():
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))


deaf()


def twice(x):
    deaf()
    while True:
        pass


# %% honest table
