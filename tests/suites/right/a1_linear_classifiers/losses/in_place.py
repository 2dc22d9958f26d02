# %% imports
import numpy as np


# %% svm_loss_naive
def svm_loss_naive(W, X, y, reg):
    dW = W.copy()
    dW *= 2 * reg * len(X)
    loss = reg * len(X) * np.sum(W**2)
    for i, label in enumerate(y):
        margins = X[i] @ W
        margins -= margins[label] - 1.0
        margins[label] = 0.0
        np.maximum(margins, 0.0, out=margins)
        loss += margins.sum()
        counts = (margins > 0).astype(np.float32)  # small counts are exact in any precision
        counts[label] -= counts.sum()
        dW += X[i][:, None] * counts
    dW /= len(X)
    return loss / len(X), dW


# %% svm_loss_vectorized
def svm_loss_vectorized(W, X, y, reg):
    margins = X @ W
    margins -= margins[np.arange(len(y)), y, None] - 1.0
    margins[np.arange(len(y)), y] = 0.0
    margins.clip(min=0.0, out=margins)
    loss = margins.sum() / len(y) + reg * np.sum(W**2)
    np.sign(margins, out=margins)
    margins[np.arange(len(y)), y] = -margins.sum(axis=1)
    dW = X.T @ margins
    dW /= len(y)
    dW += 2 * reg * W
    return loss, dW


# %% softmax_loss_vectorized
def softmax_loss_vectorized(W, X, y, reg):
    p = X @ W
    p -= p.max(axis=1)[:, None]
    loss = -p[np.arange(len(y)), y].mean()
    np.exp(p, out=p)
    totals = p.sum(axis=1, keepdims=True)
    loss += np.log(totals).mean()
    p /= totals
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return loss + reg * np.sum(W**2), X.T @ p + 2 * reg * W


# %% l2_penalty
def l2_penalty(W):
    squares = W.astype(np.float64)
    squares *= W
    gradient = W.copy()
    gradient *= 2
    return squares.sum(), gradient


# %% l1_penalty
def l1_penalty(W):
    value = np.linalg.norm(W.ravel(), 1)
    gradient = W.copy()
    gradient[W != 0] /= np.abs(W[W != 0])
    return value, gradient


# %% elastic_net_penalty
def elastic_net_penalty(W, beta):
    gradient = W * beta
    value = np.vdot(gradient, W)
    gradient *= 2
    gradient += np.sign(W)
    value += np.abs(W).sum()
    return value, gradient


# %% numeric_gradient
def numeric_gradient(f, x, h=1e-5):
    nudged = x.copy()
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        for step in (h, -h):
            nudged[index] = x[index] + step
            gradient[index] = f(nudged) - gradient[index] if step < 0 else f(nudged)
        gradient[index] /= -2 * h
        nudged[index] = x[index]
    return gradient


# %% relative_error
def relative_error(a, b):
    errors = np.abs(a)
    errors += np.abs(b)
    errors[errors < 1e-8] = 1e-8
    np.divide(np.abs(a - b), errors, out=errors)
    return errors.max()
