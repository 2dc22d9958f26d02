"""Wrong functions of one variable that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...] | str]]

LOCAL = "This is the slope alone: the gradient that arrives is missing."
FORGETS = "The result does not remember what it was computed from: no gradient comes back."


def common(name: str, slope: str) -> Table:
    """Return the rows that every function has; `slope` is what the gradient is multiplied by."""
    cell = f"@add_to_class(Tensor)\ndef {name}(self):\n    "
    value, of_gradient = f"np.{name}(self.data)", slope.replace("self.data", "grad")
    return {
        "local": (LOCAL, f"{cell}return Tensor({value}, [(self, lambda grad: {slope})])"),
        "forgets": (FORGETS, f"{cell}return Tensor({value})"),
        "of_gradient": (
            "The slope is taken at the gradient that arrives, not at the input.",
            f"{cell}return Tensor({value}, [(self, lambda grad: grad * {of_gradient})])",
        ),
        "passes_on": (
            "The gradient comes back as it arrived: the slope is missing.",
            f"{cell}return Tensor({value}, [(self, lambda grad: grad)])",
        ),
        "divides": (
            "The gradient is divided by the slope instead of multiplied.",
            f"{cell}return Tensor({value}, [(self, lambda grad: grad / ({slope}))])",
        ),
    }


EXP: Table = {
    **common("exp", "np.exp(self.data)"),
    "input": ("The slope of this function is not its input.", (("grad * value", "grad * self.data"),)),
    "power_rule": (
        "This is the rule for powers of x; here x is the exponent.",
        (("grad * value", "grad * self.data * np.exp(self.data - 1)"),),
    ),
    "minus_one": ("The value is one too small.", (("np.exp(", "np.expm1("),)),
    "base_two": ("The base is 2, not e.", (("np.exp(", "np.exp2("),)),
    "twice": (
        "The slope is that of the exponential of the value.",
        (("grad * value", "grad * np.exp(value)"),),
    ),
    "sign": ("The slope has the wrong sign.", (("grad * value", "-grad * value"),)),
}
LOG: Table = {
    **common("log", "1 / self.data"),
    "sign": ("The slope has the wrong sign.", (("grad / self.data", "-grad / self.data"),)),
    "base_ten": ("The base is 10, not e.", (("np.log(", "np.log10("),)),
    "base_two": ("The base is 2, not e.", (("np.log(", "np.log2("),)),
    "plus_one": ("One is added before the logarithm is taken.", (("np.log(", "np.log1p("),)),
    "of_output": (
        "The slope is one over the input, not over the output.",
        (("grad / self.data", "grad / np.log(self.data)"),),
    ),
    "square": ("This is the slope of one over x.", (("grad / self.data", "-grad / self.data**2"),)),
}
SIN: Table = {
    **common("sin", "np.cos(self.data)"),
    "sign": ("The slope has the wrong sign.", (("grad * np.cos", "-grad * np.cos"),)),
    "same": ("The slope of the sine is not the sine.", (("grad * np.cos", "grad * np.sin"),)),
    "of_output": (
        "The slope is taken at the output.",
        (("np.cos(self.data)", "np.cos(np.sin(self.data))"),),
    ),
    "cosine": ("The value is the cosine.", (("Tensor(np.sin", "Tensor(np.cos"),)),
    "degrees": (
        "The input is taken for degrees.",
        (("np.sin(self.data)", "np.sin(np.deg2rad(self.data))"),),
    ),
}
COS: Table = {
    **common("cos", "-np.sin(self.data)"),
    "sign": (
        "One link has the wrong sign: where the cosine falls, the share is negative.",
        (("-grad *", "grad *"),),
    ),
    "same": ("The slope of the cosine is not the cosine.", (("np.sin(self", "np.cos(self"),)),
    "of_output": (
        "The slope is taken at the output.",
        (("np.sin(self.data)", "np.sin(np.cos(self.data))"),),
    ),
    "sine": ("The value is the sine.", (("Tensor(np.cos", "Tensor(np.sin"),)),
    "degrees": (
        "The input is taken for degrees.",
        (("np.cos(self.data)", "np.cos(np.deg2rad(self.data))"),),
    ),
}
TANH: Table = {
    **common("tanh", "(1 - np.tanh(self.data) ** 2)"),
    "of_input": ("That formula expects the output: you square the input.", (("value**2)", "self.data**2)"),)),
    "no_square": ("The output has to be squared.", (("value**2)", "value)"),)),
    "sigmoid_slope": ("This is the sigmoid's slope.", (("(1 - value**2)", "value * (1 - value)"),)),
    "sigmoid": (
        "This is the sigmoid.",
        (
            ("value = np.tanh(self.data)", "value = 1 / (1 + np.exp(-self.data))"),
            ("(1 - value**2)", "value * (1 - value)"),
        ),
    ),
    "twice": (
        "You put the output through tanh once more to get the slope.",
        (("value**2)", "np.tanh(value) ** 2)"),),
    ),
    "sign": ("The slope has the wrong sign.", (("(1 - value**2)", "(value**2 - 1)"),)),
    "square_of_difference": (
        "You square the difference instead of the output.",
        (("(1 - value**2)", "(1 - value) ** 2"),),
    ),
}
ACTIVE = "active = self.data > 0"
RELU: Table = {
    "local": (LOCAL, (("grad * active", "1.0 * active"),)),
    "forgets": (
        FORGETS,
        (("np.maximum(self.data, 0), [(self, lambda grad: grad * active)]", "np.maximum(self.data, 0)"),),
    ),
    "no_gate": ("Gradient passes where the input was negative.", (("grad * active", "grad"),)),
    "gate_of_gradient": (
        "The gate depends on the gradient, not on the input.",
        (("grad * active", "grad * (grad > 0)"),),
    ),
    "output": (
        "The slope is 1 or 0; you multiply by the output.",
        (("grad * active", "grad * np.maximum(self.data, 0)"),),
    ),
    "at_zero": ("At 0 the slope is 0.", ((ACTIVE, "active = self.data >= 0"),)),
    "half_at_zero": (
        "At 0 the slope is 0, not a half.",
        ((ACTIVE, "active = np.heaviside(self.data, 0.5)"),),
    ),
    "leaky": (
        "Where the input is negative a little comes through: that is the leaky one.",
        (
            (ACTIVE, "active = np.where(self.data > 0, 1.0, 0.01)"),
            ("np.maximum(self.data, 0)", "active * self.data"),
        ),
    ),
    "absolute": ("Negative inputs come out positive.", (("np.maximum(self.data, 0)", "np.abs(self.data)"),)),
    "minimum": ("You keep the negative numbers.", (("np.maximum", "np.minimum"), ("> 0", "< 0"))),
    "at_one": ("The gate opens at 1, not at 0.", ((ACTIVE, "active = self.data > 1"),)),
    "closed_inside_out": (
        "The gate is open where it should be closed.",
        ((ACTIVE, "active = self.data < 0"),),
    ),
    "clipped": (
        "Outputs end at 1: that is a clipped one.",
        (("np.maximum(self.data, 0)", "np.clip(self.data, 0, 1)"),),
    ),
}
RELU_GATES: Table = {
    "in_place": (
        "data of x is wrong",
        ((ACTIVE, f"{ACTIVE}\n    self.data[~active] = 0"),),
    ),
    "gradient_in_place": (
        "gradient of y is wrong",
        "@add_to_class(Tensor)\ndef relu(self):\n    def send(grad):\n        grad[self.data <= 0] = 0\n"
        "        return grad\n\n    return Tensor(np.maximum(self.data, 0), [(self, send)])",
    ),
}

TABLES = {"exp": EXP, "log": LOG, "sin": SIN, "cos": COS, "tanh": TANH, "relu": RELU}
GATES = {"relu": RELU_GATES}
ALONE = {"relu": {"at_zero", "half_at_zero"}}


def rows(told_by: str, tables: dict[str, Table]) -> tuple[Mistake, ...]:
    """Return the rows of tables, one a function."""
    return tuple(
        Mistake(
            f"{function}:{name}",
            function,
            sentence,
            edits=change if isinstance(change, tuple) else (),
            source=change if isinstance(change, str) else "",
            loses=(function,) if name in ALONE.get(function, ()) else (function, "together"),
            told_by=told_by,
        )
        for function, table in tables.items()
        for name, (sentence, change) in table.items()
    )


MISCONCEPTIONS = (*rows("diagnosis", TABLES), *rows("gate", GATES))
