"""Histograms of oriented gradients. Directions keep away from the edges of bins, where rounding would decide.

In the first and last row, where gy is 0 by definition, the direction is exactly 0, or the 180 degrees that
are the same: there is nothing to round.
"""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result
from autograder.submission import value

HOG = "hog_feature"
TOLERANCE = 1e-5  # 32 bits are good enough for a feature
WEIGHTS = np.array([0.299, 0.587, 0.114])


def clear(im):
    """Tell whether no direction inside the image lies at an edge between two bins."""
    grey = im @ WEIGHTS
    gx, gy = grey[1:-1, 2:] - grey[1:-1, :-2], grey[2:, 1:-1] - grey[:-2, 1:-1]
    place = np.arctan2(gy, gx) / np.pi * 9
    return np.hypot(gx, gy).min() > 1e-3 and np.abs(place - np.round(place)).min() > 1e-5


def picture(rng, height, width):
    """Draw an image of bytes: weak and strong edges, other colours in other places."""
    while True:
        tint, strength = (
            rng.integers(20, 100, size=(1, 1, 3)),
            rng.uniform(0.05, 1.0, size=(height, width, 1)),
        )
        im = (tint + strength * rng.integers(0, 150, size=(height, width, 3))).astype(np.uint8)
        if clear(im):
            return im


def plane(degrees, size=8):
    """Return a grey image that rises in one direction; 90 degrees is downwards."""
    across, down = np.meshgrid(np.arange(size), np.arange(size))
    angle = np.deg2rad(degrees)
    grey = 120 + 5 * (np.cos(angle) * across + np.sin(angle) * down)
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


@pytest.mark.question(HOG)
def test_hog_form(submission, reference, rng):
    """Returned is one vector of real numbers, nine for each cell."""
    require_result(submission, reference, HOG, picture(rng, 32, 32))
    require_result(submission, reference, HOG, picture(rng, 16, 24))


@pytest.mark.question(HOG, points=2)
def test_directions(submission, reference):
    """An image that rises in one direction, for directions all round the circle."""
    for degrees in range(7, 360, 20):
        agree(submission, reference, HOG, plane(degrees), tolerance=TOLERANCE)


@pytest.mark.question(HOG, points=3)
def test_pictures(submission, reference, rng):
    """Random colour images of 32 x 32 pixels."""
    for _ in range(3):
        agree(submission, reference, HOG, picture(rng, 32, 32), tolerance=TOLERANCE)


@pytest.mark.question(HOG, points=1)
def test_sizes(submission, reference, rng):
    """Images that are wider than high, or higher than wide, or a single cell."""
    for height, width in ((16, 40), (24, 8), (8, 8)):
        agree(submission, reference, HOG, picture(rng, height, width), tolerance=TOLERANCE)


@pytest.mark.question(HOG, points=0.5)
def test_left_over(submission, reference, rng):
    """What fills no cell at the right and at the bottom is dropped."""
    for height, width in ((19, 30), (16, 21), (9, 16)):
        agree(submission, reference, HOG, picture(rng, height, width), tolerance=TOLERANCE)


@pytest.mark.question(HOG, points=0.5)
def test_floats(submission, reference, rng):
    """Floats from 0 to 1 have gradients as well."""
    agree(submission, reference, HOG, picture(rng, 16, 16) / 255, tolerance=TOLERANCE)


@pytest.mark.question(HOG, points=0.5)
def test_flat(submission, reference):
    """Where nothing changes, everything is 0."""
    agree(submission, reference, HOG, np.full((16, 16, 3), 80, np.uint8), tolerance=TOLERANCE)


def of_each_cell(code, im):
    """Return how much a cell holds, in whichever bins."""
    found = value(getattr(code, HOG)(im))
    fits = type(found) is np.ndarray and found.dtype.kind in "iuf" and found.ndim == 1 and found.size % 9 == 0
    return found.reshape(-1, 9).sum(axis=1) if fits else found


@pytest.mark.question(HOG, points=0.5)
def test_nearly_180_degrees(submission, reference):
    """A direction a hair below 0, which rounding turns into 180 degrees, is not lost."""
    across, down = np.meshgrid(np.arange(16.0), np.arange(16.0))
    grey = np.where(across > 8, 1.0, 0.0) - 1e-18 * down * (across <= 8)
    agree(
        submission, reference, of_each_cell, np.repeat(grey[:, :, np.newaxis], 3, axis=2), tolerance=TOLERANCE
    )


@pytest.mark.question(HOG)
def test_hog_unchanged(submission, rng):
    """The image is left as it was."""
    require_pure(submission, HOG, picture(rng, 16, 16).astype(np.float64))
