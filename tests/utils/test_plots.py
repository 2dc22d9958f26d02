"""Every figure can be drawn, and leaves the settings of a session as they were."""

import numpy as np
import pytest

from utils import plots
from utils.plots.training import smooth

LINE = np.linspace(-2, 3, 11)
PLANE = np.random.default_rng(0).normal(size=(8, 2))


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
    ("loss_curves", 1, lambda: plots.loss_curves({"a": np.exp(-LINE), "b": [3.0, 2.0]})),
    (
        "decision_regions",
        1,
        lambda: plots.decision_regions(lambda P: (P[:, 0] > 0).astype(int), PLANE, np.arange(8) % 2),
    ),
    ("image_grid", 20, lambda: plots.image_grid(np.zeros((11, 4, 4, 3), np.uint8), list("abcdefghijk"))),
    ("templates", 10, lambda: plots.templates(np.ones((49, 10)), (4, 4, 3))),
    ("gradient_errors", 2, lambda: plots.gradient_errors([[1e-9, 1.0], [np.nan, np.inf]])),
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


# ---------------------------------------------------------------- odd things to draw

# what is drawn in an unusual case
ODD = {
    "losses that explode": lambda: plots.loss_curves({"a": [1.0, 2.0, np.inf, np.nan], "b": [1.0] * 4}),
    "losses below zero": lambda: plots.loss_curves({"a": -np.arange(300.0)}),
    "losses of zero": lambda: plots.loss_curves({"a": np.zeros(500)}),
    "nothing but explosions": lambda: plots.loss_curves({"a": [np.nan, np.nan]}),
    "one loss": lambda: plots.loss_curves({"a": [1.0]}),
    "a logarithmic scale": lambda: plots.loss_curves({"a": np.exp(-np.arange(200.0))}, log=True, window=9),
    "regions of one label": lambda: plots.decision_regions(lambda P: np.zeros(len(P), int), PLANE, [0] * 8),
    "points all alike": lambda: plots.decision_regions(
        lambda P: np.arange(len(P)) % 3, np.ones((3, 2)), [0, 1, 2]
    ),
    "one grey image": lambda: plots.image_grid(np.random.default_rng(0).normal(size=(1, 3, 3))),
    "images all alike": lambda: plots.image_grid(np.full((2, 3, 3), 7.0)),
    "thirteen templates of zero": lambda: plots.templates(np.zeros((10, 13)), (3, 3)),
    "two templates": lambda: plots.templates(np.eye(9, 2), (3, 3), ["cat", "dog"]),
    "errors of a number": lambda: plots.gradient_errors(0.5),
    "errors of a vector": lambda: plots.gradient_errors(np.zeros(5)),
    "errors of a block": lambda: plots.gradient_errors(np.full((2, 3, 4), 1e-3)),
    "errors none could judge": lambda: plots.gradient_errors(np.full((2, 2), np.nan)),
    "errors of a large table": lambda: plots.gradient_errors(np.full((3073, 10), 1e-9)),
}


@pytest.mark.parametrize("draw", ODD.values(), ids=ODD)
def test_odd_cases_are_drawn_without_complaint(draw, figures):
    draw()
    figures.gcf().canvas.draw()


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plots.image_grid(np.zeros((4, 4))), "shape"),
        (lambda: plots.image_grid(np.zeros((0, 4, 4))), "N > 0"),
        (lambda: plots.image_grid(np.zeros((2, 4, 4, 2))), "shape"),
        (lambda: plots.templates(np.zeros((9, 2)), (4, 4)), "W has only 9 rows"),
        (lambda: plots.decision_regions(lambda P: P, PLANE, np.zeros(8)), "one a row"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, words, figures):
    with pytest.raises(ValueError, match=words):
        draw()


def test_a_loss_that_explodes_is_named(figures):
    plots.loss_curves({"rate 1": [1.0, 2.0, np.inf]})
    (text,) = figures.gca().get_legend().get_texts()
    assert text.get_text() == "rate 1 (not finite from 2)"


def test_the_share_of_right_points_is_counted(figures):
    plots.decision_regions(lambda P: (P[:, 0] > 0).astype(int), [[-1.0, 0.0], [1.0, 0.0]], [0, 0], "Half")
    assert figures.gca().get_title() == "Half: 50% of 2 points right"


def test_smoothing_averages_neighbours_and_keeps_the_beginning():
    values = np.random.default_rng(1).normal(size=50)
    smoothed = smooth(values, 7)
    assert smoothed[0] == values[0]
    assert smoothed[1] == pytest.approx(values[:3].mean())
    assert smoothed[25] == pytest.approx(values[22:29].mean())
    assert smoothed[-1] == pytest.approx(values[-4:].mean())
    np.testing.assert_allclose(smooth(values, 1), values)
    np.testing.assert_allclose(smooth(np.ones(9), 5), 1)


def test_coloured_templates_are_grey_where_the_weight_is_zero(figures):
    W = np.zeros((12, 1))
    W[0] = -3.0
    plots.templates(W, (2, 2, 3))
    picture = figures.gca().images[0].get_array()
    assert picture[0, 0, 0] == 0
    assert picture[1, 1, 1] == 0.5
