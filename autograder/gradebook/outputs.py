"""What a graded cell shows: a table of its hidden tests, and the score that nbgrader reads.

nbgrader takes the first `execute_result` of a graded cell for its score, if it is a number: anything else
there, or nothing, would be full marks, and any text on standard error none.
"""

import functools
import html
import re
from collections.abc import Iterable
from typing import Any

from autograder.gradebook.released import Cell, Released, is_graded, mark_of
from autograder.plain import plain
from autograder.report import QuestionResult, TestResult

MARKS = {"passed": "✓", "failed": "✗", "error": "!", "skipped": "–"}
COLUMNS = ("", "Test", "Points", "Remark")
STYLE = 'style="text-align:left;vertical-align:top;padding:2px 12px 2px 0"'
CODE = re.compile(r"`([^`\n]+)`")
OURS = "This could not be graded, by no fault of the student's."


def mark_scores(cells: Iterable[Cell], questions: Iterable[QuestionResult], release: Released) -> None:
    """Give every graded cell the outputs of its question; in place.

    A question that could not be graded, by our fault, gets a text and no score.
    """
    results = {question.id: question for question in questions}
    for cell in cells:
        if is_graded(cell):
            name = str(mark_of(cell)["grade_id"])
            cell["outputs"] = outputs(results.get(name), points_of(release.marked[name]))


def points_of(cell: Cell) -> float:
    """Return what a graded cell of the release is worth."""
    return float(mark_of(cell)["points"])


def within(score: float, points: float) -> float:
    """Return a score that nbgrader accepts: sums of floats may end a hair above the points."""
    return min(max(float(score), 0.0), points)


def outputs(question: QuestionResult | None, points: float) -> list[dict[str, Any]]:
    """Return the outputs of a graded cell: a table for people, then the score for nbgrader."""
    if question is None or question.score is None:
        return [_display(f"<p>{html.escape(OURS)}</p>", OURS)]
    score = repr(within(question.score, points))
    result = {
        "data": {"text/plain": score},
        "execution_count": None,
        "metadata": {},
        "output_type": "execute_result",
    }
    return [_display(_table(question, points), _lines(question)), result]


def _display(page: str, text: str) -> dict[str, Any]:
    data = {"text/html": page, "text/plain": text}
    return {"data": data, "metadata": {}, "output_type": "display_data"}


def _table(question: QuestionResult, points: float) -> str:
    head = "".join(f'<th scope="col" {STYLE}>{title}</th>' for title in COLUMNS)
    rows = "".join(f"<tr>{_cells(test)}</tr>" for test in question.tests)
    caption = f"{_shown(question.score)} of {points:g} points"
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    hint = f"<p><strong>{_escaped(question.hint)}</strong></p>" if question.hint else ""
    return hint + table if question.tests else f"{hint}<p>{caption}</p>"


def _cells(test: TestResult) -> str:
    points = f"{_shown(test.score)} / {test.max_score:g}" if test.max_score else ""
    sign = f'<span title="{test.status}">{MARKS[test.status]}</span>'
    cells = (sign, _escaped(test.title or test.name), points, _escaped(test.message))
    return "".join(f"<td {STYLE}>{cell}</td>" for cell in cells)


def _lines(question: QuestionResult) -> str:
    tests = [
        f"{MARKS[test.status]} {plain(test.title or test.name)}"
        + (f": {plain(test.message)}" if test.message else "")
        for test in question.tests
    ]
    return "\n".join(([plain(question.hint)] if question.hint else []) + tests) or "No test was run."


def _shown(score: float | None) -> str:
    return "?" if score is None else f"{score:.4g}"


@functools.lru_cache(1024)  # the titles of tests are the same for the whole class
def _escaped(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", html.escape(plain(text))).replace("\n", "<br>")
