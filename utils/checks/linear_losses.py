"""Checks of the SVM and softmax losses on (W, X, y, reg). Numbers are S1's, or worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect
from utils.checks.penalties import pair
from utils.gradient_check import check_gradient

Loss = Callable[..., Any]
ZERO_GRADIENT = "dW is zero everywhere: it is never filled in."
SUMMED = "This is the sum over the examples: divide by their number."


def form(loss: Loss) -> None:
    """It returns the loss, one number, and dW of the shape of W."""
    X = np.arange(10.0).reshape(5, 2)
    pair(loss(np.zeros((2, 3)), X, np.array([0, 1, 2, 0, 1]), 0.5), (2, 3))


def cat_car_frog(svm_loss: Loss) -> None:
    """Cat, car and frog lose 2.9, 0 and 12.9: on average 5.27."""
    loss, _ = _on_scores(svm_loss, [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]], [0, 1, 2])
    expect(
        "The loss",
        loss,
        15.8 / 3,
        Hint(15.8, SUMMED),
        Hint(18.8 / 3, "Exactly one too high per example: the right class counts itself."),
        Hint(12.8 / 3, "The margin of 1 is missing."),
        Hint(7.4 / 3, "Classes that are beaten by far lower your loss: max(0, ...) is missing."),
        Hint(9.5 / 3, "Only the worst wrong class counts: sum over all of them."),
        Hint(91.66 / 3, "The violations are squared: our hinge is linear."),
        Hint(14.4 / 3, "You subtract the wrong way round: it is wrong score minus right score, plus 1."),
    )


def svm_pushes(svm_loss: Loss) -> None:
    """Each violated margin pushes once up and once down."""
    scores = [[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]
    _, gradient = _on_scores(svm_loss, scores, [0, 1, 2])
    right = np.array([[-1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, -2.0]])
    once = np.array([[-1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, -1.0]])
    always = once - np.diag([0.0, 1.0, 0.0])
    expect(
        "The gradient for cat, car, frog (row i comes from example i)",
        gradient,
        right / 3,
        Hint(right, SUMMED),
        Hint(once / 3, "The right class ignores how many margins are violated: the frog violates two."),
        Hint(always / 3, "The right class ignores how many margins are violated: the car violates none."),
        Hint(
            np.maximum(right, 0) / 3,
            "Only wrong classes receive a gradient: raising the right score helps too.",
        ),
        Hint(
            np.minimum(right, 0) / 3,
            "Only right classes receive a gradient: lowering wrong scores helps too.",
        ),
        Hint(right.T / 3, "The gradient is transposed: column j belongs to class j."),
        Hint(np.zeros((3, 3)), ZERO_GRADIENT),
    )


def svm_at_zero(svm_loss: Loss) -> None:
    """With W = 0 and four classes the loss is 3: every wrong class is exactly 1 too close."""
    loss, _ = _at_zero(svm_loss)
    expect(
        "The loss at W = 0",
        loss,
        3.0,
        Hint(4.0, "Exactly one too high per example: the right class counts itself."),
        Hint(15.0, SUMMED),
        Hint(15.0 / 4, "You divide by the number of classes: divide by the number of examples."),
        Hint(0.0, "Is the margin of 1 there, and is the loss added up?"),
    )


def softmax_by_hand(softmax_loss: Loss) -> None:
    """Two examples by hand: probabilities 3/8 and 1/2, so the loss is (log 8/3 + log 2) / 2."""
    loss, _ = _on_scores(softmax_loss, np.log([[1.0, 3.0, 4.0], [2.0, 1.0, 1.0]]), [1, 0])
    answer = (np.log(8 / 3) + np.log(2)) / 2
    expect(
        "The loss",
        loss,
        answer,
        Hint(2 * answer, SUMMED),
        Hint(
            (np.log(4 / 3) + np.log(3 / 2)) / 2,
            "Probabilities sum to one over examples: use the classes.",
        ),
        Hint(-(np.log(0.6) + np.log(0.8)) / 2, "Probabilities sum to one over examples: use the classes."),
        Hint(answer / np.log(2), "This is a logarithm to base 2: take the natural one."),
        Hint(answer / np.log(10), "This is a logarithm to base 10: take the natural one."),
        Hint((np.log(8) + np.log(4)) / 2, "The score of the right class is missing."),
        Hint(
            np.log(2), "The score of the right class is missing."
        ),  # the same, after subtracting the largest
        Hint((3 / 8 + 1 / 2) / 2, "This is the probability itself: take -log of it."),
        Hint((5 / 8 + 1 / 2) / 2, "This is one minus the probability: take -log of the probability."),
    )


def softmax_pulls(softmax_loss: Loss) -> None:
    """Each score is pulled by its probability, the right one by one less."""
    _, gradient = _on_scores(softmax_loss, np.log([[1.0, 3.0, 4.0], [2.0, 1.0, 1.0]]), [1, 0])
    p = np.array([[1.0, 3.0, 4.0], [4.0, 2.0, 2.0]]) / 8
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    expect(
        "The gradient (row i comes from example i)",
        gradient,
        (p - y) / 2,
        Hint(p - y, SUMMED),
        Hint(p / 2, "The right class misses its -1."),
        Hint((p * y - y) / 2, "Wrong classes receive no gradient: their scores are in the sum, too."),
        Hint(-y / 2, "The probabilities are missing: only the right class is pulled."),
        Hint(
            (np.array([[1 / 3, 3 / 4, 4 / 5], [2 / 3, 1 / 4, 1 / 5]]) - y) / 2,
            "Probabilities sum to one over examples.",
        ),
        Hint(np.zeros((2, 3)), ZERO_GRADIENT),
    )


def softmax_at_zero(softmax_loss: Loss) -> None:
    """With W = 0 and four classes the loss is log 4 = 1.386: every class is equally likely."""
    loss, _ = _at_zero(softmax_loss)
    expect(
        "The loss at W = 0",
        loss,
        np.log(4),
        Hint(5 * np.log(4), SUMMED),
        Hint(5 * np.log(4) / 4, "You divide by the number of classes: divide by the number of examples."),
        Hint(np.log(5), "Normalise over the classes, not over the examples."),
        Hint(0.0, "Scores of zero should cost log 4: is the sum of exponentials there?"),
    )


def softmax_stays_finite(softmax_loss: Loss) -> None:
    """Scores of 1000 do no harm."""
    loss, gradient = _on_scores(softmax_loss, [[1000.0, 0.0], [0.0, 1000.0]], [0, 0])
    if not (np.all(np.isfinite(loss)) and np.all(np.isfinite(gradient))):
        raise CheckFailed(
            f"The loss is {loss}: large scores overflowed. Softmax does not change when the same number is "
            "subtracted from all scores of an example; which number keeps exp() in bounds?"
        )
    expect("The mean of the losses 0 and 1000", loss, 500.0, Hint(1000.0, SUMMED))


def _penalty(data_loss: float) -> Check:
    """Make the check of the penalty: with X = 0 the data loss is known and its gradient is zero."""

    def penalty(loss: Loss) -> None:
        """The penalty is reg * sum(W**2), its gradient 2 reg W, without a 1/2."""
        W = np.array([[1.0, -2.0], [0.0, 3.0], [0.5, 0.0]])  # squares add up to 14.25
        value, gradient = loss(W.copy(), np.zeros((4, 3)), np.array([0, 1, 1, 0]), 3.0)
        expect(
            f"The loss for X = 0, where the penalty adds 3 * 14.25 to {data_loss:.4g}",
            value,
            data_loss + 42.75,
            Hint(data_loss, "The penalty is missing."),
            Hint(
                data_loss + 42.75 / 2,
                "There is a 1/2 in the penalty; our convention has none.",
            ),
            Hint(data_loss + 14.25, "The penalty is not multiplied by reg."),
            Hint(data_loss + 42.75 / 4, "The penalty is divided by N: only the data loss is a mean."),
            Hint(data_loss + 19.5, "This penalty adds absolute values (L1): take squares."),
        )
        expect(
            "dW for X = 0, where only the penalty pulls",
            gradient,
            6 * W,
            Hint(3 * W, "Loss and gradient disagree on the penalty by a factor: the slope of w**2 is 2w."),
            Hint(0 * W, "The penalty is missing in the gradient."),
            Hint(2 * W, "The penalty's gradient is not multiplied by reg."),
            Hint(1.5 * W, "The penalty's gradient is divided by N: only the data loss is a mean."),
            Hint(0.75 * W, "The penalty's gradient is divided by N, and its factor 2 is missing."),
            Hint(12 * W, "The penalty's gradient is counted twice."),
        )

    return penalty


def measured_slopes(loss: Loss) -> None:
    """The gradient agrees with the measured slopes of your own loss."""
    rng = np.random.default_rng(6)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 1])
    _, gradient = loss(W.copy(), X.copy(), y.copy(), 0.5)
    try:
        report = check_gradient(lambda w: loss(w, X.copy(), y.copy(), 0.5)[0], W, gradient)
    except (TypeError, ValueError) as error:
        raise CheckFailed(str(error)) from None
    if not report.ok:
        raise CheckFailed(f"{report} Row of dW: a feature; column: a class.")


def _on_scores(loss: Loss, scores: ArrayLike, y: list[int]) -> tuple[Any, Any]:
    """Call `loss` so that the scores are exactly `scores`: X is the identity, W the table of scores."""
    W = np.array(scores, dtype=np.float64)
    loss_value, gradient = loss(W, np.eye(len(W)), np.array(y), 0.0)
    return loss_value, gradient


def _at_zero(loss: Loss) -> tuple[Any, Any]:
    X = np.arange(15.0).reshape(5, 3) - 7
    value, gradient = loss(np.zeros((3, 4)), X, np.array([0, 1, 2, 3, 0]), 1.0)
    return value, gradient


SVM: tuple[Check, ...] = (form, cat_car_frog, svm_pushes, svm_at_zero, _penalty(1.0), measured_slopes)
SOFTMAX: tuple[Check, ...] = (
    form,
    softmax_by_hand,
    softmax_pulls,
    softmax_at_zero,
    softmax_stays_finite,
    _penalty(float(np.log(2.0))),
    measured_slopes,
)
