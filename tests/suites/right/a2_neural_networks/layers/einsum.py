# %% imports
import numpy as np


class Kept:
    """A cache of a student's own kind."""

    def __init__(self, **content):
        self.__dict__.update(content)


# %% product_of_sum
def product_of_sum(x, y, z):
    dx, dy, dz = np.array([z, z, x + y])
    return (x + y) * z, dx, dy, dz


# %% sigmoid_neuron
def sigmoid_neuron(w, x):
    inputs = np.concatenate([x, np.ones(1)])
    value = 0.5 * (1.0 + np.tanh(np.einsum("i,i", w, inputs) / 2))
    return value, value * (1 - value) * inputs, (value - value**2) * w[:-1]


# %% sigmoid_forward
def sigmoid_forward(x):
    return 0.5 * (1.0 + np.tanh(x / 2)), Kept(x=x)


# %% sigmoid_backward
def sigmoid_backward(dout, cache):
    return dout / (4.0 * np.cosh(np.clip(cache.x / 2, -300, 300)) ** 2)


# %% tanh_forward
def tanh_forward(x):
    return 2.0 / (1.0 + np.exp(-2.0 * x)) - 1.0, Kept(x=x)


# %% tanh_backward
def tanh_backward(dout, cache):
    return dout - dout * np.tanh(cache.x) ** 2


# %% relu_forward
def relu_forward(x):
    return np.where(x > 0, x, 0), np.heaviside(x, 0.0)


# %% relu_backward
def relu_backward(dout, cache):
    return np.einsum("...,...->...", dout, cache)


# %% leaky_relu_forward
def leaky_relu_forward(x, alpha=0.01):
    slope = np.where(x > 0, 1.0, alpha)
    return slope * x, slope


# %% leaky_relu_backward
def leaky_relu_backward(dout, cache):
    return cache * dout


# %% elu_forward
def elu_forward(x, alpha=1.0):
    low = np.minimum(x, 0.0)
    slope = np.where(x < 0, alpha * np.exp(low), 1.0)
    return np.maximum(x, 0.0) + alpha * np.expm1(low), slope


# %% elu_backward
def elu_backward(dout, cache):
    return np.multiply(cache, dout)


# %% maxout_forward
def maxout_forward(x, w1, b1, w2, b2):
    w, b = np.stack([w1, w2]), np.stack([b1, b2])
    maps = np.einsum("nd,kdm->knm", x, w) + b[:, np.newaxis]
    return maps.max(axis=0), Kept(x=x, w=w, won=np.eye(2)[:, maps.argmax(axis=0)])


# %% maxout_backward
def maxout_backward(dout, cache):
    shares = cache.won * dout
    dx = np.einsum("knm,kdm->nd", shares, cache.w)
    dw = np.einsum("nd,knm->kdm", cache.x, shares)
    db = np.einsum("knm->km", shares)
    return dx, dw[0], db[0], dw[1], db[1]


# %% affine_forward
def affine_forward(x, w, b):
    flat = x.reshape(x.shape[0], -1)
    return np.einsum("nd,dm->nm", flat, w) + b, Kept(flat=flat, w=w, shape=x.shape)


# %% affine_backward
def affine_backward(dout, cache):
    dx = np.einsum("nm,dm->nd", dout, cache.w).reshape(cache.shape)
    return dx, np.einsum("nd,nm->dm", cache.flat, dout), np.einsum("nm->m", dout)


# %% svm_loss
def svm_loss(x, y):
    right = np.eye(x.shape[1])[y]
    gaps = x - np.einsum("nc,nc->n", x, right)[:, None] + 1.0 - right
    violated = ((gaps > 0) & (right == 0)).astype(float)
    dx = violated - right * violated.sum(axis=1, keepdims=True)
    return np.einsum("nc,nc->", gaps, violated) / len(x), dx / len(x)


# %% softmax_loss
def softmax_loss(x, y):
    right = np.eye(x.shape[1])[y]
    logs = x - np.logaddexp.reduce(x, axis=1)[:, None]
    return -np.einsum("nc,nc->", logs, right) / len(x), (np.exp(logs) - right) / len(x)


# %% dead_relu_fraction
def dead_relu_fraction(activations):
    return 1.0 - np.count_nonzero(activations.any(axis=0)) / activations.shape[1]
