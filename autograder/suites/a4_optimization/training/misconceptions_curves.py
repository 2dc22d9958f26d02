"""Wrong averages, diagnoses and searches that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

UPDATE = "averages[t] = beta * averages[t - 1] + (1 - beta) * averages[t]"
MADE = "averages = np.array(values, dtype=float)"

EMA: Table = {
    "from_zero": (
        "The curve starts too low: your average begins at 0 instead of at the first value.",
        (("    for t in", "    averages[:1] *= 1 - beta\n    for t in"),),
    ),
    "corrected": (
        "You correct for a start at 0, although the average does not begin there.",
        (
            ("    for t in", "    averages[:1] *= 1 - beta\n    for t in"),
            ("return averages", "return averages / (1 - beta ** np.arange(1, len(averages) + 1))"),
        ),
    ),
    "exchanged": (
        "Past and present are exchanged: β is the share of the past.",
        ((UPDATE, "averages[t] = (1 - beta) * averages[t - 1] + beta * averages[t]"),),
    ),
    "sum": (
        "Your two shares do not add up to 1: the curve leaves its values behind.",
        ((UPDATE, "averages[t] = beta * averages[t - 1] + averages[t]"),),
    ),
    "not_recursive": (
        "You average each value with the value before it, so that only two of them count.",
        (
            (MADE, f"{MADE}\n    given = averages.copy()"),
            (UPDATE, "averages[t] = beta * given[t - 1] + (1 - beta) * given[t]"),
        ),
    ),
    "plain_mean": (
        "This is the mean of all values so far: β has no effect.",
        (("return averages", "return np.cumsum(values) / np.arange(1, len(averages) + 1)"),),
    ),
    "one_late": (
        "Your average lags one step behind.",
        (("return averages", "return np.concatenate([averages[:1], averages[:-1]])"),),
    ),
    "hard_coded": (
        "`beta` has no effect: yours is written into the code.",
        ((UPDATE, "averages[t] = 0.9 * averages[t - 1] + 0.1 * averages[t]"),),
    ),
    "backwards": (
        "You average from the end: each value already knows the future.",
        (
            (MADE, "averages = np.array(values, dtype=float)[::-1]"),
            ("return averages", "return averages[::-1]"),
        ),
    ),
    "unsmoothed": ("You return the values as they came.", ((UPDATE, "averages[t] = averages[t]"),)),
    "whole_numbers": (
        "Whole numbers lose their fractions: look at the dtype of the array you fill.",
        ((MADE, "averages = np.array(values)"),),
    ),
    "starts_from_second": (
        "Your first average is not the first value.",
        (("return averages", "averages[0] = averages[min(1, len(averages) - 1)]\n    return averages"),),
    ),
}
EMA_GATES: Table = {
    "last_only": ("is a single number", (("return averages", "return averages[-1]"),)),
    "first_left_out": ("Your result has shape (4,)", (("return averages", "return averages[1:]"),)),
    "zero_in_front": (
        "Your result has shape (6,)",
        (("return averages", "return np.concatenate([[0.0], averages])"),),
    ),
    "arrays_only": ("has no attribute 'astype'", ((MADE, "averages = values.astype(float)"),)),
    "in_place": ("Your function changes `values`", ((MADE, "averages = np.asarray(values, dtype=float)"),)),
    "nothing_returned": ("Does every path end with `return`?", (("    return averages\n", ""),)),
    "order": ("Your parameters stand in another order", (("ema(values, beta)", "ema(beta, values)"),)),
}

BIAS, VARIANCE = "bias = train - human", "variance = val - train"
GIVE = 'return bias, variance, "bias" if bias >= variance else "variance"'

DIAGNOSE: Table = {
    "smaller": (
        "You name the smaller of the two gaps.",
        (("bias >= variance", "bias <= variance"),),
    ),
    "tie": ("Of two equal gaps you name the variance.", (("bias >= variance", "bias > variance"),)),
    "always_bias": ("You always name the bias.", ((GIVE, 'return bias, variance, "bias"'),)),
    "always_variance": ("You always name the variance.", ((GIVE, 'return bias, variance, "variance"'),)),
    "threshold": (
        "You compare the bias with a fixed number instead of with the variance.",
        (("bias >= variance", "bias >= 0.03"),),
    ),
    "named_by_errors": (
        "You compare the errors, not the gaps.",
        (("bias >= variance", "train >= val"),),
    ),
    "bias_against_zero": (
        "You measure the bias against 0: compare with what is achievable.",
        ((BIAS, "bias = train"),),
    ),
    "variance_against_human": (
        "Your variance is counted from the human error, so that it contains the bias.",
        ((VARIANCE, "variance = val - human"),),
    ),
    "variance_against_zero": (
        "Your variance is the whole validation error.",
        ((VARIANCE, "variance = val"),),
    ),
    "bias_on_validation": (
        "Your bias is measured on the validation part, so that it contains the variance.",
        ((BIAS, "bias = val - human"),),
    ),
    "gaps_exchanged": (
        "The two gaps have exchanged their names.",
        ((GIVE, 'return variance, bias, "bias" if bias >= variance else "variance"'),),
    ),
    "signs_turned": (
        "Your gaps have the wrong sign: a larger error on the training part is a positive bias.",
        (
            (BIAS, "bias = human - train"),
            (VARIANCE, "variance = train - val"),
            ("bias >= variance", "bias <= variance"),
        ),
    ),
    "magnitudes": (
        "Your gaps have lost their signs: a model may be better than people, or than on its training part.",
        ((BIAS, "bias = abs(train - human)"), (VARIANCE, "variance = abs(val - train)")),
    ),
    "clipped": (
        "A negative gap is cut off at 0.",
        ((BIAS, "bias = max(0.0, train - human)"), (VARIANCE, "variance = max(0.0, val - train)")),
    ),
    "ratio": (
        "You divide errors; a gap is a difference.",
        ((BIAS, "bias = train / human if human else 0.0"), (VARIANCE, "variance = val / train")),
    ),
    "rounded": (
        "Your gaps are rounded to whole numbers.",
        ((GIVE, GIVE.replace("return bias, variance", "return round(bias) + 0.0, round(variance) + 0.0")),),
    ),
}
DIAGNOSE_GATES: Table = {
    "gaps_only": ("expected is a tuple of 3 values", ((GIVE, "return bias, variance"),)),
    "name_only": (
        "where a tuple of 3 values",
        ((GIVE, 'return "bias" if bias >= variance else "variance"'),),
    ),
    "other_words": (
        'neither "bias" nor "variance"',
        (
            (
                GIVE,
                GIVE.replace('"bias" if', '"underfitting" if').replace(
                    'else "variance"', 'else "overfitting"'
                ),
            ),
        ),
    ),
    "order": ("Your parameters stand in another order", (("(human, train, val)", "(train, val, human)"),)),
}

DRAW = "float(np.exp(rng.uniform(np.log(low), np.log(high))))"
RNG = "    rng = np.random.default_rng() if rng is None else rng\n"
BEST = "best, value = max(tries, key=lambda pair: pair[1])"
GIVEN = "return best, value, tries"
NOTED = "tries.append((setting, score(setting)))"

SEARCH_GATES: Table = {
    "uniform": ("Nearly all tries share one part", ((DRAW, "float(rng.uniform(low, high))"),)),
    "log_of_uniform": ("lie outside their range", ((DRAW, "float(np.log(rng.uniform(low, high)))"),)),
    "logs_returned": (
        "Some tries lie outside their range",
        ((DRAW, "float(rng.uniform(np.log(low), np.log(high)))"),),
    ),
    "base_ten_of_natural": (
        "tries lie outside their range",
        ((DRAW, "float(10 ** rng.uniform(np.log(low), np.log(high)))"),),
    ),
    "low_twice": (
        "tries lie outside",
        ((DRAW, "float(low * np.exp(rng.uniform(np.log(low), np.log(high))))"),),
    ),
    "whole_decades": (
        "Most tries repeat earlier ones",
        (
            (
                DRAW,
                "float(np.clip(10.0 ** np.round(rng.uniform(np.log10(low), np.log10(high))), low, high))",
            ),
        ),
    ),
    "grid": (
        "draw anew, and not from a grid",
        ((DRAW, "float(rng.choice(np.geomspace(low, high, 8)))"),),
    ),
    "normal_in_the_middle": (
        "tries share one part of the orders",
        (
            (
                DRAW,
                "float(low * (high / low) ** np.clip(0.4 + 0.05 * rng.standard_normal(), 0.0, 1.0))",
            ),
        ),
    ),
    "half_the_way": (
        "share one part of the orders of magnitude",
        ((DRAW, "float(low * (high / low) ** (0.4 * rng.random()))"),),
    ),
    "bell": (
        "do not spread evenly",
        ((DRAW, "float(low * (high / low) ** ((rng.random() + rng.random() + rng.random()) / 3))"),),
    ),
    "one_draw_for_all": (
        "Where one setting is large another always is",
        (
            ("        setting = {", "        u = rng.random()\n        setting = {"),
            (DRAW, "float(low * (high / low) ** u)"),
        ),
    ),
    "equally_spaced": (
        "one setting is large another always is, too",
        (
            ("for _ in range(num_tries)", "for k in range(num_tries)"),
            (DRAW, "float(low * (high / low) ** ((k + rng.random()) / num_tries))"),
        ),
    ),
    "walks": (
        "Each try depends on the one before it",
        (
            ("    tries = []\n", "    tries, at = [], {name: rng.random() for name in ranges}\n"),
            (
                "        setting = {",
                "        at = {name: u + 0.25 * rng.standard_normal() for name, u in at.items()}\n"
                "        at = {name: 1 - abs(1 - abs(u)) for name, u in at.items()}\n"
                "        setting = {",
            ),
            (DRAW, "float(low * (high / low) ** at[name])"),
        ),
    ),
    "last_kept": (
        "is not the highest score",
        ((BEST, "best, value = tries[-1]"),),
    ),
    "lowest_kept": (
        "You keep the lowest score",
        ((BEST, "best, value = min(tries, key=lambda pair: pair[1])"),),
    ),
    "last_of_equals": (
        "Of equally good tries you keep a later one",
        ((BEST, "best, value = max(tries[::-1], key=lambda pair: pair[1])"),),
    ),
    "starts_at_zero": (
        "A setting is not a dict",
        (
            (
                BEST,
                "best, value = None, 0.0\n    for setting, found in tries:\n        if found > value:\n"
                "            best, value = setting, found",
            ),
        ),
    ),
    "magnitude": (
        "keep the lowest score",
        ((BEST, "best, value = max(tries, key=lambda pair: abs(pair[1]))"),),
    ),
    "settings_mixed_up": (
        "`best` is not the setting of the highest score",
        ((GIVEN, "return tries[-1][0], value, tries"),),
    ),
    "overwritten": (
        "does not hold every setting with its own score",
        (
            ("    tries = []\n", "    tries, setting = [], {}\n"),
            ("        setting = {\n", "        setting |= {\n"),
        ),
    ),
    "best_so_far": (
        "every setting with its own score, in order",
        (
            (
                GIVEN,
                "so_far = np.maximum.accumulate([pair[1] for pair in tries]).tolist()\n"
                "    return best, value, [(pair[0], top) for pair, top in zip(tries, so_far)]",
            ),
        ),
    ),
    "sorted": (
        "`tries` does not hold every setting",
        ((GIVEN, "return best, value, sorted(tries, key=lambda pair: -pair[1])"),),
    ),
    "asks_again": (
        "is not asked once for each try",
        ((GIVEN, "return best, score(best), tries"),),
    ),
    "scores_only": (
        "is not a list of one pair",
        ((GIVEN, "return best, value, [pair[1] for pair in tries]"),),
    ),
    "two_results": ("not three values", ((GIVEN, "return best, value"),)),
    "value_in_text": ("`value` is not a number", ((GIVEN, 'return best, f"{value:.3f}", tries'),)),
    "tuples_for_dicts": (
        "called with arguments it cannot work with",
        ((NOTED, "setting = tuple(setting.values())\n        tries.append((setting, score(setting)))"),),
    ),
    "global_generator": (
        "not all draws come from `rng`",
        ((DRAW, DRAW.replace("rng.uniform", "np.random.uniform")),),
    ),
    "fixed_seed": ("the generator of its own has a fixed seed", (("default_rng()", "default_rng(0)"),)),
    "order": ("Your parameters stand in another order", (("(score, ranges,", "(ranges, score,"),)),
}


def rows(function: str, told: Table, gates: Table) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""
    return (
        *(Mistake(f"{function}:{name}", function, text, edits) for name, (text, edits) in told.items()),
        *(
            Mistake(f"{function}:{name}", function, text, edits, told_by="gate")
            for name, (text, edits) in gates.items()
        ),
    )


MISCONCEPTIONS = (
    *rows("ema", EMA, EMA_GATES),
    *rows("diagnose", DIAGNOSE, DIAGNOSE_GATES),
    *rows("log_uniform_search", {}, SEARCH_GATES),
)
