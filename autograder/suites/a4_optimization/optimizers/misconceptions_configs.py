"""Mistakes with the config that people really make, the same for every optimizer, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Rows = dict[str, tuple[str, tuple[Edit, ...]]]

PAIR = "Your function does not return a pair"
NO_DICTIONARY = "The second of the two values you return is no dictionary"
NO_STATE = "Your function fails when `config` holds settings and nothing else"
CHANGES = "Your function changes `w`, which belongs to its caller"
CHANGES_GRADIENT = "Your function changes `dw`, which belongs to its caller"
SHARED = "Two parameters with a config each disturb each other"
MEMORY = "yours share a memory"
ELSEWHERE = "Resumed from a saved config, your sequence goes on differently"
ONLY = "With a config that holds only"
IGNORED = "Your function does not look into the config that it is given."
DROPPED = "After the first step your settings are gone: you hand on the state alone."

NAMES = ("sgd", "sgd_momentum", "nesterov_momentum", "adagrad", "rmsprop", "adam", "adamw")
WITH_STATE = NAMES[1:]
STATES = {
    "sgd_momentum": '{"velocity": v}',
    "nesterov_momentum": '{"velocity": v}',
    "adagrad": '{"cache": cache}',
    "rmsprop": '{"cache": cache}',
    "adam": '{"m": m, "v": v, "t": t}',
    "adamw": '{"m": m, "v": v, "t": t}',
}
DEFAULTS = {
    "sgd": ('"learning_rate": 1e-2', '"learning_rate": 1e-3', "rate"),
    "sgd_momentum": ('"momentum": 0.9', '"momentum": 0.99', "momentum"),
    "nesterov_momentum": ('"momentum": 0.9', '"momentum": 0.5', "momentum"),
    "adagrad": ('"epsilon": 1e-8', '"epsilon": 1e-10', "epsilon"),
    "rmsprop": ('"decay_rate": 0.99', '"decay_rate": 0.9', "decay rate"),
    "adam": ('"beta2": 0.999', '"beta2": 0.99', "beta2"),
    "adamw": ('"weight_decay": 0.01', '"weight_decay": 0.1', "weight decay"),
}


def told(function: str, name: str, sentence: str, *edits: Edit, gate: bool = True) -> Mistake:
    """Return a row; most of these are told by a test's own words."""
    by = "gate" if gate else "diagnosis"
    return Mistake(f"{function}:{name}", function, sentence, edits=edits, told_by=by)


def returned(function: str) -> str:
    """Return the last line of a reference."""
    return f"return next_w, config | {STATES[function]}" if function in STATES else "return next_w, config"


def rows_of(function: str) -> list[Mistake]:
    """Return the rows that every function has."""
    old, new, what = DEFAULTS[function]
    last = returned(function)
    rows = [
        told(function, "in_place", CHANGES, ("next_w = w - ", "w -= "), (last, last.replace("next_w", "w"))),
        told(function, "only_weights", PAIR, (last, "return next_w")),
        told(function, "exchanged_results", NO_DICTIONARY, (last, "return config, next_w")),
        told(
            function,
            "other_default",
            f"Your {what} has another default than the docstring states.",
            (old, new),
            gate=False,
        ),
        told(function, "config_ignored", IGNORED, ("(config or {})", "{}"), gate=False),
        told(function, "shared_config", SHARED, *shared(function)),
    ]
    return rows + (state_rows(function, last) if function in STATES else [])


def shared(function: str) -> tuple[Edit, ...]:
    """Return edits that keep one dictionary for everybody."""
    whole = f"config | {STATES[function]}" if function in STATES else "config"
    return (
        (f"def {function}(", f"COMMON = {{}}\n\n\ndef {function}("),
        ("(config or {})", "COMMON | (config or {})"),
        (returned(function), f"COMMON.update({whole})\n    return next_w, COMMON"),
    )


def state_rows(function: str, last: str) -> list[Mistake]:
    """Return the rows of a function that remembers something."""
    state = STATES[function]
    begin = "settings | state" if "adam" in function else "defaults"
    line = f"config = {begin} | (config or {{}})"
    return [
        told(function, "settings_dropped", DROPPED, (last, f"return next_w, {state}"), gate=False),
        told(function, "no_partial", NO_STATE, (line, f"config = config or ({begin})")),
        told(
            function,
            "kept_elsewhere",
            MEMORY,
            (f"def {function}(", f"KEPT = {{}}\n\n\ndef {function}("),
            ("(config or {})", "(config or {}) | KEPT"),
            (last, f"KEPT.update({state})\n    return next_w, config"),
        ),
        told(
            function,
            "kept_by_number",
            ELSEWHERE,
            (f"def {function}(", f"KEPT = {{}}\n\n\ndef {function}("),
            (line, f'mine = (config or {{}}).get("id", len(KEPT))\n    {line} | KEPT.get(mine, {{}})'),
            (last, f'KEPT[mine] = {state}\n    return next_w, config | {{"id": mine}}'),
        ),
    ]


MISCONCEPTIONS = tuple(row for function in NAMES for row in rows_of(function))
