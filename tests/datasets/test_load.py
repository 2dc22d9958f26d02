"""Shapes, types and values of the data sets are as stated."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import datasets
from datasets import cache
from datasets.errors import MissingData
from datasets.mnist1d import make_curves
from datasets.registry import STATED as LISTED

pytestmark = pytest.mark.xdist_group("load")  # what is made once serves all tests

# name, dtype, shape without ones, classes
STATED = [
    ("digits", "float64", (1797, 64), 10),
    ("nine_points", "float64", (9, 2), 3),
    ("shapes10", "uint8", (10000, 32, 32, 3), 10),
    ("mnist1d", "float64", (5000, 40), 10),
    ("blobs", "float64", (300, 2), 3),
    ("moons", "float64", (300, 2), 2),
    ("circles", "float64", (300, 2), 2),
    ("spirals", "float64", (300, 2), 3),
    ("xor", "float64", (300, 2), 2),
]
SMALL = [row[0] for row in STATED if row[0] != "shapes10"]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all tests of this file: to make mnist1d takes ten seconds."""
    return tmp_path_factory.mktemp("data") / "cache"


@pytest.fixture(autouse=True)
def cache_folder(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the cache at that folder."""
    monkeypatch.setenv(cache.VARIABLE, str(kept))
    monkeypatch.delenv("DATASETS_CIFAR10", raising=False)
    return kept


@pytest.mark.parametrize(("name", "dtype", "shape", "classes"), STATED)
def test_what_is_stated_holds(name, dtype, shape, classes):
    data = datasets.load(name)
    assert data.X.shape == shape
    assert data.X.dtype == dtype
    assert data.y.shape == shape[:1]
    assert data.y.dtype == np.int64
    assert set(data.y.tolist()) == set(range(classes))
    assert len(data.classes) == classes
    features = int(np.prod(shape[1:]))
    assert repr(data) == f"{name}: {shape[0]} examples, {features} features, {classes} classes"
    assert LISTED[name][0] == f"{dtype} {shape}"


def test_every_data_set_is_tested():
    assert {row[0] for row in STATED} | {"cifar10"} == set(datasets.names()) == set(LISTED)


@pytest.mark.parametrize("name", SMALL)
def test_the_bias_is_a_last_column_of_ones(name):
    plain, biased = datasets.load(name), datasets.load(name, bias=True)
    np.testing.assert_array_equal(biased.X[:, :-1], plain.X)
    np.testing.assert_array_equal(biased.X[:, -1], 1.0)


@pytest.mark.parametrize("name", SMALL)
def test_every_call_gives_fresh_arrays(name):
    first = datasets.load(name)
    first.X[...] = -1
    first.y[...] = -1
    second = datasets.load(name)
    assert second.X.max() > 0
    assert second.y.min() == 0


def test_digits_are_images_of_sixteenths():
    digits = datasets.load("digits")
    assert digits.image_shape == (8, 8)
    assert digits.X.min() == 0
    assert digits.X.max() == 1
    np.testing.assert_array_equal(digits.X * 16, np.round(digits.X * 16))


def test_images_become_rows_of_0_to_1():
    images = datasets.load("shapes10", n=20)
    rows = images.rows()
    assert rows.X.dtype == np.float64
    np.testing.assert_allclose(rows.X.reshape(20, 32, 32, 3) * 255, images.X, atol=1e-9)
    assert datasets.load("shapes10", n=20, bias=True).X.shape == (20, 3073)


def test_a_split_takes_train_validation_and_the_end():
    data = datasets.load("blobs", n=30)
    train, validation, test = data.split(10, 5, 8)
    np.testing.assert_array_equal(train.X, data.X[:10])
    np.testing.assert_array_equal(validation.y, data.y[10:15])
    np.testing.assert_array_equal(test.X, data.X[-8:])


@pytest.mark.parametrize("sizes", [(20, 5, 6), (-1, 5, 5), (0, 0, 31)])
def test_a_split_that_cannot_be_is_refused(sizes):
    with pytest.raises(ValueError, match="blobs has 30 examples: it cannot be split into"):
        datasets.load("blobs", n=30).split(*sizes)


def test_a_split_keeps_the_published_test_part_apart():
    data = datasets.load("mnist1d")
    np.testing.assert_array_equal(data.split(4000, 0, 10)[2].X, data.X[4000:4010])
    with pytest.raises(ValueError, match="the last 1000 for testing"):
        data.split(4001, 0, 10)


def test_making_mnist1d_leaves_the_global_generators_alone(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "empty"))
    np.random.seed(5)
    random.seed(5)
    expected = np.random.random(), random.random()
    np.random.seed(5)
    random.seed(5)
    datasets.load("mnist1d")
    assert (np.random.random(), random.random()) == expected


@pytest.mark.parametrize("name", ["blobs", "moons", "circles", "spirals", "xor"])
def test_toys_follow_their_seed(name):
    first, same, other = (datasets.load(name, n=50, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.X, same.X)
    assert not np.array_equal(first.X, other.X)
    with pytest.raises(ValueError, match="n must be at least"):
        datasets.load(name, n=1)
    with pytest.raises(ValueError, match="noise at least 0"):
        datasets.load(name, noise=-1.0)


def test_toys_without_noise_lie_where_they_should():
    X, y = (xor := datasets.load("xor", noise=0.0)).X, xor.y
    np.testing.assert_array_equal(X[:, 0] * X[:, 1] < 0, y == 1)
    circles = datasets.load("circles", noise=0.0)
    np.testing.assert_allclose(np.hypot(*circles.X.T), np.where(circles.y == 0, 1.0, 0.5))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no data set 'digit'\. Known: digits, nine_points"):
        datasets.load("digit")


def test_cifar10_that_is_not_here_says_how_to_get_it():
    with pytest.raises(MissingData, match=r"\.venv/bin/python -m datasets fetch cifar10"):
        datasets.load("cifar10")


def test_datasets_resolves_inside_this_repository():
    """The name is used by other distributions, too."""
    assert (Path(datasets.__file__).parents[1] / "solutions").is_dir()


def test_the_import_is_light():
    code = "import sys, datasets; print({'matplotlib', 'sklearn', 'scipy', 'mnist1d'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


@pytest.mark.slow
def test_fresh_curves_are_the_packages_own():
    """The published ones are those of its own seed."""
    X, y = make_curves(5000, 42)
    known = datasets.load("mnist1d")
    np.testing.assert_array_equal(X, known.X)
    np.testing.assert_array_equal(y, known.y)


def test_fresh_curves_follow_their_seed_and_leave_the_global_generator_alone():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    (X, y), (again, _), (other, _) = (make_curves(20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    np.testing.assert_array_equal(X, again)
    assert not np.array_equal(X, other)
    assert X.shape == (20, 40)
    assert np.bincount(y).tolist() == [2] * 10
    assert (X.mean(), X.std()) == pytest.approx((0.0, 1.0), abs=1e-9)


@pytest.mark.parametrize("count", [0, -10, 15])
def test_a_number_of_curves_that_cannot_be_is_refused(count):
    with pytest.raises(ValueError, match="multiple of 10"):
        make_curves(count, 0)
