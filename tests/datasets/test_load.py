"""Shapes, types and values of the data sets are as stated."""

from pathlib import Path

import numpy as np
import pytest

import datasets

# name, X without ones, classes
STATED = [("digits", (1797, 64), 10), ("nine_points", (9, 2), 3)]


@pytest.mark.parametrize(("name", "shape", "classes"), STATED)
def test_what_is_stated_holds(name, shape, classes):
    data = datasets.load(name)
    assert data.X.shape == shape
    assert data.X.dtype == np.float64
    assert data.y.shape == shape[:1]
    assert data.y.dtype == np.int64
    assert set(data.y.tolist()) == set(range(classes))
    assert len(data.classes) == classes
    assert repr(data) == f"{name}: {shape[0]} examples, {shape[1]} features, {classes} classes"


def test_every_data_set_is_tested():
    assert [row[0] for row in STATED] == list(datasets.names())


@pytest.mark.parametrize("name", datasets.names())
def test_the_bias_is_a_last_column_of_ones(name):
    plain, biased = datasets.load(name), datasets.load(name, bias=True)
    np.testing.assert_array_equal(biased.X[:, :-1], plain.X)
    np.testing.assert_array_equal(biased.X[:, -1], 1.0)


@pytest.mark.parametrize("name", datasets.names())
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


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no data set 'digit'\. Known: digits, nine_points"):
        datasets.load("digit")


def test_datasets_resolves_inside_this_repository():
    """The name is used by other distributions, too."""
    assert (Path(datasets.__file__).parents[1] / "solutions").is_dir()
