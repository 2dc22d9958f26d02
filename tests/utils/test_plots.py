"""Every figure can be drawn, and leaves the settings of a session as they were."""

import numpy as np
import pytest

from utils import plots

LINE = np.linspace(-2, 3, 11)


def bowl(weights):
    return np.sum(weights**2), 2 * weights


def trough(weights):
    """Flat in the middle, as an SVM without penalty."""
    return np.sum(np.maximum(0, np.abs(weights) - 2)), np.sign(weights) * (np.abs(weights) > 2)


# figure, how many panels, how to draw it
FIGURES = [
    (
        "step_sizes",
        1,
        lambda: plots.step_sizes(10.0 ** -np.arange(1, 6), {"a": np.arange(1, 6) / 9, "b": np.ones(5)}),
    ),
    ("margin_curves", 2, lambda: plots.margin_curves(LINE, {"SVM": LINE**2}, {"SVM": LINE / 3})),
    ("timings", 1, lambda: plots.timings([10, 100], {"loops": [1e-3, 1e-2], "arrays": [1e-5, 2e-5]})),
    ("scale_curves", 1, lambda: plots.scale_curves(LINE, {"λ = 0": 0 * LINE, "λ = 1": LINE**2 + 0.1})),
    (
        "score_bars",
        3,
        lambda: plots.score_bars({"W": np.eye(3)}, {"W": [0.0, 1.0, 2.0]}, ["cat", "car", "frog"]),
    ),
    (
        "decision_map",
        1,
        lambda: plots.decision_map(np.ones((3, 3)), np.arange(3), np.eye(3), [0.0, 0.1, 0.2]),
    ),
    ("digit_rows", 20, lambda: plots.digit_rows({"a": np.ones((65, 10)), "b": -np.ones((64, 10))}, (8, 8))),
    ("error_maps", 21, lambda: plots.error_maps({"a": np.zeros((65, 10)), "b": np.ones((65, 10))}, (8, 8))),
    ("penalty_maps", 2, lambda: plots.penalty_maps({"L2": bowl, "trough": trough})),
    ("landscapes", 2, lambda: plots.landscapes({"bowl": bowl, "trough": trough})),
]


@pytest.mark.parametrize(("name", "panels", "draw"), FIGURES, ids=[row[0] for row in FIGURES])
def test_it_draws_one_figure(name, panels, draw, figures):
    before = dict(figures.rcParams)
    assert draw() is None
    assert len(figures.get_fignums()) == 1
    assert len(figures.gcf().axes) == panels
    figures.gcf().canvas.draw()
    assert dict(figures.rcParams) == before


def test_every_figure_is_tested():
    assert sorted(row[0] for row in FIGURES) == sorted(plots.__all__)


def test_a_backend_that_turns_interactive_stays_so(figures):
    """Jupyter's does when its first figure opens; were it undone, no later figure would be shown."""
    figures.ioff()

    def surface(weights):
        figures.ion()
        return bowl(weights)

    try:
        plots.penalty_maps({"L2": surface})
        assert figures.isinteractive()
    finally:
        figures.ioff()
