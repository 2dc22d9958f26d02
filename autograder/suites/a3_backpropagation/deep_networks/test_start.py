"""He's weights: their spread, and where the numbers come from."""

import numpy as np
import pytest

from autograder.checks import require_result


def drawn(code, fan_in, fan_out, seed):
    """Draw weights with a seeded generator."""
    return code.he_init(fan_in, fan_out, np.random.default_rng(seed))


@pytest.mark.question("he_init")
def test_weights_form(submission, reference):
    """Returned is a row for each incoming value and a column for each unit."""
    require_result(submission, reference, drawn, 6, 4, 1)


@pytest.mark.question("he_init", points=1)
def test_spread(submission, rng):
    """Weights are normal numbers around 0 with variance 2 / fan_in."""
    for fan_in, fan_out in ((300, 40), (30, 400)):
        W = np.asarray(drawn(submission, fan_in, fan_out, int(rng.integers(2**31))), dtype=float)
        judge_spread("the weights", W, fan_in, fan_out)


def judge_spread(name, W, fan_in, fan_out):
    """Fail unless these are normal numbers around 0 with variance 2 / fan_in, in words that help."""
    if not W.any():
        pytest.fail("Your weights begin as zeros. All units of a layer stay identical.")
    spread = float(W.std())
    if abs(W.mean()) > 0.1 * spread:
        pytest.fail(f"The numbers in {name} do not lie around 0.")
    if abs(spread**2 * fan_in / 2 - 1) > 0.1:
        pytest.fail(told_spread(name, spread, fan_in, fan_out))
    if not 2.5 < np.mean((W / spread) ** 4) < 3.5:
        pytest.fail(f"The numbers in {name} are not normal.")


def told_spread(name, spread, fan_in, fan_out):
    """Say what a spread seems to be made for."""
    known = (
        (2 / fan_out, "The spread fits another layer size: incoming values count, not outgoing ones."),
        (1 / fan_out, "The spread fits another layer size, and what the ReLU cuts off is not made up for."),
        (1 / fan_in, "The ReLU halves what goes through, and your spread does not make up for it."),
        (4 / fan_in**2, "What you use as the spread is the variance."),
        (2 / (fan_in + fan_out), "This is Glorot's rule, made for other activations than ReLU."),
        (1.0, "The spread does not depend on the size of the layer."),
    )
    for variance, sentence in known:
        if abs(spread**2 / variance - 1) < 0.1:
            return sentence
    return f"The spread of {name} is not He's."


@pytest.mark.question("he_init", points=0.5)
def test_draws_come_from_rng(submission, rng):
    """Equal generators give equal weights, other generators others."""
    seed = int(rng.integers(2**31))
    first, second, other = (drawn(submission, 5, 4, number) for number in (seed, seed, seed + 1))
    if not np.array_equal(first, second):
        pytest.fail("Two equal generators give different weights: not all draws come from `rng`.")
    if np.array_equal(first, other):
        pytest.fail("Two different generators give the same weights: draw from the `rng` you are given.")


@pytest.mark.question("he_init", points=0.5)
def test_without_a_generator(submission, reference):
    """Without `rng` it makes a generator of its own, new each time."""
    require_result(submission, reference, "he_init", 5, 4)
    if np.array_equal(submission.he_init(5, 4), submission.he_init(5, 4)):
        pytest.fail("Without `rng` the same weights come again: the generator of its own has a fixed seed.")
