"""The nine points of CS231n's linear-classification demo, as printed in the lecture notes (S1)."""

import numpy as np

from datasets.dataset import Dataset

POINTS = (
    (0.50, 0.40, 0),
    (0.80, 0.30, 0),
    (0.30, 0.80, 0),
    (-0.40, 0.30, 1),
    (-0.30, 0.70, 1),
    (-0.70, 0.20, 1),
    (0.70, -0.40, 2),
    (0.50, -0.60, 2),
    (-0.40, -0.50, 2),
)


def load_nine_points() -> Dataset:
    """Return nine points in the plane, three of each of three classes: X (9, 2), y (9,)."""
    table = np.array(POINTS)
    return Dataset("nine_points", table[:, :2].copy(), table[:, 2].astype(np.int64), ("0", "1", "2"))
