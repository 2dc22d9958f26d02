"""What `benchmarks.depth` found, as tables, words and a figure."""

import platform
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
CLASSES = 10
UNITS = {1: 298, 2: 100, 3: 75, 4: 63}  # hidden layers -> units in each (S3)
S3_PARAMETERS = {1: 15208, 2: 15210, 3: 15235, 4: 15139}  # as printed; the last has two digits swapped
EVERY = 25  # epochs from one look at the error to the next
LEVELS = (0.8, 0.5, 0.2, 0.05, 0.0)
MARK, END = "<!-- depth -->\n", "<!-- end of depth -->"


@dataclass(frozen=True)
class Run:
    """One net, and the labels it learns."""

    depth: int
    seed: int
    examples: int
    rate: float

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.depth} hidden layer{'s' * (self.depth > 1)}"


def first_epoch(errors: Sequence[float] | Array, level: float = 0.0) -> int | None:
    """Return the epoch at which the error was first seen at a level or below; None if it never was."""
    at = np.flatnonzero(np.asarray(errors) <= level)
    return EVERY * int(at[0]) if len(at) else None


def parameters(depth: int, inputs: int = 40) -> int:
    """Count the weights and biases of a net."""
    widths = (inputs, *[UNITS[depth]] * depth, CLASSES)
    return sum(a * b + b for a, b in pairwise(widths))


def faster(found: Mapping[Run, Array], level: float) -> list[bool]:
    """Say of each seed whether every further layer reached a level in fewer epochs."""
    by_seed: dict[int, list[float]] = {}
    for run in sorted(found, key=lambda run: run.depth):
        at = first_epoch(found[run], level)
        by_seed.setdefault(run.seed, []).append(float("inf") if at is None else at)
    return [all(b < a for a, b in pairwise(epochs)) for epochs in by_seed.values()]


def span(found: Iterable[Array], level: float) -> str:
    """Write the lowest and the highest epoch at which a level was reached."""
    epochs = [first_epoch(errors, level) for errors in found]
    reached = sorted(each for each in epochs if each is not None)
    if len(reached) < len(epochs):
        return f"{len(epochs) - len(reached)} of {len(epochs)} never"
    return f"{reached[0]:,}" + f" to {reached[-1]:,}" * (reached[0] != reached[-1])


def table(found: Mapping[Run, Array], limit: int) -> Iterator[str]:
    """Yield the result as Markdown."""
    runs, seeds = list(found), sorted({run.seed for run in found})
    depths = sorted({run.depth for run in found})
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, float64"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {versions}; {runs[0].examples:,} examples, rate {runs[0].rate:g},"
    yield f"{len(seeds)} seed{'s' * (len(seeds) > 1)}, at most {limit:,} epochs."
    yield f"The error was looked at every {EVERY} epochs."
    yield ""
    heads = "".join(f" seed {seed} |" for seed in seeds)
    yield f"| hidden layers | units in each | parameters | S3 prints | epochs to zero error:{heads} mean |"
    yield "|---" * (len(seeds) + 5) + "|"
    for depth in depths:
        cells = [first_epoch(found[run]) for run in runs if run.depth == depth]
        epochs = " | ".join("not reached" if each is None else f"{each:,}" for each in cells)
        mean = "" if None in cells else f"{statistics.fmean(each or 0 for each in cells):,.0f}"
        count, printed = parameters(depth), S3_PARAMETERS[depth]
        sign = f"{printed:,}" + " (misprint)" * (printed != count)
        yield f"| {depth} | {UNITS[depth]} | {count:,} | {sign} | {epochs} | {mean} |"
    yield ""
    yield "| error, at most |" + "".join(f" {depth} deep |" for depth in depths) + " fewer with every layer |"
    yield "|---" * (len(depths) + 2) + "|"
    for level in LEVELS:
        spans = [span([found[run] for run in runs if run.depth == depth], level) for depth in depths]
        held = faster(found, level)
        yield f"| {percent(level)} | {' | '.join(spans)} | {share(held)} |"
    yield ""
    yield from words(found)


def words(found: Mapping[Run, Array]) -> Iterator[str]:
    """Say what the tables show of the claim that deeper nets need fewer epochs."""
    held, early = faster(found, 0.0), faster(found, LEVELS[0])
    reached = sum(first_epoch(errors) is not None for errors in found.values())
    yield f"{reached} of {len(found)} nets came to zero error."
    yield f"Every further layer brought it in fewer epochs on {share(held)};"
    yield f"an error of {percent(LEVELS[0])} on {sum(early)} of {len(early)}."
    ratios = [slowest_to_quickest(found, level) for level in (LEVELS[0], 0.0)]
    if None not in ratios:
        yield f"From the quickest depth to the slowest, the mean epochs to {percent(LEVELS[0])} differ"
        yield f"by a factor of {ratios[0]:.1f}, those to zero by a factor of {ratios[1]:.1f}."


def share(held: Sequence[bool]) -> str:
    """Write on how many seeds something held."""
    return f"{sum(held)} of {len(held)} seed{'s' * (len(held) > 1)}"


def percent(part: float) -> str:
    """Write a part of one as a whole percentage."""
    return f"{part:.0%}".replace("%", " %")


def slowest_to_quickest(found: Mapping[Run, Array], level: float) -> float | None:
    """Return the ratio of the most to the fewest mean epochs of a depth; None if a net never got there."""
    by_depth: dict[int, list[int]] = {}
    for run, errors in found.items():
        epoch = first_epoch(errors, level)
        if not epoch:
            return None
        by_depth.setdefault(run.depth, []).append(epoch)
    means = [statistics.fmean(epochs) for epochs in by_depth.values()]
    return max(means) / min(means)


def parts(page: Path) -> tuple[str, str]:
    """Return what stands before and after the result in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(MARK)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{page} has no lines {MARK.strip()!r} and {END!r}.")
    return before + MARK, mark + after


def draw(picture: Path, found: Mapping[Run, Array]) -> None:
    """Draw error against epoch, a colour a depth and a line a seed."""
    import matplotlib.pyplot as plt

    from utils.plots.style import GREY, SERIES, SETTINGS, panels

    plt.switch_backend("Agg")
    with plt.rc_context(SETTINGS):
        _, [[ax]] = panels(1, 1, (8.6, 4.8))
        for run, errors in found.items():
            epochs = EVERY * np.arange(1, len(errors))  # epoch 0 has no place on this axis
            colour, depth = SERIES[run.depth - 1], f"{run.depth} hidden layer{'s' * (run.depth > 1)}"
            label = f"{depth} of {UNITS[run.depth]}" if run.seed == 0 else None
            ax.plot(epochs, 100 * errors[1:], color=colour, lw=1.1, alpha=0.8, label=label)
            if errors[-1] == 0:
                ax.plot(epochs[-1], 0, "o", color=colour, ms=6, clip_on=False, zorder=5)
        chance = 100 * (1 - 1 / CLASSES)
        ax.axhline(chance, color=GREY, ls="--", lw=1.2)
        ax.text(EVERY, chance + 1, "guessing", color=GREY, va="bottom")
        ax.set(xscale="log", ylim=(0, 100), xlabel="epoch", ylabel="wrong on the training examples, %")
        ax.set_title("Learning random labels by heart: four nets of one size, a line for each seed")
        ax.legend(loc="lower left")
        plt.savefig(picture, dpi=110)
    plt.close("all")
