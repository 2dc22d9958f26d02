"""A class in the terminal: one line a student, or the shape of it when there are many."""

import statistics
from collections.abc import Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.plain import one_line
from autograder.render.table import number
from autograder.summary import Row, Summary

MANY = 40  # students shown one by one
LOWEST = 10
REMARK = 110


def show_summary(summary: Summary, console: Console) -> None:
    """Print the table of each assignment, or its shape and the students to look at."""
    for assignment, group in groupby(summary.rows, key=lambda row: row.assignment):
        show_class(assignment, list(group), console)


def show_class(assignment: str, rows: Sequence[Row], console: Console) -> None:
    """Print one assignment: every student up to 40; beyond that figures, problems and the lowest."""
    if len(rows) <= MANY:
        console.print(class_table(assignment, rows))
        return
    console.print(_figures(assignment, rows))
    problems = [row for row in rows if is_problem(row)]
    graded = sorted((row for row in rows if not is_problem(row)), key=lambda row: row.total or 0.0)
    if problems:
        console.print(class_table(f"To look at ({len(problems)})", problems[:MANY]))
    console.print(class_table(f"The lowest {LOWEST}", graded[:LOWEST]))


def class_table(title: str, rows: Sequence[Row]) -> Table:
    """Return a table: student, one column per notebook, total, remark."""
    table = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    notebooks = list(dict.fromkeys(name for row in rows for name in row.scores))
    table.add_column("student", overflow="fold", min_width=8)
    for name in notebooks:
        table.add_column(Text(name), justify="right", overflow="fold", min_width=4)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    for row in rows:
        scores = [
            _points(row.scores.get(name), row.max_scores.get(name, 0.0), short=True) for name in notebooks
        ]
        table.add_row(
            Text(one_line(row.student, 60)), *scores, _points(row.total, row.max_score), remark(row)
        )
    return table


def is_problem(row: Row) -> bool:
    """Whether somebody should look at a submission: not graded, not readable, not there."""
    return not row.graded or any(status != "graded" for status in row.statuses.values())


def remark(row: Row) -> Text:
    """Return the most useful thing to know: why it was not graded, what is wrong, what was odd."""
    warnings = [one_line(warning, REMARK) for warning in row.warnings]
    if not row.graded:
        return Text(warnings[-1] if warnings else "not graded, by our fault", style="bold red")
    lost = [f"{name}: {status}" for name, status in row.statuses.items() if status != "graded"]
    hints = [one_line(hint, REMARK) for hint in row.hints]
    more = f" (and {row.failed - 1} more)" if hints and row.failed > 1 else ""
    parts = [(part + more, "yellow") for part in (hints or ([] if warnings else lost))[:1]]
    parts += [(warning, "dim") for warning in warnings[:1]]
    return Text("\n").join(Text(text, style=style) for text, style in parts)


def _points(score: float | None, most: float, short: bool = False) -> Text:
    if score is None:
        return Text("-", style="bold red")
    style = "green" if score >= most > 0 else "red" if score <= 0 < most else ""
    return Text(number(score) if short else f"{number(score)}/{number(most)}", style=style)


def _figures(assignment: str, rows: Sequence[Row]) -> Table:
    """Return the shape of a class in a few figures."""
    totals = [row.total for row in rows if row.total is not None]
    table = Table.grid(padding=(0, 2))
    table.title = Text(assignment, style="bold")
    table.title_justify = "left"
    table.add_row("students", str(len(rows)))
    table.add_row("could not be graded", str(len(rows) - len(totals)))
    if len(totals) > 1:
        low, middle, high = statistics.quantiles(totals, n=4, method="inclusive")
        most = max(row.max_score for row in rows)
        table.add_row("mean", f"{statistics.fmean(totals):.1f} of {number(most)}")
        table.add_row("quarters", f"{low:.1f}   {middle:.1f}   {high:.1f}")
        table.add_row("full marks, none", f"{sum(total >= most for total in totals)}, {totals.count(0.0)}")
    return table
