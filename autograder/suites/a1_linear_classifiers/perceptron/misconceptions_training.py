"""Wrong steps and training loops that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
ERROR = "y - w @ x"
MOVE = "learning_rate * error * x"

STEP: Table = {
    # Before "ascent": where the answer is too high the two cannot be told apart.
    "size_of_error": (
        "You step the same way whether the answer was too high or too low.",
        ((MOVE, "learning_rate * abs(error) * x"),),
    ),
    "ascent": (
        "Each step makes this example's error larger.",
        ((f"w + {MOVE}", f"w - {MOVE}"),),
    ),
    "no_input": ("Your step ignores how large the input was.", ((MOVE, "learning_rate * error"),)),
    "twice": (
        "Twice the step: check which loss you differentiated.",
        ((MOVE, f"2 * {MOVE}"),),
    ),
    "half": ("Half the step: check which loss you differentiated.", ((MOVE, f"0.5 * {MOVE}"),)),
    "no_rate": ("Your step is as long at every learning rate.", ((MOVE, "error * x"),)),
    "rosenblatt": (
        "You compare the target with the sign of the answer: this is Rosenblatt's rule.",
        ((ERROR, "y - np.sign(w @ x)"),),
    ),
    "threshold": (
        "You compare the target with 0 or 1, whether the unit fires; its answer is a number.",
        ((ERROR, "y - (w @ x > 0)"),),
    ),
    "no_prediction": (
        "Your step depends on the target alone: it never comes to rest.",
        ((ERROR, "y"),),
    ),
    "each_for_itself": (
        "Each of your weights predicts for itself: the answer is one number.",
        ((ERROR, "y - w * x"),),
    ),
    "sum_of_weights": ("Your answer does not depend on the input.", ((ERROR, "y - w.sum()"),)),
    "along_w": ("You move along the weights, not along the input.", ((MOVE, "learning_rate * error * w"),)),
    "sign_of_error": (
        "Your step has the same length however large the error is.",
        ((MOVE, "learning_rate * np.sign(error) * x"),),
    ),
    "squared_error": (
        "Your step uses the loss itself where its slope belongs.",
        ((MOVE, "learning_rate * error**2 * x"),),
    ),
    "slope_per_input": ("You divide by the input.", ((MOVE, "learning_rate * error / x"),)),
    "normalized": (
        "You divide the step by the squared length of the input, a method of another name.",
        ((MOVE, f"{MOVE} / (x @ x)"),),
    ),
    "averaged": (
        "You divide the step by the number of weights.",
        ((MOVE, f"{MOVE} / x.size"),),
    ),
    "change_only": ("You return the change of the weights.", ((f"w + {MOVE}", MOVE),)),
    "gradient_only": ("You return the gradient.", ((f"w + {MOVE}", "-error * x"),)),
    "nothing_returned": (
        "Your function ends without `return`.",
        ((f"return w + {MOVE}", f"w = w + {MOVE}"),),
    ),
    "shrunk": (
        "Your weights shrink with every step, even where the answer is right.",
        ((f"w + {MOVE}", f"(1 - learning_rate) * w + {MOVE}"),),
    ),
    "changes_w": (
        CHANGES.format("w"),
        ((f"return w + {MOVE}", f"w += {MOVE}\n    return w"),),
    ),
    "changes_x": (
        CHANGES.format("x"),
        ((f"return w + {MOVE}", "x *= learning_rate * error\n    return w + x"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("(w, x, y, learning_rate)", "(x, w, y, learning_rate)"),),
    ),
}

PASS = "        for i in rng.permutation(len(X)):\n"
UPDATE = "            w = perceptron_step(w, X[i], y[i], learning_rate)\n"
APPEND = "            path.append(w)\n"
BODY = PASS + UPDATE + APPEND
DEFAULT = "np.random.default_rng() if rng is None else rng"
SHUFFLE = "        order = rng.permutation(len(X))\n        {}, {} = X[order], y[order]\n"
IN_TURN = "        for i in range(len(X)):\n"
ONE_STEP = "        w = w + learning_rate * {}\n        path.append(w)\n"

TRAIN: Table = {
    "ascent": (
        "Your steps lead away from the targets.",
        ((UPDATE, "            w = w - learning_rate * (y[i] - w @ X[i]) * X[i]\n"),),
    ),
    "mean_step": (
        "You move once per pass, not per example.",
        ((BODY, ONE_STEP.format("X.T @ (y - X @ w) / len(X)")),),
    ),
    "sum_step": (
        "You add up the steps of a whole pass and take them at once.",
        ((BODY, ONE_STEP.format("X.T @ (y - X @ w)")),),
    ),
    "stale": (
        "Within a pass all your errors belong to the weights at its beginning.",
        (
            (PASS, f"        begun = w\n{PASS}"),
            (UPDATE, "            w = w + learning_rate * (y[i] - begun @ X[i]) * X[i]\n"),
        ),
    ),
    "same_array": (
        "Every row of your path is where you ended: you stored one array many times.",
        ((UPDATE, "            w += learning_rate * (y[i] - w @ X[i]) * X[i]\n"),),
    ),
    "start_missing": ("Your path lacks the weights that it starts from.", (("path = [w]", "path = []"),)),
    "path_of_passes": (
        "Your path notes the weights after each pass; asked for is every step.",
        ((APPEND, "        path.append(w)\n"),),
    ),
    "path_of_passes_without_start": (
        "Your path notes the weights after each pass, without the start; asked for is every step.",
        (("path = [w]", "path = []"), (APPEND, "        path.append(w)\n")),
    ),
    "path_of_errors": (
        "You collect errors; the path holds weights.",
        (("path = [w]", "path = [0.0]"), ("path.append(w)", "path.append((y[i] - w @ X[i]) ** 2)")),
    ),
    "weights_only": ("The path is missing from your `return`.", (("return w, np.array(path)", "return w"),)),
    "exchanged": (
        "Your two results are exchanged.",
        (("return w, np.array(path)", "return np.array(path), w"),),
    ),
    "averaged": (
        "You return the mean of all weights on the way.",
        (("return w, np", "return np.mean(path, axis=0), np"),),
    ),
    "starts_at_ones": ("You start from ones.", (("np.zeros(", "np.ones("),)),
    "starts_at_random": (
        "You start from random weights.",
        (("np.zeros(X.shape[1])", "0.01 * rng.standard_normal(X.shape[1])"),),
    ),
    "starts_again": (
        "Each pass forgets what the one before has learned.",
        ((PASS, f"        w = np.zeros(X.shape[1])\n{PASS}"),),
    ),
    "first_pass_only": (
        "You return after the first pass.",
        (("    return w,", "        return w,"),),
    ),
    "one_pass_more": ("You make one pass too many.", (("range(epochs)", "range(epochs + 1)"),)),
    "one_pass_less": ("You make one pass too few.", (("range(epochs)", "range(epochs - 1)"),)),
    "last_left_out": (
        "In each pass one example is left out.",
        (("rng.permutation(len(X))", "rng.permutation(len(X) - 1)"),),
    ),
    "features_for_examples": (
        "You count features where you should count examples.",
        (("rng.permutation(len(X))", "rng.permutation(X.shape[1])"),),
    ),
    "with_replacement": (
        "You draw examples with replacement: in one pass some come twice and others never.",
        (("rng.permutation(len(X))", "rng.integers(len(X), size=len(X))"),),
    ),
    "targets_not_shuffled": (
        "You shuffle the examples without their targets: each meets another's.",
        (
            (
                PASS + UPDATE,
                (
                    "        for x, target in zip(rng.permutation(X), y):\n"
                    "            w = perceptron_step(w, x, target, learning_rate)\n"
                ),
            ),
        ),
    ),
    "shuffled_apart": (
        "You shuffle examples and targets each on its own: they no longer belong together.",
        (
            (
                PASS + UPDATE,
                (
                    "        for x, target in zip(rng.permutation(X), rng.permutation(y)):\n"
                    "            w = perceptron_step(w, x, target, learning_rate)\n"
                ),
            ),
        ),
    ),
    "first_target": ("Every example meets the same target.", (("y[i]", "y[0]"),)),
    "rate_falls": (
        "Your rate falls from pass to pass; here it stays what it is.",
        (("for _ in", "for epoch in"), ("learning_rate)", "learning_rate / (epoch + 1))")),
    ),
    "rate_shared": (
        "You divide the rate by the number of examples: each step is a whole step.",
        (("learning_rate)", "learning_rate / len(X))"),),
    ),
    "sides": (
        "You train on the sign of the answer: this is Rosenblatt's rule.",
        ((UPDATE, "            w = w + learning_rate * (y[i] - np.sign(w @ X[i])) * X[i]\n"),),
    ),
    "twice": (
        "Twice the step: check which loss you differentiated.",
        (("learning_rate)", "2 * learning_rate)"),),
    ),
    "scaled": (
        "You rescale the features before you train: the weights belong to other data then.",
        (("    w = np.zeros", "    X = X / np.abs(X).max()\n    w = np.zeros"),),
    ),
}

# Told by the message of a test that compares no values.
ORDER: Table = {
    "fixed_order": (
        "Every pass takes the examples in the order in which they stand.",
        (("rng.permutation(len(X))", "range(len(X))"),),
    ),
    "drawn_once": (
        "Every pass takes the examples in the order of the first pass.",
        (
            ("    path = [w]\n", "    path = [w]\n    order = rng.permutation(len(X))\n"),
            (PASS, "        for i in order:\n"),
        ),
    ),
    "seed_in_the_loop": (
        "Every pass takes the examples in the same order, whichever generator is passed.",
        ((PASS, f"        rng = np.random.default_rng(0)\n{PASS}"),),
    ),
    "global_generator": (
        "The same generator gives another order",
        (("rng.permutation", "np.random.permutation"),),
    ),
    "fresh_generator": ("draw from `rng` alone", ((DEFAULT, "np.random.default_rng()"),)),
    "own_seed": (
        "Your order does not depend on the generator that is passed.",
        ((DEFAULT, "np.random.default_rng(0)"),),
    ),
    "rng_required": ("`rng` needs a default value", (("rng=None", "rng"),)),
    "no_default_generator": (
        "'NoneType' object has no attribute 'permutation'",
        ((f"    rng = {DEFAULT}\n", ""),),
    ),
    "changes_X": (
        CHANGES.format("X"),
        ((PASS, f"{SHUFFLE.format('X[:]', 'y[:]')}{IN_TURN}"),),
    ),
    "changes_y": (
        CHANGES.format("y"),
        ((PASS, f"{SHUFFLE.format('X', 'y[:]')}{IN_TURN}"),),
    ),
}

TOLD_BY_A_GATE = ("changes_w", "changes_x", "order")


def rows(function: str, table: Table, gates: tuple[str, ...]) -> tuple[Mistake, ...]:
    """Make the rows of a table."""
    return tuple(
        Mistake(
            f"{function}:{name}", function, sentence, edits, told_by="gate" if name in gates else "diagnosis"
        )
        for name, (sentence, edits) in table.items()
    )


MISCONCEPTIONS = (
    *rows("perceptron_step", STEP, TOLD_BY_A_GATE),
    *rows("train_perceptron", TRAIN, ()),
    *rows("train_perceptron", ORDER, tuple(ORDER)),
)
