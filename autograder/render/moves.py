"""What a run would change: who would move, and by how much."""

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.plain import one_line
from autograder.render.table import number
from autograder.summary import Row


def show_moves(rows: Sequence[Row], console: Console) -> None:
    """Print who would get another total than in the report on disk, the largest change first."""
    moved = sorted((row for row in rows if moves(row)), key=_by_size)
    if moved:
        console.print(_table(moved))
    counts = Counter(kind(row) for row in rows)
    console.print(
        "Nothing was written. " + ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) + "."
    )


def moves(row: Row) -> bool:
    """Whether a student would get another total, or a first one."""
    return row.news == "new" or row.total != row.before


def kind(row: Row) -> str:
    """Return the word under which a row is counted."""
    if row.news == "new":
        return "new"
    if row.total is None or row.before is None:
        return "same total" if row.total == row.before else "not graded before or now"
    return "same total" if row.total == row.before else "up" if row.total > row.before else "down"


def _by_size(row: Row) -> tuple[bool, float, str, str]:
    change = (row.total or 0.0) - (row.before or 0.0)
    return row.news == "new", -abs(change), row.assignment, row.student.casefold()


def _table(rows: Sequence[Row]) -> Table:
    table = Table(title=Text("Who would move"), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("student", overflow="fold", min_width=8)
    table.add_column("assignment", overflow="fold")
    for name in ("before", "now", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        before = "new" if row.news == "new" else number(row.before) or "-"
        table.add_row(
            Text(one_line(row.student, 60)), row.assignment, before, number(row.total) or "-", _change(row)
        )
    return table


def _change(row: Row) -> Text:
    if row.total is None or row.before is None:
        return Text("")
    change = row.total - row.before
    return Text(f"{change:+.10g}", style="green" if change > 0 else "red")
