"""The softmax loss, naive and vectorized: the same questions to both."""

import numpy as np
import pytest

from autograder.checks import (
    agree,
    agree_without_loops,
    check_gradient,
    for_each_question,
    require_pure,
    require_result,
)
from autograder.problems import linear_problem, shifted_problem

BOTH = ("softmax_loss_naive", "softmax_loss_vectorized")
NAMES = ("loss", "gradient")


@for_each_question(*BOTH)
def test_shapes(submission, reference, rng, name):
    """Returned are one number and a real array of the shape of W."""
    require_result(submission, reference, name, *linear_problem(rng, 5, 4, 3), 1.5, names=NAMES)


@for_each_question(*BOTH, points=(2, 1))
def test_loss(submission, reference, rng, name):
    """The loss is right on random problems."""
    for n, d, c, reg in ((7, 5, 4, 1.5), (3, 6, 5, 2.5), (8, 3, 3, 1.0)):
        agree(submission, reference, name, *linear_problem(rng, n, d, c), reg, names=NAMES, only="loss")


@for_each_question(*BOTH, points=(2, 1))
def test_gradient(submission, reference, rng, name):
    """The gradient is the slope of the loss."""
    for n, d, c, reg in ((7, 5, 4, 1.5), (4, 6, 5, 2.5)):
        check_gradient(submission, reference, name, *linear_problem(rng, n, d, c), reg)


@for_each_question(*BOTH, points=1)
def test_large_scores(submission, reference, rng, name):
    """Scores in the thousands, near together and far apart, neither overflow nor vanish."""
    for low, high in ((1e3, 1e4), (-1e4, -1e3)):
        agree(submission, reference, name, *shifted_problem(rng, 5, 4, 3, low, high), 1.0, names=NAMES)
    W, X, _ = linear_problem(rng, 5, 4, 3)
    best = np.argmax(X @ W, axis=1)  # probable right answers: their logarithm can be taken in any way
    agree(submission, reference, name, 1e3 * W, X, best, 1e-6, names=NAMES)


@for_each_question(*BOTH, points=1)
def test_edges(submission, reference, rng, name):
    """W of zeros, a single example, two classes, and labels of other integer types."""
    W, X, y = linear_problem(rng, 6, 5, 4)
    agree(submission, reference, name, np.zeros_like(W), X, y, 1.0, names=NAMES)
    agree(submission, reference, name, *linear_problem(rng, 1, 4, 3), 1.5, names=NAMES)
    agree(submission, reference, name, *linear_problem(rng, 6, 3, 2), 2.0, names=NAMES)
    for dtype in (np.uint8, np.int32):
        agree(submission, reference, name, W, X, y.astype(dtype), 1.5, names=NAMES)


@pytest.mark.question("softmax_loss_vectorized", points=2)
def test_no_loops(submission, reference, rng):
    """Right for 60 examples, without a line of Python executed for each of them."""
    W, X, y = linear_problem(rng, 60, 5, 4)
    few, many = (W, X[:10], y[:10], 1.5), (W, X, y, 1.5)
    agree_without_loops(submission, reference, "softmax_loss_vectorized", few, many, added=50, names=NAMES)


@for_each_question(*BOTH)
def test_purity(submission, rng, name):
    """W, X and y are left as they were."""
    require_pure(submission, name, *linear_problem(rng, 5, 4, 3), 1.5)
