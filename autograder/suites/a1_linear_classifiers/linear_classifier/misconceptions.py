"""Wrong searches and trainings that people really write, as edits of the reference, and what they are told.

The classes built on them have their rows in `misconceptions_models.py`.
"""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

BETTER = "best_W is None or losses[number] < best_loss"
DRAW = "scale * rng.standard_normal(shape)"

RANDOM_SEARCH: Table = {
    "last_kept": (
        "Not the best you saw: you return the last weights you tried, and their loss.",
        ((BETTER, "True"),),
    ),
    "last_W_kept": (
        "Your stored best changes later: the weights you return are not those of the loss you return.",
        (
            ("W.copy()", "W"),
            (f"W = {DRAW}", f"W = buffer\n        W[...] = {DRAW}"),
            ("np.zeros(num_tries)", "np.zeros(num_tries)\n    buffer = np.zeros(shape)"),
        ),
    ),
    "highest_kept": (
        "You keep the weights with the highest loss.",
        (("losses[number] < best_loss", "losses[number] > best_loss"),),
    ),
    "first_kept": (
        "The first try is never replaced, whatever comes after it.",
        (("losses[number] < best_loss", "losses[number] < 0.0"),),
    ),
    "uniform": (
        "Your draws are uniform; normal numbers are asked for.",
        (("rng.standard_normal(shape)", "rng.random(shape)"),),
    ),
    "uniform_both_signs": (
        "Your draws never leave a box: uniform numbers of both signs are not normal ones.",
        (("rng.standard_normal(shape)", "rng.uniform(-1, 1, shape)"),),
    ),
    "scale_ignored": (
        "`scale` has no effect on your draws.",
        ((DRAW, "rng.standard_normal(shape)"),),
    ),
    "scale_default": (
        "You draw with a scale of your own instead of the one that was passed.",
        ((DRAW, "1e-4 * rng.standard_normal(shape)"),),
    ),
    "scale_as_variance": (
        "You use `scale` as a variance: it multiplies the draws.",
        ((DRAW, "np.sqrt(scale) * rng.standard_normal(shape)"),),
    ),
    "scale_twice": (
        "`scale` is applied twice.",
        ((DRAW, f"scale * {DRAW}"),),
    ),
    "local": (
        "Your tries start from the best so far: that is a local search, not a blind one.",
        ((f"W = {DRAW}", f"W = {DRAW} + (0.0 if best_W is None else best_W)"),),
    ),
    "one_draw_wasted": (
        "A first draw is made and never tried.",
        (
            ("np.zeros(num_tries)", f"np.zeros(num_tries)\n    best_W = {DRAW}"),
            ("best_loss, best_W = np.inf, None", "best_loss = np.inf"),
        ),
    ),
    "generator_made_anew": (
        "All your tries are the same: the generator is made anew for each.",
        ((f"W = {DRAW}", "W = scale * np.random.default_rng(0).standard_normal(shape)"),),
    ),
    "losses_so_far": (
        "You report the lowest loss so far, not the loss of each try.",
        (("return best_W, best_loss, losses", "return best_W, best_loss, np.minimum.accumulate(losses)"),),
    ),
    "losses_sorted": (
        "The losses are not in the order of the tries.",
        (("return best_W, best_loss, losses", "return best_W, best_loss, np.sort(losses)"),),
    ),
    "losses_shifted": (
        "Every loss stands one place too late.",
        (("return best_W, best_loss, losses", "return best_W, best_loss, np.roll(losses, 1)"),),
    ),
    "last_of_equals": (
        "Of equally good tries you keep the last: a tie should not unseat the leader.",
        (("< best_loss", "<= best_loss"),),
    ),
    "place_of_best": (
        "Instead of the lowest loss you return its place.",
        (("return best_W, best_loss, losses", "return best_W, float(np.argmin(losses)), losses"),),
    ),
}
RANDOM_SEARCH_GATES: Table = {
    "two_results": ("expected is a tuple of 3 values", (("best_loss, losses\n", "best_loss\n"),)),
    "global_generator": (
        "not all draws come from `rng`",
        (("rng.standard_normal(shape)", "np.random.randn(*shape)"),),
    ),
    "generator_required": (
        "'NoneType' object has no attribute 'standard_normal'",
        (("    rng = np.random.default_rng() if rng is None else rng\n", ""),),
    ),
    "fixed_seed": ("the generator of its own has a fixed seed", (("default_rng()", "default_rng(0)"),)),
    "order": (
        "Your parameters stand in another order",
        (("loss_fn, shape, num_tries,", "shape, loss_fn, num_tries,"),),
    ),
}

STEP = "self.W = self.W - learning_rate * gradient"
NOTE = "loss_history.append(loss)"
ROWS = "rows = np.random.choice(num_train, batch_size)"

TRAIN: Table = {
    "ascent": (
        "You step along the gradient: the loss rises with every step.",
        ((STEP, "self.W = self.W + learning_rate * gradient"),),
    ),
    "rate_ignored": (
        "The learning rate has no effect: your steps are as long as the gradient.",
        ((STEP, "self.W = self.W - gradient"),),
    ),
    "no_step": ("Your weights never move.", ((STEP, "self.W - learning_rate * gradient"),)),
    "step_replaces": (
        "Your weights are replaced by the step instead of changed by it.",
        ((STEP, "self.W = -learning_rate * gradient"),),
    ),
    "gradients_add_up": (
        "Each step repeats all the gradients before it: momentum, by accident.",
        (
            (STEP, "total = total + gradient\n        self.W = self.W - learning_rate * total"),
            ("loss_history = []", "loss_history = []\n    total = 0.0"),
        ),
    ),
    "one_step_at_the_end": (
        "You take a single step, after all the batches.",
        ((f"        {STEP}\n", ""), ("    return loss_history", f"    {STEP}\n    return loss_history")),
    ),
    "divided_by_batch": (
        "Your step is divided by the batch size, which the loss has already done.",
        ((STEP, f"{STEP} / batch_size"),),
    ),
    "normalised": (
        "Your steps all have the same length: the gradient's length should count.",
        ((STEP, f"{STEP} / np.linalg.norm(gradient)"),),
    ),
    "signs_only": (
        "Only the signs of the gradient count in your step.",
        ((STEP, "self.W = self.W - learning_rate * np.sign(gradient)"),),
    ),
    "rate_decays": (
        "Your learning rate changes on the way; here it stays what it is.",
        ((STEP, f"{STEP}\n        learning_rate *= 0.95"),),
    ),
    "penalty_again": (
        "You apply the penalty to the weights once more: the gradient already contains it.",
        ((STEP, f"{STEP} - learning_rate * 2 * reg * self.W"),),
    ),
    "one_step_too_few": (
        "The last batch is not used for a step.",
        (
            ("    for _ in tqdm(range(num_iters)", "    for number in tqdm(range(num_iters)"),
            (STEP, f"if number < num_iters - 1:\n            {STEP}"),
        ),
    ),
    "reg_ignored": (
        "`reg` does not reach your loss.",
        (("y[rows], reg)", "y[rows], 0.0)"),),
    ),
    "loss_after_step": (
        "You note the loss after the step, which costs a second evaluation.",
        (
            (f"        {NOTE}\n", ""),
            (STEP, f"{STEP}\n        loss_history.append(self.loss(X[rows], y[rows], reg)[0])"),
        ),
    ),
    "penalty_in_losses": (
        "You add the penalty to the losses, which contain it already.",
        ((NOTE, "loss_history.append(loss + reg * np.sum(self.W**2))"),),
    ),
    "losses_over_batch": (
        "You divide the losses by the batch size, which has been done already.",
        ((NOTE, "loss_history.append(loss / batch_size)"),),
    ),
    "running_mean": (
        "Your losses are averages of all losses so far.",
        ((NOTE, f"{NOTE}\n        loss_history[-1] = (loss + sum(loss_history[:-1])) / len(loss_history)"),),
    ),
    "losses_backwards": (
        "Your losses stand in reverse order.",
        ((NOTE, "loss_history.insert(0, loss)"),),
    ),
}
TRAIN_GATES: Table = {
    "reset": ("Training never continues", (("    if self.W is None:\n        self.W", "    self.W"),)),
    "starts_at_zero": (
        "yours do not start as small normal numbers",
        (("0.001 * np.random.randn(dim, np.max(y) + 1)", "np.zeros((dim, np.max(y) + 1))"),),
    ),
    "labels_counted": (
        "a column for each label up to the largest",
        (("np.max(y) + 1", "len(np.unique(y))"),),
    ),
    "apart": (
        "Images and labels of a batch do not belong together",
        (("y[rows]", "y[np.random.choice(num_train, batch_size)]"),),
    ),
    "all_labels": ("another number of labels than of images", (("y[rows]", "y"),)),
    "full_batch": ("`batch_size` has no effect", ((ROWS, "rows = np.arange(num_train)"),)),
    "one_more": ("Not every batch has `batch_size` rows", (("batch_size)\n", "batch_size + 1)\n"),)),
    "first_rows": ("the batch is not drawn anew", ((ROWS, "rows = np.arange(batch_size)"),)),
    "neighbours": (
        "neighbours in the order of the data",
        (
            (
                ROWS,
                "start = np.random.randint(num_train - batch_size + 1)\n        "
                "rows = np.arange(start, start + batch_size)",
            ),
        ),
    ),
    "few_rows": (
        "most examples are never drawn",
        ((ROWS, "rows = np.random.choice(np.minimum(num_train, 2 * batch_size), batch_size)"),),
    ),
    "nothing_returned": ("Does every path end with `return`?", (("    return loss_history\n", ""),)),
    "last_loss_only": ("is a single number", (("return loss_history", "return loss_history[-1]"),)),
    "one_loss_too_many": (
        "Your result has shape (6,)",
        (("    return loss_history", "    loss_history.append(loss)\n    return loss_history"),),
    ),
    "centres_in_place": (
        "Your function changes `X`",
        (("    num_train, dim = X.shape\n", "    num_train, dim = X.shape\n    X -= X.mean(axis=0)\n"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("X, y, learning_rate=1e-3", "y, X, learning_rate=1e-3"),),
    ),
}

WINNER = "first = int(np.argmax(scores))"

TUNE: Table = {
    "last_of_equals": (
        "Of equally good settings you take the last.",
        ((WINNER, "first = len(scores) - 1 - int(np.argmax(scores[::-1]))"),),
    ),
    "magnitude": (
        "You compare the scores without their signs.",
        ((WINNER, "first = int(np.argmax(np.abs(scores)))"),),
    ),
    "lowest": ("You take the lowest score for the best.", (("np.argmax", "np.argmin"),)),
    "first_setting": ("You return the first setting, whatever it scores.", ((WINNER, "first = 0"),)),
    "last_setting": (
        "You return the last setting, whatever it scores.",
        ((WINNER, "first = len(scores) - 1"),),
    ),
    "starts_at_zero": (
        "Settings with negative scores are never accepted: what do you start from?",
        (
            (
                "return grid[first], scores[first], scores",
                "best, value = None, 0\n    for setting, score in zip(grid, scores):\n"
                "        if score > value:\n            best, value = setting, score\n"
                "    return best, value, scores",
            ),
        ),
    ),
    "first_score": (
        "Best setting and best score do not belong together.",
        (("scores[first], scores", "scores[0], scores"),),
    ),
    "place": (
        "You return the place of the best setting in the grid, not the setting.",
        (("return grid[first]", "return first"),),
    ),
    "scores_so_far": (
        "You report the best score so far, not the score of each setting.",
        (
            (
                "return grid[first], scores[first], scores",
                "return grid[first], scores[first], np.maximum.accumulate(scores).tolist()",
            ),
        ),
    ),
    "scores_sorted": (
        "The scores are sorted: nobody can tell any more which belongs to which setting.",
        (("scores[first], scores", "scores[first], sorted(scores)"),),
    ),
    "scores_best_first": (
        "The scores stand in falling order instead of the order of the grid.",
        (("scores[first], scores", "scores[first], sorted(scores, reverse=True)"),),
    ),
}
TUNE_GATES: Table = {
    "two_results": ("expected is a tuple of 3 values", (("scores[first], scores", "scores[first]"),)),
    "asks_again": (
        "trained more than once",
        (("grid[first], scores[first]", "grid[first], train(grid[first])"),),
    ),
    "skips_last": ("Your scores has shape (2,)", (("tqdm(grid,", "tqdm(grid[:-1],"),)),
    "backwards": (
        "not tried in the order of the grid",
        (("tqdm(grid,", "tqdm(grid[::-1],"), (WINNER, f"scores = scores[::-1]\n    {WINNER}")),
    ),
    "settings_as_keys": (
        "unhashable type",
        ((WINNER, f"by_setting = dict(zip(grid, scores))\n    {WINNER}"),),
    ),
    "order": ("Your parameters stand in another order", (("tune(train, grid)", "tune(grid, train)"),)),
}


def rows(function: str, told: Table, gates: Table) -> tuple[Mistake, ...]:
    """Make the rows of a function: those told by diagnosis, then those told by gates."""
    return (
        *(Mistake(f"{function}:{name}", function, text, edits) for name, (text, edits) in told.items()),
        *(
            Mistake(f"{function}:{name}", function, text, edits, told_by="gate")
            for name, (text, edits) in gates.items()
        ),
    )


MISCONCEPTIONS = (
    *rows("random_search", RANDOM_SEARCH, RANDOM_SEARCH_GATES),
    *rows("train", TRAIN, TRAIN_GATES),
    *rows("tune", TUNE, TUNE_GATES),
)
