"""The figures of the course. Each takes numbers, not models: the experiment stays in the notebook."""

from utils.plots.curves import margin_curves, scale_curves, step_sizes, timings
from utils.plots.images import digit_rows, error_maps
from utils.plots.landscapes import landscapes, penalty_maps
from utils.plots.scores import decision_map, score_bars

__all__ = [
    "decision_map",
    "digit_rows",
    "error_maps",
    "landscapes",
    "margin_curves",
    "penalty_maps",
    "scale_curves",
    "score_bars",
    "step_sizes",
    "timings",
]
