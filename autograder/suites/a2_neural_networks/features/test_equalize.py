"""Equalized histograms, where each grey may differ by one: how to round is free."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result
from autograder.submission import value

EQUALIZE = "equalize_histogram"
ONE_LEVEL = 1.001 / 255


def equalized(code, channel):
    """Return the greys as floats: the difference of two bytes would wrap around."""
    found = value(getattr(code, EQUALIZE)(channel))
    return found.astype(np.float64) if type(found) is np.ndarray and found.dtype.kind in "iu" else found


def channel(rng, shape, low, high):
    """Draw greys from low to high, dark ones more often."""
    return (low + (high - low) * rng.beta(1.2, 3.0, size=shape)).astype(np.uint8)


@pytest.mark.question(EQUALIZE)
def test_channel_form(submission, reference, rng):
    """Returned is an array of real numbers, of the shape of the channel."""
    require_result(submission, reference, equalized, channel(rng, (6, 9), 30, 200))


@pytest.mark.question(EQUALIZE, points=2)
def test_greys(submission, reference, rng):
    """Every grey is right, to one level."""
    for shape, low, high in (((32, 32), 0, 256), ((20, 9), 100, 140), ((7, 40), 200, 256), ((64, 64), 3, 90)):
        agree(submission, reference, equalized, channel(rng, shape, low, high), tolerance=ONE_LEVEL)


@pytest.mark.question(EQUALIZE, points=1)
def test_many_dark_pixels(submission, reference, rng):
    """The darkest grey turns black, however many pixels have it, and the brightest white."""
    for dark, share in ((40, 0.5), (0, 0.8)):
        drawn = channel(rng, (40, 30), dark, 250)
        drawn[rng.random(drawn.shape) < share] = dark
        agree(submission, reference, equalized, drawn, tolerance=ONE_LEVEL)


@pytest.mark.question(EQUALIZE, points=0.5)
def test_one_grey(submission, reference):
    """A channel of a single grey stays as it is."""
    for grey in (0, 90, 255):
        agree(submission, reference, equalized, np.full((4, 5), grey, np.uint8), tolerance=ONE_LEVEL)


@pytest.mark.question(EQUALIZE, points=0.5)
def test_larger_integers(submission, reference, rng):
    """Greys from 0 to 255 in integers of 64 bits."""
    drawn = channel(rng, (25, 25), 20, 170).astype(np.int64)
    agree(submission, reference, equalized, drawn, tolerance=ONE_LEVEL)


@pytest.mark.question(EQUALIZE)
def test_channel_unchanged(submission, rng):
    """The channel is left as it was."""
    require_pure(submission, EQUALIZE, channel(rng, (8, 8), 30, 200))
