"""Checks of the warm-ups, of the affine and of the maxout layer. Every number is worked by hand."""

from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers
from utils.checks.layers_tools import Function, Layer, copies, measured, pair, shaped, untouched
from utils.gradient_check import check_gradient

# ---------------------------------------------------------------- warm-ups


def four_numbers(product_of_sum: Function) -> None:
    """It returns the value and three slopes."""
    result = product_of_sum(1.0, 2.0, 3.0)
    if not isinstance(result, tuple) or len(result) != 4:
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected four numbers, value, dx, dy, dz; got {kind}.")
    for name, each in zip(("value", "dx", "dy", "dz"), result, strict=True):
        shaped(f"The {name}", each, ())


def lecture_product(product_of_sum: Function) -> None:
    """At (-2, 5, -4) the value is -12, the slopes -4, -4, 3."""
    value, *slopes = product_of_sum(-2.0, 5.0, -4.0)
    expect("The value", value, -12.0, Hint(-22.0, "You multiply before you add."))
    expect(
        "dx, dy, dz",
        slopes,
        [-4.0, -4.0, 3.0],
        Hint([1.0, 1.0, 3.0], "dx and dy stop at the sum: multiply by what comes from upstream."),
        Hint([3.0, 3.0, -4.0], "Each factor got its own value: the slope of a factor is the other factor."),
        Hint([-4.0, -4.0, -10.0], "dz is the other factor, x + y, not x y."),
        Hint([8.0, -20.0, 3.0], "dx and dy contain x and y themselves."),
        Hint([-4.0, -4.0, 1.0], "dz is the other factor, x + y."),
    )


def three_parts(sigmoid_neuron: Function) -> None:
    """It returns the value, dw of shape (3,) and dx of shape (2,)."""
    result = sigmoid_neuron(np.array([0.5, -0.5, 0.1]), np.array([1.0, 2.0]))
    if not isinstance(result, tuple) or len(result) != 3:
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected value, dw and dx; got {kind}.")
    shaped("The value", result[0], ())
    shaped("dw", result[1], (3,))
    shaped("dx", result[2], (2,))


def neuron_by_hand(sigmoid_neuron: Function) -> None:
    """Where the score is log 3, the sigmoid is 3/4 and its slope 3/16."""
    w, x, slope = np.array([2.0, -3.0, np.log(3.0) - 4.0]), np.array([-1.0, -2.0]), 3 / 16
    value, dw, dx = sigmoid_neuron(w.copy(), x.copy())
    expect(
        "The value",
        value,
        0.75,
        Hint(0.25, "Your neuron falls where it should rise: check the sign in the exponent."),
        Hint(1 / (1 + np.exp(-4.0)), "The bias w[2] is missing."),
    )
    inputs = np.array([-1.0, -2.0, 1.0])
    expect(
        "dw",
        dw,
        slope * inputs,
        Hint(inputs, "This is the slope of the score: it goes on through the sigmoid."),
        Hint(slope * w, "The slope with respect to a weight is its input, not the weight."),
        Hint(np.array([-slope, -2 * slope, 1.0]), "The bias, too, reaches the value through the sigmoid."),
        Hint(0.75 * inputs, "The slope of the sigmoid is s (1 - s): one factor is missing."),
        Hint(0.25 * inputs, "The slope of the sigmoid is s (1 - s): one factor is missing."),
        Hint(
            np.log(3.0) * (1 - np.log(3.0)) * inputs,
            "s (1 - s) takes the output of the sigmoid, not the score.",
        ),
    )
    expect(
        "dx",
        dx,
        slope * w[:2],
        Hint(w[:2], "This is the slope of the score: it goes on through the sigmoid."),
        Hint(slope * x, "The slope with respect to an input is its weight, not the input."),
    )


def neuron_measured(sigmoid_neuron: Function) -> None:
    """Both gradients agree with the measured slopes of your own value."""
    w, x = np.array([0.7, -0.4, 0.2]), np.array([1.5, -0.8])
    _, dw, dx = sigmoid_neuron(w.copy(), x.copy())
    for name, at, gradient, f in (
        ("dw", w, dw, lambda w: sigmoid_neuron(w, x.copy())[0]),
        ("dx", x, dx, lambda x: sigmoid_neuron(w.copy(), x)[0]),
    ):
        try:
            report = check_gradient(f, at, gradient)
        except (TypeError, ValueError) as error:
            raise CheckFailed(f"{name}: {error}") from None
        if not report.ok:
            raise CheckFailed(f"{name}: {report}")


PRODUCT: tuple[Check, ...] = (four_numbers, lecture_product)
NEURON: tuple[Check, ...] = (three_parts, neuron_by_hand, neuron_measured)

# ---------------------------------------------------------------- affine

X = np.array([[1.0, 2.0], [3.0, 4.0]])
W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
B = np.array([10.0, 20.0, 30.0])
DOUT = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])


def blocks(shape: tuple[int, ...], m: int) -> tuple[Any, Any, Any]:
    """Return x, w and b of an affine layer, no two numbers alike."""
    d = int(np.prod(shape[1:]))
    x = np.linspace(-0.9, 1.1, int(np.prod(shape))).reshape(shape)
    return x, np.linspace(-0.7, 0.8, d * m).reshape(d, m) ** 2, np.linspace(-0.3, 0.2, m)


def affine_form(affine_forward: Function) -> None:
    """It returns the output, of shape (N, M), and a cache."""
    for shape in ((4, 6), (4, 2, 3)):
        out, _ = pair(affine_forward(*blocks(shape, 5)))
        shaped(f"The output for x of shape {shape} and w of shape (6, 5)", out, (4, 5))


def affine_by_hand(affine_forward: Function) -> None:
    """Two examples by hand: 1 + 4 + 10 = 15, and so on."""
    out, _ = pair(affine_forward(*copies((X, W, B))))
    right = np.array([[15.0, 22.0, 29.0], [21.0, 24.0, 27.0]])
    expect(
        "The output",
        out,
        right,
        Hint(right - B, "The bias is missing."),
        Hint(right - 2 * B, "The bias has the wrong sign."),
        Hint(X @ (W + B), "The bias is added once for every input: add it once."),
        Hint(X.T @ W + B, "Your flattening mixes the examples: each row of x is one example."),
    )


def affine_blocks(affine_forward: Function) -> None:
    """An example of shape (2, 3) counts as its six numbers in a row."""
    x, w, b = blocks((4, 2, 3), 5)
    out, _ = pair(affine_forward(*copies((x, w, b))))
    expect(
        "The output",
        out,
        x.reshape(4, 6) @ w + b,
        Hint(x.reshape(6, 4).T @ w + b, "Your flattening mixes the examples: keep the first axis."),
        Hint(x.transpose(0, 2, 1).reshape(4, 6) @ w + b, "You flatten in another order than `reshape` does."),
    )


def affine_keeps(affine_forward: Function) -> None:
    """The arguments stay as they were."""
    untouched(affine_forward, "x w b", *blocks((4, 2, 3), 5))


def parts(result: Any, names: tuple[str, ...], inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the gradients.

    Raises
    ------
    CheckFailed
        If there are not as many as inputs, or one has not the shape of its variable.
    """
    if not isinstance(result, tuple) or len(result) != len(names):
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected {', '.join(names)}; got {kind}.")
    for name, gradient, variable in zip(names, result, inputs, strict=True):
        numbers(name, gradient)
        shaped(name, gradient, variable.shape)
    return result


AFFINE_NAMES = ("dx", "dw", "db")


def affine_shapes(layer: Layer) -> None:
    """It returns dx, dw and db, each of the shape of its variable."""
    for shape in ((4, 6), (4, 2, 3)):
        inputs = blocks(shape, 5)
        parts(layer.gradients(np.ones((4, 5)), *inputs), AFFINE_NAMES, inputs)


def affine_back_by_hand(layer: Layer) -> None:
    """Two examples by hand."""
    dx, dw, db = layer.gradients(DOUT, X, W, B)
    expect(
        "dx", dx, [[-1.0, 2.0], [-1.0, 1.0]],
        Hint(np.array([[-1.0, 2.0], [-1.0, 1.0]]) / 2, "You divide by N: dout holds the 1/N already."),
        Hint(np.ones((2, 3)) @ W.T, "dout is missing in dx."),
    )  # fmt: skip
    right = np.array([[1.0, 3.0, 5.0], [2.0, 4.0, 8.0]])
    expect("dw", dw, right, Hint(right / 2, "You divide by N: dout holds the 1/N already."))
    expect(
        "db",
        db,
        [1.0, 1.0, 3.0],
        Hint([0.5, 0.5, 1.5], "Each example contributes to b once, in full: a sum, not a mean."),
        Hint([2.0, 2.0, 2.0], "dout is missing in db."),
    )


def affine_measured(layer: Layer) -> None:
    """All three agree with the measured slopes of your own forward pass."""
    inputs = blocks((3, 2, 2), 3)
    dout = np.linspace(-1.0, 1.4, 9).reshape(3, 3)
    gradients = parts(layer.gradients(dout, *inputs), AFFINE_NAMES, inputs)
    for part, name in enumerate(AFFINE_NAMES):
        measured(layer, dout, inputs, part, gradients[part], name)


def keeps_dout(layer: Layer) -> None:
    """The upstream gradient stays as it was."""
    _, cache = layer.run(X, W, B)
    untouched(lambda dout: layer.backward(dout, cache), "dout", DOUT)


AFFINE_FORWARD: tuple[Check, ...] = (affine_form, affine_by_hand, affine_blocks, affine_keeps)
AFFINE_BACKWARD: tuple[Check, ...] = (affine_shapes, affine_back_by_hand, affine_measured, keeps_dout)

# ---------------------------------------------------------------- maxout

MAPS = (
    np.array([[1.0, 2.0], [3.0, -4.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0]]),
    np.array([0.0, 0.5]),
    np.array([[0.0, -1.0], [-1.0, 0.0]]),
    np.array([-0.5, 0.0]),
)  # first map: 1, 2.5 and 3, -3.5; second map: -2.5, -1 and 3.5, -3
MAXOUT_NAMES = ("dx", "dw1", "db1", "dw2", "db2")
WON = np.array([[1.0, 2.5], [3.5, -3.0]])
FROM_ABOVE = np.array([[1.0, 10.0], [100.0, 1000.0]])


def maxout_form(maxout_forward: Function) -> None:
    """It returns the output, of shape (N, M), and a cache."""
    x, w, b = blocks((4, 3), 5)
    out, _ = pair(maxout_forward(x, w, b, -w, b + 0.1))
    shaped("The output for x of shape (4, 3) and weights of shape (3, 5)", out, (4, 5))


def maxout_by_hand(maxout_forward: Function) -> None:
    """Two examples by hand: the larger of two maps, output by output."""
    x, w1, b1, w2, b2 = MAPS
    first, second = x @ w1 + b1, x @ w2 + b2
    out, _ = pair(maxout_forward(*copies(MAPS)))
    expect(
        "The output",
        out,
        WON,
        Hint(np.minimum(first, second), "This is the smaller of the two."),
        Hint(first + second, "This is the sum of the two."),
        Hint(first, "The second map has no effect."),
        Hint(second, "The first map has no effect."),
        Hint(np.maximum(0.0, WON), "Below 0 nothing is cut off here: only the two maps compete."),
        Hint(np.maximum(x @ w1, x @ w2), "The biases are missing."),
        Hint(np.maximum(x @ w1 + b2, x @ w2 + b1), "The biases are exchanged."),
    )


def maxout_is_relu(maxout_forward: Function) -> None:
    """With one map 0 and the other the identity it is ReLU."""
    out, _ = pair(
        maxout_forward(np.array([[-2.0, 3.0]]), np.zeros((2, 2)), np.zeros(2), np.eye(2), np.zeros(2))
    )
    expect("The output at -2, 3", out, [[0.0, 3.0]])


def maxout_keeps(maxout_forward: Function) -> None:
    """The arguments stay as they were."""
    untouched(maxout_forward, "x w1 b1 w2 b2", *MAPS)


def maxout_shapes(layer: Layer) -> None:
    """It returns dx, dw1, db1, dw2 and db2, each of the shape of its variable."""
    x, w, b = blocks((4, 3), 5)
    inputs = (x, w, b, -w, b + 0.1)
    parts(layer.gradients(np.ones((4, 5)), *inputs), MAXOUT_NAMES, inputs)


def maxout_biases(layer: Layer) -> None:
    """Each map receives what came from upstream where it won, and nothing elsewhere."""
    _, _, db1, _, db2 = layer.gradients(FROM_ABOVE, *MAPS)
    both = "The loser receives gradient, too: only the winner passed anything on."
    for name, got, right, other in (("db1", db1, [1.0, 10.0], "db2"), ("db2", db2, [100.0, 1000.0], "db1")):
        expect(
            f"{name} for dout = 1, 10 and 100, 1000",
            got,
            right,
            Hint([101.0, 1010.0], both),
            Hint([50.5, 505.0], "You share dout between the maps: the winner receives all of it."),
            Hint([0.0, 0.0], f"{name} receives nothing: it all went to {other}, or to nobody."),
            Hint(np.array(right) / 2, "Each example contributes once, in full: a sum, not a mean."),
            Hint([101.0 - right[0], 1010.0 - right[1]], "The winner's gradient went to the loser."),
        )


def maxout_measured(layer: Layer) -> None:
    """All five agree with the measured slopes of your own forward pass."""
    gradients = parts(layer.gradients(FROM_ABOVE / 100, *MAPS), MAXOUT_NAMES, MAPS)
    for part, name in enumerate(MAXOUT_NAMES):
        measured(layer, FROM_ABOVE / 100, MAPS, part, gradients[part], name)


def maxout_keeps_dout(layer: Layer) -> None:
    """The upstream gradient stays as it was."""
    _, cache = layer.run(*MAPS)
    untouched(lambda dout: layer.backward(dout, cache), "dout", FROM_ABOVE)


MAXOUT_FORWARD: tuple[Check, ...] = (maxout_form, maxout_by_hand, maxout_is_relu, maxout_keeps)
MAXOUT_BACKWARD: tuple[Check, ...] = (maxout_shapes, maxout_biases, maxout_measured, maxout_keeps_dout)
