# /// attack
# tries = "loops that never end: in a cell, a function, a property, a generator, a comparison"
# covers = ["infinite loops in Python"]
# keeps = ["twice"]
# seen = ["took longer than 0.6 s and was skipped", "was stopped"]
# ///
# %% honest twice
# %%
while True:
    pass


# %%
def total(x):
    return sum(iter(int, 1))


class Net:
    @property
    def params(self):
        while True:
            pass

    def __init__(self, size):
        pass


def rows(X):
    return max(iter(int, 1))
