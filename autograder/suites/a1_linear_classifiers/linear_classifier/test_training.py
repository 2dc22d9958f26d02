"""Stochastic gradient descent. The loss is the test's: it records each batch and dictates each gradient.

So the trajectory is exact whatever rows are drawn, and no other exercise has to be right.
"""

from contextlib import contextmanager

import numpy as np
import pytest

from autograder.checks import agree, given, require_pure, require_result
from autograder.errors import StudentException
from autograder.submission import value

COLUMNS = "W needs a row for each feature and a column for each label up to the largest."


class Dictated:
    """Losses and gradients, one after the other; the last gradient is repeated. Keeps every batch."""

    def __init__(self, gradients):
        self.gradients = gradients
        self.batches = []

    def loss(self, X_batch, y_batch, reg):
        """Answer for the next batch. The loss tells the number of the call, and reg."""
        self.batches.append((X_batch, y_batch))
        number = len(self.batches)
        gradient = self.gradients[min(number, len(self.gradients)) - 1]
        return 2.0 + np.sin(number) + 10 * reg, gradient.copy()


def numbered(count, classes=3):
    """Return rows that carry their own number and their label, in mixed order of labels."""
    y = (np.arange(count) * 7 // 3) % classes
    return np.column_stack([np.arange(count, dtype=float), y, np.ones(count), y**2]), y


def train(code, dictated, W, X, y, *options):
    """Train on dictated gradients, from W if there is one; return the model and what `train` returned."""
    model = code.LinearClassifier()
    if W is not None:
        model.W = W.copy()
    with given(model, "loss", dictated.loss):
        return model, model.train(X, y, *options)


def losses(code, gradients, W, X, y, *options):
    """Return the losses; a list is as good as an array."""
    _, found = train(code, Dictated(gradients), W, X, y, *options)
    found = value(found)
    return np.array(found) if type(found) is list else found


def weights(code, gradients, W, X, y, *options):
    """Return the weights after training."""
    return value(train(code, Dictated(gradients), W, X, y, *options)[0].W)


def descent(rng, steps, shape=(4, 3)):
    """Draw gradients for so many steps, weights to start from, and data."""
    return [rng.standard_normal((steps, *shape)), rng.standard_normal(shape), *numbered(24, shape[1])]


def recorded(submission, count, steps, batch_size):
    """Return the batches of a training without steps that matter."""
    dictated = Dictated([np.zeros((4, 3))])
    train(submission, dictated, None, *numbered(count), 0.1, 0.0, steps, batch_size)
    if not dictated.batches:
        pytest.fail("`train` never asks `self.loss` about a batch.")
    return dictated.batches


@pytest.mark.question("train")
def test_losses_form(submission, reference, rng):
    """Returned is a list with one loss for every iteration."""
    require_result(submission, reference, losses, *descent(rng, 5), 0.1, 0.5, 5, 8)


@pytest.mark.question("train")
def test_training_purity(submission, rng):
    """X and y are left as they were."""

    def once(code, X, y):
        return train(code, Dictated([np.zeros((4, 3))]), np.zeros((4, 3)), X, y, 0.1, 0.0, 2, 6)[1]

    require_pure(submission, once, *numbered(24), of="LinearClassifier.train")


@pytest.mark.question("train", points=1)
def test_start_and_go_on(submission, rng):
    """Weights start as small random numbers, one column for each label up to the largest, and are kept."""
    X, y = rng.standard_normal((40, 150)), np.resize([0, 1, 3, 4], 40)
    model = submission.LinearClassifier()
    with given(model, "loss", Dictated([np.zeros((150, 5))]).loss), broadcast_explained():
        model.train(X, y, 0.1, 0.0, 1, 10)
        W = _matrix(value(model.W), (150, 5))
        model.train(X, y, 0.1, 0.0, 1, 10)
        again = _matrix(value(model.W), (150, 5))
    if not 0.0005 < W.std() < 0.002 or abs(W.mean()) > 0.0005:
        pytest.fail("Where there are no weights yet, yours do not start as small normal numbers around 0.")
    if not np.array_equal(W, again):
        pytest.fail("Training never continues: a second call to `train` starts from new weights.")


@contextmanager
def broadcast_explained():
    """Say what it means when the gradient, which has the right shape, does not fit the weights."""
    try:
        yield
    except StudentException as error:
        if "broadcast" not in str(error):
            raise
        pytest.fail(f"{COLUMNS} Yours do not fit a gradient of that shape.")


def _matrix(W, shape):
    if type(W) is not np.ndarray or W.shape != shape:
        shown = f"has shape {W.shape}" if type(W) is np.ndarray else f"is a {type(W).__name__}"
        pytest.fail(f"{COLUMNS} Yours {shown}.")
    return W


@pytest.mark.question("train", points=1)
def test_rows_and_labels(submission, rng):
    """Every batch holds rows of X, each with its own label."""
    for X, y in recorded(submission, 60, 8, 12):
        if np.ndim(X) != 2 or np.shape(y) != (len(X),):
            pytest.fail("A batch has another number of labels than of images.")
        if not (np.array_equal(X[:, 1], y) and np.array_equal(X[:, 3], y**2)):
            pytest.fail("Images and labels of a batch do not belong together.")


@pytest.mark.question("train", points=1)
def test_batches(submission, rng):
    """Every batch has `batch_size` rows, drawn at random and anew."""
    drawn = [X[:, 0].astype(int) for X, _ in recorded(submission, 60, 12, 12)]
    sizes = {len(rows) for rows in drawn}
    if sizes == {60}:
        pytest.fail("`batch_size` has no effect: every batch holds all examples.")
    if sizes != {12}:
        pytest.fail("Not every batch has `batch_size` rows.")
    if len({tuple(sorted(rows)) for rows in drawn}) == 1:
        pytest.fail("Every iteration sees the same examples: the batch is not drawn anew.")
    if all(np.ptp(rows) == 11 for rows in drawn):
        pytest.fail("Your batches are neighbours in the order of the data: nothing is drawn at random.")
    if len(set(np.concatenate(drawn))) < 30:
        pytest.fail("In twelve batches of a fifth of the data, most examples are never drawn.")


@pytest.mark.question("train", points=2)
def test_steps(submission, reference, rng):
    """The weights end where the gradients lead, from where they were, step by step."""
    for steps, rate, reg, batch_size in ((4, 0.1, 0.0, 6), (7, 0.02, 0.3, 24), (1, 1.5, 0.1, 1)):
        agree(submission, reference, weights, *descent(rng, steps), rate, reg, steps, batch_size)


@pytest.mark.question("train", points=1)
def test_losses(submission, reference, rng):
    """The losses are those of the batches, each before its step, with the penalty as `loss` returned it."""
    for steps, reg in ((5, 0.0), (3, 0.7)):
        agree(submission, reference, losses, *descent(rng, steps), 0.1, reg, steps, 8)
