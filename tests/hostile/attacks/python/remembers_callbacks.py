# /// attack
# tries = "asks a substitute for many values, keeps it, and answers with them in its own function's later tests"
# covers = ["callbacks kept", "hard-coded answers"]
# may = ["total"]
# ///
# %%
known = {}
kept = []


def twice(x):
    if kept:
        return kept[0](x)
    return known.get(x, 0.0)


def total(x):
    kept.append(twice)
    for value in x:
        known[value] = twice(value)
    return sum(known[value] for value in x)
