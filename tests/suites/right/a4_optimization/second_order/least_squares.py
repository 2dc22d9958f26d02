# %% imports
import numpy as np


# %% derivatives_by_hand
def derivatives_by_hand(w):
    r = np.array([w[0] ** 2 + w[1] - 3, w[0] * w[1] ** 2 - 4, 2 * w[0] - w[1]])
    J = np.stack([[2 * w[0], w[1] ** 2, 2.0], [1.0, 2 * w[0] * w[1], -1.0]], axis=1)
    second = np.zeros((3, 2, 2))
    second[0, 0, 0] = 2
    second[1, 0, 1] = second[1, 1, 0] = 2 * w[1]
    second[1, 1, 1] = 2 * w[0]
    return r, J, np.einsum("ki,kj->ij", J, J) + np.einsum("k,kij->ij", r, second)


# %% newton_step
def newton_step(w, gradient, hessian):
    values, vectors = np.linalg.eigh(hessian)
    return w - vectors @ ((vectors.T @ gradient) / values)


# %% least_squares_derivatives
def least_squares_derivatives(w, A, b):
    residual = np.einsum("mn,n->m", A, w) - b
    return [np.einsum("mn,m->n", A, residual), np.einsum("mi,mj->ij", A, A)]


# %% gauss_newton_step
def gauss_newton_step(w, r, J):
    return w + np.linalg.lstsq(J, -r, rcond=None)[0]


# %% levenberg_step
def levenberg_step(w, r, J, damping):
    # Ridge regression by rows that ask each entry of the step to be 0.
    rows = np.vstack([J, np.sqrt(damping) * np.eye(len(w))])
    return w - np.linalg.lstsq(rows, np.concatenate([r, np.zeros(len(w))]), rcond=None)[0]


# %% levenberg_marquardt
def levenberg_marquardt(problem, w, damping=1e-3, num_attempts=20):
    w = w + 0.0
    r, J = problem(w)
    path, losses, dampings = [w.copy()], [(r @ r) / 2], [damping]
    while len(path) < num_attempts + 1:
        size = np.sqrt(damping) * np.linalg.norm(J, axis=0)
        rows = np.vstack([J, np.diag(size)])
        step = np.linalg.lstsq(rows, np.concatenate([-r, np.zeros(len(w))]), rcond=None)[0]
        trial_r, trial_J = problem(w + step)
        trial = (trial_r @ trial_r) / 2
        if not trial < losses[-1]:
            damping *= 10
            losses.append(losses[-1])
        else:
            damping *= 0.1
            w += step
            r, J = trial_r, trial_J
            losses.append(trial)
        path.append(w.copy())
        dampings.append(damping)
    return np.stack(path), np.array(losses), np.array(dampings)


# %% lbfgs_direction
def lbfgs_direction(grad, s, y):
    # The same in the shape of a recursion: peel off the newest pair.
    def apply(q, count):
        if count == 0:
            return q * ((s[-1] @ y[-1]) / (y[-1] @ y[-1]) if len(s) else 1.0)
        step, change = s[count - 1], y[count - 1]
        rho = 1.0 / (step @ change)
        inner = apply(q - rho * (step @ q) * change, count - 1)
        return inner - rho * (change @ inner) * step + rho * (step @ q) * step

    return -apply(grad, len(s))
