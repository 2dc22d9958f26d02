"""Wrong graphs and gates that people really write, as edits of the reference, and what they are told.

Rows of one function must differ in what they return on the suite's inputs; `autograder verify` proves it.
The first that explains all failures is told: what is wrong in one gate alone stands before what is in all.
The neuron, the chain and the toy model have files of their own beside this one.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

OWN = "Each factor got its own value."
UPSTREAM = "Upstream is missing: you return the local slopes alone."

ROUTES = "(upstream, 0.0) if a > b else (0.0, upstream)"
PRODUCT_RETURN = 'return {"q": q, "f": f}, {"f": df, "q": dq, "x": dx, "y": dy, "z": dz}'

PRODUCT: Table = {
    "stops_at_the_sum": (
        "Upstream is missing: x and y got the local slope of the sum alone.",
        (("dx, dy = dq, dq", "dx, dy = 1.0, 1.0"),),
    ),
    "own_value": (OWN, (("df * z, df * q", "df * q, df * z"),)),
    "multiplied_first": ("You multiply before you add.", (("f = q * z", "f = x + y * z"),)),
    "x_in_the_sum": (
        "A sum does not multiply by its inputs on the way back.",
        (("dx, dy = dq, dq", "dx, dy = dq * x, dq * y"),),
    ),
    "swapped_in_the_sum": (
        "Swapping is what a product does; your sum does it, too.",
        (("dx, dy = dq, dq", "dx, dy = dq * y, dq * x"),),
    ),
    "begins_with_the_value": (
        "Your way back begins with the output's value instead of the slope of the output with itself.",
        (("df = 1.0", "df = f"),),
    ),
    "begins_with_nothing": (
        "Your way back begins with nothing: a zero stays zero through every gate.",
        (("df = 1.0", "df = 0.0"),),
    ),
    "passed_by_the_product": (
        "Your product passes slopes on unchanged, as a sum does.",
        (("df * z, df * q", "df, df"),),
    ),
    "z_stops": (
        "The slope of z lacks what the product multiplies it with.",
        (("df * z, df * q", "df * z, df"),),
    ),
    "z_meets_xy": ("z is multiplied with a sum; you took a product.", (("df * z, df * q", "df * z, x * y"),)),
    "shared_out": (
        "A sum does not share: each summand receives all that arrives.",
        (("dx, dy = dq, dq", "dx, dy = dq / 2, dq / 2"),),
    ),
    "y_forgotten": (
        "Only one of the two summands receives a slope.",
        (("dx, dy = dq, dq", "dx, dy = dq, 0.0"),),
    ),
    "y_subtracted": (
        "One summand's slope has the sign of a difference.",
        (("dx, dy = dq, dq", "dx, dy = dq, -dq"),),
    ),
    "difference": ("Your first gate subtracts.", (("q = x + y", "q = x - y"),)),
    "dq_of_q": (
        "The slope of the inner sum contains the sum itself.",
        (("df * z, df * q", "df * z * q, df * q"), ("dx, dy = dq, dq", "dx, dy = df * z, df * z")),
    ),
    "sum_and_product_swapped": (
        "Your graph is of another formula: x y + z.",
        (
            ("q = x + y", "q = x * y"),
            ("f = q * z", "f = q + z"),
            ("df * z, df * q", "df, df"),
            ("dx, dy = dq, dq", "dx, dy = dq * y, dq * x"),
        ),
    ),
}

GATES: Table = {
    "upstream_first": (
        "Your function takes the upstream slope before the inputs of the gate.",
        (("(gate, a, b, upstream)", "(gate, upstream, a, b)"),),
    ),
    "add_local": (
        "Your sum forgets what arrives from upstream.",
        (("return upstream, upstream\n", "return 1.0, 1.0\n"),),
    ),
    "add_shares": (
        "A sum does not share: each input receives all that arrives.",
        (("return upstream, upstream\n", "return upstream / 2, upstream / 2\n"),),
    ),
    "add_multiplies": (
        "Your sum multiplies by its inputs.",
        (("return upstream, upstream\n", "return a * upstream, b * upstream\n"),),
    ),
    "add_first": (
        "Your sum sends nothing to its second input.",
        (("return upstream, upstream\n", "return upstream, 0.0\n"),),
    ),
    "sub_as_add": (
        "Your difference treats both inputs alike.",
        (("return upstream, -upstream", "return upstream, upstream"),),
    ),
    "sub_turned": (
        "Your difference turns the sign of the wrong input.",
        (("return upstream, -upstream", "return -upstream, upstream"),),
    ),
    "sub_both": (
        "Your difference turns both signs.",
        (("return upstream, -upstream", "return -upstream, -upstream"),),
    ),
    "mul_own": (OWN, (("b * upstream, a * upstream", "a * upstream, b * upstream"),)),
    "mul_local": (
        "Your product forgets what arrives from upstream.",
        (("b * upstream, a * upstream", "b, a"),),
    ),
    "mul_whole": (
        "The slope of a factor does not contain the factor itself.",
        (("b * upstream, a * upstream", "a * b * upstream, a * b * upstream"),),
    ),
    "mul_as_add": (
        "Your product passes slopes on unchanged, as a sum does.",
        (("b * upstream, a * upstream", "upstream, upstream"),),
    ),
    "mul_adds": (
        "Your product adds the local slope to what arrives.",
        (("b * upstream, a * upstream", "b + upstream, a + upstream"),),
    ),
    "div_sign": (
        "A denominator that grows makes the quotient move the other way than you say.",
        (("-a / b**2 * upstream", "a / b**2 * upstream"),),
    ),
    "div_no_square": (
        "The derivative of 1/b has another power of b than yours.",
        (("-a / b**2 * upstream", "-a / b * upstream"),),
    ),
    "div_no_numerator": (
        "The slope of the denominator depends on the numerator, too.",
        (("-a / b**2 * upstream", "-upstream / b**2"),),
    ),
    "div_as_mul": (
        "Your quotient goes back as a product does.",
        (("upstream / b, -a / b**2 * upstream", "b * upstream, a * upstream"),),
    ),
    "div_local": (
        "Your quotient forgets what arrives from upstream.",
        (("upstream / b, -a / b**2 * upstream", "1.0 / b, -a / b**2"),),
    ),
    "div_numerator": (
        "The slope of the numerator contains the numerator: 1/b is all that multiplies it.",
        (("upstream / b, -a", "a / b * upstream, -a"),),
    ),
    "div_exchanged": (
        "Your quotient sends each input what belongs to the other.",
        (("upstream / b, -a / b**2 * upstream", "-a / b**2 * upstream, upstream / b"),),
    ),
    "div_squared_upstream": (
        "The square reaches too far: not the upstream slope but b is squared.",
        (("-a / b**2 * upstream", "-a * upstream**2 / b**2"),),
    ),
    "max_both": (
        "A maximum sends nothing to the input that lost.",
        ((ROUTES, "upstream, upstream"),),
    ),
    "max_first": (
        "Your maximum always lets the first input win.",
        ((ROUTES, "upstream, 0.0"),),
    ),
    "max_size": (
        "Your maximum compares sizes without their signs.",
        (("if a > b", "if abs(a) > abs(b)"),),
    ),
    "max_value": (
        "What runs back through a maximum is a slope; you multiplied it by the winning value.",
        ((ROUTES, "(a * upstream, 0.0) if a > b else (0.0, b * upstream)"),),
    ),
    "max_passes_value": (
        "Your maximum sends back the winning value instead of a slope.",
        ((ROUTES, "(a, 0.0) if a > b else (0.0, b)"),),
    ),
    "max_local": (
        "Your maximum forgets what arrives from upstream.",
        ((ROUTES, "(1.0, 0.0) if a > b else (0.0, 1.0)"),),
    ),
    "max_positive": (
        "Whether an input is positive decides nothing here: that would be a ReLU.",
        ((ROUTES, "upstream * (a > 0), upstream * (b > 0)"),),
    ),
    "local_everywhere": (
        UPSTREAM,
        (
            ("return upstream, upstream\n", "return 1.0, 1.0\n"),
            ("return upstream, -upstream", "return 1.0, -1.0"),
            ("b * upstream, a * upstream", "b, a"),
            ("upstream / b, -a / b**2 * upstream", "1.0 / b, -a / b**2"),
            (ROUTES, "(1.0, 0.0) if a > b else (0.0, 1.0)"),
        ),
    ),
    "max_loser": ("The loser receives what belongs to the winner.", (("a > b", "a < b"),)),
}

SHARED: Table = {
    "only_the_sum": (
        "A value used twice remembers one use: the way through the maximum is missing.",
        (("dy = dy + db", "pass"),),
    ),
    "only_the_max": (
        "A value used twice remembers one use: the way through the sum is missing.",
        (("dy = dy + db", "dy = db"),),
    ),
    "multiplied": (
        "What comes back along two ways is not multiplied.",
        (("dy = dy + db", "dy = dy * db"),),
    ),
    "averaged": (
        "What comes back along two ways is not averaged.",
        (("dy = dy + db", "dy = (dy + db) / 2"),),
    ),
    "largest": (
        "You keep the larger of what comes back along two ways.",
        (("dy = dy + db", "dy = max(dy, db)"),),
    ),
    "both_win": (
        "A maximum sends nothing to the input that lost; you send it to both.",
        (("    if y > z:\n", "    dz = db\n    if True:\n"), ("    else:\n        dz = db\n", "")),
    ),
    "y_always": (
        "You let y win the maximum everywhere.",
        (("if y > z", "if True"),),
    ),
    "z_always": (
        "You let z win the maximum everywhere.",
        (("if y > z", "if False"),),
    ),
    "own_value": (OWN, (("df * b, df * a", "df * a, df * b"),)),
    "local": (
        "Upstream is missing: inputs got the local slopes of sum and maximum alone.",
        (("dx = dy = da", "dx = dy = 1.0"), ("dy = dy + db", "dy = dy + 1.0"), ("dz = db", "dz = 1.0")),
    ),
    "minimum": ("You take the smaller of y and z.", (("b = max(y, z)", "b = min(y, z)"),)),
    "of_x": ("Your maximum compares another pair.", (("b = max(y, z)", "b = max(x, z)"),)),
    "x_twice": (
        "x is used once; its slope holds what belongs to another input.",
        (("        dy = dy + db", "        dx = dy = dy + db"),),
    ),
    "max_value": (
        "What runs back through the maximum is a slope, not multiplied by the winning value.",
        (("dy = dy + db", "dy = dy + db * y"), ("dz = db", "dz = db * z")),
    ),
    "subtracted": (
        "What comes back along two ways has one sign turned.",
        (("dy = dy + db", "dy = dy - db"),),
    ),
    "loser": ("The loser of the maximum receives what belongs to the winner.", (("y > z", "y < z"),)),
}

TABLES = {"product_of_sum_graph": PRODUCT, "gate_backward": GATES, "shared_input_graph": SHARED}
GATE_ROWS: dict[str, Table] = {
    "product_of_sum_graph": {
        "four_numbers": (
            "a tuple of another length",
            ((PRODUCT_RETURN, "return f, dx, dy, dz"),),
        ),
        "values_alone": (
            "one dictionary",
            ((PRODUCT_RETURN, 'return {"q": q, "f": f}'),),
        ),
        "no_slope_of_itself": ('Your slopes lack the name "f"', (('{"f": df, "q": dq', '{"q": dq'),)),
        "named_dx": (
            'Your slopes lack the name "x"',
            (('"x": dx, "y": dy, "z": dz', '"dx": dx, "dy": dy, "dz": dz'),),
        ),
    },
    "gate_backward": {
        "one_number": (
            "where a tuple of 2 values",
            (("return upstream, upstream\n", "return upstream\n"),),
        ),
    },
    "shared_input_graph": {
        "lists": (
            "are no dictionary",
            (('{"f": df, "a": da, "b": db, "x": dx, "y": dy, "z": dz}', "[df, da, db, dx, dy, dz]"),),
        ),
        "exchanged": (
            'Your slopes lack the name "x"',
            (
                (
                    'return {"a": a, "b": b, "f": f}, {"f": df, "a": da, "b": db, "x": dx, "y": dy, "z": dz}',
                    'return {"f": df, "a": da, "b": db, "x": dx, "y": dy, "z": dz}, {"a": a, "b": b, "f": f}',
                ),
            ),
        ),
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
        for function, table in GATE_ROWS.items()
        for name, (sentence, edits) in table.items()
    ),
)
