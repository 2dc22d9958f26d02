# /// attack
# tries = "objects that are equal to everything, and every number at once"
# covers = ["equal to everything"]
# ///
# %%
class Everything:
    __hash__ = None

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return self

    def __array__(self, *args, **options):
        return self

    def __float__(self):
        return 1.0

    __sub__ = __rsub__ = __abs__ = __getitem__ = __iter__ = __call__
    __le__ = __ge__ = __lt__ = __gt__ = __eq__

    def __len__(self):
        return 2


twice = total = loss = rows = table = Net = Everything()
