"""Print the matrix of `autograder verify`: rows are notebooks tried, columns questions."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.report import QuestionResult
from autograder.verify import Row, Verified

COLUMN = 3


def show(verified: Verified, console: Console | None = None) -> None:
    """Print one notebook's matrix, a line on the result, and every problem."""
    console = console or Console()
    notebook = verified.notebook
    console.print(matrix_table(verified, console.width))
    wrong = [*verified.problems, *verified.drift]
    caught = sum(bool(row.loses) for row, _ in verified.rows)
    if wrong:
        console.print(f"[red bold]{notebook.assignment}/{notebook.name}: {len(wrong)} problems[/]")
        for problem in wrong:
            console.print(f"  [red]✗[/] {escape(problem)}", highlight=False)
    else:
        console.print(
            f"[green]✓ {notebook.assignment}/{notebook.name}[/]: the reference gets everything, the stub "
            f"nothing; {caught} wrong notebooks lose exactly their questions and are told why"
        )


def matrix_table(verified: Verified, width: int) -> Table:
    """Return the matrix: `·` full points, a number what is left, `✗` where it is not as it must be."""
    notebook, questions = verified.notebook, verified.questions
    table = Table(
        title=f"{notebook.assignment}/{notebook.name}", title_justify="left", box=None, pad_edge=False
    )
    longest = max((len(row.name) for row, _ in verified.rows), default=0)
    name_width = min(longest, max(20, width // 3))
    told_width = max(12, width - name_width - (COLUMN + 2) * len(questions) - 2)
    table.add_column("tried", no_wrap=True, width=name_width)
    for number, _ in enumerate(questions, start=1):
        table.add_column(f"q{number}", justify="right", no_wrap=True, width=COLUMN)
    table.add_column("told", no_wrap=True, width=told_width, style="dim")
    for row, result in verified.rows:
        by_id = {question.id: question for question in result.questions}
        cells = [_mark(row, by_id.get(question)) for question in questions]
        table.add_row(escape(row.name), *cells, escape(_told(row, by_id)))
    key = "  ".join(f"q{number}\u00a0{question}" for number, question in enumerate(questions, start=1))
    table.caption = f"· all points   a number: what is left   {key}"
    table.caption_justify = "left"
    return table


def _mark(row: Row, question: QuestionResult | None) -> str:
    if question is None:
        return ""
    full = question.score == question.max_score
    if full != (question.id not in row.loses):
        return "[red bold]✗[/]"
    left = "?" if question.score is None else f"{question.score:g}"
    return "[dim]·[/]" if full else left


def _told(row: Row, questions: dict[str, QuestionResult]) -> str:
    if row.nothing:
        return ""
    return next((questions[name].hint for name in row.loses if name in questions), "")
