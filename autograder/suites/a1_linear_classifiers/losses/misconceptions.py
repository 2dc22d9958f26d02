"""Wrong losses that people really write, as edits of the reference, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
The small functions of the notebook have their rows in `misconceptions_tools.py`.
"""

from collections.abc import Iterator

from autograder.misconceptions import Edit, Mistake

Edits = tuple[Edit, ...]
Row = tuple[str, str, Edits | None, Edits | None]

LOSS_PENALTY = "reg * np.sum(W**2)"
SLOPE_PENALTY = "2 * reg * W"

# Every loss has the same two lines of penalty, so every loss can get them wrong in the same ways.
PENALTY = (
    (
        "penalty_missing",
        "This equals the result without regularization.",
        ((f" + {LOSS_PENALTY}", ""), (f" + {SLOPE_PENALTY}", "")),
    ),
    (
        "penalty_missing_in_gradient",
        "This equals the gradient without the regularization term.",
        ((f" + {SLOPE_PENALTY}", ""),),
    ),
    (
        "penalty_missing_in_loss",
        "Your gradient knows the regularization term, your loss does not.",
        ((f" + {LOSS_PENALTY}", ""),),
    ),
    (
        "penalty_slope_half",
        "Loss and gradient disagree on the penalty by a constant: derive its gradient from your own loss.",
        ((SLOPE_PENALTY, "reg * W"),),
    ),
    (
        "penalty_half",
        "Consistent in itself, but your penalty has a factor that this course's convention leaves out.",
        ((LOSS_PENALTY, f"0.5 * {LOSS_PENALTY}"), (SLOPE_PENALTY, "reg * W")),
    ),
    (
        "penalty_averaged",
        "Your penalty shrinks as examples are added: only the data loss is a mean over them.",
        ((LOSS_PENALTY, f"{LOSS_PENALTY} / num_train"), (SLOPE_PENALTY, f"{SLOPE_PENALTY} / num_train")),
    ),
    (
        "penalty_spares_bias",
        "Your penalty leaves out the last row of W: in this notebook it covers all of W.",
        (
            (LOSS_PENALTY, "reg * np.sum(W[:-1] ** 2)"),
            (SLOPE_PENALTY, "2 * reg * np.vstack([W[:-1], 0 * W[-1:]])"),
        ),
    ),
    (
        "penalty_absolute",
        "Your penalty adds up the sizes of the weights, not their squares.",
        ((LOSS_PENALTY, "reg * np.sum(np.abs(W))"), (SLOPE_PENALTY, "reg * np.sign(W)")),
    ),
    (
        "penalty_is_length",
        "Your penalty is the length of W, with the root, where the sum of squares is asked for.",
        ((LOSS_PENALTY, "reg * np.linalg.norm(W)"), (SLOPE_PENALTY, "reg * W / np.linalg.norm(W)")),
    ),
)

NOT_AVERAGED = "It grows with the number of examples: the data loss is a mean, not a sum."
SLOPE_NOT_AVERAGED = "Your loss is a mean over the examples, your gradient a sum."
# What is returned can go wrong in the same ways, too.
RESULT = (
    (
        "gradient_not_returned",
        "One of the two results is missing from your `return`.",
        (("return loss, dW", "return loss"),),
    ),
    (
        "gradient_transposed",
        "Your gradient is transposed: it needs the shape of W.",
        (("return loss, dW", "return loss, dW.T"),),
    ),
)

# Told by gates: the sentence is from their messages.
GATES = (
    ("changes_W", "Your function changes `W`", (("    return loss", "    W -= 0.1 * dW\n    return loss"),)),
    ("order", "Your parameters stand in another order", (("(W, X, y, reg)", "(X, W, y, reg)"),)),
)

SVM_MARGIN_NAIVE = "scores[j] - scores[y[i]] + 1.0"
SVM_MARGIN_VECTORIZED = "scores - scores[rows, y][:, np.newaxis] + 1.0"
SVM_RIGHT_ZERO = "    margins[rows, y] = 0.0\n"
SVM_PUSHES = "(margins > 0).astype(margins.dtype)"

# Name, sentence, edits of the naive function, edits of the vectorized one (None: nobody errs so there).
SVM: tuple[Row, ...] = (
    (
        "sum_for_mean",
        NOT_AVERAGED,
        (("loss / num_train", "loss"), ("dW / num_train", "dW")),
        (("margins.sum() / num_train", "margins.sum()"), ("pushes / num_train", "pushes")),
    ),
    (
        "gradient_sum_for_mean",
        SLOPE_NOT_AVERAGED,
        (("dW / num_train", "dW"),),
        (("pushes / num_train", "pushes"),),
    ),
    (
        "right_class_counted",
        "Exactly one too high per example: the right class competes with itself.",
        (("if j == y[i]:\n                continue", "if j < 0:\n                continue"),),
        ((SVM_RIGHT_ZERO, ""), ("-pushes.sum(axis=1)", "1 - pushes.sum(axis=1)")),
    ),
    (
        "right_class_counted_twice",
        "The right class competes with itself, in your loss and in your gradient.",
        None,
        ((SVM_RIGHT_ZERO, ""),),
    ),
    (
        "right_class_pushed_once",
        "The right class ignores how many margins are violated.",
        (
            ("                dW[:, y[i]] -= X[i]\n", ""),
            ("        scores = X[i] @ W\n", "        scores = X[i] @ W\n        dW[:, y[i]] -= X[i]\n"),
        ),
        (("-pushes.sum(axis=1)", "-1.0"),),
    ),
    (
        "right_class_not_pushed",
        "The right class receives no gradient.",
        (("                dW[:, y[i]] -= X[i]\n", ""),),
        (("    pushes[rows, y] = -pushes.sum(axis=1)\n", ""),),
    ),
    (
        "right_class_pushed_up",
        "Your gradient moves the right class the same way as the wrong ones.",
        (("dW[:, y[i]] -= X[i]", "dW[:, y[i]] += X[i]"),),
        (("-pushes.sum(axis=1)", "pushes.sum(axis=1)"),),
    ),
    (
        "no_margin",
        "A score that is barely ahead already costs nothing: the required lead is missing.",
        ((SVM_MARGIN_NAIVE, "scores[j] - scores[y[i]]"),),
        ((SVM_MARGIN_VECTORIZED, "scores - scores[rows, y][:, np.newaxis]"),),
    ),
    (
        "exchanged",
        "Right and wrong class are exchanged in your margin.",
        ((SVM_MARGIN_NAIVE, "scores[y[i]] - scores[j] + 1.0"),),
        ((SVM_MARGIN_VECTORIZED, "scores[rows, y][:, np.newaxis] - scores + 1.0"),),
    ),
    (
        "not_clipped",
        "Classes that are safely behind lower your loss: they should cost nothing.",
        (("if margin > 0:", "if True:"),),
        (
            (f"np.maximum(0.0, {SVM_MARGIN_VECTORIZED})", SVM_MARGIN_VECTORIZED),
            (SVM_PUSHES, "np.ones_like(margins)"),
        ),
    ),
    (
        "gradient_of_all_classes",
        "Your gradient also pushes classes whose margin is not violated.",
        (
            (
                "            if margin > 0:\n                loss += margin\n",
                "            loss += max(0.0, margin)\n",
            ),
            ("                dW[:, j] += X[i]\n", "            dW[:, j] += X[i]\n"),
            ("                dW[:, y[i]] -= X[i]\n", "            dW[:, y[i]] -= X[i]\n"),
        ),
        ((SVM_PUSHES, "np.ones_like(margins)"), ("pushes.sum(axis=1)", "(pushes.sum(axis=1) - 1)")),
    ),
    (
        "tie_pushed",
        "Your gradient also pushes where a margin is exactly 0, which counts as met.",
        (("if margin > 0:", "if margin >= 0:"),),
        (
            (f"np.maximum(0.0, {SVM_MARGIN_VECTORIZED})", SVM_MARGIN_VECTORIZED),
            (SVM_RIGHT_ZERO, "    margins[rows, y] = -1.0\n"),
            ("margins.sum()", "np.maximum(0.0, margins).sum()"),
            (SVM_PUSHES, "(margins >= 0).astype(margins.dtype)"),
        ),
    ),
    (
        "margins_for_pushes",
        "Your gradient is weighted by how large a violation is; the hinge pushes all violations alike.",
        (("dW[:, j] += X[i]", "dW[:, j] += margin * X[i]"), ("-= X[i]", "-= margin * X[i]")),
        ((SVM_PUSHES, "margins.copy()"),),
    ),
    (
        "squared_hinge",
        "This is the squared hinge.",
        (
            ("loss += margin", "loss += margin**2"),
            ("dW[:, j] += X[i]", "dW[:, j] += 2 * margin * X[i]"),
            ("-= X[i]", "-= 2 * margin * X[i]"),
        ),
        (("margins.sum()", "(margins**2).sum()"), (SVM_PUSHES, "2 * margins")),
    ),
    (
        "worst_class_only",
        "You count the most dangerous class of each example and forget the others.",
        None,
        (
            (
                SVM_RIGHT_ZERO,
                SVM_RIGHT_ZERO
                + "    margins = np.where(margins == margins.max(axis=1)[:, None], margins, 0.0)\n",
            ),
        ),
    ),
)

SOFTMAX_SHIFT_NAIVE = "        scores = scores - scores.max()\n"
SOFTMAX_SHIFT_VECTORIZED = "    scores = scores - scores.max(axis=1, keepdims=True)\n"

SOFTMAX: tuple[Row, ...] = (
    (
        "sum_for_mean",
        NOT_AVERAGED,
        (("loss / num_train", "loss"), ("dW / num_train", "dW")),
        (("np.mean(", "np.sum("), ("dscores / num_train", "dscores")),
    ),
    (
        "gradient_sum_for_mean",
        SLOPE_NOT_AVERAGED,
        (("dW / num_train", "dW"),),
        (("dscores / num_train", "dscores"),),
    ),
    (
        "overflow",
        "Large scores overflowed: the exponential needs smaller numbers.",
        ((SOFTMAX_SHIFT_NAIVE, ""),),
        ((SOFTMAX_SHIFT_VECTORIZED, ""),),
    ),
    (
        "one_shift_for_all",
        "Examples with small scores vanished beside those with large ones: each example needs its own shift.",
        ((SOFTMAX_SHIFT_NAIVE, "        scores = scores - (X @ W).max()\n"),),
        ((SOFTMAX_SHIFT_VECTORIZED, "    scores = scores - scores.max()\n"),),
    ),
    (
        "shifted_by_halves",
        "You shift the scores in one term of the loss and not in the other.",
        (("- scores[y[i]]", "- (X[i] @ W)[y[i]]"),),
        (("- scores[rows, y])", "- (X @ W)[rows, y])"),),
    ),
    (
        "wrong_axis",
        "Your probabilities sum to one over the examples, not over the classes.",
        None,
        (
            ("exp_scores.sum(axis=1, keepdims=True)", "exp_scores.sum(axis=0, keepdims=True)"),
            (
                "np.log(totals[:, 0]) - scores[rows, y]",
                "-np.log((exp_scores / totals)[rows, y])",
            ),
        ),
    ),
    (
        "right_class_only",
        "Wrong classes receive no gradient.",
        (("(probabilities[j] - (j == y[i]))", "(probabilities[j] - 1.0) * (j == y[i])"),),
        (
            (
                "    dscores[rows, y] -= 1.0\n",
                "    dscores[rows, y] -= 1.0\n    dscores *= y[:, np.newaxis] == np.arange(W.shape[1])\n",
            ),
        ),
    ),
    (
        "probabilities_alone",
        "Your gradient treats the right class like any other.",
        ((" - (j == y[i])", ""),),
        (("    dscores[rows, y] -= 1.0\n", ""),),
    ),
    (
        "sign",
        "With your gradient a step of descent lowers the right class: its data part has the wrong sign.",
        (("(probabilities[j] - (j == y[i]))", "((j == y[i]) - probabilities[j])"),),
        (("X.T @ dscores", "-X.T @ dscores"),),
    ),
    (
        "every_class",
        "Your loss adds up all classes; only the right one's probability counts.",
        (("- scores[y[i]]", "* num_classes - scores.sum()"),),
        (("np.log(totals[:, 0]) - scores[rows, y]", "(np.log(totals) - scores).sum(axis=1)"),),
    ),
    (
        "probability_for_log",
        "Your loss uses the probability itself: the logarithm is missing.",
        (("np.log(exp_scores.sum()) - scores[y[i]]", "1.0 - probabilities[y[i]]"),),
        (("np.log(totals[:, 0]) - scores[rows, y]", "1.0 - (exp_scores / totals)[rows, y]"),),
    ),
    (
        "base_ten",
        "Your logarithm has another base than your exponential.",
        (("np.log(exp_scores.sum()) - scores[y[i]]", "-np.log10(probabilities[y[i]])"),),
        (("np.log(totals[:, 0]) - scores[rows, y]", "-np.log10((exp_scores / totals)[rows, y])"),),
    ),
    (
        "log_sign",
        "Your data loss has the wrong sign: it rewards improbable right classes.",
        (("np.log(exp_scores.sum()) - scores[y[i]]", "scores[y[i]] - np.log(exp_scores.sum())"),),
        (("np.log(totals[:, 0]) - scores[rows, y]", "scores[rows, y] - np.log(totals[:, 0])"),),
    ),
)


LOOPS: Edits = (("scores = X @ W\n", "scores = np.array([x @ W for x in X])\n"),)


def both(family: str, table: tuple[Row, ...]) -> Iterator[Mistake]:
    """Make the rows of the naive and the vectorized function of a family."""
    for column, variant in enumerate(("naive", "vectorized")):
        function = f"{family}_loss_{variant}"
        for name, sentence, edits in (*RESULT, *PENALTY):
            yield Mistake(f"{function}:{name}", function, sentence, edits)
        for name, sentence, *edits_of in table:
            if edits_of[column] is not None:
                yield Mistake(f"{function}:{name}", function, sentence, edits_of[column])
        for name, sentence, edits in GATES:
            yield Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")
    sentence = "Your function executes Python again for each example"
    yield Mistake(f"{function}:loops", function, sentence, LOOPS, told_by="gate")


MISCONCEPTIONS = (*both("svm", SVM), *both("softmax", SOFTMAX))
