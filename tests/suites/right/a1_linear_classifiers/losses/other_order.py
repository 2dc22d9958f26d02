# %% imports
import numpy as np


# %% svm_loss_naive
def svm_loss_naive(W, X, y, reg, delta=1.0):
    loss, dW = np.float64(0), np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        s = W.T.dot(x)
        violated = s - s[label] + delta > 0
        violated[label] = False
        loss += np.sum((s - s[label] + delta)[violated])
        dW += np.outer(x, violated)
        dW[:, label] -= violated.sum() * x
    loss /= len(X)
    dW /= len(X)
    return loss + reg * np.sum(np.square(W)), dW + 2 * reg * W


# %% svm_loss_vectorized
def svm_loss_vectorized(W, X, y, reg):
    n = y.size
    S = X @ W
    S -= np.take_along_axis(S, y[:, None].astype(int), axis=1)
    S += 1
    S[range(n), y] = -np.inf
    mask = S > 0
    dWT = np.zeros_like(W.T)
    i, j = np.nonzero(mask)
    np.add.at(dWT, j, X[i])
    np.subtract.at(dWT, y[i], X[i])
    dWT /= n
    dWT += 2 * reg * W.T
    return [S[mask].sum() / n + reg * np.linalg.norm(W) ** 2, dWT.T]


# %% softmax_loss_naive
def softmax_loss_naive(W, X, y, reg):
    total = 0.0
    dW = 2 * reg * W * len(X)
    for i in reversed(range(len(X))):
        ahead = X[i] @ W - X[i] @ W[:, y[i]]  # the right class leads the others by minus this
        top = max(ahead)
        total += top + np.log(np.exp(ahead - top).sum())
        for j in range(W.shape[1]):
            p = 1 / np.exp(np.clip(ahead - ahead[j], None, 700)).sum()
            dW[:, j] += p * X[i]
        dW[:, y[i]] -= X[i]
    return (total + len(X) * reg * (W * W).sum()) / len(X), dW / len(X)


# %% softmax_loss_vectorized
def softmax_loss_vectorized(W, X, y, reg):
    scores = X @ W
    highest = np.amax(scores, axis=-1)
    shares = np.exp(scores.T - highest).T
    shares /= shares.sum(axis=-1)[:, np.newaxis]
    right = np.zeros(scores.shape, dtype=bool)
    right[np.arange(len(y)), y] = True
    data = -np.log(shares[right]).sum()
    dW = (shares - right).T @ X
    return (data + len(y) * reg * np.linalg.norm(W, "fro") ** 2) / len(y), dW.T / len(y) + reg * W + reg * W


# %% l2_penalty
def l2_penalty(w):
    return np.linalg.norm(w) ** 2, w + w


# %% l1_penalty
def l1_penalty(W):
    g = np.zeros(W.shape, dtype=np.float32)  # -1, 0 and 1 are exact in any precision
    g[W > 0] = 1
    g[W < 0] -= 1
    return float((g * W).sum()), g


# %% elastic_net_penalty
def elastic_net_penalty(W, beta):
    square, dsquare = l2_penalty(W)  # the student's own, from the cells above
    size, dsize = l1_penalty(W)
    return beta * square + size, beta * dsquare + dsize


# %% relative_error
def relative_error(a, b):
    worst = 0.0
    for index in np.ndindex(*a.shape):
        size = abs(a[index]) + abs(b[index])
        worst = max(worst, abs(b[index] - a[index]) / (size if size > 1e-8 else 1e-8))
    return worst
