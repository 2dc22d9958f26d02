"""Checks of `levenberg_marquardt` and `lbfgs_direction`. Every number is worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect
from utils.checks.second_order_steps import UPHILL, parts, untouched

Function = Callable[..., Any]
RECORD = ("path", "losses", "dampings")


def line(w: Any) -> tuple[Any, Any]:
    """Residuals (w - 1, 2 w - 2): a bowl with its bottom at 1; JᵀJ = 5."""
    return np.array([w[0] - 1.0, 2.0 * w[0] - 2.0]), np.array([[1.0], [2.0]])


def cliff(w: Any) -> tuple[Any, Any]:
    """Residual 1 + w, but beyond -0.3 a cliff of 100: only short steps are good."""
    return np.array([1.0 + w[0] if w[0] > -0.3 else 100.0]), np.array([[1.0]])


def hole(w: Any) -> tuple[Any, Any]:
    """Residual 1 + w, but beyond -0.3 there is none."""
    return np.array([1.0 + w[0] if w[0] > -0.3 else np.nan]), np.array([[1.0]])


def record(result: Any, attempts: int, size: int = 1) -> tuple[Any, ...]:
    """Return path, losses and dampings, each with one entry more than there are attempts."""
    count = attempts + 1
    return parts(result, RECORD, ((count, size), (count,), (count,)))


def marquardt_form(function: Function) -> None:
    """It returns path, losses and dampings, the start included."""
    record(function(line, np.array([3.0]), 1.0, 4), 4)


def marquardt_taken(function: Function) -> None:
    """A bowl with its bottom at 1: from 3, with λ = 3, one step leads to 2.5, and λ becomes 0.3."""
    path, losses, dampings = record(function(line, np.array([3.0]), 3.0, 1), 1)
    expect("path[0], the start", path[0], [3.0])
    expect(
        "path[1]",
        path[1],
        [2.5],
        Hint([3.0], "The step was refused: does it lead downhill?"),
        Hint([1.75], "That is λI. Marquardt damps by λ times the diagonal of JᵀJ."),
        Hint([1.0], "This step is not damped."),
        Hint([2.6], "Gradient and JᵀJ belong to different losses: no 2 before JᵀJ."),
        Hint([2.75], "Gradient and JᵀJ belong to different losses: no 2 before JᵀJ."),
        Hint([2.0], "Gradient and JᵀJ belong to different losses: no 2 before Jᵀr."),
    )
    expect(
        "losses",
        losses,
        [10.0, 5.625],
        Hint([20.0, 11.25], "The loss has a factor 1/2."),
        Hint([10.0, 10.0], "losses[1] is the loss after the step."),
    )
    falls = "After a step that was good, damping falls."
    expect(
        "dampings",
        dampings,
        [3.0, 0.3],
        Hint([3.0, 30.0], falls),
        Hint([3.0, 3.0], falls),
        Hint([3.0, 1.5], "It is divided by 10."),
    )


def marquardt_refused(function: Function) -> None:
    """A cliff at -0.3: from 0 with λ = 0.1 refused, with λ = 1 refused again, with λ = 10 taken."""
    path, losses, dampings = record(function(cliff, np.array([0.0]), 0.1, 3), 3)
    if np.any(np.diff(losses) > 0):
        raise CheckFailed("The loss rose and you went on: such a step is refused.")
    expect(
        "dampings",
        dampings,
        [0.1, 1.0, 10.0, 1.0],
        Hint([0.1, 0.01, 0.001, 0.0001], "Damping falls after a failure: it has to rise."),
        Hint([0.1, 0.1, 0.1, 0.1], "After a refusal, damping rises."),
    )
    afresh = "Refused attempts left their damping behind: add it afresh to JᵀJ each time."
    expect(
        "path",
        path[:, 0],
        [0.0, 0.0, 0.0, -1.0 / 11.0],
        Hint([0.0, 0.0, 0.0, -1.0 / 12.1], afresh),
        Hint([0.0, 0.0, 0.0, -1.0 / 24.2], afresh),
    )
    expect("losses", losses, [0.5, 0.5, 0.5, 0.5 * (10.0 / 11.0) ** 2])


def marquardt_not_a_number(function: Function) -> None:
    """A loss that is not a number is refused, too."""
    path, losses, _ = record(function(hole, np.array([0.0]), 0.1, 3), 3)
    if not np.all(np.isfinite(losses)):
        raise CheckFailed("A step to where the loss is nan was taken: ask whether it is *lower*.")
    expect("path", path[:, 0], [0.0, 0.0, 0.0, -1.0 / 11.0])


def marquardt_pure(function: Function) -> None:
    """The start is left as it was."""
    untouched(lambda w: function(line, w, 1.0, 2), np.array([3.0]), names=("w",))


MARQUARDT_CHECKS: tuple[Check, ...] = (
    marquardt_form, marquardt_taken, marquardt_refused, marquardt_not_a_number, marquardt_pure,
)  # fmt: skip

# ---------------------------------------------------------------- L-BFGS

GRAD = np.array([4.0, 2.0])
S = [np.array([1.0, 0.0]), np.array([1.0, 1.0])]
Y = [np.array([2.0, 1.0]), np.array([3.0, 1.0])]


def lbfgs_form(function: Function) -> None:
    """It returns a direction of the gradient's shape."""
    parts((function(GRAD.copy(), S[:1], Y[:1]),), ("direction",), ((2,),))


def lbfgs_empty(function: Function) -> None:
    """Without a history it is straight downhill."""
    expect("No pairs", function(GRAD.copy(), [], []), [-4.0, -2.0], Hint([4.0, 2.0], UPHILL))


def lbfgs_one(function: Function) -> None:
    """One pair, s = (1, 0), y = (2, 1): the gradient (0, 5) gives the direction (1, -2)."""
    # α = 0; q = (2/5) (0, 5) = (0, 2); β = 2/2 = 1; q = (0, 2) + (0 - 1) (1, 0) = (-1, 2)
    expect(
        "One pair",
        function(np.array([0.0, 5.0]), S[:1], Y[:1]),
        [1.0, -2.0],
        Hint([-1.0, 2.0], UPHILL),
        Hint([2.5, -5.0], "The line between the loops is missing."),
        Hint([0.0, -2.0], "The second loop is missing."),
        Hint([-1.0, -2.0], "α and β are exchanged: q gains (α - β) s."),
        Hint([6.25, -12.5], "The factor between the loops is upside down."),
    )


def lbfgs_secant(function: Function) -> None:
    """It knows the newest pair exactly: the gradient y leads to the direction -s."""
    for count, what in ((1, "One pair"), (2, "Two pairs")):
        newest = count - 1
        expect(
            f"{what}, the gradient is the newest y",
            function(Y[newest].copy(), S[:count], Y[:count]),
            -S[newest],
            Hint(S[newest], UPHILL),
            Hint([-1.675, 0.35], "It knows the oldest pair instead: which end of the lists is the newest?"),
        )


def lbfgs_two(function: Function) -> None:
    """Two pairs, the gradient (4, 2): the direction is (-1.325, -2.025)."""
    # newest: α = 6/4 = 1.5, q = (-0.3, 0.5); oldest: α = -0.3/2 = -0.25, q = (0, 0.75); times 4/10: (0, 0.3)
    # oldest: β = 0.3/2 = 0.15, q = (-0.4, 0.3); newest: β = -0.9/4 = -0.225, q = (-0.4, 0.3) + 1.725 (1, 1)
    expect(
        "Two pairs",
        function(GRAD.copy(), S, Y),
        [-1.325, -2.025],
        Hint([1.325, 2.025], UPHILL),
    )


def lbfgs_pure(function: Function) -> None:
    """The gradient is left as it was."""
    untouched(lambda grad: function(grad, S, Y), GRAD, names=("grad",))


LBFGS_CHECKS: tuple[Check, ...] = (
    lbfgs_form, lbfgs_empty, lbfgs_one, lbfgs_secant, lbfgs_two, lbfgs_pure,
)  # fmt: skip
