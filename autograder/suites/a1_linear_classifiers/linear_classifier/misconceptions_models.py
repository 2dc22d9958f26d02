"""Wrong predictions, losses and final classifiers that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

LABELS = "np.argmax(X @ self.W, axis=1)"

PREDICT: Table = {
    "lowest": ("You choose the class with the lowest score.", (("np.argmax", "np.argmin"),)),
    "magnitude": (
        "A very negative score counts like a very positive one.",
        ((LABELS, "np.argmax(np.abs(X @ self.W), axis=1)"),),
    ),
    "negative_lost": (
        "Where all scores are negative you always answer with the first class.",
        ((LABELS, "np.argmax(np.maximum(X @ self.W, 0), axis=1)"),),
    ),
    "no_bias": (
        "The last feature, which carries the bias, is left out of your scores.",
        ((LABELS, "np.argmax(X[:, :-1] @ self.W[:-1], axis=1)"),),
    ),
    "one_too_high": ("Your labels start at 1.", ((LABELS, f"{LABELS} + 1"),)),
    "highest_value": (
        "You return the highest scores, not the classes they belong to.",
        ((LABELS, "np.max(X @ self.W, axis=1)"),),
    ),
    "best_place_last": (
        "Your label counts the classes from the wrong end.",
        ((LABELS, "np.argmax((X @ self.W)[:, ::-1], axis=1)"),),
    ),
}
PREDICT_GATES: Table = {
    "axis": ("Your result has shape (4,)", (("axis=1", "axis=0"),)),
    "scores": ("Your result has shape (9, 4)", ((LABELS, "X @ self.W"),)),
    "column": ("Your result has shape (9, 1)", (("axis=1", "axis=1, keepdims=True"),)),
    "centres_in_place": (
        "Your function changes `X`",
        (("    return", "    X -= X.mean(axis=0)\n    return"),),
    ),
    "signature": ("Your parameter `y` needs a default value", (("predict(self, X)", "predict(self, X, y)"),)),
}


def of_loss(right: str, other: str) -> tuple[Table, Table]:
    """Return the rows of a class that computes its loss with the function `right`, not `other`."""
    call = f"return losses.{right}(self.W, X_batch, y_batch, reg)"
    told: Table = {
        "other_loss": ("This is the loss of the other class.", ((right, other),)),
        "reg_ignored": ("`reg` does not reach your loss.", (("y_batch, reg)\n", "y_batch, 0.0)\n"),)),
        "reg_fixed": (
            "You use a penalty of your own instead of `reg`.",
            (("y_batch, reg)\n", "y_batch, 1e-5)\n"),),
        ),
        "zeros": (
            "This is the loss of weights that are all zero, not of the weights of the model.",
            (("(self.W,", "(0 * self.W,"),),
        ),
        "penalty_twice": (
            "The penalty is counted twice in your loss.",
            ((call, f"loss, dW = {call[7:]}\n        return loss + reg * (self.W**2).sum(), dW"),),
        ),
        "gradient_down": (
            "You return the direction of descent where the gradient is asked for.",
            ((call, f"loss, dW = {call[7:]}\n        return loss, -dW"),),
        ),
        "averaged_twice": (
            "You divide by the size of the batch, which has been done already.",
            ((call, f"loss, dW = {call[7:]}\n        return loss / len(y_batch), dW / len(y_batch)"),),
        ),
    }
    gates: Table = {
        "loss_only": ("where a tuple of 2 values", ((call, f"{call}[0]"),)),
        "order": (
            "Your parameters stand in another order",
            (("X_batch, y_batch, reg):", "y_batch, X_batch, reg):"),),
        ),
    }
    return told, gates


SHORT = "epochs = X.mean(axis=0)"
EPOCHS = f"{SHORT}, 100, 20"

FINAL_GATES: Table = {
    "centres_in_place": (
        "Your function changes `X`",
        (
            ("    rows, model, W, best = ", "    X -= mean\n    rows, model, W, best = "),
            ("np.hstack([X - mean, ", "np.hstack([X, "),
        ),
    ),
    "own_mean": (
        "changes with the other images beside it",
        (("(images - mean)", "(images - images.mean(axis=0))"),),
    ),
    "column": (
        "Your result has shape (20, 1)",
        (("self.W[-1], axis=1)", "self.W[-1], axis=1, keepdims=True)"),),
    ),
    "order": (
        "Your parameters stand in another order",
        (("train_final(X, y, X_val, y_val, rng=None)", "train_final(X, X_val, y, y_val, rng=None)"),),
    ),
    "untrained": (
        "It gives every image the same label",
        (("            W = W - rate * ", "            rate * "),),
    ),
    "apart": ("it has learned next to nothing", (("y[part], 0.01", "y[start : start + batch], 0.01"),)),
    "ascent": ("It hardly knows the images it was trained on", (("W = W - rate", "W = W + 0.1 * rate"),)),
    "validation_only": (
        "It knows the validation images better than the training images",
        (
            ("    rng = np.random", "    X, y = X_val[:150], y_val[:150]\n    rng = np.random"),
            (EPOCHS, f"{SHORT}, 50, 80"),
        ),
    ),
    "too_slow": ("look at the learning rate, the steps and the penalty", (("rate = 0.05", "rate = 0.001"),)),
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
    *rows("predict", PREDICT, PREDICT_GATES),
    *rows("LinearSVM", *of_loss("svm_loss_vectorized", "softmax_loss_vectorized")),
    *rows("Softmax", *of_loss("softmax_loss_vectorized", "svm_loss_vectorized")),
    *rows("train_final", {}, FINAL_GATES),
)
