"""The split: every row once, with its label, in random order. Any way of shuffling is right."""

import numpy as np
import pytest

from autograder.checks import require_pure
from autograder.submission import value

PARTS = ("training", "validation", "test")


def rows(count, classes=5):
    """Return rows that carry their own number, with labels in rising order."""
    number = np.arange(count)
    return np.column_stack([number, 3 * number]).astype(float), number * classes // count


def parts(code, X, y, num_val, num_test, seed):
    """Return the three pairs of a split; fail where there are none."""
    found = value(code.split(X, y, num_val, num_test, np.random.default_rng(seed)))
    if type(found) not in (tuple, list) or len(found) != 3:
        pytest.fail("Returned are not three pairs, of training, validation and test.", pytrace=False)
    for name, pair in zip(PARTS, found, strict=True):
        arrays = type(pair) in (tuple, list) and [part for part in pair if type(part) is np.ndarray]
        if not arrays or len(arrays) != 2 or len(pair) != 2:
            pytest.fail(f"The {name} part is not a pair of two arrays, X and y.", pytrace=False)
    return found


def numbers(found):
    """Return the numbers of the rows in each part."""
    return [np.asarray(X)[:, 0].astype(int) for X, _ in found]


@pytest.mark.question("split")
def test_sizes(submission, rng):
    """Returned are three pairs with as many rows and labels as asked for, of any shape and kind."""
    for shape, num_val, num_test in (((30, 2), 5, 8), ((20, 3, 4), 3, 0), ((12, 1), 0, 4)):
        X, y = rng.integers(0, 255, shape, dtype=np.uint8), rng.integers(3, size=shape[0])
        found = parts(submission, X, y, num_val, num_test, 0)
        sizes = (shape[0] - num_val - num_test, num_val, num_test)
        for name, size, (A, b) in zip(PARTS, sizes, found, strict=True):
            if len(A) != size or len(b) != size:
                pytest.fail(f"The {name} part has not the size that was asked for.", pytrace=False)
            if A.shape[1:] != shape[1:] or b.ndim != 1 or A.dtype != X.dtype or b.dtype != y.dtype:
                pytest.fail(f"X or y of the {name} part has another shape or dtype.", pytrace=False)


@pytest.mark.question("split")
def test_order_comes_from_rng(submission, rng):
    """Two splits with generators of one seed are the same."""
    X, y = rows(60)
    seed = int(rng.integers(2**31))
    first, again = (numbers(parts(submission, X, y, 12, 12, seed)) for _ in range(2))
    if not all(map(np.array_equal, first, again)):
        pytest.fail("Two splits with generators of the same seed differ: not all draws come from `rng`.")


@pytest.mark.question("split")
def test_split_purity(submission, rng):
    """X and y are left as they were."""
    X, y = rows(30)
    require_pure(submission, "split", X, y, 5, 5)


@pytest.mark.question("split", points=1)
def test_each_row_once(submission, rng):
    """Every row is in exactly one part."""
    for count, num_val, num_test in ((50, 10, 10), (31, 7, 3)):
        seen = np.concatenate(numbers(parts(submission, *rows(count), num_val, num_test, 3)))
        if len(np.unique(seen)) < len(seen):
            pytest.fail("An example sits in two parts, or twice in one.", pytrace=False)
        if len(seen) < count:
            pytest.fail("Some examples are in no part at all.", pytrace=False)


@pytest.mark.question("split", points=1)
def test_own_labels(submission, rng):
    """Every row keeps its own label, and its own features."""
    X, y = rows(60)
    for (A, b), part in zip(parts(submission, X, y, 12, 12, 4), PARTS, strict=True):
        if not np.array_equal(y[A[:, 0].astype(int)], b):
            pytest.fail(f"In the {part} part examples and labels do not belong together.", pytrace=False)
        if not np.array_equal(3 * A[:, 0], A[:, 1]):
            pytest.fail("The features of an example are torn apart.", pytrace=False)


@pytest.mark.question("split", points=1)
def test_shuffled(submission, rng):
    """Sorted data are mixed: every part holds every class, and another generator mixes otherwise."""
    X, y = rows(500)
    seed = int(rng.integers(2**31))
    found, other = (parts(submission, X, y, 100, 100, s) for s in (seed, seed + 1))
    for (_, b), part in zip(found, PARTS, strict=True):
        if len(np.unique(b)) < 5:
            pytest.fail(f"A class is missing from the {part} part: were the data shuffled?", pytrace=False)
    for part, seen in zip(PARTS, numbers(found), strict=True):
        if len(np.unique(np.diff(np.sort(seen)))) < 3:
            pytest.fail(f"The {part} part takes its rows at regular distances, not at random.", pytrace=False)
    if all(map(np.array_equal, map(np.sort, numbers(found)), map(np.sort, numbers(other)))):
        pytest.fail("Two splits with different generators are the same: nothing is drawn from `rng`.")
    free = [numbers(value(submission.split(X, y, 100, 100))) for _ in range(2)]
    if all(map(np.array_equal, *free)):
        pytest.fail("Without `rng` two splits are the same: the generator of its own has a fixed seed.")
