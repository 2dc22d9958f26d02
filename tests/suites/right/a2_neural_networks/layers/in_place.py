# %% imports
import numpy as np


def steps(x):
    return (x > 0).astype(np.int8)


# %% sigmoid_forward
def sigmoid_forward(x):
    out = np.zeros_like(x)
    up = x >= 0
    out[up] = 1.0 / (1.0 + np.exp(-x[up]))
    out[~up] = np.exp(x[~up])
    out[~up] /= 1.0 + out[~up]
    return out, out.copy()


# %% sigmoid_backward
def sigmoid_backward(dout, cache):
    dx = 1.0 - cache
    dx *= cache
    dx *= dout
    return dx


# %% tanh_forward
def tanh_forward(x):
    out = x.copy()
    np.tanh(out, out=out)
    return out, 1.0 - out * out


# %% tanh_backward
def tanh_backward(dout, cache):
    dx = dout.copy()
    dx *= cache
    return dx


# %% relu_forward
def relu_forward(x):
    out = x.copy()
    out *= steps(x)
    return out, steps(x)


# %% relu_backward
def relu_backward(dout, cache):
    dx = np.array(dout)
    dx *= cache
    return dx


# %% leaky_relu_forward
def leaky_relu_forward(x, alpha=0.01):
    out = np.copy(x)
    np.multiply(out, alpha, out=out, where=x <= 0)
    return out, (steps(x), alpha)


# %% leaky_relu_backward
def leaky_relu_backward(dout, cache):
    open_side, alpha = cache
    dx = alpha * dout
    dx += (1 - alpha) * dout * open_side
    return dx


# %% elu_forward
def elu_forward(x, alpha=1.0):
    out, low = x.copy(), x < 0
    out[low] = alpha * np.expm1(x[low])
    return out, (out, low, alpha)


# %% elu_backward
def elu_backward(dout, cache):
    out, low, alpha = cache
    dx = dout.copy()
    dx[low] *= out[low] + alpha
    return dx


# %% maxout_forward
def maxout_forward(x, w1, b1, w2, b2):
    out, other = x @ w1, x @ w2
    out += b1
    other += b2
    second = other > out
    out[second] = other[second]
    return out, {"x": x, "w1": w1, "w2": w2, "second": second}


# %% maxout_backward
def maxout_backward(dout, cache):
    d1, d2 = dout.copy(), dout.copy()
    d1[cache["second"]] = 0
    d2[~cache["second"]] = 0
    dx = d1 @ cache["w1"].T
    dx += d2 @ cache["w2"].T
    ones = np.ones(len(dout))
    return dx, cache["x"].T @ d1, ones @ d1, cache["x"].T @ d2, ones @ d2


# %% affine_forward
def affine_forward(x, w, b):
    out = np.tile(b, (len(x), 1))
    out += np.reshape(x, (len(x), w.shape[0])) @ w
    return out, (x.copy(), w.copy())


# %% affine_backward
def affine_backward(dout, cache):
    x, w = cache
    dx = np.empty(x.shape)
    dx.reshape(len(x), -1)[:] = dout @ w.T
    dw = np.tensordot(x, dout, axes=(0, 0)).reshape(w.shape)
    return dx, dw, np.add.reduce(dout)


# %% svm_loss
def svm_loss(x, y):
    n = np.arange(len(x))
    m = x - x[n, y].reshape(-1, 1)
    m += 1
    m[n, y] = 0
    m[m < 0] = 0
    loss = m.sum(axis=1).mean()
    m[m > 0] = 1
    m[n, y] -= m.sum(axis=1)
    m /= len(x)
    return loss, m


# %% softmax_loss
def softmax_loss(x, y):
    n = np.arange(len(x))
    p = x.copy()
    p -= p.max(axis=1, keepdims=True)
    loss = -p[n, y].mean()
    np.exp(p, out=p)
    total = p.sum(axis=1)
    loss += np.log(total).mean()
    p /= total[:, None]
    p[n, y] -= 1
    p /= len(x)
    return loss, p


# %% dead_relu_fraction
def dead_relu_fraction(activations):
    awake = np.zeros(activations.shape[1], dtype=bool)
    for example in activations:
        awake |= example > 0
    return np.mean(~awake)


# %% product_of_sum
def product_of_sum(x, y, z):
    total = x
    total += y
    return total * z, z, z, total


# %% sigmoid_neuron
def sigmoid_neuron(w, x):
    dw = np.ones(3)
    dw[:2] = x
    value = np.exp(-np.logaddexp(0.0, -(dw @ w)))
    dw *= value
    dw *= 1 - value
    return value, dw, w[:2] * dw[2]
