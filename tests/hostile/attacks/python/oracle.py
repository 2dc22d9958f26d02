# /// attack
# tries = "asks a substitute what it returns for 1, and answers for its own function with that later"
# covers = ["callbacks kept", "hard-coded answers"]
# may = ["total"]
# ///
# %%
known = [0.0]


def twice(x):
    return known[0] * x


def total(x):
    known[0] = twice(1.0)
    return sum(twice(value) for value in x)
