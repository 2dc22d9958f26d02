"""Wrong losses on scores, and wrong shares of dead units, that people really write, and what they hear."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

NOT_AVERAGED = "It grows with the number of examples: the loss is a mean, not a sum."
SLOPE_NOT_AVERAGED = "Your loss is a mean over the examples, your gradient a sum."
LOSS_NOT_AVERAGED = "Your gradient belongs to a mean over the examples, your loss is a sum."
BY_CLASSES = "You divide by the number of classes instead of the number of examples."
NO_GRADIENT = "One of the two results is missing from your `return`."

MARGINS = "np.maximum(0.0, x - x[rows, y][:, np.newaxis] + 1.0)"
RIGHT_ZERO = "    margins[rows, y] = 0.0\n"
PUSHES = "(margins > 0).astype(x.dtype)"
PULL = "    pushes[rows, y] = -pushes.sum(axis=1)\n"

SVM: Table = {
    "sum_for_mean": (
        NOT_AVERAGED,
        (("margins.sum() / num_examples", "margins.sum()"), ("pushes / num_examples", "pushes")),
    ),
    "gradient_sum": (SLOPE_NOT_AVERAGED, (("pushes / num_examples", "pushes"),)),
    "loss_sum": (LOSS_NOT_AVERAGED, (("margins.sum() / num_examples", "margins.sum()"),)),
    "by_classes": (
        BY_CLASSES,
        (
            ("margins.sum() / num_examples", "margins.sum() / x.shape[1]"),
            ("pushes / num_examples", "pushes / x.shape[1]"),
        ),
    ),
    "by_both": (
        "You average over examples and classes: the classes of an example add up.",
        (("margins.sum() / num_examples", "margins.mean()"), ("pushes / num_examples", "pushes / x.size")),
    ),
    "gradient_missing": (NO_GRADIENT, (("return loss, pushes / num_examples", "return loss"),)),
    "gradient_transposed": (
        "A gradient has the shape of its variable: yours is transposed.",
        (("pushes / num_examples", "pushes.T / num_examples"),),
    ),
    "right_class_counted": (
        "Exactly one too high per example: the right class competes with itself.",
        ((RIGHT_ZERO, ""), ("-pushes.sum(axis=1)", "1 - pushes.sum(axis=1)")),
    ),
    "right_class_counted_twice": (
        "The right class competes with itself, in your loss and in your gradient.",
        ((RIGHT_ZERO, ""),),
    ),
    "right_class_pushed_once": (
        "The right class ignores how many margins are violated.",
        (("-pushes.sum(axis=1)", "-1.0"),),
    ),
    "right_class_not_pushed": ("The right class receives no gradient.", ((PULL, ""),)),
    "right_class_pushed_up": (
        "Your gradient moves the right class the same way as the wrong ones.",
        (("-pushes.sum(axis=1)", "pushes.sum(axis=1)"),),
    ),
    "no_margin": (
        "A score that is barely ahead already costs nothing: the required lead is missing.",
        ((" + 1.0)", ")"),),
    ),
    "exchanged": (
        "Right and wrong class are exchanged in your margin.",
        (("x - x[rows, y][:, np.newaxis]", "x[rows, y][:, np.newaxis] - x"),),
    ),
    "not_clipped": (
        "Classes that are safely behind lower your loss: they should cost nothing.",
        ((MARGINS, "x - x[rows, y][:, np.newaxis] + 1.0"),),
    ),
    "gradient_of_all": (
        "Your gradient also pushes classes whose margin is not violated.",
        ((PUSHES, "np.ones_like(x)"), ("pushes.sum(axis=1)", "(pushes.sum(axis=1) - 1)")),
    ),
    "tie_pushed": (
        "Your gradient also pushes where a margin is exactly 0, which counts as met.",
        (
            (MARGINS, "x - x[rows, y][:, np.newaxis] + 1.0"),
            (RIGHT_ZERO, "    margins[rows, y] = -1.0\n"),
            ("margins.sum()", "np.maximum(0.0, margins).sum()"),
            ("margins > 0", "margins >= 0"),
        ),
    ),
    "margins_for_pushes": (
        "Your gradient is weighted by how large a violation is; the hinge pushes all violations alike.",
        ((PUSHES, "margins.copy()"),),
    ),
    "squared": (
        "This is the squared hinge.",
        (("margins.sum()", "(margins**2).sum()"), (PUSHES, "2 * margins")),
    ),
    "worst_only": (
        "You count the most dangerous class of each example and forget the others.",
        (
            (
                RIGHT_ZERO,
                RIGHT_ZERO
                + "    margins = np.where(margins == margins.max(axis=1)[:, None], margins, 0.0)\n",
            ),
        ),
    ),
    "columns_for_entries": (
        "You picked whole columns of scores where one entry of each row was meant.",
        (("x[rows, y][:, np.newaxis]", "x[:, y].mean(axis=1, keepdims=True)"),),
    ),
}

SHIFT = "    shifted = x - x.max(axis=1, keepdims=True)\n"
LOSS = "np.mean(np.log(totals[:, 0]) - shifted[rows, y])"

SOFTMAX: Table = {
    "sum_for_mean": (NOT_AVERAGED, (("np.mean(", "np.sum("), ("dx / num_examples", "dx"))),
    "gradient_sum": (SLOPE_NOT_AVERAGED, (("dx / num_examples", "dx"),)),
    "loss_sum": (LOSS_NOT_AVERAGED, (("np.mean(", "np.sum("),)),
    "by_classes": (
        BY_CLASSES,
        (("np.mean(", "1 / x.shape[1] * np.sum("), ("dx / num_examples", "dx / x.shape[1]")),
    ),
    "gradient_missing": (NO_GRADIENT, (("return loss, dx / num_examples", "return loss"),)),
    "probabilities_returned": (
        "You return the probabilities for the gradient.",
        (("    dx[rows, y] -= 1.0\n", ""), ("dx / num_examples", "dx")),
    ),
    "overflow": (
        "Large scores overflowed: the exponential needs smaller numbers.",
        ((SHIFT, "    shifted = x\n"),),
    ),
    "one_shift_for_all": (
        "Examples with small scores vanished beside those with large ones: each example needs its own shift.",
        ((SHIFT, "    shifted = x - x.max()\n"),),
    ),
    "shifted_by_halves": (
        "You shift the scores in one term of the loss and not in the other.",
        (("- shifted[rows, y])", "- x[rows, y])"),),
    ),
    "shift_of_columns": (
        "You shift each class by its own largest score; what an example compares must be shifted alike.",
        (("x.max(axis=1, keepdims=True)", "x.max(axis=0, keepdims=True)"),),
    ),
    "wrong_axis": (
        "Your probabilities sum to one over the examples, not over the classes.",
        (
            ("exp_scores.sum(axis=1, keepdims=True)", "exp_scores.sum(axis=0, keepdims=True)"),
            (LOSS, "-np.mean(np.log((exp_scores / totals)[rows, y]))"),
        ),
    ),
    "all_scores": (
        "Your probabilities sum to one over the whole batch, not for each example.",
        (
            ("exp_scores.sum(axis=1, keepdims=True)", "exp_scores.sum(keepdims=True)"),
            (LOSS, "-np.mean(np.log((exp_scores / totals)[rows, y]))"),
        ),
    ),
    "right_class_only": (
        "Wrong classes receive no gradient.",
        (
            (
                "dx[rows, y] -= 1.0\n",
                "dx[rows, y] -= 1.0\n    dx *= y[:, np.newaxis] == np.arange(x.shape[1])\n",
            ),
        ),
    ),
    "probabilities_alone": (
        "Your gradient treats the right class like any other.",
        (("    dx[rows, y] -= 1.0\n", ""),),
    ),
    "whole_columns": (
        "You take the 1 off whole columns: it belongs to one entry of each row.",
        (("dx[rows, y] -= 1.0", "dx[:, y] -= 1.0"),),
    ),
    "sign": (
        "With your gradient a step of descent lowers the right class: it has the wrong sign.",
        (("dx / num_examples", "-dx / num_examples"),),
    ),
    "every_class": (
        "Your loss adds up all classes; only the right one's probability counts.",
        ((LOSS, "np.mean((np.log(totals) - shifted).sum(axis=1))"),),
    ),
    "probability_for_log": (
        "Your loss uses the probability itself: the logarithm is missing.",
        ((LOSS, "np.mean(1.0 - (exp_scores / totals)[rows, y])"),),
    ),
    "base_ten": (
        "Your logarithm has another base than your exponential.",
        ((LOSS, f"{LOSS} / np.log(10.0)"),),
    ),
    "log_sign": (
        "Your loss has the wrong sign: it rewards improbable right classes.",
        (
            (
                "np.mean(np.log(totals[:, 0]) - shifted[rows, y])",
                "np.mean(shifted[rows, y] - np.log(totals[:, 0]))",
            ),
        ),
    ),
}

SHARE = "np.mean(np.all(activations == 0, axis=0))"
DEAD: Table = {
    "nearly_zero": (
        "You take very small outputs for none.",
        (("activations == 0", "activations < 1e-6"),),
    ),
    "share_of_zeros": (
        "You counted silent moments, not silent units.",
        ((SHARE, "np.mean(activations == 0)"),),
    ),
    "silent_examples": (
        "You counted examples that wake no unit, not units that no example wakes.",
        (("axis=0", "axis=1"),),
    ),
    "ever_silent": ("A unit that is silent once is not dead.", (("np.all", "np.any"),)),
    "alive": ("This is the share of the living.", ((SHARE, "np.mean(np.any(activations > 0, axis=0))"),)),
    "first_example": ("You ask the first example alone.", ((SHARE, "np.mean(activations[0] == 0)"),)),
    "count": (
        "You return how many there are, not which share.",
        (("np.mean(np.all", "np.sum(np.all"),),
    ),
    "percent": ("You return percent; a share lies between 0 and 1.", ((SHARE, f"100 * {SHARE}"),)),
    "each_unit": (
        "You return a number for each unit: how often it is silent.",
        ((SHARE, "np.mean(activations == 0, axis=0)"),),
    ),
    "rare": (
        "You count units as dead that fire for some examples.",
        ((SHARE, "np.mean(np.mean(activations == 0, axis=0) >= 0.5)"),),
    ),
    "by_examples": (
        "You divide by the number of examples, not of units.",
        ((SHARE, "np.sum(np.all(activations == 0, axis=0)) / len(activations)"),),
    ),
}

TABLES = {"svm_loss": SVM, "softmax_loss": SOFTMAX, "dead_relu_fraction": DEAD}

# Told by gates: function, name, a piece of the gate's message, edits.
GATES: tuple[tuple[str, str, str, tuple[Edit, ...]], ...] = (
    (
        "svm_loss",
        "changes_x",
        "Your function changes `x`",
        (("    return loss", "    x -= pushes\n    return loss"),),
    ),
    ("svm_loss", "parameters", "Your parameters stand in another order", (("(x, y)", "(y, x)"),)),
    (
        "softmax_loss",
        "changes_x",
        "Your function changes `x`",
        ((SHIFT, "    x -= x.max(axis=1, keepdims=True)\n    shifted = x\n"),),
    ),
    (
        "dead_relu_fraction",
        "changes_activations",
        "Your function changes `activations`",
        (("    return", "    activations[activations > 0] = 1.0\n    return"),),
    ),
)

MISCONCEPTIONS = (
    *(
        Mistake(f"{function}:{name}", function, sentence, edits)
        for function, table in TABLES.items()
        for name, (sentence, edits) in table.items()
    ),
    *(
        Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")
        for function, name, sentence, edits in GATES
    ),
)
