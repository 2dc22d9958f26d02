"""Wrong equalizations that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate

COUNTS = "np.bincount(channel.ravel(), minlength=256)"
SPREAD = "(cdf - cdf_min) / (channel.size - cdf_min)"
TABLE = f"np.round(255 * {SPREAD})"
RETURN = "return table[channel].astype(np.uint8)"
ONE_GREY = "    if cdf_min == channel.size:\n        return channel.copy()\n"
RANKS = "np.argsort(np.argsort(channel.ravel(), kind='stable')).reshape(channel.shape)"

EQUALIZE_HISTOGRAM: Table = {
    "no_cdf_min": (
        "Your darkest grey does not turn black: the more pixels it has, the lighter it gets.",
        ((SPREAD, "cdf / channel.size"),),
    ),
    "half_cdf_min": (
        "Your brightest grey does not turn white: the range is shortened above, but not below.",
        ((SPREAD, "(cdf - cdf_min) / channel.size"),),
    ),
    "cdf_min_below": (
        "You shorten the denominator only.",
        ((TABLE, "np.minimum(255, np.round(255 * cdf / (channel.size - cdf_min)))"),),
    ),
    "first_of_cdf": (
        "Your cdf_min is the number of pixels of grey 0: the darkest grey there is may be another.",
        (("cdf[channel.min()]", "cdf[0]"),),
    ),
    "divides_by_zero": (
        "A channel of a single grey divides by zero.",
        ((ONE_GREY, ""), (SPREAD, f"np.nan_to_num({SPREAD})")),
    ),
    "one_grey_turns_white": (
        "A channel of a single grey turns white: it should stay as it is.",
        (("return channel.copy()", "return np.full_like(channel, 255)"),),
    ),
    "stretched": (
        "You stretch the range from darkest to brightest, and nobody counts pixels.",
        ((TABLE, "np.round(255 * (np.arange(256.0) - channel.min()) / (np.ptp(channel) + 0.0))"),),
    ),
    "each_grey_once": (
        "Each grey that occurs counts once, however many pixels have it.",
        ((f"np.cumsum({COUNTS})", f"np.cumsum({COUNTS} > 0)"), ("channel.size", "cdf[-1]", 2)),
    ),
    "not_cumulated": (
        "You map each grey to how often it occurs: nothing is summed up.",
        ((TABLE, f"np.round(255 * {COUNTS} / {COUNTS}.max())"),),
    ),
    "darker_ones": (
        "You count the pixels darker than v, without those of v itself.",
        ((TABLE, f"np.round(255 * (cdf - {COUNTS}) / channel.size)"),),
    ),
    "middle": (
        "You take the middle of each step of the cdf, not its end.",
        ((TABLE, f"np.round(255 * (cdf - {COUNTS} / 2) / channel.size)"),),
    ),
    "8_bits": (
        "Counts wrapped around in 8 bits.",
        ((f"np.cumsum({COUNTS})", f"np.cumsum({COUNTS}, dtype=np.uint8).astype(int)"),),
    ),
    "256": (
        "White turned black: 256 does not fit into a byte.",
        (("255 * ", "256 * "), ("astype(np.uint8)", "astype(int) % 256")),
    ),
    "shares": (
        "These are shares from 0 to 1, not greys.",
        ((TABLE, SPREAD), (RETURN, "return table[channel]")),
    ),
    "shares_as_bytes": (
        "You convert shares to whole numbers before they are brought to the scale of greys.",
        ((TABLE, f"255 * ({SPREAD}).astype(int)"),),
    ),
    "counts": (
        "These are numbers of pixels, not greys.",
        ((TABLE, "cdf"), (RETURN, "return table[channel]")),
    ),
    "inverted": (
        "Your picture is a negative: dark and bright are exchanged.",
        ((TABLE, f"255 - {TABLE}"),),
    ),
    "coarse_bins": (
        "You count in bins of several greys, so neighbouring greys are not told apart.",
        (
            (
                f"np.cumsum({COUNTS})",
                "np.repeat(np.cumsum(np.bincount(channel.ravel() // 16, minlength=16)), 16)",
            ),
        ),
    ),
    "ranks": (
        "Pixels of the same grey become different greys.",
        ((RETURN, f"return np.round(255 * {RANKS} / (channel.size - 1)).astype(np.uint8)"),),
    ),
    "each_row": (
        "You equalize each row by itself.",
        (
            (RETURN, "return np.array([equalized(row) for row in channel])"),
            (
                "    cdf = ",
                "    def equalized(row):\n"
                "        cdf = np.cumsum(np.bincount(row, minlength=256))\n"
                "        first = cdf[row.min()]\n"
                "        table = np.round(255 * (cdf - first) / max(1, row.size - first))\n"
                "        return table[row].astype(np.uint8)\n\n"
                "    cdf = ",
            ),
        ),
    ),
    "table_returned": (
        "You return the table of 256 greys: the pixels have not been looked up in it.",
        ((RETURN, "return table.astype(np.uint8)"),),
    ),
    "flat_channel": (
        "Your channel has lost its shape.",
        ((RETURN, "return table[channel].astype(np.uint8).ravel()"),),
    ),
}
MISCONCEPTIONS = (
    *(
        Mistake(f"equalize_histogram:{name}", "equalize_histogram", sentence, edits=edits)
        for name, (sentence, edits) in EQUALIZE_HISTOGRAM.items()
    ),
    Mistake(
        "equalize_histogram:changes_channel",
        "equalize_histogram",
        CHANGES.format("channel"),
        edits=((RETURN, "found = table[channel].astype(np.uint8)\n    channel[:] = 0\n    return found"),),
        told_by="gate",
    ),
    Mistake(
        "equalize_histogram:takes_bins",
        "equalize_histogram",
        "missing 1 required positional argument",  # from what the call raises
        edits=(("(channel):", "(channel, bins):"),),
        told_by="gate",
    ),
)
