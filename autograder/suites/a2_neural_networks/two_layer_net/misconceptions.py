"""Wrong tiny networks, beginnings and predictions that people really write, and what they are told.

Loss and training have their rows in files of their own.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

DW1 = "dw1 = x.T @ (dh * h * (1.0 - h))"
STEP1 = "w1 = w1 - learning_rate * dw1"
STEP2 = "w2 = w2 - learning_rate * dw2"
NOTE = "losses.append(np.sum((y_pred - y) ** 2))"

TINY: Table = {
    "w2_first": (
        "You passed gradient back through weights already changed.",
        ((f"        {STEP2}\n", ""), ("        dh = ", f"        {STEP2}\n        dh = ")),
    ),
    "no_factor_2": (
        "Both gradients are half of what they should be: look at the slope of a square.",
        (("2.0 * (y_pred - y)", "(y_pred - y)"),),
    ),
    "mean_loss": (
        "Your loss is a mean over all entries; the gradients, and the exercise, belong to a sum.",
        ((NOTE, "losses.append(np.mean((y_pred - y) ** 2))"),),
    ),
    "mean_of_examples": (
        "Your loss is divided by the number of examples.",
        ((NOTE, "losses.append(np.sum((y_pred - y) ** 2) / len(x))"),),
    ),
    "mean_throughout": (
        "Loss and gradients both belong to a mean over the examples, where a sum is asked for.",
        (
            (NOTE, "losses.append(np.sum((y_pred - y) ** 2) / len(x))"),
            ("2.0 * (y_pred - y)", "2.0 * (y_pred - y) / len(x)"),
        ),
    ),
    "half_loss": (
        "Your loss has a half in front that S1's does not have.",
        ((NOTE, "losses.append(0.5 * np.sum((y_pred - y) ** 2))"),),
    ),
    "half_throughout": (
        "Loss and gradients both belong to half the squared errors.",
        (
            (NOTE, "losses.append(0.5 * np.sum((y_pred - y) ** 2))"),
            ("2.0 * (y_pred - y)", "(y_pred - y)"),
        ),
    ),
    "absolute": (
        "You add up absolute errors, not squares.",
        ((NOTE, "losses.append(np.sum(np.abs(y_pred - y)))"),),
    ),
    "root": ("Your loss is the root of what is asked for.", ((NOTE, f"{NOTE[:-1]} ** 0.5)"),)),
    "loss_after_step": (
        "You note the loss after the step; it should be that of the weights before it.",
        (
            (f"        {NOTE}\n", ""),
            (
                f"        {STEP2}\n",
                f"        {STEP2}\n        y_pred = 1.0 / (1.0 + np.exp(-(x @ w1))) @ w2\n        {NOTE}\n",
            ),
        ),
    ),
    "no_slope": (
        "On the way back the slope of the sigmoid is missing.",
        ((DW1, "dw1 = x.T @ dh"),),
    ),
    "half_slope": (
        "On the way back the sigmoid's slope has lost a factor: h (1 - h) has two.",
        ((DW1, "dw1 = x.T @ (dh * (1.0 - h))"),),
    ),
    "slope_without_bend": (
        "On the way back you multiply by the sigmoid itself instead of its slope.",
        ((DW1, "dw1 = x.T @ (dh * h)"),),
    ),
    "tanh_slope": (
        "That is the slope of tanh: your hidden units are sigmoids.",
        ((DW1, "dw1 = x.T @ (dh * (1.0 - h**2))"),),
    ),
    "slope_of_slope": (
        "You put the output of the sigmoid through the sigmoid once more to get its slope.",
        ((DW1, "s = 1.0 / (1.0 + np.exp(-h))\n        dw1 = x.T @ (dh * s * (1.0 - s))"),),
    ),
    "slope_on_the_output": (
        "The last layer has no sigmoid, but your gradient passes through one there.",
        (("2.0 * (y_pred - y)", "2.0 * (y_pred - y) * y_pred * (1.0 - y_pred)"),),
    ),
    "relu": (
        "Your hidden units are ReLUs; S1's twenty lines use sigmoids.",
        (
            ("1.0 / (1.0 + np.exp(-(x @ w1)))", "np.maximum(0.0, x @ w1)"),
            (DW1, "dw1 = x.T @ (dh * (h > 0))"),
        ),
    ),
    "sigmoid_sign": (
        "Your sigmoid falls where it should rise.",
        (("np.exp(-(x @ w1))", "np.exp(x @ w1)"),),
    ),
    "ascent": (
        "You step along the gradients: the loss rises with every step.",
        ((STEP1, STEP1.replace("-", "+")), (STEP2, STEP2.replace("-", "+"))),
    ),
    "w1_fixed": ("The first layer never learns.", ((f"        {STEP1}\n", ""),)),
    "w2_fixed": ("The last layer never learns.", ((f"        {STEP2}\n", ""),)),
    "rate_ignored": (
        "The learning rate has no effect.",
        ((STEP1, "w1 = w1 - dw1"), (STEP2, "w2 = w2 - dw2")),
    ),
    "averaged_steps": (
        "Your steps are divided by the number of examples.",
        (("2.0 * (y_pred - y)", "2.0 * (y_pred - y) / len(x)"),),
    ),
    "forward_once": (
        "The forward pass is not repeated: every step uses the first gradients.",
        (
            ("    losses = []\n", "    losses = []\n    h = 1.0 / (1.0 + np.exp(-(x @ w1)))\n"),
            ("        h = 1.0 / (1.0 + np.exp(-(x @ w1)))\n", ""),
        ),
    ),
}
TINY_GATES: Table = {
    "in_place": (
        "Your function changes `w1`",
        ((STEP1, "w1 -= learning_rate * dw1"), (STEP2, "w2 -= learning_rate * dw2")),
    ),
    "last_loss_only": ("losses is a single number", (("w1, w2, losses\n", "w1, w2, losses[-1]\n"),)),
    "one_step_too_few": ("losses has shape", (("range(num_steps)", "range(1, num_steps)"),)),
    "two_results": ("expected is a tuple of 3 values", (("w1, w2, losses\n", "w1, w2\n"),)),
    "order": (
        "Your parameters stand in another order",
        (("learning_rate, num_steps):", "num_steps, learning_rate):"),),
    ),
}

INIT: Table = {
    "reg_doubled": (
        "The net keeps another `reg` than it was given.",
        (("self.reg = reg", "self.reg = 2 * reg"),),
    ),
    "reg_halved": ("The net keeps half of `reg`.", (("self.reg = reg", "self.reg = 0.5 * reg"),)),
    "reg_dropped": ("`reg` is not kept: the net has no penalty.", (("self.reg = reg", "self.reg = 0.0"),)),
    "biases_of_ones": (
        "Your biases begin as ones.",
        (("np.zeros(hidden_dim)", "np.ones(hidden_dim)"), ("np.zeros(num_classes)", "np.ones(num_classes)")),
    ),
}
W1, W2 = "np.random.randn(input_dim, hidden_dim)", "np.random.randn(hidden_dim, num_classes)"
INIT_GATES: Table = {
    "zeros": (
        "All hidden units stay identical.",
        (
            (f"weight_scale * {W1}", "np.zeros((input_dim, hidden_dim))"),
            (f"weight_scale * {W2}", f"0.0 * {W2}"),
        ),
    ),
    "zeros_behind": ("W2 begins with zeros", ((f"weight_scale * {W2}", f"0.0 * {W2}"),)),
    "scale_ignored": (
        "The standard deviation of W1 is not `weight_scale`",
        ((f"weight_scale * {W1}", W1), (f"weight_scale * {W2}", W2)),
    ),
    "scale_squared": (
        "is not `weight_scale`",
        (("weight_scale * np", "weight_scale**2 * np", 2),),
    ),
    "second_unscaled": ("The standard deviation of W2", ((f"weight_scale * {W2}", W2),)),
    "he": (
        "The standard deviation of W1",
        ((f"weight_scale * {W1}", f"np.sqrt(2 / input_dim) * {W1}"),),
    ),
    "positive": (
        "do not lie around 0",
        ((W1, "np.random.rand(input_dim, hidden_dim)"), (W2, "np.random.rand(hidden_dim, num_classes)")),
    ),
    "uniform": (
        "are not normal",
        (
            (W1, "np.random.uniform(-(3**0.5), 3**0.5, (input_dim, hidden_dim))"),
            (W2, "np.random.uniform(-(3**0.5), 3**0.5, (hidden_dim, num_classes))"),
        ),
    ),
    "seed": ("is a seed set", (("    self.params", "    np.random.seed(0)\n    self.params"),)),
    "random_biases": (
        "Only your b1 is wrong",
        (("np.zeros(hidden_dim)", "weight_scale * np.random.randn(hidden_dim)"),),
    ),
    "transposed": (
        "has shape (5, 7)",
        ((W1, "np.random.randn(hidden_dim, input_dim)"), (W2, "np.random.randn(num_classes, hidden_dim)")),
    ),
    "biases_as_rows": ("has shape (1, 5)", (("np.zeros(hidden_dim)", "np.zeros((1, hidden_dim))"),)),
    "other_keys": (
        "has other keys",
        (('"W1"', '"W0"'), ('"b1"', '"b0"'), ('"W2"', '"W1"'), ('"b2"', '"b1"')),
    ),
    "other_defaults": ("has shape (3072, 50)", (("hidden_dim=100", "hidden_dim=50"),)),
    "order": (
        "Your parameters stand in another order",
        (("hidden_dim=100, num_classes=10", "num_classes=10, hidden_dim=100"),),
    ),
}

LABELS = "np.argmax(scores, axis=1)"
PREDICT: Table = {
    "lowest": ("You choose the class with the lowest score.", (("argmax", "argmin"),)),
    "magnitude": (
        "A very negative score counts like a very positive one.",
        ((LABELS, "np.argmax(np.abs(scores), axis=1)"),),
    ),
    "negative_lost": (
        "Where all scores are negative you always answer with the first class.",
        ((LABELS, "np.argmax(np.maximum(scores, 0), axis=1)"),),
    ),
    "hidden": (
        "You look for the strongest hidden unit, not for the highest score.",
        (("self.loss(X)", 'np.maximum(X @ self.params["W1"] + self.params["b1"], 0)'),),
    ),
    "no_biases": (
        "Your predictions ignore the biases.",
        (("self.loss(X)", 'np.maximum(X @ self.params["W1"], 0) @ self.params["W2"]'),),
    ),
    "no_activation": (
        "Your predictions come from a network without its non-linearity.",
        (
            (
                "self.loss(X)",
                '(X @ self.params["W1"] + self.params["b1"]) @ self.params["W2"] + self.params["b2"]',
            ),
        ),
    ),
    "relu_on_scores_and_bias": (
        "The bias of the last layer is missing in your predictions.",
        (
            (
                "self.loss(X)",
                'np.maximum(X @ self.params["W1"] + self.params["b1"], 0) @ self.params["W2"]',
            ),
        ),
    ),
    "one_too_high": ("Your labels start at 1.", ((LABELS, f"{LABELS} + 1"),)),
    "highest_value": (
        "You return the highest scores, not the classes they belong to.",
        ((LABELS, "np.max(scores, axis=1)"),),
    ),
}
PREDICT_GATES: Table = {
    "axis": ("has shape (3,)", (("axis=1", "axis=0"),)),
    "scores": ("has shape (9, 3)", ((LABELS, "scores"),)),
    "centres_in_place": (
        "changes the data it is given",
        (("    return", "    X -= X.mean(axis=0)\n    return"),),
    ),
    "more_arguments": ("needs a default value", (("(self, X)", "(self, X, y)"),)),
}
TOGETHER = {
    "__init__": {"reg_doubled", "reg_halved", "reg_dropped", "zeros", "transposed", "other_keys", "order"},
    "predict": {
        *("lowest", "magnitude", "hidden", "no_activation", "one_too_high", "highest_value"),
        *("axis", "scores", "more_arguments"),
    },
}


def rows(function: str, told: Table, gates: Table) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""

    def loses(name: str) -> tuple[str, ...]:
        return (function, "together") if name in TOGETHER.get(function, ()) else (function,)

    return (
        *(Mistake(f"{function}:{n}", function, t, e, loses=loses(n)) for n, (t, e) in told.items()),
        *(
            Mistake(f"{function}:{n}", function, t, e, loses=loses(n), told_by="gate")
            for n, (t, e) in gates.items()
        ),
    )


MISCONCEPTIONS = (
    *rows("train_tiny_net", TINY, TINY_GATES),
    *rows("__init__", INIT, INIT_GATES),
    *rows("predict", PREDICT, PREDICT_GATES),
)
