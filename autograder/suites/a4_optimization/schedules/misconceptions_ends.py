"""Wrong schedules with an end that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

NO_BASE = "The first rate has no effect: `base` is missing in what you return."
RISES = "Your rate rises where it should fall."
NO_ARRAYS = "With an array of steps your function fails"
CHANGED = "Your function changes `t`"
RESTARTS = "After the end your rate starts again from the top."
FULL_AGAIN = "After the end your rate is back at the first one."
STUCK = "After the end your rate stays at what it was one step before."
EARLY = "Your rate is at its end one step early."
LATE = "Your rate reaches its end one step late."
AHEAD = "Your clock is one step ahead."
BEHIND = "Your clock is one step behind."

LINE = "np.maximum(0.0, 1.0 - t / total)"
LINEAR: Table = {
    "negative": (
        "Below zero: after the end your steps go uphill.",
        ((LINE, "(1.0 - t / total)"),),
    ),
    "back_up": ("The rate comes back up after the end.", ((LINE, "np.abs(1.0 - t / total)"),)),
    "restarts": (RESTARTS, (("t / total", "(t % total) / total"),)),
    "full_again": (FULL_AGAIN, ((LINE, "np.where(t < total, 1.0 - t / total, 1.0)"),)),
    "stuck": (STUCK, ((LINE, "(1.0 - np.minimum(t, total - 1) / total)"),)),
    "early": (EARLY, (("t / total", "t / (total - 1)"),)),
    "late": (LATE, (("t / total", "t / (total + 1)"),)),
    "ahead": (AHEAD, (("t / total", "(t + 1) / total"),)),
    "behind": (BEHIND, (("t / total", "np.maximum(t - 1, 0) / total"),)),
    "rises": (RISES, ((LINE, "np.minimum(1.0, t / total)"),)),
    "whole": (
        "Nothing moves until the end: your division keeps whole numbers only.",
        (("t / total", "t // total"),),
    ),
    "half_way": ("At the end half of the rate is left.", (("t / total", "t / (2 * total)"),)),
    "twice": ("Your rate is 0 after half of the time.", (("t / total", "2 * t / total"),)),
    "squared": ("Your line is bent: what is left of the time is squared.", ((LINE, f"{LINE} ** 2"),)),
    "step_squared": ("Your line is bent: the time is squared.", (("t / total", "(t / total) ** 2"),)),
    "root": ("Your line is bent: you take a root.", ((LINE, f"np.sqrt({LINE})"),)),
    "no_base": (NO_BASE, ((f"base * {LINE}", LINE),)),
    "fixed_slope": (
        "Your line falls equally fast for every first rate.",
        ((f"base * {LINE}", "np.maximum(0.0, base - t / total)"),),
    ),
    "floor": (
        "Your rate never reaches 0: something is left at the bottom.",
        (("np.maximum(0.0", "np.maximum(0.01"),),
    ),
    "exponential": ("This is exponential decay, which has no end.", ((LINE, "np.exp(-t / total)"),)),
    "compounding": (
        "You decayed an already decayed rate.",
        (
            (
                f"return base * {LINE}",
                "left = [np.prod(np.maximum(0.0, 1.0 - np.arange(k + 1) / total)) for k in np.ravel(t)]\n"
                "    return base * np.reshape(left, np.shape(t))",
            ),
        ),
    ),
}
LINEAR_GATES: Table = {
    "no_arrays": (NO_ARRAYS, (("np.maximum", "max"),)),
    "in_place": (
        CHANGED,
        (
            (
                f"return base * {LINE}",
                "t = np.asarray(t)\n    np.minimum(t, total, out=t)\n    return base * (1.0 - t / total)",
            ),
        ),
    ),
}

HALF = "0.5 * base * "
WAVE = "(1 + np.cos(np.pi * np.minimum(t, total) / total))"
ALONG = "np.minimum(t, total)"
COSINE: Table = {
    "back_up": ("The rate comes back up after the end.", ((ALONG, "t"),)),
    "full_period": (
        "The rate comes back up: your cosine runs through a whole period.",
        (("np.pi *", "2 * np.pi *"),),
    ),
    "restarts": (RESTARTS, ((ALONG, "(t % total)"),)),
    "full_again": (FULL_AGAIN, ((ALONG, "np.where(t <= total, t, 0)"),)),
    "stuck": (STUCK, ((ALONG, "np.minimum(t, total - 1)"),)),
    "no_half": ("Your rate begins at twice the first one.", ((HALF, "base * "),)),
    "below_zero": (
        "Your cosine goes below zero: half way through, steps turn uphill.",
        ((f"{HALF}{WAVE}", f"base * {WAVE[5:-1]}"),),
    ),
    "half_below_zero": (
        "The 1 in your bracket is missing: the cosine goes below zero.",
        (("(1 + np.cos", "(np.cos"),),
    ),
    "quarter": (
        "A quarter of a period: your rate falls off the edge instead of landing gently.",
        ((f"{HALF}{WAVE}", f"base * np.cos(0.5 * np.pi * {ALONG} / total)"),),
    ),
    "absolute": (
        "You fold the cosine up where it is negative, so that the rate bounces.",
        ((f"{HALF}{WAVE}", f"base * np.abs({WAVE[5:-1]})"),),
    ),
    "clipped": (
        "You cut the cosine off where it is negative: it ends after half of the time.",
        ((f"{HALF}{WAVE}", f"base * np.maximum(0.0, {WAVE[5:-1]})"),),
    ),
    "rises": (RISES, (("1 + np.cos", "1 - np.cos"),)),
    "sine": ("Your wave is a sine.", (("np.cos", "np.sin"),)),
    "no_pi": ("Your angle lacks its π.", (("np.pi * ", ""),)),
    "degrees": ("Your angle is in degrees; numpy's cosine wants radians.", (("np.pi", "180.0"),)),
    "whole": (
        "Nothing moves until the end: your division keeps whole numbers only.",
        ((f"np.pi * {ALONG} / total", f"np.pi * ({ALONG} // total)"),),
    ),
    "early": (EARLY, ((f"{ALONG} / total", "np.minimum(t, total - 1) / (total - 1)"),)),
    "late": (LATE, ((f"{ALONG} / total", "np.minimum(t, total + 1) / (total + 1)"),)),
    "ahead": (AHEAD, ((ALONG, "np.minimum(t + 1, total)"),)),
    "behind": (BEHIND, ((ALONG, "np.minimum(np.maximum(t - 1, 0), total)"),)),
    "no_base": (NO_BASE, ((HALF, "0.5 * "),)),
    "no_brackets": (
        "Brackets: the half and `base` multiply the 1 only.",
        ((f"{HALF}{WAVE}", f"{HALF}1 + {WAVE[5:-1]}"),),
    ),
    "squared": ("Your wave is squared.", ((WAVE, f"0.5 * {WAVE} ** 2"),)),
    "base_inside": ("`base` is inside the cosine.", (("np.pi *", "base * np.pi *"),)),
    "line": (
        "Your rate falls along a straight line.",
        ((f"{HALF}{WAVE}", "base * np.maximum(0.0, 1.0 - t / total)"),),
    ),
    "one_too_many": (
        "Your wave is too high everywhere: it never comes down to 0.",
        (("(1 + np.cos", "(2 + np.cos"),),
    ),
}
COSINE_GATES: Table = {
    "no_arrays": (NO_ARRAYS, (("np.minimum", "min"),)),
    "in_place": (
        CHANGED,
        (("return", "t = np.asarray(t)\n    np.minimum(t, total, out=t)\n    return"), (ALONG, "t")),
    ),
}

TABLES = {"linear_decay": (LINEAR, LINEAR_GATES), "cosine_decay": (COSINE, COSINE_GATES)}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits, told_by=told_by)
    for function, tables in TABLES.items()
    for table, told_by in zip(tables, ("diagnosis", "gate"), strict=True)
    for name, (sentence, edits) in table.items()
)
