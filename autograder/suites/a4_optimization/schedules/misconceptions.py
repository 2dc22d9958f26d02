"""Wrong step, exponential, inverse-time and inverse-root decays that people really write.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
Schedules with an end, warm-up and batch size have files of their own beside this one.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

NO_BASE = "The first rate has no effect: `base` is missing in what you return."
RISES = "Your rate rises where it should fall."
COMPOUNDED = "You decayed an already decayed rate."
AHEAD = "Your clock is one step ahead."
BEHIND = "Your clock is one step behind."
NO_ARRAYS = "With an array of steps your function fails"
CHANGED = "Your function changes `t`"
EARLIER = "[np.arange(first, k + 1) for k in np.ravel(t)]"  # all steps up to each step


def compounded(first: int, factor: str) -> str:
    """Return code that applies the factor of every step up to `t`, one after the other."""
    steps = EARLIER.replace("first", str(first))
    return f"return base * np.reshape([np.prod({factor}) for k in {steps}], np.shape(t))"


POWER = "drop ** (t // every)"
STEP_CODE = f"return base * {POWER}"
STEP: Table = {
    "slope": ("Your steps are a slope: the rate moves between two drops.", (("t // every", "t / every"),)),
    "every_step": ("You drop at each step: `every` has no effect.", (("t // every", "t"),)),
    "rounded": (
        "Your drops come half a period too early.",
        (("t // every", "np.floor(t / every + 0.5)"),),
    ),
    "ceiling": ("The first drop comes right after the first step.", (("t // every", "-(-t // every)"),)),
    "late": ("Your drops come one step late.", (("t // every", "np.maximum(t - 1, 0) // every"),)),
    "early": ("Your drops come one step early.", (("t // every", "(t + 1) // every"),)),
    "from_the_start": ("The first drop is there from the very start.", (("t // every", "t // every + 1"),)),
    "once": ("The rate drops once and never again.", (("t // every", "(np.asarray(t) >= every) * 1"),)),
    "modulo": ("The rate comes back up at each date: that is a saw.", (("t // every", "t % every"),)),
    "single_step": (
        "The rate is lower for a single step and then back at once.",
        ((POWER, "np.where((t % every == 0) & (np.asarray(t) > 0), drop, 1.0)"),),
    ),
    "taken_away": (
        "You keep what should go: `drop` is the share that is left, not the one that is taken away.",
        ((POWER, "(1 - drop) ** (t // every)"),),
    ),
    "same_amount": (
        "Your rate loses the same amount each time, not the same share.",
        ((POWER, "(1 - (1 - drop) * (t // every))"),),
    ),
    "times_count": (
        "You multiply by the number of drops: repeated multiplication is a power.",
        ((POWER, "drop * (t // every)"),),
    ),
    "compounding": (COMPOUNDED, (("(t // every)", "((t // every) * (t // every + 1) // 2)"),)),
    "divided": (RISES, ((f"base * {POWER}", f"base / {POWER}"),)),
    "no_base": (NO_BASE, ((f"base * {POWER}", POWER),)),
    "base_in_power": (
        "`base` is inside the power: only `drop` is repeated.",
        ((f"base * {POWER}", "(base * drop) ** (t // every)"),),
    ),
    "exchanged": (
        "`t` and `every` are exchanged in your division.",
        (("t // every", "every // np.maximum(t, 1)"),),
    ),
    "exponential": (
        "You take `drop` for the exponent of an exponential decay.",
        ((POWER, "np.exp(-drop * (t // every))"),),
    ),
}
STEP_GATES: Table = {
    "no_arrays": (NO_ARRAYS, (("t // every", "int(t // every)"),)),
    "in_place": (CHANGED, ((STEP_CODE, "t = np.asarray(t)\n    t //= every\n    return base * drop**t"),)),
}

EXP = "np.exp(-decay * t)"
EXPONENTIAL: Table = {
    "rises": (RISES, (("-decay", "decay"),)),
    "factor": ("You take `decay` for the factor that is left after a step.", ((EXP, "decay ** t"),)),
    "interest": (
        "Your rate loses the share `decay` in each step: close to the exponential, and not the same.",
        ((EXP, "(1 - decay) ** t"),),
    ),
    "interest_below": (
        "Your rate is divided by 1 + decay in each step: close to the exponential, and not the same.",
        ((EXP, "(1 + decay) ** (-t)"),),
    ),
    "halves": ("The base of your power is 2, not e.", ((EXP, "2.0 ** (-decay * t)"),)),
    "tens": ("The base of your power is 10, not e.", ((EXP, "10.0 ** (-decay * t)"),)),
    "divided": ("A larger `decay` makes your rate fall more slowly.", ((EXP, "np.exp(-t / decay)"),)),
    "squared": ("In your exponent the step is squared.", ((EXP, "np.exp(-decay * t**2)"),)),
    "root": ("In your exponent stands the root of the step.", ((EXP, "np.exp(-decay * np.sqrt(t))"),)),
    "ahead": (AHEAD, (("decay * t", "decay * (t + 1)"),)),
    "behind": (BEHIND, (("decay * t", "decay * (t - 1)"),)),
    "half_speed": ("Your rate falls with half the speed.", (("decay * t", "decay * t / 2"),)),
    "no_decay": ("`decay` has no effect.", (("-decay * t", "-t"),)),
    "no_step": ("Your rate does not move: the step has no effect.", (("decay * t", "decay + 0.0 * t"),)),
    "base_inside": ("`base` stands in the exponent, too.", (("-decay", "-base * decay"),)),
    "compounding": (COMPOUNDED, (("decay * t", "decay * (t * (t + 1) / 2)"),)),
    "no_base": (NO_BASE, ((f"base * {EXP}", EXP),)),
    "added": (
        "You add to the rate instead of multiplying it.",
        ((f"base * {EXP}", f"base + {EXP} - 1"),),
    ),
    "inverse_time": ("This is inverse time, not exponential decay.", ((f"* {EXP}", "/ (1 + decay * t)"),)),
    "whole": (
        "Your exponent is rounded to whole numbers: the rate moves in stairs.",
        (("-decay * t", "-np.floor(decay * t)"),),
    ),
}
EXPONENTIAL_GATES: Table = {
    "no_arrays": (NO_ARRAYS, (("return", "import math\n\n    return"), ("np.exp", "math.exp"))),
    "in_place": (
        CHANGED,
        (("return", "t = np.asarray(t)\n    np.negative(t, out=t)\n    return"), ("-decay", "decay")),
    ),
}

BELOW = "(1 + decay * t)"
INVERSE: Table = {
    "no_one": ("Infinite at the start: something is missing beneath the line.", ((BELOW, "(decay * t)"),)),
    "ahead": (AHEAD, ((BELOW, "(1 + decay * (t + 1))"),)),
    "behind": (BEHIND, ((BELOW, "(1 + decay * (t - 1))"),)),
    "rises": (RISES, ((f"/ {BELOW}", f"* {BELOW}"),)),
    "power": ("Your rate loses the same share in each step.", ((BELOW, "(1 + decay) ** t"),)),
    "compounding": (COMPOUNDED, ((f"return base / {BELOW}", compounded(0, "1 / (1 + decay * k)")),)),
    "root": ("You have a root beneath the line.", ((BELOW, f"np.sqrt{BELOW}"),)),
    "squared": ("What is beneath the line is squared.", ((BELOW, f"{BELOW} ** 2"),)),
    "step_squared": ("In your rate the step is squared.", ((BELOW, "(1 + decay * t**2)"),)),
    "root_of_step": ("You take the root of the step.", ((BELOW, "(1 + decay * np.sqrt(t))"),)),
    "divided": ("A larger `decay` makes your rate fall more slowly.", ((BELOW, "(1 + t / decay)"),)),
    "no_decay": ("`decay` has no effect.", ((BELOW, "(1 + t)"),)),
    "no_brackets": ("Brackets: your division ends before the sum.", ((BELOW, "1 + decay * t"),)),
    "decay_above": ("`decay` stands above the line.", ((f"base / {BELOW}", "base * decay / (1 + t)"),)),
    "no_base": (NO_BASE, ((f"base / {BELOW}", f"1 / {BELOW}"),)),
    "line": (
        "Your rate falls along a straight line, and below zero.",
        ((f"base / {BELOW}", "base * (1 - decay * t)"),),
    ),
    "base_below": (
        "Beneath the line the sum begins with `base`, so that the first rate is 1.",
        ((BELOW, "(base + decay * t)"),),
    ),
    "floored": ("Your division keeps whole numbers only.", ((f"base / {BELOW}", f"base // {BELOW}"),)),
    "exponential": (
        "This is exponential decay, not inverse time.",
        ((f"base / {BELOW}", "base * np.exp(-decay * t)"),),
    ),
}
INVERSE_GATES: Table = {
    "no_arrays": (NO_ARRAYS, (("decay * t", "decay * int(t)"),)),
    "in_place": (
        CHANGED,
        (
            ("return", "t = np.asarray(t)\n    t += 1\n    t -= 2\n    t += 1\n    t *= -1\n    return"),
            ("+ decay", "- decay"),
        ),
    ),
}

GUARD = 'if np.any(np.asarray(t) < 1):\n        raise ValueError(f"steps begin at 1, got {t}")\n    '
ROOT = "base / np.sqrt(t)"
SQRT: Table = {
    "ahead": (AHEAD, ((ROOT, "base / np.sqrt(t + 1)"),)),
    "behind": (BEHIND, ((ROOT, "base / np.sqrt(np.maximum(t - 1, 1))"),)),
    "no_root": ("The root is missing.", ((ROOT, "base / t"),)),
    "root_of_both": ("`base` is under the root, too.", ((ROOT, "np.sqrt(base / t)"),)),
    "root_of_base": ("The root is of `base` alone.", ((ROOT, "np.sqrt(base) / t"),)),
    "rises": (RISES, ((ROOT, "base * np.sqrt(t)"),)),
    "squared": ("You square where a root is asked for.", ((ROOT, "base / t**2.0"),)),
    "third": ("Your root is a cubic one.", ((ROOT, "base / np.cbrt(t)"),)),
    "twice": ("Your root is taken twice.", ((ROOT, "base / np.sqrt(np.sqrt(t))"),)),
    "one_more": ("A 1 is added beneath the line.", ((ROOT, "base / (1 + np.sqrt(t))"),)),
    "no_base": (NO_BASE, ((ROOT, "1 / np.sqrt(t)"),)),
    "whole": ("Your root is rounded to whole numbers.", ((ROOT, "base / np.floor(np.sqrt(t))"),)),
    "logarithm": ("You divide by a logarithm.", ((ROOT, "base / np.log(np.e * t)"),)),
    "compounding": (COMPOUNDED, ((f"return {ROOT}", compounded(1, "1 / np.sqrt(k)")),)),
}
SQRT_GATES: Table = {
    "no_guard": ("At t = 0 your function returns infinity or NaN", ((GUARD, ""),)),
    "base_at_zero": (
        "At t = 0 your function returns a result as if nothing were wrong",
        ((GUARD, ""), (ROOT, "base / np.sqrt(np.maximum(t, 1))")),
    ),
    "assertion": ("At t = 0 your function raises", (("raise ValueError(", "raise AssertionError("),)),
    "zero_alone": (
        "At a negative t your function returns infinity or NaN",
        (("np.asarray(t) < 1", "np.asarray(t) == 0"),),
    ),
    "all_of_them": (
        "With an array in which one step is 0 your function returns infinity or NaN",
        (("np.any(", "np.all("),),
    ),
    "no_arrays": (NO_ARRAYS, (("np.any(np.asarray(t) < 1)", "t < 1"),)),
    "in_place": (
        CHANGED,
        ((f"return {ROOT}", "t = np.asarray(t)\n    root = np.sqrt(t)\n    t *= t\n    return base / root"),),
    ),
}

TABLES = {
    "step_decay": (STEP, STEP_GATES),
    "exponential_decay": (EXPONENTIAL, EXPONENTIAL_GATES),
    "inverse_time_decay": (INVERSE, INVERSE_GATES),
    "inverse_sqrt_decay": (SQRT, SQRT_GATES),
}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits, told_by=told_by)
    for function, tables in TABLES.items()
    for table, told_by in zip(tables, ("diagnosis", "gate"), strict=True)
    for name, (sentence, edits) in table.items()
)
