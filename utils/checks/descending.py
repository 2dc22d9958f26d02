"""Checks of a linear classifier that learns. Batches are recorded, gradients are given."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers

Array = NDArray[Any]
Batch = tuple[Array, Array, Any]


class Recorder:
    """Stands in for `loss`: notes every batch, and answers with what it was given to answer.

    Parameters
    ----------
    gradients : list of ndarray
        One for each call; the last is repeated. Losses are 10, 20, 30, ...
    """

    def __init__(self, *gradients: Array) -> None:
        self.gradients = gradients
        self.batches: list[Batch] = []

    def __call__(self, X_batch: Any, y_batch: Any, reg: Any) -> tuple[float, Array]:
        self.batches.append((np.array(X_batch), np.array(y_batch), reg))
        number = len(self.batches)
        return 10.0 * number, self.gradients[min(number, len(self.gradients)) - 1].copy()


def numbered(count: int) -> tuple[Array, Array]:
    """Return rows that carry their own number, and in the second feature their label."""
    y = np.arange(count) % 3
    return np.column_stack([np.arange(count, dtype=float), y, np.ones(count)]), y


def _train(cls: type, recorder: Recorder, W: Array | None, **options: Any) -> tuple[Any, Any]:
    model = cls()
    if W is not None:
        model.W = W.copy()
    model.loss = recorder
    X, y = numbered(30)
    return model, model.train(X, y, **options)


def list_of_losses(cls: type) -> None:
    """It returns a list with one loss for every iteration."""
    _, got = _train(cls, Recorder(np.zeros((3, 3))), None, num_iters=4, batch_size=5)
    shape = numbers("The result", got).shape
    if shape != (4,):
        raise CheckFailed(f"Expected a list of 4 losses after 4 iterations, got shape {shape}.")


def losses_before_steps(cls: type) -> None:
    """Losses are those that `self.loss` returned, one after the other."""
    _, got = _train(cls, Recorder(np.zeros((3, 3))), None, num_iters=3, batch_size=5, reg=0.5)
    expect(
        "The losses, where `loss` returned 10, 20 and 30",
        got,
        [10.0, 20.0, 30.0],
        Hint([20.0, 40.0, 60.0], "You ask for the loss again after the step: note the one before it."),
        Hint([30.0, 30.0, 30.0], "Every entry is the last loss."),
        Hint([10.5, 20.5, 30.5], "The penalty is already inside what `loss` returns."),
    )


def steps(cls: type) -> None:
    """Each iteration takes one step of the learning rate against the gradient."""
    first, second = np.arange(9.0).reshape(3, 3), np.ones((3, 3))
    model, _ = _train(
        cls, Recorder(first, second), np.ones((3, 3)), learning_rate=0.1, num_iters=2, batch_size=5
    )
    expect(
        "W after two steps from all ones, with learning rate 0.1",
        model.W,
        1 - 0.1 * (first + second),
        Hint(np.ones((3, 3)), "W has not moved."),
        Hint(1 + 0.1 * (first + second), "You step along the gradient: that is uphill."),
        Hint(1 - (first + second), "The learning rate has no effect."),
        Hint(1 - 0.1 * (2 * first + second), "Each step adds up all the gradients so far."),
        Hint(1 - 0.1 * first, "There is one step too few."),
        Hint(1 - 0.1 * second, "Only the last gradient counts: step in every iteration."),
        Hint(1 - 0.1 * (first + second) / 5, "`loss` has already divided by the batch size."),
    )


def rows_and_labels(cls: type) -> None:
    """Images and labels of a batch belong together, and reg is passed on."""
    recorder = Recorder(np.zeros((3, 3)))
    _train(cls, recorder, None, num_iters=5, batch_size=10, reg=0.25)
    for X, y, reg in recorder.batches:
        if X.ndim != 2 or y.shape != (len(X),):
            raise CheckFailed(f"A batch of X {X.shape} came with y {y.shape}: one label a row.")
        if not np.array_equal(X[:, 1], y):
            raise CheckFailed(
                "Images and labels of a batch do not belong together: one draw of rows serves both."
            )
        if reg != 0.25:
            raise CheckFailed(f"train was called with reg 0.25, but `loss` got {reg!r}.")


def batches(cls: type) -> None:
    """A batch has batch_size rows, and another draw every time."""
    recorder = Recorder(np.zeros((3, 3)))
    _train(cls, recorder, None, num_iters=6, batch_size=10)
    sizes = {len(X) for X, _, _ in recorder.batches}
    if sizes == {30}:
        raise CheckFailed("batch_size has no effect: every batch holds all 30 examples.")
    if sizes != {10}:
        raise CheckFailed(f"Expected batches of 10 rows, got sizes {sorted(sizes)}.")
    if len({tuple(X[:, 0]) for X, _, _ in recorder.batches}) == 1:
        raise CheckFailed("Every iteration sees the same rows: draw new ones each time.")


def goes_on(cls: type) -> None:
    """A second call goes on from the weights of the first; the first starts near 0."""
    model, _ = _train(cls, Recorder(np.zeros((3, 3))), None, num_iters=1, batch_size=5)
    W = numbers("W after the first training", model.W).copy()
    if W.shape != (3, 3):
        raise CheckFailed(f"Three features and labels 0 to 2: expected W of shape (3, 3), got {W.shape}.")
    if not 1e-4 < np.abs(W).mean() < 1e-2:
        raise CheckFailed("Without weights, start from 0.001 times standard normal numbers.")
    X, y = numbered(30)
    model.train(X, y, num_iters=1, batch_size=5)
    if not np.array_equal(W, model.W):
        raise CheckFailed(
            "Training never continues: a second call made new weights, although there were some."
        )


def one_label_a_row(cls: type) -> None:
    """It returns one label a row."""
    got = numbers("The result", _predict(cls)).shape
    if got == (4, 3):
        raise CheckFailed("Expected 4 labels, got 4 x 3 scores: keep the class with the highest one.")
    if got != (4,):
        raise CheckFailed(f"4 rows, 3 classes: expected shape (4,), got {got}.")


def highest_score(cls: type) -> None:
    """The class with the highest score wins."""
    expect(
        "The labels of four rows",
        _predict(cls),
        [1, 0, 2, 1],
        Hint([0, 2, 1, 2], "This is the class with the lowest score."),
        Hint([5.0, 2.0, -1.0, 4.0], "These are the scores of the winners: return their classes."),
        Hint([0, 0, 0, 0], "Every row gets class 0."),
    )


def _predict(cls: type) -> Any:
    model: Any = cls()
    model.W = np.array([[1.0, 5.0, 2.0], [2.0, 1.0, 0.0], [-2.0, -3.0, -1.0], [3.0, 4.0, 0.0]])
    return model.predict(np.eye(4))


def cat_car_frog(cls: type) -> None:
    """Cat, car and frog lose 5.27 on average, and the penalty comes on top."""
    W = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    expect(
        "The loss with reg 0.5",
        _loss(cls, W, 0.5),
        15.8 / 3 + 0.5 * np.sum(W**2),
        Hint(15.8 / 3, "reg is not passed on."),
        Hint(2.0, "This is the loss at W = 0: hand `self.W` to your function."),
    )


def by_hand(cls: type) -> None:
    """Probabilities 1/2, 1/4 and 1/2 of the right class: (log 2 + log 4 + log 2) / 3, plus the penalty."""
    W = np.log([[2.0, 1.0, 1.0], [1.0, 1.0, 2.0], [1.0, 1.0, 2.0]])
    data, squares = 4 * np.log(2) / 3, 3 * np.log(2) ** 2
    expect(
        "The loss with reg 0.5",
        _loss(cls, W, 0.5),
        data + 0.5 * squares,
        Hint(data, "reg is not passed on."),
        Hint(np.log(3), "This is the loss at W = 0: hand `self.W` to your function."),
    )


def _loss(cls: type, W: Array, reg: float) -> Any:
    model: Any = cls()
    model.W = W
    got = model.loss(np.eye(3), np.arange(3), reg)
    if not isinstance(got, tuple) or len(got) != 2:
        raise CheckFailed("Expected a pair, (loss, dW): return what your function of `losses` returns.")
    if numbers("dW", got[1]).shape != (3, 3):
        raise CheckFailed(f"dW: expected shape (3, 3), got {np.shape(got[1])}.")
    return got[0]
