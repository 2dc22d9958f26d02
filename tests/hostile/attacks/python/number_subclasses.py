# /// attack
# tries = "subclasses of float, int, tuple, dict and str that lie about themselves"
# covers = ["equal to everything"]
# ///
# %%
class Number(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = float.__hash__


class Pair(tuple):
    def __getitem__(self, index):
        return Number(0)

    def __eq__(self, other):
        return True


class Table(dict):
    def __contains__(self, key):
        return True

    def __eq__(self, other):
        return True


def twice(x):
    return Number(x)


def total(x):
    return Number(0)


def loss(W):
    return Pair([Number(0), Number(0)])


def rows(X):
    return [Number(0) for _ in X]


def table(n):
    return Table()
