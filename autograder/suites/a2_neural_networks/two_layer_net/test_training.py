"""Training. Loss and predictions are the test's: it records each batch and dictates each gradient.

So the trajectory is exact whatever rows are drawn, and no other exercise has to be right.
"""

import numpy as np
import pytest

from autograder.checks import agree, given, require_pure, require_result
from autograder.errors import StudentError
from autograder.submission import plant, value

KEYS = ("W1", "b1", "W2", "b2")
HISTORY = ("loss_history", "train_acc_history", "val_acc_history")
BARE = "def bare(cls):\n    return cls.__new__(cls)\n"


class Dictated:
    """Losses and gradients, one after the other; predictions whose accuracy tells the number of steps."""

    def __init__(self, gradients):
        self.gradients = gradients
        self.batches = []

    def loss(self, X, y=None, reg=None):
        """Answer for the next batch, or with scores where no labels come."""
        if y is None:
            return np.eye(3)[self.predict(X)]
        self.batches.append((X, y, reg))
        number = len(self.batches)
        gradient = self.gradients[min(number, len(self.gradients)) - 1]
        return 2.0 + np.sin(number), {key: part.copy() for key, part in zip(KEYS, gradient, strict=True)}

    def predict(self, X):
        """Be right about the first examples of X, the more the later."""
        right = np.arange(len(X)) < 5 * len(self.batches) % (len(X) + 1)
        return np.where(right, X[:, 1], (X[:, 1] + 1) % 3).astype(int)


def numbered(count):
    """Return rows that carry their own number and their label, in mixed order of labels."""
    y = (np.arange(count) * 7 // 3) % 3
    return np.column_stack([np.arange(count, dtype=float), y, y**2]), y


def drawn(rng):
    """Draw arrays in the shapes of the four parameters."""
    return [rng.standard_normal(shape) for shape in ((3, 4), 4, (4, 3), 3)]


def net(code, params, reg):
    """Return a net with these parameters, whatever the student's `__init__` makes of them, or if it fails."""
    try:
        model = code.TwoLayerNet(3, 4, 3, 0.01, reg)
    except StudentError:
        with plant(code, "bare", BARE):
            model = code.bare(code.TwoLayerNet)
    model.params = {key: part.copy() for key, part in zip(KEYS, params, strict=True)}
    model.reg = reg
    return model


def train(code, dictated, params, *options, count=24, reg=0.0, **named):
    """Train on dictated gradients; return the model and what `train` returned."""
    model = net(code, params, reg)
    with given(model, "loss", dictated.loss), given(model, "predict", dictated.predict):
        return model, model.train(*numbered(count), *numbered(10), *options, **named)


def history(code, gradients, params, *options):
    """Return the history; lists are as good as arrays, and more entries do no harm."""
    found = value(train(code, Dictated(gradients), params, *options)[1])
    if type(found) is not dict:
        return found
    return {
        name: np.array(part) if type(part) is list else part
        for name, part in found.items()
        if name in HISTORY
    }


def parameters(code, gradients, params, *options):
    """Return the parameters after training."""
    return value(train(code, Dictated(gradients), params, *options)[0].params)


def strength(code, gradients, params, own, passed):
    """Return the strength of the penalty that `loss` sees: what it is handed, or what the net holds."""
    dictated = Dictated(gradients)
    model, _ = train(code, dictated, params, 0.1, 1.0, *passed, reg=own, num_iters=1)
    handed = dictated.batches[0][2]
    if handed is None:
        return value(model.reg)
    # An older CS231n's `train` has a strength of its own where none is passed.
    return handed if passed else own


def recorded(submission, rng, count, steps, batch_size):
    """Return the batches of a training whose steps do not matter."""
    dictated = Dictated([drawn(rng)])
    try:
        train(submission, dictated, drawn(rng), 1e-3, 1.0, None, steps, batch_size, count=count)
    except StudentError:
        if not dictated.batches:
            raise  # else the batches may show why it did not come to its end
    return dictated.batches


def descent(rng, steps):
    """Draw gradients for so many steps, and parameters to start from."""
    return [drawn(rng) for _ in range(steps)], drawn(rng)


@pytest.mark.question("train", points=1)
def test_batches(submission, rng):
    """Each batch holds `batch_size` rows drawn at random, each with its own label."""
    batches = recorded(submission, rng, 60, 12, 12)
    for X, y, _ in batches:
        if np.ndim(X) != 2 or np.shape(y) != (len(X),):
            pytest.fail("A batch has another number of labels than of examples.")
        if not (np.array_equal(X[:, 1], y) and np.array_equal(X[:, 2], y**2)):
            pytest.fail("Examples and labels of a batch do not belong together.")
    _judge_rows([X[:, 0].astype(int) for X, _, _ in batches])


def _judge_rows(rows):
    sizes = {len(each) for each in rows}
    if sizes == {60}:
        pytest.fail("`batch_size` has no effect: every batch holds all examples.")
    if sizes != {12}:
        pytest.fail("Not every batch has `batch_size` rows.")
    if len({tuple(sorted(each)) for each in rows}) == 1:
        pytest.fail("Every iteration sees the same examples: the batch is not drawn anew.")
    if all(np.ptp(each) == 11 for each in rows):
        pytest.fail("Your batches are neighbours in the order of the data: nothing is drawn at random.")
    if len(set(np.concatenate(rows))) < 30:
        pytest.fail("In twelve batches of a fifth of the data, most examples are never drawn.")


@pytest.mark.question("train")
def test_history_form(submission, reference, rng):
    """Returned is a dict of three histories."""
    require_result(submission, reference, history, *descent(rng, 7), 0.1, 0.9, 0.0, 7, 8)


@pytest.mark.question("train", points=1)
def test_steps(submission, reference, rng):
    """All four parameters end where the gradients lead, step by step."""
    for steps, rate, *rest in ((5, 0.1, 6), (1, 1.5, 24), (8, 0.02, 8), (2, 0.3, 6, True)):
        options = (rate, 1.0, 0.0, steps, *rest)
        agree(submission, reference, parameters, *descent(rng, steps), *options)


@pytest.mark.question("train", points=1)
def test_decay(submission, reference, rng):
    """The learning rate falls once an epoch, when the exercise says."""
    for steps, decay, batch_size in ((8, 0.5, 8), (5, 0.9, 24), (3, 0.8, 48), (10, 0.7, 6)):
        options = (0.1, decay, 0.0, steps, batch_size)
        agree(submission, reference, parameters, *descent(rng, steps), *options)


@pytest.mark.question("train", points=1)
def test_history(submission, reference, rng):
    """Losses are those of the batches; accuracies are measured once an epoch, on batch and validation set."""
    for steps, batch_size in ((8, 8), (4, 24), (11, 4)):
        agree(submission, reference, history, *descent(rng, steps), 0.1, 0.9, 0.0, steps, batch_size)


@pytest.mark.question("train", points=1)
def test_strength(submission, reference, rng):
    """`reg` reaches the loss; where none is passed the net keeps its own."""
    gradients, params = descent(rng, 1)
    for own, passed in ((0.5, (0.25,)), (0.5, (0.0,)), (0.5, ())):
        agree(submission, reference, strength, gradients, params, own, passed)


@pytest.mark.question("train")
def test_training_purity(submission, rng):
    """The data are left as they were."""

    def once(code, X, y, X_val, y_val):
        dictated = Dictated([drawn(rng)])
        model = net(code, drawn(rng), 0.0)
        with given(model, "loss", dictated.loss), given(model, "predict", dictated.predict):
            return model.train(X, y, X_val, y_val, 0.1, 1.0, 0.0, 2, 6)

    require_pure(submission, once, *numbered(24), *numbered(10), of="TwoLayerNet.train")
