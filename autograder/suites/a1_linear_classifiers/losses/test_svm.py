"""The multiclass SVM loss, naive and vectorized: the same questions to both."""

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
from autograder.problems import linear_problem

BOTH = ("svm_loss_naive", "svm_loss_vectorized")
NAMES = ("loss", "gradient")


def tied_problem(rng):
    """Draw small whole numbers, which add up exactly in any order: some margins are exactly 0."""
    W = rng.integers(-2, 3, size=(3, 4)).astype(float)
    X = rng.integers(-2, 3, size=(8, 3)).astype(float)
    y = rng.integers(0, 4, size=8)
    W[0, :2], X[0], y[0] = (1.0, 2.0), (1.0, 0.0, 0.0), 1
    return W, X, y


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
def test_worked_example(submission, reference, name):
    """Cat, car and frog of the lecture cost what was worked out there, alone and together."""
    scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    labels = np.arange(3)
    for rows in (slice(0, 1), slice(1, 2), slice(2, 3), slice(0, 3)):
        for scale in (1.0, 2.0):
            W = scale * np.eye(3)
            agree(submission, reference, name, W, scores[rows], labels[rows], 0.0, names=NAMES, only="loss")


@for_each_question(*BOTH, points=1)
def test_edges(submission, reference, rng, name):
    """W of zeros, margins of exactly 0, a single example, two classes, labels of other integer types."""
    W, X, y = linear_problem(rng, 6, 5, 4)
    agree(submission, reference, name, np.zeros_like(W), X, y, 1.0, names=NAMES)
    agree(submission, reference, name, *tied_problem(rng), 0.5, names=NAMES)
    agree(submission, reference, name, *linear_problem(rng, 1, 4, 3), 1.5, names=NAMES)
    agree(submission, reference, name, *linear_problem(rng, 6, 3, 2), 2.0, names=NAMES)
    for dtype in (np.uint8, np.int32):
        agree(submission, reference, name, W, X, y.astype(dtype), 1.5, names=NAMES)


@pytest.mark.question("svm_loss_vectorized", points=2)
def test_no_loops(submission, reference, rng):
    """Right for 60 examples, without a line of Python executed for each of them."""
    W, X, y = linear_problem(rng, 60, 5, 4)
    few, many = (W, X[:10], y[:10], 1.5), (W, X, y, 1.5)
    agree_without_loops(submission, reference, "svm_loss_vectorized", few, many, added=50, names=NAMES)


@for_each_question(*BOTH)
def test_purity(submission, rng, name):
    """W, X and y are left as they were."""
    require_pure(submission, name, *linear_problem(rng, 5, 4, 3), 1.5)
