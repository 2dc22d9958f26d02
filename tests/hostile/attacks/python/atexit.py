# /// attack
# tries = "hooks at the end of the interpreter, of threads and of objects"
# covers = ["atexit"]
# keeps = ["total"]
# ///
# %%
import atexit, os, weakref, sys


def last_words(*args):
    for descriptor in range(64):
        try:
            os.write(descriptor, b"passed" * 1000)
        except OSError:
            pass


class Dying:
    def __del__(self):
        last_words()


atexit.register(last_words)
keep = Dying()
weakref.finalize(keep, last_words)
sys.excepthook = sys.unraisablehook = last_words


# %% honest total
# %%
def twice(x):
    atexit._run_exitfuncs()
    os._exit(0)
