"""Wrong cross-validations that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

CHANGES = "Your function changes `{}`"  # from the message of the purity gate

OTHERS = "X_folds[:fold] + X_folds[fold + 1 :]"
LABELS_OF_OTHERS = "y_folds[:fold] + y_folds[fold + 1 :]"
ACCURACY = "np.mean(y_pred == y_folds[fold])"
CUT = "np.array_split(X, num_folds), np.array_split(y, num_folds)"

CROSS_VALIDATE_K: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "tests_on_stored": (
        "You test on points you stored: each fold is among what the classifier has seen.",
        ((OTHERS, "X_folds"), (LABELS_OF_OTHERS, "y_folds")),
    ),
    "stores_the_fold": (
        "You store the fold itself and test on it: the others play no part.",
        ((OTHERS, "[X_folds[fold]]"), (LABELS_OF_OTHERS, "[y_folds[fold]]")),
    ),
    "roles_exchanged": (
        "You store one fold and test on all the others: it should be the other way round.",
        (
            ("(X_others, y_others)", "(X_folds[fold], y_folds[fold])"),
            ("compute_distances_no_loops(X_folds[fold])", "compute_distances_no_loops(X_others)"),
            ("y_pred == y_folds[fold]", "y_pred == y_others"),
        ),
    ),
    "next_fold_stored": (
        "You store one other fold only: all the others belong to it.",
        (
            (OTHERS, "[X_folds[fold - 1]]"),
            (LABELS_OF_OTHERS, "[y_folds[fold - 1]]"),
        ),
    ),
    "earlier_folds_only": (
        "You store only the folds before the one you test on; those behind it belong to the others, too.",
        (
            (OTHERS, "X_folds[:fold] or X_folds[1:]"),
            (LABELS_OF_OTHERS, "y_folds[:fold] or y_folds[1:]"),
        ),
    ),
    "same_fold_tested": (
        "You test on the same fold every time.",
        (
            ("compute_distances_no_loops(X_folds[fold])", "compute_distances_no_loops(X_folds[0])"),
            ("y_pred == y_folds[fold]", "y_pred == y_folds[0]"),
            (OTHERS, "X_folds[1:]"),
            (LABELS_OF_OTHERS, "y_folds[1:]"),
        ),
    ),
    "last_fold_always_tested": (
        "You test on the last fold every time.",
        (
            (OTHERS, "X_folds[:-1]"),
            (LABELS_OF_OTHERS, "y_folds[:-1]"),
            ("compute_distances_no_loops(X_folds[fold])", "compute_distances_no_loops(X_folds[-1])"),
            ("y_pred == y_folds[fold]", "y_pred == y_folds[-1]"),
        ),
    ),
    "last_fold_dropped": (
        "The last fold is never tested.",
        (("tqdm(range(num_folds)", "tqdm(range(num_folds - 1)"),),
    ),
    "leftover_dropped": (
        "Where the folds are uneven, you leave out what is over.",
        (
            (
                CUT,
                "[z[: len(z) // num_folds * num_folds] for z in (X, y)]\n"
                "    X_folds, y_folds = np.split(X_folds, num_folds), np.split(y_folds, num_folds)",
            ),
        ),
    ),
    "leftover_to_the_last": (
        "You give all that is over to the last fold: array_split spreads it over the first ones.",
        (
            (
                CUT,
                "[np.split(z, [len(z) // num_folds * i for i in range(1, num_folds)]) for z in (X, y)]",
            ),
        ),
    ),
    "shuffled": (
        "You shuffle the data before you cut: your folds are others than those asked for.",
        (
            (
                CUT,
                "[np.array_split(np.random.default_rng(0).permutation(z), num_folds) for z in (X, y)]",
            ),
        ),
    ),
    "interleaved": (
        "You deal the images out to the folds in turn: a fold is a piece without gaps.",
        ((CUT, "[[z[fold::num_folds] for fold in range(num_folds)] for z in (X, y)]"),),
    ),
    "five_folds": (
        "You cut into five folds, whatever num_folds is.",
        (("    X_folds, y_folds", "    num_folds = 5\n    X_folds, y_folds"),),
    ),
    "labels_in_other_order": (
        "Images and labels of what you store do not belong together.",
        ((LABELS_OF_OTHERS, "y_folds[fold + 1 :] + y_folds[:fold]"),),
    ),
    "count": (
        "You return how many are right, not which share of the fold.",
        ((ACCURACY, "np.sum(y_pred == y_folds[fold])"),),
    ),
    "percent": (
        "You return percentages: an accuracy lies between 0 and 1.",
        ((ACCURACY, "100 * np.mean(y_pred == y_folds[fold])"),),
    ),
    "error": (
        "You return the share of mistakes.",
        ((ACCURACY, "np.mean(y_pred != y_folds[fold])"),),
    ),
    "share_of_all": (
        "You divide by the number of all images: only those of the fold were tested.",
        ((ACCURACY, "np.sum(y_pred == y_folds[fold]) / len(X)"),),
    ),
    "share_of_even_fold": (
        "You divide by the size that folds would have if they were even.",
        ((ACCURACY, "np.sum(y_pred == y_folds[fold]) / (len(X) // num_folds)"),),
    ),
    "share_of_stored": (
        "You divide by the number of stored images: the fold was tested.",
        ((ACCURACY, "np.sum(y_pred == y_folds[fold]) / len(y_others)"),),
    ),
    "rounded": (
        "You round the accuracies.",
        ((ACCURACY, "round(np.mean(y_pred == y_folds[fold]), 1)"),),
    ),
    "k_ignored": (
        "k has no effect: all choices get the same accuracies.",
        (("predict_labels(dists, k)", "predict_labels(dists)"),),
    ),
    "position_for_k": (
        "You use the position of k in the list of choices as k.",
        (("predict_labels(dists, k)", "predict_labels(dists, list(k_choices).index(k) + 1)"),),
    ),
    "keys_sorted_apart": (
        "The accuracies stand under another k than the one they belong to.",
        (
            (
                "    return accuracies",
                "    return dict(zip(sorted(accuracies), accuracies.values(), strict=True))",
            ),
        ),
    ),
    "folds_reversed": (
        "The accuracies stand in another order than the folds.",
        (("    return accuracies", "    return {k: accuracies[k][::-1] for k in accuracies}"),),
    ),
    "mean_over_folds": (
        "You average over the folds: the accuracy of each is asked for.",
        (("    return accuracies", "    return {k: np.mean(accuracies[k]) for k in accuracies}"),),
    ),
    "running_mean": (
        "Each accuracy is a mean over the folds so far.",
        (
            (
                "    return accuracies",
                "    return {k: np.cumsum(a) / np.arange(1, num_folds + 1) for k, a in accuracies.items()}",
            ),
        ),
    ),
    "best_k_only": (
        "You return the best k: the accuracies of all are asked for.",
        (
            (
                "    return accuracies",
                "    return max(accuracies, key=lambda k: np.mean(accuracies[k]))",
            ),
        ),
    ),
    "list_for_dict": (
        "You return the accuracies without the k they belong to.",
        (("    return accuracies", "    return list(accuracies.values())"),),
    ),
    "not_returned": (
        "Your function ends without returning the accuracies.",
        (("    return accuracies", "    accuracies"),),
    ),
    "changes_X": (
        CHANGES.format("X"),
        (("    return accuracies", "    X[:] = 0\n    return accuracies"),),
    ),
    "other_order": (
        "object is not iterable",
        (("num_folds, k_choices)", "k_choices, num_folds)"),),
    ),
}

TOLD_BY_A_GATE = ("changes_X", "other_order")

MISCONCEPTIONS = tuple(
    Mistake(
        f"cross_validate_k:{name}",
        "cross_validate_k",
        sentence,
        edits,
        told_by="gate" if name in TOLD_BY_A_GATE else "diagnosis",
    )
    for name, (sentence, edits) in CROSS_VALIDATE_K.items()
)
