"""The numbers in the text of the notebook `features`, computed again, and its functions beside libraries."""

import colorsys
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv

import datasets

pytestmark = pytest.mark.xdist_group("features")  # what is trained once serves all tests

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "solutions" / "a2_neural_networks" / "features.ipynb"
DEFINITIONS = ("imports", "class", "classifier")


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def code() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {}
    for name, source in cells():
        if name in DEFINITIONS or name.endswith("-solution"):
            exec(source, namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(scope="module")
def data() -> datasets.Dataset:
    return datasets.load("shapes10")


@pytest.fixture(scope="module")
def image(data) -> Any:
    """Return an image as floats 0..255."""
    return data.X[5].astype(float)


def views_of(code, images) -> dict[str, Any]:
    """Return what classifiers may look at: features, computed once for a set of images, and pixels."""
    both = code.hog_and_hues(images)  # kept for the notebook, as the notebook keeps them
    pixels = images.reshape(len(images), -1) / 255
    return {"hog": both[:, :144], "hues": both[:, 144:], "features": both, "pixels": pixels}


# ---------------------------------------------------------------- beside libraries


def test_hues_are_those_of_the_standard_library(image):
    theirs = np.array([colorsys.rgb_to_hsv(*pixel) for pixel in image.reshape(-1, 3) / 255])
    np.testing.assert_allclose(rgb_to_hsv(image.reshape(-1, 3) / 255), theirs, atol=1e-12)


def test_the_hue_of_the_calibration_is_matplotlibs(data):
    source = (ROOT / "benchmarks" / "calibrate.py").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"np": np, "Array": np.ndarray}
    exec(source[source.index("def hue(") : source.index("def fit_knn(")], namespace)
    x = data.X[:20] / 255
    coloured = np.ptp(x, axis=-1) > 0
    np.testing.assert_allclose(namespace["hue"](x)[coloured], rgb_to_hsv(x)[..., 0][coloured], atol=1e-6)


def test_hog_is_scikit_images_without_its_normalisation(code, image):
    """Theirs are means over a cell of 64 pixels, ours sums; its axes, border and nine hard bins are ours.

    Whatever norm `hog` is asked for, each block is divided by something: so the function beneath it is
    called, which ends before there are blocks.
    """
    from skimage.feature import _hoghistogram

    grey = image @ np.array([0.299, 0.587, 0.114])
    gx, gy = np.zeros_like(grey), np.zeros_like(grey)
    gx[:, 1:-1], gy[1:-1] = grey[:, 2:] - grey[:, :-2], grey[2:] - grey[:-2]
    theirs = np.zeros((4, 4, 9))
    _hoghistogram.hog_histograms(gx, gy, 8, 8, 32, 32, 4, 4, 9, theirs)
    np.testing.assert_allclose(code.hog_feature(image), 64 * theirs.ravel(), rtol=1e-6, atol=1e-6)


def test_hog_and_scikit_images_agree_up_to_the_norm_of_a_block(code, image):
    """With one block for the whole image, and its L1 norm, only one factor is left between the two."""
    from skimage.feature import hog

    grey = image @ np.array([0.299, 0.587, 0.114])
    theirs = hog(grey, 9, (8, 8), (4, 4), block_norm="L1", feature_vector=True)
    ours = code.hog_feature(image)
    np.testing.assert_allclose(ours / ours.sum(), theirs / theirs.sum(), rtol=1e-6, atol=1e-9)


def test_equalization_is_scikit_images_but_for_cdf_min(code, data):
    """Theirs maps v to cdf(v) / N. Ours is the line from their smallest value to 1."""
    from skimage.exposure import equalize_hist

    for number in range(5):
        channel = data.X[number][:, :, number % 3]
        theirs = equalize_hist(channel, nbins=256)
        low = theirs.min()
        expected = 255 * (theirs - low) / (1 - low)
        assert np.abs(code.equalize_histogram(channel) - expected).max() <= 1


def test_words_are_those_that_scikit_learn_predicts(code, data):
    from sklearn.cluster import KMeans

    bag = code.BagOfVisualWords(num_words=12)
    patches = np.concatenate([bag.patches(im) for im in data.X[:20]])
    means = KMeans(12, n_init=1, random_state=0).fit(patches)
    bag.codebook = means.cluster_centers_
    for im in data.X[20:25]:
        counts = np.bincount(means.predict(bag.patches(im)), minlength=12)
        np.testing.assert_allclose(bag.encode(im), counts / counts.sum())


def test_fit_learns_words_that_lower_the_distance(code, data, capsys):
    bag = code.BagOfVisualWords(num_words=8).fit(data.X[:30], np.random.default_rng(0))
    assert bag.codebook.shape == (8, 108)
    patches = np.concatenate([bag.patches(im) for im in data.X[30:40]])

    def distance(words: Any) -> float:
        return float(np.linalg.norm(patches[:, np.newaxis] - words, axis=2).min(axis=1).mean())

    assert distance(bag.codebook) < distance(patches[:8])


def test_scaling_is_scikit_learns(code, data):
    from sklearn.preprocessing import StandardScaler

    found = code.extract_features(data.X[:300], [code.hog_feature])
    train, other = found[:250], found[250:]
    theirs = StandardScaler().fit(train)
    ours = code.standardize(train, other)
    np.testing.assert_allclose(ours[0], theirs.transform(train), atol=1e-9)
    np.testing.assert_allclose(ours[1], theirs.transform(other), atol=1e-9)


# ---------------------------------------------------------------- numbers in the text


def test_sizes(code, image):
    assert 32 * 32 * 3 == 3072
    assert len(code.hog_feature(image)) == 144 == 4 * 4 * 9
    assert len(code.hog_feature(image)) + len(code.color_histogram_hsv(image)) == 154
    assert 320 // 8 == 40
    assert 240 // 8 == 30
    assert len(code.hog_feature(np.zeros((240, 320, 3)))) == 10_800
    bag = code.BagOfVisualWords()
    assert bag.num_words == 48
    assert len(bag.patches(image)) == 7 * 7
    assert (32 - 6) // 4 + 1 == 7
    assert math.log2(16) == 4


def test_a_small_number_added_is_no_rescue(code):
    share = 1 / 1024
    assert 9e4 < share / 1e-8 < 1.1e5
    _, other = code.standardize(np.zeros((5, 1)), np.array([[share]]))
    assert other[0, 0] == share


def test_hues_forget_light_place_and_order(code, data):
    """Question 1 (a), and the figure; the channels in turn shift the histogram by a third of the circle."""
    image = data.X[np.flatnonzero(data.y == 5)[4]] / 255
    mixed = np.random.default_rng(0).permutation(image.reshape(-1, 3)).reshape(image.shape)
    hues = code.color_histogram_hsv(image, 30, 0, 1)
    for variant in (image / 2, image[:, ::-1], mixed):
        np.testing.assert_allclose(code.color_histogram_hsv(variant, 30, 0, 1), hues)
    # hues that rounding puts at an edge between two bins may change sides
    turned = code.color_histogram_hsv(image[:, :, [1, 2, 0]], 30, 0, 1)
    assert np.abs(turned - np.roll(hues, 20)).sum() < 0.1


def test_question_1_hog_under_the_three_changes(code, image):
    hog = code.hog_feature(image).reshape(4, 4, 9)
    np.testing.assert_allclose(code.hog_feature(image / 2).reshape(4, 4, 9), hog / 2)
    inside = image.copy()
    mirrored = code.hog_feature(inside[:, ::-1]).reshape(4, 4, 9)[:, ::-1, ::-1]
    # of the middle cells: the border has directions of exactly 0, which stay where they are
    np.testing.assert_allclose(mirrored[1:3], hog[1:3], rtol=1e-6, atol=1e-6)
    mixed = np.random.default_rng(0).permutation(image.reshape(-1, 3)).reshape(image.shape)
    assert code.hog_feature(mixed).sum() > 1.2 * hog.sum()


def test_question_1_three_hues_are_equally_far(code):
    pictures = [np.full((2, 2, 3), colorsys.hsv_to_rgb(hue, 0.8, 0.9)) for hue in (0.99, 0.01, 0.35)]
    first, second, leaf = (code.color_histogram_hsv(im, 10, 0, 1) for im in pictures)
    assert [int(each.argmax()) for each in (first, second, leaf)] == [9, 0, 3]
    for a, b in ((first, second), (first, leaf), (second, leaf)):
        assert np.linalg.norm(a - b) == pytest.approx(math.sqrt(2))


def test_question_2_a_single_image_standardized_by_itself_is_zero(code, image):
    one = code.hog_feature(image)[np.newaxis]
    np.testing.assert_array_equal(code.standardize(one, one)[1], 0)


def test_most_classes_prefer_two_hues_half_a_circle_apart(code, data):
    twice = 0
    for label in range(10):
        members = data.X[np.flatnonzero(data.y == label)[:200]]
        mean = np.mean([code.color_histogram_hsv(im, 20) for im in members], axis=0)
        centred = np.fft.rfft(mean - mean.mean())
        twice += np.abs(centred[2]) > np.abs(centred[1])
    assert twice >= 6


def test_a_shift_moves_hog_a_little_less_and_then_more_than_pixels(code, data):
    images = data.X[:100]
    views = {"pixels": lambda im: im.ravel() / 255, "hog": code.hog_feature, "hues": code.color_histogram_hsv}
    moved = {}
    for name, view in views.items():
        start = np.array([view(im) for im in images])
        usual = np.mean(np.linalg.norm(start - np.roll(start, 1, axis=0), axis=1))
        shifted = (np.array([view(np.roll(im, s, axis=1)) for im in images]) for s in range(9))
        moved[name] = [np.mean(np.linalg.norm(each - start, axis=1)) / usual for each in shifted]
    assert moved["hog"][1] == pytest.approx(0.25, abs=0.02)
    assert moved["pixels"][1] == pytest.approx(1 / 3, abs=0.03)
    assert all(moved["hog"][s] < moved["pixels"][s] for s in range(1, 5))
    assert all(moved["hog"][s] > moved["pixels"][s] for s in range(5, 9))
    assert max(moved["hues"]) == 0


def test_equalized_fog_and_darkness_look_almost_the_same(code, data):
    green = data.X[np.flatnonzero(data.y == 3)[4]][:, :, 1]
    foggy = code.equalize_histogram((110 + green * 0.2).astype(np.uint8)).astype(float)
    dark = code.equalize_histogram((green.astype(float) ** 2 / 1500).astype(np.uint8)).astype(float)
    assert np.mean(np.abs(foggy - dark)) < 16
    assert np.corrcoef(foggy.ravel(), dark.ravel())[0, 1] > 0.97


# ---------------------------------------------------------------- the order

SETTINGS = {
    "linear pixels": ("pixels", 0, 3e-3, 1e-2, 15),
    "net pixels": ("pixels", 100, 1e-2, 1e-3, 15),
    "linear features": ("features", 0, 1e-2, 1e-3, 20),
    "net features": ("features", 100, 2e-2, 1e-2, 20),
}


def share(code, data, X, setting, scaled, start=0, known=4000, unseen=1000) -> float:
    """Return the accuracy on the `unseen` images after training on the `known` ones before."""
    train, test = slice(start, start + known), slice(start + known, start + known + unseen)
    mean = X[train].mean(axis=0)
    A, B = code.standardize(X[train], X[test]) if scaled else (X[train] - mean, X[test] - mean)
    predict = code.train_classifier(A, data.y[train], *setting, "test")
    return float(np.mean(predict(B) == data.y[test]))


SOFTMAX = (0, 1e-2, 1e-3, 20)


@pytest.mark.full
def test_each_feature_alone(code, data, capsys):
    views = views_of(code, data.X)
    for view, expected in (("hues", 0.261), ("hog", 0.437), ("features", 0.541)):
        assert share(code, data, views[view], SOFTMAX, True) == pytest.approx(expected, abs=0.006)
    bag = code.BagOfVisualWords().fit(data.X[:400], np.random.default_rng(0))
    words = code.extract_features(data.X[:5000], [bag.encode])
    alone = share(code, data, words, SOFTMAX, True)
    added = share(code, data, np.hstack([views["features"][:5000], words]), SOFTMAX, True) - 0.541
    assert alone == pytest.approx(0.353, abs=0.02)
    assert -0.005 < added < 0.03


@pytest.mark.full
def test_the_order_holds_on_both_halves(code, data, capsys):
    views = views_of(code, data.X)
    found = {
        name: [share(code, data, views[view], setting, view == "features", start) for start in (0, 5000)]
        for name, (view, *setting) in SETTINGS.items()
    }
    for half in (0, 1):
        linear, net, linear_on_features, net_on_features = (values[half] for values in found.values())
        assert linear < net < net_on_features
        assert linear < linear_on_features
    means = [np.mean(values) for values in found.values()]
    assert means == pytest.approx([0.30, 0.45, 0.52, 0.56], abs=0.015)


@pytest.mark.slow
def test_the_order_shows_on_fewer_images(code, data, capsys):
    views, size = views_of(code, data.X[:2000]), {"known": 1500, "unseen": 500}
    hues, hog, both = (
        share(code, data, views[view], SOFTMAX, True, **size) for view in ("hues", "hog", "features")
    )
    assert 0.2 < hues < hog - 0.05 < both - 0.1
    linear, net, linear_on_features, net_on_features = (
        share(code, data, views[view], setting, view == "features", **size)
        for view, *setting in SETTINGS.values()
    )
    assert linear < net < net_on_features - 0.1
    assert linear < linear_on_features - 0.1


def test_the_notebook_has_these_settings():
    ladder = dict(cells())["ladder"]
    for view, *setting in SETTINGS.values():
        written = ", ".join(str(each) for each in setting)
        found = [
            tuple(float(number) for number in match.split(","))
            for match in re.findall(rf'"{view}", ([\d.e, -]+)\)', ladder)
        ]
        assert tuple(map(float, setting)) in found, written


def test_the_page_reports_an_order_that_held_on_every_seed():
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    held = re.search(r"All three claims together held on (\d+) of (\d+) seeds", page)
    assert held
    assert held[1] == held[2]
    assert int(held[2]) >= 5
    assert (ROOT / "docs" / "features.png").is_file()


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = ("3,072", "10,800", "144", "26.1 %", "28.9 %", "43.7 %", "54.1 %", "35.3 %", "hundred thousand")
    assert [number for number in numbers if number not in text] == []
