# /// attack
# tries = "a type name that is a number, a type name of another length each time it is asked"
# covers = ["metaclasses", "huge values"]
# keeps = ["table"]
# ///
# %%
class Meta(type):
    asked = 0

    @property
    def __name__(cls):
        Meta.asked += 1
        return 7 if Meta.asked % 2 else "n" * 10**6


class Odd(Exception, metaclass=Meta):
    pass


def twice(x):
    return Odd()


def total(x):
    raise Odd("\x1b[2J" + "t" * 10**6)


def loss(W):
    return Odd(), Odd()


# %% honest table
