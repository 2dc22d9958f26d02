"""Wrong splits and training loops that people really write, as edits of the reference; what they are told.

Curves, searches and the final classifier have their rows in files of their own. What spoils the loop spoils
the question `together`, too.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RNG = "    rng = np.random.default_rng() if rng is None else rng\n"
ORDER = "order = rng.permutation(len(X))"
CUT = "val, test, train = order[:num_val], order[num_val : num_val + num_test], order[num_val + num_test :]"
GIVE = "return (X[train], y[train]), (X[val], y[val]), (X[test], y[test])"

SPLIT_GATES: Table = {
    "unshuffled": ("A class is missing from the", ((ORDER, "order = np.arange(len(X)); rng.random()"),)),
    "strided": (
        "at regular distances",
        (
            (
                ORDER,
                "order = np.arange(len(X)) % (len(X) // max(num_val, 1))\n"
                '    order = np.argsort(order, kind="stable")\n'
                "    order = np.roll(np.arange(len(X)), rng.integers(len(X)))[order]",
            ),
        ),
    ),
    "labels_apart": ("do not belong together", (("y[val])", "y[np.sort(val)])"),)),
    "labels_unshuffled": (
        "In the training part examples and labels do not belong together",
        (("y[train])", "y[: len(train)].copy())"),),
    ),
    "features_shuffled": (
        "features of an example are torn apart",
        ((GIVE, "X = X.copy()\n    X[:, :1] = X[::-1, :1]\n    y = y[::-1]\n    " + GIVE),),
    ),
    "overlap": (
        "An example sits in two parts",
        (("order[num_val : num_val + num_test]", "order[:num_test]"),),
    ),
    "training_holds_all": ("The training part has not the size", (("order[num_val + num_test :]", "order"),)),
    "with_replacement": (
        "sits in two parts, or twice in one",
        ((ORDER, "order = rng.integers(len(X), size=len(X))"),),
    ),
    "drawn_three_times": (
        "An example sits in two parts, or twice in one",
        (
            (
                CUT,
                "val, test = rng.permutation(len(X))[:num_val], rng.permutation(len(X))[:num_test]\n"
                "    train = rng.permutation(len(X))[num_val + num_test :]",
            ),
        ),
    ),
    "val_for_test": (
        "The validation part has not the size",
        ((GIVE, "return (X[train], y[train]), (X[test], y[test]), (X[val], y[val])"),),
    ),
    "validation_first": (
        "The training part has not the size that was asked for",
        ((GIVE, "return (X[val], y[val]), (X[test], y[test]), (X[train], y[train])"),),
    ),
    "one_lost": (
        "training part has not the size",
        (("order[num_val + num_test :]", "order[num_val + num_test : -1]"),),
    ),
    "as_floats": ("another shape or dtype", (("return (X", "X = X.astype(float)\n    return (X"),)),
    "six_arrays": (
        "not three pairs",
        ((GIVE, "return X[train], y[train], X[val], y[val], X[test], y[test]"),),
    ),
    "examples_only": ("is not a pair of two arrays", ((GIVE, "return X[train], X[val], X[test]"),)),
    "shuffles_in_place": (
        "Your function changes `X`",
        (
            (
                ORDER,
                "state = rng.bit_generator.state\n    rng.shuffle(X)\n    rng.bit_generator.state = state\n"
                "    rng.shuffle(y)\n    order = np.arange(len(X))",
            ),
        ),
    ),
    "global_generator": (
        "not all draws come from `rng`",
        ((ORDER, "order = np.random.permutation(len(X))"),),
    ),
    "fixed_seed": ("the generator of its own has a fixed seed", (("default_rng()", "default_rng(42)"),)),
    "rng_ignored": ("nothing is drawn from `rng`", ((RNG, "    rng = np.random.default_rng(0)\n"),)),
    "order": (
        "Your parameters stand in another order",
        (("X, y, num_val, num_test", "X, y, num_test, num_val"),),
    ),
}

ROWS = "rows = rng.choice(len(X), batch_size, replace=False)"
CONFIG = 'config = configs[name] | {"learning_rate": rate}'
STEP = "params[name], configs[name] = optimizer(params[name], grads[name], config)"
CONFIGS = "configs = {name: dict(settings or {}) for name in params}"
NOTE = 'history["loss"].append(value)'
BETTER = 'if best is None or history["score"][-1] > max(history["score"][:-1]):'
KEEP = "best = dict(params)"
RETURN = "return params if best is None else best, history"

# What they are told, the edits, and whether `together` notices.
TRAIN: Table = {
    "one_config": (
        "Parameters share one optimizer memory: each needs a config of its own.",
        (
            (CONFIGS, "shared = dict(settings or {})"),
            ("configs[name] |", "shared |"),
            ("params[name], configs[name]", "params[name], shared"),
        ),
    ),
    "config_lost": (
        "What the optimizer remembers is lost after each step: the config that comes back is not handed on.",
        (("params[name], configs[name] =", "params[name], _ ="),),
    ),
    "settings_ignored": (
        "`settings` never reach the optimizer.",
        ((CONFIGS, "configs = {name: {} for name in params}"),),
    ),
    "first_parameter_only": (
        "Only one of the parameters is trained.",
        ((STEP, STEP + "\n            break"),),
    ),
    "steps_back": (
        "You turn each of the optimizer's steps around: the loss will rise.",
        (
            (
                STEP,
                "moved, configs[name] = optimizer(params[name], grads[name], config)\n"
                "            params[name] = 2 * params[name] - moved",
            ),
        ),
    ),
    "optimizer_ignored": (
        "Your loop takes plain steps of its own: the optimizer has no say.",
        ((STEP, "params[name] = params[name] - rate * grads[name]"),),
    ),
    "averaged_over_batch": (
        "Your gradients are divided by the batch size, which the loss has done already.",
        ((STEP, STEP.replace("grads[name]", "grads[name] / batch_size")),),
    ),
    "one_step_short": (
        "There is one step too few.",
        (("for t in range(num_steps):", "for t in range(max(1, num_steps - 1)):"),),
    ),
    "rate_set_once": (
        "The optimizer keeps the first rate: its config is not updated, whatever the history says.",
        ((CONFIG, 'config = {"learning_rate": rate} | configs[name]'),),
    ),
    "rate_of_first_step": (
        "Every step is taken at the first step's rate.",
        (("rate = schedule(t)", "rate = schedule(0)"),),
    ),
    "steps_from_one": (
        "Your schedule starts one step late: its t begins at 1.",
        (("rate = schedule(t)", "rate = schedule(t + 1)"),),
    ),
    "one_rate_behind": (
        "Each step uses the rate of the step before.",
        (("rate = schedule(t)", "rate = schedule(max(0, t - 1))"),),
    ),
    "rates_multiplied": (
        "You decay an already decayed rate: the schedule says the rate itself.",
        (("rate = schedule(t)", 'rate = schedule(t) * (history["rate"][-1] if t else 1.0)'),),
    ),
    "epoch_for_step": (
        "Your schedule is asked for the epoch, not for the step.",
        (("rate = schedule(t)", "rate = schedule(t * batch_size // len(X))"),),
    ),
    "backwards": (
        "Your schedule runs backwards.",
        (("rate = schedule(t)", "rate = schedule(num_steps - 1 - t)"),),
    ),
}
TRAIN_ALONE: Table = {
    "loss_after_step": (
        "You note the loss of a second call, after the step.",
        ((NOTE, 'history["loss"].append(loss(params, X[rows], y[rows])[0])'),),
    ),
    "settings_shared": (
        "All parameters get the same `settings`: what the optimizer writes there for one, the others read.",
        (
            (CONFIGS, "settings = dict(settings or {})\n    configs = {name: settings for name in params}"),
            (CONFIG, 'config = configs[name]\n            config["learning_rate"] = rate'),
        ),
    ),
    "rates_of_next_step": (
        "The history holds the rate of the step to come.",
        (('history["rate"].append(rate)', 'history["rate"].append(schedule(t + 1))'),),
    ),
    "losses_averaged": (
        "Your losses are running means: note each batch's own.",
        ((NOTE, 'history["loss"].append((value + sum(history["loss"])) / (t + 1))'),),
    ),
    "losses_shifted": (
        "Your losses are in another order than the steps.",
        ((NOTE, 'history["loss"].insert(0, value)'),),
    ),
}
BEST: Table = {
    "starts_from_zero": (
        "Negative scores never win: what do you compare the first one with?",
        ((BETTER, 'if history["score"][-1] > max([0.0, *history["score"][:-1]]):'),),
    ),
    "best_by_reference": (
        "Your best weights kept training: what you return are the last ones.",
        ((KEEP, "best = params"),),
    ),
    "magnitude": (
        "You compare scores without their signs.",
        ((BETTER, 'if best is None or abs(history["score"][-1]) > max(map(abs, history["score"][:-1])):'),),
    ),
    "lowest_kept": (
        "You keep the weights of the lowest score.",
        (('> max(history["score"][:-1])', '< min(history["score"][:-1])'),),
    ),
    "last_of_equals": (
        "A tie unseats your leader.",
        (('> max(history["score"][:-1])', '>= max(history["score"][:-1])'),),
    ),
    "first_kept": (
        "You keep the first weights that were scored, and never change your mind.",
        ((BETTER, "if best is None:"),),
    ),
    "better_than_before": (
        "You compare each score with the one before it, not with the best.",
        ((BETTER, 'if best is None or history["score"][-1] > history["score"][-2]:'),),
    ),
    "scored_one_early": (
        "You ask for scores one step early: step 0 is one of the steps.",
        (("(t + 1) % every", "t % every"),),
    ),
    "scores_so_far": (
        "You note the best score so far, not each score.",
        (
            (
                "    return params if",
                '    history["score"] = np.maximum.accumulate(history["score"]).tolist()\n'
                "    return params if",
            ),
        ),
    ),
}
TRAIN_GATES: Table = {
    "full_batch": ("`batch_size` has no effect", ((ROWS, "rows = np.arange(len(X)); rng.random()"),)),
    "one_more": (
        "Not every batch has `batch_size` rows",
        ((ROWS, "rows = rng.choice(len(X), batch_size + 1, replace=False)"),),
    ),
    "first_rows": ("the batch is not drawn anew", ((ROWS, "rows = np.arange(batch_size)"),)),
    "drawn_once": (
        "Every step sees the same examples",
        ((ROWS, "rows = np.random.default_rng(5).choice(len(X), batch_size, replace=False)"),),
    ),
    "neighbours": (
        "neighbours in the order of the data",
        (
            (
                ROWS,
                "first = rng.integers(len(X) - batch_size + 1)\n"
                "        rows = np.arange(first, first + batch_size)",
            ),
        ),
    ),
    "few_rows": (
        "most examples are never drawn",
        ((ROWS, "rows = rng.choice(min(len(X), 2 * batch_size), batch_size, replace=False)"),),
    ),
    "apart": (
        "Examples and labels of a batch do not belong together",
        (("y[rows])", "y[rng.choice(len(X), batch_size, replace=False)])"),),
    ),
    "all_labels": ("another number of labels than of examples", (("y[rows])", "y)"),)),
    "global_generator": (
        "not all draws come from `rng`",
        ((ROWS, "rows = np.random.choice(len(X), batch_size, replace=False)"),),
    ),
    "params_only": ("Your result", ((RETURN, "return params if best is None else best"),)),
    "losses_only": ("a dict", ((RETURN, 'return params if best is None else best, history["loss"]'),)),
    "no_rates": (
        "has other keys than expected",
        (('"rate": [], ', ""), ('        history["rate"].append(rate)\n', "")),
    ),
    "losses_once_an_epoch": (
        "shape",
        ((NOTE, "if t % 4 == 0:\n            " + NOTE),),
    ),
    "params_in_place": ("Your function changes `params`", (("    params = dict(params)\n", ""),)),
    "settings_in_place": (
        "Your function changes `settings`",
        (
            (
                "    history = {",
                '    if settings is not None:\n        settings["learning_rate"] = schedule(0)\n'
                "    history = {",
            ),
        ),
    ),
    "standardizes_in_place": (
        "Your function changes `X`",
        (("    params = dict(params)\n", "    params = dict(params)\n    X /= 1 + 1e-12\n"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("    optimizer,\n    schedule,\n", "    schedule,\n    optimizer,\n"),),
    ),
}


def rows(function: str, told: Table, gates: Table, loses: tuple[str, ...] = ()) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""
    return (
        *(
            Mistake(f"{function}:{name}", function, text, edits, loses=loses)
            for name, (text, edits) in told.items()
        ),
        *(
            Mistake(f"{function}:{name}", function, text, edits, told_by="gate", loses=loses)
            for name, (text, edits) in gates.items()
        ),
    )


SPOIL_BOTH = ("params_only", "order")  # gates that `together` cannot do without

MISCONCEPTIONS = (
    *rows("split", {}, SPLIT_GATES),
    *rows("train", TRAIN_ALONE | BEST, {}),
    *rows("train", TRAIN, {name: TRAIN_GATES.pop(name) for name in SPOIL_BOTH}, ("train", "together")),
    *rows("train", {}, TRAIN_GATES),
)
