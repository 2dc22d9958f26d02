"""Tables of features, and their scale. The functions that compute a feature are the test's own."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

EXTRACT, STANDARDIZE = "extract_features", "standardize"
NAMES = ("X_train", "X_other")


def channels(im):
    """Return the mean of each channel."""
    return np.asarray(im, dtype=np.float64).mean(axis=(0, 1))


def corner(im):
    """Return the first pixels of the last row, and twice their number."""
    im = np.asarray(im, dtype=np.float64)
    return np.append(im[-1, :2].ravel(), 2.0 * im.shape[1])


def extremes(im):
    """Return the smallest and the largest number."""
    return np.array([np.min(im), np.max(im)], dtype=np.float64)


def images(rng, count, height=4, width=5):
    """Draw images of floats."""
    return rng.uniform(0, 255, size=(count, height, width, 3))


@pytest.mark.question(EXTRACT)
def test_table_form(submission, reference, rng):
    """Returned is a row for each image, with the numbers of all functions."""
    require_result(submission, reference, EXTRACT, images(rng, 4), [channels, extremes])


@pytest.mark.question(EXTRACT, points=1.5)
def test_table(submission, reference, rng):
    """The features of each image are its own, in the order of the functions."""
    for functions in ([channels, extremes], [extremes, corner, channels], [corner, corner]):
        agree(submission, reference, EXTRACT, images(rng, 6), functions)


@pytest.mark.question(EXTRACT, points=0.5)
def test_small_tables(submission, reference, rng):
    """One image alone, one function alone, and progress that may be printed."""
    agree(submission, reference, EXTRACT, images(rng, 1), [channels, extremes])
    agree(submission, reference, EXTRACT, images(rng, 3, 6, 2), [corner])
    agree(submission, reference, EXTRACT, images(rng, 2), [extremes, channels], True)


@pytest.mark.question(EXTRACT)
def test_images_unchanged(submission, rng):
    """The images are left as they were."""
    require_pure(submission, EXTRACT, images(rng, 3), [channels, extremes])


def features(rng, count, columns):
    """Draw features of very different size and spread."""
    scale = 10.0 ** np.linspace(-2, 2, columns)
    return scale * rng.standard_normal((count, columns)) + 3 * scale * rng.standard_normal(columns)


@pytest.mark.question(STANDARDIZE)
def test_two_tables(submission, reference, rng):
    """Returned are two tables, of the shapes that came in."""
    X = features(rng, 12, 5)
    require_result(submission, reference, STANDARDIZE, X[:8], X[8:], names=NAMES)


@pytest.mark.question(STANDARDIZE, points=1)
def test_statistics(submission, reference, rng):
    """Both tables are centred and scaled with the statistics of the training images."""
    for train, other, columns in ((20, 7, 6), (9, 30, 3)):
        X = features(rng, train + other, columns)
        shifted = X[train:] * 1.5 + 2 * np.abs(X[train:]).mean(axis=0)  # other images, of another kind
        agree(submission, reference, STANDARDIZE, X[:train], shifted, names=NAMES, tolerance=1e-5)


@pytest.mark.question(STANDARDIZE, points=0.5)
def test_one_image(submission, reference, rng):
    """A single other image is measured by the same ruler."""
    X = features(rng, 16, 4)
    agree(submission, reference, STANDARDIZE, X[:15], X[15:], names=NAMES, tolerance=1e-5)


@pytest.mark.question(STANDARDIZE, points=0.5)
def test_columns_that_never_vary(submission, reference, rng):
    """A column without any variation in the training images is centred, and divided by 1."""
    X = features(rng, 14, 5)
    X[:10, 1], X[:10, 3] = 0.0, 4.0
    X[10:, 1] = 0.5
    agree(submission, reference, STANDARDIZE, X[:10], X[10:], names=NAMES, tolerance=1e-5)


@pytest.mark.question(STANDARDIZE)
def test_tables_unchanged(submission, rng):
    """Both tables are left as they were."""
    X = features(rng, 12, 4)
    require_pure(submission, STANDARDIZE, X[:8], X[8:])
