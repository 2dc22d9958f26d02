"""Wrong warm-ups and wrongly scaled rates that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RAMP = "schedule(0) * (t + 1) / warmup"
AFTER = "schedule(t - warmup)"
WHOLE = f"if t < warmup:\n            return {RAMP}\n        return {AFTER}"
SAFE = RAMP.replace("warmup", "max(warmup, 1)")
COUNTER = """calls = []

    def warmed(step):
        t = len(calls)
        calls.append(step)"""
SHARED = """latest = with_warmup.__dict__
    latest.update(schedule=schedule, warmup=warmup)

    def warmed(t):
        schedule, warmup = latest["schedule"], latest["warmup"]"""
BOTH = f"""ramp, later = {SAFE}, {AFTER}
        return ramp if t < warmup else later"""
WARM: Table = {
    "from_zero": (
        "The first step learns nothing: your warm-up begins at a rate of 0.",
        (("(t + 1) / warmup", "t / warmup"),),
    ),
    "leap": (
        "The rate leaps where the warm-up ends: the schedule has been running meanwhile.",
        ((AFTER, "schedule(t)"),),
    ),
    "moving_target": ("During the warm-up your schedule runs already.", ((RAMP, RAMP.replace("0", "t")),)),
    "later_target": (
        "You warm up to a rate that the schedule has later, not to its first one.",
        ((RAMP, RAMP.replace("0", "warmup")),),
    ),
    "last_target": (
        "You warm up to the rate that the schedule has when the warm-up ends, minus one step.",
        ((RAMP, RAMP.replace("0", "warmup - 1")),),
    ),
    "one_short": (
        "Your warm-up ends below the full rate.",
        (("(t + 1) / warmup", "(t + 1) / (warmup + 1)"),),
    ),
    "one_short_from_zero_on": (
        "Your warm-up goes from 0 to the full rate: it has a step of rate 0 at its beginning.",
        (("(t + 1) / warmup", "t / max(warmup - 1, 1)"),),
    ),
    "too_long": (
        "Your warm-up goes on for one step too many, and beyond the full rate.",
        (("t < warmup", "t <= warmup"),),
    ),
    "skips": ("The schedule's first step is left out.", ((AFTER, "schedule(t - warmup + 1)"),)),
    "waits": ("The schedule begins one step late.", ((AFTER, "schedule(max(t - warmup - 1, 0))"),)),
    "plateau": ("Nothing warms up: the schedule merely waits.", ((RAMP, "schedule(0)"),)),
    "flat": ("All steps of your warm-up have the same small rate.", (("(t + 1) / warmup", "1 / warmup"),)),
    "cools": ("Your warm-up cools down.", (("(t + 1) / warmup", "(warmup - t) / warmup"),)),
    "squared": (
        "Your warm-up is bent: it is not a line.",
        (("(t + 1) / warmup", "((t + 1) / warmup) ** 2"),),
    ),
    "root": (
        "Your warm-up rises along a root: it is not a line.",
        (("(t + 1) / warmup", "((t + 1) / warmup) ** 0.5"),),
    ),
    "to_one": ("Your warm-up rises to 1, whatever the schedule.", (("schedule(0) *", "1.0 *"),)),
    "no_length": (
        "The length of the warm-up has no effect on how fast the rate rises.",
        ((" / warmup", ""),),
    ),
    "whole": (
        "The rates of your warm-up are 0: your division keeps whole numbers only.",
        (("* (t + 1) / warmup", "* ((t + 1) // (warmup + 1))"),),
    ),
    "stays": ("After the warm-up your rate never moves.", ((AFTER, "schedule(0)"),)),
    "restarts": (
        "Your schedule starts again and again.",
        ((AFTER, "schedule((t - warmup) % max(warmup, 1))"),),
    ),
    "no_warm_up": (
        "There is no warm-up: this is the schedule itself.",
        ((f"return {RAMP}", "return schedule(t)"), (AFTER, "schedule(t)")),
    ),
    "smaller_of_both": (
        "You take the smaller of ramp and running schedule: they meet below the full rate.",
        ((WHOLE, f"return min({SAFE}, schedule(t)) if t < warmup else {AFTER}"),),
    ),
    "counts_calls": (
        "Your function counts its calls instead of looking at `t`.",
        (("def warmed(t):", COUNTER),),
    ),
    "shared": (
        "Two warm-ups disturb each other: the last one made decides for all.",
        (("def warmed(t):", SHARED),),
    ),
}
WARM_GATES: Table = {
    "called": ("asked for is a function of t, not yet called", (("return warmed", "return warmed(0)"),)),
    "array": ("expected is a single number", ((f"return {RAMP}", f"return np.array([{RAMP}])"),)),
    "zero_division": (
        "Your code raised ZeroDivisionError",
        ((WHOLE, "return min((t + 1) / warmup, 1.0) * schedule(max(t - warmup, 0))"),),
    ),
    "both_branches": (
        "Your function asks the schedule for a step that it does not know",
        ((WHOLE, BOTH),),
    ),
}

SCALED = "base * batch_size / base_batch"
SCALE: Table = {
    "upside_down": (
        "Upside down: larger batches get a smaller rate.",
        ((SCALED, "base * base_batch / batch_size"),),
    ),
    "root": ("That is the rule with the root.", ((SCALED, "base * (batch_size / base_batch) ** 0.5"),)),
    "squared": (
        "Your rate grows with the square of the batch size.",
        ((SCALED, "base * (batch_size / base_batch) ** 2"),),
    ),
    "whole": (
        "Your division keeps whole numbers only: for smaller batches nothing is left.",
        ((SCALED, "base * (batch_size // base_batch)"),),
    ),
    "no_reference": ("`base_batch` has no effect.", ((SCALED, "base * batch_size"),)),
    "per_example": ("The size of the new batch has no effect.", ((SCALED, "base / base_batch"),)),
    "never_lower": (
        "Smaller batches keep the rate of larger ones.",
        ((SCALED, "base * max(1.0, batch_size / base_batch)"),),
    ),
    "never_higher": (
        "Larger batches keep the rate of smaller ones.",
        ((SCALED, "base * min(1.0, batch_size / base_batch)"),),
    ),
    "added": ("You add where you should multiply.", ((SCALED, "base + batch_size / base_batch"),)),
    "doublings": (
        "Your rate grows with the number of doublings.",
        ((SCALED, "base * (1 + np.log2(batch_size / base_batch))"),),
    ),
    "difference": (
        "You multiply by the difference of the sizes, not by their ratio.",
        ((SCALED, "base * (batch_size - base_batch)"),),
    ),
    "share_added": (
        "You add the ratio to 1: equal sizes double the rate.",
        ((SCALED, "base * (1 + batch_size / base_batch)"),),
    ),
    "no_base": (
        "The rate that was right before has no effect: `base` is missing.",
        ((SCALED, "batch_size / base_batch"),),
    ),
    "unchanged": ("The batch size has no effect.", ((SCALED, "base"),)),
    "power": ("The ratio stands in an exponent.", ((SCALED, "base ** (batch_size / base_batch)"),)),
    "sum": (
        "You divide by both sizes together.",
        ((SCALED, "base * batch_size / (batch_size + base_batch)"),),
    ),
}
SCALE_GATES: Table = {
    "text": ("where a single number is expected", ((f"return {SCALED}", f'return f"{{{SCALED}:.4f}}"'),)),
}

TABLES = {"with_warmup": (WARM, WARM_GATES), "scale_with_batch": (SCALE, SCALE_GATES)}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits, told_by=told_by)
    for function, tables in TABLES.items()
    for table, told_by in zip(tables, ("diagnosis", "gate"), strict=True)
    for name, (sentence, edits) in table.items()
)
