"""What the functions of the notebook are asked for, drawn widely: shapes, zeros, ties, extremes."""

import numpy as np

SHAPES = ((1,), (6,), (4, 3), (1, 5), (5, 1), (2, 3, 2), (2, 2, 3, 2))
ALPHAS = (0.0, 0.01, 0.3, 1.0, 2.0)
SLOPED = ("leaky_relu", "elu")


def output(layer):
    """Return the scenario that runs a forward pass and drops the cache."""
    return lambda code, *inputs: getattr(code, f"{layer}_forward")(*inputs)[0]


def chain(layer):
    """Return the scenario: forward, then backward with its cache."""

    def backward(code, dout, *inputs):
        _, cache = getattr(code, f"{layer}_forward")(*inputs)
        return getattr(code, f"{layer}_backward")(dout, cache)

    return backward


def numbers(rng):
    """Yield arrays of many shapes: random, with zeros, tiny, large, and of one sign."""
    for shape in SHAPES:
        x = 2.0 * rng.standard_normal(shape)
        yield from (x, np.where(rng.random(shape) < 0.5, 0.0, x), -np.abs(x), np.abs(x), 1e-4 * x, 30.0 * x)
    yield np.array([[-1e4, -800.0, -40.0, 0.0], [40.0, 800.0, 1e4, -0.0]])
    yield np.asfortranarray(rng.standard_normal((4, 3)))[::-1]


def pointwise(layer, back):
    """Return the draw of an activation, or of its way back."""

    def draw(rng):
        for x in numbers(rng):
            dout = rng.standard_normal(x.shape)
            for rest in ((), *((alpha,) for alpha in ALPHAS if layer in SLOPED)):
                yield (chain(layer), dout, x, *rest) if back else (output(layer), x, *rest)

    return draw


def affine(back):
    """Return the draw of the affine layer, or of its way back."""

    def draw(rng):
        for n, shape, m in (
            (4, (3,), 5), (5, (5,), 5), (1, (4,), 3), (4, (1,), 3), (4, (3,), 1), (1, (1,), 1),
            (4, (1, 5), 3), (4, (4, 4), 4), (3, (2, 3), 2), (2, (3, 2, 2), 5), (1, (2, 3), 2),
        ):  # fmt: skip
            x, w = rng.standard_normal((n, *shape)), rng.standard_normal((int(np.prod(shape)), m))
            inputs = x, w, rng.standard_normal(m)
            yield (
                (chain("affine"), rng.standard_normal((n, m)), *inputs)
                if back
                else (output("affine"), *inputs)
            )

    return draw


def maxout(back):
    """Return the draw of the maxout layer, or of its way back; no output is tied."""

    def draw(rng):
        for n, d, m in ((4, 3, 5), (5, 5, 5), (1, 4, 3), (7, 1, 1), (6, 2, 3)):
            x, (w1, w2), (b1, b2) = (rng.standard_normal(size) for size in ((n, d), (2, d, m), (2, m)))
            for inputs in ((x, w1, b1, w2, b2), (x, 0 * w1, b1 - 9.0, 0 * w2, b2 - 20.0)):
                dout = rng.standard_normal((n, m))
                yield (chain("maxout"), dout, *inputs) if back else (output("maxout"), *inputs)

    return draw


def losses(name):
    """Return the draw of a loss on scores."""

    def draw(rng):
        for n, c in ((1, 2), (1, 4), (5, 2), (6, 3), (7, 7), (4, 10), (30, 5)):
            x, y = 2.0 * rng.standard_normal((n, c)), rng.integers(0, c, size=n)
            for scores in (x, 0 * x, -x, 1e-6 * x, x + np.linspace(-1e4, 1e4, n)[:, np.newaxis]):
                yield name, scores, y
            yield name, 1e3 * x, np.argmax(x, axis=1)
            yield name, rng.integers(-2, 3, size=(n, c)).astype(float), y
            for dtype in (np.int8, np.uint8, np.int32):
                yield name, x, y.astype(dtype)

    return draw


def product_of_sum(rng):
    """Draw three numbers, zeros and equal ones among them."""
    yield from (("product_of_sum", *map(float, point)) for point in 3.0 * rng.standard_normal((20, 3)))
    yield from (("product_of_sum", *point) for point in ((0.0, 0.0, 0.0), (2.0, -2.0, 3.0), (1.0, 2.0, 0.0)))


def sigmoid_neuron(rng):
    """Draw neurons, some of them nearly saturated."""
    for scale in (0.0, 0.1, 1.0, 1.0, 1.0, 4.0):
        yield "sigmoid_neuron", scale * rng.standard_normal(3), rng.standard_normal(2)


def dead_relu_fraction(rng):
    """Draw outputs of units, some of them dead."""
    for n, h in ((1, 1), (1, 4), (5, 1), (6, 5), (4, 7), (5, 5), (50, 20)):
        fires = np.maximum(0.0, rng.standard_normal((n, h)))
        for activations in (fires, fires * (rng.random(h) < 0.5), 0 * fires, 1e-9 * fires, fires + 0.1):
            yield "dead_relu_fraction", activations


INPUTS = {
    "product_of_sum": product_of_sum,
    "sigmoid_neuron": sigmoid_neuron,
    "affine_forward": affine(back=False),
    "affine_backward": affine(back=True),
    **{
        f"{layer}_{way}": pointwise(layer, way == "backward")
        for layer in ("sigmoid", "tanh", "relu", *SLOPED)
        for way in ("forward", "backward")
    },
    "maxout_forward": maxout(back=False),
    "maxout_backward": maxout(back=True),
    "svm_loss": losses("svm_loss"),
    "softmax_loss": losses("softmax_loss"),
    "dead_relu_fraction": dead_relu_fraction,
}
