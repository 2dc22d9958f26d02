"""Checks of derivatives by hand and of single steps. Every number is worked by hand."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
UPHILL = "That is uphill: look at the sign."


def parts(result: Any, names: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> tuple[Any, ...]:
    """Return the parts of a result.

    Raises
    ------
    CheckFailed
        If it is no tuple of arrays of these shapes.
    """
    if not isinstance(result, tuple) or len(result) != len(names):
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected {len(names)} arrays, `{', '.join(names)}`; got {kind}.")
    for name, part, shape in zip(names, result, shapes, strict=True):
        got = numbers(name, part).shape
        if got != shape:
            turned = " Rows and columns are exchanged." if got == shape[::-1] and len(set(shape)) > 1 else ""
            raise CheckFailed(f"{name}: expected shape {shape}, got {got}.{turned}")
    return result


def vector(result: Any, size: int) -> None:
    """Require an array of one axis.

    Raises
    ------
    CheckFailed
        If it is something else.
    """
    shape = numbers("The next weights", result).shape
    if shape != (size,):
        raise CheckFailed(f"The next weights: expected shape {(size,)}, got {shape}.")


def untouched(function: Function, *arguments: Any, names: Sequence[str]) -> None:
    """Require that arrays handed in stay as they are.

    Raises
    ------
    CheckFailed
        With the name of the first that does not.
    """
    handed = [part.copy() if isinstance(part, np.ndarray) else part for part in arguments]
    function(*handed)
    for name, before, after in zip(names, arguments, handed, strict=True):
        if not np.array_equal(before, after):
            raise CheckFailed(f"`{name}` has changed: it belongs to the caller. Make a new array.")


# ---------------------------------------------------------------- derivatives by hand

HAND = ("r", "J", "H"), ((3,), (3, 2), (2, 2))
SQUARE, BEND = np.array([[21.0, 6.0], [6.0, 18.0]]), np.array([[4.0, -4.0], [-4.0, -8.0]])


def hand_form(function: Function) -> None:
    """It returns r, J and H in their shapes."""
    parts(function(np.array([0.5, 1.5])), *HAND)


def hand_residuals(function: Function) -> None:
    """At (2, 1) the residuals are 2, -2 and 3."""
    r, _, _ = parts(function(np.array([2.0, 1.0])), *HAND)
    expect(
        "r at (2, 1)",
        r,
        [2.0, -2.0, 3.0],
        Hint([2.0, 0.0, 3.0], "Which of the two weights is squared in r₂?"),
        Hint([5.0, 2.0, 3.0], "The residuals have constants."),
    )


def hand_jacobian(function: Function) -> None:
    """At (2, 1) the Jacobian has the rows (4, 1), (1, 4), (2, -1)."""
    _, J, _ = parts(function(np.array([2.0, 1.0])), *HAND)
    expect(
        "J at (2, 1)",
        J,
        [[4.0, 1.0], [1.0, 4.0], [2.0, -1.0]],
        Hint([[1.0, 4.0], [4.0, 1.0], [-1.0, 2.0]], "Its columns are exchanged: the first belongs to w₀."),
        Hint([[4.0, 1.0], [1.0, 2.0], [2.0, -1.0]], "The derivative of w₁² has a 2."),
        Hint([[2.0, 1.0], [1.0, 4.0], [2.0, -1.0]], "The derivative of w₀² has a 2."),
        Hint([[4.0, 1.0], [1.0, 4.0], [2.0, 1.0]], "r₃ falls when w₁ grows."),
        Hint([[4.0, 1.0], [2.0, 4.0], [2.0, -1.0]], "In r₂, differentiating by w₀ leaves w₁² behind."),
    )


def hand_hessian(function: Function) -> None:
    """At (2, 1) the Hessian of the loss is (25, 2; 2, 10)."""
    _, _, H = parts(function(np.array([2.0, 1.0])), *HAND)
    expect(
        "H at (2, 1)",
        H,
        SQUARE + BEND,
        Hint(SQUARE, "This is JᵀJ alone: the residuals are bent, too."),
        Hint(BEND, "JᵀJ is missing: even straight residuals make a bent loss."),
        Hint(2 * (SQUARE + BEND), "Twice too much: the loss has a factor 1/2."),
        Hint(2 * SQUARE + BEND, "The two halves belong to different losses: no 2 before JᵀJ here."),
        Hint(SQUARE + 2 * BEND, "The two halves belong to different losses: the bend counts once."),
        Hint(SQUARE - BEND, "The bend of the residuals is added."),
        Hint([[23.0, 6.0], [6.0, 14.0]], "Each ∇²rₖ counts in proportion to its residual's value."),
        Hint(SQUARE + np.diag([4.0, -8.0]), "r₂ has a mixed derivative, in two places."),
        Hint([[25.0, 6.0], [6.0, 18.0]], "r₂ is bent, too."),
        Hint(np.array([[21.0, 2.0], [2.0, 10.0]]), "r₁ is bent, too."),
    )


HAND_CHECKS: tuple[Check, ...] = (hand_form, hand_residuals, hand_jacobian, hand_hessian)

# ---------------------------------------------------------------- Newton


def newton_form(newton_step: Function) -> None:
    """It returns as many weights as there were."""
    vector(newton_step(np.zeros(3), np.ones(3), np.eye(3)), 3)


def newton_bowl(newton_step: Function) -> None:
    """In a long bowl it lands at the bottom: (3, 2), slope (2, 8), curvature 1 and 4, leads to (1, 0)."""
    w, gradient, hessian = np.array([3.0, 2.0]), np.array([2.0, 8.0]), np.diag([1.0, 4.0])
    expect(
        "The next weights",
        newton_step(w, gradient, hessian),
        [1.0, 0.0],
        Hint([5.0, 4.0], UPHILL),
        Hint([1.0, -30.0], "You multiply by the curvature: where it is strong, the step has to be short."),
        Hint([1.0, -6.0], "This is the gradient itself, not divided by the curvature."),
        Hint([-2.0, -2.0], "This is the step alone: where does it start?"),
        Hint([2.0, 2.0], "This is the step alone: where does it start?"),
    )


def newton_mixed(newton_step: Function) -> None:
    """Directions that are coupled are solved for together."""
    w, gradient, hessian = np.array([1.0, 1.0]), np.array([3.0, 3.0]), np.array([[2.0, 1.0], [1.0, 2.0]])
    expect(
        "The next weights",
        newton_step(w, gradient, hessian),
        [0.0, 0.0],
        Hint([2.0, 2.0], UPHILL),
        Hint([-0.5, -0.5], "Only the diagonal of the Hessian has been used."),
    )


def newton_pure(newton_step: Function) -> None:
    """It changes none of its arguments."""
    untouched(
        newton_step, np.ones(2), np.ones(2), 2.0 * np.eye(2), names=("w", "gradient", "hessian")
    )  # fmt: skip


NEWTON_CHECKS: tuple[Check, ...] = (newton_form, newton_bowl, newton_mixed, newton_pure)

# ---------------------------------------------------------------- least squares

A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
B = np.array([1.0, 0.0, 5.0])
SQUARES = ("gradient", "hessian"), ((2,), (2, 2))


def squares_form(function: Function) -> None:
    """It returns the gradient and the Hessian."""
    parts(function(np.ones(2), A, B), *SQUARES)


def squares_values(function: Function) -> None:
    """Three points, w = (1, 1): residuals 0, 2, -2; gradient (0, -2); Hessian (3, 3; 3, 5)."""
    gradient, hessian = parts(function(np.ones(2), A, B), *SQUARES)
    mean = "No mean over the examples here: the loss is half the sum."
    expect(
        "The gradient",
        gradient,
        [0.0, -2.0],
        Hint([0.0, -4.0], "Twice too steep: the loss has a factor 1/2."),
        Hint([0.0, 2.0], "The residual is A w - b, not b - A w."),
        Hint([0.0, -2.0 / 3.0], mean),
        Hint([6.0, 8.0], "The data b are missing."),
    )
    right = np.array([[3.0, 3.0], [3.0, 5.0]])
    expect(
        "The Hessian",
        hessian,
        right,
        Hint(2 * right, "Twice too much: gradient and Hessian have to belong to one loss."),
        Hint(right / 3.0, mean),
        Hint(np.linalg.inv(right), "This is the inverse of the Hessian."),
    )


def squares_solved(function: Function) -> None:
    """One Newton step from anywhere lands on the least squares solution, (0, 2)."""
    for start in (np.zeros(2), np.array([5.0, -7.0])):
        gradient, hessian = parts(function(start, A, B), *SQUARES)
        if np.linalg.matrix_rank(hessian) < 2:
            raise CheckFailed("The Hessian cannot be inverted, although the columns of A are independent.")
        expect(f"One step from {start.tolist()}", start - np.linalg.solve(hessian, gradient), [0.0, 2.0])


SQUARES_CHECKS: tuple[Check, ...] = (squares_form, squares_values, squares_solved)

# ---------------------------------------------------------------- Gauss-Newton and Levenberg

W, R, J = np.array([1.0, 1.0]), np.array([1.0, -1.0, 2.0]), np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
# JᵀJ = diag(2, 4), Jᵀr = (0, 4)
TWICE = "Twice as far: S4's gradient has a 2 before it, and then JᵀJ needs one, too. Ours has none."
HALF = "Half as far: with the loss |r|²/2 there is no 2 before JᵀJ."


def gauss_form(step: Function) -> None:
    """It returns as many weights as there were."""
    vector(step(W.copy(), R.copy(), J.copy()), 2)


def gauss_values(step: Function) -> None:
    """With JᵀJ = diag(2, 4) and Jᵀr = (0, 4), it goes from (1, 1) to (1, 0)."""
    expect(
        "The next weights",
        step(W.copy(), R.copy(), J.copy()),
        [1.0, 0.0],
        Hint([1.0, 2.0], UPHILL),
        Hint([1.0, -1.0], TWICE),
        Hint([1.0, 0.5], HALF),
        Hint([1.0, -3.0], "This is gradient descent: divide by the curvature."),
        Hint([0.0, -1.0], "This is the step alone: where does it start?"),
    )


def gauss_line(step: Function) -> None:
    """Where residuals are straight lines, it lands on the least squares solution."""
    start = np.array([5.0, -7.0])
    expect("One step from (5, -7)", step(start, A @ start - B, A.copy()), [0.0, 2.0])


def gauss_pure(step: Function) -> None:
    """It changes none of its arguments."""
    untouched(step, W, R, J, names=("w", "r", "J"))


GAUSS_CHECKS: tuple[Check, ...] = (gauss_form, gauss_values, gauss_line, gauss_pure)


def levenberg_form(step: Function) -> None:
    """It returns as many weights as there were."""
    vector(step(W.copy(), R.copy(), J.copy(), 1.0), 2)


def levenberg_values(step: Function) -> None:
    """With JᵀJ = diag(2, 4), Jᵀr = (0, 4) and λ = 12, it goes from (1, 1) to (1, 0.75)."""
    expect(
        "The next weights",
        step(W.copy(), R.copy(), J.copy(), 12.0),
        [1.0, 0.75],
        Hint([1.0, 1.25], UPHILL),
        Hint([1.0, 0.0], "This is the undamped step: λ has no effect."),
        Hint([1.0, 1.0 - 4.0 / 52.0], "That is Marquardt's damping: here λ itself is added to the diagonal."),
        Hint([1.0, -11.0], "A large λ makes a long step here: it belongs to the matrix."),
        Hint([1.0, 0.8], HALF),
        Hint([1.0, 0.5], TWICE),
        Hint([1.0, 1.0 - 4.0 / 148.0], "λ is squared here: it stands in the matrix as it is."),
        Hint([1.0, 1.5], "λ is taken away from the diagonal: it has to be added."),
        Hint([0.0, -0.25], "This is the step alone: where does it start?"),
    )


def levenberg_diagonal(step: Function) -> None:
    """λ stands on the diagonal only."""
    expect(
        "The next weights",
        step(np.zeros(2), np.array([2.0, 4.0]), np.eye(2), 1.0),
        [-1.0, -2.0],
        Hint([0.0, -2.0], "λ has been added to every entry of the matrix: only its diagonal is meant."),
    )


def levenberg_ends(step: Function) -> None:
    """λ = 0 is Gauss-Newton; a huge λ is a short step downhill."""
    expect("λ = 0", step(W.copy(), R.copy(), J.copy(), 0.0), [1.0, 0.0])
    moved = numbers("λ = 1,000,000", step(W.copy(), R.copy(), J.copy(), 1e6)) - W
    expect("λ = 1,000,000: λ times the step", 1e6 * moved, [0.0, -4.0], tolerance=1e-4)


def levenberg_pure(step: Function) -> None:
    """It changes none of its arguments."""
    untouched(step, W, R, J, 1.0, names=("w", "r", "J", "damping"))


LEVENBERG_CHECKS: tuple[Check, ...] = (
    levenberg_form, levenberg_values, levenberg_diagonal, levenberg_ends, levenberg_pure,
)  # fmt: skip
