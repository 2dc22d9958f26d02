"""Histograms of hues. Colours keep away from the edges of bins, where rounding would decide."""

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv

from autograder.checks import agree, require_pure, require_result
from autograder.submission import value

HUES = "color_histogram_hsv"
TOLERANCE = 1e-5  # 32 bits are good enough for a feature


def colours(rng, height, width, nbin=10):
    """Draw an image of bytes, dull and bright colours, more of some hues than of others."""
    pixels = rng.integers(0, 256, size=(2 * height * width, 3))
    weak = rng.random(len(pixels)) < 0.5
    pixels[weak] = pixels[weak] // 3 + rng.integers(0, 120, size=(1, 3))
    place = rgb_to_hsv(pixels / 255)[:, 0] * nbin
    grey = np.ptp(pixels, axis=1) == 0
    clear = (np.abs(place - np.round(place)) > 1e-3) & ~grey
    return pixels[clear][: height * width].reshape(height, width, 3).astype(np.uint8)


@pytest.mark.question(HUES)
def test_hues_form(submission, reference, rng):
    """Returned is one real number for each bin."""
    require_result(submission, reference, HUES, colours(rng, 6, 9))


@pytest.mark.question(HUES, points=2)
def test_shares(submission, reference, rng):
    """The shares of ten hues are right, whatever the size of the image."""
    for height, width in ((32, 32), (5, 9), (17, 4)):
        agree(submission, reference, HUES, colours(rng, height, width), tolerance=TOLERANCE)


@pytest.mark.question(HUES, points=1)
def test_bins(submission, reference, rng):
    """Other numbers of bins."""
    for nbin in (4, 7, 25, 1):
        agree(submission, reference, HUES, colours(rng, 12, 16, nbin), nbin, tolerance=TOLERANCE)


@pytest.mark.question(HUES, points=1)
def test_ranges(submission, reference, rng):
    """Images whose pixels go up to 1, or to another number."""
    for xmax in (1, 100):
        im = colours(rng, 15, 12) / 255 * xmax
        agree(submission, reference, HUES, im, 10, 0, xmax, tolerance=TOLERANCE)
        agree(submission, reference, HUES, im / 3, 10, 0, xmax, tolerance=TOLERANCE)


def counts(code, im, nbin):
    """Return the histogram that is not normalised; CS231n's is that times the width of a bin."""
    found = value(getattr(code, HUES)(im, nbin, 0, 255, False))
    width, pixels = 255 / nbin, im.shape[0] * im.shape[1]
    as_cs231n = (
        type(found) is np.ndarray and found.dtype.kind == "f" and np.isclose(found.sum(), pixels * width)
    )
    return found / width if as_cs231n else found


@pytest.mark.question(HUES, points=0.5)
def test_counts(submission, reference, rng):
    """With normalized=False pixels are counted."""
    for nbin in (10, 6):
        agree(submission, reference, counts, colours(rng, 9, 13, nbin), nbin, tolerance=TOLERANCE)


@pytest.mark.question(HUES, points=0.5)
def test_grey_pixels(submission, reference, rng):
    """Black, grey and white have hue 0, beside colours and alone."""
    mixed = colours(rng, 8, 8)
    mixed[::3] = rng.integers(0, 256, size=(3, 8, 1))
    mixed[0, :4], mixed[3, 4:] = 0, 255
    agree(submission, reference, HUES, mixed, tolerance=TOLERANCE)
    agree(submission, reference, HUES, np.zeros((3, 5, 3), np.uint8), tolerance=TOLERANCE)


@pytest.mark.question(HUES)
def test_colours_unchanged(submission, rng):
    """The image is left as it was."""
    require_pure(submission, HUES, colours(rng, 6, 6).astype(np.float64))
