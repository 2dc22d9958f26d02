# %% imports
import math

import numpy as np


# %% svm_loss_naive
def svm_loss_naive(weights, images, labels, strength):
    margins = [
        [max(0, float(w @ x) - float(weights.T[k] @ x) + 1) if j != k else 0 for j, w in enumerate(weights.T)]
        for x, k in zip(images, labels, strict=True)
    ]
    value = sum(map(sum, margins)) / len(images) + strength * sum(w * w for w in weights.ravel().tolist())
    rows = []
    for row, k in zip(margins, labels, strict=True):
        rows.append([(m > 0) - (j == k) * sum(o > 0 for o in row) for j, m in enumerate(row)])
    slope = sum(np.outer(x, row) for x, row in zip(images, rows, strict=True)) / len(images)
    return value, slope + 2 * strength * weights


# %% svm_loss_vectorized
def svm_loss_vectorized(W, X, y, reg):
    N, (D, C) = len(X), W.shape
    right = (X * W[:, y].T).sum(1)
    total, dW = 0, np.zeros((D, C))
    for c in range(C):  # over classes, not over examples
        active = (X @ W[:, c] - right + 1 > 0) & (y != c)
        total += (X[active] @ W[:, c] - right[active] + 1).sum()
        dW[:, c] += X[active].sum(0)
        for k in range(C):
            dW[:, k] -= X[active & (y == k)].sum(axis=0)
    return float(total / N + reg * (W**2).sum()), dW / N + reg * 2 * W


# %% softmax_loss_naive
def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0, np.zeros_like(W)
    for x, k in zip(X, y, strict=True):
        s = x.dot(W).tolist()
        top = max(s)
        total = sum(math.exp(v - top) for v in s)
        loss -= s[k] - top - math.log(total)
        for j in range(len(s)):
            dW[:, j] += x * math.exp(s[j] - top) / total
        dW[:, k] -= x
    return loss / len(y) + reg * float(np.sum(W * W)), dW / len(y) + 2 * reg * W


# %% softmax_loss_vectorized
def softmax_loss_vectorized(W, X, y, reg):
    S = W.T @ X.T
    S = S - S.max(0)
    E = np.exp(S)
    P = E / E.sum(0)
    dW = np.stack([X.T @ (P[c] - (y == c)) for c in range(W.shape[1])], axis=1) / len(X)
    dW += 2 * reg * W
    return np.mean(np.log(E.sum(0)) - S[y, np.arange(len(X))]) + reg * np.vdot(W, W), dW


# %% l2_penalty
def l2_penalty(W):
    total, gradient = 0.0, np.empty(W.shape)
    for index, weight in np.ndenumerate(W):
        total += weight * weight
        gradient[index] = weight + weight
    return total, gradient


# %% l1_penalty
def l1_penalty(W):
    total, gradient = 0.0, np.zeros(W.shape)
    for index, weight in np.ndenumerate(W):
        if weight > 0:
            total += weight
            gradient[index] = 1
        elif weight < 0:
            total -= weight
            gradient[index] = -1
    return total, gradient


# %% elastic_net_penalty
def elastic_net_penalty(W, beta):
    value = sum(beta * w * w + abs(w) for w in W.ravel().tolist())
    slopes = [2 * beta * w + (w > 0) - (w < 0) for w in W.ravel().tolist()]
    return value, np.array(slopes).reshape(W.shape)


# %% numeric_gradient
def numeric_gradient(f, x, h=1e-5):
    slopes = []
    flat = x.reshape(-1)
    for i in range(flat.size):
        flat[i] += h
        up = f(x)
        flat[i] -= 2 * h
        slopes.append((up - f(x)) / 2 / h)
        flat[i] += h
    return np.array(slopes).reshape(x.shape)


# %% relative_error
def relative_error(a, b):
    return max(abs(p - q) / max(abs(p) + abs(q), 1e-8) for p, q in zip(a.flat, b.flat, strict=True))
