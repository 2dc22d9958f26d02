"""The figures of the course. Each takes numbers, not models: the experiment stays in the notebook."""

from utils.plots.activations import (
    activation_grid,
    dying_units,
    gradient_decay,
    portraits,
    same_curves,
    saturation,
    zigzag,
)
from utils.plots.curves import margin_curves, scale_curves, step_sizes, timings
from utils.plots.descent import (
    accuracy_ladder,
    confusion,
    descent_races,
    grid_map,
    search_curves,
    template_film,
)
from utils.plots.features import (
    equalization,
    feature_bars,
    hog_glyphs,
    hue_histograms,
    mistaken_for,
    order_ladder,
    shift_curves,
)
from utils.plots.heat import gradient_errors
from utils.plots.images import digit_rows, error_maps
from utils.plots.landscapes import landscapes, penalty_maps
from utils.plots.neighbours import (
    cross_validation,
    distance_matrix,
    memory_curve,
    neighbour_rows,
    pair_costs,
    region_row,
    version_bars,
)
from utils.plots.networks import (
    sigmoid_training,
    template_votes,
    training_history,
    two_views,
    unit_templates,
    warped_plane,
)
from utils.plots.perceptron import distances, error_bowls, loss_shapes, separating_lines, swings
from utils.plots.pictures import image_grid, templates
from utils.plots.regions import decision_regions
from utils.plots.scores import decision_map, score_bars
from utils.plots.training import loss_curves

__all__ = [
    "accuracy_ladder",
    "activation_grid",
    "confusion",
    "cross_validation",
    "decision_map",
    "decision_regions",
    "descent_races",
    "digit_rows",
    "distance_matrix",
    "distances",
    "dying_units",
    "equalization",
    "error_bowls",
    "error_maps",
    "feature_bars",
    "gradient_decay",
    "gradient_errors",
    "grid_map",
    "hog_glyphs",
    "hue_histograms",
    "image_grid",
    "landscapes",
    "loss_curves",
    "loss_shapes",
    "margin_curves",
    "memory_curve",
    "mistaken_for",
    "neighbour_rows",
    "order_ladder",
    "pair_costs",
    "penalty_maps",
    "portraits",
    "region_row",
    "same_curves",
    "saturation",
    "scale_curves",
    "score_bars",
    "search_curves",
    "separating_lines",
    "shift_curves",
    "sigmoid_training",
    "step_sizes",
    "swings",
    "template_film",
    "template_votes",
    "templates",
    "timings",
    "training_history",
    "two_views",
    "unit_templates",
    "version_bars",
    "warped_plane",
    "zigzag",
]
