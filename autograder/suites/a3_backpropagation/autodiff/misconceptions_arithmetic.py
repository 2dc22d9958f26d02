"""Wrong arithmetic that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...] | str]]


def method(name: str, *lines: str, of: str = "self, other") -> str:
    """Return a whole cell."""
    return "\n    ".join([f"@add_to_class(Tensor)\ndef {name}({of}):", *lines])


FORGETS = "The result does not remember what it was computed from: no gradient comes back."
EXCHANGED = "Operands are exchanged."
BROAD = "Gradient has the broadcast shape"
CONSTANT = "other = as_tensor(other)"

SUB: Table = {
    "sign": ("The second operand is subtracted: its share has the wrong sign.", (("-grad", "grad"),)),
    "both_negative": (
        "Both shares are negative: the first operand is not subtracted.",
        (("unbroadcast(grad, self.shape)", "unbroadcast(-grad, self.shape)"),),
    ),
    "signs_exchanged": (
        "The two shares have each other's sign.",
        (
            ("unbroadcast(grad, self", "unbroadcast(*(-grad, self"),
            ("self.shape)", "self.shape))"),
            ("-grad, other", "grad, other"),
        ),
    ),
    "exchanged": (
        EXCHANGED,
        method("__sub__", CONSTANT, "return other + -self"),
    ),
    "value_exchanged": (
        "The value has its operands exchanged, the shares have not.",
        (("self.data - other.data", "other.data - self.data"),),
    ),
    "adds": ("The value is the sum.", (("self.data - other.data", "self.data + other.data"),)),
    "absolute": (
        "The value has lost its sign.",
        (("self.data - other.data", "np.abs(self.data - other.data)"),),
    ),
    "broad_second": (
        f"{BROAD} in the second operand.",
        (("unbroadcast(-grad, other.shape)", "-grad"),),
    ),
    "broad_first": (f"{BROAD} in the first operand.", (("unbroadcast(grad, self.shape)", "grad"),)),
    "shapes_exchanged": (
        "The second operand's share has the shape of the first.",
        (("unbroadcast(-grad, other.shape)", "unbroadcast(-grad, self.shape)"),),
    ),
    "first_only": (
        "No gradient comes back to the second operand.",
        (("            (other, lambda grad: unbroadcast(-grad, other.shape)),\n", ""),),
    ),
    "second_only": (
        "No gradient comes back to the first operand.",
        (("            (self, lambda grad: unbroadcast(grad, self.shape)),\n", ""),),
    ),
    "ones": (
        "The shares are plus and minus one, whatever gradient arrives.",
        (("unbroadcast(grad,", "unbroadcast(np.ones_like(grad),"), ("(-grad,", "(-np.ones_like(grad),")),
    ),
    "forgets": (FORGETS, method("__sub__", CONSTANT, "return Tensor(self.data - other.data)")),
}
SUB_GATES: Table = {
    "in_place": (
        "data of x is",
        (("        self.data - other.data,", "        np.subtract(self.data, other.data, out=self.data),"),),
    ),
}

RSUB: Table = {
    "exchanged": (
        "Operands are exchanged: here self stands on the right.",
        (("-self + other", "self + -1.0 * other"),),
    ),
    "adds": ("This adds.", (("-self + other", "self + other"),)),
    "negated_sum": ("Both are subtracted.", (("-self + other", "-(self + other)"),)),
    "sign": (
        "The value is right, the share has the wrong sign.",
        (
            (
                "return -self + other",
                "return Tensor(other - self.data, [(self, lambda g: unbroadcast(g, self.shape))])",
            ),
        ),
    ),
    "broad": (
        f"{BROAD}: an array on the left can be larger.",
        (("return -self + other", "return Tensor(other - self.data, [(self, lambda g: -g)])"),),
    ),
    "ones": (
        "The share is minus one, whatever gradient arrives.",
        (
            (
                "return -self + other",
                "minus = lambda g: unbroadcast(-np.ones_like(g), self.shape)\n"
                "    return Tensor(other - self.data, [(self, minus)])",
            ),
        ),
    ),
    "forgets": (FORGETS, (("return -self + other", "return Tensor(other - self.data)"),)),
}

FIRST, SECOND = "grad / other.data", "-grad * value / other.data"
VALUE = "value = self.data / other.data"
TRUEDIV: Table = {
    "sign": (
        "A larger denominator makes the quotient smaller: the sign of its share is wrong.",
        ((SECOND, SECOND[1:]),),
    ),
    "no_numerator": (
        "The numerator is missing in the denominator's share.",
        ((SECOND, "-grad / other.data**2"),),
    ),
    "no_square": (
        "The denominator's share is too large: look at the power below.",
        ((SECOND, "-grad * value"),),
    ),
    "square_above": (
        "In the denominator's share the numerator is squared, not the denominator.",
        ((SECOND, "-grad * self.data**2 / other.data"),),
    ),
    "local_first": (
        "The numerator's share is the slope alone: the gradient that arrives is missing.",
        ((f"unbroadcast({FIRST},", "unbroadcast(np.ones_like(grad) / other.data,"),),
    ),
    "local_second": (
        "The denominator's share is the slope alone: the gradient that arrives is missing.",
        ((SECOND, "-np.ones_like(grad) * value / other.data"),),
    ),
    "as_product": (
        "The shares are those of a product.",
        ((f"unbroadcast({FIRST},", "unbroadcast(grad * other.data,"), (SECOND, "grad * self.data")),
    ),
    "numerator_undivided": (
        "The numerator's share is not divided by the denominator.",
        ((f"unbroadcast({FIRST},", "unbroadcast(grad,"),),
    ),
    "exchanged": (EXCHANGED, ((VALUE, "self, other = other, self\n    value = self.data / other.data"),)),
    "floor": (
        "Values are rounded down: `//` is another operation.",
        ((VALUE, "value = self.data // other.data"),),
    ),
    "product": ("The value is the product.", ((VALUE, "value = self.data * other.data"),)),
    "broad_first": (f"{BROAD} in the numerator.", ((f"unbroadcast({FIRST}, self.shape)", FIRST),)),
    "broad_second": (f"{BROAD} in the denominator.", ((f"unbroadcast({SECOND}, other.shape)", SECOND),)),
    "shapes_exchanged": (
        "The denominator's share has the shape of the numerator.",
        ((f"{SECOND}, other.shape", f"{SECOND}, self.shape"),),
    ),
    "numerator_only": (
        "No gradient comes back to the denominator.",
        ((f"            (other, lambda grad: unbroadcast({SECOND}, other.shape)),\n", ""),),
    ),
    "forgets": (FORGETS, method("__truediv__", CONSTANT, "return Tensor(self.data / other.data)")),
}
BACK = "-grad * value / self.data"
RTRUEDIV: Table = {
    "exchanged": (
        "Operands are exchanged: here self stands below.",
        method(
            "__rtruediv__",
            "return Tensor(self.data / other, [(self, lambda grad: unbroadcast(grad / other, self.shape))])",
        ),
    ),
    "sign": ("A larger denominator makes the quotient smaller: the sign is wrong.", ((BACK, BACK[1:]),)),
    "no_numerator": ("The numerator is missing in the share.", ((BACK, "-grad / self.data**2"),)),
    "no_square": ("The share is too large: look at the power below.", ((BACK, "-grad * value"),)),
    "as_reciprocal": (
        "This is one over self, whatever stands above.",
        (("value = other / self.data", "value = 1.0 / self.data + 0.0 * other"),),
    ),
    "local": (
        "The share is the slope alone: the gradient that arrives is missing.",
        ((BACK, "-np.ones_like(grad) * value / self.data"),),
    ),
    "broad": (
        f"{BROAD}: an array on the left can be larger.",
        ((f"unbroadcast({BACK}, self.shape)", BACK),),
    ),
    "forgets": (FORGETS, method("__rtruediv__", "return Tensor(other / self.data)")),
}

SLOPE = "grad * exponent * self.data ** (exponent - 1)"
POW: Table = {
    "no_factor": ("The exponent is missing as a factor.", ((SLOPE, "grad * self.data ** (exponent - 1)"),)),
    "same_power": (
        "In the slope the exponent does not fall by one.",
        ((SLOPE, "grad * exponent * self.data**exponent"),),
    ),
    "up": (
        "In the slope the exponent rises instead of falling.",
        ((SLOPE, "grad * exponent * self.data ** (exponent + 1)"),),
    ),
    "lowered_factor": (
        "The factor is the exponent before it falls, not after.",
        ((SLOPE, "grad * (exponent - 1) * self.data ** (exponent - 1)"),),
    ),
    "local": (
        "This is the slope alone: the gradient that arrives is missing.",
        ((SLOPE, SLOPE.replace("grad", "np.ones_like(grad)")),),
    ),
    "as_square": (
        "The slope is that of a square, whatever the exponent.",
        ((SLOPE, "grad * 2 * self.data"),),
    ),
    "as_exponential": (
        "The slope is that of an exponential function: here the base varies, not the exponent.",
        ((SLOPE, "grad * self.data**exponent * np.log(np.abs(self.data))"),),
    ),
    "absolute_base": (
        "The slope has lost the sign of the base.",
        ((SLOPE, "grad * exponent * np.abs(self.data) ** (exponent - 1)"),),
    ),
    "whole_exponents": (
        "The exponent is cut to a whole number.",
        (("def send(grad):", "exponent = int(exponent)\n\n    def send(grad):"),),
    ),
    "whole_slopes": (
        "In the slope the exponent is cut to a whole number.",
        ((SLOPE, "grad * exponent * self.data ** int(exponent - 1)"),),
    ),
    "product": (
        "The value is a product, not a power.",
        (("Tensor(self.data**exponent", "Tensor(self.data * exponent"),),
    ),
    "exchanged": (
        "Base and exponent are exchanged.",
        (("Tensor(self.data**exponent", "Tensor(float(exponent) ** self.data"),),
    ),
    "chained_power": (
        "The gradient that arrives is raised to a power, too.",
        ((SLOPE, "exponent * (grad * self.data) ** (exponent - 1)"),),
    ),
    "forgets": (FORGETS, method("__pow__", "return Tensor(self.data**exponent)", of="self, exponent")),
    "in_place": (
        "Your power overwrites the numbers that it was computed from.",
        (
            ("    def send(grad):", "    self.data **= exponent\n\n    def send(grad):"),
            ("Tensor(self.data**exponent", "Tensor(self.data"),
        ),
    ),
}
POW_GATES: Table = {
    "no_exponent": (
        "The exercise asks for `__pow__(self, exponent)`",
        (("def __pow__(self, exponent):", "def __pow__(self):\n    exponent = 2"),),
    ),
}

TABLES = {"__sub__": SUB, "__rsub__": RSUB, "__truediv__": TRUEDIV, "__rtruediv__": RTRUEDIV, "__pow__": POW}
GATES = {"__sub__": SUB_GATES, "__pow__": POW_GATES}
ALONE: dict[str, set[str]] = {}


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
