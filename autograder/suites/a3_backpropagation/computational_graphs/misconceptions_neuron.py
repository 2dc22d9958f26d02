"""Wrong ways through a sigmoid neuron that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

NAME = "sigmoid_neuron_graph"
PLACE = "Right function, wrong place:"

NEURON: Table = {
    "reciprocal_sign": (
        "The reciprocal's slope has the wrong sign.",
        (("-df / plus**2", "df / plus**2"),),
    ),
    "reciprocal_no_square": (
        "The reciprocal's slope lacks its square.",
        (("-df / plus**2", "-df / plus"),),
    ),
    "reciprocal_of_exp": (
        f"{PLACE} the reciprocal's slope is taken at what went into the exponential's successor.",
        (("-df / plus**2", "-df / power**2"),),
    ),
    "reciprocal_of_f": (
        f"{PLACE} the reciprocal's slope is taken at its output, not at its input.",
        (("-df / plus**2", "-df / f**2"),),
    ),
    "plus_counts": (
        "Adding 1 changes a value, not a slope.",
        (("dpower = dplus\n", "dpower = dplus + 1.0\n"),),
    ),
    "plus_multiplies": (
        "The gate that adds 1 multiplied the slope.",
        (("dpower = dplus\n", "dpower = dplus * plus\n"),),
    ),
    "exp_passes": (
        "The exponential has a slope of its own, which is missing.",
        (("dminus = dpower * power", "dminus = dpower"),),
    ),
    "exp_of_exp": (
        f"{PLACE} the exponential's slope is taken at its output.",
        (("dminus = dpower * power", "dminus = dpower * np.exp(power)"),),
    ),
    "exp_of_score": (
        f"{PLACE} the exponential's slope is taken before the minus.",
        (("dminus = dpower * power", "dminus = dpower * np.exp(score)"),),
    ),
    "exp_power_rule": (
        "You differentiated the exponential as if it were a power.",
        (("dminus = dpower * power", "dminus = dpower * minus * np.exp(minus - 1.0)"),),
    ),
    "minus_passes": (
        "The gate that turns the sign does so on the way back, too.",
        (("dscore = -dminus", "dscore = dminus"),),
    ),
    "own_value": (
        "Each factor got its own value.",
        (
            ("dp0 * x0, dp0 * w0", "dp0 * w0, dp0 * x0"),
            ("dp1 * x1, dp1 * w1", "dp1 * w1, dp1 * x1"),
        ),
    ),
    "other_pair": (
        "The two products got each other's partners.",
        (
            ("dp0 * x0, dp0 * w0", "dp0 * x1, dp0 * w1"),
            ("dp1 * x1, dp1 * w1", "dp1 * x0, dp1 * w0"),
        ),
    ),
    "local_inputs": (
        "Upstream is missing: weights and inputs got local slopes alone.",
        (("dp0 * x0, dp0 * w0", "x0, w0"), ("dp1 * x1, dp1 * w1", "x1, w1")),
    ),
    "inputs_forgotten": (
        "Only the weights receive slopes; the inputs have some, too.",
        (("dp0 * x0, dp0 * w0", "dp0 * x0, 0.0"), ("dp1 * x1, dp1 * w1", "dp1 * x1, 0.0")),
    ),
    "bias_in_bias": (
        "Your bias slope contains the bias, which nothing multiplies.",
        (("dtotal, dw2 = dscore, dscore", "dtotal, dw2 = dscore, dscore * w2"),),
    ),
    "input_in_bias": (
        "Your bias slope contains an input.",
        (("dtotal, dw2 = dscore, dscore", "dtotal, dw2 = dscore, dscore * x0"),),
    ),
    "bias_local": (
        "Upstream is missing: the bias got the local slope of the sum alone.",
        (("dtotal, dw2 = dscore, dscore", "dtotal, dw2 = dscore, 1.0"),),
    ),
    "bias_forgotten": (
        "The bias is not in your score.",
        (("score = total + w2", "score = total"),),
    ),
    "bias_without_slope": (
        "The bias has a slope, too.",
        (("dtotal, dw2 = dscore, dscore", "dtotal, dw2 = dscore, 0.0"),),
    ),
    "shared_out": (
        "A sum does not share: each summand receives all that arrives.",
        (("dp0, dp1 = dtotal, dtotal", "dp0, dp1 = dtotal / 2, dtotal / 2"),),
    ),
    "no_minus": (
        "The exponent lacks its minus: your neuron falls where it should rise.",
        (("minus = -score", "minus = score"), ("dscore = -dminus", "dscore = dminus")),
    ),
    "no_one": ("The 1 in the denominator is missing.", (("plus = 1.0 + power", "plus = power"),)),
    "sigma_of_score": (
        "f (1 - f) takes the output; you put the score in.",
        (("dscore = -dminus", "dscore = score * (1.0 - score)"),),
    ),
    "sigma_half": (
        "Of f (1 - f) you have one factor.",
        (("dscore = -dminus", "dscore = f"),),
    ),
    "sigma_as_tanh": (
        "That is the slope of tanh, written with the output of a sigmoid.",
        (("dscore = -dminus", "dscore = 1.0 - f**2"),),
    ),
    "begins_with_the_value": (
        "Your way back begins with the output's value instead of the slope of the output with itself.",
        (("df = 1.0", "df = f"),),
    ),
}

GATE_ROWS: Table = {
    "weights_alone": (
        'Your slopes lack the name "x0"',
        (('"w0": dw0, "x0": dx0, "w1": dw1, "x1": dx1, "w2": dw2', '"w0": dw0, "w1": dw1, "w2": dw2'),),
    ),
    "ends_alone": (
        'Your values lack the name "minus"',
        (('    values |= {"minus": minus, "exp": power, "plus": plus, "f": f}', '    values["f"] = f'),),
    ),
    "weights_first": (
        "Your parameters stand in another order",
        (("(w0, x0, w1, x1, w2)", "(w0, w1, w2, x0, x1)"),),
    ),
}

MISCONCEPTIONS = (
    *(Mistake(f"{NAME}:{name}", NAME, sentence, edits) for name, (sentence, edits) in NEURON.items()),
    *(
        Mistake(f"{NAME}:{name}", NAME, sentence, edits, told_by="gate")
        for name, (sentence, edits) in GATE_ROWS.items()
    ),
)
