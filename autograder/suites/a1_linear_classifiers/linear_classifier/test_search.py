"""Random search: draws, the best of them, and what is told about the others."""

import numpy as np
import pytest

from autograder.checks import agree, require_result

NAMES = ("W", "loss", "losses")


def bowl(W):
    """A loss that is never negative and nowhere twice the same."""
    return float(np.sum((W - 0.3) ** 2))


def terrace(W):
    """A loss with many ties: whole numbers only."""
    return float(np.floor(np.abs(W).sum()))


def search(code, loss_fn, shape, tries, scale, seed):
    """Search with a seeded generator; a list of losses is as good as an array."""
    result = code.random_search(loss_fn, shape, tries, scale, np.random.default_rng(seed))
    if type(result) is tuple and len(result) == 3 and type(result[2]) is list:
        return (*result[:2], np.array(result[2]))
    return result


def best(code, loss_fn, shape, tries, scale, seed):
    """Return the best weights and their loss."""
    return search(code, loss_fn, shape, tries, scale, seed)[:2]


def losses(code, loss_fn, shape, tries, scale, seed):
    """Return the losses of all tries."""
    return search(code, loss_fn, shape, tries, scale, seed)[2]


@pytest.mark.question("random_search")
def test_form(submission, reference, rng):
    """Returned are W, one number, and an array of one loss a try."""
    require_result(submission, reference, search, bowl, (3, 2), 5, 0.5, int(rng.integers(2**31)), names=NAMES)


@pytest.mark.question("random_search")
def test_draws_come_from_rng(submission, rng):
    """Two searches with generators of one seed find the same."""
    seed = int(rng.integers(2**31))
    first, second = (best(submission, bowl, (3, 2), 4, 0.5, seed)[0] for _ in range(2))
    if not np.array_equal(first, second):
        pytest.fail("Two searches with generators of the same seed differ: not all draws come from `rng`.")


@pytest.mark.question("random_search")
def test_without_a_generator(submission):
    """Without `rng` and `scale` it makes a generator of its own."""
    found = [submission.random_search(bowl, (3, 2), 4)[0] for _ in range(2)]
    if np.array_equal(*found):
        pytest.fail(
            "Without `rng` two searches draw the same numbers: the generator of its own has a fixed seed."
        )


@pytest.mark.question("random_search", points=2)
def test_best(submission, reference, rng):
    """Kept are the weights with the lowest loss, and that loss."""
    for shape, tries, scale in (((3, 2), 12, 0.5), ((4,), 7, 2.0), ((2, 5), 1, 0.01), ((3, 3), 20, 0.1)):
        seed = int(rng.integers(2**31))
        agree(submission, reference, best, bowl, shape, tries, scale, seed, names=NAMES[:2])


@pytest.mark.question("random_search", points=1)
def test_losses(submission, reference, rng):
    """The losses are those of all tries, in order."""
    for shape, tries, scale in (((3, 2), 12, 0.5), ((4,), 7, 2.0)):
        agree(submission, reference, losses, bowl, shape, tries, scale, int(rng.integers(2**31)))


@pytest.mark.question("random_search", points=1)
def test_first_of_equals(submission, reference, rng):
    """Of several equally low losses the first one's weights are kept."""
    for shape, tries in (((2, 2), 30), ((3, 1), 40)):
        seed = int(rng.integers(2**31))
        agree(submission, reference, best, terrace, shape, tries, 0.7, seed, names=NAMES[:2])
    agree(
        submission, reference, best, lambda W: 2.0, (2, 2), 5, 1.0, int(rng.integers(2**31)), names=NAMES[:2]
    )
