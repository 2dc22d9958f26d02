"""Wrong histograms of hues that people really write, as edits of the reference, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
MISSING_ARGUMENT = "missing 1 required positional argument"  # from what the call raises

HUE = "rgb_to_hsv(im / xmax)[:, :, 0] * xmax"
COUNTED = "np.histogram(hue, bins=nbin, range=(xmin, xmax))"
SHARES = "counts / counts.sum() if normalized else counts"

COLOR_HISTOGRAM_HSV: Table = {
    "hue_to_one": (
        "Everything fell into one bin: your hues end at 1, your bins do not.",
        (("[:, :, 0] * xmax", "[:, :, 0]"),),
    ),
    "bins_to_255": (
        "Your bins go up to 255, whatever xmax is.",
        (("range=(xmin, xmax)", "range=(xmin, 255)"),),
    ),
    "hue_to_255": (
        "Your hues go up to 255, whatever xmax is: those beyond it fall into no bin.",
        (("[:, :, 0] * xmax", "[:, :, 0] * 255"),),
    ),
    "not_normalised": (
        "Your histogram depends on the size of the image: these are counts.",
        ((SHARES, "counts"),),
    ),
    "always_normalised": (
        "`normalized` has no effect: you always return shares.",
        ((SHARES, "counts / counts.sum()"),),
    ),
    "density": (
        "Your numbers are shares per unit of the axis: they do not sum to 1.",
        (
            (COUNTED, "np.histogram(hue, bins=nbin, range=(xmin, xmax), density=normalized)"),
            (SHARES, "counts"),
        ),
    ),
    "saturation": (
        "You count saturations, not hues: you took another channel of HSV.",
        (("[:, :, 0]", "[:, :, 1]"),),
    ),
    "value": (
        "You count brightness, which is the value, not the hue: you took another channel of HSV.",
        (("[:, :, 0]", "[:, :, 2]"),),
    ),
    "all_of_hsv": (
        "You count hue, saturation and value together in one histogram.",
        (("[:, :, 0]", ""),),
    ),
    "all_of_rgb": (
        "Your bins hold the values of red, green and blue: no hue was computed.",
        ((HUE, "im.astype(float)"),),
    ),
    "red": (
        "Your bins hold the values of the red channel: no hue was computed.",
        ((HUE, "im[:, :, 0].astype(float)"),),
    ),
    "blue_first": (
        "Red and blue are exchanged: your image is read as BGR.",
        (("im / xmax", "im[:, :, ::-1] / xmax"),),
    ),
    "ten_bins": (
        "nbin has no effect: there are always ten bins.",
        (("bins=nbin", "bins=10"),),
    ),
    "edges_for_bins": (
        "One bin is missing: you counted edges, and there is one more of them than of bins.",
        ((COUNTED, "np.histogram(hue, bins=np.linspace(xmin, xmax, nbin))"),),
    ),
    "bins_around_the_data": (
        "Your bins span the hues that this image happens to have, so a bin means another hue in each image.",
        (("bins=nbin, range=(xmin, xmax)", "bins=nbin"),),
    ),
    "largest_is_one": (
        "Your largest bin is 1, whatever share it has.",
        (("counts / counts.sum()", "counts / counts.max()"),),
    ),
    "length_one": (
        "Your histogram has length 1 as a vector; shares sum to 1.",
        (("counts / counts.sum()", "counts / np.linalg.norm(counts)"),),
    ),
    "by_bins": (
        "You divide by the number of bins, not of pixels.",
        (("counts / counts.sum()", "counts / nbin"),),
    ),
    "by_rows": (
        "You divide by the height of the image, not by the number of its pixels.",
        (("counts / counts.sum()", "counts / im.shape[0]"),),
    ),
    "by_numbers": (
        "You divide by all numbers of the image: each pixel has three.",
        (("counts / counts.sum()", "counts / im.size"),),
    ),
    "whole_division": (
        "You divide without a rest, which leaves nothing between dark and full.",
        (("im / xmax", "im // xmax"),),
    ),
    "grey_left_out": (
        "Pixels without colour are left out of your shares.",
        ((f"hue = {HUE}", "hsv = rgb_to_hsv(im / xmax)\n    hue = hsv[hsv[:, :, 1] > 0][:, 0] * xmax"),),
    ),
    "weighed_by_saturation": (
        "You weigh each pixel by its saturation; here each counts once.",
        (
            (f"hue = {HUE}", "hsv = rgb_to_hsv(im / xmax)\n    hue = hsv[:, :, 0] * xmax"),
            ("range=(xmin, xmax))", "range=(xmin, xmax), weights=hsv[:, :, 1])"),
        ),
    ),
    "cumulated": (
        "You return running totals: each bin holds all before it as well.",
        ((SHARES, "np.cumsum(counts) / (counts.sum() if normalized else 1)"),),
    ),
}
GATES = (
    Mistake(
        "color_histogram_hsv:changes_im",
        "color_histogram_hsv",
        CHANGES.format("im"),
        edits=((f"hue = {HUE}", f"hue = {HUE}\n    im *= 0"),),
        told_by="gate",
    ),
    Mistake(
        "color_histogram_hsv:no_default",
        "color_histogram_hsv",
        MISSING_ARGUMENT,
        edits=(("nbin=10, xmin=0, xmax=255, normalized=True", "nbin, xmin=0, xmax=255, normalized=True"),),
        told_by="gate",
    ),
)

MISCONCEPTIONS = (
    *(
        Mistake(f"color_histogram_hsv:{name}", "color_histogram_hsv", sentence, edits=edits)
        for name, (sentence, edits) in COLOR_HISTOGRAM_HSV.items()
    ),
    *GATES,
)
