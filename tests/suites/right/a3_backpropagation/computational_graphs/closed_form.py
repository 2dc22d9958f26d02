# %% imports
import math

import numpy as np


# %% product_of_sum_graph
def product_of_sum_graph(x, y, z):
    return (
        {"q": x + y, "f": x * z + y * z},
        {"x": z, "y": z, "q": z, "z": x + y, "f": 1},
    )


# %% gate_backward
def gate_backward(gate, a, b, upstream):
    if gate == "add":
        local = 1, 1
    elif gate == "sub":
        local = 1, -1
    elif gate == "mul":
        local = b, a
    elif gate == "div":
        local = b**-1, -a * b**-2
    else:
        local = int(a > b), int(b > a)
    return upstream * local[0], upstream * local[1]


# %% shared_input_graph
def shared_input_graph(x, y, z):
    larger = float(y > z)
    winner = larger * y + (1.0 - larger) * z
    values = {"a": x + y, "b": winner, "f": (x + y) * winner}
    slopes = {
        "f": 1.0,
        "a": winner,
        "b": x + y,
        "x": winner,
        "y": winner + (x + y) * larger,
        "z": (x + y) * (1.0 - larger),
    }
    return values, slopes


# %% sigmoid_neuron_graph
def sigmoid_neuron_graph(w0, x0, w1, x1, w2):
    score = w0 * x0 + w1 * x1 + w2
    f = 1 / (1 + math.exp(-score))
    values = {
        "p0": w0 * x0,
        "p1": w1 * x1,
        "sum": w0 * x0 + w1 * x1,
        "score": score,
        "minus": -score,
        "exp": math.exp(-score),
        "plus": 1 + math.exp(-score),
        "f": f,
    }
    slope = f * (1 - f)
    slopes = {"f": 1.0, "plus": -(f**2), "exp": -(f**2), "minus": -slope}
    slopes.update(dict.fromkeys(["score", "sum", "p0", "p1", "w2"], slope))
    slopes.update(w0=slope * x0, x0=slope * w0, w1=slope * x1, x1=slope * w1)
    return values, slopes


# %% perceptron_chain
def perceptron_chain(x, y, w1, b, w2, w3):
    """Each slope as a product of its own, as the lecture writes them."""
    a1 = w1 * x + b
    f1 = 1 / (1 + math.exp(-a1))
    a2 = w2 * f1
    f2 = 1 / (1 + math.exp(-a2))
    a3 = w3 * f2
    f3 = 1 / (1 + math.exp(-a3))
    loss = 0.5 * (y - f3) ** 2
    s1, s2, s3 = f1 - f1 * f1, f2 - f2 * f2, f3 - f3 * f3
    slopes = {
        "loss": 1.0,
        "f3": -(y - f3),
        "a3": -(y - f3) * s3,
        "w3": -(y - f3) * s3 * f2,
        "f2": -(y - f3) * s3 * w3,
        "a2": -(y - f3) * s3 * w3 * s2,
        "w2": -(y - f3) * s3 * w3 * s2 * f1,
        "f1": -(y - f3) * s3 * w3 * s2 * w2,
        "a1": -(y - f3) * s3 * w3 * s2 * w2 * s1,
        "w1": -(y - f3) * s3 * w3 * s2 * w2 * s1 * x,
        "b": -(y - f3) * s3 * w3 * s2 * w2 * s1,
    }
    return {"a1": a1, "f1": f1, "a2": a2, "f2": f2, "a3": a3, "f3": f3, "loss": loss}, slopes


# %% toy_model
def toy_model(x, y, beta, omega):
    b0, b1, b2, b3 = beta
    o0, o1, o2, o3 = omega
    f0 = b0 + o0 * x
    f1 = b1 + o1 * np.sin(f0)
    f2 = b2 + o2 * np.exp(f1)
    f3 = b3 + o3 * np.cos(f2)
    error = f3 - y
    values = {"f0": f0, "h1": np.sin(f0), "f1": f1, "h2": np.exp(f1), "f2": f2, "h3": np.cos(f2), "f3": f3}
    values["loss"] = error * error
    to_f2 = -2 * error * o3 * np.sin(f2)
    to_f1 = to_f2 * o2 * np.exp(f1)
    to_f0 = to_f1 * o1 * np.cos(f0)
    slopes = {
        "loss": 1,
        "f3": 2 * error,
        "h3": 2 * error * o3,
        "f2": to_f2,
        "h2": to_f2 * o2,
        "f1": to_f1,
        "h1": to_f1 * o1,
        "f0": to_f0,
        "beta": np.array([to_f0, to_f1, to_f2, 2 * error]),
        "omega": np.array([to_f0 * x, to_f1 * np.sin(f0), to_f2 * np.exp(f1), 2 * error * np.cos(f2)]),
    }
    return values, slopes
