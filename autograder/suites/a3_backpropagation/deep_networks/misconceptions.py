"""Wrong layers on a line that people really write, and what they are told.

What is counted, how a net begins, and its loss have their rows in files of their own.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

ON = "theta[:, 0] + X @ theta[:, 1:].T > 0"
PATTERN: Table = {
    "on_its_joint": ("Exactly on its joint a unit is off; yours is on there.", (("> 0", ">= 0"),)),
    "off": ("You tell which units are off.", (("> 0", "< 0"),)),
    "no_offset": (
        "The offsets of the units do not reach your comparison.",
        ((ON, "X @ theta[:, 1:].T > 0"),),
    ),
    "offset_subtracted": (
        "The offsets count with the wrong sign.",
        ((ON, "X @ theta[:, 1:].T - theta[:, 0] > 0"),),
    ),
    "offset_last": (
        "You read the offset from the last column; it is the first.",
        ((ON, "theta[:, -1] + X @ theta[:, :-1].T > 0"),),
    ),
    "not_zero": (
        "For you every unit is on that is not exactly on its joint.",
        (("> 0", "!= 0"),),
    ),
    "rising": (
        "You ask whether a unit rises, not whether it is on at the point.",
        ((ON, "np.tile(theta[:, 1] > 0, (len(X), 1))"),),
    ),
    "another_threshold": ("You compare with something else than 0.", (("> 0", "> 0.5"),)),
    "first_point": (
        "Every point gets the pattern of the first one.",
        ((ON, "np.repeat((theta[:, 0] + X @ theta[:, 1:].T > 0)[:1], len(X), axis=0)"),),
    ),
    "one_input": (
        "Only the first input counts in your comparison.",
        ((ON, "theta[:, 0] + X[:, :1] @ theta[:, 1:2].T > 0"),),
    ),
}
PATTERN_GATES: Table = {
    "transposed": ("Your result is transposed", ((ON, "(theta[:, 0] + X @ theta[:, 1:].T > 0).T"),)),
    "values": ("has dtype float64", ((" > 0", ""),)),
    "any_unit": ("has shape (7,)", ((ON, "(theta[:, 0] + X @ theta[:, 1:].T > 0).any(axis=1)"),)),
    "in_place": (
        "Your function changes `X`",
        ((f"    return {ON}", f"    found = {ON}\n    X -= X.mean(axis=0)\n    return found"),),
    ),
    "order": ("Your parameters stand in another order", (("(X, theta)", "(theta, X)"),)),
}

CROSSING = "-offset / slope"
SORTED = "np.sort(-offset / slope)"
JOINTS: Table = {
    "sign": ("The sign is flipped: your joints lie mirrored at 0.", ((CROSSING, "offset / slope"),)),
    "wrong_way_round": (
        "You divide the wrong way round: solve offset + slope x = 0 for x.",
        ((CROSSING, "-slope / np.where(offset == 0, 1.0, offset)"),),
    ),
    "unsorted": (
        "Your joints stand in the order of the units, not from left to right.",
        ((SORTED, CROSSING),),
    ),
    "from_the_right": ("Your joints stand from right to left.", ((SORTED, f"{SORTED}[::-1]"),)),
    "no_slope": ("You left the slope out: where a unit switches depends on it.", ((CROSSING, "-offset"),)),
    "absolute": (
        "Joints left of 0 land on the right of it.",
        ((CROSSING, "np.abs(offset / slope)"),),
    ),
    "absolute_slope": (
        "A falling unit gets the joint of a rising one.",
        ((CROSSING, "-offset / np.abs(slope)"),),
    ),
    "constant_at_0": (
        "A unit that never switches has no joint, not one at 0.",
        (
            ("theta[theta[:, 1] != 0].T", "theta.T"),
            (CROSSING, "np.where(slope == 0, 0.0, -offset / np.where(slope == 0, 1.0, slope))"),
        ),
    ),
    "constant_at_infinity": (
        "A unit that never switches has no joint, not one at infinity.",
        (
            ("theta[theta[:, 1] != 0].T", "theta.T"),
            (CROSSING, "np.where(slope == 0, np.inf, -offset / np.where(slope == 0, 1.0, slope))"),
        ),
    ),
    "rising_only": ("Falling units have joints, too.", (("!= 0", "> 0"),)),
    "through_0_lost": (
        "A unit without an offset switches, too: at 0.",
        (("theta[:, 1] != 0", "(theta[:, 1] != 0) & (theta[:, 0] != 0)"),),
    ),
    "ends_added": (
        "You add ends of the line to the joints.",
        ((SORTED, f"np.concatenate([[-np.inf], {SORTED}, [np.inf]])"),),
    ),
}
JOINTS_GATES: Table = {
    "in_place": (
        "Your function changes `theta`",
        ((f"    return {SORTED}", f"    found = {SORTED}\n    theta.sort(axis=0)\n    return found"),),
    ),
}

SUM = "on @ (phi[1:] * theta[:, 1])"
LOOK = "inside = (ends[:-1] + ends[1:]) / 2"
PATTERNS = "on = activation_pattern(inside[:, np.newaxis], theta)"
SLOPES: Table = {
    "phi_only": ("You add up the phi: a unit contributes phi times its own slope.", ((SUM, "on @ phi[1:]"),)),
    "theta_only": (
        "You add up the slopes of the units: each counts times its phi.",
        ((SUM, "on @ theta[:, 1]"),),
    ),
    "offset_of_theta": (
        "You take the offsets of the units for their slopes.",
        ((SUM, "on @ (phi[1:] * theta[:, 0])"),),
    ),
    "phi_0": (
        "The first number in phi lifts the graph; it does not tilt it.",
        ((SUM, f"phi[0] + {SUM}"),),
    ),
    "phi_shifted": (
        "The weights are shifted by one: phi begins with an offset.",
        ((SUM, "on @ (phi[:-1] * theta[:, 1])"),),
    ),
    "off_units": ("You add up the units that are off.", ((SUM, f"~{SUM}"),)),
    "all_units": (
        "Every piece has the slope of all units together, whichever are on.",
        ((SUM, "np.ones_like(on) @ (phi[1:] * theta[:, 1])"),),
    ),
    "on_to_the_right": (
        "A unit with a negative slope is on to the left of its joint.",
        (
            (
                PATTERNS,
                "slope = np.where(theta[:, 1] == 0, 1.0, theta[:, 1])\n"
                "    on = inside[:, np.newaxis] > -theta[:, 0] / slope",
            ),
        ),
    ),
    "absolute": ("All units seem to rise.", ((SUM, "on @ (phi[1:] * np.abs(theta[:, 1]))"),)),
    "from_the_right": ("Your slopes stand from right to left.", ((SUM, f"({SUM})[::-1]"),)),
    "at_the_joints": (
        "You look at the joints themselves, not inside the pieces.",
        ((LOOK, "inside = ends[1:]"),),
    ),
    "fixed_distance": (
        "You look a fixed distance beside the joints: where a piece is narrow, that is another piece.",
        ((LOOK, "inside = np.append(at - 0.1, at[-1:] + 0.1) if len(at) else np.zeros(1)"),),
    ),
    "order_of_units": (
        "Joints and weights are paired by place: sorting the joints does not sort the units.",
        (
            (
                PATTERNS,
                "on = np.arange(len(inside))[:, np.newaxis] > np.arange(len(theta))\n"
                "    on = np.where(theta[:, 1] > 0, on, ~on)",
            ),
        ),
    ),
}
SLOPES_GATES: Table = {
    "joints_as_regions": ("result has shape (3,)", ((SUM, f"({SUM})[:-1]"),)),
    "jumps": ("result has shape (2,)", ((SUM, f"np.diff({SUM})[:2]"),)),
    "in_place": (
        "Your function changes `phi`",
        ((SUM, "on @ phi[1:]"), ("    at = ", "    phi[1:] *= theta[:, 1]\n    at = ")),
    ),
}

KNOTS = "np.column_stack([-x[:-1], np.ones(len(slope))])"
LAST = "np.concatenate([y[:1], slope[:1], np.diff(slope)])"
RISE = "np.diff(y) / np.diff(x)"
THROUGH: Table = {
    "slope_for_change": (
        "From the second on, each unit brings a whole slope: those before it stay on.",
        ((LAST, "np.concatenate([y[:1], slope])"),),
    ),
    "starts_at_0": (
        "Your network begins at height 0 instead of the first point's.",
        ((LAST, f"{LAST} * np.append(0.0, np.ones(len(slope)))"),),
    ),
    "starts_at_the_last": (
        "Your network begins at the height of the last point.",
        (("y[:1]", "y[-1:]"),),
    ),
    "knots_mirrored": ("Your units switch at mirrored places.", (("[-x[:-1]", "[x[:-1]"),)),
    "knots_late": ("Each unit switches on one point late.", (("-x[:-1]", "-x[1:]"),)),
    "rises": (
        "You take rises for slopes: the points need not be one apart.",
        ((RISE, "np.diff(y)"),),
    ),
    "even_points": (
        "You count on points that are evenly spaced.",
        ((RISE, "np.diff(y) / np.mean(np.diff(x))"),),
    ),
    "run_over_rise": (
        "Your slopes are upside down.",
        ((RISE, "np.diff(x) / np.where(np.diff(y) == 0, 1.0, np.diff(y))"),),
    ),
    "heights": (
        "You take the heights of the points as weights.",
        ((LAST, "y.copy()"),),
    ),
    "change_flipped": (
        "The changes of slope have the wrong sign.",
        (("np.diff(slope)", "-np.diff(slope)"),),
    ),
    "no_first_slope": (
        "The slope of your first piece is missing.",
        (("slope[:1]", "0 * slope[:1]"),),
    ),
    "columns": (
        "Offset and slope of the units stand in each other's column.",
        ((KNOTS, "np.column_stack([np.ones(len(slope)), -x[:-1]])"),),
    ),
    "offsets_zero": (
        "All your units switch at 0.",
        (("-x[:-1]", "0 * x[:-1]"),),
    ),
    "left_facing": (
        "Your units are on to the left of their joints, with weights made for the right.",
        ((KNOTS, "np.column_stack([x[:-1], -np.ones(len(slope))])"),),
    ),
    "middles": (
        "Your units switch half-way between the points.",
        (("-x[:-1]", "-(x[:-1] + x[1:]) / 2"),),
    ),
}
THROUGH_GATES: Table = {
    "unit_a_point": (
        "theta has shape (5, 2)",
        ((KNOTS, "np.column_stack([-x, np.ones(len(x))])"), (LAST, f"np.append({LAST}, 0.0)")),
    ),
    "no_phi_0": ("phi has shape (4,)", (("y[:1], ", ""),)),
    "exchanged": ("theta has shape (5,)", (("return theta, phi", "return phi, theta"),)),
    "in_place": ("Your function changes `x`", (("    return theta", "    x -= 0.5\n    return theta"),)),
}

STEP1, STEP2, STEP3 = "turned = X @ Vt.T", "stretched = turned * S", "stretched @ U.T"
SVD: Table = {
    "v_for_its_transpose": ("Recomposition fails unless V is symmetric.", ((STEP1, "turned = X @ Vt"),)),
    "u_for_its_transpose": (
        "The last factor is applied to rows as if they were columns.",
        ((STEP3, "stretched @ U"),),
    ),
    "sent_by_rows": (
        "Where the points end is X times the layer, not the layer times each x.",
        ((STEP3, "X @ Theta"),),
    ),
    "of_the_transpose": (
        "These are the steps of the layer's transpose.",
        (("svd(Theta)", "svd(Theta.T)"),),
    ),
    "u_first": (
        "You begin with U: the factor at the right end acts first.",
        ((STEP1, "turned = X @ U.T"), (STEP3, "stretched @ Vt")),
    ),
    "squares": ("You stretch by the squares of the singular values.", ((STEP2, f"{STEP2}**2"),)),
    "roots": ("You stretch by the roots of the singular values.", ((STEP2, f"{STEP2}**0.5"),)),
    "ascending": ("The singular values meet the wrong coordinates.", ((STEP2, f"{STEP2}[::-1]"),)),
    "divided": (
        "You shrink where the layer stretches.",
        ((STEP2, "stretched = turned / np.maximum(S, 1e-3)"),),
    ),
    "relative": ("You stretch by ratios of the singular values.", ((STEP2, f"{STEP2} / S[0]"),)),
    "no_stretch": ("The stretch is missing.", ((STEP2, "stretched = turned.copy()"),)),
    "not_turned": (
        "What you return first is the points as they came.",
        (("return turned,", "return X.copy(),"),),
    ),
    "stretched_first": (
        "Your first result is stretched already.",
        (("return turned, stretched", "return stretched, stretched.copy()"),),
    ),
    "examples_stretched": (
        "Your stretch grows from the first coordinate on: each has a singular value of its own.",
        ((STEP2, "stretched = turned * np.cumsum(S)"),),
    ),
}
SVD_GATES: Table = {
    "factors": ("turned has shape (3, 3)", (("return turned,", "return U,"),)),
    "end_only": ("where a tuple of 3 values", ((f"turned, stretched, {STEP3}", STEP3),)),
    "columns": ("Your turned is transposed", (("return turned,", "return turned.T,"),)),
    "in_place": (
        "Your function changes `X`",
        (("    return turned", "    X -= X.mean(axis=0)\n    return turned"),),
    ),
}


def rows(function: str, told: Table, gates: Table) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""
    return (
        *(Mistake(f"{function}:{name}", function, text, edits) for name, (text, edits) in told.items()),
        *(
            Mistake(f"{function}:{name}", function, text, edits, told_by="gate")
            for name, (text, edits) in gates.items()
        ),
    )


MISCONCEPTIONS = (
    *rows("activation_pattern", PATTERN, PATTERN_GATES),
    *rows("joints", JOINTS, JOINTS_GATES),
    *rows("slopes", SLOPES, SLOPES_GATES),
    *rows("network_through", THROUGH, THROUGH_GATES),
    *rows("svd_steps", SVD, SVD_GATES),
)
