"""One submission in the terminal: every question with its points, and what is wrong where it failed."""

from collections.abc import Collection

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.plain import one_line, plain
from autograder.render.table import number
from autograder.report import NotebookResult, QuestionResult, Report, TestResult

MARKS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "error": ("!", "bold magenta"),
    "skipped": ("·", "dim"),
}
MESSAGE = 600


def show_submission(report: Report, console: Console) -> None:
    """Print a report question by question."""
    title = Text(f"{one_line(report.student, 60)} · {report.assignment}", style="bold")
    console.print(title, Text(_total(report.score, report.max_score), style="bold cyan"), sep="   ")
    for warning in report.warnings:
        console.print(Padding(Text(f"note: {one_line(warning, 300)}", style="yellow"), (0, 0, 0, 2)))
    for book in report.notebooks:
        _show_notebook(book, console)


def _show_notebook(book: NotebookResult, console: Console) -> None:
    status = "" if book.status == "graded" else f"  {book.status}"
    console.print()
    console.print(Text(f"{book.name}   {_total(book.score, book.max_score)}{status}", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", min_width=12)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for question in book.questions:
        mark, style = MARKS[question.status]
        points = f"{number(question.score) or '-'}/{number(question.max_score)}"
        table.add_row(Text(mark, style=style), Text(question.id), Text(points), _details(question))
    console.print(Padding(table, (0, 0, 0, 2)))


def _details(question: QuestionResult) -> Text:
    """Return the hint, then the tests that failed; nothing for a question that passed."""
    if question.status == "passed":
        return Text()
    hint = one_line(question.hint, 300)
    lines = [Text(hint, style="bold yellow")] if hint else []
    failed = [test for test in question.tests if test.status in ("failed", "error")]
    said = {hint}
    if all(_message(test) in said for test in failed):
        return Text("\n").join(lines)
    for test in failed:
        lines.append(_test(test, said))
        said.add(_message(test))
    return Text("\n").join(lines)


def _test(test: TestResult, said: Collection[str]) -> Text:
    """Return a test's title, and its message unless it has been said."""
    mark, style = MARKS[test.status]
    worth = f" ({number(test.score) or '-'}/{number(test.max_score)})" if test.max_score else ""
    text = Text(f"{mark} ", style=style).append(one_line(test.title or test.name) + worth, style="default")
    message = _message(test)
    return text if message in said else text.append(f"\n  {message}", style="dim")


def _message(test: TestResult) -> str:
    return plain(test.message[:MESSAGE]).strip().replace("\n", "\n  ")


def _total(score: float | None, most: float) -> str:
    return "not graded, by our fault" if score is None else f"{number(score)}/{number(most)}"
