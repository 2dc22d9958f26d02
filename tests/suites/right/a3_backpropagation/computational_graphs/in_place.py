# %% imports
import numpy as np


# %% product_of_sum_graph
def product_of_sum_graph(x, y, z):
    values, slopes = {}, {"f": np.float64(1)}
    values["q"] = np.add(x, y)
    values["f"] = np.multiply(values["q"], z)
    slopes["z"] = slopes["f"] * values["q"]
    slopes["q"] = slopes["f"] * z
    for name in "xy":
        slopes[name] = slopes["q"]
    return values, slopes


# %% gate_backward
def gate_backward(gate, a, b, upstream):
    match gate:
        case "add":
            da = db = 1.0
        case "sub":
            da, db = 1.0, -1.0
        case "mul":
            da, db = b, a
        case "div":
            da = 1.0 / b
            db = -da * da * a
        case "max":
            da, db = np.float64(a > b), np.float64(a < b)
    da *= upstream
    db *= upstream
    return da, db


# %% shared_input_graph
def shared_input_graph(x, y, z):
    values = {"a": x + y, "b": y if y > z else z}
    values["f"] = values["a"] * values["b"]
    slopes = {"f": 1.0, "x": 0.0, "y": 0.0, "z": 0.0}
    slopes["a"] = slopes["f"] * values["b"]
    slopes["b"] = slopes["f"] * values["a"]
    slopes["x"] += slopes["a"]
    slopes["y"] += slopes["a"]
    slopes["y" if y > z else "z"] += slopes["b"]
    return values, slopes


# %% sigmoid_neuron_graph
def sigmoid_neuron_graph(w0, x0, w1, x1, w2):
    w, x = np.array([w0, w1]), np.array([x0, x1])
    products = w * x
    score = products.sum() + w2
    power = np.exp(-score)
    values = {"p0": products[0], "p1": products[1], "sum": products.sum(), "score": score, "minus": -score}
    values.update({"exp": power, "plus": 1 + power, "f": 1 / (1 + power)})
    slopes = {"f": 1.0}
    slopes["plus"] = slopes["exp"] = -1 / values["plus"] ** 2
    slopes["minus"] = slopes["exp"] * values["exp"]
    slopes["score"] = slopes["sum"] = slopes["p0"] = slopes["p1"] = slopes["w2"] = -slopes["minus"]
    slopes["w0"], slopes["w1"] = slopes["score"] * x
    slopes["x0"], slopes["x1"] = slopes["score"] * w
    return values, slopes


# %% perceptron_chain
def perceptron_chain(x, y, w1, b, w2, w3):
    weights, inputs, scores = [w1, w2, w3], [x], []
    for weight, bias in zip(weights, [b, 0.0, 0.0], strict=True):
        scores.append(weight * inputs[-1] + bias)
        inputs.append(np.exp(scores[-1]) / (1 + np.exp(scores[-1])))
    values = {f"a{k + 1}": score for k, score in enumerate(scores)}
    values |= {f"f{k}": out for k, out in enumerate(inputs) if k}
    values["loss"] = 0.5 * np.square(inputs[-1] - y)
    slopes, upstream = {"loss": 1.0}, inputs[-1] - y
    for k in (3, 2, 1):
        slopes[f"f{k}"] = upstream
        upstream = upstream * inputs[k] * (1 - inputs[k])
        slopes[f"a{k}"] = upstream
        slopes[f"w{k}"] = upstream * inputs[k - 1]
        upstream = upstream * weights[k - 1]
    slopes["b"] = slopes["a1"]
    return values, slopes


# %% toy_model
def toy_model(x, y, beta, omega):
    h, f = np.array([x, 0.0, 0.0, 0.0]), np.zeros(4)
    for k, function in enumerate((np.sin, np.exp, np.cos, None)):
        f[k] = beta[k] + omega[k] * h[k]
        if function:
            h[k + 1] = function(f[k])
    values = {f"f{k}": f[k] for k in range(4)} | {f"h{k}": h[k] for k in (1, 2, 3)}
    values["loss"] = np.square(f[3] - y)
    df, dh = np.zeros(4), np.zeros(4)
    df[3] = 2 * (f[3] - y)
    for k, slope in ((3, -np.sin(f[2])), (2, h[2]), (1, np.cos(f[0]))):
        dh[k] = omega[k] * df[k]
        df[k - 1] = slope * dh[k]
    slopes = {f"f{k}": df[k] for k in range(4)} | {f"h{k}": dh[k] for k in (1, 2, 3)}
    return values, slopes | {"loss": 1.0, "beta": df, "omega": df * h}
