"""Final classifiers that earn less than they could, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

RATE = "rate = schedules.cosine_decay(t, 0.02, steps) * min(1.0, (t + 1) / 20)"
PREDICT = "return net.predict(kept, curves)"
GENERATOR = "    rng = np.random.default_rng() if rng is None else rng\n"

FINAL: Table = {
    "linear": (
        "a case of bias. Which network, which rate, how long?",
        (("net, epochs, size = sliding(), 8, 50", "net, epochs, size = dense(40, 10), 8, 50"),),
    ),
    "memorizes": (
        "a case of variance. Which network generalizes?",
        (("net, epochs, size = sliding(), 8, 50", "net, epochs, size = dense(40, 100, 100, 10), 25, 50"),),
    ),
    "one_epoch": (
        "which rate, how long?",
        (("sliding(), 8, 50", "sliding(), 1, 100"),),
    ),
    "too_slow": ("it has learned next to nothing", ((RATE, "rate = 0.00001"), ("8, 50", "2, 50"))),
    "untrained": ("It hardly knows the curves it was trained on", ((RATE, "rate = 0.0"), ("8, 50", "1, 50"))),
    "far_too_fast": ("Your model gets", ((RATE, "rate = 20.0"), ("8, 50", "2, 50"))),
    "apart": (
        "unseen curves right",
        (("X[rows], y[rows])", "X[rows], y[rng.permutation(rows)])"), ("8, 50", "2, 50")),
    ),
    "validation_only": (
        "It knows the validation curves better than the training curves",
        ((GENERATOR, f"{GENERATOR}    X, y = X_val[:250], y_val[:250]\n"), ("8, 50", "40, 50")),
    ),
    "same_for_all": (
        "It gives every curve the same label",
        ((PREDICT, "return np.full(len(curves), 3)"), ("8, 50", "1, 50")),
    ),
    "standardizes_in_place": (
        "Your function changes `X`",
        ((GENERATOR, f"{GENERATOR}    X -= X.mean(axis=0)\n"), ("8, 50", "1, 50")),
    ),
    "own_mean": (
        "changes with the other curves beside it",
        ((PREDICT, "return net.predict(kept, curves - curves.mean(axis=0))"), ("8, 50", "1, 50")),
    ),
    "scores": (
        "Your result has shape (20, 10)",
        ((PREDICT, "return net.scores(kept, curves)"), ("8, 50", "1, 50")),
    ),
    "order": (
        "Your parameters stand in another order",
        (("train_final(X, y, X_val, y_val, rng=None)", "train_final(X, X_val, y, y_val, rng=None)"),),
    ),
}

MISCONCEPTIONS = tuple(
    Mistake(f"train_final:{name}", "train_final", text, edits, told_by="gate")
    for name, (text, edits) in FINAL.items()
)
