# %% imports
import numpy as np


# %% svm_loss_vectorized
def svm_loss_vectorized(W, X, y, reg):
    Y = np.eye(W.shape[1])[y]
    S = np.einsum("nd,dc->nc", X, W)
    M = np.clip(S - np.einsum("nc,nc->n", S, Y)[:, None] + 1, 0, None) * (1 - Y)
    A = (M > 0) * 1.0
    G = A - Y * A.sum(1, keepdims=True)
    dW = np.einsum("nd,nc->dc", X, G) / X.shape[0] + 2 * reg * W
    return np.asarray(M.sum() / X.shape[0] + reg * np.einsum("dc,dc->", W, W)), dW


# %% softmax_loss_naive
def softmax_loss_naive(W, X, y, reg):
    loss, dW = reg * np.einsum("dc,dc->", W, W), 2 * reg * W
    for x, label in zip(X, y, strict=True):
        target = np.eye(W.shape[1])[label]
        scores = np.einsum("d,dc->c", x, W)
        log_p = scores - np.logaddexp.reduce(scores)
        loss -= log_p @ target / len(X)
        dW = dW + np.einsum("d,c->dc", x, np.exp(log_p) - target) / len(X)
    return loss, dW


# %% softmax_loss_vectorized
def softmax_loss_vectorized(W, X, y, reg):
    Y = (y[:, None] == np.arange(W.shape[1])).astype(float)
    logp = np.einsum("nd,dc->nc", X, W)
    logp = logp - np.logaddexp.reduce(logp, axis=1, keepdims=True)
    dW = np.einsum("nd,nc->dc", X, (np.exp(logp) - Y) / len(y))
    return np.array(-(logp * Y).sum() / len(y) + reg * (W**2).sum()), dW + 2 * reg * W


# %% l2_penalty
def l2_penalty(W):
    return np.einsum("ij,ij", W, W), np.multiply(W, 2)


# %% l1_penalty
def l1_penalty(W):
    signs = np.where(W > 0, 1, np.where(W < 0, -1, 0))  # whole numbers are numbers
    return np.einsum("ij,ij", signs, W), signs


# %% elastic_net_penalty
def elastic_net_penalty(W, beta):
    signs = np.sign(W)
    return np.einsum("ij,ij->", W, beta * W + signs), np.einsum(",ij->ij", 2.0 * beta, W) + signs


# %% numeric_gradient
def numeric_gradient(f, x, h=1e-5):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + e) - f(x - e)) / (2 * h) for e in steps], x.shape)


# %% relative_error
def relative_error(a, b):
    both = np.stack([a.ravel(), b.ravel()])
    sizes = np.clip(np.abs(both).sum(axis=0), 1e-8, None)
    return np.linalg.norm(np.diff(both, axis=0)[0] / sizes, np.inf)
