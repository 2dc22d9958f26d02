"""The table of distances, with two loops, one and none: some questions to all three, then to each its own."""

import numpy as np
import pytest

from autograder.checks import agree, difference, for_each_question, require_pure, require_result
from autograder.submission import value, work

TWO, ONE, NONE = (f"compute_distances_{loops}" for loops in ("two_loops", "one_loop", "no_loops"))


def trained(code, stored):
    """Return a classifier that has stored these images, all of class 0."""
    model = code.KNearestNeighbor()
    model.train(stored, np.zeros(len(stored), dtype=np.int64))
    return model


def table_by(name):
    """Return the scenario in which the method of that name makes a table of distances."""

    def table(code, X_train, X):
        return getattr(trained(code, X_train), name)(X)

    return table


DISTANCES = {name: table_by(name) for name in (TWO, ONE, NONE)}
LARGE = {}  # images stored and asked for, and once the reference has been asked, their table


def prepare(rng):
    """Draw the many images of this course."""
    LARGE["stored"], LARGE["asked"] = images(rng, 700, 700, 950)


def images(rng, num_test, num_train, features):
    """Draw images of either sign, far from each other."""
    return rng.standard_normal((num_train, features)), rng.standard_normal((num_test, features))


@for_each_question(TWO, ONE, NONE)
def test_shape(submission, reference, rng, name):
    """Returned is a real array with a row for each test image and a column for each stored one."""
    require_result(submission, reference, DISTANCES[name], *images(rng, 4, 6, 5))


@for_each_question(TWO, ONE, NONE, points=(2, 2, 1))
def test_distances(submission, reference, rng, name):
    """The distances are right on random images."""
    for num_test, num_train, features in ((5, 7, 4), (6, 3, 9)):
        agree(submission, reference, DISTANCES[name], *images(rng, num_test, num_train, features))


@pytest.mark.question(TWO, points=1)
def test_edges(submission, reference, rng):
    """One image against one, images of a single number, and images that are equal."""
    for num_test, num_train, features in ((1, 1, 6), (3, 2, 1), (1, 5, 3)):
        agree(submission, reference, DISTANCES[TWO], *images(rng, num_test, num_train, features))
    stored, _ = images(rng, 1, 6, 4)
    agree(submission, reference, DISTANCES[TWO], stored, stored[::-1])


@pytest.mark.question(ONE, points=1)
def test_one_loop(submission, reference, rng):
    """Right for 60 stored images, without a line of Python executed for each of them."""
    stored, asked = images(rng, 4, 60, 5)
    agree(submission, reference, DISTANCES[ONE], stored, asked)
    require_no_loop_over_stored_images(submission, ONE, stored, asked)


@pytest.mark.question(NONE, points=1)
def test_no_loops(submission, reference, rng):
    """Right for 60 images against 60, without a line of Python executed for each of either kind."""
    stored, asked = images(rng, 60, 60, 5)
    agree(submission, reference, DISTANCES[NONE], stored, asked)
    require_no_loop_over_stored_images(submission, NONE, stored, asked)
    if lines(submission, NONE, stored, asked) - lines(submission, NONE, stored, asked[:10]) >= 50:
        pytest.fail(
            "Your method executes Python again for each test image: let numpy work on all of them at once.",
            pytrace=False,
        )


def lines(submission, name, stored, asked):
    """Return how many lines of Python a method executes."""
    return work(getattr(trained(submission, stored), name), asked)


def require_no_loop_over_stored_images(submission, name, stored, asked):
    """Require that 50 more stored images cost fewer than 50 more lines."""
    if lines(submission, name, stored, asked) - lines(submission, name, stored[:10], asked) >= 50:
        pytest.fail(
            "Your method executes Python again for each stored image: let numpy work on all of them at once.",
            pytrace=False,
        )


@pytest.mark.question(NONE, points=1)
def test_memory(submission, reference):
    """700 images of 950 numbers against 700: the table fits, an array of all differences would not."""
    stored, asked = LARGE["stored"], LARGE["asked"]
    if "table" not in LARGE:
        LARGE["table"] = DISTANCES[NONE](reference, stored, asked)
    # No Disagreement: diagnosis would play the known mistakes again, in this process, on these large arrays.
    wrong = difference(value(DISTANCES[NONE](submission, stored, asked)), LARGE["table"], 1e-8)
    if wrong:
        pytest.fail(f"{wrong.message} Called with X {asked.shape} after storing as many.", pytrace=False)


@pytest.mark.question(NONE, points=0.5)
def test_own_image(submission, reference, rng):
    """An image is at distance 0 from itself, not at NaN, whatever is left of the three terms by rounding."""
    stored = rng.uniform(0.0, 1.0, size=(40, 300))
    require_result(submission, reference, DISTANCES[NONE], stored, stored)
    if np.isnan(value(DISTANCES[NONE](submission, stored, stored))).any():
        # Which entries are NaN is a matter of rounding, so no diagnosis could recognise them.
        pytest.fail(
            "Some images are at distance NaN from themselves: rounding went below zero before the root.",
            pytrace=False,
        )
    agree(submission, reference, DISTANCES[NONE], stored, stored, tolerance=1e-5)


@pytest.mark.question(NONE, points=0.5)
def test_bytes(submission, reference, rng):
    """Images of bytes have the distances that their numbers have."""
    stored, asked = (rng.integers(0, 256, size=(n, 12), dtype=np.uint8) for n in (7, 5))
    agree(submission, reference, DISTANCES[NONE], stored, asked)


@for_each_question(TWO, ONE, NONE)
def test_purity(submission, rng, name):
    """X is left as it was."""
    stored, asked = images(rng, 4, 5, 3)
    require_pure(submission, DISTANCES[name], stored, asked, of=f"KNearestNeighbor.{name}")
