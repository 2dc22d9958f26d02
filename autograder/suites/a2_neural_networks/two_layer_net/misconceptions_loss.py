"""Wrong losses and gradients of a network that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

PENALTY = "np.sum(W1**2) + np.sum(W2**2)"
RELU = "active, cache_relu = layers.relu_forward(hidden)"
BACK = "dhidden = layers.relu_backward(dactive, cache_relu)"
DW1, DW2 = "dW1 = dW1 + 2 * self.reg * W1", "dW2 = dW2 + 2 * self.reg * W2"
GRADS = '{"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}'

LOSS: Table = {
    "no_relu_mask": (
        "Gradient of a network without its non-linearity.",
        ((BACK, "dhidden = dactive"),),
    ),
    "no_relu": (
        "Your scores are those of a network without its non-linearity.",
        ((RELU, "active, cache_relu = hidden, hidden"),),
    ),
    "linear_throughout": (
        "Your network has no activation at all: its two layers are one.",
        ((RELU, "active = hidden"), (BACK, "dhidden = dactive")),
    ),
    "mask_of_the_gradient": (
        "Your ReLU gate looks at the sign of the gradient, not at the unit.",
        ((BACK, "dhidden = dactive * (dactive > 0)"),),
    ),
    "relu_on_returned_scores": (
        "The scores you return are cut off at 0, those you train with are not.",
        (("        return scores", "        return np.maximum(0.0, scores)"),),
    ),
    "relu_twice": (
        "Your scores are never negative.",
        (
            ("W2, b2)\n    if y", "W2, b2)\n    scores, cache_top = layers.relu_forward(scores)\n    if y"),
            ("(dscores, cache2)", "(layers.relu_backward(dscores, cache_top), cache2)"),
        ),
    ),
    "softmax_applied": (
        "You return probabilities where scores are asked for.",
        (
            (
                "        return scores",
                "        p = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
                "        return p / p.sum(axis=1, keepdims=True)",
            ),
        ),
    ),
    "half": (
        "Consistent in itself, but CS231n's half is not our convention.",
        (
            ("self.reg * penalty", "0.5 * self.reg * penalty"),
            (DW1, "dW1 = dW1 + self.reg * W1"),
            (DW2, "dW2 = dW2 + self.reg * W2"),
        ),
    ),
    "half_in_loss": (
        "Your penalty is half of ours in the loss, but not in the gradients.",
        (("self.reg * penalty", "0.5 * self.reg * penalty"),),
    ),
    "half_in_gradients": (
        "Loss and gradients disagree on the penalty by a constant.",
        ((DW1, "dW1 = dW1 + self.reg * W1"), (DW2, "dW2 = dW2 + self.reg * W2")),
    ),
    "w1_twice": (
        "One matrix counts twice, another never.",
        ((PENALTY, "np.sum(W1**2) + np.sum(W1**2)"),),
    ),
    "w2_twice": (
        "In your penalty the last matrix counts twice, the first never.",
        ((PENALTY, "np.sum(W2**2) + np.sum(W2**2)"),),
    ),
    "w2_free": (
        "Your penalty covers the first matrix only.",
        ((PENALTY, "np.sum(W1**2)"), (f"    {DW2}\n", "")),
    ),
    "w1_free": (
        "Your penalty covers the last matrix only.",
        ((PENALTY, "np.sum(W2**2)"), (f"    {DW1}\n", "")),
    ),
    "biases_penalised": (
        "The penalty reaches parameters it should leave alone.",
        (
            (PENALTY, f"{PENALTY} + np.sum(b1**2) + np.sum(b2**2)"),
            (DW1, f"{DW1}\n    db1 = db1 + 2 * self.reg * b1\n    db2 = db2 + 2 * self.reg * b2"),
        ),
    ),
    "biases_in_loss": (
        "The penalty in your loss contains the biases, that in the gradients does not.",
        ((PENALTY, f"{PENALTY} + np.sum(b1**2) + np.sum(b2**2)"),),
    ),
    "penalty_missing": (
        "This equals the result without regularization.",
        (("self.reg * penalty", "0.0 * penalty"), (f"    {DW1}\n", ""), (f"    {DW2}\n", "")),
    ),
    "penalty_not_in_gradients": (
        "The penalty has reached your loss, but not your gradients.",
        ((f"    {DW1}\n", ""), (f"    {DW2}\n", "")),
    ),
    "penalty_not_in_loss": (
        "The penalty has reached your gradients, but not your loss.",
        (("self.reg * penalty", "0.0 * penalty"),),
    ),
    "norms": (
        "Your penalty adds up lengths, not squares.",
        ((PENALTY, "np.sqrt(np.sum(W1**2)) + np.sqrt(np.sum(W2**2))"),),
    ),
    "absolute": (
        "Your penalty adds up absolute values, not squares.",
        ((PENALTY, "np.sum(np.abs(W1)) + np.sum(np.abs(W2))"),),
    ),
    "mean_square": (
        "Your penalty is a mean over the weights, not a sum.",
        ((PENALTY, "np.mean(W1**2) + np.mean(W2**2)"),),
    ),
    "penalty_over_batch": (
        "Your penalty is divided by the number of examples: only the data loss is a mean.",
        (
            ("self.reg * penalty", "self.reg * penalty / len(X)"),
            (DW1, "dW1 = dW1 + 2 * self.reg * W1 / len(X)"),
            (DW2, "dW2 = dW2 + 2 * self.reg * W2 / len(X)"),
        ),
    ),
    "sum_of_losses": (
        "Your loss is a sum over the examples, not their mean.",
        (("loss = data_loss +", "loss = data_loss * len(X) +"),),
    ),
    "sum_throughout": (
        "Loss and gradients belong to a sum over the examples, not to their mean.",
        (
            ("loss = data_loss +", "dscores *= len(X)\n    loss = data_loss * len(X) +"),
        ),
    ),
    "biases_averaged": (
        "The gradients of your biases are means over the batch, of gradients that are shares already.",
        (("    return loss, {", "    db1, db2 = db1 / len(X), db2 / len(X)\n    return loss, {"),),
    ),
    "mean_again": (
        "Your gradients are divided by the number of examples twice.",
        (("(dscores, cache2)", "(dscores / len(X), cache2)"),),
    ),
    "svm": (
        "This is the hinge loss: softmax is asked for.",
        (("layers.softmax_loss", "layers.svm_loss"),),
    ),
    "no_first_bias": (
        "The bias of the hidden layer does not reach your scores.",
        (("(X, W1, b1)", "(X, W1, 0 * b1)"),),
    ),
    "no_last_bias": (
        "The bias of the last layer does not reach your scores.",
        (("(active, W2, b2)", "(active, W2, 0 * b2)"),),
    ),
    "w2_before_relu": (
        "The gradient of W2 is computed with the hidden units as they were before the ReLU.",
        ((DW2, f"dW2 = hidden.T @ dscores\n    {DW2}"),),
    ),
    "w1_from_scores": (
        "The gradient that reaches the first layer has not come through W2.",
        ((BACK, "dhidden = dscores.sum(axis=1, keepdims=True) * (hidden > 0)"),),
    ),
    "relu_gate_of_output": (
        "What reaches your ReLU on the way back is the wrong signal: it multiplies by the unit's output.",
        ((BACK, "dhidden = dactive * active"),),
    ),
    "bias_gradients_zero": (
        "Your biases receive no gradient.",
        (("    return loss, {", "    db1, db2 = 0 * db1, 0 * db2\n    return loss, {"),),
    ),
    "sign": (
        "All your gradients point the wrong way.",
        ((GRADS, '{"W1": -dW1, "b1": -db1, "W2": -dW2, "b2": -db2}'),),
    ),
}  # fmt: skip
LOSS_GATES: Table = {
    "keys": ("has other keys", ((GRADS, '{"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}'),)),
    "keys_crossed": ("has shape", ((GRADS, '{"W1": dW2, "b1": db2, "W2": dW1, "b2": db1}'),)),
    "loss_without_labels": (
        "where an array of shape (5, 3) is expected",
        (("        return scores", "        y = np.argmax(scores, axis=1)"),),
    ),
    "scores_too": ("holds 3 values", ((f"return loss, {GRADS}", f"return loss, {GRADS}, scores"),)),
    "loss_only": (
        "where a tuple of 2 values",
        ((f"return loss, {GRADS}", "return loss"),),
    ),
    "loss_as_array": ("loss has shape (1,)", (("    return loss, {", "    return np.array([loss]), {"),)),
    "steps_inside": (
        "changes the parameters",
        (("    return loss, {", "    W1 -= 0.1 * dW1\n    return loss, {"),),
    ),
    "centres_in_place": (
        "changes the data it is given",
        (("    return loss, {", "    X -= X.mean(axis=0)\n    return loss, {"),),
    ),
    "labels_required": ("needs a default value", (("(self, X, y=None)", "(self, X, y)"),)),
}  # fmt: skip
LOSS_ALONE = {"relu_on_returned_scores", "softmax_applied", "centres_in_place"}


def rows(function: str, told: Table, gates: Table, together: frozenset[str]) -> tuple[Mistake, ...]:
    """Make the rows of a function; those in `together` also cost points where everything runs at once."""

    def loses(name: str) -> tuple[str, ...]:
        return (function, "together") if name in together else (function,)

    return (
        *(Mistake(f"{function}:{n}", function, t, e, loses=loses(n)) for n, (t, e) in told.items()),
        *(
            Mistake(f"{function}:{n}", function, t, e, loses=loses(n), told_by="gate")
            for n, (t, e) in gates.items()
        ),
    )


MISCONCEPTIONS = rows("loss", LOSS, LOSS_GATES, frozenset({*LOSS, *LOSS_GATES} - LOSS_ALONE))
