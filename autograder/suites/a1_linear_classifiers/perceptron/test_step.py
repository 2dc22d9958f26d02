"""One step of gradient descent for one example."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

STEP = "perceptron_step"


def example(rng, d, side=1.0):
    """Draw weights, an example and a target that lies far above their answer, or below where side is -1.

    The answer is negative, where those of one feature are positive: rules that look at its sign differ there.
    """
    w, x = rng.standard_normal(d), rng.uniform(0.5, 2.0, size=d) * rng.choice([-1.0, 1.0], size=d)
    w *= -np.sign(w @ x)
    return w, x, float(w @ x + side * rng.uniform(1.5, 3.0))


@pytest.mark.question(STEP)
def test_shape(submission, reference, rng):
    """Returned are real weights, as many as before."""
    require_result(submission, reference, STEP, *example(rng, 4), 0.1)


@pytest.mark.question(STEP, points=1)
def test_one_feature(submission, reference, rng):
    """With a single weight, as on the lecture's four points, the step is right at several rates."""
    for rate in (1.0, 0.02, 0.3):
        for x, y in ((10.0, 10.1), (2.0, 1.9), (3.5, 3.4), (1.0, 1.1)):
            for w in (rng.uniform(0.4, 0.8, size=1), rng.uniform(1.2, 2.0, size=1)):  # too low, too high
                agree(submission, reference, STEP, w, np.array([x]), y, rate)


@pytest.mark.question(STEP, points=1)
def test_several_features(submission, reference, rng):
    """With several weights the step is right, from zeros, too."""
    for d in (3, 2, 6):
        for rate, side in ((0.3, 1.0), (0.05, -1.0)):  # drawn, the sides would be alike for some courses
            agree(submission, reference, STEP, *example(rng, d, side), rate)
    _, x, y = example(rng, 3)
    agree(submission, reference, STEP, np.zeros(3), x, y, 0.2)


@pytest.mark.question(STEP)
def test_purity(submission, rng):
    """The weights and the example are left as they were."""
    require_pure(submission, STEP, *example(rng, 4), 0.1)
