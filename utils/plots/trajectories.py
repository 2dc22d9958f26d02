"""Ways down a landscape of two weights: as a film, as a still, many side by side."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.plots.landscapes import GROUND
from utils.plots.style import INK, MANY, panels, styled

Array = NDArray[np.float64]
Height = Callable[[Array], Any]  # takes places, shape (..., 2)
Ways = Mapping[str, ArrayLike]  # label -> places, shape (T, 2)
Span = tuple[tuple[float, float], tuple[float, float]]
FILM_DPI = 64  # small: every frame of a film is a picture inside the notebook


@styled
def trajectories(height: Height, ways: Ways, span: Span, frames: int = 0, title: str = "") -> None:
    """Draw ways over a landscape, and beside it how high each still is after so many steps.

    Parameters
    ----------
    height : callable
        Takes places, shape (..., 2), and returns their heights.
    ways : mapping of label to array, shape (T, 2)
        Up to ten ways; each begins at its first row.
    span : pair of (low, high)
        What is drawn of either weight.
    frames : int
        So many pictures of a film are shown above the still; 0 for none.
    title : str
        Above it all.
    """
    if frames:
        _show_film(height, ways, span, frames, title)
    figure, [[ground, heights]] = panels(1, 2, (12, 4.8), width_ratios=[1.25, 1])
    draw_ground(ground, height, span)
    every = {label: np.asarray(way, dtype=float) for label, way in ways.items()}
    _draw_ways(ground, every, span)
    lowest = _lowest(height, span, every)
    for colour, (label, way) in zip(MANY, every.items(), strict=False):
        heights.plot(np.asarray(height(way), dtype=float) - lowest, color=colour, label=label, lw=1.8)
    _scale_heights(heights, lowest, every, height)
    heights.legend(fontsize=9)
    figure.suptitle(title, fontsize=13)


@styled
def trajectory_grid(grounds: Mapping[str, tuple[Height, Ways, Span]]) -> None:
    """Draw the same travellers on several landscapes, two to a row.

    Parameters
    ----------
    grounds : mapping of title to (height, ways, span)
        As for `trajectories`; the labels are those of the first.
    """
    rows = (len(grounds) + 1) // 2
    figure, axes = panels(rows, 2, (11.5, 4.9 * rows))
    flat = [ax for row in axes for ax in row]
    for ax, (title, (height, ways, span)) in zip(flat, grounds.items(), strict=False):
        draw_ground(ax, height, span)
        _draw_ways(ax, {label: np.asarray(way, dtype=float) for label, way in ways.items()}, span)
        ax.set_title(title)
    for ax in flat[len(grounds) :]:
        ax.set_axis_off()
    lines, labels = flat[0].get_legend_handles_labels()
    figure.legend(lines, labels, loc="outside lower center", ncols=len(labels))


def _sampled(height: Height, span: Span, count: int = 121) -> tuple[Array, Array, Array]:
    across, up = (np.linspace(low, high, count) for low, high in span)
    places = np.stack(np.meshgrid(across, up), axis=-1)
    return across, up, np.asarray(height(places), dtype=float)


def _lowest(height: Height, span: Span, ways: Mapping[str, Array]) -> float:
    """Return the lowest height drawn, or a little less where a way found it; some grounds have no floor."""
    heights = _sampled(height, span)[2]
    found = min(float(np.nanmin(np.asarray(height(way), dtype=float))) for way in ways.values())
    low, depth = float(heights.min()), float(np.ptp(heights))
    return found if low - 0.01 * depth < found < low else low


def draw_ground(ax: Any, height: Height, span: Span, bands: int = 0) -> None:
    """Draw a landscape from above: level lines, or a few flat bands of colour, which take little room."""
    from matplotlib.colors import LinearSegmentedColormap

    ground = LinearSegmentedColormap.from_list("ground", GROUND)
    across, up, heights = _sampled(height, span)
    low, high = heights.min(), np.quantile(heights, 0.98)
    levels = low + (high - low) * np.linspace(0, 1, bands or 17) ** 1.6  # closer together where it is low
    if high > low and bands:
        edges = (*span[0], *span[1])
        band = np.digitize(heights, levels[1:-1])
        ax.imshow(band, origin="lower", extent=edges, cmap=ground, aspect="auto", interpolation="nearest")
    elif high > low:
        ax.contourf(across, up, heights, levels=levels, cmap=ground, extend="max")
        ax.contour(across, up, heights, levels=levels[1:], colors="white", linewidths=0.5, alpha=0.7)
    ax.set(xlim=span[0], ylim=span[1], xlabel="$w_1$", ylabel="$w_2$")


def _draw_ways(ax: Any, ways: Mapping[str, Array], span: Span) -> None:
    room = max(high - low for low, high in span)
    for colour, (label, way) in zip(MANY, ways.items(), strict=False):
        shown = _inside(way, span, room)
        ax.plot(*shown.T, "-o", color=colour, ms=2.2, lw=1.3, label=label, alpha=0.9)
        ax.plot(*shown[-1], "o", color=colour, ms=8, mec="white", zorder=4)
    start = next(iter(ways.values()))[0]
    ax.plot(*start, "o", color="white", ms=9, mec=INK, mew=1.6, zorder=5)


def _inside(way: Array, span: Span, room: float) -> Array:
    """Cut a way off where it is far outside the picture: endless lines cannot be drawn."""
    low, high = np.array(span).T
    with np.errstate(invalid="ignore"):
        outside = ~np.all((way > low - room) & (way < high + room), axis=1)
    return way[: int(outside.argmax())] if outside.any() and not outside[0] else way


def _scale_heights(ax: Any, lowest: float, ways: Mapping[str, Array], height: Height) -> None:
    """Count above the lowest point seen, on a logarithmic scale; where a way goes below it, plainly."""
    ends = np.concatenate([np.asarray(height(way), dtype=float) for way in ways.values()]) - lowest
    above = ends[np.isfinite(ends) & (ends > 0)]
    if above.size and ends.min() > -1e-3 * above.max():
        top = float(above.max())
        ax.set(yscale="log", ylim=(max(1e-9 * top, 0.5 * float(above.min())), 2 * top))
        ax.set_ylabel("height above the lowest point")
    else:
        ax.set(ylim=(-0.1, 1.1 * float(np.quantile(ends[np.isfinite(ends)], 0.95)) + 0.1))
        ax.set_ylabel("height above the lowest point drawn")
    ax.set(xlabel="step", title="How high it still is")


def _show_film(height: Height, ways: Ways, span: Span, frames: int, title: str) -> None:
    from IPython.display import HTML, display

    display(HTML(film(height, ways, span, frames, title)))  # type: ignore[no-untyped-call]


def film(height: Height, ways: Ways, span: Span, frames: int, title: str = "") -> str:
    """Return a film as HTML with its own buttons: pictures and script are inside, no kernel is needed.

    Parameters
    ----------
    height, ways, span, title
        As for `trajectories`.
    frames : int
        Number of pictures; steps between them are skipped.
    """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    every = {label: np.asarray(way, dtype=float) for label, way in ways.items()}
    last = max(len(way) for way in every.values()) - 1
    steps = np.unique(np.linspace(0, last, frames).astype(int))
    with plt.rc_context({"figure.dpi": FILM_DPI, "animation.frame_format": "png"}):
        # No pyplot: its canvas would draw every picture two more times, for a window that is not there.
        figure = Figure(figsize=(6.6, 4.1), layout="constrained", facecolor="white")
        update = _moving(figure.subplots(), height, every, span, title)
        update(0)  # with a title, which needs its room
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out once, not again for every picture
        moving = FuncAnimation(figure, update, frames=[int(step) for step in steps], blit=False)
        return str(moving.to_jshtml(fps=10, default_mode="once"))


def _moving(
    ax: Any, height: Height, ways: Mapping[str, Array], span: Span, title: str
) -> Callable[[int], list[Any]]:
    """Draw the ground once; return what moves the travellers to a step."""
    draw_ground(ax, height, span, bands=9)
    ax.set(xticks=[], yticks=[], xlabel="", ylabel="")  # the still has them; here they cost time and room
    lines = [ax.plot([], [], color=colour, lw=1.6)[0] for colour, _ in zip(MANY, ways, strict=False)]
    heads = [
        ax.plot([], [], "o", color=colour, ms=8, mec="white", label=label)[0]
        for colour, label in zip(MANY, ways, strict=False)
    ]
    ax.figure.legend(handles=heads, fontsize=8, loc="outside right upper")  # beside the ways, not on them
    room = max(high - low for low, high in span)
    shown = [_inside(way, span, room) for way in ways.values()]

    def update(step: int) -> list[Any]:
        for line, head, way in zip(lines, heads, shown, strict=True):
            so_far = way[: step + 1]
            line.set_data(*so_far.T)
            head.set_data(*so_far[-1:].T)
        ax.set_title(f"{title} (step {step})" if title else f"step {step}")
        return [*lines, *heads]

    return update
