"""One look for every figure. Matplotlib is imported by the first one drawn, not before."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Told apart by people with any kind of colour vision, and in print by their lightness.
BLUE, RED, AMBER, GREEN, GREY, INK = "#2f6db3", "#d1495b", "#e9a23b", "#2a9d6f", "#9aa5b1", "#2b2d42"
SERIES = (BLUE, RED, GREEN, AMBER)
CLASSES = (BLUE, AMBER, GREEN)
MANY = (*SERIES, "#7b5ea7", "#5fb3ce", "#8c6d46", "#e08fb0", "#6b7a3a", INK)  # ten, for ten classes
SETTINGS: Any = {  # matplotlib types its keys one by one
    "figure.dpi": 110,
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlepad": 8,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

P = ParamSpec("P")


def styled(draw: Callable[P, None]) -> Callable[P, None]:
    """Run a drawing function under the course's settings; what a notebook sets itself stays as it is."""

    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> None:
        import matplotlib.pyplot as plt

        with plt.rc_context(SETTINGS):
            draw(*args, **kwargs)
            live = plt.isinteractive()
        # The first figure of a session starts the backend, and Jupyter's then turns interactive mode on.
        # Leaving the context would turn it off again, and no later figure would ever be shown.
        if live:
            plt.ion()
            if "inline" in plt.get_backend() and plt.get_fignums():
                # Jupyter draws it when it shows it. Marked as changed it would be drawn once more before.
                plt.gcf().stale = False

    return inner


def panels(
    rows: int, columns: int, size: tuple[float, float], **options: Any
) -> tuple[Figure, list[list[Axes]]]:
    """Return a new figure of `size` inches and its axes as rows of columns."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        rows, columns, figsize=size, squeeze=False, layout="constrained", facecolor="white", **options
    )
    return figure, [list(row) for row in axes]
