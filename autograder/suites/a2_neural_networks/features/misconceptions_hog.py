"""Wrong histograms of oriented gradients that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
MISSING_ARGUMENT = "missing 1 required positional argument"  # from what the call raises

GREY = "0.299 * im[:, :, 0] + 0.587 * im[:, :, 1] + 0.114 * im[:, :, 2]"
GX = "gx[:, 1:-1] = grey[:, 2:] - grey[:, :-2]"
GY = "gy[1:-1, :] = grey[2:, :] - grey[:-2, :]"
STRENGTH = "np.hypot(gx, gy)"
ANGLE = "np.arctan2(gy, gx) % np.pi"
BINS = "np.minimum((angle / np.pi * 9).astype(int), 8)"
SUM = "here.reshape(rows, 8, columns, 8).sum(axis=(1, 3))"
RETURN = "return hog.ravel()"
WHOLE = "rows, columns = grey.shape[0] // 8, grey.shape[1] // 8"

HOG_FEATURE: Table = {
    "mean_grey": (
        "Your grey is the plain mean of the channels: the eye sees more green than blue.",
        ((GREY, "im.mean(axis=2)"),),
    ),
    "blue_first": (
        "The weights of red and blue are exchanged.",
        ((GREY, "0.114 * im[:, :, 0] + 0.587 * im[:, :, 1] + 0.299 * im[:, :, 2]"),),
    ),
    "one_channel": (
        "You look at the first channel only: green and blue have edges as well.",
        ((GREY, "im[:, :, 0].astype(float)"),),
    ),
    "brightest_channel": (
        "Your grey is the largest of the three channels.",
        ((GREY, "im.max(axis=2).astype(float)"),),
    ),
    "bytes": (
        "Differences wrapped around in 8 bits: your grey is made of bytes.",
        (
            (GREY, f"({GREY}).astype(np.uint8)"),
            ("np.zeros_like(grey), np.zeros_like(grey)", "np.zeros((2, *grey.shape))"),
        ),
    ),
    "rounded_grey": (
        "You round grey to whole numbers before you look at differences.",
        ((GREY, f"np.round({GREY})"),),
    ),
    "scaled": (
        "You divide the image by 255: the strengths are in the units of the image.",
        (("    gx, gy =", "    grey = grey / 255\n    gx, gy ="),),
    ),
    "exchanged": (
        "Horizontal and vertical are exchanged.",
        ((ANGLE, "np.arctan2(gx, gy) % np.pi"),),
    ),
    "upwards": (
        "Your vertical axis points up: rows count downwards.",
        ((ANGLE, "np.arctan2(-gy, gx) % np.pi"),),
    ),
    "along_the_edge": (
        "Your angle is that of the edge: ours is that of the gradient, a right angle away.",
        ((ANGLE, "(np.arctan2(gy, gx) + np.pi / 2) % np.pi"),),
    ),
    "rounded_to_straight": (
        "A direction a hair below 0 is rounded to 180 degrees, and then falls into no bin.",
        ((BINS, "(angle / np.pi * 9).astype(int)"),),
    ),
    "negative_lost": (
        "Some edges fall into no bin: those with a negative angle.",
        ((ANGLE, "np.arctan2(gy, gx)"), ("(angle / np.pi * 9)", "np.floor(angle / np.pi * 9)")),
    ),
    "sign_dropped": (
        "You drop the sign of the angle: a slope up and a slope down are two directions.",
        ((ANGLE, "np.abs(np.arctan2(gy, gx))"),),
    ),
    "straight_angle_last": (
        "180 degrees are the direction 0, and belong to the first bin.",
        ((ANGLE, "np.arctan2(gy, gx)\n    angle = np.where(angle < 0, angle + np.pi, angle)"),),
    ),
    "straight_angle_lost": (
        "Edges of exactly 180 degrees fall into no bin.",
        (
            (ANGLE, "np.arctan2(gy, gx)\n    angle = np.where(angle < 0, angle + np.pi, angle)"),
            (BINS, "(angle / np.pi * 9).astype(int)"),
        ),
    ),
    "zero_lost": (
        "Edges of exactly 0 degrees fall into no bin.",
        (("bins == k", "(bins == k) & (angle > 0)"),),
    ),
    "signed": (
        "Your nine bins share 360 degrees: light to dark and dark to light are one direction here.",
        ((ANGLE, "np.arctan2(gy, gx) % (2 * np.pi)"), ("angle / np.pi * 9", "angle / (2 * np.pi) * 9")),
    ),
    "eight_bins": (
        "Your bins are 22.5 degrees wide: nine of them share 180 degrees.",
        (("angle / np.pi * 9", "angle / np.pi * 8"),),
    ),
    "centred_bins": (
        "Your bins are centred at 0, 20, 40 degrees: ours begin there.",
        ((BINS, "np.round(angle / np.pi * 9).astype(int) % 9"),),
    ),
    "bins_from_one": (
        "Your bins are one place further on.",
        ((BINS, f"(1 + {BINS}) % 9"),),
    ),
    "degrees_for_radians": (
        "You divide radians by 20 degrees: everything lands in the first bin.",
        (("angle / np.pi * 9", "angle / 20"),),
    ),
    "unweighted": (
        "Weak and strong edges count alike.",
        ((STRENGTH, "np.ones_like(grey)"),),
    ),
    "unweighted_where_something_is": (
        "Weak and strong edges count alike, only flat places do not.",
        ((STRENGTH, "(np.hypot(gx, gy) > 0).astype(float)"),),
    ),
    "squared": (
        "These are squared strengths: the root is missing.",
        ((STRENGTH, "gx**2 + gy**2"),),
    ),
    "absolute": (
        "You add the sizes of the two differences: the strength is the length of the gradient.",
        ((STRENGTH, "np.abs(gx) + np.abs(gy)"),),
    ),
    "horizontal_strength": (
        "Only the horizontal difference counts in your strength.",
        ((STRENGTH, "np.abs(gx)"),),
    ),
    "halved": (
        "Your central differences are halved: ours have no half.",
        ((GX, f"{GX.replace('= ', '= (')}) / 2"), (GY, f"{GY.replace('= ', '= (')}) / 2")),
    ),
    "one_sided": (
        "Your differences are one-sided: each pixel with its neighbour behind.",
        ((GX, "gx[:, :-1] = np.diff(grey, axis=1)"), (GY, "gy[:-1, :] = np.diff(grey, axis=0)")),
    ),
    "np_gradient": (
        "This is what np.gradient finds: half of our differences, and one-sided at the border.",
        ((GY, "gy, gx = np.gradient(grey)"),),
    ),
    "one_sided_border": (
        "At the border you take one-sided differences: there, ours are 0.",
        (
            (
                GY,
                f"{GY}\n"
                "    gx[:, 0], gx[:, -1] = grey[:, 1] - grey[:, 0], grey[:, -1] - grey[:, -2]\n"
                "    gy[0], gy[-1] = grey[1] - grey[0], grey[-1] - grey[-2]",
            ),
        ),
    ),
    "around_the_border": (
        "At the border you look at the opposite side of the image.",
        (
            (GX, "gx = np.roll(grey, -1, axis=1) - np.roll(grey, 1, axis=1)"),
            (GY, "gy = np.roll(grey, -1, axis=0) - np.roll(grey, 1, axis=0)"),
        ),
    ),
    "dark_border": (
        "Around the image you see black pixels: at the border the difference is 0 by definition.",
        (
            (GX, "padded = np.pad(grey, 1)\n    gx = padded[1:-1, 2:] - padded[1:-1, :-2]"),
            (GY, "gy = padded[2:, 1:-1] - padded[:-2, 1:-1]"),
        ),
    ),
    "no_border": (
        "The whole border is left out: in the first row the horizontal difference is still there.",
        ((STRENGTH, f"np.pad({STRENGTH}[1:-1, 1:-1], 1)"),),
    ),
    "mean": (
        "You average over a cell: the strengths should be summed.",
        ((".sum(axis=(1, 3))", ".mean(axis=(1, 3))"),),
    ),
    "largest": (
        "Only the strongest edge of each cell counts.",
        ((".sum(axis=(1, 3))", ".max(axis=(1, 3))"),),
    ),
    "cells_sum_to_one": (
        "Each of your cells sums to 1: nothing is normalised in this exercise.",
        ((RETURN, "return (hog / hog.sum(axis=2, keepdims=True)).ravel()"),),
    ),
    "cells_of_length_one": (
        "Each of your cells has length 1: nothing is normalised in this exercise.",
        ((RETURN, "return (hog / np.linalg.norm(hog, axis=2, keepdims=True)).ravel()"),),
    ),
    "length_one": (
        "Your whole vector has length 1: nothing is normalised in this exercise.",
        ((RETURN, "return hog.ravel() / (np.linalg.norm(hog) + 1e-12)"),),
    ),
    "by_pixels": (
        "You divide by the number of pixels of the image: strengths are summed.",
        ((RETURN, "return hog.ravel() / grey.size"),),
    ),
    "cells_transposed": (
        "Your cells go down the columns: they should follow along the rows.",
        ((RETURN, "return hog.transpose(1, 0, 2).ravel()"),),
    ),
    "bin_by_bin": (
        "You list bin by bin: the nine numbers of a cell belong side by side.",
        ((RETURN, "return hog.transpose(2, 0, 1).ravel()"),),
    ),
    "table": (
        "You return a table of cells: the features are one vector.",
        ((RETURN, "return hog"),),
    ),
    "one_histogram": (
        "You return one histogram for the whole image: each cell has its own.",
        ((RETURN, "return hog.sum(axis=(0, 1))"),),
    ),
    "square": (
        "You take as many columns of cells as there are rows: images need not be square.",
        ((WHOLE, "rows = columns = min(grey.shape) // 8"),),
    ),
    "cut_before": (
        "You cut the image to whole cells too early: differences then see a border where there is none.",
        (
            (
                "    gx, gy = np",
                "    grey = grey[: grey.shape[0] // 8 * 8, : grey.shape[1] // 8 * 8]\n    gx, gy = np",
            ),
        ),
    ),
    "parts_of_cells": (
        "You keep cells that are not whole.",
        (
            (WHOLE, "rows, columns = -(-grey.shape[0] // 8), -(-grey.shape[1] // 8)"),
            (
                "np.where(bins == k, strength, 0.0)",
                "np.pad(np.where(bins == k, strength, 0.0), ((0, 7), (0, 7)))",
            ),
        ),
    ),
    "from_the_end": (
        "You drop what is left over at the left and at the top: cells begin there.",
        (("[: rows * 8, : columns * 8]", "[-rows * 8 :, -columns * 8 :]"),),
    ),
}
MISCONCEPTIONS = (
    *(
        Mistake(f"hog_feature:{name}", "hog_feature", sentence, edits=edits)
        for name, (sentence, edits) in HOG_FEATURE.items()
    ),
    Mistake(
        "hog_feature:changes_im",
        "hog_feature",
        CHANGES.format("im"),
        edits=((RETURN, f"im -= im\n    {RETURN}"),),
        told_by="gate",
    ),
    Mistake(
        "hog_feature:takes_bins",
        "hog_feature",
        MISSING_ARGUMENT,
        edits=(("def hog_feature(im):", "def hog_feature(im, bins):"),),
        told_by="gate",
    ),
)
