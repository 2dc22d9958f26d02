"""Every check of the notebook `features` accepts the solution; typical slips are called by their names."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import features

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a2_neural_networks" / "features.ipynb"
NAMES = [name.removeprefix("check_") for name in features.__all__]
METHODS = ("patches", "encode")
HUES, HOG, EQUALIZE = "color_histogram_hsv", "hog_feature", "equalize_histogram"
EXTRACT, STANDARDIZE = "extract_features", "standardize"
SHARES = "counts / counts.sum() if normalized else counts"
GREY = "0.299 * im[:, :, 0] + 0.587 * im[:, :, 1] + 0.114 * im[:, :, 2]"
SPREAD = "(cdf - cdf_min) / (channel.size - cdf_min)"
ONE_GREY = "    if cdf_min == channel.size:\n        return channel.copy()\n"
ROW = "(patch - patch.mean()).ravel()"
DISTANCES = "np.sum(self.codebook**2, axis=1) - 2 * patches @ self.codebook.T"
ALL = "np.concatenate([fn(im) for fn in feature_fns])"
ONE = "np.where(deviation > 0, deviation, 1.0)"


def sources() -> dict[str, str]:
    """Return the class and the solutions, by name."""
    found = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if cell["id"] == "class" or grade_id.endswith("_solution"):
            found[grade_id.removesuffix("_solution") or "class"] = "".join(cell["source"])
    return found


def made(name: str = "", *edits: tuple[str, str]) -> Any:
    """Return what the check of an exercise takes: of a method its class. `edits` change that one solution."""
    namespace: dict[str, Any] = {}
    exec(
        "import numpy as np\nfrom matplotlib.colors import rgb_to_hsv\nfrom utils import add_to_class",
        namespace,
    )
    for each, source in sources().items():
        for old, new in edits if each == name else ():
            if old not in source:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            source = source.replace(old, new)
        exec(source, namespace)
    return namespace["BagOfVisualWords" if name in METHODS else name]


# exercise, edits of the solution's text, what the student must read
SLIPS = [
    (HUES, [("[:, :, 0] * xmax", "[:, :, 0]")], "Everything fell into one bin"),
    (HUES, [(SHARES, "counts")], "These are counts"),
    (
        HUES,
        [("range=(xmin, xmax))", "range=(xmin, xmax), density=True)"), (SHARES, "counts")],
        "width of a bin",
    ),
    (HUES, [("[:, :, 0]", "[:, :, 1]")], "the saturation"),
    (HUES, [("[:, :, 0]", "[:, :, 2]")], "the value"),
    (HUES, [("range=(xmin, xmax)", "range=(xmin, 255)")], "in place of xmax"),
    (HUES, [("[:, :, 0] * xmax", "[:, :, 0] * 255")], "in place of xmax"),
    (HUES, [(SHARES, "counts / counts.sum()")], "`normalized` has no effect"),
    (HUES, [("bins=nbin", "bins=10")], "expected shape (4,), got (10,)"),
    (HOG, [("np.arctan2(gy, gx)", "np.arctan2(gx, gy)")], "rows are y"),
    (HOG, [("np.hypot(gx, gy)", "np.ones_like(grey)")], "sum their strengths"),
    (HOG, [("np.hypot(gx, gy)", "(np.hypot(gx, gy) > 0).astype(float)")], "sum their strengths"),
    (HOG, [(".sum(axis=(1, 3))", ".mean(axis=(1, 3))")], "take the sum"),
    (HOG, [("gy[1:-1, :] = grey[2:, :] - grey[:-2, :]", "gy, gx = np.gradient(grey)")], "One-sided"),
    (HOG, [("return hog.ravel()", "return hog.ravel() / hog.sum()")], "nothing is normalised"),
    (HOG, [("return hog.ravel()", "return hog.ravel() / np.linalg.norm(hog)")], "nothing is normalised"),
    (HOG, [("% np.pi", "% (2 * np.pi)"), ("angle / np.pi * 9", "angle / np.pi * 4.5")], "not 360"),
    (HOG, [(" % np.pi", ""), ("(angle / np.pi * 9)", "np.floor(angle / np.pi * 9)")], "fall into no bin"),
    (
        HOG,
        [(" % np.pi", "\n    angle = np.where(angle < 0, angle + np.pi, angle)")],
        "and 180 degrees?",
    ),
    (HOG, [(GREY, "im.mean(axis=2)")], "mean of the channels"),
    (HOG, [(GREY, "im[:, :, 0].astype(float)")], "weighted mean"),
    (HOG, [("return hog.ravel()", "return hog.transpose(1, 0, 2).ravel()")], "follow along a row"),
    (HOG, [("return hog.ravel()", "return hog.transpose(2, 0, 1).ravel()")], "Bin by bin"),
    (HOG, [("return hog.ravel()", "return hog")], "expected shape (54,), got (2, 3, 9)"),
    (EQUALIZE, [(SPREAD, "cdf / channel.size")], "where is cdf_min?"),
    (
        EQUALIZE,
        [("(cdf - cdf_min)", "(np.arange(256) - 10)"), ("(channel.size - cdf_min)", "20")],
        "stretched",
    ),
    (EQUALIZE, [(f"np.round(255 * {SPREAD})", "cdf")], "counts of pixels"),
    (EQUALIZE, [(f"np.round(255 * {SPREAD})", SPREAD), (".astype(np.uint8)", "")], "These are shares"),
    (EQUALIZE, [(ONE_GREY, ""), ("np.round(", "np.nan_to_num(")], "It turned black"),
    (EQUALIZE, [("table[channel]", "table")], "expected shape (2, 3), got (256,)"),
    ("patches", [(ROW, "patch.ravel()")], "Nothing was subtracted"),
    ("patches", [("patch.mean()", "im.mean()")], "the mean of the whole image"),
    ("patches", [("patch.mean())", "patch.mean()).transpose(2, 0, 1)")], "stand apart"),
    ("patches", [("patch.mean())", "patch.mean()).transpose(1, 0, 2)")], "of a patch are exchanged"),
    ("patches", [(" + 1", "")], "expected shape (6, 12), got (2, 12)"),
    ("patches", [("self.stride)", "1)")], "expected shape (6, 12), got (15, 12)"),
    ("encode", [(DISTANCES, "-patches @ self.codebook.T")], "largest product"),
    ("encode", [("counts / np.sum(counts)", "counts")], "These are counts"),
    ("encode", [("counts / np.sum(counts)", "counts / np.linalg.norm(counts)")], "This has length 1"),
    ("encode", [("counts / np.sum(counts)", "counts / counts.max()")], "its largest entry"),
    ("encode", [(", minlength=len(self.codebook)", "")], "even the last one"),
    (
        "encode",
        [
            (
                "patches = self.patches(im)",
                "patches = self.patches(im)\n    self.codebook = patches[[0, 2, 3, 3, 3]]",
            )
        ],
        "use `self.codebook`",
    ),
    (EXTRACT, [("return np.array(rows)", "return np.array(rows).T")], "A row belongs to an image"),
    (EXTRACT, [(ALL, ALL.replace("feature_fns]", "feature_fns[::-1]]"))], "in another order"),
    (EXTRACT, [("fn(im)", "fn(imgs[0])")], "belongs to the first image"),
    (STANDARDIZE, [(ONE, "deviation + 1e-8")], "divide it by 1"),
    (STANDARDIZE, [("(X_other - mean)", "(X_other - X_other.mean(axis=0))")], "X_other: expected"),
    (STANDARDIZE, [("(X_other - mean) / deviation", "X_other")], "came back as it was"),
    (
        STANDARDIZE,
        [("(X_other - mean) / deviation", "(X_other - X_other.mean(axis=0)) / X_other.std(axis=0)")],
        "scaled by themselves",
    ),
    (
        STANDARDIZE,
        [("axis=0)\n    deviation = np.where", "axis=0, ddof=1)\n    deviation = np.where")],
        "not by N - 1",
    ),
    (STANDARDIZE, [("(X_train - mean) / deviation, ", "")], "Expected two arrays"),
]


def checked(name: str, subject: Any) -> Any:
    return getattr(features, f"check_{name}")(subject)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name):
    result = checked(name, made(name))
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence):
    result = checked(name, made(name, *edits))
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    subject = stub
    if name in METHODS:
        subject = made(name)
        setattr(subject, name, stub)
    result = checked(name, subject)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    def nothing(*arguments):
        return None

    subject = nothing
    if name in METHODS:
        subject = made(name)
        setattr(subject, name, nothing)
    result = checked(name, subject)
    assert not result.passed
    assert "None" in repr(result)


def test_zeros_do_not_pass():
    for name, zeros in {
        HUES: lambda im, nbin=10, *rest: np.zeros(nbin),
        HOG: lambda im: np.zeros(im.shape[0] // 8 * (im.shape[1] // 8) * 9),
        EQUALIZE: np.zeros_like,
        EXTRACT: lambda imgs, functions, verbose=False: np.zeros((2, 4)),
        STANDARDIZE: lambda train, other: (0 * train, 0 * other),
    }.items():
        assert any(line.status == "failed" for line in checked(name, zeros).lines), name


def test_patches_that_are_wrong_cost_encode_nothing():
    bag = made("encode")
    bag.patches = lambda self, im: None
    assert checked("encode", bag).passed


def test_counts_as_that_other_course_has_them_pass():
    width = f"{SHARES} * 255 / nbin"
    assert checked(HUES, made(HUES, (SHARES, width))).passed


def test_what_the_checks_are_made_of():
    """Every exercise of the notebook has its checks; the class itself is given."""
    assert set(NAMES) | {"class"} == set(sources())
    assert all(isinstance(getattr(features, f"check_{name}"), features.Exercise) for name in NAMES)
