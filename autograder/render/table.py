"""The grades of an assignment as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.plain import spreadsheet_text
from autograder.summary import Row


def number(score: float | None) -> str:
    """Return points without a superfluous `.0`; empty where there are none.

    Examples
    --------
    >>> number(17.0), number(2.5), number(None)
    ('17', '2.5', '')
    """
    return "" if score is None else f"{round(score, 6) + 0.0:.10g}"


def grades_csv(rows: Iterable[Row], notebooks: Sequence[str]) -> str:
    """Return the table: student, one column per notebook, total, max; empty where the error is ours."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", *notebooks, "total", "max"])
    for row in rows:
        scores = [number(row.scores.get(name)) for name in notebooks]
        writer.writerow([spreadsheet_text(row.student), *scores, number(row.total), number(row.max_score)])
    return text.getvalue()
