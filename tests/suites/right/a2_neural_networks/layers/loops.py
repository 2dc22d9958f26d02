# %% imports
import math

import numpy as np


# %% product_of_sum
def product_of_sum(x, y, z):
    return x * z + y * z, z, z, x + y


# %% sigmoid_neuron
def sigmoid_neuron(w, x):
    score = sum(a * b for a, b in zip(w, [*x, 1.0], strict=True))
    value = 1.0 / (1.0 + math.exp(-score))
    slope = math.exp(-score) * value**2
    return value, np.array([slope * each for each in [*x, 1.0]]), np.array([slope * w[0], slope * w[1]])


# %% sigmoid_forward
def sigmoid_forward(x):
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        if x[index] >= 0:
            out[index] = 1.0 / (1.0 + math.exp(-x[index]))
        else:
            out[index] = math.exp(x[index]) / (1.0 + math.exp(x[index]))
    return out, {"out": out}


# %% sigmoid_backward
def sigmoid_backward(dout, cache):
    dx = np.empty(dout.shape)
    for index in np.ndindex(dout.shape):
        out = cache["out"][index]
        dx[index] = dout[index] * out * (1.0 - out)
    return dx


# %% tanh_forward
def tanh_forward(x):
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        out[index] = math.tanh(x[index])
    return out, (x, out)


# %% tanh_backward
def tanh_backward(dout, cache):
    _, out = cache
    dx = np.empty(dout.shape)
    for index in np.ndindex(dout.shape):
        dx[index] = dout[index] * (1.0 - out[index]) * (1.0 + out[index])
    return dx


# %% relu_forward
def relu_forward(x):
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        out[index] = max(0.0, x[index])
    return out, [x]


# %% relu_backward
def relu_backward(dout, cache):
    dx = np.zeros(dout.shape)
    for index in np.ndindex(dout.shape):
        if cache[0][index] > 0:
            dx[index] = dout[index]
    return dx


# %% leaky_relu_forward
def leaky_relu_forward(x, alpha=0.01):
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        out[index] = x[index] if x[index] > 0 else alpha * x[index]
    return out, {"x": x, "alpha": alpha}


# %% leaky_relu_backward
def leaky_relu_backward(dout, cache):
    dx = np.zeros(dout.shape)
    for index in np.ndindex(dout.shape):
        dx[index] = dout[index] * (1.0 if cache["x"][index] > 0 else cache["alpha"])
    return dx


# %% elu_forward
def elu_forward(x, alpha=1.0):
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        out[index] = x[index] if x[index] > 0 else alpha * math.expm1(x[index])
    return out, (x, alpha)


# %% elu_backward
def elu_backward(dout, cache):
    x, alpha = cache
    dx = np.zeros(dout.shape)
    for index in np.ndindex(dout.shape):
        dx[index] = dout[index] * (1.0 if x[index] >= 0 else alpha * math.exp(x[index]))
    return dx


# %% maxout_forward
def maxout_forward(x, w1, b1, w2, b2):
    out = np.zeros((len(x), len(b1)))
    winners = np.zeros(out.shape, dtype=int)
    for i in range(len(x)):
        for j in range(len(b1)):
            pair = (x[i] @ w1[:, j] + b1[j], x[i] @ w2[:, j] + b2[j])
            winners[i, j] = int(pair[1] > pair[0])
            out[i, j] = max(pair)
    return out, (x, (w1, w2), winners)


# %% maxout_backward
def maxout_backward(dout, cache):
    x, weights, winners = cache
    dx = np.zeros(x.shape)
    dw = [np.zeros(weights[0].shape), np.zeros(weights[1].shape)]
    db = [np.zeros(dout.shape[1]), np.zeros(dout.shape[1])]
    for i in range(dout.shape[0]):
        for j in range(dout.shape[1]):
            k = winners[i, j]
            dx[i] += dout[i, j] * weights[k][:, j]
            dw[k][:, j] += dout[i, j] * x[i]
            db[k][j] += dout[i, j]
    return dx, dw[0], db[0], dw[1], db[1]


# %% affine_forward
def affine_forward(x, w, b):
    out = np.zeros((x.shape[0], w.shape[1]))
    for i in range(x.shape[0]):
        row = x[i].ravel()
        for j in range(w.shape[1]):
            out[i, j] = b[j] + sum(row[k] * w[k, j] for k in range(len(row)))
    return out, (x, w, b)


# %% affine_backward
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for i in range(x.shape[0]):
        dx[i] = sum(dout[i, j] * w[:, j] for j in range(w.shape[1])).reshape(x.shape[1:])
        dw += np.outer(x[i], dout[i])
        db += dout[i]
    return dx, dw, db


# %% svm_loss
def svm_loss(x, y):
    loss, dx = 0.0, np.zeros(x.shape)
    for i in range(len(x)):
        for j in range(x.shape[1]):
            margin = x[i, j] - x[i, y[i]] + 1.0
            if j != y[i] and margin > 0:
                loss += margin / len(x)
                dx[i, j] += 1.0 / len(x)
                dx[i, y[i]] -= 1.0 / len(x)
    return loss, dx


# %% softmax_loss
def softmax_loss(x, y):
    loss, dx = 0.0, np.zeros(x.shape)
    for i in range(len(x)):
        weights = [math.exp(score - max(x[i])) for score in x[i]]
        loss += (math.log(sum(weights)) + max(x[i]) - x[i, y[i]]) / len(x)
        for j, weight in enumerate(weights):
            dx[i, j] = (weight / sum(weights) - (j == y[i])) / len(x)
    return loss, dx


# %% dead_relu_fraction
def dead_relu_fraction(activations):
    dead = 0
    for unit in activations.T:
        if all(each == 0 for each in unit):
            dead += 1
    return dead / activations.shape[1]
