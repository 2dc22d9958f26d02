"""What the functions are asked for, drawn widely: sizes, kinds of pixels, flat and grey images."""

import numpy as np

from autograder.checks import given
from autograder.submission import value

SIZES = ((8, 8), (16, 24), (32, 32), (11, 19), (8, 30), (24, 8))


def pictures(rng):
    """Yield images: bytes and floats, dark, grey, of one colour, smooth."""
    for height, width in SIZES:
        im = rng.integers(0, 256, size=(height, width, 3), dtype=np.uint8)
        grey = np.repeat(im[:, :, :1], 3, axis=2)
        slope = np.linspace(0, 255, width) * np.linspace(0, 1, height)[:, np.newaxis]
        yield from (im, im // 8, grey, np.full_like(im, 77), 0 * im, im.astype(float) * 0.93)
        yield np.stack([slope, slope.max() - slope, 0.3 * slope], axis=2)


def color_histogram_hsv(rng):
    """Yield images, numbers of bins, ranges, counts."""
    for im in pictures(rng):
        yield "color_histogram_hsv", im
        for nbin, xmax in ((1, 255), (7, 255), (25, 255), (10, 256), (6, 1000)):
            yield "color_histogram_hsv", im, nbin, 0, xmax
            yield "color_histogram_hsv", im, nbin, 0, xmax, False
        yield "color_histogram_hsv", im / 255, 8, 0, 1


def hog_feature(rng):
    """Yield images, and edges in the directions between which the bins change."""
    for im in pictures(rng):
        yield "hog_feature", im
    for degrees in np.arange(0.0, 360.0, 7.0):
        down, right = np.mgrid[:16, :16]
        step = right * np.cos(np.radians(degrees)) + down * np.sin(np.radians(degrees))
        yield "hog_feature", np.repeat((6 * step + 128)[:, :, np.newaxis], 3, axis=2)


def equalize_histogram(rng):
    """Yield channels of many values, of few, of one; bytes and larger integers."""
    for height, width in (*SIZES, (1, 1), (1, 9), (5, 1)):
        channel = rng.integers(0, 256, size=(height, width), dtype=np.uint8)
        for one in (channel, channel // 9 + 100, channel % 2 * 255, 0 * channel + 9, 0 * channel):
            yield "equalize_histogram", one
            yield "equalize_histogram", one.astype(np.int64)


def patches(code, im, size, stride):
    """Return the patches of an image."""
    return code.BagOfVisualWords(5, size, stride).patches(im)


def cuts(rng):
    """Yield images and patches that fit, end before the border, or fill the image."""
    for im in pictures(rng):
        for size, stride in ((4, 4), (5, 3), (3, 5), (8, 1), (1, 1), (2, 7)):
            yield patches, im, size, stride


def encode(code, im, codebook, size, stride, own):
    """Return the code of an image, from the patches of the class or from others."""
    bag = code.BagOfVisualWords(3, size, stride)
    bag.codebook = codebook
    if own:
        return value(bag.encode(im)), value(bag.codebook)
    with given(bag, "patches", lambda im: im.reshape(-1, size * size * 3).astype(float)):
        return value(bag.encode(im)), value(bag.codebook)


def codes(rng):
    """Yield images and codebooks: short and long words, words that do not occur, one word."""
    for im in pictures(rng):
        if im.shape[:2] not in ((8, 8), (16, 24)):
            continue
        for words in (1, 2, 7, 60):
            codebook = 60 * rng.standard_normal((words, 48)) * rng.uniform(0.2, 2, size=(words, 1))
            yield encode, im, codebook, 4, 4, True
            yield encode, im, codebook, 4, 4, False


def width_and_mean(im):
    """Return two numbers."""
    return np.array([im.shape[1], im.mean()], dtype=float)


def first_row(im):
    """Return as many numbers as the image is wide."""
    return im[0, :, 0].astype(float)


def tables(rng):
    """Yield stacks of images and lists of functions."""
    for count, height, width in ((1, 4, 5), (6, 4, 5), (3, 2, 1), (5, 5, 5)):
        images = rng.uniform(0, 255, size=(count, height, width, 3))
        for functions in ([first_row], [width_and_mean, first_row], [first_row, width_and_mean, first_row]):
            yield "extract_features", images, functions
            yield "extract_features", images.astype(np.uint8), functions, True


def scales(rng):
    """Yield tables of any size, some columns constant."""
    for train, other, columns in ((20, 7, 6), (9, 30, 3), (15, 1, 4), (5, 5, 5), (1, 3, 2)):
        spread = 10.0 ** np.linspace(-3, 3, columns)
        X, Z = (spread * (3 + rng.standard_normal((count, columns))) for count in (train, other))
        yield "standardize", X, Z
        for constant in (0.0, 4.0):
            X, Z = X.copy(), Z.copy()
            X[:, 1] = constant
            yield "standardize", X, Z


INPUTS = {
    "color_histogram_hsv": color_histogram_hsv,
    "hog_feature": hog_feature,
    "equalize_histogram": equalize_histogram,
    "patches": cuts,
    "encode": codes,
    "extract_features": tables,
    "standardize": scales,
}
