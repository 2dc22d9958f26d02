"""Wrong affine and maxout layers, and wrong warm-ups, that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]
Gates = dict[str, tuple[str, tuple[Edit, ...]]]

ONCE = "Each example should contribute to a bias once, in full."
UNSUMMED = "You hand back one gradient of the bias for each example: they add up."
AVERAGED = "You divide by the number of examples, which the upstream gradient has done already."
NO_UPSTREAM = "What comes from upstream is missing in dx."
ORDER = "Your gradients come back in another order than asked."
NO_PAIR = "A forward pass returns a pair"

AFFINE_OUT = "x.reshape(len(x), -1) @ w + b"
AFFINE_FORWARD: Table = {
    "not_flattened": (
        "Only works for two-dimensional x: what an example holds must become one row first.",
        ((AFFINE_OUT, "x @ w + b"),),
    ),
    "no_bias": ("The bias is missing.", ((f"{AFFINE_OUT}", "x.reshape(len(x), -1) @ w"),)),
    "transposed": ("Your weights are transposed: w has a column for each output.", (("@ w", "@ w.T"),)),
    "squeezed": (
        "You drop axes of length 1: a single example, or a single output, still has its axis.",
        ((AFFINE_OUT, f"np.squeeze({AFFINE_OUT})"),),
    ),
    "mixes_examples": (
        "Your flattening mixes numbers of different examples.",
        (("x.reshape(len(x), -1)", "x.reshape(-1, len(x)).T"),),
    ),
    "other_order": (
        "You flatten the axes of an example in another order than numpy's usual one.",
        (("(len(x), -1)", '(len(x), -1, order="F")'),),
    ),
    "bias_subtracted": ("Your bias has the wrong sign.", (("@ w + b", "@ w - b"),)),
    "relu_inside": (
        "Your output is never negative: an affine layer has no activation.",
        ((AFFINE_OUT, f"np.maximum(0.0, {AFFINE_OUT})"),),
    ),
    "bias_for_each_input": (
        "You add the bias to the sum once for every input.",
        (("@ w + b", "@ (w + b)"),),
    ),
}

AFFINE_BACKWARD: Table = {
    "dx_flat": (
        "A gradient has the shape of its variable: your dx is still flat.",
        (("(dout @ w.T).reshape(x.shape)", "dout @ w.T"),),
    ),
    "dx_other_order": (
        "You fold dx back in another order than x was flattened in.",
        (("reshape(x.shape)", 'reshape(x.shape, order="F")'),),
    ),
    "dx_averaged": (f"{AVERAGED} This is about dx.", (("(dout @ w.T)", "(dout @ w.T / len(x))"),)),
    "dx_no_upstream": (NO_UPSTREAM, (("(dout @ w.T)", "(np.ones_like(dout) @ w.T)"),)),
    "dw_transposed": (
        "Your dw is transposed.",
        (("x.reshape(len(x), -1).T @ dout", "dout.T @ x.reshape(len(x), -1)"),),
    ),
    "dw_averaged": (f"{AVERAGED} This is about dw.", (("-1).T @ dout", "-1).T @ dout / len(x)"),)),
    "dw_flat": (
        "A gradient has the shape of its variable: your dw is flat.",
        (("-1).T @ dout", "-1).T @ dout).ravel()"), ("dw = x", "dw = (x")),
    ),
    "dw_with_weights": (
        "Your dw contains w: the slope with respect to a factor is the other factor.",
        (("-1).T @ dout", "-1).T @ dout * w"),),
    ),
    "db_unsummed": (UNSUMMED, (("dout.sum(axis=0)", "dout.copy()"),)),
    "db_mean": (ONCE, (("dout.sum(axis=0)", "dout.mean(axis=0)"),)),
    "db_wrong_axis": (
        "Your db has an entry for each example; it needs one for each output.",
        (("dout.sum(axis=0)", "dout.sum(axis=1)"),),
    ),
    "db_number": (
        "Your db is a single number: every output has a bias of its own.",
        (("dout.sum(axis=0)", "dout.sum()"),),
    ),
    "db_row": (
        "A gradient has the shape of its variable: your db is a table of one row.",
        (("dout.sum(axis=0)", "dout.sum(axis=0, keepdims=True)"),),
    ),
    "db_counts": (
        "Your db counts the examples: what comes from upstream is missing in it.",
        (("dout.sum(axis=0)", "np.ones_like(dout).sum(axis=0)"),),
    ),
    "db_one_example": ("Your db looks at a single example.", (("dout.sum(axis=0)", "dout[0].copy()"),)),
    "order": (ORDER, (("return dx, dw, db", "return dw, dx, db"),)),
    "all_averaged": (
        AVERAGED,
        (("    x, w = cache\n", "    x, w = cache\n    dout = dout / len(x)\n"),),
    ),
}

MAXOUT_OUT = "np.maximum(first, second)"
MAXOUT_FORWARD: Table = {
    "minimum": ("You keep the smaller of the two maps.", ((MAXOUT_OUT, "np.minimum(first, second)"),)),
    "sum": ("You add the two maps; one of them should win.", ((MAXOUT_OUT, "first + second"),)),
    "first_only": ("The second map has no effect.", ((MAXOUT_OUT, "first"),)),
    "second_only": ("The first map has no effect.", ((MAXOUT_OUT, "second"),)),
    "no_biases": ("The biases are missing.", (("@ w1 + b1", "@ w1"), ("@ w2 + b2", "@ w2"))),
    "biases_exchanged": (
        "Each map carries the bias of the other.",
        (("@ w1 + b1", "@ w1 + b2"), ("@ w2 + b2", "@ w2 + b1")),
    ),
    "biases_afterwards": (
        "You compare the maps before their biases are added.",
        (("@ w1 + b1", "@ w1"), ("@ w2 + b2", "@ w2"), (MAXOUT_OUT, f"{MAXOUT_OUT} + np.maximum(b1, b2)")),
    ),
    "relu": (
        "Where both maps are negative your output is 0: in maxout only the maps compete.",
        ((MAXOUT_OUT, f"np.maximum(0.0, {MAXOUT_OUT})"),),
    ),
    "largest_size": (
        "You keep the map of the larger size, whatever its sign.",
        ((MAXOUT_OUT, "np.where(np.abs(first) > np.abs(second), first, second)"),),
    ),
    "over_outputs": (
        "You take the largest over all outputs of an example: each output has its own contest.",
        ((MAXOUT_OUT, f"{MAXOUT_OUT}.max(axis=1)"),),
    ),
    "whole_examples": (
        "One map wins for a whole example; each output has its own contest.",
        ((MAXOUT_OUT, "np.where((first.sum(axis=1) > second.sum(axis=1))[:, None], first, second)"),),
    ),
    "winner": (
        "You return which map wins, not what it says.",
        ((MAXOUT_OUT, "np.where(first > second, 0.0, 1.0)"),),
    ),
}

D1, D2 = "np.where(first_wins, dout, 0.0)", "np.where(first_wins, 0.0, dout)"
RETURNED = "return dx, x.T @ d1, d1.sum(axis=0), x.T @ d2, d2.sum(axis=0)"
MAXOUT_BACKWARD: Table = {
    # What is wrong in one gradient alone comes first: the rows below it err there, too.
    "dx_of_first": ("Where the second map wins your dx is 0.", ((" + d2 @ w2.T", ""),)),
    "dx_of_both": (
        "Your dx goes back through both maps; only the winner passed anything on.",
        (("d1 @ w1.T + d2 @ w2.T", "dout @ (w1 + w2).T"),),
    ),
    "dx_exchanged": (
        "Your dx goes back through the weights of the other map.",
        (("d1 @ w1.T + d2 @ w2.T", "d1 @ w2.T + d2 @ w1.T"),),
    ),
    "db_unsummed": (UNSUMMED, ((RETURNED, "return dx, x.T @ d1, d1, x.T @ d2, d2"),)),
    "db_mean": (
        ONCE,
        ((RETURNED, "return dx, x.T @ d1, d1.mean(axis=0), x.T @ d2, d2.mean(axis=0)"),),
    ),
    "db_alike": (
        "Both biases receive the whole gradient; each should receive what its own map won.",
        ((RETURNED, "return dx, x.T @ d1, dout.sum(axis=0), x.T @ d2, dout.sum(axis=0)"),),
    ),
    "dw_alike": (
        "Both weights receive the whole gradient; each should receive what its own map won.",
        ((RETURNED, "return dx, x.T @ dout, d1.sum(axis=0), x.T @ dout, d2.sum(axis=0)"),),
    ),
    "dw_transposed": (
        "Your dw1 and dw2 are transposed.",
        ((RETURNED, "return dx, d1.T @ x, d1.sum(axis=0), d2.T @ x, d2.sum(axis=0)"),),
    ),
    "dw_averaged": (
        AVERAGED,
        ((RETURNED, "return dx, x.T @ d1 / len(x), d1.sum(axis=0), x.T @ d2 / len(x), d2.sum(axis=0)"),),
    ),
    "to_both": ("The map that lost receives gradient, too.", ((D1, "dout"), (D2, "dout"))),
    "shared": (
        "You share the gradient between both maps: the winner receives all of it.",
        ((D1, "dout / 2"), (D2, "dout / 2")),
    ),
    "to_the_loser": (
        "The map that lost receives the gradient of the winner.",
        ((D1, D2), ("d2 = " + D2, "d2 = " + D1)),
    ),
    "by_dout": (
        "Who wins depends on the gradient, not on the two maps.",
        (("cache\n", "cache\n    first_wins = dout > 0\n"),),
    ),
    "first_only": (
        "The second map receives nothing.",
        ((D2, "0.0 * dout"),),
    ),
    "order": (
        ORDER,
        ((RETURNED, "return dx, x.T @ d1, x.T @ d2, d1.sum(axis=0), d2.sum(axis=0)"),),
    ),
}

PRODUCT_RETURN = "return value, dx, dy, dz"
PRODUCT: Table = {
    "local_only": (
        "You stop at the sum: its slope still has to be multiplied by what comes from upstream.",
        (("dx, dy = dq, dq", "dx, dy = 1.0, 1.0"),),
    ),
    "own_value": (
        "Each factor got its own value for a slope.",
        (("dq, dz = z, q", "dq, dz = q, z"),),
    ),
    "times_input": (
        "Your slopes of x and y contain x and y themselves.",
        (("= dq, dq", "= dq * x, dq * y"),),
    ),
    "product_of_all": (
        "Your dz is a product of x and y, where the formula adds them.",
        (("dq, dz = z, q", "dq, dz = z, x * y"),),
    ),
    "precedence": ("Your value multiplies before it adds.", (("value = q * z", "value = x + y * z"),)),
    "z_forgotten": (
        "Your dz is the slope of another formula: it does not depend on x and y.",
        (("dq, dz = z, q", "dq, dz = z, 1.0"),),
    ),
    "sign": ("Your dx and dy have the wrong sign.", (("= dq, dq", "= -dq, -dq"),)),
    "nested": (
        "Return four values side by side, not a value and a bundle of slopes.",
        ((PRODUCT_RETURN, "return value, (dx, dy, dz)"),),
    ),
    "order": (
        "Your slopes come back in another order than asked.",
        ((PRODUCT_RETURN, "return value, dz, dx, dy"),),
    ),
}

NEURON_RETURN = "return value, dw, dx"
NEURON: Table = {
    "no_bias": ("The bias is missing in the score.", ((" + w[2]", ""),)),
    "score_slope": (
        "Your slope of the sigmoid is written for its output, but you feed it the score.",
        (("value * (1.0 - value)", "score * (1.0 - score)"),),
    ),
    "no_slope": (
        "You leave out the slope of the sigmoid: your gradients are those of the score.",
        (("value * (1.0 - value)", "1.0"),),
    ),
    "half_a_slope": (
        "One of the two factors of the sigmoid's slope is missing.",
        (("value * (1.0 - value)", "value"),),
    ),
    "other_half": (
        "Your slope is largest where the sigmoid is flat at 0.",
        (("value * (1.0 - value)", "1.0 - value"),),
    ),
    "of_tanh": ("This is the slope of tanh.", (("value * (1.0 - value)", "1.0 - value**2"),)),
    "sign": ("Your neuron falls where it should rise.", (("np.exp(-score)", "np.exp(score)"),)),
    "exchanged": (
        "The slope with respect to a factor is the other factor: you took the factor itself.",
        (("np.append(x, 1.0)", "w"), ("dscore * w[:2]", "dscore * x")),
    ),
    "bias_slope_alone": (
        "The bias, too, reaches the value only through the sigmoid.",
        (("dscore * np.append(x, 1.0)", "np.append(dscore * x, 1.0)"),),
    ),
    "bias_times_weight": (
        "Your slope of the bias contains the bias: the bias is added, not multiplied.",
        (("np.append(x, 1.0)", "np.append(x, w[2])"),),
    ),
    "bias_without_slope": (
        "Your dw has no entry for the bias.",
        (("dscore * np.append(x, 1.0)", "dscore * x"),),
    ),
    "bias_first": (
        "You take the first entry of w for the bias.",
        (
            ("w[:2] @ x + w[2]", "w[1:] @ x + w[0]"),
            ("np.append(x, 1.0)", "np.append(1.0, x)"),
            ("dscore * w[:2]", "dscore * w[1:]"),
        ),
    ),
    "input_for_bias": (
        "Your dx has an entry for the bias, which is no input.",
        (("dscore * w[:2]", "dscore * w"),),
    ),
    "order": (
        "Your gradients come back in another order than asked.",
        ((NEURON_RETURN, "return value, dx, dw"),),
    ),
}

TABLES = {
    "affine_forward": AFFINE_FORWARD,
    "affine_backward": AFFINE_BACKWARD,
    "maxout_forward": MAXOUT_FORWARD,
    "maxout_backward": MAXOUT_BACKWARD,
    "product_of_sum": PRODUCT,
    "sigmoid_neuron": NEURON,
}

# Told by gates: the sentence is a piece of the gate's message.
GATES: dict[str, Gates] = {
    "affine_forward": {
        "no_cache": (NO_PAIR, (("return out, (x, w)", "return out"),)),
        "three_things": ("a cache for the way back", (("return out, (x, w)", "return out, x, w"),)),
        "changes_x": (
            "Your function changes `x`",
            (("    out = x", "    kept = x.copy()\n    x -= x.mean()\n    x, kept = kept, x\n    out = x"),),
        ),
        "parameters": ("Your parameters stand in another order", (("(x, w, b)", "(x, b, w)"),)),
    },
    "affine_backward": {
        "changes_dout": (
            "Your function changes `dout`",
            (("    return dx", "    dout *= 0.0\n    return dx"),),
        ),
        "updates_weights": (
            "Your function changes `cache`",
            (("    return dx", "    w -= 0.1 * dw\n    return dx"),),
        ),
    },
    "maxout_forward": {
        "no_cache": (NO_PAIR, (("return out, (x, w1, w2, first > second)", "return out"),)),
        "changes_b1": (
            "Your function changes `b1`",
            (("    out = np", "    b1 -= b1.mean()\n    out = np"),),
        ),
    },
    "maxout_backward": {
        "changes_dout": (
            "Your function changes `dout`",
            (
                ("    d1 = np.where(first_wins, dout, 0.0)\n", ""),
                ("    dx =", "    d1 = dout\n    d1[~first_wins] = 0.0\n    dx ="),
            ),
        ),
    },
    "sigmoid_neuron": {
        "changes_w": (
            "Your function changes `w`",
            (("    return value", "    w += 0.1 * dw\n    return value"),),
        ),
        "parameters": ("Your parameters stand in another order", (("(w, x)", "(x, w)"),)),
    },
}

MISCONCEPTIONS = (
    *(
        Mistake(f"{function}:{name}", function, sentence, edits)
        for function, table in TABLES.items()
        for name, (sentence, edits) in table.items()
    ),
    *(
        Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")
        for function, table in GATES.items()
        for name, (sentence, edits) in table.items()
    ),
)
