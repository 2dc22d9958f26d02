"""Wrong indexing and matrix products that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...] | str]]

LOCAL = "The shares are ones, whatever gradient arrives."
FORGETS = "The result does not remember what it was computed from: no gradient comes back."


def method(name: str, line: str, of: str) -> str:
    """Return a whole cell."""
    return f"@add_to_class(Tensor)\ndef {name}({of}):\n    {line}"


PUT = "np.add.at(share, key, grad)"
GETITEM: Table = {
    "assigned": (
        "Repeated indices count once: the last share replaces the others.",
        ((PUT, "share[key] = grad"),),
    ),
    "ones": (LOCAL, ((PUT, "np.add.at(share, key, 1.0)"),)),
    "only_the_part": (
        "The gradient has the shape of the part, not of the whole.",
        (
            (f"        {PUT}\n        return share", "        return grad"),
            ("        share = np.zeros(self.shape)\n", ""),
        ),
    ),
    "total": (
        "Every place that was taken gets the total of all that arrives.",
        ((PUT, "np.add.at(share, key, np.sum(grad))"),),
    ),
    "subtracts": ("Shares are subtracted.", ((PUT, "np.subtract.at(share, key, grad)"),)),
    "begins_at_one": ("What was not taken gets 1 instead of 0.", (("np.zeros(", "np.ones("),)),
    "times_data": (
        "Shares are multiplied by the numbers that were taken.",
        ((PUT, "np.add.at(share, key, grad * self.data[key])"),),
    ),
    "largest": (
        "A place that is taken several times keeps its largest share.",
        (
            ("np.zeros(self.shape)", "np.full(self.shape, -np.inf)"),
            (PUT, "np.maximum.at(share, key, grad)\n        share[share == -np.inf] = 0"),
        ),
    ),
    "averages": (
        "A place that is taken several times gets the mean of its shares.",
        (
            (
                PUT,
                f"{PUT}\n        count = np.zeros(self.shape)\n"
                "        np.add.at(count, key, 1.0)\n        share /= np.maximum(count, 1)",
            ),
        ),
    ),
    "forgets": (FORGETS, method("__getitem__", "return Tensor(self.data[key])", of="self, key")),
}
LEFT, RIGHT = "grad.reshape(full) @ Q.swapaxes(-1, -2)", "P.swapaxes(-1, -2) @ grad.reshape(full)"
PAIRS = "[(self, send_left), (other, send_right)]"
MATMUL: Table = {
    "left_not_turned": (
        "In the share of the first factor the second is not transposed.",
        ((LEFT, "grad.reshape(full) @ Q"),),
    ),
    "right_not_turned": (
        "In the share of the second factor the first is not transposed.",
        ((RIGHT, "P @ grad.reshape(full)"),),
    ),
    "left_order": (
        "In the share of the first factor the product stands the wrong way round.",
        ((LEFT, "Q.swapaxes(-1, -2) @ grad.reshape(full)"),),
    ),
    "right_order": (
        "In the share of the second factor the product stands the wrong way round.",
        ((RIGHT, "grad.reshape(full) @ P.swapaxes(-1, -2)"),),
    ),
    "exchanged": ("The two shares are exchanged.", ((PAIRS, "[(self, send_right), (other, send_left)]"),)),
    "first_only": ("No gradient comes back to the second factor.", ((PAIRS, "[(self, send_left)]"),)),
    "second_only": ("No gradient comes back to the first factor.", ((PAIRS, "[(other, send_right)]"),)),
    "all_axes_turned": (
        "For stacks, `.T` reverses all axes: only the last two change places.",
        ((LEFT, "grad.reshape(full) @ Q.T"), (RIGHT, "P.T @ grad.reshape(full)")),
    ),
    "broad_left": (
        "Gradient of the first factor has the broadcast shape: stacks are broadcast, too.",
        (
            (
                "return unbroadcast(share, P.shape).reshape(self.shape)",
                "return share.reshape(*share.shape[:-2], *self.shape[-2:])",
            ),
        ),
    ),
    "broad_right": (
        "Gradient of the second factor has the broadcast shape: stacks are broadcast, too.",
        (
            (
                "return unbroadcast(share, Q.shape).reshape(other.shape)",
                "return share.reshape(*share.shape[:-2], *other.shape[-2:])",
            ),
        ),
    ),
    "entrywise": (
        "The value is the product entry by entry.",
        (("self.data @ other.data", "self.data * other.data"),),
    ),
    "value_turned": (
        "The factors of the value stand the wrong way round.",
        (("self.data @ other.data", "other.data @ self.data"),),
    ),
    "dot_of_stacks": (
        "`np.dot` pairs every matrix of one stack with every one of the other.",
        (("self.data @ other.data", "np.dot(self.data, other.data)"),),
    ),
    "ones_left": (
        "The share of the first factor ignores the gradient that arrives.",
        ((LEFT, "np.ones(full) @ Q.swapaxes(-1, -2)"),),
    ),
    "ones_right": (
        "The share of the second factor ignores the gradient that arrives.",
        ((RIGHT, "P.swapaxes(-1, -2) @ np.ones(full)"),),
    ),
    "averaged": (
        "The share of the second factor is divided by the number of rows.",
        ((RIGHT, f"{RIGHT} / P.shape[-2]"),),
    ),
    "vectors_kept": (
        "A vector's gradient keeps the axis that was put in.",
        ((".reshape(self.shape)", ""), (".reshape(other.shape)", "")),
    ),
    "forgets": (
        FORGETS,
        method("__matmul__", "return Tensor(self.data @ as_tensor(other).data)", of="self, other"),
    ),
}

TABLES = {"__getitem__": GETITEM, "__matmul__": MATMUL}
GATES: dict[str, Table] = {}
ALONE = {"__matmul__": {"all_axes_turned", "broad_left", "broad_right", "dot_of_stacks", "vectors_kept"}}


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
