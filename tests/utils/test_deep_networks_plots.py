"""The figures of the notebook `deep_networks`: what they show."""

import numpy as np

from utils import plots


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_unit_anatomy_names_each_piece(figures):
    theta, phi = np.array([[-1.0, 1.0], [4.0, -2.0], [-6.0, 2.0]]), np.array([1.0, 1.0, 1.0, -2.0])
    patterns = np.array([[0, 1, 0], [1, 1, 0], [1, 0, 0], [1, 0, 1]], dtype=bool)
    plots.unit_anatomy(np.linspace(0, 4, 9), theta, phi, [1, 2, 3], patterns, [-2, -1, 1, -3])
    last = figures.gcf().axes[-1]
    assert texts(last) == ["-2", "-1", "+1", "-3"]
    np.testing.assert_allclose(last.lines[0].get_ydata()[[0, -1]], [5, 0])
    dots = [line for line in last.lines if line.get_marker() == "o"]
    assert sum(dot.get_markerfacecolor() != "white" for dot in dots) == patterns.sum()


def test_curve_followed_has_a_panel_for_each_net_and_one_for_the_gaps(figures):
    x = np.linspace(0, 1, 5)
    plots.curve_followed(x, x**2, {2: x, 4: x}, {2: 0.1, 4: 0.025})
    axes = figures.gcf().axes
    assert [ax.get_title() for ax in axes[:2]] == ["2 units", "4 units"]
    np.testing.assert_allclose(axes[2].lines[1].get_ydata(), [0.1, 0.025])


def test_polygons_keep_up_up(figures):
    numbers = np.array([[0, 1], [2, 3]])
    plots.polygons({"four": (numbers, numbers)}, [0.0, 1.0])
    image = figures.gcf().axes[0].images[0]
    assert image.origin == "lower"
    assert len(np.unique(np.asarray(image.get_array()).reshape(4, 3), axis=0)) == 4


def test_folding_colours_each_fold(figures):
    x = np.linspace(-1, 1, 11)
    plots.folding(x, np.abs(x), x, np.abs(x), folds=[0.0])
    left, middle, right = figures.gcf().axes
    assert [len(ax.lines) for ax in (left, middle, right)] == [2, 1, 2]


def test_regions_counted_says_the_last_counts(figures):
    plots.regions_counted([1, 2], [11, 121], [10, 100], [[11, 11], [20, 24]])
    assert texts(figures.gcf().axes[0]) == [
        "the bound: 121",
        "folded by hand: 100",
        "random: 22 on average",
    ]


def test_layer_stages_have_equal_scales(figures):
    letter = np.array([[0.0, 0.0], [1.0, 2.0]])
    plots.layer_stages({"a": (letter, letter), "b": (letter, 2 * letter)})
    assert [ax.get_aspect() for ax in figures.gcf().axes] == [1.0, 1.0]


def test_signal_sizes_names_each_rule_at_its_end(figures):
    plots.signal_sizes({"he": [1.0, 1.0], "other": [0.1, 0.01]})
    assert texts(figures.gcf().axes[0]) == ["he", "other"]


def test_errors_by_depth_counts_epochs(figures):
    plots.errors_by_depth({"1 x 9": [0.5, 0.1, 0.0], "2 x 4": [0.4, 0.0]}, every=25)
    left, right = figures.gcf().axes
    np.testing.assert_array_equal(left.lines[0].get_xdata(), [25, 50, 75])
    assert texts(right) == ["75", "50"]
