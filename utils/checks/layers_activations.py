"""Checks of the activations, forward and backward. Every number is worked by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect
from utils.checks.layers_tools import Array, Function, Layer, measured, pair, shaped, untouched

THIRDS = np.log([1 / 3, 1.0, 3.0])  # where exp(x) is 1/3, 1, 3
HALVES = np.array([np.log(0.5), 0.0, 3.0])  # where exp(x) is 1/2, 1
SIDES = np.array([-2.0, 0.0, 3.0])
NO_UPSTREAM = "dout is missing: multiply what comes from upstream by the layer's own slope."
OF_DOUT = "The gate depends on dout: it should depend on x."
OVERFLOW = "An exponential overflowed. Which exponent is never positive?"


@dataclass(frozen=True)
class Case:
    """One call worked by hand: for x, and for a backward pass for dout.

    Attributes
    ----------
    title, what : str
        The check's title, and what the message calls the result.
    x, expected : array
        Input and answer.
    hints : tuple of Hint
        Known wrong answers.
    options : tuple
        Further arguments of the forward pass.
    dout : array
        What comes from upstream.
    """

    title: str
    what: str
    x: Array
    expected: Array
    hints: tuple[Hint, ...] = ()
    options: tuple[float, ...] = ()
    dout: Array = field(default_factory=lambda: np.zeros(0))


def a(*numbers: float) -> Array:
    """Return an array of these numbers."""
    return np.array(numbers)


def form_forward(forward: Function) -> None:
    """It returns the output, of the shape of x, and a cache."""
    for shape in ((2, 3), (4,)):
        out, _ = pair(forward(np.linspace(-1.0, 2.0, int(np.prod(shape))).reshape(shape)))
        shaped("The output", out, shape)


def form_backward(layer: Layer) -> None:
    """It returns dx, of the shape of x."""
    for shape in ((2, 3), (4,)):
        x = np.linspace(-1.0, 2.0, int(np.prod(shape))).reshape(shape)
        shaped("dx", layer.gradients(np.ones(shape), x), shape)


def keeps_x(forward: Function) -> None:
    """The input stays as it was."""
    untouched(forward, "x", np.array([[-1.5, 0.5], [2.0, -0.25]]))


def keeps_dout(layer: Layer) -> None:
    """The upstream gradient stays as it was."""
    _, cache = layer.run(np.array([[-1.5, 0.5], [2.0, -0.25]]))
    untouched(lambda dout: layer.backward(dout, cache), "dout", np.array([[1.0, -2.0], [3.0, -4.0]]))


def slopes(layer: Layer) -> None:
    """The gradient agrees with the measured slopes of your own forward pass."""
    rng = np.random.default_rng(3)
    x = rng.uniform(0.2, 2.0, size=(3, 4)) * np.resize([1.0, -1.0, -1.0], (3, 4))
    dout = rng.normal(size=(3, 4))
    measured(layer, dout, (x,), 0, layer.gradients(dout, x), "dx")


def ahead(case: Case) -> Check:
    """Make a check of a forward pass."""

    def check(forward: Function) -> None:
        out, _ = pair(forward(case.x.copy(), *case.options))
        expect(case.what, out, case.expected, *case.hints)

    check.__doc__ = case.title
    return check


def back(case: Case) -> Check:
    """Make a check of a backward pass."""

    def check(layer: Layer) -> None:
        expect(case.what, layer.gradients(case.dout, case.x, *case.options), case.expected, *case.hints)

    check.__doc__ = case.title
    return check


def finite(name: str) -> Check:
    """Make a check of numbers far out."""

    def check(function: Function | Layer) -> None:
        """Inputs of 1000 do no harm."""
        x = a(-1000.0, 1000.0)
        if isinstance(function, Layer):
            result = function.gradients(np.ones(2), x)
        else:
            result, _ = pair(function(x))
        if not np.all(np.isfinite(result)):
            raise CheckFailed(f"{name} for x = -1000, 1000 is {result}. {OVERFLOW}")

    return check


# Function: what is worked by hand. What the numbers are is said in the titles.
AHEAD: Mapping[str, tuple[Case, ...]] = {
    "sigmoid": (
        Case(
            "Where exp(x) is 1/3, 1, 3 the sigmoid is 1/4, 1/2, 3/4.",
            "sigmoid at log(1/3), 0, log(3)",
            THIRDS,
            a(0.25, 0.5, 0.75),
            (
                Hint(a(0.75, 0.5, 0.25), "Your curve falls: check the sign in the exponent."),
                Hint(a(-0.8, 0.0, 0.8), "This is tanh."),
                Hint(a(1 / 3, 1.0, 3.0), "The 1 in the denominator is missing."),
                Hint(a(3 / 16, 1 / 4, 3 / 16), "This is the slope: that is for the backward pass."),
            ),
        ),
    ),
    "tanh": (
        Case(
            "Where exp(x) is 1/3, 1, 3 tanh is -4/5, 0, 4/5.",
            "tanh at log(1/3), 0, log(3)",
            THIRDS,
            a(-0.8, 0.0, 0.8),
            (
                Hint(a(0.25, 0.5, 0.75), "This is the sigmoid."),
                Hint(a(-0.5, 0.0, 0.5), "This is 2σ(x) - 1: the sigmoid needs 2x."),
                Hint(a(0.2, 1.0, 1.8), "This is 2σ(2x): the - 1 is missing."),
            ),
        ),
    ),
    "relu": (
        Case(
            "-2, 0, 3 become 0, 0, 3.",
            "relu at -2, 0, 3",
            SIDES,
            a(0.0, 0.0, 3.0),
            (
                Hint(a(-2.0, 0.0, 0.0), "You cut off the other side."),
                Hint(a(2.0, 0.0, 3.0), "You fold the negative side up: it should be 0."),
                Hint(a(0.0, 0.0, 1.0), "This is the gate: multiply it by x."),
                Hint(
                    a(3.0, 3.0, 3.0),
                    "np.max looks for the largest entry of an array; compare entry by entry.",
                ),
            ),
        ),
    ),
    "leaky_relu": (
        Case(
            "With the default slope -2, 0, 3 become -0.02, 0, 3.",
            "leaky_relu at -2, 0, 3",
            SIDES,
            a(-0.02, 0.0, 3.0),
            (
                Hint(a(-0.2, 0.0, 3.0), "Your default slope is 0.1, as in S1's picture; here it is 0.01."),
                Hint(a(0.0, 0.0, 3.0), "Nothing leaks."),
                Hint(a(-2.0, 0.0, 0.03), "The sides are exchanged."),
                Hint(a(-0.02, 0.0, 3.03), "The leak is added on the positive side, too."),
                Hint(a(0.02, 0.0, 3.0), "The leak goes up: its sign is wrong."),
                Hint(a(0.01, 0.01, 3.0), "The negative side is a constant; it should be alpha times x."),
            ),
        ),
        Case(
            "With alpha = 2 they become -4, 0, 3.",
            "leaky_relu at -2, 0, 3 with alpha = 2",
            SIDES,
            a(-4.0, 0.0, 3.0),
            (
                Hint(
                    a(-2.0, 0.0, 6.0),
                    "max(alpha x, x) picks the wrong branch once alpha is above 1: ask for x > 0.",
                ),
                Hint(a(-0.02, 0.0, 3.0), "alpha has no effect."),
            ),
            (2.0,),
        ),
    ),
    "elu": (
        Case(
            "Where exp(x) is 1/2 ELU is -1/2; 0 and 3 stay.",
            "elu at log(1/2), 0, 3",
            HALVES,
            a(-0.5, 0.0, 3.0),
            (
                Hint(a(0.5, 1.0, 3.0), "The - 1 is missing: the curve jumps at 0."),
                Hint(a(0.5, 0.0, 3.0), "The - 1 is missing: the curve jumps at 0."),
                Hint(a(0.01 * np.log(0.5), 0.0, 3.0), "This is the leaky ReLU."),
                Hint(a(np.log(0.5), 0.0, 3.0), "This is the leaky ReLU."),
                Hint(a(-0.5, 0.0, np.exp(3.0) - 1.0), "The positive side is a straight line."),
                Hint(a(-0.005, 0.0, 3.0), "Your default alpha is 0.01; here it is 1."),
            ),
        ),
        Case(
            "With alpha = 3 it is -3/2.",
            "elu at log(1/2), 0, 3 with alpha = 3",
            HALVES,
            a(-1.5, 0.0, 3.0),
            (
                Hint(a(-0.5, 0.0, 3.0), "alpha has no effect."),
                Hint(a(0.5, 0.0, 3.0), "alpha multiplies exp(x) alone: it belongs to exp(x) - 1."),
                Hint(a(0.5, 2.0, 3.0), "alpha multiplies exp(x) alone: it belongs to exp(x) - 1."),
                Hint(a(-7 / 8, 0.0, 3.0), "alpha stands inside the exponent."),
            ),
            (3.0,),
        ),
    ),
}

PUSH = a(16.0, 4.0, -16.0)
BACK: Mapping[str, tuple[Case, ...]] = {
    "sigmoid": (
        Case(
            "At 1/4, 1/2, 3/4 the slopes are 3/16, 1/4, 3/16.",
            "dx for dout = 16, 4, -16",
            THIRDS,
            a(3.0, 1.0, -3.0),
            (
                Hint(a(3 / 16, 1 / 4, 3 / 16), NO_UPSTREAM),
                Hint(
                    PUSH * THIRDS * (1 - THIRDS),
                    "s (1 - s) takes the output s, not x: what is in your cache?",
                ),
                Hint(a(4.0, 2.0, -12.0), "One of the two factors s and 1 - s is missing."),
                Hint(a(12.0, 2.0, -4.0), "One of the two factors s and 1 - s is missing."),
                Hint(a(15.0, 3.0, -7.0), "1 - s**2 is the slope of tanh."),
            ),
            dout=PUSH,
        ),
    ),
    "tanh": (
        Case(
            "At -4/5, 0, 4/5 the slopes are 9/25, 1, 9/25.",
            "dx for dout = 25, 4, -25",
            THIRDS,
            a(9.0, 4.0, -9.0),
            (
                Hint(a(0.36, 1.0, 0.36), NO_UPSTREAM),
                Hint(
                    a(25.0, 4.0, -25.0) * (1 - THIRDS**2),
                    "1 - t**2 takes the output t, not x: what is in your cache?",
                ),
                Hint(a(45.0, 4.0, -5.0), "The square is missing."),
                Hint(a(41.0, 4.0, -41.0), "1 + t**2 grows where tanh is flat: check the sign."),
            ),
            dout=a(25.0, 4.0, -25.0),
        ),
    ),
    "relu": (
        Case(
            "The gate is open where x > 0, and shut at 0.",
            "dx at x = -2, 0, 3, 5 for dout = 7, 7, 7, -7",
            a(-2.0, 0.0, 3.0, 5.0),
            a(0.0, 0.0, 7.0, -7.0),
            (
                Hint(a(7.0, 7.0, 7.0, 0.0), OF_DOUT),
                Hint(a(0.0, 0.0, 7.0, 0.0), "Negative gradients pass an open gate as well."),
                Hint(a(0.0, 7.0, 7.0, -7.0), "At x = 0 the slope is taken as 0."),
                Hint(a(0.0, 0.0, 1.0, 1.0), NO_UPSTREAM),
                Hint(a(0.0, 0.0, 21.0, -35.0), "Where the gate is open the slope is 1, not x."),
                Hint(a(7.0, 7.0, 7.0, -7.0), "There is no gate: where x is negative nothing passes."),
                Hint(a(7.0, 0.0, 0.0, 0.0), "The gate is open on the wrong side."),
            ),
            dout=a(7.0, 7.0, 7.0, -7.0),
        ),
    ),
    "leaky_relu": (
        Case(
            "The slope is alpha for x <= 0, else 1.",
            "dx at x = -2, 0, 3, 5 for dout = 7, 7, 7, -7 and alpha = 0.5",
            a(-2.0, 0.0, 3.0, 5.0),
            a(3.5, 3.5, 7.0, -7.0),
            (
                Hint(a(7.0, 7.0, 7.0, -3.5), OF_DOUT),
                Hint(a(3.5, 7.0, 7.0, -7.0), "At x = 0 the slope is taken as alpha."),
                Hint(a(0.07, 0.07, 7.0, -7.0), "alpha has no effect: the forward pass has to keep it."),
                Hint(a(0.0, 0.0, 7.0, -7.0), "Nothing leaks."),
                Hint(a(0.5, 0.5, 1.0, 1.0), NO_UPSTREAM),
                Hint(a(7.0, 7.0, 3.5, -3.5), "The sides are exchanged."),
            ),
            (0.5,),
            dout=a(7.0, 7.0, 7.0, -7.0),
        ),
    ),
    "elu": (
        Case(
            "The slope is alpha exp(x) for x < 0, and 1 from 0 on.",
            "dx at x = log(1/2), 0, 3, 5 for dout = 8, 8, 8, -8 and alpha = 3",
            a(np.log(0.5), 0.0, 3.0, 5.0),
            a(12.0, 8.0, 8.0, -8.0),
            (
                Hint(a(12.0, 24.0, 8.0, -8.0), "At x = 0 the slope is taken as 1."),
                Hint(a(4.0, 8.0, 8.0, -8.0), "alpha has no effect: the forward pass has to keep it."),
                Hint(
                    a(-12.0, 8.0, 8.0, -8.0), "That is the output, alpha (exp(x) - 1): its slope has no - 1."
                ),
                Hint(
                    a(-36.0, 8.0, 8.0, -8.0),
                    "alpha times the output is not the slope: write the output down and differentiate.",
                ),
                Hint(a(1.5, 1.0, 1.0, 1.0), NO_UPSTREAM),
                Hint(a(0.0, 8.0, 8.0, -8.0), "The negative side is lost: that is ReLU."),
                Hint(a(24.0, 8.0, 8.0, -8.0), "That is the leaky ReLU."),
            ),
            (3.0,),
            dout=a(8.0, 8.0, 8.0, -8.0),
        ),
    ),
}


def forward_checks(name: str) -> tuple[Check, ...]:
    """Return the checks of a forward pass."""
    return (form_forward, *map(ahead, AHEAD[name]), finite("The output"), keeps_x)


def backward_checks(name: str) -> tuple[Check, ...]:
    """Return the checks of a backward pass."""
    return (form_backward, *map(back, BACK[name]), slopes, finite("dx"), keeps_dout)
