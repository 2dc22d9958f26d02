"""Wrong activations that people really write, as edits of the reference, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
Layers, losses and warm-ups have files of their own beside this one.
"""

from collections.abc import Iterator

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

OVERFLOW = "Large x overflowed in your exponential, and what you did with the infinity gave no number."
NO_UPSTREAM = "What comes from upstream is missing: a backward pass multiplies it by the layer's own slope."
GATE_OF_DOUT = "The gate depends on the gradient, not the input."
PRECEDENCE = "Check in which order * and - are carried out in your product."
CHANGES_DOUT = "Your function changes `dout`"  # this and the next two: pieces of a gate's message
CHANGES_CACHE = "Your function changes `cache`"
CHANGES_X = "Your function changes `x`"
NO_PAIR = "A forward pass returns a pair"

SIGMOID = "np.where(x >= 0, 1.0, small) / (1.0 + small)"
SIGMOID_BACK = "dout * out * (1.0 - out)"
TANH_BACK = "dout * (1.0 - out**2)"
LEAKY, LEAKY_BACK = "np.where(x > 0, x, alpha * x)", "np.where(x > 0, 1.0, alpha)"
ELU = "np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0.0)) - 1.0))"
ELU_BACK = "np.where(x >= 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))"

SIGMOID_FORWARD: Table = {
    "mirrored": (
        "Your curve falls where the sigmoid rises.",
        ((SIGMOID, "np.where(x < 0, 1.0, small) / (1.0 + small)"),),
    ),
    "overflow": (OVERFLOW, ((SIGMOID, "np.exp(x) / (1.0 + np.exp(x))"),)),
    "no_one": (
        "Your output grows past 1: something in the denominator is missing.",
        ((SIGMOID, "1.0 / np.exp(-x)"),),
    ),
    "is_tanh": ("This is tanh.", ((SIGMOID, "np.tanh(x)"),)),
    "is_slope": (
        "This is the slope of the sigmoid, not the sigmoid.",
        (("    return out", "    out = out * (1.0 - out)\n    return out"),),
    ),
    "is_step": (
        "Your output is all or nothing: the sigmoid rises gradually.",
        ((SIGMOID, "np.where(x >= 0, 1.0, 0.0)"),),
    ),
    "halved": ("You shifted the curve to pass through the origin.", ((SIGMOID, f"{SIGMOID} - 0.5"),)),
}

TANH_FORWARD: Table = {
    "is_sigmoid": (
        "This is the sigmoid: your output is never negative.",
        (("np.tanh(x)", "1.0 / (1.0 + np.exp(-x))"),),
    ),
    "inner_factor": (
        "Your tanh is built from a sigmoid that rises half as steeply as it should.",
        (("np.tanh(x)", "2.0 / (1.0 + np.exp(-x)) - 1.0"),),
    ),
    "not_centred": (
        "Your tanh is a stretched sigmoid that was not moved down: it is never negative.",
        (("np.tanh(x)", "2.0 / (1.0 + np.exp(-2 * x))"),),
    ),
    "overflow": (
        OVERFLOW,
        (("np.tanh(x)", "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"),),
    ),
    "tangent": ("This is the tangent of an angle, not the hyperbolic one.", (("np.tanh(x)", "np.tan(x)"),)),
    "is_slope": (
        "This is the slope of tanh, not tanh.",
        (("    return out", "    out = 1.0 - out**2\n    return out"),),
    ),
}

RELU_FORWARD: Table = {
    "minimum": (
        "You keep what should be cut off, and cut off what should be kept.",
        (("np.maximum", "np.minimum"),),
    ),
    "absolute": (
        "You fold the negative side up instead of cutting it off.",
        (("np.maximum(0.0, x)", "np.abs(x)"),),
    ),
    "gate_alone": (
        "You return the gate, open or shut, and not what passes through it.",
        (("np.maximum(0.0, x)", "(x > 0) * 1.0"),),
    ),
    "leaks": ("Your negative side is not flat.", (("np.maximum(0.0, x)", "np.where(x > 0, x, 0.01 * x)"),)),
    "capped": ("Your positive side is cut off, too.", (("np.maximum(0.0, x)", "np.clip(x, 0.0, 1.0)"),)),
    "softplus": (
        "This is the softplus: it rounds off the corner that ReLU has.",
        (("np.maximum(0.0, x)", "np.logaddexp(0.0, x)"),),
    ),
    "largest_entry": (
        "You look at the largest entry alone and treat all others like it.",
        (("np.maximum(0.0, x)", "x * (np.max(x) > 0)"),),
    ),
}

LEAKY_FORWARD: Table = {
    "alpha_ignored": ("alpha has no effect on your output.", (("alpha * x", "0.01 * x"),)),
    "maximum": (
        "Your maximum picks the wrong branch once alpha is larger than 1.",
        ((LEAKY, "np.maximum(alpha * x, x)"),),
    ),
    "exchanged": ("The two sides are exchanged.", ((LEAKY, "np.where(x > 0, alpha * x, x)"),)),
    "no_leak": ("Your negative side is flat: nothing leaks.", (("alpha * x", "0.0 * x"),)),
    "bends_up": ("Your negative side goes up again.", (("alpha * x", "-alpha * x"),)),
    "constant": ("Your negative side is a constant, not a slope.", (("alpha * x)", "alpha)"),)),
    "default": (
        "Your default alpha is another than the exercise's.",
        (("alpha=0.01", "alpha=0.1"),),
    ),
    "added": (
        "The leak is added on the positive side, too.",
        ((LEAKY, "np.maximum(0.0, x) + alpha * x"),),
    ),
}

ELU_FORWARD: Table = {
    "jumps": (
        "Your curve jumps at 0: its two sides do not meet.",
        (("(np.exp(np.minimum(x, 0.0)) - 1.0)", "np.exp(np.minimum(x, 0.0))"),),
    ),
    "alpha_ignored": ("alpha has no effect on your output.", (("alpha * (", "1.0 * ("),)),
    "alpha_inside": (
        "alpha stands in the exponent: it bends the curve instead of stretching it.",
        (("alpha * (np.exp(np.minimum(x, 0.0))", "(np.exp(alpha * np.minimum(x, 0.0))"),),
    ),
    "precedence": (
        "alpha multiplies one of two terms; it belongs to both.",
        (("alpha * (np.exp(np.minimum(x, 0.0)) - 1.0)", "alpha * np.exp(np.minimum(x, 0.0)) - 1.0"),),
    ),
    "overflow": (
        OVERFLOW,
        ((ELU, "(x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1.0)"),),
    ),
    "both_sides": (
        "Your positive side bends, too: there ELU is a straight line.",
        ((ELU, "alpha * (np.exp(np.minimum(x, 50.0)) - 1.0)"),),
    ),
    "is_leaky": (
        "This is the leaky ReLU: your negative side never levels off.",
        ((ELU, "np.where(x > 0, x, alpha * x)"),),
    ),
    "bends_up": ("Your negative side goes up again.", (("alpha * (np.exp", "-alpha * (np.exp"),)),
    "default": ("Your default alpha is another than the exercise's.", (("alpha=1.0", "alpha=0.01"),)),
    "is_relu": ("Your negative side is flat at 0.", (("alpha * (", "0.0 * ("),)),
}

SIGMOID_BACKWARD: Table = {
    "twice": (
        "You apply the sigmoid to what is its output already.",
        (("out = cache", "out = 1.0 / (1.0 + np.exp(-cache))"),),
    ),
    "no_upstream": (NO_UPSTREAM, ((SIGMOID_BACK, "out * (1.0 - out)"),)),
    "half_a_slope": ("One of the two factors of the slope is missing.", ((SIGMOID_BACK, "dout * out"),)),
    "other_half": (
        "Your slope is largest where the sigmoid is flat.",
        ((SIGMOID_BACK, "dout * (1.0 - out)"),),
    ),
    "of_tanh": ("This is the slope of tanh, not of the sigmoid.", ((SIGMOID_BACK, "dout * (1.0 - out**2)"),)),
    "sign": ("By your slope the sigmoid falls.", (("(1.0 - out)", "(out - 1.0)"),)),
    "precedence": (PRECEDENCE, ((SIGMOID_BACK, "dout * out * 1.0 - out"),)),
    "added": (
        "You add the layer's slope to what comes from upstream; the chain rule multiplies.",
        ((SIGMOID_BACK, "dout + out * (1.0 - out)"),),
    ),
    "of_dout": (
        "You take the slope at the upstream gradient instead of at the layer's own numbers.",
        ((SIGMOID_BACK, "out * dout * (1.0 - dout)"),),
    ),
}

TANH_BACKWARD: Table = {
    "twice": ("You apply tanh to what is its output already.", (("out = cache", "out = np.tanh(cache)"),)),
    "no_upstream": (NO_UPSTREAM, ((TANH_BACK, "1.0 - out**2"),)),
    "no_square": ("Your slope depends on the sign of x: the slope of tanh does not.", (("out**2", "out"),)),
    "of_sigmoid": (
        "This is the slope of the sigmoid, not of tanh.",
        ((TANH_BACK, "dout * out * (1.0 - out)"),),
    ),
    "precedence": (PRECEDENCE, ((TANH_BACK, "dout * 1.0 - out**2"),)),
    "outer_square": ("Your square reaches too far.", (("(1.0 - out**2)", "(1.0 - out) ** 2"),)),
    "plus": ("Your slope grows where tanh is flat.", (("1.0 - out", "1.0 + out"),)),
    "sign": ("By your slope tanh falls.", (("(1.0 - out**2)", "(out**2 - 1.0)"),)),
}

RELU_BACKWARD: Table = {
    "gate_of_dout": (GATE_OF_DOUT, (("(x > 0)", "(dout > 0)"),)),
    "open_at_zero": ("At x = 0 your gate is open; we take the slope 0 there.", (("(x > 0)", "(x >= 0)"),)),
    "no_upstream": (NO_UPSTREAM, (("dout * (x > 0)", "(x > 0) * 1.0"),)),
    "no_gate": ("This is the gradient of a layer without its ReLU.", (("dout * (x > 0)", "dout.copy()"),)),
    "times_output": (
        "You multiply by the output: on the open side the slope is the same everywhere.",
        (("(x > 0)", "np.maximum(0.0, x)"),),
    ),
    "wrong_side": ("The gate is open on the side that should be shut.", (("(x > 0)", "(x < 0)"),)),
    "relu_of_dout": (
        "You send the gradient through a ReLU of its own: negative gradients must pass as well.",
        (("dout * (x > 0)", "np.maximum(0.0, dout) * (x > 0)"),),
    ),
    "leaks": ("Something passes your gate where it is shut.", (("(x > 0)", "np.where(x > 0, 1.0, 0.01)"),)),
    "exchanged": (
        "You take the cache first and the gradient second; the exercise asks for the other order.",
        (("(dout, cache)", "(cache, dout)"),),
    ),
    "absolute": (
        "Your shut side sends the gradient back with its sign turned.",
        (("(x > 0)", "np.sign(x)"),),
    ),
}

LEAKY_BACKWARD: Table = {
    "gate_of_dout": (GATE_OF_DOUT, (("x > 0", "dout > 0"),)),
    "open_at_zero": (
        "At x = 0 you take the slope of the positive side; here it is alpha.",
        (("x > 0", "x >= 0"),),
    ),
    "alpha_ignored": ("alpha has no effect on your gradient.", (("1.0, alpha", "1.0, 0.01"),)),
    "no_leak": ("This is the gradient of the ReLU: nothing leaks.", (("1.0, alpha", "1.0, 0.0"),)),
    "no_upstream": (NO_UPSTREAM, (("dout * ", ""),)),
    "exchanged": ("The two sides are exchanged.", (("1.0, alpha", "alpha, 1.0"),)),
    "times_output": (
        "You multiply by the output: each side has one slope, however far out x is.",
        (("1.0, alpha", "x, alpha * x"),),
    ),
    "added": ("The leak is added on the positive side, too.", ((LEAKY_BACK, "((x > 0) + alpha)"),)),
    "bends_up": ("Your leak has the wrong sign.", (("1.0, alpha", "1.0, -alpha"),)),
}

ELU_BACKWARD: Table = {
    "gate_of_dout": (GATE_OF_DOUT, (("x >= 0", "dout >= 0"),)),
    "alpha_at_zero": (
        "At x = 0 you take the slope of the negative side; here it is 1.",
        (("x >= 0", "x > 0"),),
    ),
    "alpha_times_output": (
        "On the negative side you multiply the output by alpha, which is not its slope.",
        (("alpha * np.exp(np.minimum(x, 0.0))", "alpha**2 * (np.exp(np.minimum(x, 0.0)) - 1.0)"),),
    ),
    "output": (
        "On the negative side you return the output for the slope.",
        (("alpha * np.exp(np.minimum(x, 0.0))", "alpha * (np.exp(np.minimum(x, 0.0)) - 1.0)"),),
    ),
    "alpha_ignored": ("alpha has no effect on your gradient.", (("alpha * np.exp", "np.exp"),)),
    "overflow": (OVERFLOW, ((ELU_BACK, "((x >= 0) + (x < 0) * alpha * np.exp(x))"),)),
    "of_relu": (
        "This is the gradient of the ReLU: the negative side is lost.",
        (("alpha * np.exp(", "0.0 * np.exp("),),
    ),
    "of_leaky": (
        "This is the gradient of the leaky ReLU.",
        (("alpha * np.exp(np.minimum(x, 0.0))", "alpha"),),
    ),
    "no_upstream": (NO_UPSTREAM, (("dout * ", ""),)),
    "sign": (
        "On the negative side your slope has the wrong sign.",
        (("alpha * np.exp(", "-alpha * np.exp("),),
    ),
}

TABLES = {
    "sigmoid_forward": SIGMOID_FORWARD,
    "sigmoid_backward": SIGMOID_BACKWARD,
    "tanh_forward": TANH_FORWARD,
    "tanh_backward": TANH_BACKWARD,
    "relu_forward": RELU_FORWARD,
    "relu_backward": RELU_BACKWARD,
    "leaky_relu_forward": LEAKY_FORWARD,
    "leaky_relu_backward": LEAKY_BACKWARD,
    "elu_forward": ELU_FORWARD,
    "elu_backward": ELU_BACKWARD,
}

# Told by gates: function, name, a piece of the gate's message, edits.
GATES: tuple[tuple[str, str, str, tuple[Edit, ...]], ...] = (
    ("sigmoid_forward", "no_cache", NO_PAIR, (("return out, out", "return out"),)),
    ("sigmoid_forward", "changes_x", CHANGES_X, ((SIGMOID, "1.0 / (1.0 + np.exp(np.negative(x, out=x)))"),)),
    ("sigmoid_forward", "method", "needs a default value", (("forward(x)", "forward(self, x)"),)),
    (
        "sigmoid_backward",
        "changes_cache",
        CHANGES_CACHE,
        ((SIGMOID_BACK, "dout * np.multiply(out, 1.0 - out, out=out)"),),
    ),
    (
        "sigmoid_backward",
        "changes_dout",
        CHANGES_DOUT,
        (("    return dout * out", "    dout *= out\n    return dout"),),
    ),
    ("tanh_forward", "changes_x", CHANGES_X, (("np.tanh(x)", "np.tanh(x, out=x)"),)),
    (
        "tanh_backward",
        "changes_dout",
        CHANGES_DOUT,
        ((f"    return {TANH_BACK}", "    dout *= 1.0 - out**2\n    return dout"),),
    ),
    ("relu_forward", "changes_x", CHANGES_X, (("np.maximum(0.0, x)", "np.maximum(0.0, x, out=x)"),)),
    ("relu_forward", "builtin_max", "Your code raised ValueError", (("np.maximum(0.0, x)", "max(0.0, x)"),)),
    ("relu_forward", "no_cache", NO_PAIR, (("np.maximum(0.0, x), x", "np.maximum(0.0, x)"),)),
    (
        "relu_backward",
        "changes_dout",
        CHANGES_DOUT,
        (("    return dout * (x > 0)", "    dout[x <= 0] = 0.0\n    return dout"),),
    ),
    (
        "leaky_relu_forward",
        "changes_x",
        CHANGES_X,
        ((f"    out = {LEAKY}\n", "    x[x < 0] *= alpha\n    out = x\n"),),
    ),
    ("leaky_relu_forward", "no_default", "needs a default value", (("alpha=0.01", "alpha"),)),
    (
        "leaky_relu_backward",
        "changes_dout",
        CHANGES_DOUT,
        ((f"    return dout * {LEAKY_BACK}", "    dout[x <= 0] *= alpha\n    return dout"),),
    ),
    (
        "elu_forward",
        "changes_x",
        CHANGES_X,
        (
            (
                f"    out = {ELU}\n",
                "    kept = x.copy()\n    x[x < 0] = alpha * (np.exp(x[x < 0]) - 1.0)\n    out = x\n",
            ),
            ("(x, alpha)", "(kept, alpha)"),
        ),
    ),
    ("elu_forward", "no_default", "needs a default value", (("alpha=1.0", "alpha"),)),
    (
        "elu_backward",
        "changes_dout",
        CHANGES_DOUT,
        ((f"    return dout * {ELU_BACK}", "    dout[x < 0] *= alpha * np.exp(x[x < 0])\n    return dout"),),
    ),
)

# What the forward pass keeps is wrong for what the backward pass makes of it.
CACHES = (
    Mistake(
        "sigmoid_backward:of_x",
        "sigmoid_forward",
        "That formula expects the output of the sigmoid; your cache holds its input.",
        (("return out, out", "return out, x"),),
        loses=("sigmoid_backward",),
    ),
    Mistake(
        "tanh_backward:of_x",
        "tanh_forward",
        "That formula expects the output of tanh; your cache holds its input.",
        (("return out, out", "return out, x"),),
        loses=("tanh_backward",),
    ),
    Mistake(
        "leaky_relu_backward:alpha_not_kept",
        "leaky_relu_forward",
        "Your backward pass works with another alpha than the forward pass had.",
        (("return out, (x, alpha)", "return out, (x, 1.0)"),),
        loses=("leaky_relu_backward",),
    ),
    Mistake(
        "elu_backward:output_kept",
        "elu_forward",
        "Your formula expects the input of ELU; your cache holds its output.",
        (("return out, (x, alpha)", "return out, (out, alpha)"),),
        loses=("elu_backward",),
    ),
)


def rows() -> Iterator[Mistake]:
    """Make the rows of the tables."""
    for function, table in TABLES.items():
        for name, (sentence, edits) in table.items():
            yield Mistake(f"{function}:{name}", function, sentence, edits)
    for function, name, sentence, edits in GATES:
        yield Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")


MISCONCEPTIONS = (*rows(), *CACHES)
