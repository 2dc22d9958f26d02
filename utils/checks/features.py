"""The visible checks of the notebook `features`. Every number is worked by hand.

Those of colours and edges stand here; of visual words and tables of features in `feature_tables`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed, Exercise
from utils.checks.expect import Hint, expect, numbers
from utils.checks.feature_tables import (
    check_encode,
    check_extract_features,
    check_patches,
    check_standardize,
)

Array = NDArray[Any]
Function = Callable[..., Any]

# Two red pixels, one each of yellow, green, blue and magenta: hues 0, 1/6, 1/3, 2/3, 5/6.
COLOURS = np.array(
    [
        [[200, 0, 0], [200, 200, 0], [0, 200, 0]],
        [[0, 0, 200], [200, 0, 200], [200, 0, 0]],
    ],
    dtype=np.uint8,
)
COUNTS = np.array([2, 1, 0, 1, 0, 0, 1, 0, 1, 0])
FIRST, LAST = np.eye(10)[0], np.eye(10)[9]


def _vector(what: str, got: Any, length: int) -> None:
    found = numbers(what, got).shape
    if found != (length,):
        raise CheckFailed(f"{what}: expected shape ({length},), got {found}.")


def a_number_a_bin(color_histogram_hsv: Function) -> None:
    """It returns one number for each bin."""
    _vector("The histogram", color_histogram_hsv(COLOURS.copy()), 10)
    _vector("The histogram with nbin = 4", color_histogram_hsv(COLOURS.copy(), 4), 4)


def six_pixels(color_histogram_hsv: Function) -> None:
    """Two red pixels, a yellow, a green, a blue and a magenta one."""
    expect(
        "The shares of red, red, yellow, green, blue, magenta in ten bins",
        color_histogram_hsv(COLOURS.copy()),
        COUNTS / 6,
        Hint(FIRST, "Everything fell into one bin: does the hue go as far as the bins do?"),
        Hint(COUNTS, "These are counts: shares do not depend on the size of the image."),
        Hint(COUNTS / 6 / 25.5, "Shares per unit of the axis: `density=True` wants the width of a bin."),
        Hint(LAST, "That looks like the saturation: the hue is the first of the three channels."),
        Hint(7 * FIRST / 10, "That looks like the value: the hue is the first of the three channels."),
        Hint(np.eye(10)[7], "That looks like the value: the hue is the first of the three channels."),
    )


def half_the_light(color_histogram_hsv: Function) -> None:
    """At half the light the hues are the same."""
    found = color_histogram_hsv(COLOURS // 2)
    expect("The shares at half the light", found, COUNTS / 6)


def floats(color_histogram_hsv: Function) -> None:
    """Floats from 0 to 1, with xmax = 1, give the same."""
    found = color_histogram_hsv(COLOURS / 255, 10, 0, 1)
    hint = "Everything fell into one bin: is 255 written somewhere in place of xmax?"
    expect("The shares of floats from 0 to 1", found, COUNTS / 6, Hint(FIRST, hint), Hint(0 * FIRST, hint))


def plain_counts(color_histogram_hsv: Function) -> None:
    """With normalized=False the pixels are counted."""
    found = numbers("The counts", color_histogram_hsv(COLOURS.copy(), 10, 0, 255, False))
    if not np.allclose(found, COUNTS * 25.5):  # CS231n's, times the width of a bin
        expect("The counts", found, COUNTS, Hint(COUNTS / 6, "`normalized` has no effect."))


# The grey rises by 3 a column and by 4 a row: gx = 6, gy = 8, strength 10 at 53 degrees, on 6 x 6 pixels. In
# the first and last row gx = 6 alone, in the first and last column gy = 8 alone, in the corners nothing.
COLUMNS, ROWS = np.meshgrid(np.arange(8), np.arange(8))
PLANE = 3.0 * COLUMNS + 4.0 * ROWS
HOG = np.array([72.0, 0, 360, 0, 96, 0, 0, 0, 0])
DOWN = np.array([72.0, 0, 0, 0, 96, 0, 360, 0, 0])


def _grey(values: Array) -> Array:
    return np.repeat(values[:, :, np.newaxis], 3, axis=2)


def cells_of_nine(hog_feature: Function) -> None:
    """It returns nine numbers for each cell: 54 for 16 x 24 pixels."""
    image = np.random.default_rng(0).integers(0, 256, size=(16, 24, 3), dtype=np.uint8)
    _vector("The features of 16 x 24 pixels", hog_feature(image), 54)


def a_plane(hog_feature: Function) -> None:
    """A grey that rises by 3 a column and 4 a row: 36 gradients of 10 at 53 degrees, and the border."""
    expect(
        "The features of one cell",
        hog_feature(_grey(PLANE)),
        HOG,
        Hint([96, 360, 0, 0, 72, 0, 0, 0, 0], "Horizontal and vertical are exchanged: rows are y."),
        Hint([16, 0, 36, 0, 12, 0, 0, 0, 0], "You count pixels: sum their strengths."),
        Hint([12, 0, 36, 0, 12, 0, 0, 0, 0], "You count pixels: sum their strengths."),
        Hint(HOG / 64, "This is a mean over the cell: take the sum."),
        Hint(HOG / 2, "Our central difference has no half."),
        Hint(HOG / HOG.sum(), "Each cell sums to 1 here: nothing is normalised in our definition."),
        Hint(HOG / np.linalg.norm(HOG), "Each cell has length 1: nothing is normalised in our definition."),
        Hint([0, 0, 320, 0, 0, 0, 0, 0, 0], "One-sided differences at the border: there, ours are 0."),
        Hint([0, 0, 640, 0, 0, 0, 0, 0, 0], "The border has gradients that it should not have."),
        Hint([21, 0, 245, 0, 28, 0, 0, 0, 0], "One-sided differences: take the neighbours of both sides."),
        Hint([72, 360, 96, 0, 0, 0, 0, 0, 0], "Nine bins share 180 degrees here, not 360."),
        Hint([0, 0, 360, 0, 0, 0, 0, 0, 0], "The border lost its gradients: one of the two is still there."),
    )


def the_negative(hog_feature: Function) -> None:
    """Dark to light and light to dark are the same edge, upwards or downwards."""
    lost = "Some edges fall into no bin, or into another: where do negative angles go, and 180 degrees?"
    for what, plane, answer in (
        ("The features of the negative", 100 - PLANE, HOG),
        ("The features of a plane that falls downwards", 100 + 3.0 * COLUMNS - 4.0 * ROWS, DOWN),
        ("The features of a plane that falls to the right", 100 - 3.0 * COLUMNS + 4.0 * ROWS, DOWN),
    ):
        found = hog_feature(_grey(plane))
        total = np.sum(numbers(what, found))
        if np.isfinite(total) and total < answer.sum() - 1:
            raise CheckFailed(f"{what}: they sum to {total:.5g}, expected {answer.sum():.5g}. {lost}")
        last = np.append(np.append(0.0, answer[1:8]), answer[0])
        expect(what, found, answer, Hint(last, lost))


def one_channel(hog_feature: Function) -> None:
    """A plane of red counts 0.299 times."""
    image = np.zeros((8, 8, 3))
    image[:, :, 0] = PLANE
    expect(
        "The features of a red plane",
        hog_feature(image),
        0.299 * HOG,
        Hint(HOG / 3, "This is the mean of the channels: green counts most, blue least."),
        Hint(0.114 * HOG, "Red has the weight of blue."),
        Hint(HOG, "Red counts in full: grey is a weighted mean of three channels."),
    )


def which_cell(hog_feature: Function) -> None:
    """A bright pixel in the third cell of the first row."""
    image = np.zeros((16, 24, 3))
    image[3, 20] = 10.0
    expected = np.zeros((2, 3, 9))
    expected[0, 2, [0, 4]] = 20.0
    expect(
        "The features of a bright pixel in row 0, column 2 of the cells",
        hog_feature(image),
        expected.ravel(),
        Hint(expected.transpose(1, 0, 2).ravel(), "Cells stand in columns: they should follow along a row."),
        Hint(expected.transpose(2, 0, 1).ravel(), "Bin by bin: the nine numbers of a cell belong together."),
    )


FEW = np.array([[10, 10, 20], [20, 20, 30]], dtype=np.uint8)


def _levels(what: str, got: Any, expected: Any, *hints: Hint) -> None:
    """Compare greys, of which each may differ by one."""
    found, answer = numbers(what, got).astype(float), np.asarray(expected, dtype=float)
    if found.shape == answer.shape:
        found = np.where(np.abs(found - answer) <= 1, answer, found)
    expect(what, found, answer, *hints)


def same_shape(equalize_histogram: Function) -> None:
    """It returns a channel of the same shape."""
    found = numbers("The channel", equalize_histogram(FEW.copy())).shape
    if found != FEW.shape:
        raise CheckFailed(f"The channel: expected shape {FEW.shape}, got {found}.")


def six_greys(equalize_histogram: Function) -> None:
    """Two pixels of 10, three of 20, one of 30 become 0, 191 and 255."""
    _levels(
        "The channel",
        equalize_histogram(FEW.copy()),
        [[0, 0, 191], [191, 191, 255]],
        Hint([[85, 85, 212.5], [212.5, 212.5, 255]], "The darkest grey should become 0: where is cdf_min?"),
        Hint([[85, 85, 212], [212, 212, 255]], "The darkest grey should become 0: where is cdf_min?"),
        Hint([[85, 85, 213], [213, 213, 255]], "The darkest grey should become 0: where is cdf_min?"),
        Hint([[0, 0, 128], [128, 128, 255]], "The scale is stretched, but nobody counted how many pixels."),
        Hint([[0, 0, 127], [127, 127, 255]], "The scale is stretched, but nobody counted how many pixels."),
        Hint([[2, 2, 5], [5, 5, 6]], "These are counts of pixels: bring them to the scale 0 to 255."),
        Hint([[0, 0, 0.75], [0.75, 0.75, 1]], "These are shares: bring them to the scale 0 to 255."),
    )


def many_pixels(equalize_histogram: Function) -> None:
    """600 pixels of 50 and 424 of 200 become 0 and 255: more than a byte can count."""
    channel = np.repeat(np.array([50, 200], dtype=np.uint8), [600, 424]).reshape(32, 32)
    _levels("The channel", equalize_histogram(channel), np.where(channel == 50, 0, 255))


def one_grey(equalize_histogram: Function) -> None:
    """A channel of one grey stays as it is."""
    channel = np.full((3, 4), 77, dtype=np.uint8)
    zero = "It turned black: with one grey N - cdf_min is 0. What does the exercise say?"
    found = equalize_histogram(channel.copy())
    _levels("The channel", found, channel, Hint(np.zeros((3, 4)), zero), Hint(np.full((3, 4), np.nan), zero))


check_color_histogram_hsv = Exercise(
    "color_histogram_hsv",
    (a_number_a_bin, six_pixels, half_the_light, floats, plain_counts),
    "random colours, other bins and ranges, grey pixels, im left as it was",
    hidden_tests=9,
)
check_hog_feature = Exercise(
    "hog_feature",
    (cells_of_nine, a_plane, the_negative, one_channel, which_cell),
    "planes of every direction, random images, other sizes, flat ones, angles next to 180 degrees, purity",
    hidden_tests=11,
)
check_equalize_histogram = Exercise(
    "equalize_histogram",
    (same_shape, six_greys, many_pixels, one_grey),
    "random channels, larger integers, many dark pixels, channel left as it was",
    hidden_tests=8,
)

__all__ = [
    "check_color_histogram_hsv",
    "check_encode",
    "check_equalize_histogram",
    "check_extract_features",
    "check_hog_feature",
    "check_patches",
    "check_standardize",
]
