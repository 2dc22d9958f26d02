# %% imports
import numpy as np


# %% affine_forward
def affine_forward(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, np.prod(x.shape[1:])).dot(w) + b
    cache = (x, w, b)
    return out, cache


# %% affine_backward
def affine_backward(dout, cache):
    x, w, _ = cache
    N = x.shape[0]
    dx = np.dot(dout, w.T).reshape(x.shape)
    dw = np.dot(x.reshape(N, -1).T, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


# %% relu_forward
def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


# %% relu_backward
def relu_backward(dout, cache):
    x = cache
    dx = dout.copy()
    dx[x <= 0] = 0
    return dx


# %% svm_loss
def svm_loss(x, y):
    N = x.shape[0]
    correct_class_scores = x[np.arange(N), y]
    margins = np.maximum(0, x - correct_class_scores[:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    num_pos = np.sum(margins > 0, axis=1)
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(N), y] -= num_pos
    dx /= N
    return loss, dx


# %% softmax_loss
def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


# %% sigmoid_neuron
def sigmoid_neuron(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1 + np.exp(-dot))
    ddot = (1 - f) * f
    dx = np.array([w[0] * ddot, w[1] * ddot])
    dw = np.array([x[0] * ddot, x[1] * ddot, 1.0 * ddot])
    return f, dw, dx


# %% product_of_sum
def product_of_sum(x, y, z):
    q = x + y
    f = q * z
    dfdz = q
    dfdq = z
    dfdx = 1.0 * dfdq
    dfdy = 1.0 * dfdq
    return f, dfdx, dfdy, dfdz


# %% sigmoid_forward
def sigmoid_forward(x):
    out = 1.0 / (1.0 + np.exp(-x))
    return out, out


# %% leaky_relu_forward
def leaky_relu_forward(x, alpha=0.01):
    out = x.copy()
    out[x <= 0] *= alpha
    return out, (x, alpha)


# %% leaky_relu_backward
def leaky_relu_backward(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    dx[x <= 0] *= alpha
    return dx


# %% elu_forward
def elu_forward(x, alpha=1.0):
    out = np.where(x > 0, x, alpha * (np.exp(x) - 1))
    return out, (x, out, alpha)


# %% elu_backward
def elu_backward(dout, cache):
    x, out, alpha = cache
    return np.where(x >= 0, dout, dout * (out + alpha))


# %% maxout_forward
def maxout_forward(x, w1, b1, w2, b2):
    z1 = x.dot(w1) + b1
    z2 = x.dot(w2) + b2
    out = np.maximum(z1, z2)
    return out, (x, w1, b1, w2, b2, z1, z2)


# %% maxout_backward
def maxout_backward(dout, cache):
    x, w1, _, w2, _, z1, z2 = cache
    mask = (z1 >= z2).astype(float)
    dz1, dz2 = dout * mask, dout * (1 - mask)
    dx = dz1.dot(w1.T) + dz2.dot(w2.T)
    return dx, x.T.dot(dz1), np.sum(dz1, axis=0), x.T.dot(dz2), np.sum(dz2, axis=0)


# %% dead_relu_fraction
def dead_relu_fraction(activations):
    return float(np.mean(np.max(activations, axis=0) == 0))
