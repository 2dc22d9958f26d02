"""The way back of broadcasting: every pair of shapes that can meet."""

from itertools import product

import pytest

from autograder.checks import agree
from autograder.submission import effects

LENGTHS = (2, 3, 4)
NAMES = ("gradient",)


def stretched(shape):
    """Return every shape that broadcasts to this one."""
    found = [()]
    for count in range(1, len(shape) + 1):
        found += product(*({1, length} for length in shape[-count:]))
    return sorted(set(found), key=lambda each: (len(each), each))


def share(code, grad, operand):
    """Return the operand's share of a gradient."""
    return code.unbroadcast(grad, operand.shape)


def agree_on(submission, reference, rng, *pairs):
    """Compare shares of random gradients, for pairs of a result's shape and an operand's."""
    for result, operand in pairs:
        grad, array = rng.standard_normal(result), rng.standard_normal(operand)
        agree(submission, reference, share, grad, array, names=NAMES)


@pytest.mark.question("unbroadcast", points=0.5)
def test_nothing_to_do(submission, reference, rng):
    """Where shapes are equal the gradient stays as it is."""
    for shape in ((3,), (2, 3), (4, 1), (1, 1, 3), ()):
        agree_on(submission, reference, rng, (shape, shape))


@pytest.mark.question("unbroadcast", points=1)
def test_added_axes(submission, reference, rng):
    """Axes that were added in front are summed."""
    agree_on(
        submission, reference, rng, ((4, 3), (3,)), ((2, 4, 3), (4, 3)), ((2, 4, 3), (3,)), ((3, 3), (3,))
    )


@pytest.mark.question("unbroadcast", points=1)
def test_stretched_axes(submission, reference, rng):
    """Axes of length 1 that were stretched are summed, and stay."""
    pairs = ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((3, 3), (3, 1)), ((3, 3), (1, 3)), ((2, 4, 3), (2, 1, 3))
    agree_on(submission, reference, rng, *pairs, ((2, 4, 3), (2, 4, 1)), ((2, 4, 3), (1, 4, 1)))


@pytest.mark.question("unbroadcast", points=1.5)
def test_every_pair_of_shapes(submission, reference, rng):
    """Every shape of up to three axes gets its share of every shape it broadcasts to."""
    results = [result for result in stretched(LENGTHS) if len(result) == 3]
    pairs = [(result, operand) for result in results for operand in stretched(result)]
    agree_on(submission, reference, rng, (LENGTHS, (3, 1)), *pairs)


@pytest.mark.question("unbroadcast")
def test_purity(submission, rng):
    """The gradient it is given is left as it was."""
    for result, operand in (((4, 3), (1, 3)), ((4, 3), (4, 3)), ((2, 4, 3), (3,))):
        grad = rng.standard_normal(result)
        submission.unbroadcast(grad, operand)
        if effects(submission).mutated:
            pytest.fail("Your function changes `grad`, which may belong to others: work on a copy.")
