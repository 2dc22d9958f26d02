"""Wrong loops of Levenberg and Marquardt: refusals, damping and records that go astray."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

DIAGONAL = "damping * np.diag(np.diag(curvature))"
TAKE = "w, r, J, loss = candidate, new_r, new_J, new_loss"
BEGIN = "path, losses, dampings = [w], [loss], [damping]"
AFRESH = "        curvature = J.T @ J\n        damped = curvature + damping * np.diag(np.diag(curvature))\n"
RECORD = "        path.append(w)\n        losses.append(loss)\n        dampings.append(damping)\n"
RETURN = "return np.array(path), np.array(losses), np.array(dampings)"

MARQUARDT: Table = {
    "levenberg": (
        "All directions are damped alike: your steps depend on the units of the weights.",
        ((DIAGONAL, "damping * np.eye(len(w))"),),
    ),
    "undamped": ("Your steps are not damped at all.", ((DIAGONAL, "0.0 * damping"),)),
    "root_of_diagonal": (
        "You damp by the root of the diagonal.",
        ((DIAGONAL, "damping * np.diag(np.sqrt(np.diag(curvature)))"),),
    ),
    "squared": ("λ enters your matrix squared.", ((DIAGONAL, "damping**2 * np.diag(np.diag(curvature))"),)),
    "gradient_twice": (
        "Gradient and JᵀJ belong to different losses: your right-hand side counts twice.",
        (("J.T @ r)", "2.0 * J.T @ r)"),),
    ),
    "curvature_twice": (
        "Gradient and JᵀJ belong to different losses: your JᵀJ counts twice.",
        (("curvature = J.T @ J", "curvature = 2.0 * J.T @ J"),),
    ),
    "uphill": ("Uphill: your step adds what it should take away.", (("w - np.linalg", "w + np.linalg"),)),
    "nan_taken": (
        "A step to where the loss is not a number was taken.",
        (("if new_loss < loss:", "if not new_loss >= loss:"),),
    ),
    "equal_taken": (
        "A step that left the loss as it was counts as a good one in yours: only a lower loss does.",
        (("if new_loss < loss:", "if new_loss <= loss:"),),
    ),
    "accepts_any": (
        "The loss rose and you went on: such a step is refused.",
        (("if new_loss < loss:", "if True:"),),
    ),
    "accepts_but_damps": (
        "The loss rose and you went on, with more damping from the new place.",
        (
            ("        if new_loss < loss:\n", ""),
            (
                f"            {TAKE}\n            damping = damping / 10.0\n"
                "        else:\n            damping = damping * 10.0\n",
                f"        damping = damping / 10.0 if new_loss < loss else damping * 10.0\n        {TAKE}\n",
            ),
        ),
    ),
    "wrong_way": (
        "Damping falls after a failure, and rises after a success.",
        (
            ("damping / 10.0", "damping * 10.5"),
            ("damping * 10.0", "damping / 10.0"),
            ("damping * 10.5", "damping * 10.0"),
        ),
    ),
    "falls_always": (
        "Damping falls after a failure, too.",
        (("damping = damping * 10.0", "damping = damping / 10.0"),),
    ),
    "stays_after_refusal": (
        "After a refusal your λ stays: the next attempt is the same one.",
        (("damping = damping * 10.0", "pass"),),
    ),
    "stays_after_success": (
        "After a step that was good your λ stays as it is.",
        (("            damping = damping / 10.0\n", ""),),
    ),
    "factor_two": (
        "Your λ changes by another factor than asked for.",
        (("damping / 10.0", "damping / 2.0"), ("damping * 10.0", "damping * 2.0")),
    ),
    "floor": (
        "Your λ has a lower limit that nobody asked for.",
        (("damping = damping / 10.0", "damping = max(damping / 10.0, 1e-3)"),),
    ),
    "left_behind": (
        "Rejected attempts left their damping behind in the matrix.",
        (
            ("    loss = 0.5 * np.sum(r**2)\n", "    loss = 0.5 * np.sum(r**2)\n    curvature = J.T @ J\n"),
            (
                AFRESH,
                "        curvature = curvature + damping * np.diag(np.diag(curvature))\n"
                "        damped = curvature\n",
            ),
            (f"            {TAKE}\n", f"            {TAKE}\n            curvature = J.T @ J\n"),
        ),
    ),
    "residuals_moved": (
        "A refused attempt left its residuals behind: the next starts with those of another place.",
        (
            (f"            {TAKE}\n", "            w, loss = candidate, new_loss\n"),
            ("        path.append(w)\n", "        r, J = new_r, new_J\n        path.append(w)\n"),
        ),
    ),
    "first_jacobian": (
        "You use the Jacobian of the start all the way.",
        ((TAKE, "w, r, loss = candidate, new_r, new_loss"),),
    ),
    "first_residuals": (
        "You use the residuals of the start all the way.",
        ((TAKE, "w, J, loss = candidate, new_J, new_loss"),),
    ),
    "first_loss": (
        "You compare each attempt with the loss at the start, not with the one kept last.",
        (
            (TAKE, "w, r, J = candidate, new_r, new_J"),
            ("losses.append(loss)", "losses.append(0.5 * np.sum(r**2))"),
        ),
    ),
    "no_half": (
        "The losses that you record lack the factor 1/2.",
        (("np.array(losses)", "2.0 * np.array(losses)"),),
    ),
    "mean_loss": (
        "The losses that you record are means over the residuals.",
        (("np.array(losses)", "2.0 * np.array(losses) / len(r)"),),
    ),
    "candidates_losses": (
        "You record the loss of every attempt, also of those refused; asked for is the one kept.",
        (("losses.append(loss)", "losses.append(new_loss)"),),
    ),
    "candidates_path": (
        "You record every attempt's weights, also the refused ones; asked for are those kept.",
        (("path.append(w)", "path.append(candidate)"),),
    ),
    "damping_before": (
        "Your dampings lag one attempt behind: the first two are the same.",
        (
            (
                "    for _ in range(num_attempts):\n",
                "    for _ in range(num_attempts):\n        used = damping\n",
            ),
            ("dampings.append(damping)", "dampings.append(used)"),
        ),
    ),
    "damping_early": (
        "Your first λ is not the one that was handed in.",
        ((BEGIN, "path, losses, dampings = [w], [loss], [damping / 10.0]"),),
    ),
    "successes_counted": (
        "You count steps taken; refused attempts are attempts, too.",
        (
            ("for _ in range(num_attempts):", "while len(path) <= num_attempts:"),
            (
                "            damping = damping * 10.0\n",
                "            damping = damping * 10.0\n            continue\n",
            ),
        ),
    ),
    "default_always": (
        "The λ handed in has no effect: you begin with one of your own.",
        (("    w = np.array", "    damping = 1e-3\n    w = np.array"),),
    ),
}
MARQUARDT_GATES: Table = {
    "no_start": (
        "shape",
        ((RETURN, "return np.array(path)[1:], np.array(losses)[1:], np.array(dampings)[1:]"),),
    ),
    "end_alone": ("path", ((RETURN, "return w, np.array(losses), np.array(dampings)"),)),
    "two_parts": ("holds 2 values", ((RETURN, "return np.array(path), np.array(losses)"),)),
    "no_defaults": (
        "needs a default value",
        (("damping=1e-3, num_attempts=20", "damping, num_attempts"),),
    ),
    "in_place": (
        "Your function changes `w`",
        (
            ("    w = np.array(w, dtype=float)\n", ""),
            ("[w], [loss]", "[w.copy()], [loss]"),
            (TAKE, "w[:], r, J, loss = candidate, new_r, new_J, new_loss"),
            ("path.append(w)", "path.append(w.copy())"),
        ),
    ),
}

TABLES = {
    "levenberg_marquardt": (MARQUARDT, MARQUARDT_GATES),
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
