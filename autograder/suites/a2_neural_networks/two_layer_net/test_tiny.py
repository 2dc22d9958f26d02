"""The network of twenty lines: its losses, its weights, step by step."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result, substitute

NAMES = ("w1", "w2", "losses")


def tiny(rng, n, d, h, m):
    """Draw data and weights; the scale keeps the sigmoids from saturating."""
    x, y = rng.standard_normal((n, d)), rng.standard_normal((n, m))
    return [x, y, 0.7 * rng.standard_normal((d, h)), 0.7 * rng.standard_normal((h, m))]


def training(layers):
    """Return the scenario; whoever takes parts of it from `layers` is given the right ones."""

    def train(code, *args):
        with (
            substitute(code, "layers.sigmoid_forward", layers.sigmoid_forward),
            substitute(code, "layers.sigmoid_backward", layers.sigmoid_backward),
            substitute(code, "layers.affine_forward", layers.affine_forward),
            substitute(code, "layers.affine_backward", layers.affine_backward),
        ):
            result = code.train_tiny_net(*args)
        if type(result) is tuple and len(result) == 3 and type(result[2]) is list:
            return (*result[:2], np.array(result[2]))
        return result

    return train


@pytest.mark.question("train_tiny_net")
def test_tiny_form(submission, reference, rng):
    """Returned are both weights and one loss a step."""
    require_result(
        submission, reference, training(reference.layers), *tiny(rng, 5, 4, 3, 2), 0.01, 6, names=NAMES
    )


@pytest.mark.question("train_tiny_net", points=1)
def test_losses(submission, reference, rng):
    """Each loss is the sum of the squared errors, before the step."""
    for size, rate, steps in (((6, 4, 3, 2), 0.01, 3), ((3, 5, 4, 1), 0.03, 1)):
        agree(
            submission, reference, training(reference.layers), *tiny(rng, *size), rate, steps, names=NAMES,
            only="losses",
        )  # fmt: skip


@pytest.mark.question("train_tiny_net", points=1)
def test_output_weights(submission, reference, rng):
    """One step moves w2 against its gradient."""
    for size in ((6, 4, 3, 2), (1, 2, 5, 3)):
        agree(
            submission, reference, training(reference.layers), *tiny(rng, *size), 0.02, 1, names=NAMES,
            only="w2",
        )  # fmt: skip


@pytest.mark.question("train_tiny_net", points=2)
def test_hidden_weights(submission, reference, rng):
    """One step moves w1 against its gradient."""
    for size in ((6, 4, 3, 2), (1, 2, 5, 3)):
        agree(
            submission, reference, training(reference.layers), *tiny(rng, *size), 0.02, 1, names=NAMES,
            only="w1",
        )  # fmt: skip


@pytest.mark.question("train_tiny_net", points=1)
def test_many_steps(submission, reference, rng):
    """After many steps everything is where it should be."""
    agree(submission, reference, training(reference.layers), *tiny(rng, 8, 5, 4, 2), 0.005, 25, names=NAMES)


@pytest.mark.question("train_tiny_net")
def test_tiny_purity(submission, rng):
    """Data and weights it is given are left as they were."""
    require_pure(submission, "train_tiny_net", *tiny(rng, 5, 4, 3, 2), 0.01, 3)
