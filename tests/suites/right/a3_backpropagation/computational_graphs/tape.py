# %% imports
import math

import numpy as np


class Tape:
    """Records steps with their local slopes, and walks back through them."""

    def __init__(self, **inputs):
        self.numbers = dict(inputs)
        self.steps = []

    def step(self, name, value, **local):
        self.numbers[name] = value
        self.steps.append((name, local))
        return value

    def back(self):
        slopes = dict.fromkeys(self.numbers, 0.0)
        slopes[self.steps[-1][0]] = 1.0
        for name, local in reversed(self.steps):
            for source, slope in local.items():
                slopes[source] += slopes[name] * slope
        return slopes


def sigmoid(a):
    return 1.0 / (1.0 + math.exp(-a))


# %% product_of_sum_graph
def product_of_sum_graph(x, y, z):
    tape = Tape(x=x, y=y, z=z)
    q = tape.step("q", x + y, x=1.0, y=1.0)
    tape.step("f", q * z, q=z, z=q)
    return tape.numbers, tape.back()


# %% gate_backward
def gate_backward(gate, a, b, upstream):
    tape = Tape(a=a, b=b)
    local = {
        "add": lambda: (1.0, 1.0),
        "sub": lambda: (1.0, -1.0),
        "mul": lambda: (b, a),
        "div": lambda: (1.0 / b, -(a / b) / b),
        "max": lambda: (1.0, 0.0) if max(a, b) == a else (0.0, 1.0),
    }
    da, db = local[gate]()
    tape.step("out", None, a=da, b=db)
    tape.step("end", None, out=upstream)
    slopes = tape.back()
    return [slopes["a"], slopes["b"]]


# %% shared_input_graph
def shared_input_graph(x, y, z):
    tape = Tape(x=x, y=y, z=z)
    a = tape.step("a", x + y, x=1.0, y=1.0)
    b = tape.step("b", max(y, z), **({"y": 1.0} if y > z else {"z": 1.0}))
    tape.step("f", a * b, a=b, b=a)
    return tape.numbers, tape.back()


# %% sigmoid_neuron_graph
def sigmoid_neuron_graph(w0, x0, w1, x1, w2):
    tape = Tape(w0=w0, x0=x0, w1=w1, x1=x1, w2=w2)
    p0 = tape.step("p0", w0 * x0, w0=x0, x0=w0)
    p1 = tape.step("p1", w1 * x1, w1=x1, x1=w1)
    total = tape.step("sum", p0 + p1, p0=1.0, p1=1.0)
    score = tape.step("score", total + w2, sum=1.0, w2=1.0)
    minus = tape.step("minus", -score, score=-1.0)
    power = tape.step("exp", math.exp(minus), minus=math.exp(minus))
    plus = tape.step("plus", 1.0 + power, exp=1.0)
    tape.step("f", 1.0 / plus, plus=-1.0 / plus**2)
    return tape.numbers, tape.back()


# %% perceptron_chain
def perceptron_chain(x, y, w1, b, w2, w3):
    tape = Tape(w1=w1, b=b, w2=w2, w3=w3)
    a1 = tape.step("a1", w1 * x + b, w1=x, b=1.0)
    f1 = tape.step("f1", sigmoid(a1), a1=sigmoid(a1) * sigmoid(-a1))
    a2 = tape.step("a2", w2 * f1, w2=f1, f1=w2)
    f2 = tape.step("f2", sigmoid(a2), a2=sigmoid(a2) * sigmoid(-a2))
    a3 = tape.step("a3", w3 * f2, w3=f2, f2=w3)
    f3 = tape.step("f3", sigmoid(a3), a3=sigmoid(a3) * sigmoid(-a3))
    tape.step("loss", (f3 - y) ** 2 / 2, f3=f3 - y)
    return tape.numbers, tape.back()


# %% toy_model
def toy_model(x, y, beta, omega):
    names = [f"beta{k}" for k in range(4)], [f"omega{k}" for k in range(4)]
    tape = Tape(**dict(zip(names[0] + names[1], [*beta, *omega], strict=True)))
    functions = [(np.sin, np.cos), (np.exp, np.exp), (np.cos, lambda at: -np.sin(at))]
    h, before = x, None
    for k in range(4):
        local = {f"beta{k}": 1.0, f"omega{k}": h} | ({before: omega[k]} if before else {})
        f = tape.step(f"f{k}", beta[k] + omega[k] * h, **local)
        if k < 3:
            function, slope = functions[k]
            h, before = tape.step(f"h{k + 1}", function(f), **{f"f{k}": slope(f)}), f"h{k + 1}"
    tape.step("loss", (f - y) ** 2, f3=2 * (f - y))
    slopes = tape.back()
    slopes["beta"] = np.array([slopes[name] for name in names[0]])
    slopes["omega"] = np.array([slopes[name] for name in names[1]])
    return tape.numbers, slopes
