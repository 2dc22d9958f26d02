# %% imports
import numpy as np
from numpy.linalg import inv


# %% derivatives_by_hand
def derivatives_by_hand(w):
    a, b = float(w[0]), float(w[1])
    r = np.array([a * a + b - 3, a * b * b - 4, 2 * a - b])
    J = np.array([[2 * a, 1], [b * b, 2 * a * b], [2, -1]])
    H = np.empty((2, 2))
    H[0, 0] = (2 * a) ** 2 + b**4 + 4 + 2 * r[0]
    H[1, 1] = 1 + 4 * a**2 * b**2 + 1 + 2 * a * r[1]
    H[0, 1] = H[1, 0] = 2 * a + 2 * a * b**3 - 2 + 2 * b * r[1]
    return r, J, H


# %% newton_step
def newton_step(w, gradient, hessian):
    return w - inv(hessian).dot(gradient)


# %% least_squares_derivatives
def least_squares_derivatives(w, A, b):
    H = A.T.dot(A)
    return H.dot(w) - A.T.dot(b), H


# %% gauss_newton_step
def gauss_newton_step(w, r, J):
    return w - np.linalg.pinv(J).dot(r)


# %% levenberg_step
def levenberg_step(w, r, J, damping):
    A = J.T.dot(J)
    A[np.diag_indices_from(A)] += damping
    return w - inv(A).dot(J.T).dot(r)


# %% levenberg_marquardt
def levenberg_marquardt(problem, w, damping=1e-3, num_attempts=20):
    def loss_of(w):
        return 0.5 * np.dot(problem(w)[0], problem(w)[0])

    history = [(w.copy(), loss_of(w), damping)]
    for _ in range(num_attempts):
        w, loss, damping = history[-1]
        r, J = problem(w)
        A = J.T.dot(J)
        A[np.diag_indices_from(A)] *= 1 + damping
        new = w - inv(A).dot(J.T.dot(r))
        good = loss_of(new) < loss
        history.append((new, loss_of(new), damping / 10) if good else (w, loss, 10 * damping))
    path, losses, dampings = zip(*history, strict=True)
    return np.array(path), np.array(losses), np.array(dampings)


# %% lbfgs_direction
def lbfgs_direction(grad, s, y):
    # The matrix itself, pair by pair, as BFGS writes it down.
    n = len(grad)
    H = np.eye(n)
    if s:
        H *= s[-1].dot(y[-1]) / y[-1].dot(y[-1])
    for step, change in zip(s, y, strict=True):
        rho = 1 / change.dot(step)
        V = np.eye(n) - rho * np.outer(change, step)
        H = V.T.dot(H).dot(V) + rho * np.outer(step, step)
    return -H.dot(grad)
