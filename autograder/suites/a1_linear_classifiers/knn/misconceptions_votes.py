"""Wrong votes and predictions that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
NEEDS_DEFAULT = "needs a default value"  # from that of the signature gate

NEAREST = 'np.argsort(dists[i], kind="stable")[:k]'
WINNER = "np.argmax(votes)"
COUNTED = "np.bincount(self.y_train[nearest])"

PREDICT_LABELS: Table = {
    "positions_vote": (
        "You voted with positions, not labels.",
        ((COUNTED, "np.bincount(nearest)"),),
    ),
    "positions_vote_first": (
        "You return the label of the stored image with the lowest index among the neighbours: nobody votes.",
        ((COUNTED, "None"), (WINNER, "self.y_train[np.min(nearest)]")),
    ),
    "larger_label": (
        "Among equally frequent labels you take another than the rule: the largest.",
        ((WINNER, "len(votes) - 1 - np.argmax(votes[::-1])"),),
    ),
    "nearest_of_tied": (
        "Among equally frequent labels you take another than the rule: that of the nearest.",
        ((WINNER, "max(self.y_train[nearest], key=lambda label: votes[label])"),),
    ),
    "farthest_of_tied": (
        "Among equally frequent labels you take another than the rule: that of the farthest.",
        ((WINNER, "max(self.y_train[nearest][::-1], key=lambda label: votes[label])"),),
    ),
    "k_ignored": (
        "k has no effect: the nearest image decides alone.",
        (("[:k]", "[:1]"),),
    ),
    "one_more": ("One neighbour too many has a vote.", (("[:k]", "[: k + 1]"),)),
    "one_fewer": ("One neighbour too few has a vote.", (("[:k]", "[: max(1, k - 1)]"),)),
    "nearest_skipped": (
        "You leave out the nearest image, as if it were the test image itself.",
        (("[:k]", "[1 : k + 1]"),),
    ),
    "farthest": ("The farthest images vote, not the nearest.", (("dists[i], kind", "-dists[i], kind"),)),
    "last_k": (
        "You take the end of the sorted list, where the farthest images are.",
        (("[:k]", "[-k:]"),),
    ),
    "kth_decides": (
        "The k-th neighbour decides alone: the nearer ones have no vote.",
        ((COUNTED, "np.bincount(self.y_train[nearest[-1:]])"),),
    ),
    "mean_label": (
        "You average the labels, as if they were quantities.",
        ((WINNER, "round(np.mean(self.y_train[nearest]))"),),
    ),
    "median_label": (
        "You take the middle one of the labels: that is not the most frequent one.",
        ((WINNER, "np.sort(self.y_train[nearest])[len(nearest) // 2]"),),
    ),
    "number_of_votes": (
        "You return how many votes the winner has, not its label.",
        ((WINNER, "np.max(votes)"),),
    ),
    "least_frequent": (
        "The rarest of the labels wins.",
        ((WINNER, "np.argmin(np.where(votes, votes, len(votes) + k))"),),
    ),
    "everybody_votes": (
        "All stored images vote, the far ones, too: every image gets the same label.",
        (("[:k]", ""),),
    ),
    "weighted": (
        "Near images have more weight in your vote; here each has one vote.",
        (
            (
                COUNTED,
                "np.bincount(self.y_train[nearest], weights=1 / dists[i][nearest])",
            ),
        ),
    ),
    "higher_index": (
        "Of equally far images you prefer those of higher index.",
        (
            (
                'np.argsort(dists[i], kind="stable")',
                '(len(dists[i]) - 1 - np.argsort(dists[i][::-1], kind="stable"))',
            ),
        ),
    ),
    "not_stable": (
        "Your sorting does not keep equally far images in their order.",
        ((', kind="stable"', ""),),
    ),
    "first_row_for_all": (
        "Every test image is given the neighbours of the first one.",
        (("np.argsort(dists[i]", "np.argsort(dists[0]"),),
    ),
    "returned_too_early": (
        "Only the first test image gets its label: your `return` stands inside the loop.",
        (("    return y_pred", "        return y_pred"),),
    ),
    "neighbours_for_labels": (
        "You return the labels of all neighbours: the vote is missing.",
        (
            (
                "    return y_pred",
                '    return self.y_train[np.argsort(dists, axis=1, kind="stable")[:, :k]]',
            ),
        ),
    ),
    "not_returned": (
        "Your method ends without returning the labels.",
        (("    return y_pred", "    y_pred"),),
    ),
    "changes_dists": (
        CHANGES.format("dists"),
        (("    return y_pred", "    dists.sort(axis=1)\n    return y_pred"),),
    ),
    "k_required": (NEEDS_DEFAULT, (("k=1", "k"),)),
}

PREDICT: Table = {
    "k_ignored": (
        "k is not handed on: the nearest image decides alone.",
        (("(dists, k)", "(dists)"),),
    ),
    "other_default": ("Without k you let more than one neighbour vote.", (("k=1", "k=5"),)),
    "k_fixed": ("You vote with five neighbours, whatever k is.", (("(dists, k)", "(dists, 5)"),)),
    "other_default_loops": (
        "Without num_loops you call the slowest version.",
        (("num_loops=0", "num_loops=2"),),
    ),
    "num_loops_ignored": (
        "num_loops has no effect: the version without loops is always called.",
        (("num_loops == 0", "num_loops is not None"),),
    ),
    "always_two_loops": (
        "num_loops has no effect: the version with two loops is always called.",
        (("num_loops == 0", "num_loops is None"), ("num_loops == 1", "num_loops is None")),
    ),
    "versions_exchanged": (
        "The versions with one loop and with two are exchanged.",
        (("num_loops == 1", "num_loops == 2"),),
    ),
    "zero_and_two_exchanged": (
        "The versions without loops and with two are exchanged.",
        (("num_loops == 0", "num_loops == 2"),),
    ),
    "any_loops": (
        "You tell only whether there are loops, not how many.",
        (("num_loops == 1", "num_loops >= 1"),),
    ),
    "num_loops_for_k": (
        "You hand on num_loops where k belongs.",
        (("(dists, k)", "(dists, num_loops + 1)"),),
    ),
    "classifies_stored_images": (
        "You classify images that are stored, not those you are given.",
        (("(X)", "(self.X_train[: len(X)] if len(X) < 2 else np.resize(self.X_train, X.shape))", 3),),
    ),
    "distances_returned": (
        "You return distances: the vote is missing.",
        (("return self.predict_labels(dists, k)", "return dists"),),
    ),
    "first_label_only": (
        "You return the label of the first image only.",
        (("return self.predict_labels(dists, k)", "return self.predict_labels(dists, k)[0]"),),
    ),
    "not_returned": (
        "Your method ends without returning the labels.",
        (("return self.predict_labels(dists, k)", "self.predict_labels(dists, k)"),),
    ),
    "changes_X": (
        CHANGES.format("X"),
        (("    return self.predict_labels", "    X[:] = 0\n    return self.predict_labels"),),
    ),
    "other_order": (
        "Your parameters stand in another order",
        (("k=1, num_loops=0", "num_loops=0, k=1"),),
    ),
}

TABLES = {"predict_labels": PREDICT_LABELS, "predict": PREDICT}

TOLD_BY_A_GATE = ("changes_dists", "changes_X", "k_required", "other_order")

MISCONCEPTIONS = tuple(
    Mistake(
        f"{function}:{name}",
        function,
        sentence,
        edits,
        told_by="gate" if name in TOLD_BY_A_GATE else "diagnosis",
    )
    for function, table in TABLES.items()
    for name, (sentence, edits) in table.items()
)
