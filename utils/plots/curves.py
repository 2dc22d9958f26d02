"""Figures made of lines."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from utils.plots.style import AMBER, GREY, INK, SERIES, panels, styled


@styled
def step_sizes(steps: ArrayLike, errors: Mapping[str, ArrayLike]) -> None:
    """Draw the error of numeric gradients against the step h: too long a step, too short a step.

    Parameters
    ----------
    steps : array, shape (S,)
        The steps h.
    errors : mapping of label to array, shape (S,)
        Relative error of each kind of difference.
    """
    _, [[ax]] = panels(1, 1, (7.5, 4.2))
    for colour, (label, values) in zip(SERIES[1::-1], errors.items(), strict=False):
        values = np.asarray(values)
        best = int(np.argmin(values))
        ax.loglog(steps, values, color=colour, label=label)
        ax.plot(np.asarray(steps)[best], values[best], "o", color=colour, markersize=8)
        ax.annotate(
            f"{values[best]:.0e} at h = {np.asarray(steps)[best]:.0e}",
            (np.asarray(steps)[best], values[best]),
            textcoords="offset points",
            xytext=(-8, -16),
            ha="right",
            color=colour,
        )
    ax.set(xlabel="step h", ylabel="relative error", title="How long should the step be?", ylim=(1e-13, 5))
    ax.text(0.02, 0.04, "rounding decides", transform=ax.transAxes, color=GREY)
    ax.text(0.98, 0.04, "curvature decides", transform=ax.transAxes, color=GREY, ha="right")
    ax.legend(loc="upper center")


@styled
def margin_curves(
    margins: ArrayLike, losses: Mapping[str, ArrayLike], slopes: Mapping[str, ArrayLike]
) -> None:
    """Draw losses, and their slopes, against the lead of the right class over the other.

    Parameters
    ----------
    margins : array, shape (M,)
        Right score minus wrong score.
    losses, slopes : mapping of label to array, shape (M,)
        Loss, and its derivative with respect to the right score.
    """
    _, [[left, right]] = panels(1, 2, (11, 4))
    margins = np.asarray(margins)
    left.fill_between([margins[0], 0], 1, color=GREY, alpha=0.25, lw=0, label="wrong answer: 1")
    for colour, label in zip(SERIES, losses, strict=False):
        left.plot(margins, losses[label], color=colour, label=label)
        right.plot(margins, slopes[label], color=colour, label=label)
    for ax in (left, right):
        ax.axvline(1, color=AMBER, lw=1, ls="--", zorder=0)
        ax.axvline(0, color=GREY, lw=0.8, zorder=0)
        ax.set_xlabel("lead of the right class: right score - wrong score")
    left.set(title="What it costs", ylabel="loss of one example", ylim=(-0.06, None))
    right.set(title="How hard it pushes", ylabel="slope with respect to the right score", ylim=(-1.12, 0.12))
    right.annotate("the margin: SVM\nstops caring here", (1, -0.5), (1.25, -0.62), color=INK)
    left.legend()


@styled
def timings(sizes: ArrayLike, seconds: Mapping[str, ArrayLike]) -> None:
    """Draw measured times against the number of examples, both on logarithmic scales."""
    _, [[ax]] = panels(1, 1, (7.5, 3.8))
    sizes = np.asarray(sizes)
    for colour, (label, values) in zip(SERIES[1::-1], seconds.items(), strict=False):
        milliseconds = 1e3 * np.asarray(values)
        ax.loglog(sizes, milliseconds, "o-", color=colour)
        ax.annotate(
            f"{label}: {milliseconds[-1]:.2g} ms",
            (sizes[-1], milliseconds[-1]),
            textcoords="offset points",
            xytext=(10, -4),
            color=colour,
            annotation_clip=False,
        )
    ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ax.minorticks_off()
    ax.set(xlabel="examples", ylabel="milliseconds a call", title="The same numbers, without the loops")
    ax.set_xlim(sizes[0] * 0.8, sizes[-1] * 4)


@styled
def scale_curves(scales: ArrayLike, losses: Mapping[str, ArrayLike]) -> None:
    """Draw the total loss of `scale * W` for several strengths of the penalty, each with its minimum."""
    _, [[ax]] = panels(1, 1, (7.5, 4.2))
    scales = np.asarray(scales)
    for colour, (label, values) in zip((GREY, *SERIES), losses.items(), strict=False):
        values = np.asarray(values)
        best = int(np.argmin(values))
        ax.plot(scales, values, color=colour, label=label)
        if best < len(scales) - 1 and values[best] > 1e-9:
            ax.plot(scales[best], values[best], "o", color=colour, markersize=9)
    ax.axvline(1, color=GREY, lw=0.8, ls=":", zorder=0)
    ax.axvline(2, color=GREY, lw=0.8, ls=":", zorder=0)
    ax.set_xticks([0, 1, 2, 3, 4], ["0", "W", "2W", "3W", "4W"])
    ax.set(ylabel="total loss", title="How long should W be? The penalty decides", ylim=(-0.05, 2.6))
    ax.legend(loc="upper right")
