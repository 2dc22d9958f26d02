"""Wrong losses that people really write, as edits of the reference, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
The rows of the step and of the training are in `misconceptions_training.py`.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
SUM = "You add up the losses: every answer has a loss of its own."
MEAN = "You average the losses: every answer has a loss of its own."
SIGNED = "Errors of one direction count as less than nothing: a loss is never negative."

MISTAKES = "np.where(y_hat != y, 1.0, 0.0)"
ZERO_ONE: Table = {
    "agreement": ("You count agreements.", (("!=", "=="),)),
    "sum": (SUM, ((MISTAKES, f"np.sum({MISTAKES})"),)),
    "mean": (
        "This is the share of wrong answers: every answer has a loss of its own.",
        ((MISTAKES, f"np.mean({MISTAKES})"),),
    ),
    "booleans": ("Your result says true or false; a loss is a number.", ((MISTAKES, "y_hat != y"),)),
    "distance": (
        "You charge how far off an answer is; here a mistake is a mistake.",
        ((MISTAKES, "abs(y_hat - y)"),),
    ),
    "signed": ("Your loss tells too high from too low.", ((MISTAKES, "np.sign(y_hat - y)"),)),
    "beyond_one": (
        "You forgive answers that are off by one.",
        (("y_hat != y", "np.abs(y_hat - y) > 1"),),
    ),
    "too_high_only": ("Only answers that are too high are charged.", (("!=", ">"),)),
    "changes_y_hat": (
        CHANGES.format("y_hat"),
        ((f"return {MISTAKES}", "y_hat -= y\n    return np.where(y_hat != 0, 1.0, 0.0)"),),
    ),
}

L1: Table = {
    "signed": (SIGNED, (("np.abs(y_hat - y)", "y_hat - y"),)),
    "signed_other_way": (
        "Your errors keep their sign, and stand the other way round than you may think.",
        (("np.abs(y_hat - y)", "y - y_hat"),),
    ),
    "squared": ("This is the L2 loss.", (("np.abs(y_hat - y)", "(y_hat - y) ** 2"),)),
    "sum": (SUM, (("np.abs(y_hat - y)", "np.sum(np.abs(y_hat - y))"),)),
    "mean": (MEAN, (("np.abs(y_hat - y)", "np.mean(np.abs(y_hat - y))"),)),
    "sizes": (
        "You compare the sizes of the numbers: answers on the wrong side of zero look right.",
        (("y_hat - y", "np.abs(y_hat) - np.abs(y)"),),
    ),
    "sizes_signed": (
        "You take each absolute value before you subtract.",
        (("np.abs(y_hat - y)", "np.abs(y_hat) - np.abs(y)"),),
    ),
    "relative": (
        "You divide by the target: an error of the same length should cost the same everywhere.",
        (("np.abs(y_hat - y)", "np.abs(y_hat - y) / np.abs(y)"),),
    ),
    "added": ("You add the target where you should compare with it.", (("y_hat - y", "y_hat + y"),)),
    "whole": ("Your loss loses its decimals.", (("np.abs(y_hat - y)", "np.abs(y_hat - y).astype(int)"),)),
    "changes_y_hat": (
        CHANGES.format("y_hat"),
        (("return np.abs(y_hat - y)", "y_hat -= y\n    return np.abs(y_hat)"),),
    ),
}

L2: Table = {
    "half": (
        "Your loss has a factor that belongs to the derivation of the step, not to this loss.",
        (("(y_hat - y) ** 2", "0.5 * (y_hat - y) ** 2"),),
    ),
    "not_squared": (SIGNED, (("(y_hat - y) ** 2", "y_hat - y"),)),
    "absolute": ("This is the L1 loss.", (("(y_hat - y) ** 2", "np.abs(y_hat - y)"),)),
    "sum": (SUM, (("(y_hat - y) ** 2", "np.sum((y_hat - y) ** 2)"),)),
    "mean": (MEAN, (("(y_hat - y) ** 2", "np.mean((y_hat - y) ** 2)"),)),
    "root_mean": (
        "This is the root of a mean: every answer has a loss of its own, and no root.",
        (("(y_hat - y) ** 2", "np.sqrt(np.mean((y_hat - y) ** 2))"),),
    ),
    "length": (
        "This is the length of the vector of errors: every answer has a loss of its own.",
        (("(y_hat - y) ** 2", "np.linalg.norm(y_hat - y)"),),
    ),
    "squares_subtracted": (
        "You square before you subtract.",
        (("(y_hat - y) ** 2", "y_hat**2 - y**2"),),
    ),
    "precedence": (
        "Check in which order ** and - are carried out: your square covers one of the two only.",
        (("(y_hat - y) ** 2", "y_hat - y**2"),),
    ),
    "doubled": ("You double the error where you should square it.", (("** 2", "* 2"),)),
    "added": ("You add the target where you should compare with it.", (("y_hat - y", "y_hat + y"),)),
    "changes_y_hat": (
        CHANGES.format("y_hat"),
        (("return (y_hat - y) ** 2", "y_hat -= y\n    return y_hat**2"),),
    ),
}

LEAD = "1.0 - y * y_hat"
HINGED = f"np.maximum(0.0, {LEAD})"
HINGE: Table = {
    "zero_label": ("Your hinge treats one class as having no side.", ((LEAD, "1.0 - (y > 0) * y_hat"),)),
    "converted": (
        "You convert labels from 0 and 1; these are sides already.",
        ((LEAD, "1.0 - (2 * y - 1) * y_hat"),),
    ),
    "sign": (
        "You charge what is right and let pass what is wrong: mind the sign of the product.",
        ((LEAD, "1.0 + y * y_hat"),),
    ),
    "no_max": (
        "Your loss rewards being far on the right side: below zero it should stop.",
        ((HINGED, LEAD),),
    ),
    "minimum": (
        "Your loss is never positive: you keep the smaller of the two.",
        (("np.maximum", "np.minimum"),),
    ),
    "no_margin": (
        "Barely right costs nothing: the margin is missing, as in Rosenblatt's rule.",
        ((LEAD, "-y * y_hat"),),
    ),
    "label_ignored": ("Your loss is the same for both classes.", ((LEAD, "1.0 - y_hat"),)),
    "squared": ("This is the squared hinge.", ((HINGED, f"{HINGED} ** 2"),)),
    "absolute": (
        "You charge being further on the right side than asked for, too.",
        ((HINGED, f"np.abs({LEAD})"),),
    ),
    "difference": (
        "You compare label and score by their difference, as scores of two classes are compared.",
        ((LEAD, "1.0 - (y - y_hat)"),),
    ),
    "size_of_score": (
        "You use the size of the score alone: which side it lies on is lost.",
        ((LEAD, "1.0 - np.abs(y_hat)"),),
    ),
    "side_of_score": (
        "You use the sign of the score alone: how clear it is has no effect.",
        ((LEAD, "1.0 - y * np.sign(y_hat)"),),
    ),
    "violations": (
        "You count which margins are violated; charge by how much.",
        ((HINGED, f"np.where({LEAD} > 0, 1.0, 0.0)"),),
    ),
    "sum": (SUM, ((HINGED, f"np.sum({HINGED})"),)),
    "mean": (MEAN, ((HINGED, f"np.mean({HINGED})"),)),
    "largest": (
        "You return the largest loss: every answer has a loss of its own.",
        ((HINGED, f"np.max({HINGED})"),),
    ),
    "changes_y_hat": (
        CHANGES.format("y_hat"),
        ((f"return {HINGED}", "y_hat *= -y\n    return np.maximum(0.0, 1.0 + y_hat)"),),
    ),
}

TABLES = {"zero_one_loss": ZERO_ONE, "l1_loss": L1, "l2_loss": L2, "hinge_loss": HINGE}

MISCONCEPTIONS = tuple(
    Mistake(
        f"{function}:{name}",
        function,
        sentence,
        edits,
        told_by="gate" if name == "changes_y_hat" else "diagnosis",
    )
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
