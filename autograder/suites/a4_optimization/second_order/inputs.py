"""What the functions of the notebook are asked for, drawn widely: sizes, signs, zeros, bad starts."""

import numpy as np


def derivatives_by_hand(rng):
    """Draw weights near 0 and far from it; zeros, too."""
    for scale in (0.1, 1.0, 5.0):
        for w in scale * rng.standard_normal((4, 2)):
            yield "derivatives_by_hand", w
    for w in ([0.0, 0.0], [1.0, 2.0], [0.0, 1.5], [-2.0, 0.0]):
        yield "derivatives_by_hand", np.array(w)


def newton_step(rng):
    """Draw bowls, saddles and hills."""
    for n in (1, 2, 3, 6):
        for shift in (-4.0, 0.5, 4.0):
            M = rng.standard_normal((n, n))
            hessian = (M + M.T) / 2 + shift * np.eye(n)
            yield "newton_step", rng.standard_normal(n), rng.standard_normal(n), hessian
            yield "newton_step", rng.standard_normal(n), np.zeros(n), hessian


def least_squares_derivatives(rng):
    """Draw data of several shapes."""
    for m, n in ((1, 1), (6, 1), (5, 3), (3, 3), (2, 4)):
        for scale in (0.0, 1.0, 10.0):
            A, b = rng.standard_normal((m, n)), scale * rng.standard_normal(m)
            yield "least_squares_derivatives", scale * rng.standard_normal(n), A, b


def steps(name, *dampings):
    """Return the draw of a step of damped or undamped least squares."""
    rests = [(damping,) for damping in dampings] or [()]

    def draw(rng):
        for m, n in ((1, 1), (6, 1), (5, 3), (3, 3)):
            for rest in rests:
                J = rng.standard_normal((m, n)) + np.eye(m, n)
                yield name, rng.standard_normal(n), rng.standard_normal(m), J, *rest
                yield name, rng.standard_normal(n), np.zeros(m), J, *rest

    return draw


def waves(m, n, A, c):
    """Return a problem whose residuals are bent; weights of another form make them NaN."""

    def problem(w):
        if type(w) is not np.ndarray or w.shape != (n,):
            return np.full(m, np.nan), np.ones((m, n))
        with np.errstate(all="ignore"):
            bent = A @ w
            return bent + 1.5 * np.sin(bent) - c, (1.0 + 1.5 * np.cos(bent))[:, None] * A

    return problem


def levenberg_marquardt(rng):
    """Draw problems with good and bad steps; few attempts, for at the very bottom rounding decides."""
    for m, n in ((1, 1), (4, 1), (5, 2), (6, 3)):
        for damping in (1e-3, 1.0, 50.0):
            A, c = rng.standard_normal((m, n)) + 2.0 * np.eye(m, n), 3.0 * rng.standard_normal(m)
            for attempts in (0, 1, 3, 5):
                start = 3.0 * rng.standard_normal(n)
                yield "levenberg_marquardt", waves(m, n, A, c), start, damping, attempts


def lbfgs_direction(rng):
    """Draw histories of several lengths, in bowls and along single directions."""
    for n in (1, 2, 5):
        for pairs in (0, 1, 2, 3, 8):
            M = rng.standard_normal((n, n))
            s = [rng.standard_normal(n) for _ in range(pairs)]
            y = [(M @ M.T + rng.uniform(0.5, 2.0) * np.eye(n)) @ step for step in s]
            yield "lbfgs_direction", rng.standard_normal(n), s, y
            yield "lbfgs_direction", np.zeros(n), s, y


INPUTS = {
    "derivatives_by_hand": derivatives_by_hand,
    "newton_step": newton_step,
    "least_squares_derivatives": least_squares_derivatives,
    "gauss_newton_step": steps("gauss_newton_step"),
    "levenberg_step": steps("levenberg_step", 0.0, 0.5, 1.0, 100.0),
    "levenberg_marquardt": levenberg_marquardt,
    "lbfgs_direction": lbfgs_direction,
}
