"""The whole loop of Levenberg and Marquardt: its history, attempt by attempt."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

NAME = "levenberg_marquardt"
NAMES = ("path", "losses", "dampings")


def guarded(n, m, formula):
    """Return a problem; weights that are none make its residuals NaN, for they come from a student's code."""

    def problem(w):
        if type(w) is not np.ndarray or w.shape != (n,) or w.dtype.kind not in "iuf":
            return np.full(m, np.nan), np.ones((m, n))
        with np.errstate(all="ignore"):
            return formula(w.astype(float))

    return problem


def gentle(rng, m, n):
    """Return a problem so nearly linear that every step is good, and a start."""
    A, c = rng.standard_normal((m, n)) + 2.0 * np.eye(m, n), 2.0 * rng.standard_normal(m)
    scales = 3.0 ** np.arange(n)
    A, c = A * scales, c

    def formula(w):
        bent = A @ w
        return bent + 0.3 * np.sin(bent) - c, (1.0 + 0.3 * np.cos(bent))[:, None] * A

    return guarded(n, m, formula), 3.0 * (1.0 + rng.random(n)) / scales


def banana(w):
    """Rosenbrock's valley: from (-1.2, 1) a bold step climbs its wall."""
    r = np.array([10.0 * (w[1] - w[0] ** 2), 1.0 - w[0]])
    return r, np.array([[-20.0 * w[0], 10.0], [-1.0, 0.0]])


def plateau(w):
    """Residuals that level off: from far out an undamped step overshoots by more each time."""
    u = np.array([w[0], 2.0 * w[1], w[0] - w[1]])
    outer = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, -1.0]])
    return np.arctan(u), outer / (1.0 + u**2)[:, None]


def logarithm(w):
    """Residuals that are not numbers where a weight is not positive."""
    return np.log(w) - [0.0, 0.3], np.diag(1.0 / w)


def pole(w):
    """Residuals that grow to infinity: a step too far overflows."""
    return np.array([np.exp(w[0] ** 2) - 2.0, w[1] - w[0]]), np.array(
        [[2.0 * w[0] * np.exp(w[0] ** 2), 0.0], [-1.0, 1.0]]
    )


def slow(w):
    """Residuals w^2: each step only halves the weights, so that no number of attempts is too many."""
    return w**2, np.diag(2.0 * w)


def bottom(w):
    """Residuals that cannot get smaller at w = 0: the step is 0, and the loss stays what it is."""
    return np.array([w[0], 2.0 * w[1], 1.0]), np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])


@pytest.mark.question(NAME)
def test_form(submission, reference, rng):
    """Returned are path, losses and dampings, the start included; damping and attempts have defaults."""
    require_result(submission, reference, NAME, guarded(2, 2, slow), np.array([1.0, 2.0]), names=NAMES)
    problem, w = gentle(rng, 5, 3)
    require_result(submission, reference, NAME, problem, w, 0.5, 4, names=NAMES)


@pytest.mark.question(NAME, points=2)
def test_taken(submission, reference, rng):
    """Where every step is good: weights, losses and dampings after each of several attempts."""
    for m, n, damping, attempts in ((6, 3, 0.8, 1), (5, 2, 2.0, 4), (4, 1, 30.0, 3)):
        problem, w = gentle(rng, m, n)
        agree(submission, reference, NAME, problem, w, damping, attempts, names=NAMES)


@pytest.mark.question(NAME, points=1.5)
def test_refused(submission, reference):
    """Where steps would not lower the loss: they are refused, and damping rises until one is good."""
    for m, formula, start, damping, attempts in (
        (2, banana, [-1.2, 1.0], 1e-2, 8),
        (3, plateau, [3.0, -2.0], 1e-3, 6),
        (3, bottom, [0.0, 0.0], 0.5, 2),
    ):
        problem = guarded(2, m, formula)
        agree(submission, reference, NAME, problem, np.array(start), damping, attempts, names=NAMES)


@pytest.mark.question(NAME, points=0.5)
def test_units(submission, reference, rng):
    """Weights in other units make the same steps, in these units."""
    problem, w = gentle(rng, 5, 2)
    units = np.array([1.0, 50.0])

    def formula(v):
        r, J = problem(v * units)
        return r, J * units

    agree(submission, reference, NAME, guarded(2, 5, formula), w / units, 1.5, 3, names=NAMES)


@pytest.mark.question(NAME, points=0.5)
def test_not_finite(submission, reference):
    """A step to where the loss is no number, or infinite, is refused."""
    agree(submission, reference, NAME, guarded(2, 2, logarithm), np.array([6.0, 1.0]), 1e-2, 4, names=NAMES)
    agree(submission, reference, NAME, guarded(2, 2, pole), np.array([0.01, 1.0]), 1e-4, 5, names=NAMES)


@pytest.mark.question(NAME, points=0.5)
def test_no_attempts(submission, reference, rng):
    """Without any attempt the history is the start alone."""
    problem, w = gentle(rng, 4, 2)
    agree(submission, reference, NAME, problem, w, 0.25, 0, names=NAMES)


@pytest.mark.question(NAME)
def test_purity(submission, rng):
    """The weights to start from are left as they were."""
    require_pure(submission, NAME, *gentle(rng, 5, 3), 1.0, 3)
