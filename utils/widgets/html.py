"""The parts of the panel that are read, not moved."""

from __future__ import annotations

import numpy as np

from utils.plots.style import CLASSES, RED
from utils.widgets.model import Problem, Reading

CELL = "padding:1px 9px;text-align:right;line-height:1.6"
NUMBERS = "font-variant-numeric:tabular-nums"
LINE = "border-bottom:1px solid #9aa5b155"
HEADINGS = (
    "",
    "x<sub>0</sub>",
    "x<sub>1</sub>",
    "y",
    "s<sub>0</sub>",
    "s<sub>1</sub>",
    "s<sub>2</sub>",
    "loss",
)


def table(problem: Problem, reading: Reading) -> str:
    """Return S1's table: a row a point, in bold the highest score, in red a wrong one and what costs."""
    head = "".join(_cell(name, "font-weight:bold") for name in HEADINGS)
    rows = [f'<tr style="{LINE}">{head}</tr>']
    for i, (point, label, scores, loss) in enumerate(
        zip(problem.X, problem.y, reading.scores, reading.each, strict=True)
    ):
        winner = int(np.argmax(scores))
        mark = f"color:{CLASSES[label] if winner == label else RED};font-weight:bold"
        cells = [
            _cell(str(i), "opacity:.6"),
            *(_cell(number(x)) for x in point[:2]),
            _cell(str(label), f"color:{CLASSES[label]};font-weight:bold"),
            *(_cell(number(s), mark if c == winner else "") for c, s in enumerate(scores)),
            _cell(number(loss), f"color:{RED}" if loss >= 0.005 else ""),
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table style="border-collapse:collapse;margin:0 auto;{NUMBERS}">{"".join(rows)}</table>'


def totals(reading: Reading) -> str:
    """Return data loss, penalty and total."""
    text = (
        f"data loss <b>{number(reading.data)}</b> + penalty <b>{number(reading.penalty)}</b>"
        f" = total <b>{number(reading.total)}</b>"
    )
    note = "The penalty leaves the biases out, as in S1's demo."
    return (
        f'<div style="text-align:center;{NUMBERS};line-height:1.5;margin-top:6px">'
        f'<span style="font-size:110%">{text}</span><br><span style="opacity:.65">{note}</span></div>'
    )


def heading(c: int) -> str:
    """Return the name of a class in its colour, and what the numbers under it are."""
    name = f'<b style="color:{CLASSES[c]}">class {c}</b>'
    return f'<div style="display:flex;justify-content:space-between">{name}{_pair("weight", "slope")}</div>'


def weight(value: float, slope: float) -> str:
    """Return what stands behind a slider: the weight itself, and its slope."""
    return f'<div style="text-align:right">{_pair(f"<b>{number(value)}</b>", number(slope))}</div>'


def _pair(first: str, second: str) -> str:
    parts = ((first, ""), (second, ";opacity:.7"))
    spans = (f'<span style="display:inline-block;width:50px{how}">{text}</span>' for text, how in parts)
    return f'<span style="white-space:nowrap;text-align:right;{NUMBERS}">{"".join(spans)}</span>'


def number(value: float) -> str:
    """Return two decimals with a proper minus, and no minus before zero."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _cell(text: str, style: str = "") -> str:
    return f'<td style="{CELL};{style}">{text}</td>'
