# /// attack
# tries = "metaclasses whose name, instance check, hash and representation raise or never end"
# covers = ["metaclasses"]
# keeps = ["table"]
# ///
# %%
class Meta(type):
    @property
    def __name__(cls):
        raise KeyboardInterrupt

    @property
    def __class__(cls):
        raise SystemExit

    def __instancecheck__(cls, instance):
        while True:
            pass

    def __hash__(cls):
        raise MemoryError

    __repr__ = __str__ = __instancecheck__


class Odd(metaclass=Meta):
    pass


def twice(x):
    return Odd()


def total(x):
    return Odd


def loss(W):
    return Odd(), [Odd]


Net = rows = Odd
# %% honest table
