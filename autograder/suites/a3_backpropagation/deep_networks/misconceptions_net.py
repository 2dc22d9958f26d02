"""Wrong losses and gradients of a deep network that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RELU = "        if k < depth:\n            out = np.maximum(0.0, out)\n"
BACK = "dout = (dout @ W.T) * (inputs[k - 1] > 0)"
PENALTY = "loss += self.reg * np.sum(W**2)"
DW = "inputs[k - 1].T @ dout + 2 * self.reg * W"
DB = "dout.sum(axis=0)"
DATA = "-np.mean(log_p[rows, y])"
HALVED = DW.replace("2 * ", "")
BARE = DW.replace(" + 2 * self.reg * W", "")
END = "    return loss, grads"

LOSS: Table = {
    "no_mask": ("Gradient of a network without its non-linearity.", ((BACK, "dout = dout @ W.T"),)),
    "no_relu": ("Your scores are those of a network without its non-linearity.", ((RELU, ""),)),
    "linear_throughout": (
        "Your network has no activation at all: all its layers are one.",
        ((RELU, ""), (BACK, "dout = dout @ W.T")),
    ),
    "relu_on_returned_scores": (
        "The scores you return are cut off at 0, those you train with are not.",
        (("        return scores", "        return np.maximum(0.0, scores)"),),
    ),
    "relu_last": ("Outputs are clipped.", (("        if k < depth:\n", "        if True:\n"),)),
    "first_relu_only": (
        "Only your first hidden layer has a ReLU.",
        (("if k < depth:", "if k == 1 < depth:"),),
    ),
    "last_relu_missing": (
        "Your last hidden layer has no ReLU.",
        (("if k < depth:", "if k < depth - 1:"),),
    ),
    "mask_of_the_gradient": (
        "Your ReLU gate looks at the sign of the gradient, not at the unit.",
        ((BACK, "dout = dout @ W.T\n            dout = dout * (dout > 0)"),),
    ),
    "gate_of_output": (
        "Your gate multiplies by the unit's output instead of letting through or not.",
        ((BACK, "dout = (dout @ W.T) * inputs[k - 1]"),),
    ),
    "gate_inverted": (
        "Your gate lets through where the unit is off.",
        ((BACK, "dout = (dout @ W.T) * (inputs[k - 1] <= 0)"),),
    ),
    "first_gate_missing": (
        "On the way back the gate of the first hidden layer is missing.",
        ((BACK, "dout = (dout @ W.T) * ((inputs[k - 1] > 0) | (k == 2))"),),
    ),
    "not_through_weights": (
        "The gradient that reaches a lower layer has not come through the weights above it.",
        ((BACK, "dout = dout.sum(axis=1, keepdims=True) * (inputs[k - 1] > 0)"),),
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
        ((PENALTY, "loss += 0.5 * self.reg * np.sum(W**2)"), (DW, HALVED)),
    ),
    "half_in_loss": (
        "Your penalty is half of ours in the loss, but not in the gradients.",
        ((PENALTY, "loss += 0.5 * self.reg * np.sum(W**2)"),),
    ),
    "half_in_gradients": ("Loss and gradients disagree on the penalty by a constant.", ((DW, HALVED),)),
    "only_w1_penalised": (
        "Deeper layers escape.",
        (
            (PENALTY, "loss += (k == 1) * self.reg * np.sum(W**2)"),
            (DW, DW.replace("2 *", "2 * (k == 1) *")),
        ),
    ),
    "only_the_last_penalised": (
        "Only the last layer is penalised.",
        (
            (PENALTY, "loss += (k == depth) * self.reg * np.sum(W**2)"),
            (DW, DW.replace("2 *", "2 * (k == depth) *")),
        ),
    ),
    "first_and_last_penalised": (
        "The layers in the middle escape the penalty.",
        (
            (PENALTY, "loss += (k in (1, depth)) * self.reg * np.sum(W**2)"),
            (DW, DW.replace("2 *", "2 * (k in (1, depth)) *")),
        ),
    ),
    "last_escapes": (
        "The last layer escapes the penalty.",
        (
            (PENALTY, "loss += (k < depth) * self.reg * np.sum(W**2)"),
            (DW, DW.replace("2 *", "2 * (k < depth) *")),
        ),
    ),
    "biases_penalised": (
        "The penalty reaches parameters it should leave alone.",
        (
            (PENALTY, f'{PENALTY} + self.reg * np.sum(self.params[f"b{{k}}"] ** 2)'),
            (DB, f'{DB} + 2 * self.reg * self.params[f"b{{k}}"]'),
        ),
    ),
    "biases_in_loss": (
        "The penalty in your loss contains the biases, that in the gradients does not.",
        ((PENALTY, f'{PENALTY} + self.reg * np.sum(self.params[f"b{{k}}"] ** 2)'),),
    ),
    "penalty_missing": (
        "This equals the result without regularization.",
        ((f"        {PENALTY}\n", ""), (DW, BARE)),
    ),
    "penalty_not_in_gradients": (
        "The penalty has reached your loss, but not your gradients.",
        ((DW, BARE),),
    ),
    "penalty_not_in_loss": (
        "The penalty has reached your gradients, but not your loss.",
        ((f"        {PENALTY}\n", ""),),
    ),
    "norms": (
        "Your penalty adds up lengths, not squares.",
        ((PENALTY, "loss += self.reg * np.sqrt(np.sum(W**2))"),),
    ),
    "absolute": (
        "Your penalty adds up absolute values, not squares.",
        ((PENALTY, "loss += self.reg * np.sum(np.abs(W))"),),
    ),
    "mean_square": (
        "Your penalty is a mean over the weights, not a sum.",
        ((PENALTY, "loss += self.reg * np.mean(W**2)"),),
    ),
    "mean_over_layers": (
        "Your penalty is a mean over the layers, not a sum.",
        ((PENALTY, "loss += self.reg * np.sum(W**2) / depth"), (DW, f"{DW} / depth")),
    ),
    "penalty_over_batch": (
        "Your penalty is divided by the number of examples: only the data loss is a mean.",
        ((PENALTY, "loss += self.reg * np.sum(W**2) / len(X)"), (DW, f"{DW} / len(X)")),
    ),
    "penalty_on_the_way_down": (
        "The penalty's share of a weight gradient should stay with its layer; yours goes on to the next.",
        ((BACK, "dout = ((dout + 2 * self.reg) @ W.T) * (inputs[k - 1] > 0)"),),
    ),
    "sum_of_losses": (
        "Your loss is a sum over the examples, not their mean.",
        ((DATA, "-np.sum(log_p[rows, y])"),),
    ),
    "sum_throughout": (
        "Loss and gradients belong to a sum over the examples, not to their mean.",
        ((DATA, "-np.sum(log_p[rows, y])"), ("    dout /= len(X)\n", "")),
    ),
    "gradient_of_the_sum": (
        "Loss is a mean, gradient is a sum.",
        (("    dout /= len(X)\n", ""),),
    ),
    "mean_again": (
        "Your gradients are divided by the number of examples twice.",
        (("dout /= len(X)", "dout /= len(X) ** 2"),),
    ),
    "mean_over_classes": (
        "Your mean is over examples and classes.",
        (
            (DATA, "-np.mean(log_p[rows, y]) / scores.shape[1]"),
            ("dout /= len(X)", "dout /= scores.size"),
        ),
    ),
    "biases_averaged": (
        "The gradients of your biases are means over the batch, of gradients that are shares already.",
        ((DB, "dout.mean(axis=0)"),),
    ),
    "biases_forgotten": ("Your biases receive no gradient.", ((DB, "0 * dout.sum(axis=0)"),)),
    "no_biases": (
        "The biases of your hidden layers do not reach the scores.",
        (('+ self.params[f"b{k}"]', '+ (k == depth) * self.params[f"b{k}"]'),),
    ),
    "no_last_bias": (
        "The bias of the last layer does not reach your scores.",
        (('+ self.params[f"b{k}"]', '+ (k < depth) * self.params[f"b{k}"]'),),
    ),
    "overflow": (
        "Large scores overflowed.",
        (("scores - scores.max(axis=1, keepdims=True)", "scores.copy()"),),
    ),
    "largest_of_all": (
        "You shift by the largest score of all examples: a row far below it is lost.",
        (("scores.max(axis=1, keepdims=True)", "scores.max()"),),
    ),
    "right_class_missing": (
        "In your gradient the right class is treated like the others.",
        (("    dout[rows, y] -= 1.0\n", ""),),
    ),
    "wrong_classes_missing": (
        "Wrong classes receive no gradient.",
        (
            (
                "    dout = np.exp(log_p)\n    dout[rows, y] -= 1.0\n",
                "    dout = np.zeros_like(log_p)\n    dout[rows, y] = np.exp(log_p[rows, y]) - 1.0\n",
            ),
        ),
    ),
    "probability": (
        "Your loss is the missing probability, not its logarithm.",
        ((DATA, "np.mean(1.0 - np.exp(log_p[rows, y]))"),),
    ),
    "base_2": ("Your logarithm has another base.", ((DATA, f"{DATA} / np.log(2.0)"),)),
    "labels_ignored": (
        "Your loss is that of the class with the highest score, whatever the label.",
        (("    rows = ", "    y = scores.argmax(axis=1)\n    rows = "),),
    ),
    "only_two_layers": (
        "The gradient stops after two layers: those below receive none.",
        ((BACK, f"{BACK} * (k == depth)"),),
    ),
    "sign": (
        "All your gradients point the wrong way.",
        ((END, "    return loss, {name: -grad for name, grad in grads.items()}"),),
    ),
}
LOSS_GATES: Table = {
    "keys": ("has other keys", ((END, '    return loss, {f"d{name}": grads[name] for name in grads}'),)),
    "weights_only": (
        "Your gradients has other keys",
        ((END, '    return loss, {name: grads[name] for name in grads if name[0] == "W"}'),),
    ),
    "loss_without_labels": (
        "where an array of shape (5, 3) is expected",
        (("        return scores", "        y = np.argmax(scores, axis=1)"),),
    ),
    "scores_too": ("holds 3 values", ((END, f"{END}, scores"),)),
    "loss_only": ("where a tuple of 2 values", ((END, "    return loss"),)),
    "loss_as_array": ("loss has shape (1,)", ((END, "    return np.array([loss]), grads"),)),
    "steps_inside": (
        "changes the parameters",
        ((END, f'    self.params["W1"] -= 0.1 * grads["W1"]\n{END}'),),
    ),
    "centres_in_place": (
        "changes the data it is given",
        ((END, f"    X -= X.mean(axis=0)\n{END}"),),
    ),
    "labels_required": ("needs a default value", (("(self, X, y=None)", "(self, X, y)"),)),
}
LOSS_ALONE = {
    *("relu_on_returned_scores", "softmax_applied", "centres_in_place", "steps_inside", "loss_as_array"),
    *("biases_penalised", "biases_in_loss", "no_biases", "no_last_bias", "overflow", "largest_of_all"),
}


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
