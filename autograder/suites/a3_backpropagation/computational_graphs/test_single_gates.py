"""The five gates: what each sends back to its two inputs."""

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, require_result

NAME = "gate_backward"
SLOPES = ("slope of a", "slope of b")
FORWARD = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "max": max,
}


def draw(rng):
    """Draw two inputs and an upstream slope, no two alike in size, of any sign."""
    sizes = rng.permutation([0.7, 1.6, 2.9]) + rng.uniform(-0.2, 0.2, size=3)
    return (sizes * rng.choice([-1.0, 1.0], size=3)).tolist()


def require_gates(submission, reference, rng, gates):
    """Compare gates at random inputs, with inputs of either order, and with an upstream slope of 0."""
    for gate in gates:
        for _ in range(2):
            agree(submission, reference, NAME, gate, *draw(rng), names=SLOPES)
        agree(submission, reference, NAME, gate, -3.0, 2.0, 1.5, names=SLOPES)
        agree(submission, reference, NAME, gate, 3.0, -4.0, -0.5, names=SLOPES)
        agree(submission, reference, NAME, gate, 2.0, 5.0, 0.0, names=SLOPES)


@pytest.mark.question(NAME)
def test_form(submission, reference):
    """Returned are two numbers, whichever gate it is."""
    for gate in FORWARD:
        require_result(submission, reference, NAME, gate, 3.0, 4.0, 2.0, names=SLOPES)


@pytest.mark.question(NAME, points=1)
def test_passing_on(submission, reference, rng):
    """A sum, a difference and a maximum pass on what arrives, to the right inputs."""
    require_gates(submission, reference, rng, ("add", "sub", "max"))


@pytest.mark.question(NAME, points=1)
def test_multiplying(submission, reference, rng):
    """A product and a quotient multiply it by the right local slopes."""
    require_gates(submission, reference, rng, ("mul", "div"))


@pytest.mark.question(NAME, points=0.5)
def test_zero_inputs(submission, reference):
    """An input of 0 is an input like any other."""
    for gate in FORWARD:
        agree(submission, reference, NAME, gate, 0.0, 1.5, 2.0, names=SLOPES)
        agree(submission, reference, NAME, gate, 0.0, -1.5, -2.0, names=SLOPES)
    for gate in ("add", "sub", "mul", "max"):
        agree(submission, reference, NAME, gate, 2.5, 0.0, 3.0, names=SLOPES)


def behind_one(gate):
    """Return the scenario: 3 times a gate, with the slopes of that for both inputs."""

    def measured(code, inputs):
        a, b = inputs.tolist()
        return 3.0 * FORWARD[gate](a, b), np.array(code.gate_backward(gate, a, b, 3.0))

    return measured


@pytest.mark.question(NAME, points=0.5)
def test_measured(submission, reference, rng):
    """Each pair is the measured slope of something that stands behind the gate."""
    for gate in FORWARD:
        a, b, _ = draw(rng)
        names = ("value", f"pair of slopes for {gate}")
        check_gradient(submission, reference, behind_one(gate), np.array([a, b]), names=names)
