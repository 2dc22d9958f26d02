"""Wrong tables of features and wrong scales that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
NEEDS_DEFAULT = "needs a default value"  # from that of the signature gate
TAKES = "Your function takes"

ROW = "np.concatenate([fn(im) for fn in feature_fns])"
RETURN = "return np.array(rows)"

EXTRACT_FEATURES: Table = {
    "transposed": (
        "Your columns are images: a row belongs to an image.",
        ((RETURN, "return np.array(rows).T"),),
    ),
    "reversed": (
        "The functions stand in another order than they were given.",
        ((ROW, "np.concatenate([fn(im) for fn in feature_fns[::-1]])"),),
    ),
    "first_function": (
        "Only the first function is used.",
        ((ROW, "feature_fns[0](im)"),),
    ),
    "last_function": (
        "Only what the last function returned is kept.",
        ((ROW, "feature_fns[-1](im)"),),
    ),
    "first_image": (
        "Every row holds the features of the first image.",
        ((ROW, "np.concatenate([fn(imgs[0]) for fn in feature_fns])"),),
    ),
    "last_image_missing": (
        "The last image has no row.",
        ((RETURN, "return np.array(rows[:-1])"),),
    ),
    "returned_too_early": (
        "Only the first image has a row: your `return` stands inside the loop.",
        ((f"    {RETURN}", f"        {RETURN}\n    {RETURN}"),),
    ),
    "only_the_last_image": (
        "You return the features of the last image only.",
        ((RETURN, "return rows[-1]"),),
    ),
    "one_vector": (
        "All images end up in one long vector.",
        ((RETURN, "return np.concatenate(rows)"),),
    ),
    "averaged": (
        "You average over the images.",
        ((RETURN, "return np.mean(rows, axis=0)"),),
    ),
    "stacked": (
        "The functions stand below each other: what they return belongs side by side.",
        (
            (
                RETURN,
                "columns = [np.ravel([fn(im) for im in imgs]) for fn in feature_fns]\n"
                "    return np.concatenate(columns).reshape(len(imgs), -1)",
            ),
        ),
    ),
    "added": (
        "You add up what a function returns: each of its numbers is a feature.",
        ((ROW, "np.array([np.sum(fn(im)) for fn in feature_fns])"),),
    ),
    "divided": (
        "You divide the images by 255 before the functions see them.",
        ((ROW, "np.concatenate([fn(im / 255) for fn in feature_fns])"),),
    ),
    "of_length_one": (
        "You scale each row to length 1.",
        (
            (
                "        if verbose",
                "        rows[-1] = rows[-1] / np.linalg.norm(rows[-1])\n        if verbose",
            ),
        ),
    ),
    "upside_down": (
        "The rows are in another order than the images.",
        ((RETURN, "return np.array(rows[::-1])"),),
    ),
    "integers": (
        "You keep whole numbers only: the array was made for integers.",
        ((RETURN, "return np.array(rows).astype(int)"),),
    ),
}
MEAN, DEVIATION = "np.mean(X_train, axis=0)", "np.std(X_train, axis=0)"
OTHER = "(X_other - mean) / deviation"
BOTH = f"return (X_train - mean) / deviation, {OTHER}"
OWN = "np.where(X_other.std(axis=0) > 0, X_other.std(axis=0), 1.0)"
ONE = "np.where(deviation > 0, deviation, 1.0)"

STANDARDIZE_ROWS: Table = {
    "own_statistics": (
        "The other images were scaled by themselves: one ruler for all, that of the training images.",
        (
            (
                OTHER,
                f"(X_other - X_other.mean(axis=0)) / {OWN}",
            ),
        ),
    ),
    "own_mean": (
        "The other images were centred by their own mean.",
        ((OTHER, "(X_other - X_other.mean(axis=0)) / deviation"),),
    ),
    "own_deviation": (
        "The other images were divided by their own deviation.",
        ((OTHER, f"(X_other - mean) / {OWN}"),),
    ),
    "pooled": (
        "The other images have a say in your mean and deviation: the training images alone should.",
        (
            (MEAN, "np.mean(np.vstack([X_train, X_other]), axis=0)"),
            (DEVIATION, "np.std(np.vstack([X_train, X_other]), axis=0)"),
        ),
    ),
    "statistics_of_other": (
        "Mean and deviation are those of the other images.",
        ((MEAN, "np.mean(X_other, axis=0)"), (DEVIATION, "np.std(X_other, axis=0)")),
    ),
    "other_left_alone": (
        "The other images are left as they were: the classifier would not recognise them.",
        ((OTHER, "X_other.copy()"),),
    ),
    "small_number_added": (
        "Where a column never varies you divide by a tiny number: an image that differs there explodes.",
        ((ONE, "deviation + 1e-8"),),
    ),
    "divides_by_zero": (
        "Where a column never varies you divide by zero.",
        ((ONE, "deviation"),),
    ),
    "n_minus_one": (
        "Your deviation divides by N - 1.",
        ((DEVIATION, "np.std(X_train, axis=0, ddof=1)"),),
    ),
    "variance": (
        "You divide by the variance: the root is missing.",
        ((DEVIATION, "np.var(X_train, axis=0)"),),
    ),
    "root_of_deviation": (
        "You take the root of the deviation, which has had its root.",
        ((DEVIATION, "np.sqrt(np.std(X_train, axis=0))"),),
    ),
    "one_for_all": (
        "All features share one mean and one deviation: each column has its own.",
        ((MEAN, "np.mean(X_train)"), (DEVIATION, "np.std(X_train)")),
    ),
    "one_deviation": (
        "All features share one deviation: each column has its own.",
        ((DEVIATION, "np.std(X_train)"),),
    ),
    "along_the_rows": (
        "You scale each image by its own features: mean and deviation belong to columns.",
        (
            (
                BOTH,
                "def scaled(X):\n"
                "        return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)\n\n"
                "    return scaled(X_train), scaled(X_other)",
            ),
        ),
    ),
    "not_centred": (
        "Nothing is centred.",
        (("(X_train - mean)", "X_train"), ("(X_other - mean)", "X_other")),
    ),
    "not_scaled": (
        "Features are centred, and not scaled.",
        ((ONE, "1.0"),),
    ),
    "centred_last": (
        "You divide first and subtract the unscaled mean afterwards.",
        (
            ("(X_train - mean) / deviation", "X_train / deviation - mean"),
            (OTHER, "X_other / deviation - mean"),
        ),
    ),
    "range": (
        "You bring each column to the range 0 to 1: that is another scale.",
        ((MEAN, "np.min(X_train, axis=0)"), (DEVIATION, "np.ptp(X_train, axis=0)")),
    ),
    "length_one": (
        "Each column gets length 1: its deviation should be 1.",
        ((ONE, "np.where(deviation > 0, deviation * np.sqrt(len(X_train)), 1.0)"),),
    ),
    "constant_columns_dropped": (
        "You drop the columns that never vary: they keep their place.",
        (
            (
                BOTH,
                "kept = np.ptp(X_train, axis=0) > 0\n"
                f"    return ((X_train - mean) / deviation)[:, kept], ({OTHER})[:, kept]",
            ),
        ),
    ),
    "train_only": (
        "You return one table where two are asked for.",
        ((BOTH, "return (X_train - mean) / deviation"),),
    ),
}

MISCONCEPTIONS = (
    *(
        Mistake(f"extract_features:{name}", "extract_features", sentence, edits=edits)
        for name, (sentence, edits) in EXTRACT_FEATURES.items()
    ),
    *(
        Mistake(f"standardize:{name}", "standardize", sentence, edits=edits)
        for name, (sentence, edits) in STANDARDIZE_ROWS.items()
    ),
    Mistake(
        "extract_features:changes_imgs",
        "extract_features",
        CHANGES.format("imgs"),
        edits=((RETURN, f"imgs[:] = 0\n    {RETURN}"),),
        told_by="gate",
    ),
    Mistake(
        "extract_features:verbose_needed",
        "extract_features",
        NEEDS_DEFAULT,
        edits=(("verbose=False", "verbose"),),
        told_by="gate",
    ),
    Mistake(
        "standardize:changes_X_train",
        "standardize",
        CHANGES.format("X_train"),
        edits=(
            (BOTH, f"found = (X_train - mean) / deviation, {OTHER}\n    X_train -= mean\n    return found"),
        ),
        told_by="gate",
    ),
    Mistake(
        "standardize:takes_one",
        "standardize",
        TAKES,
        edits=(("(X_train, X_other):", "(X_train):"),),
        told_by="gate",
    ),
)
