"""Checks of the training of a network. Batches are recorded, gradients and predictions are given."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers
from utils.checks.small_net import net

Array = NDArray[Any]
HISTORY = ("loss_history", "train_acc_history", "val_acc_history")


class Teacher:
    """Stands in for `loss` and `predict`: gradients of ones, losses 10, 20, ..., half the answers right."""

    def __init__(self) -> None:
        self.batches: list[tuple[Array, Array]] = []
        self.reg: Any = None

    def loss(self, X: Any, y: Any = None, reg: Any = None) -> Any:
        """Answer for a batch."""
        if y is None:
            return np.eye(3)[self.predict(X)]
        self.batches.append((np.array(X), np.array(y)))
        self.reg = reg
        ones = {"W1": np.ones((2, 2)), "b1": np.ones(2), "W2": np.ones((2, 2)), "b2": np.ones(2)}
        return 10.0 * len(self.batches), ones

    def predict(self, X: Any) -> Array:
        """Be right about every other example."""
        labels: Array = (X[:, 1] + np.arange(len(X)) % 2).astype(int) % 3
        return labels


def _train(cls: Any, **options: Any) -> tuple[Any, Any, Teacher]:
    """Train on 30 rows that carry their number and their label, validate on 8."""
    model, teacher = net(cls, 0.5), Teacher()
    model.loss, model.predict = teacher.loss, teacher.predict
    y = np.arange(30) % 3
    X = np.column_stack([np.arange(30.0), y])
    return model, model.train(X, y, X[:8], y[:8], **options), teacher


def _history(got: Any) -> dict[str, Any]:
    if not isinstance(got, dict) or not set(HISTORY) <= set(got):
        raise CheckFailed(f"Expected a dict with the keys {', '.join(HISTORY)}.")
    return got


def three_histories(cls: Any) -> None:
    """It returns a dict of three histories: one loss an iteration, two accuracies an epoch."""
    history = _history(_train(cls, num_iters=7, batch_size=10)[1])
    for name, count in zip(HISTORY, (7, 3, 3), strict=True):
        if numbers(name, history[name]).shape != (count,):
            raise CheckFailed(
                f"30 examples in batches of 10, 7 iterations: {name} should have {count} entries, "
                f"got shape {np.shape(history[name])}."
            )


def what_was_seen(cls: Any) -> None:
    """The histories hold what `loss` returned and how many predictions were right."""
    history = _train(cls, num_iters=3, batch_size=30)[1]
    expect(
        "The losses, where `loss` returned 10, 20 and 30",
        history["loss_history"],
        [10.0, 20.0, 30.0],
        Hint([20.0, 40.0, 60.0], "You ask for the loss again after the step: note the one before it."),
    )
    for name in HISTORY[1:]:
        expect(
            f"{name}, where half of the predictions are right",
            history[name],
            [0.5, 0.5, 0.5],
            Hint([15.0, 15.0, 15.0], "This is a number of examples: a share is asked for."),
            Hint([4.0, 4.0, 4.0], "This is a number of examples: a share is asked for."),
        )


def every_parameter(cls: Any) -> None:
    """Each iteration moves all four parameters against their gradients."""
    before = net(cls).params
    options = {"learning_rate": 0.1, "learning_rate_decay": 1.0, "num_iters": 4, "batch_size": 10}
    after = _train(cls, **options)[0].params
    for name, value in before.items():
        moved = numbers(name, after[name]) - value
        expect(
            f"How far {name} moves in 4 steps of rate 0.1, with gradients of ones",
            moved,
            np.full(value.shape, -0.4),
            Hint(0 * value, f"{name} has not moved."),
            Hint(0 * value + 0.4, "You step along the gradient: that is uphill."),
            Hint(0 * value - 4.0, "The learning rate has no effect."),
            Hint(0 * value - 0.1, "There is a single step: take one in every iteration."),
        )


def once_an_epoch(cls: Any) -> None:
    """The learning rate decays after iterations 0, E, 2E, ..., and only then."""
    options = {"learning_rate": 0.1, "learning_rate_decay": 0.5, "num_iters": 5, "batch_size": 10}
    moved = net(cls).params["b1"] - numbers("b1", _train(cls, **options)[0].params["b1"])
    expect(
        "How far b1 moves in 5 steps of rate 0.1 that is halved, with E = 3",
        moved,
        np.full(2, 0.1 + 3 * 0.05 + 0.025),
        Hint(np.full(2, 0.5), "The learning rate does not decay."),
        Hint(np.full(2, 0.1 * (2 - 2.0**-4)), "The learning rate decays in every iteration."),
        Hint(np.full(2, 0.4), "The learning rate decays for the first time at the end of an epoch."),
        Hint(np.full(2, 3 * 0.05 + 2 * 0.025), "The learning rate decays before the step, not after it."),
    )


def reg_arrives(cls: Any) -> None:
    """`reg` becomes `self.reg`; where none is passed the old one stays."""
    for reg, wanted in ((0.25, 0.25), (None, 0.5)):
        model, _, teacher = _train(cls, num_iters=1, batch_size=10, reg=reg)
        seen = model.reg if teacher.reg is None else teacher.reg
        if seen != wanted:
            raise CheckFailed(
                f"A net with self.reg = 0.5, trained with reg={reg}: expected {wanted}, got {seen!r}."
            )


def batches(cls: Any) -> None:
    """A batch has batch_size rows with their own labels, and another draw every time."""
    drawn = _train(cls, num_iters=6, batch_size=10)[2].batches
    for X, y in drawn:
        if y.shape != (len(X),) or not np.array_equal(X[:, 1], y):
            raise CheckFailed(
                "Examples and labels of a batch do not belong together: one draw of rows serves both."
            )
    sizes = {len(X) for X, _ in drawn}
    if sizes == {30}:
        raise CheckFailed("batch_size has no effect: every batch holds all 30 examples.")
    if sizes != {10}:
        raise CheckFailed(f"Expected batches of 10 rows, got sizes {sorted(sizes)}.")
    if len({tuple(X[:, 0]) for X, _ in drawn}) == 1:
        raise CheckFailed("Every iteration sees the same rows: draw new ones each time.")
