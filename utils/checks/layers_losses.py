"""Checks of the two losses on scores, and of the share of dead units. Numbers are S1's, or worked by hand."""

from typing import Any

import numpy as np

from utils.checks import linear_losses
from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect
from utils.checks.layers_tools import Array, Function, shaped, untouched
from utils.checks.penalties import pair
from utils.gradient_check import check_gradient

SCORES = np.array([[1.0, 2.5, -0.3, 0.4], [0.2, -1.1, 0.9, 2.0], [3.1, 0.6, -0.7, 1.2]])
LABELS = np.array([0, 3, 2])


def on_scores(check: Check) -> Check:
    """Return a check that was made for losses of (W, X, y, reg), for a loss of scores."""

    def adapted(loss: Function) -> None:
        def of_weights(W: Array, X: Array, y: Any, reg: float) -> tuple[Any, Any]:
            value, dx = pair(loss(X @ W, y), (len(X), W.shape[1]))
            return value, X.T @ dx

        try:
            check(of_weights)
        except CheckFailed as failure:
            raise CheckFailed(str(failure).replace("dW", "dx")) from None

    adapted.__doc__ = check.__doc__
    return adapted


def form(loss: Function) -> None:
    """It returns the loss, one number, and dx of the shape of the scores."""
    pair(loss(SCORES.copy(), LABELS.copy()), SCORES.shape)


def at_zero(answer: float, each: str) -> Check:
    """Make a check of scores of zero."""

    def check(loss: Function) -> None:
        value, _ = loss(np.zeros((5, 4)), np.array([0, 1, 2, 3, 0]))
        expect(
            "The loss of scores of zero",
            value,
            answer,
            Hint(5 * answer, linear_losses.SUMMED),
            Hint(5 * answer / 4, "You divide by the number of classes: divide by the number of examples."),
            Hint(answer / 4, "You divide by the number of classes, too: the classes of an example add up."),
            Hint(answer + 1, "Exactly one too high: the right class counts itself."),
        )

    check.__doc__ = f"With four classes and scores of zero the loss is {each}."
    return check


def measured_slopes(loss: Function) -> None:
    """The gradient agrees with the measured slopes of your own loss."""
    _, gradient = loss(SCORES.copy(), LABELS.copy())
    try:
        report = check_gradient(lambda x: loss(x, LABELS.copy())[0], SCORES, gradient)
    except (TypeError, ValueError) as error:
        raise CheckFailed(str(error)) from None
    if not report.ok:
        raise CheckFailed(f"{report} Row of dx: an example; column: a class.")


def keeps_scores(loss: Function) -> None:
    """The scores and the labels stay as they were."""
    untouched(loss, "x y", SCORES, LABELS)


SVM: tuple[Check, ...] = (
    form,
    on_scores(linear_losses.cat_car_frog),
    on_scores(linear_losses.svm_pushes),
    at_zero(3.0, "3: every wrong class is exactly 1 too close"),
    measured_slopes,
    keeps_scores,
)
SOFTMAX: tuple[Check, ...] = (
    form,
    on_scores(linear_losses.softmax_by_hand),
    on_scores(linear_losses.softmax_pulls),
    at_zero(float(np.log(4.0)), "log 4 = 1.386: every class is equally likely"),
    on_scores(linear_losses.softmax_stays_finite),
    measured_slopes,
    keeps_scores,
)

# ---------------------------------------------------------------- dead units

FIRING = np.array(
    [
        [0.0, 0.0, 1.5, 0.0, 0.0],
        [0.0, 2.0, 0.0, 0.0, 0.1],
        [0.0, 0.0, 0.5, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 3.0],
    ]
)  # units 0 and 3 never fire


def one_number(dead_relu_fraction: Function) -> None:
    """It returns one number."""
    shaped("The result", dead_relu_fraction(FIRING.copy()), ())


def two_of_five(dead_relu_fraction: Function) -> None:
    """Two of five units are silent for all four examples: 0.4."""
    expect(
        "The share of dead units",
        dead_relu_fraction(FIRING.copy()),
        0.4,
        Hint(np.mean(FIRING == 0), "You counted silent moments: a dead unit is silent for every example."),
        Hint(2.0, "This is how many: divide by the number of units."),
        Hint(40.0, "This is percent: a share lies between 0 and 1."),
        Hint(0.6, "This is the share of the living."),
        Hint(1.0, "A unit that is silent once is not dead."),
        Hint(0.0, "You look along the rows: a unit is a column."),
        Hint(0.5, "You divide by the number of examples: divide by the number of units."),
        Hint(0.8, "You asked the first example alone."),
    )


def nobody(dead_relu_fraction: Function) -> None:
    """Where every unit fires for somebody, none is dead, though an example may wake nobody."""
    activations = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    expect(
        "The share of dead units",
        dead_relu_fraction(activations.copy()),
        0.0,
        Hint(1 / 3, "You count examples that wake no unit, not units that no example wakes."),
    )


def keeps_activations(dead_relu_fraction: Function) -> None:
    """The activations stay as they were."""
    untouched(dead_relu_fraction, "activations", FIRING)


DEAD: tuple[Check, ...] = (one_number, two_of_five, nobody, keeps_activations)
