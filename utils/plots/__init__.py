"""The figures of the course. Each takes numbers, not models: the experiment stays in the notebook."""

from utils.plots.curves import margin_curves, scale_curves, step_sizes, timings
from utils.plots.heat import gradient_errors
from utils.plots.images import digit_rows, error_maps
from utils.plots.landscapes import landscapes, penalty_maps
from utils.plots.pictures import image_grid, templates
from utils.plots.regions import decision_regions
from utils.plots.scores import decision_map, score_bars
from utils.plots.training import loss_curves

__all__ = [
    "decision_map",
    "decision_regions",
    "digit_rows",
    "error_maps",
    "gradient_errors",
    "image_grid",
    "landscapes",
    "loss_curves",
    "margin_curves",
    "penalty_maps",
    "scale_curves",
    "score_bars",
    "step_sizes",
    "templates",
    "timings",
]
