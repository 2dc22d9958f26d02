"""Wrong derivatives and single steps that people really write, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
The loops of Marquardt and of L-BFGS have files of their own beside this one.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

UPHILL = "Uphill: your step adds what it should take away."
NO_START = "You return the step alone, without where it starts."
PURE_W = "Your function changes `w`"

BENT = "J.T @ J + r[0] * bend_1 + r[1] * bend_2"
BEND_2 = "[[0.0, 2.0 * w1], [2.0 * w1, 2.0 * w0]]"
JACOBIAN = "[[2.0 * w0, 1.0], [w1**2, 2.0 * w0 * w1], [2.0, -1.0]]"

HAND: Table = {
    "gauss_newton_only": (
        "Your Hessian is JᵀJ alone: residuals that are bent bend the loss, too.",
        ((BENT, "J.T @ J"),),
    ),
    "bend_alone": (
        "Your Hessian lacks JᵀJ: even straight residuals make a bent loss.",
        ((BENT, "r[0] * bend_1 + r[1] * bend_2"),),
    ),
    "no_half": (
        "Your Hessian is that of a loss without its factor 1/2.",
        ((BENT, f"2.0 * ({BENT})"),),
    ),
    "two_mixed": (
        "The two parts of your Hessian belong to different losses: one counts twice.",
        ((BENT, "2.0 * J.T @ J + r[0] * bend_1 + r[1] * bend_2"),),
    ),
    "bend_twice": (
        "The bend of the residuals counts twice in your Hessian.",
        ((BENT, "J.T @ J + 2.0 * (r[0] * bend_1 + r[1] * bend_2)"),),
    ),
    "unweighted": (
        "In your Hessian each residual's bend counts alike, whatever that residual's value.",
        ((BENT, "J.T @ J + bend_1 + bend_2"),),
    ),
    "weights_exchanged": (
        "Each bend is multiplied by another residual's value.",
        ((BENT, "J.T @ J + r[1] * bend_1 + r[0] * bend_2"),),
    ),
    "bend_subtracted": (
        "The bend of the residuals enters your Hessian with the wrong sign.",
        ((BENT, "J.T @ J - r[0] * bend_1 - r[1] * bend_2"),),
    ),
    "first_straight": (
        "Your Hessian takes the first residual for a straight one.",
        ((BENT, "J.T @ J + r[1] * bend_2"),),
    ),
    "second_straight": (
        "Your Hessian takes the second residual for a straight one.",
        ((BENT, "J.T @ J + r[0] * bend_1"),),
    ),
    "no_mixed": (
        "The mixed derivative of the second residual is missing in your Hessian.",
        ((BEND_2, "[[0.0, 0.0], [0.0, 2.0 * w0]]"),),
    ),
    "mixed_once": (
        "Your Hessian is not symmetric: the mixed derivative stands in one place only.",
        ((BEND_2, "[[0.0, 2.0 * w1], [0.0, 2.0 * w0]]"),),
    ),
    "mixed_alone": (
        "The second residual is bent along one of the weights, too, not only in the mixed derivative.",
        ((BEND_2, "[[0.0, 2.0 * w1], [2.0 * w1, 0.0]]"),),
    ),
    "columns_swapped": (
        "The columns of your Jacobian are exchanged.",
        (("return r, J, H", "return r, J[:, ::-1], H"),),
    ),
    "power_rule_w1": (
        "The derivative of a square lost its 2, for the second weight.",
        ((JACOBIAN, "[[2.0 * w0, 1.0], [w1**2, w0 * w1], [2.0, -1.0]]"),),
    ),
    "power_rule_w0": (
        "The derivative of a square lost its 2, for the first weight.",
        ((JACOBIAN, "[[w0, 1.0], [w1**2, 2.0 * w0 * w1], [2.0, -1.0]]"),),
    ),
    "product_untouched": (
        "Differentiating a product by its first factor leaves the other factor as it is: a square stays one.",
        ((JACOBIAN, "[[2.0 * w0, 1.0], [2.0 * w1, 2.0 * w0 * w1], [2.0, -1.0]]"),),
    ),
    "third_row_sign": (
        "A sign in the last row of your Jacobian is lost.",
        ((JACOBIAN, "[[2.0 * w0, 1.0], [w1**2, 2.0 * w0 * w1], [2.0, 1.0]]"),),
    ),
    "no_constants": (
        "Your residuals lack their constants.",
        (("w1 - 3.0, w0 * w1**2 - 4.0", "w1, w0 * w1**2"),),
    ),
    "other_square": (
        "In your second residual the other weight is squared.",
        (("w0 * w1**2 - 4.0", "w0**2 * w1 - 4.0"),),
    ),
    "residuals_turned": (
        "Your residuals have the opposite sign of what your Jacobian differentiates.",
        (("return r, J, H", "return -r, J, H"),),
    ),
}
HAND_GATES: Table = {
    "transposed": ("Jacobian", (("return r, J, H", "return r, J.T, H"),)),
    "gradient_for_residuals": ("residuals", (("return r, J, H", "return J.T @ r, J, H"),)),
    "outer_product": (
        "Hessian",
        ((BENT, "J @ J.T"),),
    ),
}

SOLVE = "np.linalg.solve(hessian, gradient)"
NEWTON: Table = {
    "uphill": (UPHILL, (("w - np", "w + np"),)),
    "no_start": (NO_START, (("w - np", "-np"),)),
    "multiplied": (
        "You multiply by the Hessian: where the ground bends strongly, the step has to be short.",
        ((SOLVE, "hessian @ gradient"),),
    ),
    "descent": ("This is gradient descent: the Hessian has no effect.", ((SOLVE, "gradient"),)),
    "diagonal": (
        "You use the diagonal of the Hessian only: couplings between weights are lost.",
        ((SOLVE, "gradient / np.diag(hessian)"),),
    ),
    "entrywise": (
        "The inverse of a matrix is not made of the inverses of its entries.",
        ((SOLVE, "(1.0 / hessian) @ gradient"),),
    ),
    "rate": (
        "A learning rate is left in: Newton's step has its length from the curvature.",
        ((SOLVE, f"0.1 * {SOLVE}"),),
    ),
    "half": ("Your step goes half of the way.", ((SOLVE, f"0.5 * {SOLVE}"),)),
    "twice": ("Your step goes twice as far as the bottom of the bowl.", ((SOLVE, f"2.0 * {SOLVE}"),)),
    "damped": (
        "Something is added to the Hessian's diagonal: this step is not a damped one.",
        ((SOLVE, "np.linalg.solve(hessian + 0.001 * np.eye(len(w)), gradient)"),),
    ),
    "absolute": (
        "You turn hills into valleys: asked for is the point of zero slope, even on a hill.",
        (
            (
                f"    return w - {SOLVE}",
                "    values, vectors = np.linalg.eigh(hessian)\n"
                "    return w - vectors @ ((vectors.T @ gradient) / np.abs(values))",
            ),
        ),
    ),
    "unit_length": (
        "Your step has length 1 wherever it goes.",
        (
            (
                f"w - {SOLVE}",
                f"w - {SOLVE} / max(np.linalg.norm({SOLVE}), 1e-12)",
            ),
        ),
    ),
}
NEWTON_GATES: Table = {
    "exchanged": (
        "Your parameters stand in another order",
        (("(w, gradient, hessian)", "(w, hessian, gradient)"),),
    ),
    "in_place": (PURE_W, ((f"return w - {SOLVE}", f"w -= {SOLVE}\n    return w.copy()"),)),
    "column": ("shape", ((SOLVE, "np.linalg.solve(hessian, gradient[:, None])"),)),
}

GRADIENT, CURVATURE = "A.T @ (A @ w - b)", "A.T @ A"
SQUARES: Table = {
    "gradient_twice": (
        "Your gradient is that of a loss without the factor 1/2, your Hessian is not.",
        ((GRADIENT, f"2.0 * {GRADIENT}"),),
    ),
    "hessian_twice": (
        "Your Hessian is that of a loss without the factor 1/2, your gradient is not.",
        ((f", {CURVATURE}", f", 2.0 * {CURVATURE}"),),
    ),
    "both_twice": (
        "Both are consistent, but of a loss without the factor 1/2.",
        ((f"{GRADIENT}, {CURVATURE}", f"2.0 * {GRADIENT}, 2.0 * {CURVATURE}"),),
    ),
    "turned": (
        "Your gradient points the other way: check the sign of the residuals.",
        (("A @ w - b", "b - A @ w"),),
    ),
    "mean": (
        "You take a mean over the examples: this loss is a sum.",
        ((f"{GRADIENT}, {CURVATURE}", f"{GRADIENT} / len(b), {CURVATURE} / len(b)"),),
    ),
    "mean_gradient": (
        "Your gradient is a mean over the examples, your Hessian is not.",
        ((GRADIENT, f"{GRADIENT} / len(b)"),),
    ),
    "no_targets": ("The targets b have no effect on your gradient.", (("A @ w - b", "A @ w"),)),
    "ridge": (
        "Something is added to the diagonal of your Hessian: there is no penalty here.",
        ((f", {CURVATURE}", f", {CURVATURE} + 0.001 * np.eye(len(w))"),),
    ),
    "diagonal": (
        "Only the diagonal of your Hessian is left.",
        ((f", {CURVATURE}", f", np.diag(np.diag({CURVATURE}))"),),
    ),
    "at_zero": ("Your gradient is the one at w = 0, wherever you stand.", (("A @ w - b", "-b"),)),
}
SQUARES_GATES: Table = {
    "other_product": ("Hessian", ((f", {CURVATURE}", ", A @ A.T"),)),
    "gradient_alone": ("where a tuple of 2 values", ((f"{GRADIENT}, {CURVATURE}", GRADIENT),)),
    "in_place": (
        "Your function changes `b`",
        ((f"return {GRADIENT}, {CURVATURE}", f"b -= A @ w\n    return -A.T @ b, {CURVATURE}"),),
    ),
}

INNER = "np.linalg.solve(J.T @ J, J.T @ r)"
GAUSS: Table = {
    "uphill": (UPHILL, (("w - np", "w + np"),)),
    "no_start": (NO_START, (("w - np", "-np"),)),
    "gradient_twice": (
        "Gradient and JᵀJ belong to different losses: your step is twice as long.",
        ((INNER, "np.linalg.solve(J.T @ J, 2.0 * J.T @ r)"),),
    ),
    "curvature_twice": (
        "Gradient and JᵀJ belong to different losses: your step is half as long.",
        ((INNER, "np.linalg.solve(2.0 * J.T @ J, J.T @ r)"),),
    ),
    "descent": ("This is gradient descent: JᵀJ has no effect.", ((INNER, "J.T @ r"),)),
    "diagonal": (
        "You use the diagonal of JᵀJ only: couplings between weights are lost.",
        ((INNER, "(J.T @ r) / np.sum(J**2, axis=0)"),),
    ),
    "first_rows": (
        "You solve with as many residuals as there are weights, and ignore the rest.",
        ((INNER, "np.linalg.solve(J[: len(w)], r[: len(w)])"),),
    ),
    "damped": (
        "A damping is left in: this step has none.",
        ((INNER, "np.linalg.solve(J.T @ J + 0.001 * np.eye(len(w)), J.T @ r)"),),
    ),
    "rate": (
        "A learning rate is left in: this step has its length from the curvature.",
        ((INNER, f"0.1 * {INNER}"),),
    ),
    "means": (
        "Your gradient is a mean over the residuals, your JᵀJ is a sum.",
        ((INNER, f"{INNER} / len(r)"),),
    ),
    "unit_length": (
        "Your step has length 1 wherever it goes, and none at the bottom.",
        ((INNER, f"{INNER} / np.linalg.norm({INNER})"),),
    ),
}
GAUSS_GATES: Table = {
    "exchanged": ("Your parameters stand in another order", (("(w, r, J)", "(w, J, r)"),)),
    "in_place": (PURE_W, ((f"return w - {INNER}", f"w -= {INNER}\n    return w.copy()"),)),
}

DAMPED = "J.T @ J + damping * np.eye(len(w))"
LEVENBERG: Table = {
    "uphill": (UPHILL, (("w - np", "w + np"),)),
    "no_start": (NO_START, (("w - np", "-np"),)),
    "undamped": ("λ has no effect on your step.", ((DAMPED, "J.T @ J + 1e-15 * damping * np.eye(len(w))"),)),
    "every_entry": (
        "You add λ to every entry of the matrix.",
        ((DAMPED, "J.T @ J + damping"),),
    ),
    "marquardt": (
        "That is Marquardt's damping: Levenberg's does not depend on the curvature.",
        ((DAMPED, "J.T @ J + damping * np.diag(np.diag(J.T @ J))"),),
    ),
    "taken_away": ("You take λ away from the diagonal.", (("J + damping", "J - damping"),)),
    "squared": ("λ enters your matrix squared.", (("damping * np", "damping**2 * np"),)),
    "root": ("λ enters your matrix by its root.", (("damping * np", "np.sqrt(damping) * np"),)),
    "half": ("Half of λ is missing.", (("damping * np", "0.5 * damping * np"),)),
    "gradient_twice": (
        "Gradient and JᵀJ belong to different losses: your right-hand side counts twice.",
        (("J.T @ r", "2.0 * J.T @ r"),),
    ),
    "curvature_twice": (
        "Gradient and JᵀJ belong to different losses: your JᵀJ counts twice.",
        (("J.T @ J +", "2.0 * J.T @ J +"),),
    ),
    "rate": (
        "You multiply a whole step by λ: it belongs to the matrix.",
        ((f"np.linalg.solve({DAMPED}, J.T @ r)", "damping * np.linalg.solve(J.T @ J, J.T @ r)"),),
    ),
    "scaled_step": (
        "You divide an undamped step by 1 + λ: that does not turn it.",
        ((f"np.linalg.solve({DAMPED}, J.T @ r)", "np.linalg.lstsq(J, r)[0] / (1.0 + damping)"),),
    ),
    "penalty": (
        "You pull the weights towards 0: the leash holds the step, not the weights.",
        (("J.T @ r", "J.T @ r + damping * w"),),
    ),
}
LEVENBERG_GATES: Table = {
    "exchanged": ("Your parameters stand in another order", (("(w, r, J, damping)", "(w, r, damping, J)"),)),
    "in_place": (
        PURE_W,
        (
            (
                f"return w - np.linalg.solve({DAMPED}, J.T @ r)",
                f"w -= np.linalg.solve({DAMPED}, J.T @ r)\n    return w.copy()",
            ),
        ),
    ),
    "matrix": ("shape", (("J.T @ r)", "(J.T @ r)[:, None])"),)),
}

TABLES = {
    "derivatives_by_hand": (HAND, HAND_GATES),
    "newton_step": (NEWTON, NEWTON_GATES),
    "least_squares_derivatives": (SQUARES, SQUARES_GATES),
    "gauss_newton_step": (GAUSS, GAUSS_GATES),
    "levenberg_step": (LEVENBERG, LEVENBERG_GATES),
}

MISCONCEPTIONS = (
    *(
        Mistake(f"{function}:{name}", function, sentence, edits)
        for function, (table, _) in TABLES.items()
        for name, (sentence, edits) in table.items()
    ),
    *(
        Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")
        for function, (_, table) in TABLES.items()
        for name, (sentence, edits) in table.items()
    ),
)
