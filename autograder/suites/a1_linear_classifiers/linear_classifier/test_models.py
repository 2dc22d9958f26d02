"""What a linear classifier says, and the two losses it can have."""

import numpy as np
import pytest

from autograder.checks import agree, for_each_question, require_pure, require_result, substitute
from autograder.problems import linear_problem

BOTH = ("LinearSVM", "Softmax")
NAMES = ("loss", "gradient")


def predict(code, W, X):
    """Predict with these weights."""
    model = code.LinearClassifier()
    model.W = W.copy()
    return model.predict(X)


def scores(rng, n, d, c):
    """Draw weights and rows of which some have only negative scores, some only positive ones."""
    W, X = rng.standard_normal((d, c)), rng.standard_normal((n, d))
    W[-1], X[:, -1] = 0.0, 1.0
    X[: n // 3, -1] = -1.0
    W[-1] += 4.0 + np.abs(rng.standard_normal(c))
    return W, X


@pytest.mark.question("predict")
def test_one_label_a_row(submission, reference, rng):
    """Returned is one label for each row."""
    require_result(submission, reference, predict, *scores(rng, 9, 5, 4))


@pytest.mark.question("predict")
def test_prediction_purity(submission, rng):
    """X is left as it was."""

    def labels(code, X):
        return predict(code, np.ones((3, 2)), X)

    require_pure(submission, labels, rng.standard_normal((6, 3)), of="LinearClassifier.predict")


@pytest.mark.question("predict", points=1)
def test_labels(submission, reference, rng):
    """Each row gets the class with the highest score, also where all scores are negative."""
    for n, d, c in ((30, 5, 4), (12, 3, 10)):
        agree(submission, reference, predict, *scores(rng, n, d, c))


@pytest.mark.question("predict", points=1)
def test_few(submission, reference, rng):
    """A single row, and as many rows as classes, are no exception; nor are two classes."""
    for n, d, c in ((1, 6, 5), (4, 6, 4), (1, 3, 2), (15, 4, 2)):
        agree(submission, reference, predict, *scores(rng, n, d, c))


def cost(losses):
    """Return the scenario in which a class computes its loss with the right functions of `losses`."""

    def loss(code, name, W, X, y, reg):
        model = getattr(code, name)()
        model.W = W.copy()
        with (
            substitute(code, "losses.svm_loss_vectorized", losses.svm_loss_vectorized),
            substitute(code, "losses.softmax_loss_vectorized", losses.softmax_loss_vectorized),
        ):
            return model.loss(X, y, reg)

    return loss


@for_each_question(*BOTH)
def test_loss_form(submission, reference, rng, name):
    """`loss` returns one number and an array of the shape of W."""
    problem = linear_problem(rng, 5, 4, 3)
    require_result(submission, reference, cost(reference.losses), name, *problem, 1.5, names=NAMES)


@for_each_question(*BOTH, points=1)
def test_loss(submission, reference, rng, name):
    """Loss and gradient are those of its weights on the batch, with the penalty."""
    for n, d, c, reg in ((7, 5, 4, 1.5), (1, 3, 3, 0.4), (6, 4, 2, 0.0)):
        problem = linear_problem(rng, n, d, c)
        agree(submission, reference, cost(reference.losses), name, *problem, reg, names=NAMES)
