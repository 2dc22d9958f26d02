"""Wrong counts and wrong beginnings that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

ONE = "one_layer = sum(comb(D, j) for j in range(D_i + 1))"
FACTOR = "(D // D_i + 1) ** (D_i * (K - 1))"
BOUND = f"{FACTOR} * one_layer"
REGIONS: Table = {
    "depth_for_width": (
        "Depth and width are exchanged.",
        ((ONE, f"D, K = K, D\n    {ONE}"),),
    ),
    "one_layer_more": (
        "Your exponent counts one layer too many: the sum is the first layer's.",
        (("(K - 1)", "K"),),
    ),
    "exponent_without_inputs": (
        "Your exponent does not depend on the inputs.",
        (("D_i * (K - 1)", "K - 1"),),
    ),
    "exponent_added": (
        "In the exponent the inputs are a factor.",
        (("D_i * (K - 1)", "D_i + (K - 1)"),),
    ),
    "no_plus_1": (
        "A layer that cuts D times makes one piece more than that.",
        (("D // D_i + 1", "D // D_i"),),
    ),
    "sum_stops_early": ("Your sum stops one term early.", (("range(D_i + 1)", "range(D_i)"),)),
    "sum_starts_at_1": ("Your sum begins with j = 1.", (("range(D_i + 1)", "range(1, D_i + 1)"),)),
    "sum_of_all": (
        "Your sum runs over all subsets of units: inputs limit it.",
        (("range(D_i + 1)", "range(D + 1)"),),
    ),
    "no_sum": ("The last factor is missing: what one layer can do.", ((BOUND, FACTOR),)),
    "last_term_only": (
        "Of your sum only the last term is left.",
        ((ONE, "one_layer = comb(D, D_i)"),),
    ),
    "binomial_upside_down": ("Your binomials are upside down.", (("comb(D, j)", "comb(D_i, j)"),)),
    "sum_added": ("Layers multiply; you add the last factor.", ((BOUND, f"{FACTOR} + one_layer"),)),
    "rounded_up": ("The quotient is rounded up.", (("D // D_i + 1", "-(-D // D_i) + 1"),)),
    "order": (
        "Inputs come first, then units: your parameters stand the other way round.",
        (("(D_i, D, K)", "(D, D_i, K)"),),
    ),
    "floating_point": (
        "Your bound is a floating-point number, which keeps about 16 digits.",
        ((BOUND, f"float({BOUND})"),),
    ),
    "not_rounded": ("The quotient is not rounded down.", (("D // D_i", "D / D_i"),)),
    "layers_added": (
        "You add what the layers bring; it multiplies.",
        ((BOUND, "((D // D_i + 1) ** D_i) * (K - 1) + one_layer"),),
    ),
    "patterns": (
        "You count activation patterns: most of them belong to no place at all.",
        ((BOUND, "2 ** (D * K)"),),
    ),
    "line_only": (
        "Your formula is that of a single input.",
        ((BOUND, "(D + 1) ** K"),),
    ),
    "digits_lost": (
        "Your bound went through floating point, which keeps about 16 digits.",
        ((BOUND, f"int(float({BOUND}))"),),
    ),
    "wrapped_around": (
        "Your bound ran over the end of 64 bits.",
        ((BOUND, f"({BOUND} + 2**63) % 2**64 - 2**63"),),
    ),
}
REGIONS_GATES: Table = {
    "all_depths": (
        "where a single number is expected",
        ((BOUND, f"[{FACTOR.replace('K - 1', 'k')} * one_layer for k in range(K)]"),),
    ),
}

LAYER = "fan_in * fan_out + fan_out"
PARAMETERS: Table = {
    "weights_only": ("You counted weights only.", ((LAYER, "fan_in * fan_out"),)),
    "biases_only": ("You counted biases only.", ((LAYER, "fan_out"),)),
    "bias_a_layer": (
        "Each layer has a bias for every unit, not one in all.",
        ((LAYER, "fan_in * fan_out + 1"),),
    ),
    "bias_an_input": (
        "Biases belong to the units of a layer, not to its inputs.",
        ((LAYER, "fan_in * fan_out + fan_in"),),
    ),
    "no_last_bias": (
        "The last layer has biases, too.",
        (("return total", "return total - num_classes"),),
    ),
    "hidden_biases_missing": (
        "Only the last layer's biases are counted.",
        (("return total", "return total - sum(hidden_dims)"),),
    ),
    "linear_is_nothing": (
        "A net without hidden layers has parameters, too.",
        (("return total", "return total if hidden_dims else 0"),),
    ),
    "no_first_layer": (
        "The first layer is missing.",
        (("return total", "return total - (input_dim + 1) * [*hidden_dims, num_classes][0]"),),
    ),
    "no_last_layer": ("The last layer is missing.", (("(*hidden_dims, num_classes)", "hidden_dims"),)),
    "inputs_to_all": (
        "Every layer seems to see the input: what comes in is the layer before.",
        (("        fan_in = fan_out\n", ""),),
    ),
    "one_hidden_layer": (
        "Only one hidden layer is counted.",
        (("(*hidden_dims, num_classes)", "(*hidden_dims[:1], num_classes)"),),
    ),
    "added_sizes": (
        "Between two layers every unit meets every other: a product.",
        ((LAYER, "fan_in + fan_out + fan_out"),),
    ),
    "units": ("You counted units, not parameters.", ((LAYER, "fan_in"),)),
    "input_biases": (
        "Inputs have no biases.",
        (("return total", "return total + input_dim"),),
    ),
    "twice": (
        "Every parameter is counted twice.",
        (("return total", "return 2 * total"),),
    ),
}
PARAMETERS_GATES: Table = {
    "order": (
        "must be an iterable",
        (("(input_dim, hidden_dims, num_classes)", "(hidden_dims, input_dim, num_classes)"),),
    ),
    "layer_by_layer": (
        "where a single number is expected",
        (("return total", "return [total] * len(hidden_dims)"),),
    ),
}

SPREAD = "np.sqrt(2.0 / fan_in)"
DRAW = "rng.standard_normal((fan_in, fan_out))"
HE_GATES: Table = {
    "fan_out": ("The spread fits another layer size: incoming", ((SPREAD, "np.sqrt(2.0 / fan_out)"),)),
    "one_over_n": ("your spread does not make up for it", ((SPREAD, "np.sqrt(1.0 / fan_in)"),)),
    "one_over_fan_out": (
        "The spread fits another layer size, and what",
        ((SPREAD, "np.sqrt(1.0 / fan_out)"),),
    ),
    "variance": ("What you use as the spread is the variance", ((SPREAD, "(2.0 / fan_in)"),)),
    "glorot": ("Glorot's rule", ((SPREAD, "np.sqrt(2.0 / (fan_in + fan_out))"),)),
    "plain": ("does not depend on the size of the layer", ((f"{SPREAD} * ", ""),)),
    "hundredth": ("The spread of the weights is not He's", ((SPREAD, "0.01"),)),
    "zeros": ("Your weights begin as zeros", ((SPREAD, "0.0"),)),
    "uniform": (
        "are not normal",
        ((f"{SPREAD} * {DRAW}", "rng.uniform(-1, 1, (fan_in, fan_out)) * np.sqrt(6.0 / fan_in)"),),
    ),
    "shifted": ("do not lie around 0", ((DRAW, f"({DRAW} + 0.2)"),)),
    "transposed": ("has shape (4, 6)", ((DRAW, "rng.standard_normal((fan_out, fan_in))"),)),
    "global_generator": ("Two equal generators", ((DRAW, "np.random.randn(fan_in, fan_out)"),)),
    "seed": (
        "Two different generators give the same",
        (("    return", "    rng = np.random.default_rng(0)\n    return"),),
    ),
    "fixed_default": ("of its own has a fixed seed", (("default_rng()", "default_rng(0)"),)),
    "no_default": ("needs a default value", (("rng=None", "rng"),)),
}

START = "he_init(sizes[k - 1], sizes[k], rng)"
ZEROS = "np.zeros(sizes[k])"
INIT: Table = {
    "reg_doubled": ("The net keeps another `reg` than it was given.", (("= reg", "= 2 * reg"),)),
    "reg_halved": ("The net keeps half of `reg`.", (("= reg", "= 0.5 * reg"),)),
    "reg_dropped": ("`reg` is not kept: the net has no penalty.", (("= reg", "= 0.0"),)),
    "biases_of_ones": ("Your biases begin as ones.", ((ZEROS, "np.ones(sizes[k])"),)),
    "biases_of_hundredths": ("Your biases begin as 0.01.", ((ZEROS, "np.full(sizes[k], 0.01)"),)),
}
INIT_GATES: Table = {
    "random_biases": ("Your b1 is wrong", ((ZEROS, "0.1 * rng.standard_normal(sizes[k])"),)),
    "no_he": (
        "W1 does not begin with what `he_init` gives",
        ((START, "0.01 * rng.standard_normal((sizes[k - 1], sizes[k]))"),),
    ),
    "only_the_first": (
        "W2 does not begin with what `he_init` gives",
        ((START, f"{START} if k == 1 else rng.standard_normal((sizes[k - 1], sizes[k]))"),),
    ),
    "zeros_at_the_end": (
        "W3 does not begin with what `he_init` gives",
        ((START, f"{START} * (k < len(sizes) - 1)"),),
    ),
    "size_of_the_next_layer": (
        "does not begin with what `he_init` gives for a layer of this size",
        ((START, "he_init(sizes[k], sizes[k - 1], rng).T"),),
    ),
    "generator_anew": (
        "Two layers begin with the same numbers",
        ((START, START.replace("rng)", "np.random.default_rng(0))")),),
    ),
    "seed": ("is a seed set inside", (("default_rng()", "default_rng(0)"),)),
    "rng_not_handed_on": ("Two nets from equal generators differ", ((START, START.replace(", rng", "")),)),
    "transposed": ("has shape (5, 7)", ((START, "he_init(sizes[k], sizes[k - 1], rng)"),)),
    "biases_as_rows": ("has shape (1, 5)", ((ZEROS, "np.zeros((1, sizes[k]))"),)),
    "from_0": ("has other keys", (('f"W{k}"', 'f"W{k - 1}"'), ('f"b{k}"', 'f"b{k - 1}"'))),
    "no_last_layer": (
        "result has other keys than expected",
        (("range(1, len(sizes))", "range(1, len(sizes) - 1)"),),
    ),
    "one_hidden_layer": (
        "Your result has other keys than",
        (("[input_dim, *hidden_dims, num_classes]", "[input_dim, *hidden_dims[:1], num_classes]"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("input_dim, hidden_dims, num_classes, reg", "input_dim, num_classes, hidden_dims, reg"),),
    ),
}
TOGETHER = {
    "__init__": {
        *("reg_doubled", "reg_halved", "reg_dropped"),
        *("no_he", "transposed", "from_0", "no_last_layer", "one_hidden_layer", "order"),
    },
    "he_init": {"zeros", "hundredth", "transposed"},
}


def rows(function: str, told: Table, gates: Table) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""

    def loses(name: str) -> tuple[str, ...]:
        return (function, "together") if name in TOGETHER.get(function, ()) else (function,)

    return (
        *(Mistake(f"{function}:{n}", function, t, e, loses=loses(n)) for n, (t, e) in told.items()),
        *(
            Mistake(f"{function}:{n}", function, t, e, loses=loses(n), told_by="gate")
            for n, (t, e) in gates.items()
        ),
    )


MISCONCEPTIONS = (
    *rows("max_linear_regions", REGIONS, REGIONS_GATES),
    *rows("num_parameters", PARAMETERS, PARAMETERS_GATES),
    *rows("he_init", {}, HE_GATES),
    *rows("__init__", INIT, INIT_GATES),
)
