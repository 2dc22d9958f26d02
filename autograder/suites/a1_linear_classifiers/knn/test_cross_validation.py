"""Cross-validation, with another classifier in the place of the student's: it shows what was stored."""

import numpy as np
import pytest

from autograder.checks import agree, planted, require_pure, require_result
from autograder.checks.compare import is_number
from autograder.submission import Handle, value

# No neighbours here: an image carries its number in column 0 and the size of the data in column 1, and is
# given the label of the stored image that stands k places further on, or none if that one is not stored.
STAND_IN = '''
import numpy as np


class KNearestNeighbor:
    """Stands in for the real one while cross_validate_k is tested."""

    def train(self, X, y):
        self.X_train, self.y_train = np.array(X), np.array(y)

    def compute_distances_no_loops(self, X):
        return np.rint(self.X_train[:, 0] - X[:, :1]) % X[0, 1]

    compute_distances_one_loop = compute_distances_two_loops = compute_distances_no_loops

    def predict_labels(self, dists, k=1):
        found = dists[:] == k
        return np.where(found.any(axis=1), self.y_train[found.argmax(axis=1)], -1)

    def predict(self, X, k=1, num_loops=0):
        return self.predict_labels(self.compute_distances_no_loops(X), k)
'''


def accuracies(code, X, y, num_folds, k_choices):
    """Return what cross-validation of the stand-in finds: for each k an array."""
    with planted(code, "KNearestNeighbor", STAND_IN):
        found = code.cross_validate_k(X, y, num_folds, k_choices)
        if isinstance(found, Handle):  # a dict of another kind
            found = {k: value(found[k]) for k in k_choices}
    if type(found) is not dict or set(found) != set(k_choices):
        return found
    return {k: as_array(found[k]) for k in k_choices}


def as_array(numbers):
    """Return an array of a list of numbers; anything else as it is."""
    if type(numbers) in (list, tuple) and all(
        is_number(number) and not np.ndim(number) for number in numbers
    ):
        return np.array(numbers, dtype=np.float64)
    return numbers


def numbered(rng, count):
    """Draw images that carry their number and the number of images, with labels."""
    X = np.column_stack([np.arange(count), np.full(count, count), rng.standard_normal(count)])
    return X.astype(np.float64), rng.integers(0, 2, size=count)


@pytest.mark.question("cross_validate_k")
def test_keys_and_shapes(submission, reference, rng):
    """Returned is a dict with one accuracy a fold for each k."""
    require_result(submission, reference, accuracies, *numbered(rng, 20), 4, [1, 6])


@pytest.mark.question("cross_validate_k", points=2)
def test_accuracies(submission, reference, rng):
    """Each fold is predicted by a classifier that has stored exactly the other folds."""
    for count, num_folds in ((24, 4), (30, 5)):
        agree(submission, reference, accuracies, *numbered(rng, count), num_folds, [1, 3, 8])


@pytest.mark.question("cross_validate_k", points=1)
def test_uneven_folds(submission, reference, rng):
    """Where the number of images is no multiple of the number of folds, every image is still tested once."""
    for count, num_folds in ((23, 5), (17, 3)):
        agree(submission, reference, accuracies, *numbered(rng, count), num_folds, [1, 4, 9])


@pytest.mark.question("cross_validate_k", points=1)
def test_choices(submission, reference, rng):
    """Other numbers of folds, one k alone, and choices that are not in order."""
    for num_folds, k_choices in ((2, [7]), (3, [9, 2, 5]), (12, [4, 1])):
        agree(submission, reference, accuracies, *numbered(rng, 24), num_folds, k_choices)


@pytest.mark.question("cross_validate_k")
def test_data_unchanged(submission, rng):
    """X and y are left as they were."""
    with planted(submission, "KNearestNeighbor", STAND_IN):  # outside: the last call has to be the one judged
        require_pure(submission, "cross_validate_k", *numbered(rng, 20), 4, [1, 3])
