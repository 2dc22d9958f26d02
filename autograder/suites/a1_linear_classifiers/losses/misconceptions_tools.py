"""Wrong penalties, numeric gradients and relative errors that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
PER_CLASS = "You return one penalty per class."

L2: Table = {
    "half": (
        "Consistent in itself, but your penalty has a factor that this course's convention leaves out.",
        (("np.sum(W**2)", "0.5 * np.sum(W**2)"), ("2 * W", "W")),
    ),
    "slope_half": (
        "Value and gradient disagree by a constant: derive the gradient from your own value.",
        (("2 * W", "W"),),
    ),
    "length": (
        "This is the length of W, with the root, where the sum of squares is asked for.",
        (("np.sum(W**2)", "np.sqrt(np.sum(W**2))"), ("2 * W", "W / np.sqrt(np.sum(W**2))")),
    ),
    "mean": (
        "You average over the weights: then the penalty of a weight depends on how many others there are.",
        (("np.sum(W**2)", "np.mean(W**2)"), ("2 * W", "2 * W / W.size")),
    ),
    "per_class": (PER_CLASS, (("np.sum(W**2)", "np.sum(W**2, axis=0)"),)),
    "matrix_product": (
        "A matrix product multiplies different weights with each other; square each one alone.",
        (("np.sum(W**2)", "np.sum(W @ W.T)"),),
    ),
    "changes_W": (
        CHANGES.format("W"),
        (("return np.sum(W**2), 2 * W", "value = np.sum(W**2)\n    W *= 2\n    return value, W"),),
    ),
}

L1: Table = {
    "zero_takes_a_side": (
        "Where a weight is exactly 0 your gradient takes a side.",
        (("np.sign(W)", "np.where(W >= 0, 1.0, -1.0)"),),
    ),
    "ones": (
        "Your gradient treats negative weights like positive ones.",
        (("np.sign(W)", "np.ones_like(W)"),),
    ),
    "grows": (
        "The slope of L1 does not depend on how large a weight is; yours does.",
        (("np.sign(W)", "W"),),
    ),
    "cancels": (
        "Positive and negative weights cancel in your value.",
        (("np.sum(np.abs(W))", "np.sum(W)"),),
    ),
    "absolute_of_sum": (
        "You take the absolute value once, after adding: weights of different sign have cancelled by then.",
        (("np.sum(np.abs(W))", "np.abs(np.sum(W))"),),
    ),
    "matrix_norm": (
        "This is a norm of the matrix, which looks at one column only.",
        (("np.sum(np.abs(W))", "np.linalg.norm(W, 1)"),),
    ),
    "per_class": (PER_CLASS, (("np.sum(np.abs(W))", "np.sum(np.abs(W), axis=0)"),)),
    "is_l2": ("This is the L2 penalty.", (("np.sum(np.abs(W))", "np.sum(W**2)"), ("np.sign(W)", "2 * W"))),
    "changes_W": (
        CHANGES.format("W"),
        (
            (
                "return np.sum(np.abs(W)), np.sign(W)",
                "gradient = np.sign(W)\n    return np.sum(np.abs(W, out=W)), gradient",
            ),
        ),
    ),
}

ELASTIC_NET: Table = {
    "exchanged": (
        "beta weighs the other one of the two terms.",
        (
            ("beta * W**2 + np.abs(W)", "W**2 + beta * np.abs(W)"),
            ("2 * beta * W + np.sign(W)", "2 * W + beta * np.sign(W)"),
        ),
    ),
    "mixture": (
        "You mix the two terms with beta and 1 - beta, as some libraries do; here beta weighs one of them.",
        (("+ np.abs(W)", "+ (1 - beta) * np.abs(W)"), ("+ np.sign(W)", "+ (1 - beta) * np.sign(W)")),
    ),
    "both": (
        "beta weighs both of your terms.",
        (("+ np.abs(W)", "+ beta * np.abs(W)"), ("+ np.sign(W)", "+ beta * np.sign(W)")),
    ),
    "slope_half": (
        "Value and gradient disagree on the square by a constant: derive the gradient from your own value.",
        (("2 * beta * W", "beta * W"),),
    ),
    "half": (
        "Consistent in itself, but your square has a factor that this course's convention leaves out.",
        (("beta * W**2", "0.5 * beta * W**2"), ("2 * beta * W", "beta * W")),
    ),
    "slope_without_beta": (
        "Your value depends on beta, your gradient does not.",
        (("2 * beta * W", "2 * W"),),
    ),
    "slope_without_l1": ("The absolute value is missing from your gradient.", ((" + np.sign(W)", ""),)),
    "slope_without_l2": ("The square is missing from your gradient.", (("2 * beta * W + ", ""),)),
    "per_class": (PER_CLASS, (("+ np.abs(W))", "+ np.abs(W), axis=0)"),)),
    "beta_squared": ("You square beta together with the weight.", (("beta * W**2", "(beta * W) ** 2"),)),
    "zero_takes_a_side": (
        "Where a weight is exactly 0 your gradient takes a side.",
        (("np.sign(W)", "np.where(W >= 0, 1.0, -1.0)"),),
    ),
    "changes_W": (
        CHANGES.format("W"),
        (
            ("    return np.sum", "    value = np.sum"),
            (
                ", 2 * beta * W + np.sign(W)",
                "\n    signs = np.sign(W)\n    W *= 2 * beta\n    return value, W + signs",
            ),
        ),
    ),
}

NUMERIC_GRADIENT: Table = {
    "forward": (
        "Your difference looks to one side only: ahead.",
        (("kept - h", "kept"), ("(2 * h)", "h")),
    ),
    "backward": (
        "Your difference looks to one side only: back.",
        (("kept + h", "kept"), ("(2 * h)", "h")),
    ),
    "distance": (
        "Divide by the distance between the two points that you compare.",
        (("(2 * h)", "h"),),
    ),
    "precedence": (
        "Check in which order / and * are carried out in your quotient.",
        (("(2 * h)", "2 * h"),),
    ),
    "own_step": (
        "Your step is always the same, whatever h is.",
        (("    gradient = np.zeros_like(x)\n", "    h = 1e-5\n    gradient = np.zeros_like(x)\n"),),
    ),
    "not_restored": (
        "x moves on from entry to entry: later slopes are taken somewhere else.",
        (("        x[index] = kept\n", ""),),
    ),
    "sign": ("Your difference is taken the wrong way round.", (("(above - below)", "(below - above)"),)),
    "never_negative": ("Your slopes are never negative.", (("(above - below)", "abs(above - below)"),)),
    "whole_rows": (
        "You move a whole row of x at a time, not one entry.",
        (("np.ndindex(x.shape)", "range(len(x))"), ("kept = x[index]", "kept = np.copy(x[index])")),
    ),
    "entry_alone": ("You give f one entry; it expects the whole of x.", (("f(x)", "f(x[index])", 2),)),
    "whole_numbers": (
        "Your slopes lose their decimals: look at the dtype of the array that you collect them in.",
        (("np.zeros_like(x)", "np.zeros_like(x, dtype=int)"),),
    ),
    "flat": (
        "You return the slopes in a row; the gradient has the shape of x.",
        (("return gradient", "return gradient.ravel()"),),
    ),
    "step_required": ("`h` needs a default value", (("h=1e-5", "h"),)),
    "leaves_x_moved": (
        CHANGES.format("x"),
        (("    return gradient", "    x[...] = x + h\n    return gradient"),),
    ),
}

RELATIVE_ERROR: Table = {
    "mean": (
        "You average the errors: one wrong entry hides among many right ones.",
        (("np.max(", "np.mean("),),
    ),
    "sum": ("You add up the errors: the result grows with the number of entries.", (("np.max(", "np.sum("),)),
    "per_entry": (
        "You return an error for every entry.",
        (("np.max(np.abs(a - b)", "(np.abs(a - b)"),),
    ),
    "no_guard": (
        "Nothing guards your denominator where both numbers are 0 or tiny.",
        (("np.maximum(1e-8, np.abs(a) + np.abs(b))", "(np.abs(a) + np.abs(b))"),),
    ),
    "guard_added": (
        "Your guard shifts every denominator; it should act only where the denominator is too small.",
        (("np.maximum(1e-8, np.abs(a) + np.abs(b))", "(1e-8 + np.abs(a) + np.abs(b))"),),
    ),
    "larger_of_both": (
        "Your denominator is the larger of the two sizes.",
        (("np.abs(a) + np.abs(b)", "np.maximum(np.abs(a), np.abs(b))"),),
    ),
    "mean_of_both": (
        "Your denominator is the mean of the two sizes.",
        (("np.abs(a) + np.abs(b)", "(np.abs(a) + np.abs(b)) / 2"),),
    ),
    "relative_to_one": (
        "Your error changes when a and b are exchanged.",
        (("np.abs(a) + np.abs(b)", "np.abs(b)"),),
    ),
    "signed": (
        "Your differences keep their sign: a result that is too small counts as no error.",
        (("np.abs(a - b)", "(a - b)"),),
    ),
    "signed_denominator": (
        "Your denominator adds signed numbers: negative entries are treated differently.",
        (("np.abs(a) + np.abs(b)", "a + b"),),
    ),
    "one_denominator": (
        "You divide every entry by the same number; small entries disappear beside large ones.",
        (("np.abs(a) + np.abs(b)", "np.max(np.abs(a) + np.abs(b))"),),
    ),
    "changes_a": (
        CHANGES.format("a"),
        (
            ("return np.max(np.abs(a - b) / ", "scale = "),
            ("np.abs(b)))", "np.abs(b))\n    a -= b\n    return np.max(np.abs(a) / scale)"),
        ),
    ),
    "absolute": (
        "This is the absolute error.",
        ((" / np.maximum(1e-8, np.abs(a) + np.abs(b))", ""),),
    ),
}

TABLES = {
    "l2_penalty": L2,
    "l1_penalty": L1,
    "elastic_net_penalty": ELASTIC_NET,
    "numeric_gradient": NUMERIC_GRADIENT,
    "relative_error": RELATIVE_ERROR,
}

TOLD_BY_A_GATE = ("changes_W", "changes_a", "leaves_x_moved", "step_required")

MISCONCEPTIONS = tuple(
    Mistake(
        f"{function}:{name}",
        function,
        sentence,
        edits,
        told_by="gate" if name in TOLD_BY_A_GATE else "diagnosis",
    )
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
