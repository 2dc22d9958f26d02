"""The numbers in the text of the notebook `knn`, computed again."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import datasets

pytestmark = pytest.mark.xdist_group("knn")  # what is trained once serves all tests

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a1_linear_classifiers" / "knn.ipynb"
SIZES = (125, 250, 500, 1000, 2000, 4000, 8000)


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def knn() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {}
    for name, source in cells():
        if name in ("imports", "class") or name.endswith("-solution"):
            exec(source, namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(scope="module")
def parts() -> tuple[datasets.Dataset, datasets.Dataset]:
    """Return the pool and the test set."""
    pool, _, test = datasets.load("shapes10").split(8000, 0, 1000)
    return pool.rows(), test.rows()


@pytest.fixture(scope="module")
def far_away(knn, parts) -> Any:
    """Return the distances of the test images to the whole pool."""
    pool, test = parts
    return trained(knn, pool.X, pool.y).compute_distances_no_loops(test.X)


def trained(knn: SimpleNamespace, X: Any, y: Any) -> Any:
    model = knn.KNearestNeighbor()
    model.train(X, y)
    return model


def test_sizes_in_memory():
    assert 500 * 5000 * 3072 * 8 == 61_440_000_000
    assert 500 * 5000 * 8 == 20_000_000
    assert round(1000 * 3072 * 8 / 1e6) == 25
    assert pytest.approx(2.5, abs=0.05) == 100 * 3072 * 8 / 1e6
    assert pytest.approx(24.6, abs=0.05) == 8000 * 3072 / 1e6
    assert 3073 * 10 == 30_730


def test_a_square_in_8_bits():
    assert np.array([200], dtype=np.uint8) ** 2 == 64


def test_the_three_versions_agree(knn, parts):
    pool, _ = parts
    model = trained(knn, pool.X[:40], pool.y[:40])
    two, one, none = (
        getattr(model, f"compute_distances_{loops}")(pool.X[-20:])
        for loops in ("two_loops", "one_loop", "no_loops")
    )
    np.testing.assert_allclose(one, two)
    np.testing.assert_allclose(none, two)


def test_without_clipping_an_image_may_be_nowhere_near_itself(parts):
    X = parts[0].X[:200]
    squares = np.sum(X**2, axis=1)
    assert (np.diag(squares[:, np.newaxis] + squares - 2 * X @ X.T) < 0).any()


def test_bright_rows_and_columns_are_dark_or_bright_images(knn, parts):
    """Those farthest from all others are mostly far from the average brightness, too."""
    pool, _ = parts
    mean_distance = (
        trained(knn, pool.X[:1000], pool.y[:1000]).compute_distances_no_loops(pool.X[-100:]).mean(axis=0)
    )
    unusual = np.abs(pool.X[:1000].mean(axis=1) - pool.X.mean())
    far = np.argsort(mean_distance)[-50:]
    assert np.mean(unusual[far] > np.median(unusual)) > 0.75


def test_one_nearest_neighbour_is_more_than_twice_as_good_as_guessing(knn, parts):
    pool, _ = parts
    model = trained(knn, pool.X[:4000], pool.y[:4000])
    assert np.mean(model.predict(pool.X[4000:5000]) == pool.y[4000:5000]) == pytest.approx(0.27, abs=0.01)


def test_half_moons(knn):
    moons = datasets.load("moons", n=300, noise=0.3)
    fresh = datasets.load("moons", n=1000, noise=0.3, seed=1)
    model = trained(knn, moons.X, moons.y)
    own = [np.mean(model.predict(moons.X, k) == moons.y) for k in (1, 5, 15)]
    new = [np.mean(model.predict(fresh.X, k) == fresh.y) for k in (1, 5, 15)]
    assert own[0] == 1 > own[1] > own[2]
    assert new[0] < new[1] < new[2]


CHOICES = [1, 3, 8, 15, 40, 100]


@pytest.mark.full
def test_five_folds_cannot_tell_the_k_apart(knn, parts):
    pool, _ = parts
    found = knn.cross_validate_k(pool.X[:4000], pool.y[:4000], 5, CHOICES)
    means = {k: np.mean(found[k]) for k in CHOICES}
    assert max(means, key=lambda k: means[k]) == 15
    assert {round(100 * mean) for mean in means.values()} <= {24, 25, 26}
    reaching = [k for k in CHOICES if means[k] + np.std(found[k]) > means[15] - np.std(found[15])]
    assert reaching == CHOICES


@pytest.mark.slow
def test_five_folds_of_fewer_images(knn, parts):
    pool, _ = parts
    assert str(CHOICES) in dict(cells())["cross-validation-figure"]
    found = knn.cross_validate_k(pool.X[:1000], pool.y[:1000], 5, CHOICES)
    assert {k: len(accuracies) for k, accuracies in found.items()} == dict.fromkeys(CHOICES, 5)
    assert all(0.13 < np.mean(accuracies) < 0.25 for accuracies in found.values())


@pytest.mark.slow
def test_accuracies_on_the_test_set(knn, parts, far_away):
    pool, test = parts
    model = trained(knn, pool.X[:4000], pool.y[:4000])
    shares = [np.mean(model.predict_labels(far_away[:, :4000], k) == test.y) for k in (1, 15)]
    assert shares == pytest.approx([0.271, 0.275], abs=0.003)


@pytest.mark.slow
def test_what_memory_buys(knn, parts, far_away):
    pool, test = parts
    shares = []
    for size in SIZES:
        model = trained(knn, pool.X[:size], pool.y[:size])
        shares.append(np.mean(model.predict_labels(far_away[:, :size], 15) == test.y))
    assert shares[0] == pytest.approx(0.155, abs=0.003)
    assert shares[-1] == pytest.approx(0.287, abs=0.003)
    assert shares == sorted(shares)
    a_doubling = (shares[-1] - shares[0]) / math.log2(SIZES[-1] / SIZES[0])
    assert a_doubling == pytest.approx(0.022, abs=0.002)
    assert math.log10(8000 * 2 ** ((0.9 - shares[-1]) / a_doubling)) == pytest.approx(12, abs=0.6)


def test_a_shift_or_a_mirror_moves_an_image_farther_than_a_stranger_is(knn, parts):
    pool, _ = parts
    image, label = pool.X[7000].reshape(pool.image_shape), pool.y[7000]
    dists = trained(knn, pool.X[:4000], pool.y[:4000]).compute_distances_no_loops(pool.X[7000:7001])[0]
    stranger = dists[pool.y[:4000] != label].min()
    assert np.linalg.norm(np.roll(image, 3, axis=1) - image) > stranger
    assert np.linalg.norm(image[:, ::-1] - image) > stranger


def test_question_2_folds_of_one_class_get_nothing(knn):
    rng = np.random.default_rng(0)
    found = knn.cross_validate_k(rng.standard_normal((100, 5)), np.repeat(np.arange(10), 10), 10, [1, 5, 20])
    assert all(np.all(np.array(accuracies) == 0) for accuracies in found.values())


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "61 GB",
        "20 MB",
        "25 MB",
        "200^2 = 64",
        "15.5 %",
        "28.7 %",
        "$10^{12}$",
        "24.6 million",
        "30,730",
    )
    assert [number for number in numbers if number not in text] == []
