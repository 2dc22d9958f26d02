"""Submissions that resemble each other, in the terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.plain import one_line
from autograder.similarity import Pair

SHOWN = 40
QUESTIONS = 4  # named of each pair
ADVICE = "Alike is not copied: small questions have few right answers. Look at both before you ask anybody."


def show_pairs(assignment: str, students: int, pairs: Sequence[Pair], console: Console) -> None:
    """Print the pairs of an assignment, most alike first."""
    if not pairs:
        console.print(f"{assignment}: no two of {students} submissions resemble each other.", soft_wrap=True)
        return
    table = Table(
        title=Text(f"{assignment}: {len(pairs)} pairs among {students} submissions"), box=SIMPLE_HEAD
    )
    table.title_justify, table.title_style = "left", "bold"
    for name in ("first", "second"):
        table.add_column(name, overflow="fold", min_width=8)
    table.add_column("alike", justify="right", no_wrap=True)
    table.add_column("most alike in", overflow="fold")
    for pair in pairs[:SHOWN]:
        named = [f"{one.question} {one.share:.0%}" for one in pair.questions[:QUESTIONS]]
        more = len(pair.questions) - QUESTIONS
        where = ", ".join(named) + (f" and {more} more" if more > 0 else "")
        names = (Text(one_line(name, 60)) for name in (pair.first, pair.second))
        table.add_row(*names, f"{pair.share:.0%}", Text(where))
    console.print(table)
    if len(pairs) > SHOWN:
        console.print(f"and {len(pairs) - SHOWN} more pairs, less alike.")
    console.print(ADVICE, soft_wrap=True)
