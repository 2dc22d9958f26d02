"""Wrong two-loop recursions: history read in the wrong order, with wrong factors, or not at all."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

FIRST = "zip(s[::-1], y[::-1], strict=True)"
SECOND = "zip(s, y, alphas[::-1], strict=True)"
SCALE = "q = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])"
LBFGS: Table = {
    "empty_uphill": (
        "Without pairs you return the gradient itself: uphill.",
        (
            (
                "    q = grad.copy()\n",
                "    if len(s) == 0:\n        return grad.copy()\n    q = grad.copy()\n",
            ),
        ),
    ),
    "uphill": ("Uphill: your direction lacks its minus.", (("return -q", "return q"),)),
    "both_forward": (
        "History is read twice in one direction: your first loop begins with the oldest pair.",
        ((FIRST, "zip(s, y, strict=True)"), ("alphas[::-1]", "alphas")),
    ),
    "both_backward": (
        "History is read twice in one direction: your second loop begins with the newest pair.",
        ((SECOND, "zip(s[::-1], y[::-1], alphas, strict=True)"),),
    ),
    "exchanged_orders": (
        "Your two loops run in each other's order.",
        ((FIRST, "zip(s, y, strict=True)"), (SECOND, "zip(s[::-1], y[::-1], alphas[::-1], strict=True)")),
    ),
    "alphas_mixed_up": (
        "In the second loop each pair meets the α of another one.",
        (("alphas[::-1]", "alphas"),),
    ),
    "off_by_one": (
        "Step and gradient change belong to different iterations.",
        (("    q = grad.copy()\n", "    y = [*y[1:], *y[:1]]\n    q = grad.copy()\n"),),
    ),
    "no_scale": (
        "The line between your two loops has no effect: the first guess at the curvature is missing.",
        ((SCALE, "pass"),),
    ),
    "scale_upside_down": (
        "The factor between your loops is upside down.",
        ((SCALE, "q = q * (y[-1] @ y[-1]) / (s[-1] @ y[-1])"),),
    ),
    "scale_of_oldest": (
        "The factor between your loops is that of the oldest pair.",
        ((SCALE, "q = q * (s[0] @ y[0]) / (y[0] @ y[0])"),),
    ),
    "scale_by_steps": (
        "The factor between your loops is of another kind: it compares the step with itself.",
        ((SCALE, "q = q * (s[-1] @ s[-1]) / (s[-1] @ y[-1])"),),
    ),
    "scale_first": (
        "The factor belongs between the loops; you apply it outside of them.",
        (
            (f"    if len(s) > 0:\n        {SCALE}\n", ""),
            ("    alphas = []\n", f"    if len(s) > 0:\n        {SCALE}\n    alphas = []\n"),
        ),
    ),
    "no_first_loop": (
        "Your first loop leaves q as it is.",
        (("        q = q - alpha * change\n", ""),),
    ),
    "no_second_loop": (
        "Your second loop leaves q as it is.",
        (("q = q + (alpha - beta) * step", "pass"),),
    ),
    "first_adds": ("Your first loop adds what it should take away.", (("q = q - alpha", "q = q + alpha"),)),
    "second_sign": (
        "α and β have each other's sign in your second loop.",
        (("alpha - beta", "beta - alpha"),),
    ),
    "second_sum": ("Your second loop adds α and β.", (("alpha - beta", "alpha + beta"),)),
    "beta_forgotten": ("β has no effect in your second loop.", (("alpha - beta", "alpha"),)),
    "alpha_forgotten": ("α has no effect in your second loop.", (("alpha - beta", "-beta"),)),
    "alpha_of_change": (
        "Your α looks along the change of the gradient; it belongs to the step.",
        (("(step @ q)", "(change @ q)"),),
    ),
    "beta_of_step": (
        "Your β looks along the step; it belongs to the change of the gradient.",
        (("beta = (change @ q)", "beta = (step @ q)"),),
    ),
    "first_along_step": (
        "Your first loop takes away a multiple of the step instead of the gradient's change.",
        (("alpha * change", "alpha * step"),),
    ),
    "second_along_change": (
        "Your second loop adds a multiple of the gradient's change instead of the step.",
        (("(alpha - beta) * step", "(alpha - beta) * change"),),
    ),
    "rho_forgotten": (
        "ρ has no effect: nothing is divided by the product of step and change.",
        ((" / (change @ step)", "", 2),),
    ),
    "rho_of_steps": (
        "Your ρ has the step's own length in it.",
        (("/ (change @ step)", "/ (step @ step)", 2),),
    ),
    "rho_of_changes": (
        "Your ρ has the length of the gradient's change in it.",
        (("/ (change @ step)", "/ (change @ change)", 2),),
    ),
    "newest_alone": (
        "Only your newest pair has any effect.",
        (("    q = grad.copy()\n", "    s, y = s[-1:], y[-1:]\n    q = grad.copy()\n"),),
    ),
    "empty_is_zero": (
        "Without pairs your direction is nothing at all.",
        (("    q = grad.copy()\n", "    q = grad.copy() if len(s) > 0 else 0.0 * grad\n"),),
    ),
    "unit_length": (
        "Your direction has length 1: how far to go is not forgotten by this method.",
        (("return -q", "return -q / np.linalg.norm(q)"),),
    ),
    "oldest_last": (
        "You take the lists to begin with the newest pair.",
        (("    q = grad.copy()\n", "    s, y = s[::-1], y[::-1]\n    q = grad.copy()\n"),),
    ),
    "forgets_last": (
        "Your newest pair has no effect.",
        (("    q = grad.copy()\n", "    s, y = s[:-1], y[:-1]\n    q = grad.copy()\n"),),
    ),
}
LBFGS_GATES: Table = {
    "in_place": (
        "Your function changes `grad`",
        (("q = grad.copy()", "q = grad"), ("q = q - alpha * change", "q -= alpha * change")),
    ),
    "history_reversed": (
        "Your function changes",
        ((FIRST, "zip(s[::-1], y[::-1], strict=True)"), ("    return -q", "    s.reverse()\n    return -q")),
    ),
    "column": ("shape", (("return -q", "return -q[:, None]"),)),
    "exchanged": ("Your parameters stand in another order", (("(grad, s, y)", "(grad, y, s)"),)),
}

TABLES = {
    "lbfgs_direction": (LBFGS, LBFGS_GATES),
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
