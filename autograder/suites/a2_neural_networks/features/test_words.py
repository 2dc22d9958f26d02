"""Patches, and visual words from a codebook that is set here. `encode` is given right patches."""

import numpy as np
import pytest

from autograder.checks import agree, given, require_pure, require_result
from autograder.submission import value

TOLERANCE = 1e-5  # 32 bits are good enough for a feature


def cut(code, im, size, stride):
    """Return the patches of an image."""
    return code.BagOfVisualWords(5, size, stride).patches(im)


def picture(rng, height, width):
    """Draw an image of bytes."""
    return rng.integers(0, 256, size=(height, width, 3), dtype=np.uint8)


@pytest.mark.question("patches")
def test_patches_form(submission, reference, rng):
    """Returned is a row for each patch, with all its numbers."""
    require_result(submission, reference, cut, picture(rng, 12, 12), 4, 2)


@pytest.mark.question("patches", points=1)
def test_patches(submission, reference, rng):
    """The patches of random images are right, one after the other."""
    for height, width, size, stride in ((16, 16, 4, 4), (12, 20, 6, 2)):
        agree(submission, reference, cut, picture(rng, height, width), size, stride, tolerance=TOLERANCE)


@pytest.mark.question("patches", points=1)
def test_patches_that_do_not_fit(submission, reference, rng):
    """Patches lie wholly within the image, also where the stride does not end at its border."""
    for height, width, size, stride in ((11, 14, 5, 4), (9, 8, 3, 5), (6, 6, 6, 1), (7, 10, 2, 1)):
        agree(submission, reference, cut, picture(rng, height, width), size, stride, tolerance=TOLERANCE)


@pytest.mark.question("patches")
def test_patches_pure(submission, rng):
    """The image is left as it was."""
    require_pure(submission, cut, picture(rng, 8, 8).astype(np.float64), 4, 4, of="BagOfVisualWords.patches")


def true_patches(size, stride):
    """Return a function that cuts patches."""

    def patches(im):
        im = np.asarray(im, dtype=np.float64)
        places = [
            (i, j)
            for i in range(0, im.shape[0] - size + 1, stride)
            for j in range(0, im.shape[1] - size + 1, stride)
        ]
        rows = np.array([im[i : i + size, j : j + size].ravel() for i, j in places])
        return rows - rows.mean(axis=1, keepdims=True)

    return patches


def encoded(code, im, codebook, size, stride):
    """Return how an image is encoded with this codebook."""
    bag = code.BagOfVisualWords(len(codebook), size, stride)
    bag.codebook = codebook
    with given(bag, "patches", true_patches(size, stride)):
        return value(bag.encode(im))


def one_after_the_other(code, images, codebook, size, stride):
    """Return how several images are encoded by one object, and its codebook afterwards."""
    bag = code.BagOfVisualWords(len(codebook), size, stride)
    bag.codebook = codebook
    with given(bag, "patches", true_patches(size, stride)):
        return (*(value(bag.encode(im)) for im in images), value(bag.codebook))


def vocabulary(rng, im, size, stride, words):
    """Draw words near to patches of the image, of different lengths; none is nearly as near as another."""
    patches = true_patches(size, stride)(im)
    while True:
        near = patches[rng.integers(len(patches), size=words)]
        codebook = near * rng.uniform(0.3, 1.6, size=(words, 1)) + 20 * rng.standard_normal(near.shape)
        distances = np.sort(np.linalg.norm(patches[:, np.newaxis] - codebook, axis=2), axis=1)
        if words == 1 or np.min(distances[:, 1] - distances[:, 0]) > 1e-3:
            return codebook


@pytest.mark.question("encode")
def test_code_form(submission, reference, rng):
    """Returned is a real number for each word."""
    im = picture(rng, 16, 16)
    require_result(submission, reference, encoded, im, vocabulary(rng, im, 4, 4, 7), 4, 4)


@pytest.mark.question("encode", points=1.5)
def test_nearest_words(submission, reference, rng):
    """The shares of the nearest words are right on random images and codebooks."""
    for side, size, stride, words in ((32, 6, 4, 12), (16, 4, 4, 5), (20, 3, 2, 30)):
        im = picture(rng, side, side)
        codebook = vocabulary(rng, im, size, stride, words)
        agree(submission, reference, encoded, im, codebook, size, stride, tolerance=TOLERANCE)


@pytest.mark.question("encode", points=0.5)
def test_words_that_do_not_occur(submission, reference, rng):
    """A word that is nearest to no patch has the share 0, wherever it stands; one word alone has all."""
    im = picture(rng, 16, 16)
    codebook = vocabulary(rng, im, 4, 4, 6)
    codebook[[0, 4, 5]] += 3000.0
    agree(submission, reference, encoded, im, codebook, 4, 4, tolerance=TOLERANCE)
    agree(submission, reference, encoded, im, codebook[:1], 4, 4, tolerance=TOLERANCE)
    agree(submission, reference, encoded, im, vocabulary(rng, im, 4, 4, 40), 4, 4, tolerance=TOLERANCE)


@pytest.mark.question("encode", points=1)
def test_one_codebook_for_all(submission, reference, rng):
    """Two images in turn are described by the same words, and the codebook stays what it was."""
    images = [picture(rng, 12, 12), picture(rng, 16, 12)]
    codebook = vocabulary(rng, np.vstack(images), 4, 4, 8)
    names = ("code of the first image", "code of the second image", "codebook afterwards")
    agree(
        submission, reference, one_after_the_other, images, codebook, 4, 4, tolerance=TOLERANCE, names=names
    )


@pytest.mark.question("encode")
def test_encode_pure(submission, rng):
    """The image is left as it was."""
    im = picture(rng, 12, 12).astype(np.float64)
    codebook = vocabulary(rng, im, 4, 4, 4)

    def once(code, im):
        return encoded(code, im, codebook, 4, 4)

    require_pure(submission, once, im, of="BagOfVisualWords.encode")
