"""Wrong engines that people really write, and what they are told. Operations have files of their own."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...] | str]]

SUM = "return grad.sum(axis=(*range(added), *stretched)).reshape(shape)"
UNBROADCAST: Table = {
    "numbers_left_out": (
        "A single number that was stretched to an array gets an array back.",
        (("if grad.shape == shape:", "if grad.shape == shape or shape == ():"),),
    ),
    "mean": (
        "Shares are averaged; a number that was used several times adds them up.",
        (("grad.sum(", "grad.mean("),),
    ),
    "stretched_only": (
        "Axes that were added in front are not summed.",
        ((SUM, "return grad.sum(axis=tuple(stretched), keepdims=True)"),),
    ),
    "dropped": (
        "Axes that were stretched are summed and gone: the operand had them, with length 1.",
        ((".reshape(shape)", ""),),
    ),
    "kept": (
        "Axes that were added in front are summed, but still there with length 1.",
        ((").reshape(shape)", ", keepdims=True)"),),
    ),
    "from_the_right": (
        "You sum the last axes, but broadcasting adds new ones on the left.",
        (
            (
                SUM,
                "grad = grad.sum(axis=tuple(range(len(shape), grad.ndim)))\n"
                "    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)\n"
                "    return grad.sum(axis=ones, keepdims=True)",
            ),
        ),
    ),
    "one_added": (
        "Only one added axis is summed, however many there are.",
        (
            (
                SUM,
                "grad = grad.sum(axis=0) if added else grad\n"
                "    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)\n"
                "    return grad.sum(axis=ones, keepdims=True)",
            ),
        ),
    ),
    "one_stretched": (
        "Only the first stretched axis is summed.",
        (
            (
                SUM,
                "grad = grad.sum(axis=tuple(range(added)))\n"
                "    ones = [axis for axis, length in enumerate(shape) if length == 1]\n"
                "    return grad.sum(axis=tuple(ones[:1]), keepdims=True)",
            ),
        ),
    ),
    "positions_off": (
        "Stretched axes are looked for before the added ones are gone, so their positions are off.",
        (
            (
                SUM,
                "for axis, length in enumerate(shape):\n"
                "        if length == 1:\n"
                "            grad = grad.sum(axis=axis, keepdims=True)\n"
                "    return grad.sum(axis=tuple(range(added)))",
            ),
        ),
    ),
    "sum_of_all": (
        "Every entry gets the sum of the whole gradient.",
        ((SUM, "return np.full(shape, grad.sum())"),),
    ),
    "first_share": (
        "Of several shares you keep the first instead of adding them up.",
        (
            (
                SUM,
                "grad = grad[(0,) * added]\n"
                "    for axis, length in enumerate(shape):\n"
                "        grad = grad.take([0], axis=axis) if length == 1 else grad\n"
                "    return grad",
            ),
        ),
    ),
    "largest_share": (
        "Of several shares you keep the largest instead of adding them up.",
        (("grad.sum(", "grad.max("),),
    ),
    "cut_off": ("The gradient is cut to size instead of summed.", ((SUM, "return np.resize(grad, shape)"),)),
    "transposed_back": (
        "What comes back for an operand of two axes is transposed.",
        ((SUM, f"{SUM}.T"),),
    ),
    "added_only": (
        "Axes of length 1 that were stretched are not summed.",
        ((SUM, "return grad.sum(axis=tuple(range(added)))"),),
    ),
    "nothing": ("Gradient has the broadcast shape: nothing is summed.", ((SUM, "return grad"),)),
}
UNBROADCAST_GATES: Table = {
    "in_place": (
        "Your function changes `grad`",
        (
            (
                SUM,
                "while grad.ndim > len(shape):\n"
                "        for row in grad[1:]:\n"
                "            grad[0] += row\n"
                "        grad = grad[0]\n"
                "    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)\n"
                "    return grad.sum(axis=ones, keepdims=True)",
            ),
        ),
    ),
    "shape_first": (
        "Your parameters stand in another order",
        (("unbroadcast(grad, shape):", "unbroadcast(shape, grad):"),),
    ),
}

ADD = "grads[parent] = grads[parent] + share if parent in grads else share"
STORE = "if node._parents or node.grad is None:"
REFUSE = """    if self.data.size != 1:
        raise ValueError("one number, please")
"""
TAIL = """    for node in order:
        if node._parents or node.grad is None:
            node.grad = np.array(grads[node])
        else:
            node.grad = node.grad + grads[node]
"""
HEAD = "@add_to_class(Tensor)\ndef backward(self):\n" + REFUSE


def on_sight(where: str) -> str:
    """Return an engine that visits nodes in the order in which it meets them."""
    return f"""{HEAD}
    grads, order, waiting, met = {{self: np.ones(self.shape)}}, [], [self], {{self}}
    while waiting:
        node = waiting.pop({where})
        order.append(node)
        for parent, send in node._parents:
            share = send(grads[node])
            grads[parent] = grads[parent] + share if parent in grads else share
            if parent not in met:
                met.add(parent)
                waiting.append(parent)
{TAIL}"""


RECURSIVE = f"""{HEAD}
    topo, met = [], set()

    def build(node):
        if node not in met:
            met.add(node)
            for parent, _ in node._parents:
                build(parent)
            topo.append(node)

    build(self)
    order, grads = topo[::-1], {{self: np.ones(self.shape)}}
    for node in order:
        for parent, send in node._parents:
            grads[parent] = grads.get(parent, 0.0) + send(grads[node])
{TAIL}"""
EVERY_PATH = f"""{HEAD}
    order, grads, waiting = [], {{}}, [(self, np.ones(self.shape))]
    while waiting:
        node, grad = waiting.pop()
        if node not in grads:
            order.append(node)
        grads[node] = grads.get(node, 0.0) + grad
        waiting += [(parent, send(grad)) for parent, send in node._parents]
{TAIL}"""
POSTORDER = f"""{HEAD}
    order, met, waiting = [], set(), [self]
    while waiting:
        node = waiting.pop()
        if node not in met:
            met.add(node)
            order.append(node)
            waiting += [parent for parent, _ in node._parents]
    grads = {{node: np.zeros(node.shape) for node in order}}
    grads[self] = np.ones(self.shape)
    for node in order:
        for parent, send in node._parents:
            grads[parent] = grads[parent] + send(grads[node])
{TAIL}"""
BACKWARD: Table = {
    "on_sight": ("A node passed gradient on before receiving all of it.", on_sight("0")),
    "on_sight_last_first": (
        "A node passed gradient on before receiving all of it: you go to the latest one met, ready or not.",
        on_sight(""),
    ),
    "overwrites": ("A value used twice remembers one use.", ((ADD, "grads[parent] = share"),)),
    "first_share": (
        "A value used twice remembers its first use only.",
        ((ADD, "grads.setdefault(parent, share)"),),
    ),
    "in_place": (
        "`+=` on a share changes an array that others hold, too: `+` sends the same one to both sides.",
        (
            (
                ADD,
                "if parent in grads:\n                grads[parent] += share\n"
                "            else:\n                grads[parent] = share",
            ),
        ),
    ),
    "multiplies": (
        "Shares that arrive at one node are multiplied, not added.",
        ((ADD, ADD.replace("+", "*")),),
    ),
    "averages": (
        "Shares that arrive at one node are averaged, not added.",
        ((ADD, "grads[parent] = (grads[parent] + share) / 2 if parent in grads else share"),),
    ),
    "second_overwrites": (
        "A second call overwrites what the first left in the leaves.",
        ((STORE, "if True:"),),
    ),
    "inner_add_up": (
        "Inner nodes kept gradient from the first call.",
        ((STORE, "if node.grad is None:"), ("send(grad)", "send(node.grad)")),
    ),
    "inner_add_up_but_the_first": (
        "Inner nodes kept gradient from the first call; only the result begins anew.",
        ((STORE, "if node is self or node.grad is None:"), ("send(grad)", "send(node.grad)")),
    ),
    "preorder": (
        "Your order lists a node before nodes that use it: going deep first, list it after its parents.",
        POSTORDER,
    ),
    "counts_once": (
        "A node that several others use passes on at the first share: its uses are counted as one.",
        (("uses[parent] += 1", "uses[parent] = 1"),),
    ),
    "seed_zero": ("You begin with 0, so nothing but zeros can come back.", (("np.ones(", "np.zeros("),)),
    "seed_value": (
        "You begin with the value of the result: how fast does a number grow with itself?",
        (("np.ones(self.shape)", "self.data"),),
    ),
    "seed_two": ("You begin with 2 instead of 1.", (("np.ones(self.shape)", "2 * np.ones(self.shape)"),)),
    "negated": ("All gradients have the wrong sign.", (("np.ones(self.shape)", "-np.ones(self.shape)"),)),
    "no_inner": (
        "Inner nodes have no gradient.",
        (
            (
                STORE,
                f"if node._parents and node is not self:\n            pass\n        el{STORE}",
            ),
        ),
    ),
    "no_root": (
        "The result itself has no gradient.",
        (
            (
                STORE,
                f"if node is self and node._parents:\n            pass\n        el{STORE}",
            ),
        ),
    ),
    "leaves_lost": (
        "Leaves get nothing: what arrives there is thrown away.",
        (
            (
                STORE,
                "if not node._parents:\n            pass\n        elif node._parents or node.grad is None:",
            ),
        ),
    ),
    "parents_only": (
        "Gradient reaches the parents of the result and goes no further.",
        (("if uses[parent] == 0:", "if uses[parent] == 0 and node is self:"),),
    ),
    "first_parent_only": (
        "Only the first parent of a node gets a share.",
        (
            ("for parent, send in node._parents:", "for parent, send in node._parents[:1]:"),
            ("for parent, _ in waiting.pop()._parents:", "for parent, _ in waiting.pop()._parents[:1]:"),
        ),
    ),
    "uses_up_data": (
        "Going back uses up the data: tensors hold other numbers afterwards.",
        (
            (
                "ready.append(parent)",
                "ready.append(parent)\n    for node in uses:\n        node.data = 0 * node.data",
            ),
        ),
    ),
    "data_for_gradient": (
        "A node sends on its value instead of its gradient.",
        (("share = send(grad)", "share = send(node.data)"),),
    ),
}
BACKWARD_GATES: Table = {
    "recursion": ("Deep graphs exhaust the stack", RECURSIVE),
    "every_path": ("goes along every path instead of visiting each node once", EVERY_PATH),
    "shared": ("Two gradients share memory", (("node.grad = np.array(grad)", "node.grad = grad"),)),
    "takes_arrays": (
        "which number is it to start from?",
        (("if self.data.size != 1:", "if False:"),),
    ),
    "needs_a_gradient": (
        "missing 1 required positional argument",
        (("def backward(self):", "def backward(self, seed):"),),
    ),
}

ZERO_GRAD: Table = {
    "nothing": ("The gradient is still there.", (("self.grad = None", "grad = None"),)),
    "ones": ("It begins at 1, not at 0.", (("self.grad = None", "self.grad = np.ones(self.shape)"),)),
    "data": (
        "You cleared the numbers and left the gradient.",
        (("self.grad = None", "self.data = 0 * self.data"),),
    ),
    "both": (
        "With the gradient you cleared the numbers.",
        (("self.grad = None", "self.grad, self.data = None, np.zeros(self.shape)"),),
    ),
    "halved": (
        "Half of the gradient is left.",
        (("self.grad = None", "self.grad = 0.5 * self.grad if self.grad is not None else None"),),
    ),
}
ZERO_GRAD_GATES: Table = {
    "in_place_only": ("NoneType", (("self.grad = None", "self.grad[...] = 0.0"),)),
}
ALONE = {
    "backward": {
        *("second_overwrites", "inner_add_up", "inner_add_up_but_the_first", "no_inner", "no_root"),
        *("recursion", "takes_arrays"),
    },
}


def rows(function: str, table: Table, told_by: str = "diagnosis") -> tuple[Mistake, ...]:
    """Return the rows of a table."""
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
        for name, (sentence, change) in table.items()
    )


MISCONCEPTIONS = (
    *rows("unbroadcast", UNBROADCAST),
    *rows("unbroadcast", UNBROADCAST_GATES, "gate"),
    *rows("backward", BACKWARD),
    *rows("backward", BACKWARD_GATES, "gate"),
    *rows("zero_grad", ZERO_GRAD),
    *rows("zero_grad", ZERO_GRAD_GATES, "gate"),
)
