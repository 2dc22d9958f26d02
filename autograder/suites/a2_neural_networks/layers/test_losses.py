"""The two losses on scores, and the share of dead units."""

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, for_each_question, require_pure, require_result

BOTH = ("svm_loss", "softmax_loss")
DEAD = "dead_relu_fraction"
NAMES = ("loss", "gradient")
LECTURE = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])


def scored(rng, n, c):
    """Draw scores and labels; no margin is near 0, where the hinge has its corner."""
    while True:
        x, y = 2.0 * rng.standard_normal((n, c)), rng.integers(0, c, size=n)
        margins = x - x[np.arange(n), y][:, np.newaxis] + 1.0
        if np.abs(margins).min() > 1e-3:
            return x, y


@for_each_question(*BOTH)
def test_shapes(submission, reference, rng, name):
    """Returned are one number and a real array of the shape of the scores."""
    require_result(submission, reference, name, *scored(rng, 5, 4), names=NAMES)


@for_each_question(*BOTH, points=1)
def test_loss(submission, reference, rng, name):
    """The loss is right on random scores."""
    for n, c in ((7, 4), (3, 5), (6, 3), (8, 8)):
        agree(submission, reference, name, *scored(rng, n, c), names=NAMES, only="loss")


@for_each_question(*BOTH, points=1)
def test_gradient(submission, reference, rng, name):
    """The gradient is the slope of the loss with respect to the scores."""
    for n, c in ((7, 4), (4, 5), (5, 5)):
        check_gradient(submission, reference, name, *scored(rng, n, c))


@pytest.mark.question("svm_loss", points=1)
def test_worked_example(submission, reference):
    """Cat, car and frog of the lecture cost what was worked out there, alone and together."""
    for rows in (slice(0, 1), slice(1, 2), slice(2, 3), slice(0, 3)):
        for scale in (1.0, 2.0):
            scores, labels = scale * LECTURE[rows], np.arange(3)[rows]
            agree(submission, reference, "svm_loss", scores, labels, names=NAMES)


@pytest.mark.question("softmax_loss", points=1)
def test_large_scores(submission, reference, rng):
    """Scores in the thousands, near together and far apart, neither overflow nor vanish."""
    x, y = scored(rng, 5, 3)
    for low, high in ((1e3, 1e4), (-1e4, -1e3), (-1e4, 1e4)):
        levels = np.linspace(low, high, 5)[:, np.newaxis]
        agree(submission, reference, "softmax_loss", levels + x, y, names=NAMES)
    right = np.argmax(x, axis=1)
    clear = 1e3 * (x + np.eye(3)[right])  # no loss is so small that the rounding of large scores shows in it
    agree(submission, reference, "softmax_loss", clear, right, names=NAMES)


@for_each_question(*BOTH, points=1)
def test_edges(submission, reference, rng, name):
    """Scores of zero, margins of exactly 0, a single example, two classes, labels of other integer types."""
    x, y = scored(rng, 6, 4)
    agree(submission, reference, name, np.zeros_like(x), y, names=NAMES)
    whole = rng.integers(-2, 3, size=(8, 4)).astype(float)
    whole[0, :2] = (1.0, 2.0)
    agree(submission, reference, name, whole, np.array([1, 0, 2, 3, 1, 2, 0, 3]), names=NAMES)
    agree(submission, reference, name, *scored(rng, 1, 3), names=NAMES)
    agree(submission, reference, name, *scored(rng, 6, 2), names=NAMES)
    for dtype in (np.uint8, np.int32):
        agree(submission, reference, name, x, y.astype(dtype), names=NAMES)


@for_each_question(*BOTH)
def test_purity(submission, rng, name):
    """The scores and the labels are left as they were."""
    require_pure(submission, name, *scored(rng, 5, 4))


def firing(rng, n, h, dead):
    """Draw ReLU outputs in which each unit fires for some examples, but for the dead ones."""
    activations = np.maximum(0.0, rng.standard_normal((n, h)))
    activations[np.arange(h) % n, np.arange(h)] = rng.uniform(0.5, 2.0, size=h)
    activations[(np.arange(h) + 1) % n, np.arange(h)] = 0.0
    activations[:, rng.permutation(h)[:dead]] = 0.0
    return activations


@pytest.mark.question(DEAD)
def test_a_number(submission, reference, rng):
    """Returned is one number."""
    require_result(submission, reference, DEAD, firing(rng, 6, 5, 2))


@pytest.mark.question(DEAD, points=0.5)
def test_share(submission, reference, rng):
    """The share is right where some units are dead and the others silent now and then."""
    for n, h, dead in ((6, 5, 2), (4, 7, 3), (9, 4, 1), (5, 5, 2)):
        agree(submission, reference, DEAD, firing(rng, n, h, dead))


@pytest.mark.question(DEAD, points=0.5)
def test_all_or_none(submission, reference, rng):
    """It is right where no unit is dead, where all are, and where a whole example is silent."""
    alive = firing(rng, 6, 5, 0)
    agree(submission, reference, DEAD, alive)
    agree(submission, reference, DEAD, np.vstack([np.zeros((1, 5)), alive]))
    agree(submission, reference, DEAD, np.vstack([alive, np.zeros((2, 5))]))
    agree(submission, reference, DEAD, np.zeros((3, 4)))
    agree(submission, reference, DEAD, 1e-9 * firing(rng, 6, 4, 1))


@pytest.mark.question(DEAD)
def test_activations_unchanged(submission, rng):
    """The activations are left as they were."""
    require_pure(submission, DEAD, firing(rng, 6, 5, 2))
