"""Visible checks of the notebook `features`: patches, visual words, tables of features and their scale."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed, Exercise
from utils.checks.expect import Hint, expect, numbers

Array = NDArray[Any]
Function = Callable[..., Any]


def _bag(model: type, size: int, stride: int) -> Any:
    return model(4, size, stride)


def _spot(row: int, column: int) -> Array:
    """Return 4 x 6 pixels, all black but one, whose green is 12."""
    image = np.zeros((4, 6, 3), dtype=np.uint8)
    image[row, column, 1] = 12
    return image


def a_row_a_patch(model: type) -> None:
    """In 4 x 6 pixels lie 2 x 3 patches of 2 x 2, each 12 numbers."""
    for size, stride, shape in ((2, 2, (6, 12)), (2, 1, (15, 12)), (3, 2, (2, 27))):
        found = numbers("The patches", _bag(model, size, stride).patches(_spot(0, 2))).shape
        if found != shape:
            raise CheckFailed(
                f"The patches of {size} x {size}, every {stride} pixels, of 4 x 6 pixels: "
                f"expected shape {shape}, got {found}."
            )


def reading_order(model: type) -> None:
    """A green pixel lies in the second patch, first place; of 12 and eleven zeros the mean is 1."""
    expected = np.zeros((6, 12))
    expected[1] = -1.0
    expected[1, 1] = 11.0
    got = numbers("The patches", _bag(model, 2, 2).patches(_spot(0, 2))).astype(float)
    raw = np.where(expected == 11, 12.0, 0.0)
    columns_first = expected.reshape(2, 3, 12).transpose(1, 0, 2).reshape(6, 12)
    colours_apart = expected.reshape(6, 4, 3).transpose(0, 2, 1).reshape(6, 12)
    wrapped = np.where(expected == -1, 255.0, expected)
    expect(
        "The patches",
        got,
        expected,
        Hint(raw, "Nothing was subtracted: each patch loses its own mean."),
        Hint(raw - 1 / 6, "You subtracted the mean of the whole image: each patch loses its own."),
        Hint(raw - raw.mean(axis=0), "You subtracted a mean over the patches: each patch loses its own."),
        Hint(columns_first, "The patches go down the columns: they should follow along the rows."),
        Hint(colours_apart, "The colours of a patch stand apart: those of one pixel belong side by side."),
        Hint(wrapped, "Numbers below zero wrapped around: bytes have no sign."),
        Hint(expected / 3, "Each patch is divided as well: only subtract."),
    )


def within_a_patch(model: type) -> None:
    """A green pixel in the second row of a patch is the third of its four pixels."""
    expected = np.full(12, -1.0)
    expected[7] = 11.0
    got = numbers("The patches", _bag(model, 2, 2).patches(_spot(1, 2)))
    turned = expected.reshape(2, 2, 3).transpose(1, 0, 2).ravel()
    expect("The second patch", got[1], expected, Hint(turned, "Rows and columns of a patch are exchanged."))


# Four pixels, each a patch of its own: red, red, green, blue, minus their mean.
PIXELS = np.array([[[30, 0, 0], [30, 0, 0]], [[0, 30, 0], [0, 0, 30]]], dtype=np.uint8)
RED, GREEN, BLUE = np.array([20.0, -10, -10]), np.array([-10.0, 20, -10]), np.array([-10.0, -10, 20])
WORDS = np.stack([RED, GREEN, BLUE, 9 * RED, 7 * GREEN + 7 * BLUE])
SHARES = np.array([0.5, 0.25, 0.25, 0.0, 0.0])


def _encoded(model: type, codebook: Array, image: Array = PIXELS) -> Any:
    def patches(self: Any, im: Array) -> Array:
        rows = np.asarray(im, dtype=float).reshape(-1, 3)
        return np.asarray(rows - rows.mean(axis=1, keepdims=True))

    given = type(model.__name__, (model,), {"patches": patches})  # so that a slip there costs nothing here
    bag = given(len(codebook), 1, 1)
    bag.codebook = codebook.copy()
    return bag.encode(image.copy())


def a_number_a_word(model: type) -> None:
    """It returns a number for each word, also for one that does not occur."""
    found = numbers("The code", _encoded(model, WORDS)).shape
    if found != (5,):
        raise CheckFailed(
            f"A codebook of 5 words makes 5 numbers: expected shape (5,), got {found}. "
            "A word that does not occur, even the last one, has the share 0."
        )


def nearest_words(model: type) -> None:
    """Two red pixels, a green and a blue one; a word nine times as long is far away."""
    expect(
        "The shares of the words red, green, blue, nine times red, and another",
        _encoded(model, WORDS),
        SHARES,
        Hint(4 * SHARES, "These are counts: shares sum to 1."),
        Hint(SHARES / np.linalg.norm(SHARES), "This has length 1; shares sum to 1."),
        Hint([0, 0, 0, 0.5, 0.5], "You took the largest product: a long word is not a near one."),
        Hint(SHARES / 0.5, "This is divided by its largest entry; shares sum to 1."),
    )


def other_codebook(model: type) -> None:
    """The codebook decides what word 0 is, whichever it is."""
    expect(
        "The shares with the words in reverse",
        _encoded(model, WORDS[::-1]),
        SHARES[::-1],
        Hint(SHARES, "The codebook was exchanged, and nothing changed: use `self.codebook`."),
    )


IMAGES = np.arange(2 * 2 * 3 * 3, dtype=float).reshape(2, 2, 3, 3)


def _corner(im: Array) -> Array:
    return np.array(im[0, 0])


def _total(im: Array) -> Array:
    return np.array([im.sum()])


TABLE = np.array([[0.0, 1, 2, 153], [18, 19, 20, 477]])


def a_row_an_image(extract_features: Function) -> None:
    """It returns a row for each image."""
    got = extract_features(IMAGES.copy(), [_corner, _total])
    found = numbers("The features", got).shape
    if found == (4, 2):
        raise CheckFailed("The features: expected shape (2, 4), got (4, 2). A row belongs to an image.")
    if found != (2, 4):
        raise CheckFailed(f"The features of 2 images, 3 + 1 numbers: expected shape (2, 4), got {found}.")


def in_their_order(extract_features: Function) -> None:
    """First what the first function returns, then the second."""
    both, one = (IMAGES.copy(), [_corner, _total]), (IMAGES[:1].copy(), [_total])
    hint = Hint(np.roll(TABLE, 1, axis=1), "The functions stand in another order than they were given.")
    same = Hint(TABLE[[0, 0]], "Every row belongs to the first image.")
    expect("The features", extract_features(*both), TABLE, hint, same)
    expect("The only feature of a single image", extract_features(*one), [[153.0]])


TRAIN, OTHER = np.array([[1.0, 10.0], [3.0, 10.0]]), np.array([[5.0, 12.0], [9.0, 10.0]])


def _both(standardize: Function) -> tuple[Any, Any]:
    found = standardize(TRAIN.copy(), OTHER.copy())
    if not isinstance(found, tuple | list) or len(found) != 2:
        raise CheckFailed(f"Expected two arrays, X_train and X_other, got {type(found).__name__}.")
    return found[0], found[1]


def two_tables(standardize: Function) -> None:
    """It returns two tables, of the shapes that came in."""
    for what, got in zip(("X_train", "X_other"), _both(standardize), strict=True):
        found = numbers(what, got).shape
        if found != (2, 2):
            raise CheckFailed(f"{what}: expected shape (2, 2), got {found}.")


def by_training_images(standardize: Function) -> None:
    """The first column has mean 2 and deviation 1; the second never varies."""
    train, other = _both(standardize)
    zero = "A column that never varies has deviation 0: divide it by 1."
    expect(
        "X_train",
        train,
        [[-1.0, 0.0], [1.0, 0.0]],
        Hint([[-1.0, np.nan], [1.0, np.nan]], zero),
        Hint([[1.0, 10.0], [3.0, 10.0]], "Nothing was subtracted."),
        Hint(np.array([[-1.0, 0.0], [1.0, 0.0]]) / np.sqrt(2), "Divide by N in the deviation, not by N - 1."),
    )
    got = numbers("X_other", other)
    if np.abs(got[0, 1]) > 1e3:
        raise CheckFailed(f"X_other: a feature of 12 became {got[0, 1]:.3g}. {zero}")
    expect(
        "X_other",
        got,
        [[3.0, 2.0], [7.0, 0.0]],
        Hint(
            [[-1.0, 1.0], [1.0, -1.0]],
            "Those images were scaled by themselves: use the statistics of X_train.",
        ),
        Hint([[3.0, np.inf], [7.0, np.nan]], zero),
        Hint(OTHER, "X_other came back as it was."),
    )


check_patches = Exercise(
    "patches",
    (a_row_a_patch, reading_order, within_a_patch),
    "random images, other sizes and strides, im left as it was",
    hidden_tests=6,
)
check_encode = Exercise(
    "encode",
    (a_number_a_word, nearest_words, other_codebook),
    "random images and codebooks, words that do not occur, the codebook afterwards, im left as it was",
    hidden_tests=7,
)
check_extract_features = Exercise(
    "extract_features",
    (a_row_an_image, in_their_order),
    "other functions and numbers of images, imgs left as it was",
    hidden_tests=6,
)
check_standardize = Exercise(
    "standardize",
    (two_tables, by_training_images),
    "random features, columns that never vary, a single image, X left as it was",
    hidden_tests=7,
)
