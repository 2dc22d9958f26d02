"""Wrong ways through S2's chain and S3's toy model that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

FACTOR_OWN = "Each weight's slope contains the weight itself instead of what it multiplies."
PLACE = "Right function, wrong place:"
S1, S2, S3 = (f"* f{k} * (1.0 - f{k})" for k in (1, 2, 3))

CHAIN: Table = {
    "step_size": (
        "A gradient does not know the step size.",
        (("df3 = f3 - y", "df3 = 0.1 * (f3 - y)"),),
    ),
    "loss_sign": (
        "Stepping against your gradient would raise the loss: the sign of the difference is turned.",
        (("df3 = f3 - y", "df3 = y - f3"),),
    ),
    "half_forgotten_in_slope": (
        "Your slope of the loss ignores its half.",
        (("df3 = f3 - y", "df3 = 2.0 * (f3 - y)"),),
    ),
    "half_forgotten": (
        "Your loss lacks its half; the slope has it.",
        (("(y - f3) ** 2 / 2", "(y - f3) ** 2"),),
    ),
    "half_forgotten_twice": (
        "Your loss is consistent in itself, but S2's has a half that yours lacks.",
        (("(y - f3) ** 2 / 2", "(y - f3) ** 2"), ("df3 = f3 - y", "df3 = 2.0 * (f3 - y)")),
    ),
    "square_forgotten": ("Your loss lacks its square.", (("(y - f3) ** 2 / 2", "(y - f3) / 2"),)),
    "loss_for_slope": (
        "Your way back begins with the loss instead of its slope.",
        (("df3 = f3 - y", "df3 = loss"),),
    ),
    "of_the_output": (
        "These are slopes of the chain's output, not of the loss.",
        (("df3 = f3 - y", "df3 = 1.0"),),
    ),
    "sigma_of_score": (
        "The sigmoid's slope f (1 - f) takes its output; you put its input in.",
        ((S1, "* a1 * (1.0 - a1)"), (S2, "* a2 * (1.0 - a2)"), (S3, "* a3 * (1.0 - a3)")),
    ),
    "sigma_one_factor": (
        "Of the sigmoid's slope you have one factor of two.",
        ((S1, "* f1"), (S2, "* f2"), (S3, "* f3")),
    ),
    "sigma_other_factor": (
        "Of the sigmoid's slope you have the second factor alone.",
        ((S1, "* (1.0 - f1)"), (S2, "* (1.0 - f2)"), (S3, "* (1.0 - f3)")),
    ),
    "sigma_as_tanh": (
        "That is the slope of tanh, written with outputs of a sigmoid.",
        ((S1, "* (1.0 - f1**2)"), (S2, "* (1.0 - f2**2)"), (S3, "* (1.0 - f3**2)")),
    ),
    "no_sigmas": (
        "The gradient went past every sigmoid: their slopes are missing.",
        ((f" {S1}", ""), (f" {S2}", ""), (f" {S3}", "")),
    ),
    "last_sigma_missing": (
        "The gradient went past the last sigmoid: its slope is missing.",
        ((f" {S3}", ""),),
    ),
    "middle_sigma_missing": (
        "The gradient went past the middle sigmoid: its slope is missing.",
        ((f" {S2}", ""),),
    ),
    "first_sigma_missing": (
        "The gradient went past the first sigmoid: its slope is missing.",
        ((f" {S1}", ""),),
    ),
    "sigma_of_layer_before": (
        "Each sigmoid's slope is taken from the layer before.",
        (
            ("df3 * f3 * (1.0 - f3)", "df3 * f2 * (1.0 - f2)"),
            ("df2 * f2 * (1.0 - f2)", "df2 * f1 * (1.0 - f1)"),
        ),
    ),
    "own_weight": (
        FACTOR_OWN,
        (("da3 * f2, ", "da3 * w3, "), ("da2 * f1, ", "da2 * w2, "), ("da1 * x, ", "da1 * w1, ")),
    ),
    "own_output": (
        "Each weight's slope contains the output of its own layer; what did the weight multiply?",
        (("da3 * f2, ", "da3 * f3, "), ("da2 * f1, ", "da2 * f2, "), ("da1 * x, ", "da1 * f1, ")),
    ),
    "scores_for_outputs": (
        "A weight multiplies what the layer before puts out, after its sigmoid, not its score.",
        (("da3 * f2, ", "da3 * a2, "), ("da2 * f1, ", "da2 * a1, ")),
    ),
    "weights_like_biases": (
        "What the weights multiply is missing from their slopes.",
        (("da3 * f2, ", "da3, "), ("da2 * f1, ", "da2, "), ("da1 * x, ", "da1, ")),
    ),
    "input_missing": ("The first weight's slope lacks the input.", (("da1 * x, ", "da1, "),)),
    "input_in_bias": ("Your bias gradient contains the input.", (("da1 * x, da1", "da1 * x, da1 * x"),)),
    "bias_in_bias": ("Your bias gradient contains the bias.", (("da1 * x, da1", "da1 * x, da1 * b"),)),
    "bias_local": ("Upstream is missing in the slope of the bias.", (("da1 * x, da1", "da1 * x, 1.0"),)),
    "bias_of_all": (
        "The bias belongs to the first layer alone; its slope collects from all three.",
        (("da1 * x, da1", "da1 * x, da1 + da2 + da3"),),
    ),
    "bias_everywhere": (
        "The bias belongs to the first layer alone; you add it in all three.",
        (("a2 = w2 * f1", "a2 = w2 * f1 + b"), ("a3 = w3 * f2", "a3 = w3 * f2 + b")),
    ),
    "bias_forgotten": ("The bias is not in your first score.", (("w1 * x + b", "w1 * x"),)),
    "weight_missing_below": (
        "On the way from one layer to the one before it, the weight between them is missing.",
        ((", da3 * w3", ", da3"), (", da2 * w2", ", da2")),
    ),
    "weight_of_layer_before": (
        "On the way down you multiply by the weight of the layer before.",
        ((", da3 * w3", ", da3 * w2"), (", da2 * w2", ", da2 * w1")),
    ),
    "output_on_the_way_down": (
        "On the way down you multiply by outputs; between two layers stands a weight.",
        ((", da3 * w3", ", da3 * f2"), (", da2 * w2", ", da2 * f1")),
    ),
    "sigma_skipped_in_weight": (
        "The slopes of the weights begin behind their layer's sigmoid: it has to be passed first.",
        (
            ("dw3, df2 = da3 * f2", "dw3, df2 = df3 * f2"),
            ("dw2, df1 = da2 * f1", "dw2, df1 = df2 * f1"),
            ("dw1, db = da1 * x", "dw1, db = df1 * x"),
        ),
    ),
    "last_is_linear": (
        "Your last layer has no sigmoid.",
        (("f3 = 1.0 / (1.0 + np.exp(-a3))", "f3 = a3"), (f" {S3}", "")),
    ),
    "mirrored": (
        "Your sigmoids fall where they should rise.",
        (("np.exp(-a1)", "np.exp(a1)"), ("np.exp(-a2)", "np.exp(a2)"), ("np.exp(-a3)", "np.exp(a3)")),
    ),
    "tanh_forward": (
        "Your layers bend with tanh; asked for is the sigmoid.",
        (
            ("1.0 / (1.0 + np.exp(-a1))", "np.tanh(a1)"),
            ("1.0 / (1.0 + np.exp(-a2))", "np.tanh(a2)"),
            ("1.0 / (1.0 + np.exp(-a3))", "np.tanh(a3)"),
            (S1, "* (1.0 - f1**2)"),
            (S2, "* (1.0 - f2**2)"),
            (S3, "* (1.0 - f3**2)"),
        ),
    ),
}

COS, EXP, SIN = "dh3 * -np.sin(f2)", "dh2 * np.exp(f1)", "dh1 * np.cos(f0)"
DBETA, DOMEGA = "np.array([df0, df1, df2, df3])", "np.array([df0 * x, df1 * h1, df2 * h2, df3 * h3])"

TOY: Table = {
    "two_missing": ("Check the outermost square.", (("2.0 * (f3 - y)", "f3 - y"),)),
    "loss_sign": (
        "Stepping against your gradient would raise the loss: the sign of the difference is turned.",
        (("2.0 * (f3 - y)", "2.0 * (y - f3)"),),
    ),
    "of_the_output": (
        "These are slopes of the model's output, not of the loss.",
        (("2.0 * (f3 - y)", "1.0"),),
    ),
    "half_in_loss": (
        "S3's loss has no half, yours has.",
        (("(f3 - y) ** 2", "(f3 - y) ** 2 / 2"), ("2.0 * (f3 - y)", "f3 - y")),
    ),
    "loss_for_slope": (
        "Your way back begins with the loss instead of its slope.",
        (("2.0 * (f3 - y)", "loss"),),
    ),
    "cos_sign": ("One link has the wrong sign.", ((COS, "dh3 * np.sin(f2)"),)),
    "cos_at_h": (
        f"{PLACE} the cosine's derivative is taken at h3.",
        ((COS, "dh3 * -np.sin(h3)"),),
    ),
    "cos_is_itself": ("The derivative of a cosine is no cosine.", ((COS, "dh3 * h3"),)),
    "exp_at_h": (f"{PLACE} the exponential's derivative is taken at h2.", ((EXP, "dh2 * np.exp(h2)"),)),
    "exp_power_rule": (
        "You differentiated the exponential as if it were a power.",
        ((EXP, "dh2 * f1 * np.exp(f1 - 1.0)"),),
    ),
    "exp_passes": ("The exponential has a slope of its own, which is missing.", ((EXP, "dh2"),)),
    "exp_input": (
        "The exponential's slope is its output; you multiplied by its input.",
        ((EXP, "dh2 * f1"),),
    ),
    "sin_at_h": (f"{PLACE} the sine's derivative is taken at h1.", ((SIN, "dh1 * np.cos(h1)"),)),
    "sin_sign": ("The slope of the sine has one minus too many.", ((SIN, "dh1 * -np.cos(f0)"),)),
    "sin_is_itself": ("The derivative of a sine is no sine.", ((SIN, "dh1 * h1"),)),
    "all_at_h": (
        f"{PLACE} all three derivatives are taken at outputs.",
        ((COS, "dh3 * -np.sin(h3)"), (EXP, "dh2 * np.exp(h2)"), (SIN, "dh1 * np.cos(h1)")),
    ),
    "functions_for_slopes": (
        "You multiply by the functions themselves instead of their derivatives.",
        ((COS, "dh3 * np.cos(f2)"), (SIN, "dh1 * np.sin(f0)")),
    ),
    "no_functions": (
        "The gradient went past sine, exponential and cosine: their slopes are missing.",
        ((COS, "dh3"), (EXP, "dh2"), (SIN, "dh1")),
    ),
    "betas_for_omegas": (
        "On the way from an f to the h before it you multiply by the summand; what was h multiplied with?",
        (
            ("df3 * omega[3]", "df3 * beta[3]"),
            ("df2 * omega[2]", "df2 * beta[2]"),
            ("df1 * omega[1]", "df1 * beta[1]"),
        ),
    ),
    "omegas_missing": (
        "On the way from an f to the h before it the factor between them is missing.",
        (("df3 * omega[3]", "df3"), ("df2 * omega[2]", "df2"), ("df1 * omega[1]", "df1")),
    ),
    "omegas_shifted": (
        "On the way down you multiply by the factor of the step before.",
        (
            ("df3 * omega[3]", "df3 * omega[2]"),
            ("df2 * omega[2]", "df2 * omega[1]"),
            ("df1 * omega[1]", "df1 * omega[0]"),
        ),
    ),
    "betas_with_inputs": (
        "A summand's slope does not contain what stands beside it.",
        ((DBETA, "np.array([df0 * x, df1 * h1, df2 * h2, df3 * h3])"),),
    ),
    "betas_own": ("A summand's slope does not contain the summand.", ((DBETA, f"{DBETA} * beta"),)),
    "betas_local": ("Upstream is missing in the slopes of the summands.", ((DBETA, "np.ones(4)"),)),
    "omegas_like_betas": (
        "What the factors multiply is missing from their slopes.",
        ((DOMEGA, "np.array([df0, df1, df2, df3])"),),
    ),
    "omegas_own": (
        "Each factor's slope contains the factor itself.",
        ((DOMEGA, "np.array([df0, df1, df2, df3]) * omega"),),
    ),
    "omegas_local": (
        "Upstream is missing in the slopes of the factors.",
        ((DOMEGA, "np.array([x, h1, h2, h3])"),),
    ),
    "omegas_next": (
        "Each factor's slope contains what comes after it; what did it multiply?",
        ((DOMEGA, "np.array([df0 * h1, df1 * h2, df2 * h3, df3 * f3])"),),
    ),
    "omegas_before_function": (
        "A factor multiplies what its function puts out, not what goes into the function.",
        ((DOMEGA, "np.array([df0 * x, df1 * f0, df2 * f1, df3 * f2])"),),
    ),
    "x_missing": ("The first factor's slope lacks x.", (("df0 * x, ", "df0, "),)),
    "betas_reversed": (
        "The slopes of beta stand in the order of the way back.",
        ((DBETA, f"{DBETA}[::-1]"),),
    ),
    "both_reversed": (
        "All slopes of parameters stand in the order of the way back.",
        ((DBETA, f"{DBETA}[::-1]"), (DOMEGA, f"{DOMEGA}[::-1]")),
    ),
    "exchanged": (
        "The slopes of beta and omega are exchanged.",
        (('"beta": dbeta, "omega": domega', '"beta": domega, "omega": dbeta'),),
    ),
    "parameters_exchanged": (
        "On the way there, summands and factors are exchanged.",
        (
            ("beta[0] + omega[0] * x", "omega[0] + beta[0] * x"),
            ("beta[1] + omega[1] * h1", "omega[1] + beta[1] * h1"),
            ("beta[2] + omega[2] * h2", "omega[2] + beta[2] * h2"),
            ("beta[3] + omega[3] * h3", "omega[3] + beta[3] * h3"),
        ),
    ),
    "functions_exchanged": (
        "Sine and cosine are exchanged on the way there.",
        (("h1 = np.sin", "h1 = np.cos"), ("h3 = np.cos", "h3 = np.sin")),
    ),
    "square_forgotten": ("Your loss lacks its square.", (("(f3 - y) ** 2", "f3 - y"),)),
    "absolute": ("Your loss is the absolute error.", (("(f3 - y) ** 2", "abs(f3 - y)"),)),
}

GATE_ROWS: dict[str, Table] = {
    "perceptron_chain": {
        "parameters_alone": (
            'Your slopes lack the name "',
            (("return values, slopes | {", "return values, {"),),
        ),
        "no_loss": ('Your values lack the name "loss"', ((', "f3": f3, "loss": loss}', ', "f3": f3}'),)),
        "bias_last": (
            "Your parameters stand in another order",
            (("(x, y, w1, b, w2, w3)", "(x, y, w1, w2, w3, b)"),),
        ),
    },
    "toy_model": {
        "eight_names": (
            'Your slopes lack the name "beta"',
            (
                (
                    '{"beta": dbeta, "omega": domega}',
                    '{"beta0": df0, "beta1": df1, "beta2": df2, "beta3": df3}',
                ),
            ),
        ),
        "transposed": (
            'Your slopes hold under "beta"',
            ((DBETA, "np.array([[df0], [df1], [df2], [df3]])"),),
        ),
        "steps_down": (
            "Your function changes `beta`",
            (("    values = {", "    beta -= 0.01 * dbeta\n    values = {"),),
        ),
    },
}

TABLES = {"perceptron_chain": CHAIN, "toy_model": TOY}
MISCONCEPTIONS = (
    *(
        Mistake(f"{function}:{name}", function, sentence, edits)
        for function, table in TABLES.items()
        for name, (sentence, edits) in table.items()
    ),
    *(
        Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")
        for function, table in GATE_ROWS.items()
        for name, (sentence, edits) in table.items()
    ),
)
