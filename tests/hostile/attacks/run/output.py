# /// attack
# tries = "floods every descriptor but its pipe with output"
# covers = ["output flood"]
# keeps = ["twice", "table"]
# may = ["loss"]
# ///
# %% honest
# %%
import os, sys


def total(x):
    while True:
        print("x" * 10**6)
        sys.stderr.write("y" * 10**6)


def rows(X):
    while True:
        for descriptor in (0, 1, 2):
            os.write(descriptor, b"z" * 10**6)


class Net:
    def __init__(self, size):
        import warnings, logging

        while True:
            warnings.warn("w" * 1000)
            logging.error("l" * 1000)


# %%
while True:
    print("flood")
