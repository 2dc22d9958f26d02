# %% imports
import numpy as np


# %% svm_loss_naive
def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    num_classes = W.shape[1]
    num_train = X.shape[0]
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct_class_score = scores[y[i]]
        violated = 0
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - correct_class_score + 1  # note delta = 1
            if margin > 0:
                loss += margin
                violated += 1
                dW[:, j] += X[i, :]
        dW[:, y[i]] -= violated * X[i, :]
    loss /= num_train
    dW /= num_train
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW


# %% svm_loss_vectorized
def svm_loss_vectorized(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    N = X.shape[0]
    S = X.dot(W)
    right = S[np.arange(N), y].reshape(-1, 1)
    M = np.maximum(0, S - right + 1)
    M[np.arange(N), y] = 0
    loss = np.sum(M) / N
    loss += reg * np.sum(W * W)
    M[M > 0] = 1
    M[np.arange(N), y] -= np.sum(M, axis=1)
    dW = np.dot(X.T, M) / N
    dW += 2 * reg * W
    return loss, dW


# %% softmax_loss_naive
def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    for i in range(num_train):
        f = X[i].dot(W)
        f -= np.max(f)
        p = np.exp(f) / np.sum(np.exp(f))
        loss += -np.log(p[y[i]])
        for k in range(num_classes):
            if k == y[i]:
                dW[:, k] += (p[k] - 1) * X[i]
            else:
                dW[:, k] += p[k] * X[i]
    loss /= num_train
    loss += reg * np.sum(W * W)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


# %% softmax_loss_vectorized
def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    p = np.exp(f) / np.sum(np.exp(f), axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(N), y])) / N + reg * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return loss, X.T.dot(p) / N + 2 * reg * W


# %% numeric_gradient
def numeric_gradient(f, x, h=0.00001, verbose=False):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        up = f(x)
        x[ix] = old - h
        down = f(x)
        x[ix] = old
        grad[ix] = (up - down) / (2 * h)
        if verbose:
            print(ix, grad[ix])
        it.iternext()
    return grad


# %% relative_error
def relative_error(x, y):
    difference = np.abs(x - y)
    size = np.maximum(1e-8, np.abs(x) + np.abs(y))
    return np.max(difference / size)
