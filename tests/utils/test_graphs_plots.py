"""The figures of the notebook `computational_graphs`: where things stand, and what is written at them."""

from itertools import combinations

import numpy as np
import pytest

from utils import plots
from utils.plots.graphs import RADIUS, _places

PRODUCT = {"q": ("+", "xy"), "f": ("×", "qz")}
SHARED = {"a": ("+", "xy"), "b": ("max", "yz"), "f": ("×", "ab")}
TREE = {"p": ("×", "ab"), "q": ("×", "cd"), "s": ("+", "pq"), "t": ("+", "se"), "f": ("exp", "t")}
CHAIN = {"p": ("+", "abc"), "q": ("sin", "p"), "r": ("+", "qde"), "f": ("+", "rg")}


def texts(figures) -> list[str]:
    return [text.get_text() for text in figures.gca().texts if text.get_text()]


@pytest.mark.parametrize("steps", [PRODUCT, SHARED, TREE, CHAIN])
def test_every_edge_goes_to_the_right_and_nothing_stands_on_anything(steps):
    places = _places(steps)
    for name, (_, inputs) in steps.items():
        assert all(places[each][0] < places[name][0] for each in inputs)
    for one, other in combinations(places.values(), 2):
        assert np.hypot(*np.subtract(one, other)) > 2 * RADIUS


def test_values_stand_above_and_slopes_below(figures):
    values = {"x": -2.0, "y": 5.0, "z": -4.0, "q": 3.0, "f": -12.0}
    slopes = {"x": -4.5, "y": -4.25, "z": 3.75, "q": -4.75, "f": 1.0}
    plots.computational_graph(PRODUCT, values, slopes, title="f")
    shown = {text.get_text(): text for text in figures.gca().texts}
    for name in values:
        value, slope = shown[f"{values[name]:.2f}"], shown[f"{slopes[name]:.2f}"]
        assert value.get_position()[1] < slope.get_position()[1]  # rows count downwards
        assert value.get_rotation() == slope.get_rotation()
    assert {"x", "y", "z", "q", "f", "+", "×"} <= set(shown)
    assert len(figures.gca().patches) >= len(PRODUCT)


def test_without_slopes_only_the_way_there_is_drawn(figures):
    plots.computational_graph(PRODUCT, dict.fromkeys("xyzqf", 2.0))
    assert texts(figures).count("2.00") == 5


def test_a_value_used_twice_shows_both_parts_and_their_sum(figures):
    values = {"x": 1.0, "y": 2.0, "z": 0.0, "a": 3.0, "b": 2.0, "f": 6.0}
    slopes = {"x": 2.0, "y": 5.0, "z": 0.0, "a": 2.0, "b": 3.0, "f": 1.0}
    plots.computational_graph(SHARED, values, slopes, {("y", "a"): 2.11, ("y", "b"): 2.89})
    assert {"Σ 5.00", "2.11", "2.89"} <= set(texts(figures))
    assert "5.00" not in texts(figures)


def test_a_way_that_writes_nothing_down_is_in_the_legend_and_not_in_the_last_panel(figures):
    ways = {
        "numeric": {"error": [1e-9, 1e-8], "seconds": [1.0, 2.0], "operations": [None, None]},
        "automatic": {"error": [0.0, 1e-16], "seconds": [1.0, 2.0], "operations": [10, 20]},
    }
    plots.differentiation([1, 2], ways)
    first, _, last = figures.gcf().axes
    assert [line.get_label() for line in last.lines] == ["automatic"]
    assert [text.get_text() for text in first.get_legend().get_texts()] == ["numeric", "automatic"]


def test_knobs_share_their_scales_and_hide_empty_panels(figures):
    turned = np.linspace(-1, 1, 5)
    plots.knobs(
        turned, {"a": turned, "b": turned**2, "c": 0 * turned}, {"a": 1.0, "b": 0.0, "c": 0.0}, 0.0, 2
    )
    drawn = [ax for ax in figures.gcf().axes if ax.axison]
    assert [ax.get_title() for ax in drawn] == ["a: slope 1.00", "b: slope 0.00", "c: slope 0.00"]
    assert len({ax.get_ylim() for ax in drawn}) == 1
