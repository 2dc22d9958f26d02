"""Checks of the small graphs and of single gates. Every number is worked by hand."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.checks.computational_graphs_tools import Function, Graph, form
from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers

STOPS = "The way back stops too early: multiply the local slope by what comes from upstream."
SHARES = "A sum does not share: each input receives all of it."
OWN = "Each factor got its own value: the local slope of a factor is the other factor."

# ---------------------------------------------------------------- (x + y) z

PRODUCT = Graph(("q", "f"), ("x", "y", "z"), {})


def product_there(graph: Function) -> None:
    """There: at (-2, 5, -4) q is 3 and f is -12."""
    values, _ = PRODUCT.parts(graph(-2.0, 5.0, -4.0))
    hints = {"f": (Hint(-22.0, "You multiply before you add."),)}
    PRODUCT.compare("values", values, {"q": 3.0, "f": -12.0}, hints)


def product_back(graph: Function) -> None:
    """Back: 1 at f, then -4 and 3, then -4 and -4."""
    _, slopes = PRODUCT.parts(graph(-2.0, 5.0, -4.0))
    hints = {
        "f": (Hint(-12.0, "The slope of the output with respect to itself is 1, whatever its value."),),
        "q": (Hint(3.0, OWN), Hint(1.0, "The product is not passed through unchanged.")),
        "x": (Hint(1.0, STOPS), Hint(8.0, "x itself is in it; a sum hands on what it receives.")),
        "y": (Hint(1.0, STOPS), Hint(-20.0, "y itself is in it; a sum hands on what it receives.")),
        "z": (Hint(-4.0, OWN), Hint(-10.0, "The other factor is x + y, not x y.")),
    }
    PRODUCT.compare("slopes", slopes, {"f": 1.0, "q": -4.0, "x": -4.0, "y": -4.0, "z": 3.0}, hints)


def product_measured(graph: Function) -> None:
    """The slopes are the measured slopes of your own f."""
    PRODUCT.measured(graph, 1.5, -0.5, 2.0)


PRODUCT_CHECKS: tuple[Check, ...] = (
    form(PRODUCT, 1.0, 2.0, 10.0), product_there, product_back, product_measured,
)  # fmt: skip

# ---------------------------------------------------------------- gates


def both(function: Function, gate: str, a: float, b: float, upstream: float) -> tuple[Any, Any]:
    """Return the two slopes.

    Raises
    ------
    CheckFailed
        If the result is no pair of numbers.
    """
    result = function(gate, a, b, upstream)
    if not isinstance(result, tuple) or len(result) != 2:
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f'"{gate}": expected a pair of slopes, for a and for b; got {kind}.')
    for name, slope in zip(("a", "b"), result, strict=True):
        if numbers(f'"{gate}": the slope of {name}', slope).ndim:
            raise CheckFailed(f'"{gate}": the slope of {name} has to be a single number.')
    return result


def gates_form(function: Function) -> None:
    """It returns a pair of slopes for each of the five gates."""
    for gate in ("add", "sub", "mul", "div", "max"):
        both(function, gate, 3.0, 4.0, 2.0)


def _rows(function: Function, rows: Sequence[tuple[str, tuple[float, float], tuple[Hint, ...]]]) -> None:
    for gate, right, hints in rows:
        expect(f'"{gate}" with a = 3, b = 4, upstream 2', both(function, gate, 3.0, 4.0, 2.0), right, *hints)


LOCAL = "These are the local slopes: multiply them by what comes from upstream."


def gates_that_pass_on(function: Function) -> None:
    """A sum hands on to both, a difference turns one sign, a maximum routes."""
    _rows(
        function,
        (
            (
                "add",
                (2.0, 2.0),
                (
                    Hint((1.0, 1.0), LOCAL),
                    Hint((6.0, 8.0), "A sum does not multiply by its inputs."),
                    Hint((8.0, 6.0), "That is what a product does."),
                ),
            ),
            (
                "sub",
                (2.0, -2.0),
                (Hint((1.0, -1.0), LOCAL), Hint((2.0, 2.0), "When b grows, a - b shrinks.")),
            ),
            (
                "max",
                (0.0, 2.0),
                (
                    Hint((0.0, 1.0), LOCAL),
                    Hint((2.0, 0.0), "The loser receives what belongs to the winner."),
                    Hint((2.0, 2.0), "The loser has no influence on the output: it receives 0."),
                    Hint((0.0, 8.0), "The winner receives the upstream slope, not multiplied by its value."),
                    Hint((0.0, 4.0), "You pass the winner's value; what runs back is a slope."),
                ),
            ),
        ),
    )
    right = "When a is the larger one, "
    expect(
        '"max" with a = -1, b = -5, upstream 2',
        both(function, "max", -1.0, -5.0, 2.0),
        (2.0, 0.0),
        Hint((0.0, 2.0), f"{right}a receives it: -1 is larger than -5."),
    )


def gates_that_multiply(function: Function) -> None:
    """A product swaps; a quotient is a times 1 / b."""
    _rows(
        function,
        (
            (
                "mul",
                (8.0, 6.0),
                (
                    Hint((4.0, 3.0), LOCAL),
                    Hint((6.0, 8.0), OWN),
                    Hint((24.0, 24.0), "The whole product is in it: only the *other* factor is the slope."),
                ),
            ),
            (
                "div",
                (0.5, -0.375),
                (
                    Hint((0.25, -0.1875), LOCAL),
                    Hint((0.5, 0.375), "When b grows, a / b shrinks."),
                    Hint((0.5, -1.5), "The derivative of 1/b is -1/b², with a square."),
                    Hint((0.5, -0.125), "The numerator a is missing in the slope of b."),
                    Hint((8.0, 6.0), "That is what a product does."),
                ),
            ),
        ),
    )


GATE_CHECKS: tuple[Check, ...] = (gates_form, gates_that_pass_on, gates_that_multiply)

# ---------------------------------------------------------------- (x + y) max(y, z)

SHARED = Graph(("a", "b", "f"), ("x", "y", "z"), {})


def shared_there(graph: Function) -> None:
    """There: at (1, 2, 0) a is 3, b is 2, f is 6."""
    values, _ = SHARED.parts(graph(1.0, 2.0, 0.0))
    hints = {"b": (Hint(0.0, "This is the smaller one."), Hint(1.0, "The maximum is of y and z."))}
    SHARED.compare("values", values, {"a": 3.0, "b": 2.0, "f": 6.0}, hints)


def shared_back(graph: Function) -> None:
    """Back: y receives 2 from the sum and 3 from the maximum."""
    _, slopes = SHARED.parts(graph(1.0, 2.0, 0.0))
    hints = {
        "a": (Hint(3.0, OWN),),
        "b": (Hint(2.0, OWN),),
        "x": (Hint(1.0, STOPS), Hint(5.0, "x reaches f through the sum alone.")),
        "y": (
            Hint(2.0, "y is used twice: the way through the maximum is missing."),
            Hint(3.0, "y is used twice: the way through the sum is missing."),
            Hint(6.0, "What comes back along two ways is added, not multiplied."),
            Hint(2.5, "What comes back along two ways is added, not averaged."),
        ),
        "z": (Hint(3.0, "z lost: it has no influence on the output."),),
    }
    SHARED.compare("slopes", slopes, {"f": 1.0, "a": 2.0, "b": 3.0, "x": 2.0, "y": 5.0, "z": 0.0}, hints)


def shared_other_side(graph: Function) -> None:
    """Where z is larger than y, y has one way left."""
    _, slopes = SHARED.parts(graph(1.0, 2.0, 10.0))
    hints = {"y": (Hint(13.0, "y lost the maximum: nothing comes back along that way."),)}
    right = {"f": 1.0, "a": 10.0, "b": 3.0, "x": 10.0, "y": 10.0, "z": 3.0}
    SHARED.compare("slopes", slopes, right, hints)


SHARED_CHECKS: tuple[Check, ...] = (
    form(SHARED, 1.0, 2.0, 0.0), shared_there, shared_back, shared_other_side,
)  # fmt: skip

# ---------------------------------------------------------------- a sigmoid neuron

STEPS = ("p0", "p1", "sum", "score", "minus", "exp", "plus", "f")
NEURON = Graph(STEPS, ("w0", "x0", "w1", "x1", "w2"), {})
# The score is log 3, so f = 3/4, exp = 1/3, plus = 4/3.
POINT = (2.0, -1.0, -3.0, -2.0, float(np.log(3.0)) - 4.0)
SCORE = float(np.log(3.0))


def neuron_there(graph: Function) -> None:
    """There: where the score is log 3, exp is 1/3, plus is 4/3 and f is 3/4."""
    values, _ = NEURON.parts(graph(*POINT))
    right = dict(zip(STEPS, (-2.0, 6.0, 4.0, SCORE, -SCORE, 1 / 3, 4 / 3, 0.75), strict=True))
    hints = {
        "score": (Hint(4.0, "The bias w2 is missing."),),
        "minus": (Hint(SCORE, "The sign is missing."),),
        "exp": (Hint(3.0, "The exponent is `minus`."),),
    }
    NEURON.compare("values", values, right, hints)


def neuron_back(graph: Function) -> None:
    """Back: -9/16 at plus and exp, -3/16 at minus, 3/16 from the score on."""
    _, slopes = NEURON.parts(graph(*POINT))
    right = {"f": 1.0, "plus": -9 / 16, "exp": -9 / 16, "minus": -3 / 16}
    right |= dict.fromkeys(("score", "sum", "p0", "p1", "w2"), 3 / 16)
    right |= {"w0": -3 / 16, "x0": 6 / 16, "w1": -6 / 16, "x1": -9 / 16}
    place = "Right function, wrong place: "
    hints = {
        "plus": (
            Hint(9 / 16, "When v grows, 1/v shrinks."),
            Hint(-3 / 4, "The derivative of 1/v is -1/v², with a square."),
            Hint(-9.0, f"{place}the v in -1/v² is `plus`."),
            Hint(-16 / 9, f"{place}the v in -1/v² is `plus`."),
        ),
        "exp": (Hint(-3 / 4, "Adding 1 changes the value, not the slope."),),
        "minus": (
            Hint(-9 / 16, "The local slope of the exponential is missing."),
            Hint(-9 / 16 * np.exp(1 / 3), f"{place}the derivative of e^v at v is the gate's own output."),
        ),
        "score": (Hint(-3 / 16, "The sign of the minus gate is missing."),),
        "sum": (Hint(3 / 32, SHARES),),
        "p1": (Hint(3 / 32, SHARES),),
        "w0": (Hint(-1.0, STOPS), Hint(6 / 16, OWN)),
        "x0": (Hint(2.0, STOPS), Hint(-3 / 16, OWN)),
        "w1": (Hint(-2.0, STOPS), Hint(-9 / 16, OWN)),
        "x1": (Hint(-3.0, STOPS), Hint(-6 / 16, OWN)),
        "w2": (
            Hint(1.0, STOPS),
            Hint(3 / 16 * POINT[4], "The bias is added, not multiplied: its slope does not contain it."),
        ),
    }
    NEURON.compare("slopes", slopes, right, hints)


def neuron_measured(graph: Function) -> None:
    """The slopes are the measured slopes of your own f."""
    NEURON.measured(graph, 0.7, 1.5, -0.4, -0.8, 0.2)


NEURON_CHECKS: tuple[Check, ...] = (form(NEURON, *POINT), neuron_there, neuron_back, neuron_measured)
