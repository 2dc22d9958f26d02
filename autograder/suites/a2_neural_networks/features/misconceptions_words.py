"""Wrong patches and visual words that people really write, and what they are told."""

from autograder.misconceptions import Edit, Mistake

Table = dict[str, tuple[str, tuple[Edit, ...]]]

CHANGES = "Your function changes `{}`"  # from the message of the purity gate
TAKES = "Your function takes"  # from that of the signature gate

ROW = "(patch - patch.mean()).ravel()"
DOWN = "for i in range(0, height - self.size + 1, self.stride):"
ACROSS = "for j in range(0, width - self.size + 1, self.stride):"

PATCHES: Table = {
    "not_centred": (
        "Nothing is subtracted: a bright patch and a dark one with the same pattern are different words.",
        ((ROW, "patch.ravel()"),),
    ),
    "mean_of_image": (
        "You subtract the mean of the image: each patch loses its own.",
        ((ROW, "(patch - im.mean()).ravel()"),),
    ),
    "mean_of_channel": (
        "You subtract a mean for each colour, which takes the colour away: one number for the patch.",
        ((ROW, "(patch - patch.mean(axis=(0, 1))).ravel()"),),
    ),
    "mean_over_patches": (
        "You subtract the mean patch: each patch loses its own mean.",
        (
            (ROW, "patch.ravel()"),
            ("return np.array(found)", "return np.array(found) - np.mean(found, axis=0)"),
        ),
    ),
    "median": (
        "You subtract the median, not the mean.",
        ((ROW, "(patch - np.median(patch)).ravel()"),),
    ),
    "scaled": (
        "You divide by the deviation as well: a patch is only centred.",
        ((ROW, "((patch - patch.mean()) / patch.std()).ravel()"),),
    ),
    "of_255": (
        "You divide by 255: the numbers stay in the units of the image.",
        ((ROW, "((patch - patch.mean()) / 255).ravel()"),),
    ),
    "8_bits": (
        "Numbers below zero wrapped around: bytes have no sign.",
        (
            ("].astype(float)", "]"),
            (ROW, "(patch - patch.mean().astype(patch.dtype)).ravel().astype(float)"),
        ),
    ),
    "columns_first": (
        "Your patches go down the columns: they should follow along the rows.",
        (
            (DOWN, "for j in range(0, width - self.size + 1, self.stride):"),
            (f"        {ACROSS}", "        for i in range(0, height - self.size + 1, self.stride):"),
        ),
    ),
    "patch_transposed": (
        "Rows and columns within a patch are exchanged.",
        ((ROW, "(patch - patch.mean()).transpose(1, 0, 2).ravel()"),),
    ),
    "colours_apart": (
        "The colours of a patch stand apart: those of one pixel belong side by side.",
        ((ROW, "(patch - patch.mean()).transpose(2, 0, 1).ravel()"),),
    ),
    "last_missing": (
        "The last patch of each row and column is missing.",
        ((DOWN, DOWN.replace(" + 1", "")), (ACROSS, ACROSS.replace(" + 1", ""))),
    ),
    "stride_ignored": (
        "stride has no effect: a patch begins at every pixel.",
        (("self.stride", "1", 2),),
    ),
    "side_by_side": (
        "Your patches stand side by side: the next one begins after stride pixels, not after size.",
        (("self.stride", "self.size", 2),),
    ),
    "exchanged": (
        "size and stride are exchanged.",
        (
            ("height - self.size + 1, self.stride", "height - self.stride + 1, self.size"),
            ("width - self.size + 1, self.stride", "width - self.stride + 1, self.size"),
            ("i : i + self.size, j : j + self.size", "i : i + self.stride, j : j + self.stride"),
        ),
    ),
    "grey": (
        "Your patches are grey: their colours belong to them.",
        (("patch = im[", "patch = im.mean(axis=2)["),),
    ),
    "not_flat": (
        "A patch should become one row of numbers.",
        ((ROW, "patch - patch.mean()"),),
    ),
    "square": (
        "You take the height for the width: images need not be square.",
        (("range(0, width -", "range(0, min(height, width) -"),),
    ),
}

DISTANCES = "np.sum(self.codebook**2, axis=1) - 2 * patches @ self.codebook.T"
COUNTS = "np.bincount(words, minlength=len(self.codebook))"
SHARES = "counts / np.sum(counts)"
REFIT = (
    "patches = self.patches(im)\n"
    "    turns = np.arange(len(self.codebook)) % len(patches)\n"
    "    self.codebook = patches[turns]"
)

ENCODE: Table = {
    "products": (
        "You take the word with the largest product: a long word is not a near one.",
        ((DISTANCES, "-patches @ self.codebook.T"),),
    ),
    "cosine": (
        "You compare directions only: how long a word is belongs to the distance.",
        ((DISTANCES, "-patches @ (self.codebook / np.linalg.norm(self.codebook, axis=1, keepdims=True)).T"),),
    ),
    "sum_of_differences": (
        "Your distance is a sum of absolute differences.",
        ((DISTANCES, "np.abs(patches[:, np.newaxis] - self.codebook).sum(axis=2)"),),
    ),
    "cancels": (
        "Differences of opposite sign cancel in your distance: square each before you add.",
        (
            (
                DISTANCES,
                "np.abs((patches[:, np.newaxis] - self.codebook).sum(axis=2).round(6))",
            ),
        ),
    ),
    "mixed_term_added": (
        "The mixed term of your squared distance has the wrong sign.",
        (("- 2 * patches", "+ 2 * patches"),),
    ),
    "mixed_term_once": (
        "The mixed term is counted once where the square has it twice.",
        (("- 2 * patches", "- patches"),),
    ),
    "farthest": (
        "You count the farthest word of each patch.",
        (("np.argmin", "np.argmax"),),
    ),
    "counts": (
        "These are counts: they depend on how many patches there are.",
        ((SHARES, "counts"),),
    ),
    "length_one": (
        "Your code has length 1 as a vector; shares sum to 1.",
        ((SHARES, "counts / np.linalg.norm(counts)"),),
    ),
    "largest_is_one": (
        "Your most frequent word has 1, whatever share it has.",
        ((SHARES, "counts / np.max(counts)"),),
    ),
    "by_words": (
        "You divide by the number of words, not of patches.",
        ((SHARES, "counts / len(self.codebook)"),),
    ),
    "presence": (
        "You note which words occur, not how often.",
        ((SHARES, "(counts > 0) / np.sum(counts > 0)"),),
    ),
    "last_words_missing": (
        "Words that do not occur are missing at the end: the code is as long as the codebook, always.",
        ((COUNTS, "np.bincount(words)"),),
    ),
    "absent_words_missing": (
        "Only the words that occur have a place in your code.",
        ((COUNTS, "np.unique(words, return_counts=True)[1]"),),
    ),
    "soft": (
        "Each patch is shared among all words: here the nearest one has it all.",
        ((COUNTS, "np.exp(-(distances - distances.min(axis=1, keepdims=True)) / 5e4).sum(axis=0)"),),
    ),
    "words_not_counted": (
        "You return which word each patch has: they are not counted.",
        (("return " + SHARES, "return words"),),
    ),
    "refitted": (
        "Train and test use different words: your codebook is made anew from each image.",
        (("patches = self.patches(im)", REFIT),),
    ),
    "drifting": (
        "Your codebook moves with every image that it encodes.",
        (
            (
                "    counts = ",
                "    self.codebook = 0.5 * self.codebook + 0.5 * patches[0]\n    counts = ",
            ),
        ),
    ),
    "first_patch": (
        "Only the first patch is looked up.",
        ((COUNTS, "np.bincount(words[:1], minlength=len(self.codebook))"),),
    ),
    "sorted": (
        "Your shares are sorted by size: nobody knows any more which word they belong to.",
        ((SHARES, "np.sort(counts)[::-1] / np.sum(counts)"),),
    ),
}

MISCONCEPTIONS = (
    *(
        Mistake(f"patches:{name}", "patches", sentence, edits=edits)
        for name, (sentence, edits) in PATCHES.items()
    ),
    *(
        Mistake(f"encode:{name}", "encode", sentence, edits=edits)
        for name, (sentence, edits) in ENCODE.items()
    ),
    Mistake(
        "patches:changes_im",
        "patches",
        CHANGES.format("im"),
        edits=(("return np.array(found)", "im -= im\n    return np.array(found)"),),
        told_by="gate",
    ),
    Mistake(
        "patches:takes_nothing",
        "patches",
        TAKES,
        edits=(("def patches(self, im):", "def patches(self):"),),
        told_by="gate",
    ),
    Mistake(
        "encode:changes_im",
        "encode",
        CHANGES.format("im"),
        edits=(("return " + SHARES, f"im -= im\n    return {SHARES}"),),
        told_by="gate",
    ),
    Mistake(
        "encode:takes_nothing",
        "encode",
        TAKES,
        edits=(("def encode(self, im):", "def encode(self):"),),
        told_by="gate",
    ),
)
