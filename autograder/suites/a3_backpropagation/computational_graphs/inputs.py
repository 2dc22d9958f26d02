"""What the functions of the notebook are asked for, drawn widely: signs, zeros, far from 0 and near it."""

GATES = ("add", "sub", "mul", "div", "max")


def numbers(name, count, scale=2.0):
    """Return the draw of a function of `count` numbers; no two of a draw are alike, so no maximum is tied."""

    def draw(rng):
        for point in scale * rng.standard_normal((20, count)):
            yield name, *point.tolist()
        for place in range(count):
            point = scale * rng.standard_normal(count)
            point[place] = 0.0
            yield name, *point.tolist()
        yield name, *(1e-3 * rng.standard_normal(count)).tolist()

    return draw


def gate_backward(rng):
    """Draw inputs and upstream slopes for every gate; no denominator is 0."""
    for gate in GATES:
        for a, b, upstream in 2.0 * rng.standard_normal((12, 3)):
            yield "gate_backward", gate, float(a), float(b), float(upstream)
        yield "gate_backward", gate, 0.0, 1.5, 2.0
        yield "gate_backward", gate, 1.5, -2.0, 0.0
        yield "gate_backward", gate, 1.0, 1.0 + 1e-3, 1.0


def toy_model(rng):
    """Draw examples and parameters."""
    for scale in (0.0, 0.1, 0.5, 0.5, 1.0, 1.0, 1.0):
        x, y = rng.standard_normal(2).tolist()
        yield "toy_model", x, y, scale * rng.standard_normal(4), scale * rng.standard_normal(4)
        yield "toy_model", 0.0, y, scale * rng.standard_normal(4), scale * rng.standard_normal(4)


INPUTS = {
    "product_of_sum_graph": numbers("product_of_sum_graph", 3),
    "gate_backward": gate_backward,
    "shared_input_graph": numbers("shared_input_graph", 3),
    "sigmoid_neuron_graph": numbers("sigmoid_neuron_graph", 5, scale=1.0),
    "perceptron_chain": numbers("perceptron_chain", 6, scale=1.0),
    "toy_model": toy_model,
}
