"""The distribution of scores: bins, and a picture of them that takes its colours and fonts from the page."""

import io
import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup, escape

from autograder.render.table import number

WIDTHS = (0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
MOST_BINS = 22
# Roles, by the colour they are drawn in; the style sheet knows what colour they have in the end.
ROLES = {"#111111": "soft", "#222222": "line", "#333333": "accent", "#444444": "part", "#555555": "paper"}
SOFT, LINE, ACCENT, PART, PAPER = ROLES
KEPT = ("font-size", "stroke-width", "text-anchor", "stroke-linejoin", "stroke-linecap", "stroke-dasharray")
XLINK = "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True)
class Bin:
    """Scores from `low` up to, but without, `high`; the last one ends with full marks."""

    low: float
    high: float
    count: int
    last: bool

    @property
    def label(self) -> str:
        """The bin in words."""
        if self.last:
            return f"{number(self.low)} and more"
        return f"{number(self.low)} to below {number(self.high)}"


def bins(totals: Sequence[float], most: float) -> tuple[Bin, ...]:
    """Return the bins of scores between 0 and `most`, at most 22 of a round width.

    Parameters
    ----------
    totals : sequence of float
        Scores.
    most : float
        Full marks.
    """
    most = max(most, *totals, WIDTHS[0]) if totals else max(most, WIDTHS[0])
    width = next((one for one in WIDTHS if most / one < MOST_BINS), most / (MOST_BINS - 1))
    edges = [index * width for index in range(math.floor(most / width) + 2)]
    counts = [0] * (len(edges) - 1)
    for total in totals:
        counts[min(max(math.floor(total / width), 0), len(counts) - 1)] += 1
    pairs = zip(edges, edges[1:], counts, strict=False)
    return tuple(Bin(low, high, count, high > most) for low, high, count in pairs)


def histogram(totals: Sequence[float], most: float, inches: float) -> Markup:
    """Return the picture as an SVG element of the page: no style of its own, text as text.

    Parameters
    ----------
    totals : sequence of float
        Scores; at least one.
    most : float
        Full marks.
    inches : float
        Width. A narrow one is drawn for phones, so that its text need not shrink.
    """
    from matplotlib import rc_context, rcdefaults, rcParams
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context():
        rcdefaults()  # whatever the person at the keyboard has configured
        rcParams.update({"svg.fonttype": "none", "svg.hashsalt": f"scores {inches}"})
        figure = Figure(figsize=(inches, 2.5), layout="constrained")
        FigureCanvasSVG(figure)
        _draw(figure.add_subplot(), totals, most)
        file = io.BytesIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return _themed(file.getvalue(), describe(totals, most))


def describe(totals: Sequence[float], most: float) -> str:
    """Return what the picture shows, for those who do not see it."""
    found = bins(totals, most)
    high = max(found, key=lambda one: one.count)
    return (
        f"Histogram of {len(totals):,} scores between {number(min(totals))} and {number(max(totals))} of "
        f"{number(most)} points. The median is {number(statistics.median(totals))}; the highest bar, "
        f"{high.label}, stands for {high.count:,}."
    )


def _draw(axes: Any, totals: Sequence[float], most: float) -> None:
    from matplotlib.ticker import MaxNLocator

    found = bins(totals, most)
    width = found[0].high - found[0].low
    lows, counts = [one.low for one in found], [one.count for one in found]
    axes.bar(lows, counts, width=0.88 * width, align="edge", color=ACCENT, linewidth=0)
    middle = statistics.median(totals)
    axes.axvline(middle, color=PAPER, linewidth=4)  # so that it is seen before a bar, too
    axes.axvline(middle, color=PART, linewidth=1.8)
    left = middle > 0.75 * most
    axes.annotate(
        f"median {number(middle)}",
        (middle, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-5 if left else 5, 3),
        textcoords="offset points",
        ha="right" if left else "left",
        va="bottom",
        color=PART,
    )
    axes.set_xlim(-0.12 * width, found[-1].high)
    axes.set_ylim(0, max(*counts, 1) * 1.02)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_xlabel("points", color=SOFT)
    axes.set_ylabel("students", color=SOFT)
    axes.tick_params(colors=SOFT, length=0, labelcolor=SOFT)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)


def _themed(data: bytes, description: str) -> Markup:
    """Return matplotlib's SVG without its metadata, style sheet, style attributes, sizes and namespaces."""
    root = ElementTree.fromstring(data)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in ("metadata", "style"):
                parent.remove(child)
    used = set(re.findall(rb"#([\w-]+)", data))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.get("id", "").encode() not in used:  # there are two pictures in a page
            element.attrib.pop("id", None)
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.set(name.removeprefix(XLINK), element.attrib.pop(name))
        _restyle(element)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"role": "img", "aria-label": "@", "class": "chart"}
    return Markup(ElementTree.tostring(root, encoding="unicode").replace('"@"', f'"{escape(description)}"'))


def _restyle(element: ElementTree.Element) -> None:
    """Turn an element's style into attributes, and its colours into the names of their roles."""
    style = dict(re.findall(r"([\w-]+):\s*([^;]+)", element.attrib.pop("style", "")))
    if "font" in style:
        style["font-size"] = style["font"].split()[0].removesuffix("px")
    roles = [f"{what}-{ROLES[style[what]]}" for what in ("fill", "stroke") if style.get(what) in ROLES]
    if style.get("fill") == "none" or (element.tag == "path" and "fill" not in style):
        element.set("fill", "none")
    if roles:
        element.set("class", " ".join(roles))
    for name in KEPT:
        if name in style:
            element.set(name, style[name])
