# %% imports
import math

import numpy as np


def eliminate(A, b):
    """Solve a small system by elimination with the largest pivot."""
    A, b = [list(map(float, row)) for row in A], [float(x) for x in b]
    n = len(b)
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(A[i][k]))
        A[k], A[p], b[k], b[p] = A[p], A[k], b[p], b[k]
        for i in range(k + 1, n):
            f = A[i][k] / A[k][k]
            A[i] = [x - f * z for x, z in zip(A[i], A[k], strict=True)]
            b[i] -= f * b[k]
    x = [0.0] * n
    for k in reversed(range(n)):
        x[k] = (b[k] - sum(A[k][j] * x[j] for j in range(k + 1, n))) / A[k][k]
    return np.array(x)


def normal(r, J):
    """Return the two sides of the normal equations, entry by entry."""
    m, n = J.shape
    A = [[sum(J[k, i] * J[k, j] for k in range(m)) for j in range(n)] for i in range(n)]
    return A, [sum(J[k, i] * r[k] for k in range(m)) for i in range(n)]


# %% derivatives_by_hand
def derivatives_by_hand(w):
    a, b = w.tolist()
    r = [a**2 + b - 3, a * b**2 - 4, 2 * a - b]
    J = [[2 * a, 1.0], [b**2, 2 * a * b], [2.0, -1.0]]
    second = [[[2, 0], [0, 0]], [[0, 2 * b], [2 * b, 2 * a]], [[0, 0], [0, 0]]]
    H = np.zeros((2, 2))
    for k in range(3):
        for i in range(2):
            for j in range(2):
                H[i, j] += J[k][i] * J[k][j] + r[k] * second[k][i][j]
    return np.array(r), np.array(J), H


# %% newton_step
def newton_step(w, gradient, hessian):
    return w - eliminate(hessian, gradient)


# %% least_squares_derivatives
def least_squares_derivatives(w, A, b):
    m, n = A.shape
    gradient, hessian = np.zeros(n), np.zeros((n, n))
    for k in range(m):
        gradient += (A[k] @ w - b[k]) * A[k]
        hessian += np.outer(A[k], A[k])
    return gradient, hessian


# %% gauss_newton_step
def gauss_newton_step(w, r, J):
    return w - eliminate(*normal(r, J))


# %% levenberg_step
def levenberg_step(w, r, J, damping):
    A, b = normal(r, J)
    for i in range(len(w)):
        A[i][i] += damping
    return w - eliminate(A, b)


# %% levenberg_marquardt
def levenberg_marquardt(problem, w, damping=1e-3, num_attempts=20):
    path = np.zeros((num_attempts + 1, len(w)))
    losses, dampings = np.zeros(num_attempts + 1), np.zeros(num_attempts + 1)
    path[0], dampings[0] = w, damping
    losses[0] = sum(x**2 for x in problem(w)[0]) / 2
    for k in range(num_attempts):
        r, J = problem(path[k])
        A, b = normal(r, J)
        for i in range(len(w)):
            A[i][i] += dampings[k] * A[i][i]
        new = path[k] - eliminate(A, b)
        new_loss = sum(x**2 for x in problem(new)[0]) / 2
        better = math.isfinite(new_loss) and new_loss < losses[k]
        path[k + 1] = new if better else path[k]
        losses[k + 1] = new_loss if better else losses[k]
        dampings[k + 1] = dampings[k] / 10 if better else dampings[k] * 10
    return path, losses, dampings


# %% lbfgs_direction
def lbfgs_direction(grad, s, y):
    m, q = len(s), np.array(grad)
    rho = [1 / np.dot(y[i], s[i]) for i in range(m)]
    alpha = [0.0] * m
    for i in range(m - 1, -1, -1):
        alpha[i] = rho[i] * np.dot(s[i], q)
        q -= alpha[i] * y[i]
    r = q * (np.dot(s[m - 1], y[m - 1]) / np.dot(y[m - 1], y[m - 1]) if m else 1.0)
    for i in range(m):
        beta = rho[i] * np.dot(y[i], r)
        r += s[i] * (alpha[i] - beta)
    return np.negative(r)
