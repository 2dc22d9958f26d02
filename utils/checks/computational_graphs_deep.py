"""Checks of S2's chain of perceptrons and of S3's toy model. Every number is worked by hand."""

import math
from typing import Any

import numpy as np

from utils.checks.computational_graphs_small import OWN, STOPS
from utils.checks.computational_graphs_tools import Function, Graph, agree, form
from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint

# ---------------------------------------------------------------- S2's chain

CHAIN = Graph(("a1", "f1", "a2", "f2", "a3", "f3", "loss"), ("w1", "b", "w2", "w3"), {})
LOG3 = float(np.log(3.0))
# x = 2, y = 1, w1 = 1/2, b = -1 give a1 = 0; the weights make a2 = log 3 and a3 = -log 3.
W2, W3 = 2 * LOG3, -4 / 3 * LOG3
CHAIN_POINT = (2.0, 1.0, 0.5, -1.0, W2, W3)


def chain_there(graph: Function) -> None:
    """There: scores 0, log 3, -log 3 become 1/2, 3/4, 1/4, and the loss is 9/32."""
    values, _ = CHAIN.parts(graph(*CHAIN_POINT))
    right = {"a1": 0.0, "f1": 0.5, "a2": LOG3, "f2": 0.75, "a3": -LOG3, "f3": 0.25, "loss": 9 / 32}
    hints = {
        "a1": (Hint(1.0, "The bias b is missing."),),
        "a2": (Hint(LOG3 - 1.0, "The bias b belongs to the first layer alone."),),
        "f3": (Hint(-LOG3, "The last layer has a sigmoid, too."),),
        "loss": (
            Hint(9 / 16, "S2's loss has a factor 1/2."),
            Hint(-9 / 32, "A square is not negative."),
            Hint(3 / 8, "The square is missing."),
        ),
    }
    CHAIN.compare("values", values, right, hints)


def chain_back(graph: Function) -> None:
    """Back: -3/4 at f3, -9/64 at a3, and on through two more layers."""
    _, slopes = CHAIN.parts(graph(*CHAIN_POINT))
    a3 = -9 / 64
    a2 = a3 * W3 * 3 / 16
    a1 = a2 * W2 / 4
    right = {"loss": 1.0, "f3": -3 / 4, "a3": a3, "f2": a3 * W3, "a2": a2, "f1": a2 * W2, "a1": a1}
    right |= {"w3": a3 * 3 / 4, "w2": a2 / 2, "w1": 2 * a1, "b": a1}
    output = "σ' = f (1 - f) takes the output of the sigmoid, not its input."
    hints = {
        "f3": (
            Hint(3 / 4, "When f3 is too small, the loss falls as f3 grows: the sign is flipped."),
            Hint(-3 / 2, "The 2 of the square and the 1/2 before it cancel."),
            Hint(-0.075, "A gradient does not know the step size."),
        ),
        "a3": (
            Hint(-3 / 4, "The gradient went past the last sigmoid: its slope is missing."),
            Hint(-3 / 4 * -LOG3 * (1 + LOG3), output),
        ),
        "f2": (Hint(a3, "The weight is missing on the way from a3 to f2."), Hint(a3 * 3 / 4, OWN)),
        "a2": (
            Hint(a3 * W3, "The gradient went past a sigmoid: its slope is missing."),
            Hint(a3 * W3 * LOG3 * (1 - LOG3), output),
        ),
        "w3": (
            Hint(a3 * W3, OWN),
            Hint(a3 / 4, "w3 multiplies the output of the layer before it, f2."),
            Hint(a3, "What w3 was multiplied with is missing."),
        ),
        "w2": (
            Hint(a2 * W2, OWN),
            Hint(a2 * 3 / 4, "w2 multiplies the output of the layer before it, f1."),
            Hint(a2, "What w2 was multiplied with is missing."),
        ),
        "w1": (
            Hint(a1 / 2, "w1 multiplies x: w1 itself or f1 is not in its slope."),
            Hint(a1, "What w1 was multiplied with, x, is missing."),
        ),
        "b": (Hint(2 * a1, "Your bias gradient contains the input."), Hint(1.0, STOPS)),
    }
    CHAIN.compare("slopes", slopes, right, hints)


def chain_measured(graph: Function) -> None:
    """The four slopes are the measured slopes of your own loss."""
    x, y = -1.2, 0.4

    def value(at: Any) -> float:
        return float(CHAIN.parts(graph(x, y, *at.tolist()))[0]["loss"])

    point = np.array([0.7, -0.3, 1.4, -0.9])
    _, slopes = CHAIN.parts(graph(x, y, *point.tolist()))
    agree(value, point, np.array([float(slopes[name]) for name in CHAIN.inputs]), CHAIN.inputs)


CHAIN_CHECKS: tuple[Check, ...] = (form(CHAIN, *CHAIN_POINT), chain_there, chain_back, chain_measured)

# ---------------------------------------------------------------- S3's toy model

TOY_STEPS = ("f0", "h1", "f1", "h2", "f2", "h3", "f3", "loss")
TOY = Graph(TOY_STEPS, ("beta", "omega"), {"beta": (4,), "omega": (4,)})
# f0 = 0, f1 = 0, f2 = pi / 2: sine and cosine are 0, their slopes 1 and -1, the exponential 1.
BETA = np.array([-1.0, 0.0, np.pi / 2 - 2.0, 3.0])
OMEGA = np.array([0.5, 3.0, 2.0, 5.0])


def toy_there(graph: Function) -> None:
    """There: where f0 = f1 = 0 and f2 = π/2, f3 is 3 and the loss 4."""
    values, _ = TOY.parts(graph(2.0, 1.0, BETA.copy(), OMEGA.copy()))
    right = dict(zip(TOY_STEPS, (0.0, 0.0, 0.0, 1.0, np.pi / 2, 0.0, 3.0, 4.0), strict=True))
    hints = {
        "h1": (Hint(1.0, "The first function is a sine."),),
        "h2": (Hint(0.0, "The second function is an exponential."),),
        "h3": (Hint(1.0, "The third function is a cosine."),),
        "loss": (Hint(2.0, "The square is missing, or there is a 1/2 in it."),),
    }
    TOY.compare("values", values, right, hints)


def toy_back(graph: Function) -> None:
    """Back: 4, 20, -20, -40, -40, -120, -120, and from these the eight."""
    _, slopes = TOY.parts(graph(2.0, 1.0, BETA.copy(), OMEGA.copy()))
    right: dict[str, Any] = dict(
        zip(reversed(TOY_STEPS), (1.0, 4.0, 20.0, -20.0, -40.0, -40.0, -120.0, -120.0), strict=True)
    )
    right |= {"beta": [-120.0, -40.0, -20.0, 4.0], "omega": [-240.0, 0.0, -20.0, 0.0]}
    place = "Right function, wrong place: its derivative is taken at f2, not at h3."
    hints = {
        "f3": (
            Hint(2.0, "The square has a slope: look for its 2."),
            Hint(-4.0, "When f3 is too large, the loss grows with it: the sign is flipped."),
            Hint(1.0, "These are slopes of the model's output; asked for are those of the loss."),
        ),
        "h3": (Hint(4.0, "ω3 is missing on the way to h3."), Hint(12.0, "The factor before h3 is ω3.")),
        "f2": (
            Hint(20.0, "The derivative of the cosine is *minus* the sine."),
            Hint(0.0, place),
        ),
        "h2": (Hint(-20.0, "ω2 is missing on the way to h2."),),
        "f1": (
            Hint(-40.0 * math.e, "Right function, wrong place: its derivative is taken at f1, not at h2."),
            Hint(0.0, "The exponential is its own derivative: the rule for powers is another one."),
        ),
        "h1": (Hint(-40.0, "ω1 is missing on the way to h1."),),
        "f0": (
            Hint(120.0, "The derivative of the sine is the cosine, without a minus."),
            Hint(0.0, "The derivative of the sine is the cosine."),
        ),
        "beta": (
            Hint([4.0, -20.0, -40.0, -120.0], "The four stand in reverse order: beta[0] is β0."),
            Hint([-240.0, 0.0, -20.0, 0.0], "β is a summand: its slope does not contain what ω multiplies."),
        ),
        "omega": (
            Hint([-120.0, 0.0, -20.0, 0.0], "ω0 multiplies x, which is missing in its slope."),
            Hint([-120.0, -40.0, -20.0, 4.0], "ω is a factor: what it multiplies is missing in its slope."),
            Hint([0.0, -20.0, 0.0, -240.0], "The four stand in reverse order: omega[0] is ω0."),
        ),
    }
    TOY.compare("slopes", slopes, right, hints)


def toy_measured(graph: Function) -> None:
    """All eight are the measured slopes of your own loss."""
    theta = np.array([0.3, -0.4, 0.8, 0.5, 0.9, 1.2, 0.6, -1.5])

    def value(at: Any) -> float:
        return float(TOY.parts(graph(0.7, 1.0, at[:4].copy(), at[4:].copy()))[0]["loss"])

    _, slopes = TOY.parts(graph(0.7, 1.0, theta[:4].copy(), theta[4:].copy()))
    names = [f"{name}[{k}]" for name in TOY.inputs for k in range(4)]
    claimed = np.concatenate([np.asarray(slopes[name], dtype=float) for name in TOY.inputs])
    agree(value, theta, claimed, names)


def toy_keeps(graph: Function) -> None:
    """The parameters stay as they were."""
    beta, omega = BETA.copy(), OMEGA.copy()
    graph(2.0, 1.0, beta, omega)
    for name, before, after in (("beta", BETA, beta), ("omega", OMEGA, omega)):
        if not np.array_equal(before, after):
            raise CheckFailed(f"`{name}` belongs to the caller, and has changed: work on a copy.")


TOY_CHECKS: tuple[Check, ...] = (
    form(TOY, 2.0, 1.0, BETA, OMEGA),
    toy_there,
    toy_back,
    toy_measured,
    toy_keeps,
)
