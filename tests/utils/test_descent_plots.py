"""The figures of the notebook `linear_classifier`: what they show, and what they refuse to hide."""

import numpy as np
import pytest

from utils import plots


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_search_curves_show_the_best_so_far(figures):
    plots.search_curves({"blind": [3.0, 1.0, 2.0], "local": [4.0, np.nan, 0.5]})
    ax = figures.gcf().axes[0]
    lines = {line.get_label(): line.get_ydata() for line in ax.lines}
    np.testing.assert_array_equal(lines["blind: 1.00"], [3.0, 1.0, 1.0])
    np.testing.assert_array_equal(lines["local: 0.50"], [4.0, 4.0, 0.5])


def test_descent_races_have_a_panel_for_each_measure(figures):
    curve = ([1, 2], [3.0, 2.0])
    plots.descent_races({"epochs": {"batch 1": curve}, "seconds": {"batch 1": curve, "all": curve}})
    left, right = figures.gcf().axes
    assert (left.get_xlabel(), right.get_xlabel()) == ("epochs", "seconds")
    assert len(right.lines) == 2


def test_grid_map_frames_the_best_cell(figures):
    plots.grid_map([[0.1, 0.2], [0.4, 0.3]], ["a", "b"], [1, 2], ("row", "column"))
    ax = figures.gcf().axes[0]
    assert sorted(texts(ax)) == ["0.100", "0.200", "0.300", "0.400"]
    (frame,) = ax.patches
    assert frame.get_xy() == (-0.5, 0.5)


def test_confusion_counts_in_percent_of_each_class(figures):
    plots.confusion([0, 0, 0, 0, 1], [0, 0, 0, 1, 1], ["cat", "dog"])
    ax = figures.gcf().axes[0]
    assert texts(ax) == ["75", "25", "0", "100"]
    assert "80.0% of 5" in ax.get_title()


def test_template_film_has_a_row_for_each_moment(figures):
    W = np.random.default_rng(0).normal(size=(13, 3))
    plots.template_film({"0": 0 * W, "10": W}, (2, 2, 3), ["a", "b", "c"])
    axes = figures.gcf().axes
    assert len(axes) == 6
    assert [axes[0].get_ylabel(), axes[3].get_ylabel()] == ["0", "10"]
    np.testing.assert_array_equal(axes[0].images[0].get_array(), 0.5)


@pytest.mark.parametrize("chance", [0.1, 0.5])
def test_accuracy_ladder_keeps_the_order_and_shows_guessing(figures, chance):
    plots.accuracy_ladder({"first": 0.123, "second": 0.4}, chance)
    ax = figures.gcf().axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert {"12.3%", "40.0%", "guessing"} <= set(texts(ax))
    assert ax.lines[0].get_xdata()[0] == chance
