"""The one table of `make bench`: rows that sections yield, each a ratio measured in one run, with spread."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

HEAD = "| what | ours | beside it | ratio (spread) | goal | reached |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Ratio:
    """The median of the ratios of several turns, with the lowest and the highest."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return figure(self.median)
        return f"{figure(self.median)} ({figure(self.low)} to {figure(self.high)})"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what : str
        What was measured, with the shapes or sizes.
    ours, peer : str
        Both figures with their units; of the peer also whose.
    ratio : Ratio or None
        As the goal states it: time over the peer's time, or throughput over the peer's.
    goal : str
        In words, such as "at most 1.0"; empty where there is none.
    reached : bool or None
        Whether the median does; None where there is no goal.
    why : str
        Where the goal is not reached, the cause in one line; otherwise what a reader has to know, or nothing.
    """

    what: str
    ours: str
    peer: str = ""
    ratio: Ratio | None = None
    goal: str = ""
    reached: bool | None = None
    why: str = ""

    def markdown(self) -> str:
        """Return the line of the table."""
        reached = {True: "yes", False: "**no**", None: ""}[self.reached]
        ratio = str(self.ratio) if self.ratio else ""
        return f"| {self.what} | {self.ours} | {self.peer} | {ratio} | {self.goal} | {reached} |"


def at_most(goal: float, ratio: Ratio) -> tuple[str, bool]:
    """Return the goal in words, and whether it is reached."""
    return f"at most {goal:g}", ratio.median <= goal


def at_least(goal: float, ratio: Ratio) -> tuple[str, bool]:
    """Return the goal in words, and whether it is reached."""
    return f"at least {goal:g}", ratio.median >= goal


def ratio_of(ours: Sequence[float], peers: Sequence[float]) -> Ratio:
    """Return the ratios of pairs that were measured in the same turn."""
    ratios = [mine / theirs for mine, theirs in zip(ours, peers, strict=True)]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def in_turns(turns: int, *actions: Callable[[], object]) -> list[list[float]]:
    """Return the seconds (wall time) of each action in each turn.

    Within a turn each action runs once, one after the other: whatever else the machine does falls on all.
    """
    seconds: list[list[float]] = [[] for _ in actions]
    for _ in range(turns):
        for action, taken in zip(actions, seconds, strict=True):
            start = time.perf_counter()
            action()
            taken.append(time.perf_counter() - start)
    return seconds


def figure(value: float) -> str:
    """Return a number with three digits that count, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.1g}"


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{figure(seconds / size)} {unit}"
    return f"{figure(seconds / 1e-6)} µs"


def section(title: str, intro: str, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a section: heading, text, table, and the causes below it."""
    kept = list(rows)
    yield from (f"## {title}", "", intro.strip(), "", HEAD, *(row.markdown() for row in kept), "")
    yield from (f"- **{row.what}**: {row.why}" for row in kept if row.why)
    yield ""
