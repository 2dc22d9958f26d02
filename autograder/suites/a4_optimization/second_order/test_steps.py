"""Derivatives, and the steps that are one formula."""

import numpy as np
import pytest

from autograder.checks import agree, for_each_question, require_pure, require_result

HAND = "derivatives_by_hand"
PARTS = ("residuals", "Jacobian", "Hessian")
DERIVATIVES = ("gradient", "Hessian")
NEXT = ("next weights",)


def points(rng):
    """Return weights at which no entry and no residual is 0, of either sign."""
    drawn = rng.uniform(0.5, 2.5, size=(3, 2)) * rng.choice([-1.0, 1.0], size=(3, 2))
    return [np.array([-1.5, 0.5]), np.array([2.0, 1.0]), *drawn]


def curved(rng, n, signs):
    """Return weights, a gradient, and a Hessian whose curvatures have these signs."""
    Q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    hessian = (Q * (np.resize(signs, n) * rng.uniform(0.5, 4.0, size=n))) @ Q.T
    return rng.standard_normal(n), rng.standard_normal(n), (hessian + hessian.T) / 2


def residuals(rng, m, n):
    """Return weights, residuals and a Jacobian, whose columns have different sizes."""
    return rng.standard_normal(n), rng.standard_normal(m), rng.standard_normal((m, n)) + 2.0 * np.eye(m, n)


def data(rng, m, n):
    """Return weights, data and targets of a least squares problem."""
    w, b, A = residuals(rng, m, n)
    return w, A, b


ONCE = {
    "derivatives_by_hand": (lambda rng: (points(rng)[2],), PARTS),
    "newton_step": (lambda rng: curved(rng, 3, (1,)), NEXT),
    "least_squares_derivatives": (lambda rng: data(rng, 6, 3), DERIVATIVES),
    "gauss_newton_step": (lambda rng: residuals(rng, 6, 3), NEXT),
    "levenberg_step": (lambda rng: (*residuals(rng, 6, 3), 0.7), NEXT),
}
PURE = tuple(name for name in ONCE if name != HAND)


@for_each_question(*ONCE)
def test_form(submission, reference, rng, name):
    """What is returned has the number of parts and the shapes that are asked for."""
    draw, names = ONCE[name]
    require_result(submission, reference, name, *draw(rng), names=names)


@for_each_question(*PURE)
def test_purity(submission, rng, name):
    """The arguments are left as they were, and what is returned is new."""
    require_pure(submission, name, *ONCE[name][0](rng))


# ---------------------------------------------------------------- by hand


def compare_part(submission, reference, rng, part):
    """Compare one of the three results at several weights."""
    for w in points(rng):
        agree(submission, reference, HAND, w, names=PARTS, only=part)


@pytest.mark.question(HAND, points=0.5)
def test_residuals(submission, reference, rng):
    """The residuals are right."""
    compare_part(submission, reference, rng, "residuals")


@pytest.mark.question(HAND, points=1.5)
def test_jacobian(submission, reference, rng):
    """The Jacobian is right."""
    compare_part(submission, reference, rng, "Jacobian")


@pytest.mark.question(HAND, points=2)
def test_hessian(submission, reference, rng):
    """The Hessian of the loss is right."""
    compare_part(submission, reference, rng, "Hessian")


# ---------------------------------------------------------------- Newton


@pytest.mark.question("newton_step", points=1)
def test_bowls(submission, reference, rng):
    """In a bowl the step leads to the bottom, whatever the number of weights."""
    for n in (4, 2, 1):
        agree(submission, reference, "newton_step", *curved(rng, n, (1,)), names=NEXT)


@pytest.mark.question("newton_step", points=1)
def test_hills_and_saddles(submission, reference, rng):
    """On hills and saddles, too, the step leads to where the slope is zero; from there it stays."""
    for n, signs in ((4, (1, -1)), (3, (-1,)), (2, (-1, 1))):
        w, gradient, hessian = curved(rng, n, signs)
        agree(submission, reference, "newton_step", w, gradient, hessian, names=NEXT)
        agree(submission, reference, "newton_step", w, np.zeros(n), hessian, names=NEXT)


# ---------------------------------------------------------------- least squares


def compare_derivative(submission, reference, rng, part):
    """Compare gradient or Hessian for several sizes."""
    for m, n in ((7, 3), (5, 1), (4, 4), (2, 3)):
        agree(
            submission, reference, "least_squares_derivatives", *data(rng, m, n), names=DERIVATIVES, only=part
        )


@pytest.mark.question("least_squares_derivatives", points=1)
def test_gradient(submission, reference, rng):
    """The gradient is right for several sizes."""
    compare_derivative(submission, reference, rng, "gradient")


@pytest.mark.question("least_squares_derivatives", points=1)
def test_curvature(submission, reference, rng):
    """The Hessian is right for several sizes."""
    compare_derivative(submission, reference, rng, "Hessian")


# ---------------------------------------------------------------- Gauss-Newton


@pytest.mark.question("gauss_newton_step", points=1.5)
def test_undamped(submission, reference, rng):
    """The step is right for several numbers of residuals and weights."""
    for m, n in ((8, 3), (5, 2), (3, 3), (4, 1)):
        agree(submission, reference, "gauss_newton_step", *residuals(rng, m, n), names=NEXT)


@pytest.mark.question("gauss_newton_step", points=0.5)
def test_nothing_left(submission, reference, rng):
    """Where all residuals are zero, the weights stay."""
    w, r, J = residuals(rng, 5, 2)
    agree(submission, reference, "gauss_newton_step", w, 0.0 * r, J, names=NEXT)


# ---------------------------------------------------------------- Levenberg


@pytest.mark.question("levenberg_step", points=1)
def test_damped(submission, reference, rng):
    """The step is right for several dampings, and for none."""
    for damping in (0.3, 2.0, 40.0, 0.0):
        agree(submission, reference, "levenberg_step", *residuals(rng, 6, 3), damping, names=NEXT)


@pytest.mark.question("levenberg_step", points=0.5)
def test_heavily_damped(submission, reference, rng):
    """With a huge λ the step is short and downhill: its very direction is right."""

    def moved(code, w, r, J, damping):
        return damping * (code.levenberg_step(w, r, J, damping) - w)

    w, r, J = residuals(rng, 6, 3)
    agree(submission, reference, moved, 0.0 * w, r, J, 1e5, names=("λ times the step",))


@pytest.mark.question("levenberg_step", points=0.5)
def test_dependent_columns(submission, reference, rng):
    """Damping helps where columns depend on one another, and where weights outnumber residuals."""
    w, r, J = residuals(rng, 5, 3)
    J[:, 2] = J[:, 0] - J[:, 1]
    agree(submission, reference, "levenberg_step", w, r, J, 0.5, names=NEXT)
    agree(submission, reference, "levenberg_step", *residuals(rng, 2, 4), 0.5, names=NEXT)
