"""Training, one example at a time. Nothing here depends on which order a generator draws.

Where all rows are alike every order gives the same path. Where no two rows share a direction every order ends
a pass at the same weights. And one row for each weight shows which order was taken.
"""

import numpy as np
import pytest

from autograder.checks import agree, difference, require_result
from autograder.submission import effects, substitute

TRAIN = "train_perceptron"
NAMES = ("w", "path")


@pytest.fixture
def trained(submission, reference):
    """Give the submission a right `perceptron_step`: a wrong one has cost its own points already."""
    with substitute(submission, "perceptron_step", reference.perceptron_step):
        yield submission


def alike(rng, n, d):
    """Draw one example, repeated n times."""
    x = rng.uniform(0.5, 1.5, size=d) * rng.choice([-1.0, 1.0], size=d)
    return np.tile(x, (n, 1)), np.full(n, rng.uniform(1.0, 2.0) * d)


def apart(rng, n):
    """Draw n examples at right angles to one another, each with a target of its own."""
    directions, _ = np.linalg.qr(rng.standard_normal((n, n)))
    return directions * rng.uniform(1.0, 1.5, size=(n, 1)), np.arange(1.0, n + 1) * rng.choice([-1.0, 1.0])


@pytest.mark.question(TRAIN)
def test_shapes(trained, reference, rng):
    """Returned are the weights and a path: the start, then the weights after each of epochs * N steps."""
    X, y = rng.standard_normal((5, 3)), rng.standard_normal(5)
    require_result(trained, reference, TRAIN, X, y, 0.05, 3, np.random.default_rng(1), names=NAMES)


@pytest.mark.question(TRAIN, points=1)
def test_identical_rows(trained, reference, rng):
    """Where all examples are alike the whole path is right, with a generator and without."""
    for n, d, epochs, generators in ((4, 3, 3, 1), (1, 2, 5, 0), (3, 1, 2, 1), (5, 2, 1, 0)):
        X, y = alike(rng, n, d)
        given = [np.random.default_rng(n)] * generators
        agree(trained, reference, TRAIN, X, y, 0.3 / (X[0] @ X[0]), epochs, *given, names=NAMES)


@pytest.mark.question(TRAIN, points=1)
def test_each_example_once_a_pass(trained, reference, rng):
    """Each pass takes one step for every example, with that example's own target."""
    for n, epochs, rate in ((6, 1, 0.3), (4, 3, 0.2), (5, 2, 0.1)):
        X, y = apart(rng, n)
        generator = np.random.default_rng(n)
        agree(trained, reference, TRAIN, X, y, rate, epochs, generator, names=NAMES, only="w")


@pytest.mark.question(TRAIN, points=1)
def test_reaches_the_best_weights(trained, reference, rng):
    """It arrives at weights that fit all examples, and near least squares where none do."""
    X = np.vstack([np.eye(3), -np.eye(3)]) + rng.uniform(-0.2, 0.2, size=(6, 3))
    y = X @ rng.uniform(1.0, 2.0, size=3)
    generator = np.random.default_rng(1)
    # In whatever order, twelve passes at these rates end within 1e-6 and 0.003 of the best weights.
    agree(trained, reference, TRAIN, X, y, 0.9, 12, generator, names=NAMES, only="w", tolerance=1e-4)
    X, y = np.array([[10.0], [2.0], [3.5], [1.0]]), np.array([10.1, 1.9, 3.4, 1.1])
    agree(trained, reference, TRAIN, X, y, 0.005, 12, generator, names=NAMES, only="w", tolerance=0.01)


@pytest.mark.question(TRAIN, points=1)
def test_order(trained, reference):
    """The order is new in every pass, each example comes once, and `rng` alone decides."""
    orders = [order(trained, reference, seed) for seed in (3, 3, 4)]
    if orders[0] != orders[1]:
        pytest.fail("The same generator gives another order: draw from `rng` alone.", pytrace=False)
    if any(sorted(one) != list(range(N)) for one in orders[0]):
        pytest.fail("In one pass some examples come twice, and others never.", pytrace=False)
    again = all(one == orders[0][0] for one in orders[0])
    if again and orders[0][0] == list(range(N)):
        pytest.fail("Every pass takes the examples in the order in which they stand.", pytrace=False)
    if again and orders[0] != orders[2]:
        pytest.fail("Every pass takes the examples in the order of the first pass.", pytrace=False)
    if again:
        pytest.fail(
            "Every pass takes the examples in the same order, whichever generator is passed.", pytrace=False
        )
    if orders[0] == orders[2]:
        pytest.fail("Your order does not depend on the generator that is passed.", pytrace=False)


N, PASSES = 8, 4


def order(trained, reference, seed):
    """Return which examples each pass went through: example i alone moves weight i."""
    arguments = (np.eye(N), np.arange(1.0, N + 1), 0.3, PASSES)
    got = getattr(trained, TRAIN)(*arguments, np.random.default_rng(seed))
    expected = getattr(reference, TRAIN)(*arguments, np.random.default_rng(seed))
    found = difference(got, expected, None, NAMES)
    if found:
        pytest.fail(found.message, pytrace=False)
    moved = np.abs(np.diff(got[1], axis=0)).argmax(axis=1)
    return moved.reshape(PASSES, N).tolist()


@pytest.mark.question(TRAIN)
def test_purity(trained, rng):
    """X and y are left as they were; the generator alone moves on."""
    X, y = rng.standard_normal((5, 3)), rng.standard_normal(5)
    getattr(trained, TRAIN)(X, y, 0.05, 2, np.random.default_rng(1))
    changed = [name for place, name in enumerate(("X", "y")) if place in effects(trained).mutated]
    if changed:
        pytest.fail(
            f"Your function changes `{changed[0]}`, which belongs to its caller: work on a copy.",
            pytrace=False,
        )
