"""Every check of the notebook `second_order` accepts the solution, and calls usual slips by name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import second_order as checks

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "second_order.ipynb"
NAMES = [name.removeprefix("check_") for name in checks.__all__]
HAND, NEWTON, SQUARES = "derivatives_by_hand", "newton_step", "least_squares_derivatives"
GAUSS, LEVENBERG = "gauss_newton_step", "levenberg_step"
MARQUARDT, LBFGS = "levenberg_marquardt", "lbfgs_direction"

BENT = "J.T @ J + r[0] * bend_1 + r[1] * bend_2"
BEND_2 = "[[0.0, 2.0 * w1], [2.0 * w1, 2.0 * w0]]"
SOLVE = "np.linalg.solve(hessian, gradient)"
INNER = "np.linalg.solve(J.T @ J, J.T @ r)"
DAMPED = "J.T @ J + damping * np.eye(len(w))"
DIAGONAL = "damping * np.diag(np.diag(curvature))"
TAKE = "w, r, J, loss = candidate, new_r, new_J, new_loss"
FIRST, SECOND = "zip(s[::-1], y[::-1], strict=True)", "zip(s, y, alphas[::-1], strict=True)"
SCALE = "q = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])"

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    (HAND, [("return r, J, H", "return r, J")], "Expected 3 arrays, `r, J, H`; got 2 values"),
    (HAND, [("return r, J, H", "return H")], "got ndarray"),
    (HAND, [("return r, J, H", "return r, J.T, H")], "Rows and columns are exchanged"),
    (HAND, [("w0 * w1**2 - 4.0", "w0**2 * w1 - 4.0")], "Which of the two weights is squared"),
    (HAND, [("w1 - 3.0, w0 * w1**2 - 4.0", "w1, w0 * w1**2")], "The residuals have constants"),
    (HAND, [("return r, J, H", "return r, J[:, ::-1], H")], "Its columns are exchanged"),
    (HAND, [("2.0 * w0 * w1]", "w0 * w1]")], "The derivative of w₁² has a 2"),
    (HAND, [("[[2.0 * w0, 1.0]", "[[w0, 1.0]")], "The derivative of w₀² has a 2"),
    (HAND, [("[2.0, -1.0]]", "[2.0, 1.0]]")], "r₃ falls when w₁ grows"),
    (HAND, [("[w1**2, 2.0 * w0", "[2.0 * w1, 2.0 * w0")], "leaves w₁² behind"),
    (HAND, [(BENT, "J.T @ J")], "the residuals are bent, too"),
    (HAND, [(BENT, "r[0] * bend_1 + r[1] * bend_2")], "JᵀJ is missing"),
    (HAND, [(BENT, f"2 * ({BENT})")], "the loss has a factor 1/2"),
    (HAND, [(BENT, f"J.T @ J + {BENT}")], "no 2 before JᵀJ here"),
    (HAND, [(BENT, f"{BENT} + r[0] * bend_1 + r[1] * bend_2")], "the bend counts once"),
    (HAND, [(BENT, "J.T @ J - r[0] * bend_1 - r[1] * bend_2")], "The bend of the residuals is added"),
    (HAND, [(BEND_2, "[[0.0, 0.0], [0.0, 2.0 * w0]]")], "a mixed derivative, in two places"),
    (HAND, [(BENT, "J.T @ J + r[0] * bend_1")], "r₂ is bent, too"),
    (HAND, [(BENT, "J.T @ J + r[1] * bend_2")], "r₁ is bent, too"),
    (NEWTON, [("w - np", "w + np")], "That is uphill"),
    (NEWTON, [("w - np", "-np")], "where does it start"),
    (NEWTON, [(SOLVE, "hessian @ gradient")], "You multiply by the curvature"),
    (NEWTON, [(SOLVE, "gradient")], "the gradient itself, not divided by the curvature"),
    (NEWTON, [(SOLVE, "gradient / np.diag(hessian)")], "Only the diagonal of the Hessian"),
    (NEWTON, [(f"return w - {SOLVE}", f"w -= {SOLVE}\n    return w.copy()")], "`w` has changed"),
    (NEWTON, [(SOLVE, f"{SOLVE}[:, None]")], "expected shape (3,)"),
    (SQUARES, [("return A.T @ (A @ w - b), A.T @ A", "return A.T @ A")], "Expected 2 arrays"),
    (SQUARES, [("A.T @ (A @ w - b)", "2 * A.T @ (A @ w - b)")], "Twice too steep"),
    (SQUARES, [("A @ w - b", "b - A @ w")], "not b - A w"),
    (SQUARES, [("A.T @ (A @ w - b)", "A.T @ (A @ w - b) / len(b)")], "No mean over the examples"),
    (SQUARES, [("A @ w - b", "A @ w")], "The data b are missing"),
    (SQUARES, [(", A.T @ A", ", 2 * A.T @ A")], "have to belong to one loss"),
    (SQUARES, [(", A.T @ A", ", A.T @ A / len(b)")], "No mean over the examples"),
    (SQUARES, [(", A.T @ A", ", np.linalg.inv(A.T @ A)")], "the inverse of the Hessian"),
    (SQUARES, [(", A.T @ A", ", np.ones((2, 2))")], "cannot be inverted"),
    (GAUSS, [("w - np", "w + np")], "That is uphill"),
    (GAUSS, [("w - np", "-np")], "where does it start"),
    (GAUSS, [(INNER, f"2 * {INNER}")], "Twice as far: S4"),
    (GAUSS, [(INNER, f"0.5 * {INNER}")], "Half as far"),
    (GAUSS, [(INNER, "J.T @ r")], "This is gradient descent"),
    (GAUSS, [(INNER, "(J.T @ r) / np.sum(J**2, axis=0)")], "One step from (5, -7)"),
    (GAUSS, [(f"return w - {INNER}", f"w -= {INNER}\n    return w.copy()")], "`w` has changed"),
    (LEVENBERG, [("w - np", "w + np")], "That is uphill"),
    (LEVENBERG, [("w - np", "-np")], "where does it start"),
    (LEVENBERG, [(DAMPED, "J.T @ J")], "λ has no effect"),
    (LEVENBERG, [(DAMPED, "J.T @ J + damping * np.diag(np.diag(J.T @ J))")], "Marquardt's damping"),
    (LEVENBERG, [(f"np.linalg.solve({DAMPED}", "damping * np.linalg.solve(J.T @ J")], "makes a long step"),
    (LEVENBERG, [("J.T @ J +", "2 * J.T @ J +")], "Half as far"),
    (LEVENBERG, [("J.T @ r", "2 * J.T @ r")], "Twice as far"),
    (LEVENBERG, [("damping * np", "damping**2 * np")], "λ is squared"),
    (LEVENBERG, [("J + damping", "J - damping")], "it has to be added"),
    (LEVENBERG, [(DAMPED, "J.T @ J + damping")], "to every entry of the matrix"),
    (
        LEVENBERG,
        [("return w - np", "w -= np"), ("J.T @ r)", "J.T @ r)\n    return w.copy()")],
        "`w` has changed",
    ),
    (MARQUARDT, [("return np.array(path), ", "return ")], "Expected 3 arrays, `path, losses, dampings`"),
    (MARQUARDT, [("np.array(path), ", "np.array(path)[1:], ")], "path: expected shape (5, 1)"),
    (MARQUARDT, [("w - np.linalg", "w + np.linalg")], "does it lead downhill"),
    (MARQUARDT, [("if new_loss < loss", "if False")], "The step was refused"),
    (MARQUARDT, [(DIAGONAL, "damping * np.eye(len(w))")], "That is λI"),
    (MARQUARDT, [(DIAGONAL, "0.0 * damping")], "This step is not damped"),
    (MARQUARDT, [("damped = curvature", "damped = 2 * curvature")], "no 2 before JᵀJ"),
    (MARQUARDT, [("curvature = J.T", "curvature = 2 * J.T")], "no 2 before JᵀJ"),
    (MARQUARDT, [("J.T @ r)", "2 * J.T @ r)")], "no 2 before Jᵀr"),
    (MARQUARDT, [("np.array(losses)", "2 * np.array(losses)")], "The loss has a factor 1/2"),
    (MARQUARDT, [("new_J, new_loss", "new_J, loss")], "the loss after the step"),
    (MARQUARDT, [("damping / 10.0", "damping * 10.0")], "damping falls"),
    (MARQUARDT, [("damping / 10.0", "damping")], "damping falls"),
    (MARQUARDT, [("damping / 10.0", "damping / 2.0")], "It is divided by 10"),
    (MARQUARDT, [("if new_loss < loss", "if True")], "The loss rose and you went on"),
    (MARQUARDT, [("damping * 10.0", "damping / 10.0")], "Damping falls after a failure"),
    (MARQUARDT, [("damping * 10.0", "damping")], "After a refusal, damping rises"),
    (
        MARQUARDT,
        [
            ("    for _ in", "    curvature = J.T @ J\n    for _ in"),
            ("        curvature = J.T @ J\n        damped = curvature", "        damped = curvature"),
            ("        candidate = w", "        curvature = damped\n        candidate = w"),
        ],
        "left their damping behind",
    ),
    (MARQUARDT, [("if new_loss < loss", "if not new_loss >= loss")], "where the loss is nan was taken"),
    (
        MARQUARDT,
        [("w = np.array(w, dtype=float)", "w += 0.0"), (TAKE, TAKE.replace("w,", "w[:],", 1))],
        "`w` has changed",
    ),
    (LBFGS, [("return -q", "return q")], "That is uphill"),
    (LBFGS, [("return -q", "return -q[:, None]")], "expected shape (2,)"),
    (LBFGS, [(SCALE, "pass")], "The line between the loops is missing"),
    (LBFGS, [("(s[-1] @ y[-1]) / (y[-1] @ y[-1])", "(y[-1] @ y[-1]) / (s[-1] @ y[-1])")], "upside down"),
    (LBFGS, [("q = q + (alpha - beta) * step", "pass")], "The second loop is missing"),
    (LBFGS, [("alpha - beta", "beta - alpha")], "α and β are exchanged"),
    (LBFGS, [("    q = grad", "    s, y = s[::-1], y[::-1]\n    q = grad")], "which end of the lists"),
    (LBFGS, [(FIRST, "zip(s, y, strict=True)"), ("alphas[::-1]", "alphas")], "Two pairs"),
    (LBFGS, [(SECOND, "zip(s[::-1], y[::-1], alphas, strict=True)")], "Two pairs"),
    (LBFGS, [("q = grad.copy()", "q = grad"), ("q = q - alpha", "q -= alpha")], "`grad` has changed"),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Return the source of every solution cell, by function."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {
        mark["grade_id"].removesuffix("_solution"): source
        for mark, source in marks
        if mark.get("solution") and not mark.get("grade")
    }


@pytest.fixture
def checked(answers: dict[str, str]) -> Callable[..., Any]:
    """Return a runner of checks: of the solution `name`, with each `old` in its text made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        head, code = answers[name].rsplit('"""', 1)
        for old, new in edits:
            if old not in code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            code = code.replace(old, new)
        namespace: dict[str, Any] = {"np": np}
        exec(f'{head}"""{code}', namespace)
        return check(name, namespace[name])

    return run


def check(name: str, function: Any) -> Any:
    """Run the check of an exercise."""
    return getattr(checks, f"check_{name}")(function)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = check(name, stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = check(name, lambda *arguments: None)
    assert not result.passed
    assert "None" in repr(result)
