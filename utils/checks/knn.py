"""The visible checks of the notebook `knn`. Every number is worked by hand.

What is checked is a method of a class, so each check takes the class; that of `cross_validate_k` takes the
function.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.checks.exercise import Check, CheckFailed, Exercise
from utils.checks.expect import Hint, expect, numbers

STORED = np.array([[0.0, 0.0], [3.0, -4.0], [-6.0, 8.0]])
ASKED = np.array([[0.0, 0.0], [3.0, 0.0]])
DISTANCES = np.array([[0.0, 5.0, 10.0], [3.0, 4.0, np.sqrt(145.0)]])
SQUARES = np.array([[0.0, 25.0, 100.0], [9.0, 16.0, 145.0]])
NO_ROOT = "These are squared distances: the root is missing."
STORED_BESIDE_STORED = np.array([[0.0, 5.0, 10.0], [5.0, 0.0, 15.0]])


def _trained(model: type, X: ArrayLike, y: ArrayLike | None = None) -> Any:
    stored = np.array(X)
    built = model()
    built.train(stored, np.zeros(len(stored), dtype=np.int64) if y is None else np.array(y))
    return built


def _table(what: str, got: Any, shape: tuple[int, int]) -> None:
    """Require a table of numbers of the given shape."""
    found = numbers(what, got).shape
    if found == shape[::-1]:
        raise CheckFailed(
            f"{what}: expected shape {shape}, got {found}. Rows are training points here: a row belongs to a "
            "test point, a column to a stored one."
        )
    if found != shape:
        raise CheckFailed(f"{what}: expected shape {shape}, got {found}.")


def _distance_checks(method: str) -> tuple[Check, ...]:
    """Return the checks that any of the three versions has to pass."""

    def distances(model: type, stored: ArrayLike, asked: ArrayLike) -> Any:
        return getattr(_trained(model, stored), method)(np.array(asked))

    def form(model: type) -> None:
        """It returns a row for each test point, a column for each stored one."""
        _table("The distances of 2 test points to 3 stored ones", distances(model, STORED, ASKED), (2, 3))

    def by_hand(model: type) -> None:
        """From (0, 0) to (3, -4) it is 5: the triangle 3, 4, 5."""
        expect(
            "The distances of (0, 0) and (3, 0) to (0, 0), (3, -4) and (-6, 8)",
            distances(model, STORED, ASKED),
            DISTANCES,
            Hint(SQUARES, NO_ROOT),
            Hint(
                [[0.0, 7.0, 14.0], [3.0, 4.0, 17.0]],
                "These are sums of absolute differences (L1): square them, add, take the root.",
            ),
            Hint(
                [[0.0, 1.0, 2.0], [3.0, 4.0, 1.0]],
                "Differences of opposite sign cancel: square each one before you add.",
            ),
            Hint(DISTANCES / np.sqrt(2), "This is a mean over the features: take their sum."),
            Hint(SQUARES / 2, "This is a mean over the features, and the root is missing."),
            Hint([[0.0, 4.0, 8.0], [3.0, 4.0, 9.0]], "Only the largest difference counts: add up all."),
            Hint(STORED_BESIDE_STORED, "These are distances between stored points: X plays no part."),
            Hint(
                [[0.0, 5.0, 10.0], [3.0, np.sqrt(52), np.sqrt(73)]],
                "The mixed term has the wrong sign: (a - b)² = a² + b² minus something.",
            ),
            Hint(
                [[0.0, 5.0, 10.0], [3.0, 5.0, np.sqrt(127)]],
                "The factor 2 of the mixed term is missing.",
            ),
            Hint(0 * DISTANCES, "All distances are 0: is the table ever filled in?"),
        )

    def one_row(model: type) -> None:
        """One test point and one stored point make a table of one number."""
        got = distances(model, [[1.0, 2.0, 2.0]], [[0.0, 0.0, 0.0]])
        expect("The distance of (0, 0, 0) to (1, 2, 2)", got, [[3.0]], Hint([[9.0]], NO_ROOT))

    return form, by_hand, one_row


def meets_itself(model: type) -> None:
    """An image is at distance 0 from itself, in spite of rounding."""
    X = np.random.default_rng(0).uniform(0.0, 1.0, size=(30, 300))
    own = np.diag(numbers("The distances", _trained(model, X).compute_distances_no_loops(X.copy())))
    if np.isnan(own).any():
        raise CheckFailed(
            f"{np.isnan(own).sum()} of 30 images are at distance NaN from themselves. Three large numbers "
            "almost cancel here; rounding can leave a little less than 0, which has no root. What is the "
            "smallest value a squared distance can have?"
        )
    expect("The distance of each image to itself", own, np.zeros(30), tolerance=1e-5)


def bytes_are_numbers(model: type) -> None:
    """Images of bytes (uint8) have the same distances: 100 and 200 apart make 223.6."""
    stored, asked = np.array([[200, 0]], dtype=np.uint8), np.array([[100, 200]], dtype=np.uint8)
    got = _trained(model, stored).compute_distances_no_loops(asked)
    expect(
        "The distance of the bytes (100, 200) to (200, 0)",
        got,
        [[np.sqrt(50_000.0)]],
        Hint(
            [[np.sqrt(80.0)]],
            "Numbers wrapped around in 8 bits: there, 200 * 200 is 64. Convert X to float64 first.",
        ),
    )


LABELS = np.array([3, 1, 1, 0, 0, 0])
RISING = np.array([[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]])


def _vote(model: type, dists: ArrayLike, labels: ArrayLike, *k: int) -> Any:
    labels = np.array(labels)
    return _trained(model, np.zeros((len(labels), 1)), labels).predict_labels(np.array(dists), *k)


def one_label_a_row(model: type) -> None:
    """It returns a label for each row of distances; without k the nearest decides."""
    got = _vote(model, RISING, LABELS)
    found = numbers("The labels", got).shape
    if found != (2,):
        raise CheckFailed(f"Two rows of distances have two labels: expected shape (2,), got {found}.")
    expect(
        "The labels of the nearest",
        got,
        [3, 0],
        Hint([0, 5], "You return positions, not labels."),
        Hint([0, 3], "These are the farthest: sort from near to far."),
    )


def majority(model: type) -> None:
    """Of the three nearest, with the labels 3, 1, 1, the majority says 1."""
    expect(
        "The labels for k = 3",
        _vote(model, RISING, LABELS, 3),
        [1, 0],
        Hint([0, 3], "You voted with positions, not labels."),
        Hint([3, 0], "k has no effect: only the nearest decides."),
        Hint([0, 1], "These are the farthest: sort from near to far."),
        Hint([5 / 3, 0], "Labels are names, not quantities: count them, do not average them."),
        Hint([1, 1], "The same neighbours for every row, or votes mixed between rows?"),
    )


def tied_votes(model: type) -> None:
    """One vote each for 2 and 1: the smaller label wins."""
    expect(
        "The label for votes 2, 1",
        _vote(model, [[0.1, 0.2, 0.9]], [2, 1, 0], 2),
        [1],
        Hint([2], "Equally many votes go to the smaller label, not to the nearer or the larger one."),
        Hint([0], "Label 0 is not among the two nearest."),
    )


def tied_distances(model: type) -> None:
    """Forty stored points equally far: the first of them are the neighbours."""
    labels = np.repeat([4, 2, 1, 0], 10)
    expect(
        "The label when all forty are equally far, k = 5",
        _vote(model, np.ones((1, 40)), labels, 5),
        [4],
        Hint([0], "Equally far neighbours are taken from the end: the lower index comes first."),
        Hint([1], "Your sorting mixes equal distances: there is a kind of sorting that keeps their order."),
        Hint([2], "Your sorting mixes equal distances: there is a kind of sorting that keeps their order."),
    )


LINE, LINE_LABELS = np.array([[0.0], [1.0], [10.0], [11.0], [12.0]]), np.array([0, 0, 1, 1, 1])


def _predict(model: type, *arguments: int) -> Any:
    return _trained(model, LINE, LINE_LABELS).predict(np.array([[0.4], [9.0]]), *arguments)


def a_label_each(model: type) -> None:
    """It returns a label for each test point."""
    found = numbers("The labels", _predict(model)).shape
    if found != (2,):
        raise CheckFailed(f"Two test points have two labels: expected shape (2,), got {found}.")


def near_and_far(model: type) -> None:
    """0.4 lies beside 0 and 1, but all five neighbours together say 1."""
    wrong = "All five neighbours vote: does k reach predict_labels?"
    expect("The labels for k = 1", _predict(model, 1), [0, 1])
    expect("The labels for k = 5", _predict(model, 5), [1, 1], Hint([0, 1], wrong))


def whichever_loops(model: type) -> None:
    """num_loops chooses the method and changes nothing else."""
    called = []

    def spy(name: str) -> Callable[..., Any]:
        def method(self: Any, X: Any) -> Any:
            called.append(name)
            return getattr(super(watched, self), name)(X)

        return method

    names = ("compute_distances_no_loops", "compute_distances_one_loop", "compute_distances_two_loops")
    watched = type(model.__name__, (model,), {name: spy(name) for name in names})
    for loops, name in enumerate(names):
        called.clear()
        expect(f"The labels for num_loops = {loops}", _predict(watched, 1, loops), [0, 1])
        if called != [name]:
            seen = ", ".join(f"`{one}`" for one in called) or "none of the three"
            raise CheckFailed(f"For num_loops = {loops} `{name}` should be called, and was called: {seen}.")


FOLDED = np.array([[0.0], [10.0], [1.0], [11.0], [2.0], [13.0]])
FOLDED_LABELS = np.array([0, 1, 0, 1, 0, 0])


def _accuracies(cross_validate_k: Callable[..., Any], X: Any, y: Any, folds: int, ks: list[int]) -> Any:
    with redirect_stdout(StringIO()):  # its progress bar, which is over before it can be read
        found = cross_validate_k(X.copy(), y.copy(), folds, list(ks))
    if not isinstance(found, dict):
        raise CheckFailed(f"Expected a dict {{k: accuracies}}, got {type(found).__name__}.")
    if sorted(found) != sorted(ks):
        raise CheckFailed(f"Expected the keys {ks}, got {list(found)}.")
    for k in ks:
        shape = numbers(f"The accuracies for k = {k}", found[k]).shape
        if shape != (folds,):
            raise CheckFailed(
                f"{folds} folds give {folds} accuracies for each k; for k = {k} the shape is {shape}."
            )
    return found


def a_number_a_fold(cross_validate_k: Callable[..., Any]) -> None:
    """It returns {k: one accuracy for each fold}."""
    _accuracies(cross_validate_k, FOLDED, FOLDED_LABELS, 3, [1, 3])


def folds_by_hand(cross_validate_k: Callable[..., Any]) -> None:
    """Six points, three folds: with k = 1 two folds are all right, one is half right."""
    found = _accuracies(cross_validate_k, FOLDED, FOLDED_LABELS, 3, [1, 3])
    expect(
        "The accuracies for k = 1",
        found[1],
        [1.0, 1.0, 0.5],
        Hint([1.0, 1.0, 1.0], "Too good: you test on points you stored."),
        Hint([2.0, 2.0, 1.0], "These are counts: divide by the size of the fold."),
        Hint([100.0, 100.0, 50.0], "These are percentages: an accuracy lies between 0 and 1."),
        Hint([0.0, 0.0, 0.5], "These are shares of mistakes: count what is right."),
        Hint([1 / 3, 1 / 3, 1 / 6], "Divide by the size of the fold, not of the whole data."),
    )
    expect(
        "The accuracies for k = 3",
        found[3],
        [0.5, 0.5, 0.5],
        Hint([1.0, 1.0, 0.5], "k has no effect: these are the accuracies for k = 1."),
    )


def uneven_folds(cross_validate_k: Callable[..., Any]) -> None:
    """Seven points make folds of 3, 2 and 2: none is left over."""
    X = np.array([[0.0], [10.0], [1.0], [11.4], [2.2], [13.0], [3.5]])
    found = _accuracies(cross_validate_k, X, np.array([0, 1, 0, 1, 0, 1, 1]), 3, [1])
    expect("The accuracies for k = 1", found[1], [1.0, 1.0, 0.5])


MORE = "other shapes, random points"
check_compute_distances_two_loops = Exercise(
    "compute_distances_two_loops",
    _distance_checks("compute_distances_two_loops"),
    f"{MORE}, X left as it was",
    hidden_tests=6,
)
check_compute_distances_one_loop = Exercise(
    "compute_distances_one_loop",
    _distance_checks("compute_distances_one_loop"),
    f"{MORE}, no second loop, X left as it was",
    hidden_tests=6,
)
check_compute_distances_no_loops = Exercise(
    "compute_distances_no_loops",
    (*_distance_checks("compute_distances_no_loops"), meets_itself, bytes_are_numbers),
    f"{MORE}, no Python loop over either kind of row, no array of all differences, X left as it was",
    hidden_tests=9,
)
check_predict_labels = Exercise(
    "predict_labels",
    (one_label_a_row, majority, tied_votes, tied_distances),
    "random distances, other k, both kinds of ties, dists left as they were",
    hidden_tests=7,
)
check_predict = Exercise(
    "predict",
    (a_label_each, near_and_far, whichever_loops),
    "random points, its arguments' defaults, X left as it was",
    hidden_tests=6,
)
check_cross_validate_k = Exercise(
    "cross_validate_k",
    (a_number_a_fold, folds_by_hand, uneven_folds),
    "what each model stores and is asked, other numbers of folds, X and y left as they were",
    hidden_tests=7,
)

__all__ = [
    "check_compute_distances_no_loops",
    "check_compute_distances_one_loop",
    "check_compute_distances_two_loops",
    "check_cross_validate_k",
    "check_predict",
    "check_predict_labels",
]
