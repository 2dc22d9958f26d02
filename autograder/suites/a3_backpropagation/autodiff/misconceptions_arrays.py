"""Wrong sums, means, maxima and arrangements that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...] | str]]

LOCAL = "The shares are ones, whatever gradient arrives."
FORGETS = "The result does not remember what it was computed from: no gradient comes back."
FRONT = "Summed axes are always put back in front, wherever they were."
KEEPDIMS = "`keepdims` has no effect."
EXPAND = """        if axis is not None and not keepdims:
            grad = np.expand_dims(grad, axis)
"""


def method(name: str, *lines: str, of: str = "self, axis=None, keepdims=False") -> str:
    """Return a whole cell."""
    return "\n    ".join([f"@add_to_class(Tensor)\ndef {name}({of}):", *lines])


def in_front(name: str, share: str) -> str:
    """Return a reduction that puts every axis back in front."""
    return method(
        name,
        "def send(grad):",
        "    missing = self.data.ndim - grad.ndim",
        "    grad = np.reshape(grad, (1,) * missing + grad.shape)",
        f"    return np.broadcast_to({share}, self.shape)",
        "",
        f"count = self.data.size / self.data.{name}(axis=axis).size",
        f"return Tensor(self.data.{name}(axis=axis, keepdims=keepdims), [(self, send)])",
    )


SENT = "np.broadcast_to(grad, self.shape)"
SUM: Table = {
    "ones": (LOCAL, ((SENT, "np.ones(self.shape)"),)),
    "in_front": (
        FRONT,
        in_front("sum", "grad").replace(
            "(1,) * missing + grad.shape",
            "(1,) * missing + grad.shape if axis is not None else np.shape(grad)",
        ),
    ),
    "total": (
        "Every entry gets the total of all that arrives.",
        ((EXPAND, ""), (SENT, "np.full(self.shape, np.sum(grad))")),
    ),
    "divided": (
        "The shares of a sum are divided by the number of entries: that is a mean.",
        ((SENT, "np.broadcast_to(grad, self.shape) / self.data.size"),),
    ),
    "mean": ("The value is the mean.", (("self.data.sum(", "self.data.mean("),)),
    "times_data": (
        "The shares are multiplied by the entries; the slope of a sum is 1.",
        ((SENT, "grad * self.data"),),
    ),
    "keepdims": (
        KEEPDIMS,
        (("keepdims=keepdims)", "keepdims=False)"), ("and not keepdims", "and grad.ndim < self.data.ndim")),
    ),
    "always_kept": (
        "Summed axes stay, asked or not.",
        (("keepdims=keepdims)", "keepdims=True)"), (EXPAND, "")),
    ),
    "axis_ignored": (
        "`axis` has no effect.",
        (
            (EXPAND, ""),
            ("self.data.sum(axis=axis,", "self.data.sum(axis=None,"),
            (SENT, "np.full(self.shape, np.sum(grad))"),
        ),
    ),
    "first_of_axes": (
        "Of several axes only the first is summed.",
        (
            (
                "    def send(grad):",
                "    axis = axis[0] if isinstance(axis, tuple) else axis\n\n    def send(grad):",
            ),
        ),
    ),
    "absolute_axis": (
        "Axes counted from the end are taken for others.",
        (
            (
                "    def send(grad):",
                "    if axis is not None:\n"
                "        axis = tuple(abs(one) for one in axis) if isinstance(axis, tuple) else abs(axis)\n\n"
                "    def send(grad):",
            ),
        ),
    ),
    "first_entry": (
        "All of the gradient goes to the first entry of each sum.",
        (
            (
                f"        return {SENT}",
                "        first = np.zeros(self.shape)\n"
                "        chosen = range(first.ndim) if axis is None else np.atleast_1d(axis) % first.ndim\n"
                "        first[tuple(0 if k in chosen else slice(None) for k in range(first.ndim))] = 1.0\n"
                "        return grad * first",
            ),
        ),
    ),
    "forgets": (FORGETS, method("sum", "return Tensor(self.data.sum(axis=axis, keepdims=keepdims))")),
}
MEANT = "np.broadcast_to(grad / count, self.shape)"
MEAN: Table = {
    "no_count": ("Too large by the element count.", ((MEANT, SENT),)),
    "count_of_all": (
        "It divides by the number of all entries, not of those in each mean.",
        (("self.data.size / value.size", "self.data.size"),),
    ),
    "rows": (
        "It divides by the number of rows, whatever the axis.",
        (("self.data.size / value.size", "len(self.data)"),),
    ),
    "results": (
        "It divides by the number of results instead of entries.",
        (("self.data.size / value.size", "value.size"),),
    ),
    "multiplies": ("It multiplies by the number of entries.", (("grad / count", "grad * count"),)),
    "ones": (
        "The shares are one over the count, whatever gradient arrives.",
        ((MEANT, "np.ones(self.shape) / count"),),
    ),
    "in_front": (
        FRONT,
        in_front("mean", "grad / count").replace(
            "(1,) * missing + grad.shape",
            "(1,) * missing + grad.shape if axis is not None else np.shape(grad)",
        ),
    ),
    "sum": ("The value is the sum.", (("self.data.mean(axis", "self.data.sum(axis"),)),
    "keepdims": (
        KEEPDIMS,
        (("keepdims=keepdims)", "keepdims=False)"), ("and not keepdims", "and grad.ndim < self.data.ndim")),
    ),
    "one_less": (
        "It divides by one less than the count: that belongs to variances.",
        (("grad / count", "grad / max(count - 1, 1)"),),
    ),
    "first_of_axes": (
        "Of several axes only the first is averaged.",
        (("    value = ", "    axis = axis[0] if isinstance(axis, tuple) else axis\n    value = "),),
    ),
    "forgets": (FORGETS, method("mean", "return Tensor(self.data.mean(axis=axis, keepdims=keepdims))")),
}
SHARE = "share * np.reshape(grad, kept.shape)"
MAX: Table = {
    "to_all": (
        "Every entry gets the gradient: only the largest made the result.",
        ((SHARE, "np.ones(self.shape) * np.reshape(grad, kept.shape)"),),
    ),
    "ones": ("The shares are ones and zeros, whatever gradient arrives.", ((SHARE, "share"),)),
    "largest_of_all": (
        "Only the largest entry of all gets gradient, not that of each row.",
        (
            ("largest = self.data == kept", "largest = self.data == self.data.max()"),
            ("share = largest / largest.sum(axis=axis, keepdims=True)", "share = largest * 1.0"),
        ),
    ),
    "smallest": (
        "Gradient goes to the smallest entry.",
        (("largest = self.data == kept", "largest = self.data == self.data.min(axis=axis, keepdims=True)"),),
    ),
    "minimum": ("This is the minimum.", (("self.data.max(axis", "self.data.min(axis", 2),)),
    "as_mean": (
        "Gradient is spread over all entries: that is a mean.",
        ((SHARE, "np.ones(self.shape) * np.reshape(grad, kept.shape) * kept.size / self.data.size"),),
    ),
    "times_value": ("Gradient is multiplied by the maximum.", ((SHARE, f"{SHARE} * kept"),)),
    "losers": (
        "Gradient goes to all but the largest.",
        (("largest = self.data == kept", "largest = self.data != kept"),),
    ),
    "total": (
        "Every winner gets the total of all that arrives.",
        ((SHARE, "share * np.sum(grad)"),),
    ),
    "absolute": (
        "The value is the largest by size, without its sign.",
        (("value = self.data.max(", "value = np.abs(self.data).max("),),
    ),
    "keepdims": (KEEPDIMS, (("keepdims=keepdims)", "keepdims=False)"),)),
    "first_of_axes": (
        "Of several axes only the first is gone over.",
        (("    kept = ", "    axis = axis[0] if isinstance(axis, tuple) else axis\n    kept = "),),
    ),
    "forgets": (FORGETS, method("max", "return Tensor(self.data.max(axis=axis, keepdims=keepdims))")),
}

BACK = "grad.reshape(self.shape)"
RESHAPE: Table = {
    "not_back": ("The gradient keeps the new shape.", ((BACK, "grad"),)),
    "columns_first": (
        "Numbers are read column by column on the way back, row by row on the way there.",
        ((BACK, 'grad.reshape(self.shape, order="F")'),),
    ),
    "columns_throughout": (
        "Numbers are read column by column; numpy goes row by row.",
        (
            ("self.data.reshape(shape)", 'self.data.reshape(shape, order="F")'),
            (BACK, 'grad.reshape(self.shape, order="F")'),
        ),
    ),
    "always_flat": (
        "The result is flat, whatever shape is asked for.",
        (("self.data.reshape(shape)", "self.data.ravel()"),),
    ),
    "reversed": (
        "The new shape is read backwards.",
        (("self.data.reshape(shape)", "self.data.reshape(shape[::-1])"),),
    ),
    "resized": (
        "Numbers are cut off or repeated on the way back.",
        ((BACK, "np.resize(grad, self.shape[::-1])"),),
    ),
    "ones": (LOCAL, ((BACK, "np.ones(self.shape)"),)),
    "forgets": (FORGETS, method("reshape", "return Tensor(self.data.reshape(shape))", of="self, *shape")),
}
TURN = "grad.transpose(np.argsort(order))"
TRANSPOSE: Table = {
    "same_order": (
        "The way back uses the same order of axes instead of its inverse.",
        ((TURN, "grad.transpose(order)"),),
    ),
    "reversed_back": ("On the way back the axes are reversed, whatever the order was.", ((TURN, "grad.T"),)),
    "not_back": ("The gradient is not turned back.", ((TURN, "grad"),)),
    "reshaped": (
        "The gradient is poured into the old shape; its numbers have to go back to their places.",
        ((TURN, "grad.reshape(self.shape)"),),
    ),
    "axes_ignored": (
        "The order that is asked for has no effect: axes are always reversed.",
        (("axes or range", "range"),),
    ),
    "value_reshaped": (
        "The numbers are poured into the new shape instead of turned.",
        (("self.data.transpose(order)", "self.data.reshape([self.shape[k] for k in order])"),),
    ),
    "inverse_first": (
        "The order of the axes is read the wrong way round: it names the old axis for each new place.",
        (
            ("self.data.transpose(order)", "self.data.transpose(np.argsort(order))"),
            (TURN, "grad.transpose(order)"),
        ),
    ),
    "last_two": (
        "Without arguments only the last two axes change places; all should be reversed.",
        (
            (
                "range(self.data.ndim)[::-1]",
                "(*range(self.data.ndim)[:-2], *range(self.data.ndim)[-2:][::-1])",
            ),
        ),
    ),
    "as_it_is": (
        "Without arguments nothing happens.",
        (("range(self.data.ndim)[::-1]", "range(self.data.ndim)"),),
    ),
    "ones": (LOCAL, ((TURN, "np.ones(self.shape)"),)),
    "forgets": (
        FORGETS,
        method("transpose", "return Tensor(self.data.transpose(axes or None))", of="self, *axes"),
    ),
}
TABLES = {
    "sum": SUM,
    "mean": MEAN,
    "max": MAX,
    "reshape": RESHAPE,
    "transpose": TRANSPOSE,
}
GATES: dict[str, Table] = {}
ALONE = {
    "sum": {"keepdims", "absolute_axis", "first_of_axes"},
    "mean": {"in_front", "first_of_axes"},
    "max": {"first_of_axes"},
    "reshape": {"reversed", "always_flat"},
    "transpose": {"same_order", "axes_ignored", "reversed_back", "inverse_first", "last_two"},
}


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
