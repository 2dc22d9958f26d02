"""Checks of a network of any depth: two inputs, two hidden layers of two units, two classes, by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers
from utils.gradient_check import check_gradient

Array = NDArray[Any]
# x = (1, 2) gives 3 and -1, of which 3 and 0 are left; then 2 and 1; both scores are 3.
X, Y = np.array([[1.0, 2.0]]), np.array([0])
PARAMS = {
    "W1": np.array([[1.0, 1.0], [1.0, -1.0]]),
    "b1": np.zeros(2),
    "W2": np.array([[1.0, -1.0], [2.0, 1.0]]),
    "b2": np.array([-1.0, 4.0]),
    "W3": np.array([[1.0, 0.0], [1.0, 5.0]]),
    "b3": np.array([0.0, -2.0]),
}
LOG2 = float(np.log(2))


def weights_of_a_layer(he_init: Any) -> None:
    """It returns a row for each input and a column for each unit."""
    shape = numbers("The weights", he_init(7, 5, np.random.default_rng(0))).shape
    if shape != (7, 5):
        raise CheckFailed(f"7 numbers come in, 5 units: expected shape (7, 5), got {shape}.")


def spread_of_he(he_init: Any) -> None:
    """200 inputs, 50 units: the spread is the root of 2 / 200, which is 0.1."""
    W = he_init(200, 50, np.random.default_rng(0))
    spread = float(np.std(W))
    if abs(float(np.mean(W))) > 0.05 * spread:
        raise CheckFailed("The weights should lie around 0.")
    if not 0.095 < spread < 0.105:
        known = {
            0.2: "the root of 2 / fan_out: incoming values count",
            0.0707: "the root of 1 / fan_in: the ReLU halves what goes through, so a 2 is missing",
            0.01: "2 / fan_in itself: that is the variance, and the spread is its root",
            1.0: "that of plain standard normal numbers",
        }
        near = [told for value, told in known.items() if abs(spread / value - 1) < 0.06]
        said = f": {near[0]}" if near else ""
        raise CheckFailed(f"200 numbers come in: expected a spread of 0.1, got {spread:.3g}{said}.")


def draws_from_rng(he_init: Any) -> None:
    """The numbers come from `rng`; without one they are new each time."""
    first, second = (he_init(4, 3, np.random.default_rng(5)) for _ in range(2))
    if not np.array_equal(first, second):
        raise CheckFailed("Two equal generators gave different weights: draw from `rng`.")
    rng = np.random.default_rng(5)
    if np.array_equal(he_init(4, 3, rng), he_init(4, 3, rng)):
        raise CheckFailed("The same generator gave the same weights twice: draw from it, do not seed anew.")
    if np.array_equal(he_init(4, 3), he_init(4, 3)):
        raise CheckFailed("Without `rng` two calls gave the same weights.")


def net(cls: Any, reg: float = 0.0, **changed: Array) -> Any:
    """Return a net with the parameters above; `__init__` need not be written yet."""
    params = {name: part.copy() for name, part in {**PARAMS, **changed}.items()}
    return holding(cls, params, reg)


def holding(cls: Any, params: dict[str, Array], reg: float) -> Any:
    """Return a net with these parameters."""
    depth = len(params) // 2
    sizes = [len(params[f"W{k}"]) for k in range(1, depth + 1)]
    try:
        model = cls(sizes[0], sizes[1:], len(params[f"b{depth}"]), reg)
    except (NotImplementedError, TypeError):
        model = cls.__new__(cls)
    model.params, model.reg = params, reg
    return model


def every_parameter(cls: Any) -> None:
    """`params` holds W1, b1, W2, b2, W3 and b3 in the right shapes."""
    shapes = {"W1": (6, 5), "b1": (5,), "W2": (5, 4), "b2": (4,), "W3": (4, 3), "b3": (3,)}
    params = getattr(cls(6, [5, 4], 3), "params", None)
    if not isinstance(params, dict) or set(params) != set(shapes):
        raise CheckFailed("6 inputs, layers of 5 and 4, 3 classes: expected the keys W1, b1, ... W3, b3.")
    for name, shape in shapes.items():
        if numbers(name, params[name]).shape != shape:
            raise CheckFailed(
                f"6 inputs, layers of 5 and 4, 3 classes: {name} should have shape {shape}, "
                f"got {np.shape(params[name])}."
            )


def each_layer_its_own(cls: Any) -> None:
    """Each layer's weights have He's spread and numbers of their own; biases are 0."""
    params = cls(200, [50, 200], 50, 0.0, np.random.default_rng(0)).params
    for name, fan_in in (("W1", 200), ("W2", 50), ("W3", 200)):
        spread, right = float(np.std(params[name])), (2 / fan_in) ** 0.5
        if not 0.93 < spread / right < 1.07:
            raise CheckFailed(
                f"{fan_in} numbers come into {name}: expected a spread of {right:.2g}, got {spread:.2g}. "
                "(Does `he_init` pass its check?)"
            )
    if np.array_equal(params["W1"], params["W3"]):
        raise CheckFailed("W1 and W3 begin with the same numbers: hand one `rng` on, do not make it anew.")
    for name in ("b1", "b2", "b3"):
        if np.any(params[name]):
            raise CheckFailed(f"{name} should begin as zeros.")


def keeps_reg(cls: Any) -> None:
    """`reg` is kept as `self.reg`."""
    expect("self.reg of a net made with reg = 0.25", getattr(cls(5, [4], 3, 0.25), "reg", None), 0.25)


def two_forms(cls: Any) -> None:
    """It returns scores without y, and a pair (loss, grads) with it."""
    shape = numbers("The result without y", net(cls).loss(np.ones((5, 2)))).shape
    if shape != (5, 2):
        raise CheckFailed(f"5 examples, 2 classes: without y expected scores of shape (5, 2), got {shape}.")
    got = net(cls).loss(X, Y)
    if not isinstance(got, tuple) or len(got) != 2 or not isinstance(got[1], dict):
        raise CheckFailed("With y expected a pair: the loss, and a dict of gradients.")
    if set(got[1]) != set(PARAMS):
        raise CheckFailed(
            f"The gradients should have the keys of the parameters, got {sorted(map(str, got[1]))}."
        )
    for name, parameter in PARAMS.items():
        if numbers(f"The gradient of {name}", got[1][name]).shape != parameter.shape:
            raise CheckFailed(
                f"The gradient of {name} has another shape than {name}: {np.shape(got[1][name])}."
            )


def scores(cls: Any) -> None:
    """The scores: affine, ReLU, affine, ReLU, affine."""
    expect(
        "The scores of (1, 2) and (4, 3)",
        net(cls, b3=np.array([-10.0, -12.0])).loss(np.array([[1.0, 2.0], [4.0, 3.0]])),
        [[-7.0, -7.0], [-2.0, -12.0]],
        Hint([[-10.0, -12.0], [-4.0, -22.0]], "The hidden layers have lost their ReLU."),
        Hint([[-7.0, -7.0], [-4.0, -22.0]], "One hidden layer has lost its ReLU."),
        Hint(np.zeros((2, 2)), "Your scores are never negative: there is no ReLU behind the last layer."),
        Hint([[3.0, 5.0], [8.0, 0.0]], "The last bias is missing."),
    )


def data_loss(cls: Any) -> None:
    """Two equal scores cost log 2."""
    expect("The loss where both scores are 3, without penalty", net(cls).loss(X, Y)[0], LOG2)
    expect(
        "The loss of that example three times over",
        net(cls).loss(np.repeat(X, 3, axis=0), np.zeros(3, dtype=int))[0],
        LOG2,
        Hint(3 * LOG2, "The loss is a mean over the examples, not their sum."),
    )
    high = net(cls, W3=1000 * PARAMS["W3"], b3=np.zeros(2)).loss(X, np.array([1]))[0]
    expect("The loss where the right score is 5000 and the other 3000", high, 0.0)


def penalty(cls: Any) -> None:
    """The penalty covers all three weight matrices, and no bias."""
    expect(
        "The loss with reg 0.1: log 2 + 0.1 (4 + 7 + 27)",
        net(cls, 0.1).loss(X, Y)[0],
        LOG2 + 3.8,
        Hint(LOG2, "The penalty is missing."),
        Hint(LOG2 + 1.9, "Consistent in itself, perhaps, but CS231n's half is not our convention."),
        Hint(LOG2 + 5.9, "Your penalty covers the biases, too."),
        Hint(LOG2 + 0.4, "Only W1 is penalised: deeper layers escape."),
        Hint(LOG2 + 1.1, "The last layer escapes the penalty."),
        Hint(LOG2 + 3.1, "The layer in the middle escapes the penalty."),
        Hint(LOG2 + 3.4, "The first layer escapes the penalty."),
        Hint(LOG2 + 2.7, "Only the last layer is penalised."),
    )


def last_gradients(cls: Any) -> None:
    """The gradients of the last layer."""
    grads = net(cls).loss(X, Y)[1]
    expect("The gradient of W3", grads["W3"], [[-1.0, 1.0], [-0.5, 0.5]])
    expect("The gradient of b3", grads["b3"], [-0.5, 0.5])


def deeper_gradients(cls: Any) -> None:
    """On through the hidden layers: nothing passes a unit that is switched off."""
    grads = net(cls).loss(X, Y)[1]
    expect(
        "The gradient of W2",
        grads["W2"],
        [[-1.5, 6.0], [0.0, 0.0]],
        Hint([[-1.5, 6.0], [0.5, -2.0]], "W2 sees the hidden units after their ReLU."),
    )
    expect("The gradient of b2", grads["b2"], [-0.5, 2.0])
    expect(
        "The gradient of W1",
        grads["W1"],
        [[-2.5, 0.0], [-5.0, 0.0]],
        Hint([[-2.5, 1.0], [-5.0, 2.0]], "This is the gradient of a network without its non-linearity."),
    )
    expect("The gradient of b1", grads["b1"], [-2.5, 0.0])


def penalty_gradients(cls: Any) -> None:
    """The penalty has a gradient, too: 2 reg W."""
    grads, plain = net(cls, 0.1).loss(X, Y)[1], net(cls).loss(X, Y)[1]
    for name, W in PARAMS.items():
        added = grads[name] - plain[name]
        if name[0] == "b":
            expect(f"What the penalty adds to the gradient of {name}", added, np.zeros(2))
            continue
        expect(
            f"What a penalty of 0.1 adds to the gradient of {name}",
            added,
            0.2 * W,
            Hint(0 * W, "Nothing: the penalty has reached the loss, not the gradient."),
            Hint(0.1 * W, "A factor of 2 is missing: a square has a slope of twice what is squared."),
        )


def any_depth(cls: Any) -> None:
    """It works without a hidden layer, and with five."""
    for hidden in ([], [4, 3, 5, 4, 3]):
        _measure(cls, hidden, 0.1)


def all_gradients(cls: Any) -> None:
    """From your own start, too, your gradients are the slopes of your loss."""
    model = cls(5, [8, 7], 3, 0.05, np.random.default_rng(3))
    _slopes(model, *_data(5, 3))


def _data(inputs: int, classes: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(1)
    return rng.standard_normal((6, inputs)), np.arange(6) % classes


def _measure(cls: Any, hidden: list[int], reg: float) -> None:
    rng, sizes, params = np.random.default_rng(0), [4, *hidden, 3], {}
    for k in range(1, len(sizes)):
        params[f"W{k}"] = rng.standard_normal((sizes[k - 1], sizes[k]))
        params[f"b{k}"] = rng.standard_normal(sizes[k])
    _slopes(holding(cls, params, reg), *_data(4, 3))


def _slopes(model: Any, x: Array, y: Array) -> None:
    """Compare every gradient with measured slopes."""
    _, grads = model.loss(x, y)
    for name, parameter in list(model.params.items()):

        def f(value: Array, name: str = name) -> float:
            model.params[name] = value
            return float(model.loss(x, y)[0])

        report = check_gradient(f, parameter, grads[name])
        model.params[name] = parameter
        if not report.ok:
            depth = len(model.params) // 2
            raise CheckFailed(
                f"A net of {depth} affine layers: the gradient of {name} is not the slope of the loss. "
                f"{report.hint}"
            )


def learns_by_heart(cls: Any) -> None:
    """40 random labels are learned by heart."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 6)), rng.integers(0, 3, 40)
    model = cls(6, [24, 24], 3, 0.0, np.random.default_rng(1))
    for _ in range(400):
        _, grads = model.loss(x, y)
        for name in model.params:
            model.params[name] = model.params[name] - 0.3 * grads[name]
    right = float(np.mean(np.argmax(model.loss(x), axis=1) == y))
    if right < 0.98:
        raise CheckFailed(f"After 400 steps {right:.0%} of 40 labels are right, expected all.")
