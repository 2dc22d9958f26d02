"""Every figure can be drawn, and leaves the settings of a session as they were."""

import numpy as np
import pytest

from utils import plots
from utils.plots.training import smooth

LINE = np.linspace(-2, 3, 11)
PLANE = np.random.default_rng(0).normal(size=(8, 2))
SPAN = ((-2.0, 2.0), (-1.0, 1.0))
GRID, HILLS = (LINE, LINE), np.add.outer(LINE**2, np.sin(LINE))
ERRORS, TRY = [[50, 0.5, 0.6], [100, 0.01, 0.4]], [({"x": 0.1, "y": 2.0}, 0.3)]
ENDS = ["lowest minimum", "another minimum", "saddle or hilltop", "astray"] * 2


def bowl(weights):
    return np.sum(weights**2), 2 * weights


def height(places):
    return np.sum(places**2, axis=-1)


def trough(weights):
    """Flat in the middle, as an SVM without penalty."""
    return np.sum(np.maximum(0, np.abs(weights) - 2)), np.sign(weights) * (np.abs(weights) > 2)


# figure, how many panels, how to draw it
FIGURES = [
    ("activation_grid", 4, lambda: plots.activation_grid(LINE, {"a": (LINE, LINE > 0), "b": (LINE, LINE)})),
    (
        "same_curves",
        2,
        lambda: plots.same_curves(
            LINE, {"one": {"a": LINE, "b": LINE}, "two": {"a": LINE, "b": LINE, "c": -LINE}}
        ),
    ),
    (
        "saturation",
        10,
        lambda: plots.saturation({"a": [PLANE] * 9, "b": [PLANE] * 9}, {"a": LINE, "b": LINE}),
    ),
    ("gradient_decay", 1, lambda: plots.gradient_decay({"a": np.exp(LINE), "b": np.exp(-LINE)})),
    ("zigzag", 2, lambda: plots.zigzag({"a": PLANE, "b": PLANE}, [0.0, 1.0])),
    ("dying_units", 2, lambda: plots.dying_units({"a": LINE}, {"a": np.exp(LINE)})),
    ("portraits", 4, lambda: plots.portraits({"a": (PLANE, PLANE), "b": (0 * PLANE, 0 * PLANE)})),
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
    ("distance_matrix", 2, lambda: plots.distance_matrix(np.ones((3, 5)))),
    (
        "neighbour_rows",
        6,
        lambda: plots.neighbour_rows(
            np.zeros((2, 4, 4, 3), np.uint8), "ab", np.zeros((2, 2, 4, 4, 3), np.uint8), ["ab", "bb"]
        ),
    ),
    ("pair_costs", 1, lambda: plots.pair_costs([100, 1000], {"a": [1e-6, 1e-6], "b": [5e-7, 2e-6]}, 3072)),
    ("version_bars", 1, lambda: plots.version_bars({"a": 1.0, "b": 0.1}, "3 x 4", never="61 GB")),
    (
        "region_row",
        2,
        lambda: plots.region_row(
            {"k = 1": lambda P: (P[:, 0] > 0).astype(int), "k = 5": lambda P: np.zeros(len(P))},
            PLANE,
            np.arange(8) % 2,
        ),
    ),
    ("cross_validation", 1, lambda: plots.cross_validation({1: [0.2, 0.3], 5: np.array([0.3, 0.4])})),
    ("memory_curve", 2, lambda: plots.memory_curve([10, 100], [0.1, 0.2], [1e-3, 2e-3], 0.1)),
    (
        "loss_shapes",
        2,
        lambda: plots.loss_shapes(LINE, {"L1": abs(LINE)}, 0.0, LINE, {"L1": abs(LINE), "L2": LINE**2}),
    ),
    ("swings", 1, lambda: plots.swings({"rate 1": 1e3 * LINE, "rate 0.1": LINE}, np.arange(10), 1.0)),
    ("distances", 1, lambda: plots.distances({"good": np.exp(-LINE), "lost": np.exp(LINE)}, 0.01)),
    (
        "separating_lines",
        3,
        lambda: plots.separating_lines(
            np.column_stack([PLANE, np.ones(8)]),
            np.where(PLANE[:, 0] > 0, 1, -1),
            {"right": {"a": [1, 0, 0]}, "wrong": {"b": [0, 1, 0]}, "two": {"c": [1, 1, 0], "d": [0, 0, 1]}},
        ),
    ),
    ("error_bowls", 2, lambda: plots.error_bowls(PLANE, LINE[:8], {"a": PLANE, "b": PLANE}, LINE, LINE)),
    (
        "hue_histograms",
        4,
        lambda: plots.hue_histograms(np.zeros((2, 4, 4, 3)), [np.ones(10) / 10, [0.5, 0.5]], ["a", "b"]),
    ),
    (
        "hog_glyphs",
        4,
        lambda: plots.hog_glyphs(np.zeros((2, 16, 8, 3), np.uint8), [np.arange(18.0), np.zeros(18)], "ab"),
    ),
    ("shift_curves", 1, lambda: plots.shift_curves(np.arange(3), {"pixels": [0, 0.5, 1], "HOG": [0, 0, 0]})),
    ("equalization", 6, lambda: plots.equalization({"dark": np.eye(4), "light": 255 - np.eye(4)})),
    ("feature_bars", 1, lambda: plots.feature_bars({"a": 0.3, "b": 0.5}, {"a": 3072, "b": 10}, 0.1)),
    ("order_ladder", 1, lambda: plots.order_ladder({c: [0.3, 0.4] for c in "abcd"}, 0.1)),
    (
        "mistaken_for",
        4,
        lambda: plots.mistaken_for([np.zeros((2, 4, 4, 3)), np.zeros((0, 4, 4, 3))], ["ab", ""], ["x", "y"]),
    ),
    ("landscapes", 2, lambda: plots.landscapes({"bowl": bowl, "trough": trough})),
    ("search_curves", 1, lambda: plots.search_curves({"blind": LINE**2, "local": LINE})),
    (
        "descent_races",
        2,
        lambda: plots.descent_races({measure: {"a": (LINE, LINE)} for measure in ("epochs", "s")}),
    ),
    ("grid_map", 2, lambda: plots.grid_map([[0.1, 0.2], [0.4, np.nan]], "ab", [1, 2])),
    ("confusion", 1, lambda: plots.confusion([0, 0, 1], [0, 1, 1], ["cat", "dog"])),
    ("template_film", 4, lambda: plots.template_film({"0": PLANE, "1": PLANE}, (2, 4), "ab")),
    ("accuracy_ladder", 1, lambda: plots.accuracy_ladder({"a": 0.1, "b": 0.3}, 0.1)),
    ("sigmoid_training", 2, lambda: plots.sigmoid_training(np.exp(-LINE), LINE**2 / 9, LINE**2 / 9)),
    ("training_history", 2, lambda: plots.training_history(LINE**2, {"a": [0.1, 0.4], "b": [0.1, 0.3]}, 20)),
    (
        "two_views",
        2,
        lambda: plots.two_views(PLANE, PLANE**2, [0, 1] * 4, ("before", "after"), ("r", "θ"), level=0.5),
    ),
    (
        "warped_plane",
        2,
        lambda: plots.warped_plane({c: ([PLANE], PLANE) for c in "ab"}, [0, 1] * 4, {"b": ([1.0, 2.0], 0.5)}),
    ),
    (
        "computational_graph",
        1,
        lambda: plots.computational_graph(
            {"a": ("+", "xy"), "f": ("×", "ay")}, dict.fromkeys("xyaf", 2.0), {"y": 1.0}, {("y", "a"): 3.0}
        ),
    ),
    (
        "gate_patterns",
        2,
        lambda: plots.gate_patterns(
            dict.fromkeys("+×", ({"out": ("+", "ab")}, {"a": 1.0, "b": 2.0, "out": 3.0}, {"a": 1.0}, {}))
        ),
    ),
    ("multiplication_counts", 1, lambda: plots.multiplication_counts([1, 2], {"a": [3, 9], "b": [1, 2]})),
    ("knobs", 4, lambda: plots.knobs(LINE, {"a": LINE**2, "b": LINE}, {"a": 0.0, "b": 1.0}, 0.0)),
    (
        "differentiation",
        3,
        lambda: plots.differentiation(
            [1, 2], {"a": {"error": [0.0, 1e-9], "seconds": [1.0, None]}, "b": {"operations": [1, 2]}}
        ),
    ),
    (
        "tensor_graph",
        1,
        lambda: plots.tensor_graph(
            {"t1": ("", 1.0, 2.0, (0, 0)), "L": ("t_1 t_1", 1.0, 1.0, (1, 0))}, [("t1", "L")]
        ),
    ),
    (
        "visiting_orders",
        2,
        lambda: plots.visiting_orders(
            {"L": "x", "x": ""}, {"L": (0, 1), "x": (0, 0)}, {"once": "Lx", "twice": "Lxx"}
        ),
    ),
    ("engine_race", 2, lambda: plots.engine_race({"theirs": np.exp(LINE), "ours": np.exp(-LINE)})),
    (
        "unit_anatomy",
        4,
        lambda: plots.unit_anatomy(LINE, np.eye(2), [0, 1, 1], [0.0], [[True, False], [True, True]], [1, 2]),
    ),
    ("curve_followed", 2, lambda: plots.curve_followed(LINE, LINE**2, {2: LINE}, {2: 0.1, 4: 0.02})),
    ("polygons", 1, lambda: plots.polygons({"a": (np.eye(3, dtype=int), np.eye(3))}, [0.0, 1.0, 2.0])),
    (
        "layer_stages",
        2,
        lambda: plots.layer_stages({"a": (np.eye(2), np.eye(2)), "b": (np.eye(2), np.eye(2))}),
    ),
    ("folding", 3, lambda: plots.folding(LINE, LINE, LINE, LINE, [0.0])),
    ("regions_counted", 1, lambda: plots.regions_counted([1, 2], [11, 121], [10, 100], [[11], [20, 24]])),
    ("signal_sizes", 1, lambda: plots.signal_sizes({"he": [1.0, 1.1], "other": [0.1, 0.01]})),
    ("errors_by_depth", 2, lambda: plots.errors_by_depth({"1 x 9": [0.5, 0.0]}, every=25)),
    (
        "convexity",
        2,
        lambda: plots.convexity(
            {"x^2": (np.square, (-1.0, 1.0))}, [0.0, 1.0], {"a": [[1.0, 2.0], [2.0, 1.0]]}
        ),
    ),
    ("line_descent", 2, lambda: plots.line_descent(LINE, LINE, PLANE, height, (0, 3))),
    (
        "step_panels",
        2,
        lambda: plots.step_panels({"one": {"a": LINE}, "two": {"a": LINE, "uncorrected": LINE}}),
    ),
    ("escape_bars", 1, lambda: plots.escape_bars({"a": (10, 20), "b": (700, None)}, ["one", "two"], 1000)),
    (
        "good_starts",
        2,
        lambda: plots.good_starts(height, PLANE, {"a": [True] * 8, "b": [False, True] * 4}, SPAN),
    ),
    ("property_table", 1, lambda: plots.property_table({"a": {"x": True, "y": False}})),
    ("trajectories", 2, lambda: plots.trajectories(height, {"a": PLANE, "b": 9 * PLANE}, SPAN, frames=3)),
    ("trajectory_grid", 2, lambda: plots.trajectory_grid({"one": (height, {"a": PLANE}, SPAN)})),
    ("unit_templates", 6, lambda: plots.unit_templates(np.ones((4, 6)), (2, 2), columns=3)),
    ("template_votes", 6, lambda: plots.template_votes(np.ones((4, 3)), np.eye(3, 2), (2, 2), "ab", count=1)),
    (
        "local_models",
        2,
        lambda: plots.local_models(*GRID, {"a": (HILLS, None), "b": (HILLS, [0, 1])}, [1, 1], [0, 0]),
    ),
    ("walks", 1, lambda: plots.walks(*GRID, HILLS, {"a": PLANE, "b": PLANE[:2]}, title="two")),
    ("damping_history", 2, lambda: plots.damping_history([3.0, 3.0, 1.0], [1.0, 10.0, 1.0])),
    ("race", 2, lambda: plots.race(*GRID, HILLS, {"a: 7": PLANE}, {"a: 7": np.exp(-LINE) - np.exp(-3)})),
    (
        "arrivals",
        4,
        lambda: plots.arrivals(
            *GRID, HILLS, PLANE, dict.fromkeys("abcd", PLANE), dict.fromkeys("abcd", ENDS)
        ),
    ),
    ("agreement", 1, lambda: plots.agreement("ab", [[8, 3], [3, 7]], 8)),
    ("step_costs", 1, lambda: plots.step_costs([10, 100], {"a": [1e-6, 1e-4], "b": [1e-3, 2.0]})),
    (
        "basins",
        2,
        lambda: plots.basins([0, 1, 2, 3], [0, 1], dict.fromkeys("ab", [ENDS[:4]] * 2), *GRID, HILLS, [0, 1]),
    ),
    (
        "schedule_curves",
        2,
        lambda: plots.schedule_curves(
            {"a": (LINE, np.exp(-LINE)), "b": (LINE, 0 * LINE)}, ("a", [1.0, 0.5]), stairs=("b",)
        ),
    ),
    ("warm_ups", 2, lambda: plots.warm_ups({"a": LINE, "b": LINE}, {"c": np.exp(LINE)}, warmup=3)),
    (
        "noisy_walks",
        4,
        lambda: plots.noisy_walks(
            height, dict.fromkeys("abc", (PLANE, PLANE)), {"a": np.exp(LINE), "d": np.exp(LINE)}, SPAN
        ),
    ),
    ("base_sweep", 1, lambda: plots.base_sweep([0.1, 1.0], {"a": [1.0, np.nan], "b": [0.1, 0.2]}, 0.9)),
    (
        "batch_scaling",
        2,
        lambda: plots.batch_scaling({"one": {"a": ([0, 9], [1.0, 0.1])}, "two": {"a": ([0, 9], [1.0, 9.0])}}),
    ),
    (
        "schedule_gallery",
        8,
        lambda: plots.schedule_gallery(height, dict.fromkeys("abc", (LINE, PLANE, PLANE)), SPAN),
    ),
    ("curve_gallery", 4, lambda: plots.curve_gallery(np.ones((5, 6)), [0, 1, 1, 0, 0], rows=2)),
    ("split_counts", 2, lambda: plots.split_counts({title: {"a": [0, 1], "b": [1]} for title in "xy"})),
    ("training_runs", 2, lambda: plots.training_runs({"a": [0.1, 0.0]}, {"a": [2.0, 1.0]})),
    ("averaged_losses", 2, lambda: plots.averaged_losses(LINE**2, {"a": LINE, "from 0": LINE})),
    ("search_scatter", 3, lambda: plots.search_scatter({"a": TRY, "b": TRY}, {"x": (0.01, 1), "y": (1, 9)})),
    ("gap_curves", 1, lambda: plots.gap_curves({"a": ERRORS}, 0.04, {"a": "bias"})),
    ("whole_training", 3, lambda: plots.whole_training(LINE, np.exp(LINE), LINE, ERRORS, 0.04, 0.4)),
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
