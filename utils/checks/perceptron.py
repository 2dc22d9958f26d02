"""The visible checks of the notebook `perceptron`. Every number is worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed, Exercise
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
TOO_LOW = "An answer that is too low counts as less than nothing: it is as wrong as one that is too high."
ASCENT = "You step uphill: this example's error grows. Mind the two signs."


def elementwise(loss: Function) -> None:
    """It returns one number for each answer."""
    result = loss(np.array([1.0, 3.0, -1.0]), np.array([1.0, 1.0, -1.0]))
    if getattr(result, "dtype", None) is np.dtype(bool):
        raise CheckFailed("These are True and False: a loss is a number, 1.0 or 0.0.")
    shape = numbers("The loss", result).shape
    if shape == ():
        raise CheckFailed("3 answers should give 3 losses, got a single number: leave adding up to others.")
    if shape != (3,):
        raise CheckFailed(f"3 answers should give 3 losses, got shape {shape}.")


def zero_one_values(loss: Function) -> None:
    """Answers 2, 1, 1, 0 for 2, 0, 1, 3: the second and the last are wrong."""
    expect(
        "The loss",
        loss(np.array([2, 1, 1, 0]), np.array([2, 0, 1, 3])),
        [0.0, 1.0, 0.0, 1.0],
        Hint([1.0, 0.0, 1.0, 0.0], "You charge the right answers: 1 is for those that differ."),
        Hint([0.0, 1.0, 0.0, 3.0], "A mistake is a mistake: how far it is off does not matter here."),
    )


def l1_values(loss: Function) -> None:
    """Answers 3, 1, 2 for 1, 2, 2: off by 2, 1 and 0."""
    expect(
        "The loss",
        loss(np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 2.0])),
        [2.0, 1.0, 0.0],
        Hint([2.0, -1.0, 0.0], TOO_LOW),
        Hint([-2.0, 1.0, 0.0], "An answer that is too high counts as less than nothing."),
        Hint([4.0, 1.0, 0.0], "These are squares (L2)."),
    )


def l1_signs(loss: Function) -> None:
    """-1 for 1 is off by 2."""
    expect(
        "The loss",
        loss(np.array([-1.0]), np.array([1.0])),
        [2.0],
        Hint([0.0], "Subtract first, then take the absolute value."),
    )


def l2_values(loss: Function) -> None:
    """Answers 3, 1, 2 for 1, 2, 2: squares of 2, 1 and 0."""
    expect(
        "The loss",
        loss(np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 2.0])),
        [4.0, 1.0, 0.0],
        Hint(
            [2.0, 0.5, 0.0],
            "There is a 1/2 in it, which belongs to the step and not to this loss.",
        ),
        Hint([2.0, 1.0, 0.0], "These are absolute values (L1)."),
        Hint([2.0, -1.0, 0.0], "The square is missing."),
        Hint([-2.0, 1.0, 0.0], "The square is missing."),
        Hint([8.0, -3.0, 0.0], "Subtract first, then square."),
    )


def l2_grows(loss: Function) -> None:
    """Twice as far, four times as bad."""
    near, far = (loss(np.array([error]), np.array([0.0])) for error in (1.5, 3.0))
    expect("The loss of 1.5 for 0", near, [2.25])
    expect("The loss of 3 for 0", far, [9.0])


def hinge_values(loss: Function) -> None:
    """Scores 2, 0.5 and -1 for +1, -3 and 0.25 for -1."""
    scores, labels = np.array([2.0, 0.5, -1.0, -3.0, 0.25]), np.array([1, 1, 1, -1, -1])
    expect(
        "The loss",
        loss(scores, labels),
        [0.0, 0.5, 2.0, 0.0, 1.25],
        Hint([-1.0, 0.5, 2.0, -2.0, 1.25], "max(0, ...) is missing: nothing earns a reward."),
        Hint([3.0, 1.5, 0.0, 4.0, 0.75], "You charge the right side: mind the sign before the product."),
        Hint([0.0, 0.0, 1.0, 0.0, 0.25], "The margin of 1 is missing."),
        Hint([0.0, 0.5, 2.0, 4.0, 0.75], "The label has no effect: which side is the right one?"),
        Hint([0.0, 0.5, 2.0, 1.0, 1.0], "Class -1 is treated as if its label were 0."),
        Hint([0.0, 0.25, 4.0, 0.0, 1.5625], "These are squares: the hinge is straight."),
        Hint([1.0, 0.5, 2.0, 2.0, 1.25], "Being further on the right side than 1 costs nothing."),
    )


def hinge_corner(loss: Function) -> None:
    """Right by exactly 1 costs nothing, a score of 0 costs 1."""
    expect("The loss", loss(np.array([1.0, -1.0, 0.0]), np.array([1, -1, -1])), [0.0, 0.0, 1.0])


def step_form(step: Function) -> None:
    """It returns weights of the same shape."""
    shape = numbers("The new weights", step(np.zeros(3), np.ones(3), 2.0, 0.1)).shape
    if shape != (3,):
        raise CheckFailed(f"Expected new weights of shape (3,), got {shape}.")


def one_weight(step: Function) -> None:
    """A weight of 1 answers 10 for x = 10; the target is 20, the rate 0.01."""
    expect(
        "The new weight",
        step(np.array([1.0]), np.array([10.0]), 20.0, 0.01),
        [2.0],
        Hint([0.0], ASCENT),
        Hint([1.1], "The input is missing: the slope of w * x with respect to w is x."),
        Hint([3.0], "Twice too far: the loss is (y - y_hat)**2 / 2."),
        Hint([101.0], "The learning rate has no effect."),
        Hint([1.0], "Nothing moves, though the answer is off by 10."),
        Hint([-1.0], "This is the gradient alone (or the change): return the weights after the step."),
    )


def two_weights(step: Function) -> None:
    """Weights (2, 1) answer 5 for x = (3, -1); the target is 7, the rate 0.25."""
    expect(
        "The new weights",
        step(np.array([2.0, 1.0]), np.array([3.0, -1.0]), 7.0, 0.25),
        [3.5, 0.5],
        Hint([2.75, -1.0], "Each weight predicts for itself: y_hat is one number, w @ x."),
        Hint([0.5, 1.5], ASCENT),
        Hint([5.0, 0.0], "Twice too far: the loss is (y - y_hat)**2 / 2."),
        Hint([2.5, 1.5], "The input is missing: the slope of w @ x with respect to w is x."),
        Hint([6.5, -0.5], "You compare with the sign of the answer: this is Rosenblatt's rule."),
        Hint([7.25, -0.75], "The prediction is missing: the step depends on y - y_hat."),
        Hint([1.5, -0.5], "This is the change of the weights: return the weights after it."),
    )


def settled(step: Function) -> None:
    """Where the answer is right nothing moves."""
    w = np.array([2.0, 1.0])
    expect("The new weights", step(w.copy(), np.array([3.0, -1.0]), 5.0, 0.25), w)


def weights_kept(step: Function) -> None:
    """The weights that were passed stay as they are."""
    w = np.array([2.0, 1.0])
    new = step(w, np.array([3.0, -1.0]), 7.0, 0.25)
    if not np.array_equal(w, [2.0, 1.0]) or new is w:
        raise CheckFailed("The caller's `w` has changed: `w += ...` reaches into it. Make a new array.")


def train_form(train: Function) -> None:
    """It returns weights and the path to them; without a generator it makes its own."""
    result = train(np.ones((3, 2)), np.ones(3), 0.1, 4)
    if not isinstance(result, tuple) or len(result) != 2:
        raise CheckFailed(f"Expected a pair, w and path; got {type(result).__name__}.")
    if numbers("w", result[0]).shape != (2,):
        raise CheckFailed(f"For 2 features w should have shape (2,), got {np.shape(result[0])}.")
    if not isinstance(result[1], np.ndarray):
        raise CheckFailed("`path` should be an array: np.array(...) makes one of a list.")
    shape = result[1].shape
    if shape != (13, 2):
        hint = _PATHS.get(shape, "")
        raise CheckFailed(f"4 passes over 3 examples: path should be (4 * 3 + 1, 2), got {shape}.{hint}")


_PATHS = {
    (12, 2): " Is the start missing?",
    (4, 2): " Note the weights after every step, not after every pass.",
    (5, 2): " Note the weights after every step, not after every pass.",
    (4, 3, 2): " Put all the steps one below the other.",
    (13, 1, 2): " Each row should be a plain vector.",
}


def halfway(train: Function) -> None:
    """Twice x = 2, y = 4 at a rate of 1/8: each step goes half of the way to 2."""
    w, path = train(np.full((2, 1), 2.0), np.array([4.0, 4.0]), 0.125, 2)
    expect(
        "The path",
        np.ravel(path),
        [0.0, 1.0, 1.5, 1.75, 1.875],
        Hint([1.875] * 5, "You stored the same array each time, and it changed: store copies."),
        Hint(
            [0.0, 1.0, 2.0, 2.0, 2.0],
            "Each step starts from the weights that the last one left.",
        ),
        Hint([0.0, 1.0, 1.5, 1.0, 1.5], "A pass goes on from where the last one ended, not from zeros."),
    )
    expect("w", w, [1.875], Hint([1.5], "This is where the first pass ended."))


def each_once(train: Function) -> None:
    """One pass uses every example once, with its own target."""
    X, y = np.diag([1.0, 2.0, 1.0, 2.0]), np.array([4.0, 3.0, 8.0, 5.0])
    for seed in range(3):
        w, _ = train(X, y, 0.25, 1, np.random.default_rng(seed))
        expect(
            "The weights after one pass over four examples that share no feature",
            w,
            [1.0, 1.5, 2.0, 2.5],
            Hint([0.25, 0.375, 0.5, 0.625], "You divide the steps by the number of examples."),
        )


def new_order(train: Function) -> None:
    """Every pass has its own order, and the generator decides it."""
    orders = [_order(train, seed) for seed in (0, 0, 1)]
    if len(set(orders[0])) == 1:
        raise CheckFailed("The rows of `path` are all alike, so no order can be seen: mend that first.")
    if orders[0] != orders[1]:
        raise CheckFailed("The same generator gave two different orders: draw from `rng`, from nothing else.")
    if orders[0] == orders[2]:
        raise CheckFailed("Two generators gave the same order: draw it with `rng.permutation(N)`.")
    if orders[0][:8] == orders[0][8:]:
        raise CheckFailed("Both passes have the same order: draw a new one in every pass.")


def _order(train: Function, seed: int) -> list[int]:
    """Return which example each step of two passes looked at: example i alone moves weight i."""
    _, path = train(np.eye(8), np.ones(8), 0.5, 2, np.random.default_rng(seed))
    return [int(at) for at in np.argmax(np.abs(np.diff(path, axis=0)), axis=1)]


def least_squares(train: Function) -> None:
    """On S2's four points it comes within 0.01 of 1.00469."""
    X, y = np.array([[10.0], [2.0], [3.5], [1.0]]), np.array([10.1, 1.9, 3.4, 1.1])
    w, _ = train(X, y, 0.005, 60, np.random.default_rng(0))
    expect("w", w, [1.00469], tolerance=0.005)


def _loss(name: str, *checks: Check) -> Exercise:
    hidden = "random arrays of one and two axes, both arguments left as they were"
    return Exercise(name, (elementwise, *checks), hidden, hidden_tests=5)


check_zero_one_loss = _loss("zero_one_loss", zero_one_values)
check_l1_loss = _loss("l1_loss", l1_values, l1_signs)
check_l2_loss = _loss("l2_loss", l2_values, l2_grows)
check_hinge_loss = _loss("hinge_loss", hinge_values, hinge_corner)
check_perceptron_step = Exercise(
    "perceptron_step",
    (step_form, one_weight, two_weights, settled, weights_kept),
    "random weights, inputs and rates, arguments left as they were",
    hidden_tests=6,
)
check_train_perceptron = Exercise(
    "train_perceptron",
    (train_form, halfway, each_once, new_order, least_squares),
    "other numbers of examples and passes, targets no line meets, arguments left as they were",
    hidden_tests=8,
)

__all__ = [
    "check_hinge_loss",
    "check_l1_loss",
    "check_l2_loss",
    "check_perceptron_step",
    "check_train_perceptron",
    "check_zero_one_loss",
]
