"""The drawn images: repeatable, cached when that can be done, and moved by each knob."""

import matplotlib
import numpy as np
import pytest

import datasets
from datasets import cache
from datasets.shapes10 import GROUPS, NONE, Challenges, make_images


def test_fewer_images_are_the_first_of_more():
    (X, y), (more, labels) = (make_images(n, 3, Challenges()) for n in (30, 450))
    np.testing.assert_array_equal(X, more[:30])
    np.testing.assert_array_equal(y, labels[:30])
    assert not np.array_equal(X, make_images(30, 4, Challenges())[0])


def test_classes_are_even():
    assert np.bincount(make_images(400, 0, Challenges())[1]).tolist() == [40] * 10


@pytest.mark.parametrize("group", GROUPS)
def test_every_challenge_changes_the_images_and_its_absence_does_not(group):
    plain = make_images(50, 0, NONE)[0]
    full = Challenges(**{name: getattr(NONE, name) for name in vars(NONE) if name not in GROUPS[group]})
    assert not np.array_equal(make_images(50, 0, full)[0], plain)
    np.testing.assert_array_equal(make_images(50, 0, full.scaled(group, 0))[0], plain)


@pytest.mark.parametrize(
    "knob", [{"occlusion": 1.5}, {"shift": -1.0}, {"clutter": 9}, {"noise": float("nan")}]
)
def test_a_knob_out_of_range_is_named(knob):
    with pytest.raises(ValueError, match=f"Challenges: {next(iter(knob))} must lie between 0 and"):
        Challenges(**knob)


@pytest.mark.parametrize("wrong", [{"n": 0}, {"seed": -1}])
def test_odd_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match="shapes10: n must be at least 1 and seed at least 0"):
        datasets.load("shapes10", **wrong)


def test_the_usual_images_are_cached(cache_folder):
    first = datasets.load("shapes10")
    assert [path.name for path in cache_folder.iterdir()] == ["shapes10-1-10000-0.npz"]
    np.testing.assert_array_equal(first.X, datasets.load("shapes10").X)


def make():
    return {"X": np.arange(1000.0)}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off"])
def test_a_damaged_cache_is_made_again(cache_folder, content):
    cache_folder.mkdir()
    (cache_folder / "thousand.npz").write_bytes(content)
    np.testing.assert_array_equal(cache.kept("thousand", make)["X"], make()["X"])
    assert (cache_folder / "thousand.npz").stat().st_size > 1000


def test_without_a_folder_that_can_be_written_it_works_in_memory(cache_folder):
    cache_folder.write_bytes(b"a file where the folder should be")
    np.testing.assert_array_equal(cache.kept("thousand", make)["X"], make()["X"])


def test_figures_are_drawn():
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from datasets.shapes10.figures import classes_figure, knobs_figure

    assert len(knobs_figure(each=4).axes) == 24
    assert len(classes_figure(each=2).axes) == 10
    plt.close("all")
