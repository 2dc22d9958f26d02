"""Wrong distances that people really write, as edits of the reference, and what they are told.

Votes and predictions have their rows in `misconceptions_votes.py`, cross-validation has its own in
`misconceptions_folds.py`.
"""

from collections.abc import Iterator

from autograder.misconceptions import Edit, Mistake

Edits = tuple[Edit, ...]
Row = tuple[str, str, Edits | None, Edits | None, Edits | None]

TWO_ROOT = "np.sqrt(np.sum((X[i] - self.X_train[j]) ** 2))"
ONE_ROOT = "np.sqrt(np.sum((self.X_train - X[i]) ** 2, axis=1))"
NO_ROOT = "np.sqrt(np.maximum(squares, 0.0))"
RETURN = "return dists"
NO_RETURN = f"return {NO_ROOT}"

# Name, sentence, edits of the version with two loops, with one, with none (None: nobody errs so there).
ROWS: tuple[Row, ...] = (
    (
        "squared",
        "These are squared distances.",
        ((TWO_ROOT, "np.sum((X[i] - self.X_train[j]) ** 2)"),),
        ((ONE_ROOT, "np.sum((self.X_train - X[i]) ** 2, axis=1)"),),
        ((NO_ROOT, "np.maximum(squares, 0.0)"),),
    ),
    (
        "absolute",
        "These are sums of absolute differences, which is another distance (L1).",
        ((TWO_ROOT, "np.sum(np.abs(X[i] - self.X_train[j]))"),),
        ((ONE_ROOT, "np.sum(np.abs(self.X_train - X[i]), axis=1)"),),
        None,
    ),
    (
        "root_of_absolute",
        "You take the root of absolute differences that were never squared.",
        ((TWO_ROOT, "np.sqrt(np.sum(np.abs(X[i] - self.X_train[j])))"),),
        ((ONE_ROOT, "np.sqrt(np.sum(np.abs(self.X_train - X[i]), axis=1))"),),
        None,
    ),
    (
        "cancels",
        "You add the differences before you square them: those of opposite sign cancel.",
        ((TWO_ROOT, "np.sqrt(np.sum(X[i] - self.X_train[j]) ** 2)"),),
        ((ONE_ROOT, "np.sqrt(np.sum(self.X_train - X[i], axis=1) ** 2)"),),
        ((NO_ROOT, "np.abs(X.sum(axis=1)[:, np.newaxis] - self.X_train.sum(axis=1))"),),
    ),
    (
        "mean",
        "You average over the features: their squares should be summed.",
        ((TWO_ROOT, TWO_ROOT.replace("np.sum", "np.mean")),),
        ((ONE_ROOT, ONE_ROOT.replace("np.sum", "np.mean")),),
        ((NO_ROOT, "np.sqrt(np.maximum(squares, 0.0) / X.shape[1])"),),
    ),
    (
        "largest",
        "Only the feature that differs most counts in your distance.",
        ((TWO_ROOT, "np.max(np.abs(X[i] - self.X_train[j]))"),),
        ((ONE_ROOT, "np.max(np.abs(self.X_train - X[i]), axis=1)"),),
        None,
    ),
    (
        "norm_of_squares",
        "You square twice: the norm squares the differences by itself.",
        ((TWO_ROOT, "np.linalg.norm((X[i] - self.X_train[j]) ** 2)"),),
        ((ONE_ROOT, "np.linalg.norm((self.X_train - X[i]) ** 2, axis=1)"),),
        None,
    ),
    (
        "transposed",
        "Rows are training points here: they should be test points.",
        ((RETURN, f"{RETURN}.T"),),
        ((RETURN, f"{RETURN}.T"),),
        ((NO_RETURN, f"{NO_RETURN}.T"),),
    ),
    (
        "test_plays_no_part",
        "These are distances between stored images: the images asked about play no part.",
        (("X[i] - ", "self.X_train[i % num_train] - "),),
        (("- X[i]", "- self.X_train[i % num_train]"),),
        None,
    ),
    (
        "training_plays_no_part",
        "These are distances between test images: the stored ones play no part.",
        (("- self.X_train[j]", "- X[j % num_test]"),),
        None,
        None,
    ),
    (
        "not_returned",
        "Your method ends without returning its table.",
        ((f"    {RETURN}\n", ""),),
        ((f"    {RETURN}\n", ""),),
        ((NO_RETURN, NO_ROOT),),
    ),
    (
        "returned_too_early",
        "Only the first row is filled: your `return` stands inside the loop.",
        ((f"    {RETURN}\n", f"        {RETURN}\n"),),
        ((f"    {RETURN}\n", f"        {RETURN}\n"),),
        None,
    ),
    (
        "half_filled",
        "One half of your table stays 0: the two sets are different, so it has no symmetry to use.",
        (("range(num_train)", "range(min(i + 1, num_train))"),),
        None,
        None,
    ),
    (
        "last_missing",
        "The last stored image is never compared with anything.",
        (("range(num_train)", "range(num_train - 1)"),),
        None,
        None,
    ),
    (
        "last_test_missing",
        "The last row of your table is never filled in.",
        (("range(num_test)", "range(num_test - 1)"),),
        (("range(num_test)", "range(num_test - 1)"),),
        None,
    ),
    (
        "first_feature_only",
        "Only the first number of each image counts.",
        ((TWO_ROOT, "np.abs(X[i][0] - self.X_train[j][0])"),),
        None,
        None,
    ),
    (
        "summed_over_all",
        "Every stored image gets the same distance: you sum over all images, not over the features of each.",
        None,
        ((", axis=1))", "))"),),
        None,
    ),
    (
        "mixed_term_added",
        "The mixed term has the wrong sign.",
        None,
        None,
        (("- 2 * X", "+ 2 * X"),),
    ),
    (
        "mixed_term_once",
        "The mixed term is counted once where the square has it twice.",
        None,
        None,
        (("- 2 * X", "- X"),),
    ),
    (
        "no_mixed_term",
        "You add two squared lengths: nothing in your table depends on a pair of images.",
        None,
        None,
        ((" - 2 * X @ self.X_train.T", ""),),
    ),
    (
        "no_test_squares",
        "The squared lengths of the test images are missing.",
        None,
        None,
        (("test_squares + train_squares", "train_squares"),),
    ),
    (
        "no_train_squares",
        "The squared lengths of the stored images are missing.",
        None,
        None,
        (("test_squares + train_squares", "test_squares"),),
    ),
    (
        "lengths_not_squared",
        "You add lengths where squared lengths belong.",
        None,
        None,
        (
            ("np.vecdot(X, X)", "np.linalg.norm(X, axis=1)"),
            ("np.vecdot(self.X_train, self.X_train)", "np.linalg.norm(self.X_train, axis=1)"),
        ),
    ),
    (
        "one_square_for_all",
        "You add one number for all stored images where each has a squared length of its own.",
        None,
        None,
        (("np.vecdot(self.X_train, self.X_train)", "np.sum(self.X_train**2)"),),
    ),
    (
        "difference_of_squares",
        "You subtract squared lengths: the square of a difference is not the difference of squares.",
        None,
        None,
        (("test_squares + train_squares - 2 * X @ self.X_train.T", "np.abs(test_squares - train_squares)"),),
    ),
    (
        "difference_of_lengths",
        "You compare the lengths of two images, not the images.",
        None,
        None,
        ((NO_ROOT, "np.abs(np.sqrt(test_squares) - np.sqrt(train_squares))"),),
    ),
    (
        "products",
        "These are products of images, large for similar ones: a distance is small for them.",
        None,
        None,
        ((NO_ROOT, "X @ self.X_train.T"),),
    ),
    (
        "32_bits",
        "You compute in 32 bits and lose half of the digits.",
        None,
        None,
        (
            ("X.astype(np.float64)", "X.astype(np.float32)"),
            ("- 2 * X @ self.X_train.T", "- 2 * X @ self.X_train.T.astype(np.float32)"),
        ),
    ),
    (
        "8_bits",
        "Numbers of the images wrapped around in 8 bits.",
        None,
        None,
        (("    X = X.astype(np.float64)\n", ""),),
    ),
)

# Told by gates and by messages of tests: the sentence is from them.
CHANGES = "Your function changes `X`"
MISSING_ARGUMENT = "missing 1 required positional argument"
EACH_STORED = "Your method executes Python again for each stored image"
EACH_TEST = "Your method executes Python again for each test image"
BELOW_ZERO = "rounding went below zero before the root"
NAN = "Some images are at distance NaN from themselves"  # the same message
TABLE_OF_ALL = "np.sqrt(np.sum((X[:, np.newaxis] - self.X_train) ** 2, axis=2))"
GATES = (
    ("two_loops", "changes_X", CHANGES, ((f"    {RETURN}", f"    X -= X.mean(axis=0)\n    {RETURN}"),)),
    ("two_loops", "takes_y", MISSING_ARGUMENT, (("(self, X)", "(self, X, y)"),)),
    ("one_loop", "changes_X", CHANGES, ((f"    {RETURN}", f"    X -= X.mean(axis=0)\n    {RETURN}"),)),
    ("one_loop", "takes_y", MISSING_ARGUMENT, (("(self, X)", "(self, X, y)"),)),
    (
        "one_loop",
        "two_loops",
        EACH_STORED,
        ((ONE_ROOT, "[np.sqrt(np.sum((X[i] - stored) ** 2)) for stored in self.X_train]"),),
    ),
    (
        "no_loops",
        "changes_X",
        CHANGES,
        (
            ("X = X.astype(np.float64)", "given, X = X, X.astype(np.float64)"),
            (NO_RETURN, f"given[:] = 0\n    {NO_RETURN}"),
        ),
    ),
    ("no_loops", "takes_y", MISSING_ARGUMENT, (("(self, X)", "(self, X, y)"),)),
    (
        "no_loops",
        "loop_over_test_images",
        EACH_TEST,
        ((NO_ROOT, "np.array([np.sqrt(np.sum((self.X_train - x) ** 2, axis=1)) for x in X])"),),
    ),
    (
        "no_loops",
        "loop_over_stored_images",
        EACH_STORED,
        ((NO_ROOT, "np.array([np.sqrt(np.sum((X - z) ** 2, axis=1)) for z in self.X_train]).T"),),
    ),
    ("no_loops", "all_differences", "MemoryError", ((NO_ROOT, TABLE_OF_ALL),)),
    ("no_loops", "not_clipped", BELOW_ZERO, (("np.maximum(squares, 0.0)", "squares"),)),
    (
        "no_loops",
        "clipped_too_late",
        NAN,
        ((NO_ROOT, "np.maximum(np.sqrt(squares), 0.0)"),),
    ),
)


def rows() -> Iterator[Mistake]:
    """Make the rows of the three versions."""
    for column, version in enumerate(("two_loops", "one_loop", "no_loops")):
        function = f"compute_distances_{version}"
        for name, sentence, *edits_of in ROWS:
            if edits_of[column] is not None:
                yield Mistake(f"{function}:{name}", function, sentence, edits_of[column])
    for version, name, sentence, edits in GATES:
        function = f"compute_distances_{version}"
        yield Mistake(f"{function}:{name}", function, sentence, edits, told_by="gate")


MISCONCEPTIONS = tuple(rows())
