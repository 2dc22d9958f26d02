"""Wrong trainings of a network that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

STEP = "self.params[name] = self.params[name] - learning_rate * grads[name]"
LOOP = f"        for name in grads:\n            {STEP}\n"
ROWS = "rows = np.random.choice(num_train, batch_size)"
DECAY = "            learning_rate = learning_rate * learning_rate_decay\n"
WHEN = "if iteration % epoch == 0:"
NOTE = "loss_history.append(loss)"
ON_BATCH = "np.mean(self.predict(X_batch) == y_batch)"
ON_VAL = "np.mean(self.predict(X_val) == y_val)"

TRAIN: Table = {
    "ascent": (
        "You step along the gradients: the loss rises with every step.",
        ((STEP, STEP.replace(" - ", " + ")),),
    ),
    "rate_ignored": ("The learning rate has no effect on your steps.", ((f"- {'learning_rate * '}", "- "),)),
    "no_step": ("Your parameters never move.", ((STEP, "self.params[name] - learning_rate * grads[name]"),)),
    "biases_fixed": (
        "Your biases never move.",
        (("for name in grads:", 'for name in ("W1", "W2"):'),),
    ),
    "first_layer_fixed": (
        "Your first layer never moves.",
        (("for name in grads:", 'for name in ("W2", "b2"):'),),
    ),
    "last_layer_fixed": (
        "Your last layer never moves.",
        (("for name in grads:", 'for name in ("W1", "b1"):'),),
    ),
    "b1_forgotten": (
        "b1 never moves.",
        (("for name in grads:", 'for name in ("W1", "W2", "b2"):'),),
    ),
    "reinitialised": (
        "You begin with new parameters instead of those the net has.",
        (
            (
                "    num_train = ",
                "    self.params = {key: 0.0 * part for key, part in self.params.items()}\n    num_train = ",
            ),
        ),
    ),
    "one_step_at_the_end": (
        "You take a single step, after all the batches.",
        ((LOOP, ""), ("    return {", f"    for name in grads:\n        {STEP}\n    return {{")),
    ),
    "divided_by_batch": (
        "Your steps are divided by the batch size, which the loss has already done.",
        ((STEP, f"{STEP} / batch_size"),),
    ),
    "penalty_again": (
        "You apply the penalty to the weights once more: the gradients already contain it.",
        ((STEP, f"{STEP} - learning_rate * self.params[name] * 0.01"),),
    ),
    "decay_each_iteration": (
        "The learning rate decays in every iteration, not once an epoch.",
        ((DECAY, ""), (LOOP, LOOP + DECAY[4:])),
    ),
    "decay_late": (
        "Your learning rate decays at the end of each epoch: the timetable of the exercise is another.",
        ((DECAY, "        if (iteration + 1) % epoch == 0:\n" + DECAY),),
    ),
    "decay_skips_first": (
        "The first decay is left out.",
        ((DECAY, "            if iteration:\n    " + DECAY),),
    ),
    "no_decay": ("Your learning rate never decays.", ((DECAY, ""),)),
    "decay_before": (
        "The learning rate decays before the step, not after it.",
        ((DECAY, ""), ("        rows = ", f"        {WHEN}\n{DECAY}        rows = ")),
    ),
    "decay_by_division": (
        "Your learning rate grows: it is divided by the decay.",
        (("learning_rate * learning_rate_decay", "learning_rate / learning_rate_decay"),),
    ),
    "decay_subtracted": (
        "The decay is taken away from the learning rate instead of multiplying it.",
        (("learning_rate * learning_rate_decay", "learning_rate - learning_rate_decay"),),
    ),
    "penalty_in_losses": (
        "You add to the losses what they contain already.",
        ((NOTE, 'loss_history.append(loss + 0.5 * np.sum(self.params["W1"] ** 2))'),),
    ),
    "losses_over_batch": (
        "You divide the losses by the batch size, which has been done already.",
        ((NOTE, "loss_history.append(loss / batch_size)"),),
    ),
    "losses_backwards": ("Your losses stand in reverse order.", ((NOTE, "loss_history.insert(0, loss)"),)),
    "loss_after_step": (
        "You note the loss after the step, which costs a second evaluation.",
        (
            (f"        {NOTE}\n", ""),
            (LOOP, f"{LOOP}        loss_history.append(self.loss(X_batch, y_batch)[0])\n"),
        ),
    ),
    "counts": (
        "Your accuracies are numbers of examples, not shares.",
        ((ON_BATCH, ON_BATCH.replace("mean", "sum")), (ON_VAL, ON_VAL.replace("mean", "sum"))),
    ),
    "percent": (
        "Your accuracies are in percent.",
        ((ON_BATCH, f"100 * {ON_BATCH}"), (ON_VAL, f"100 * {ON_VAL}")),
    ),
    "error_rates": (
        "You measure the share of wrong predictions.",
        ((ON_BATCH, ON_BATCH.replace("==", "!=")), (ON_VAL, ON_VAL.replace("==", "!="))),
    ),
    "swapped_histories": (
        "The two accuracies are exchanged.",
        (
            ("train_acc_history.append", "spare.append"),
            ("val_acc_history.append", "train_acc_history.append"),
            ("spare.append", "val_acc_history.append"),
        ),
    ),
    "validated_on_batch": (
        "What you call validation is measured on the training batch.",
        ((ON_VAL, ON_BATCH),),
    ),
    "batch_is_validation": (
        "What you call accuracy on the batch is measured on the validation set.",
        ((ON_BATCH, ON_VAL),),
    ),
    "reg_of_zero_ignored": (
        "A `reg` of 0 passed to `train` has no effect.",
        (("if reg is not None:", "if reg:"),),
    ),
    "reg_ignored": (
        "The `reg` passed to `train` has no effect.",
        (("    if reg is not None:\n        self.reg = reg\n", ""),),
    ),
    "reg_added": (
        "The `reg` passed to `train` is added to the old one.",
        (("        self.reg = reg\n", "        self.reg = self.reg + reg\n"),),
    ),
}  # fmt: skip
TRAIN_GATES: Table = {
    "reg_lost": (
        "where a single number is expected",
        (("    if reg is not None:\n        self.reg", "    self.reg"),),
    ),
    "apart": (
        "Examples and labels of a batch do not belong together",
        (("y[rows]", "y[np.random.choice(num_train, batch_size)]"),),
    ),
    "all_labels": ("another number of labels than of examples", (("X[rows], y[rows]", "X[rows], y"),)),
    "full_batch": ("`batch_size` has no effect", ((ROWS, "rows = np.arange(num_train)"),)),
    "one_more": ("Not every batch has `batch_size` rows", ((ROWS, f"{ROWS[:-1]} + 1)"),)),
    "first_rows": ("the batch is not drawn anew", ((ROWS, "rows = np.arange(min(batch_size, num_train))"),)),
    "neighbours": (
        "neighbours in the order of the data",
        (
            (
                ROWS,
                "start = np.random.randint(max(num_train - batch_size, 0) + 1)\n        "
                "rows = np.arange(start, min(start + batch_size, num_train))",
            ),
        ),
    ),
    "few_rows": (
        "most examples are never drawn",
        ((ROWS, "rows = np.random.choice(min(num_train, 2 * batch_size), batch_size)"),),
    ),
    "history_missing": ("has other keys", (('        "val_acc_history": val_acc_history,\n', ""),)),
    "nothing_returned": (
        "Does every path end with `return`?",
        (("    return {", "    history = {"),),
    ),
    "measured_each_iteration": (
        "has shape",
        ((WHEN, "if True:"), (DECAY, f"            {WHEN}\n    {DECAY}")),
    ),
    "centres_in_place": (
        "Your function changes `X`",
        (("    return {", "    X -= X.mean(axis=0)\n    return {"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("    X_val,\n    y_val,\n    l", "    y_val,\n    X_val,\n    l"),),
    ),
}  # fmt: skip
TRAIN_ALONE = {
    "decay_each_iteration", "decay_late", "counts", "percent", "error_rates", "swapped_histories",
    "validated_on_batch", "batch_is_validation", "reg_ignored", "reg_of_zero_ignored", "reg_lost",
    "full_batch", "one_more", "first_rows", "neighbours", "few_rows", "history_missing",
    "measured_each_iteration", "centres_in_place",
}  # fmt: skip


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


MISCONCEPTIONS = rows("train", TRAIN, TRAIN_GATES, frozenset({*TRAIN, *TRAIN_GATES} - TRAIN_ALONE))
