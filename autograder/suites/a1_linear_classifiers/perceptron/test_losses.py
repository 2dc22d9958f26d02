"""The four losses: one number for each answer."""

import numpy as np

from autograder.checks import agree, for_each_question, require_pure, require_result

LOSSES = ("zero_one_loss", "l1_loss", "l2_loss", "hinge_loss")


def numbers(rng, shape):
    """Draw answers and targets of either sign, some of them equal, none of the differences 1 or -1."""
    y = rng.choice([-1.0, 1.0], size=shape) * rng.uniform(1.5, 3.0, size=shape)
    y_hat = y + rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.2, 0.8, size=shape)
    y_hat.flat[1] = y.flat[1]
    y_hat.flat[2] = -y.flat[2]
    return y_hat, y


def classes(rng, shape):
    """Draw answers and targets out of five classes: right, wrong by one, and wrong by more."""
    y = rng.integers(0, 5, size=shape)
    y_hat = rng.integers(0, 5, size=shape)
    y.flat[:3], y_hat.flat[:3] = (4, 2, 1), (4, 3, 3)
    return y_hat, y


def sides(rng, shape):
    """Draw scores and labels of 1 and -1: wrong, barely right, right by exactly 1, clearly right."""
    lead = rng.uniform(-2.0, 3.0, size=shape)
    lead.flat[:6] = (-1.25, 0.25, 1.0, 2.5, 0.75, 3.0)
    y = np.resize([1, 1, -1, -1, -1, 1], shape)
    return y * lead, y


PROBLEMS = {"zero_one_loss": classes, "l1_loss": numbers, "l2_loss": numbers, "hinge_loss": sides}


@for_each_question(*LOSSES)
def test_shapes(submission, reference, rng, name):
    """Returned is one number for each answer."""
    require_result(submission, reference, name, *PROBLEMS[name](rng, (7,)))


@for_each_question(*LOSSES, points=1)
def test_values(submission, reference, rng, name):
    """The losses are right, entry by entry, for answers in a row and in a table."""
    for shape in ((12,), (3, 4)):
        agree(submission, reference, name, *PROBLEMS[name](rng, shape))


@for_each_question(*LOSSES)
def test_purity(submission, rng, name):
    """Both arguments are left as they were."""
    y_hat, y = PROBLEMS[name](rng, (7,))
    require_pure(submission, name, y_hat.astype(float), y.astype(float))
