"""Wrong AdaGrad and RMSProp that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RATE = 'config["learning_rate"]'
EPSILON = 'config["epsilon"]'
ROOT = f"(np.sqrt(cache) + {EPSILON})"
KEPT = 'return next_w, config | {"cache": cache}'
UPHILL = "Every step goes uphill."
INSIDE = "Your epsilon is inside the root: that differs only for tiny gradients."
NO_EPSILON = "Nothing keeps your division from failing where no gradient has come yet."
NO_ROOT = "You divide by the squares themselves: the root is missing."
OLD = "One step behind: you divide by the memory from before this gradient."
FORGOTTEN = "Your memory is empty at each step: what you gathered is not handed on."
TOGETHER = "All weights share one rate: each entry should have its own memory."
UNSQUARED = "You gather the gradients, not their squares: opposite signs cancel."
SIZES = "You gather the sizes of the gradients, not their squares."
UNDIVIDED = "Your memory has no effect on the step."
GRADIENT_TWICE = "The squared gradient is in your numerator, too: its sign is lost."
EPSILON_CODE = "The epsilon in config has no effect."
LARGER = "You add epsilon only where the root is smaller: add it always."
BEGINS = "Your memory does not begin empty."

COMMON: Table = {
    "uphill": (UPHILL, ((f"w - {RATE}", f"w + {RATE}"),)),
    "epsilon_inside": (INSIDE, ((ROOT, f"np.sqrt(cache + {EPSILON})"),)),
    "no_epsilon": (NO_EPSILON, ((ROOT, "np.sqrt(cache)"),)),
    "no_root": (NO_ROOT, ((ROOT, f"(cache + {EPSILON})"),)),
    "old_cache": (OLD, (("np.sqrt(cache)", 'np.sqrt(config["cache"])'),)),
    "forgotten": (FORGOTTEN, ((KEPT, "return next_w, config"),)),
    "shared_rate": (TOGETHER, (("dw**2", "np.sum(dw**2)"),)),
    "mean_rate": (f"{TOGETHER} Yours is a mean over all of them.", (("dw**2", "np.mean(dw**2)"),)),
    "unsquared": (UNSQUARED, (("dw**2", "dw"), ("np.sqrt(cache)", "np.abs(cache)"))),
    "sizes": (SIZES, (("dw**2", "np.abs(dw)"),)),
    "undivided": (UNDIVIDED, ((f" / {ROOT}", ""),)),
    "sign_lost": (GRADIENT_TWICE, ((f"{RATE} * dw", f"{RATE} * dw**2"),)),
    "no_gradient": (
        "Your step does not contain the gradient: where it points is lost.",
        ((f"{RATE} * dw", RATE),),
    ),
    "epsilon_in_code": (EPSILON_CODE, ((EPSILON, "1e-8"),)),
    "epsilon_as_floor": (LARGER, ((ROOT, f"np.maximum(np.sqrt(cache), {EPSILON})"),)),
    "epsilon_subtracted": (
        "Your epsilon makes the denominator smaller.",
        ((f" + {EPSILON}", f" - {EPSILON}"),),
    ),
    "begins_at_one": (BEGINS, (("np.zeros_like(w)", "np.ones_like(w)"),)),
    "no_rate": ("The learning rate has no effect.", ((f"{RATE} * dw", "dw"),)),
    "rate_inside": (
        "The learning rate is in the memory, where it cancels itself.",
        (("dw**2", f"({RATE} * dw) ** 2"),),
    ),
}

ADAGRAD: Table = {
    "fades": (
        "Your memory fades: that is not AdaGrad's.",
        (('config["cache"] + ', '0.99 * config["cache"] + '),),
    ),
    "rmsprop": (
        "That is an average, as in RMSProp.",
        (('config["cache"] + dw**2', '0.99 * config["cache"] + 0.01 * dw**2'),),
    ),
    "largest": (
        "You keep the largest square seen, not the sum.",
        (('config["cache"] + dw**2', 'np.maximum(config["cache"], dw**2)'),),
    ),
    "roots_added": (
        "You add up roots: add the squares first.",
        (("np.sqrt(cache)", 'np.sqrt(config["cache"]) + np.abs(dw)'),),
    ),
}

RMSPROP: Table = {
    "sums": (
        "Memory never fades: your cache is a sum.",
        (('decay * config["cache"] + (1 - decay) * dw**2', 'config["cache"] + dw**2'),),
    ),
    "weights_above_one": (
        "Your two weights add up to more than 1: no average.",
        (("(1 - decay) * dw**2", "dw**2"),),
    ),
    "past_in_full": (
        "The past counts in full and only the new square is weighted.",
        (("decay * config", "config"),),
    ),
    "exchanged": (
        "Old and new have exchanged their weights.",
        (('decay * config["cache"] + (1 - decay)', '(1 - decay) * config["cache"] + decay'),),
    ),
    "hard_coded": (
        "The decay rate in config has no effect: yours is written into the code.",
        (('decay = config["decay_rate"]', "decay = 0.99"),),
    ),
    "corrected": (
        "You correct the average for its start at 0: Adam does that, RMSProp does not.",
        (
            ("    cache =", '    t = config.get("t", 0) + 1\n    cache ='),
            ("np.sqrt(cache)", "np.sqrt(cache / (1 - decay**t))"),
            ('{"cache": cache}', '{"cache": cache, "t": t}'),
        ),
    ),
    "weight_squared": (
        "The weight of the new square is squared with it.",
        (("(1 - decay) * dw**2", "((1 - decay) * dw) ** 2"),),
    ),
    "average_of_gradient": (
        "You step along an average of gradients; only the squares are averaged here.",
        (
            ("    next_w", '    m = decay * config.get("m", 0.0) + (1 - decay) * dw\n    next_w'),
            (f"{RATE} * dw", f"{RATE} * m"),
            ('{"cache": cache}', '{"cache": cache, "m": m}'),
        ),
    ),
}

TABLES = {"adagrad": {**ADAGRAD, **COMMON}, "rmsprop": {**RMSPROP, **COMMON}}

MISCONCEPTIONS = tuple(
    Mistake(f"{function}:{name}", function, sentence, edits=edits)
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
