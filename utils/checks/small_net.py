"""Checks of the two-layer network: two inputs, two hidden units, two classes, worked by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed
from utils.checks.expect import Hint, expect, numbers
from utils.gradient_check import check_gradient

Array = NDArray[Any]
# x = (1, 2) gives hidden units 3 and -1, of which 3 and 0 are left; both scores are 3.
X, Y = np.array([[1.0, 2.0]]), np.array([0])
W1, B1 = np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2)
W2, B2 = np.array([[1.0, 0.0], [5.0, 4.0]]), np.array([0.0, 3.0])
SHAPES = {"W1": (5, 4), "b1": (4,), "W2": (4, 3), "b2": (3,)}
LOG2 = float(np.log(2))


def net(cls: Any, reg: float = 0.0, b2: Array = B2) -> Any:
    """Return a net with the weights above; `__init__` need not be written yet."""
    try:
        model = cls(2, 2, 2, 0.01, reg)
    except (NotImplementedError, TypeError):
        model = cls.__new__(cls)
    model.params = {"W1": W1.copy(), "b1": B1.copy(), "W2": W2.copy(), "b2": b2.copy()}
    model.reg = reg
    return model


def four_parameters(cls: Any) -> None:
    """`params` holds W1, b1, W2 and b2 in the right shapes."""
    params = getattr(cls(5, 4, 3, 0.1, 0.5), "params", None)
    if not isinstance(params, dict) or set(params) != set(SHAPES):
        raise CheckFailed("Expected `self.params`, a dict with the keys W1, b1, W2 and b2.")
    for name, shape in SHAPES.items():
        if numbers(name, params[name]).shape != shape:
            raise CheckFailed(
                f"5 inputs, 4 hidden units, 3 classes: {name} should have shape {shape}, "
                f"got {np.shape(params[name])}."
            )


def small_weights(cls: Any) -> None:
    """Weights are normal numbers times weight_scale, biases are 0."""
    params = cls(200, 50, 20, 0.01).params
    for name in ("W1", "W2"):
        spread = float(np.std(params[name]))
        if spread == 0:
            raise CheckFailed(
                f"All entries of {name} are the same: then all hidden units stay the same, too."
            )
        if not 0.008 < spread < 0.012 or abs(float(np.mean(params[name]))) > 0.002:
            raise CheckFailed(
                f"With weight_scale 0.01, {name} should lie around 0 with a spread of 0.01, not {spread:.2g}."
            )
    for name in ("b1", "b2"):
        if np.any(params[name]):
            raise CheckFailed(f"{name} should begin as zeros.")


def keeps_reg(cls: Any) -> None:
    """`reg` is kept as `self.reg`."""
    expect("self.reg of a net made with reg = 0.25", getattr(cls(5, 4, 3, 0.1, 0.25), "reg", None), 0.25)


def two_forms(cls: Any) -> None:
    """It returns scores without y, and a pair (loss, grads) with it."""
    shape = numbers("The result without y", net(cls).loss(np.ones((5, 2)))).shape
    if shape != (5, 2):
        raise CheckFailed(f"5 examples, 2 classes: without y expected scores of shape (5, 2), got {shape}.")
    got = net(cls).loss(X, Y)
    if not isinstance(got, tuple) or len(got) != 2 or not isinstance(got[1], dict):
        raise CheckFailed("With y expected a pair: the loss, and a dict of gradients.")
    if set(got[1]) != set(SHAPES):
        raise CheckFailed(
            f"The gradients should have the keys of the parameters, got {sorted(map(str, got[1]))}."
        )
    for name, parameter in net(cls).params.items():
        if numbers(f"The gradient of {name}", got[1][name]).shape != parameter.shape:
            raise CheckFailed(
                f"The gradient of {name} has another shape than {name}: {np.shape(got[1][name])}."
            )


def scores(cls: Any) -> None:
    """The scores are those of affine, ReLU, affine."""
    expect(
        "The scores of (1, 2)",
        net(cls, b2=np.array([-10.0, -7.0])).loss(X),
        [[-7.0, -7.0]],
        Hint([[-12.0, -11.0]], "The hidden layer has lost its ReLU."),
        Hint([[0.0, 0.0]], "Your scores are never negative: there is no ReLU behind the last layer."),
        Hint([[0.5, 0.5]], "These are probabilities: return the scores before the softmax."),
        Hint([[3.0, 0.0]], "The last bias is missing."),
    )


def data_loss(cls: Any) -> None:
    """Two equal scores cost log 2."""
    expect(
        "The loss where both scores are 3, without penalty",
        net(cls).loss(X, Y)[0],
        LOG2,
        Hint(1.0, "This is the hinge loss: softmax is asked for."),
    )
    expect(
        "The loss of that example three times over",
        net(cls).loss(np.repeat(X, 3, axis=0), np.zeros(3, dtype=int))[0],
        LOG2,
        Hint(3 * LOG2, "The loss is a mean over the examples, not their sum."),
    )


def penalty(cls: Any) -> None:
    """The penalty covers both weight matrices, and no bias."""
    expect(
        "The loss with reg 0.1: log 2 + 0.1 (4 + 42)",
        net(cls, 0.1).loss(X, Y)[0],
        LOG2 + 4.6,
        Hint(LOG2, "The penalty is missing."),
        Hint(LOG2 + 2.3, "Consistent in itself, perhaps, but CS231n's half is not our convention."),
        Hint(LOG2 + 5.5, "Your penalty covers the biases, too."),
        Hint(LOG2 + 0.4, "W2 is missing in the penalty."),
        Hint(LOG2 + 4.2, "W1 is missing in the penalty."),
        Hint(LOG2 + 0.8, "W1 counts twice in your penalty, W2 never."),
        Hint(LOG2 + 8.4, "W2 counts twice in your penalty, W1 never."),
    )


def output_gradients(cls: Any) -> None:
    """The gradients of the second layer."""
    grads = net(cls).loss(X, Y)[1]
    expect(
        "The gradient of W2",
        grads["W2"],
        [[-1.5, 1.5], [0.0, 0.0]],
        Hint([[-1.5, 1.5], [0.5, -0.5]], "The second layer sees the hidden units after the ReLU."),
    )
    expect("The gradient of b2", grads["b2"], [-0.5, 0.5])


def hidden_gradients(cls: Any) -> None:
    """The gradients of the first layer: nothing passes a unit that is switched off."""
    grads = net(cls).loss(X, Y)[1]
    expect(
        "The gradient of W1",
        grads["W1"],
        [[-0.5, 0.0], [-1.0, 0.0]],
        Hint([[-0.5, -0.5], [-1.0, -1.0]], "This is the gradient of a network without its non-linearity."),
    )
    expect("The gradient of b1", grads["b1"], [-0.5, 0.0])


def penalty_gradients(cls: Any) -> None:
    """The penalty has a gradient, too: 2 reg W."""
    grads, plain = net(cls, 0.1).loss(X, Y)[1], net(cls).loss(X, Y)[1]
    for name, W in (("W1", W1), ("W2", W2)):
        expect(
            f"What a penalty of 0.1 adds to the gradient of {name}",
            grads[name] - plain[name],
            0.2 * W,
            Hint(0 * W, "Nothing: the penalty has reached the loss, not the gradient."),
            Hint(0.1 * W, "A factor of 2 is missing: a square has a slope of twice what is squared."),
        )
    for name in ("b1", "b2"):
        expect(f"What the penalty adds to the gradient of {name}", grads[name] - plain[name], np.zeros(2))


def one_label_a_row(cls: Any) -> None:
    """It returns one label for each example."""
    got = numbers("The result", _labels(cls, B2)).shape
    if got == (3, 2):
        raise CheckFailed("Expected 3 labels, got 3 x 2 scores: keep the class with the highest one.")
    if got != (3,):
        raise CheckFailed(f"3 examples: expected shape (3,), got {got}.")


def highest_score(cls: Any) -> None:
    """The class with the highest score wins."""
    for b2 in (B2, B2 - 100):
        expect(
            "The labels of three examples",
            _labels(cls, b2),
            [1, 0, 0],
            Hint([0, 1, 1], "This is the class with the lowest score."),
            Hint([0, 0, 0], "Every example gets class 0."),
        )


def _labels(cls: Any, b2: Array) -> Any:
    """Predict (1, 1), (3, 3) and (5, 0); the loss is given."""
    model = net(cls, b2=b2)

    def loss(X: Any, y: Any = None, reg: Any = None) -> Any:
        return np.maximum(X @ W1 + B1, 0) @ W2 + b2

    model.loss = loss
    return model.predict(np.array([[1.0, 1.0], [3.0, 3.0], [5.0, 0.0]]))


def all_gradients(cls: Any) -> None:
    """Your gradients are the slopes of your loss, with your layers."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((6, 5)), np.array([0, 1, 2, 0, 1, 2])
    model = cls(5, 4, 3, 1.0, 0.1)
    model.params = {name: rng.standard_normal(shape) for name, shape in SHAPES.items()}
    _, grads = model.loss(x, y)
    for name, parameter in list(model.params.items()):

        def f(value: Array, name: str = name) -> float:
            model.params[name] = value
            return float(model.loss(x, y)[0])

        report = check_gradient(f, parameter, grads[name])
        model.params[name] = parameter
        if not report.ok:
            raise CheckFailed(f"The gradient of {name} is not the slope of the loss. {report.hint}")


def learns_corners(cls: Any) -> None:
    """It learns what no straight line can tell apart."""
    corner = np.arange(80) % 4
    wobble = 0.2 * np.random.default_rng(0).standard_normal((80, 2))
    x = 2.0 * np.column_stack([corner % 2, corner // 2]) - 1.0 + wobble
    y = (corner % 2 + corner // 2) % 2
    model = cls(2, 24, 2, 0.5)
    model.params["W2"] = np.zeros((24, 2))  # half is right at first, never more by luck
    model.train(x, y, x, y, learning_rate=0.5, learning_rate_decay=1.0, num_iters=300, batch_size=40)
    right = float(np.mean(model.predict(x) == y))
    if right < 0.9:
        raise CheckFailed(
            f"Four clouds in opposite corners: {right:.0%} right after 300 steps, expected over 90 %."
        )
