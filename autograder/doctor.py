"""What this machine can confine, as a table, and how to get what it cannot."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import find_course
from autograder.errors import InfrastructureError
from autograder.launch import WorkerServer
from autograder.sandbox.platform import ACCEPT, CONTAINER, Finding, findings, inspect_platform
from autograder.settings import PUBLISHED, read_settings
from autograder.workers import WorkerConnection


def show_doctor(console: Console) -> int:
    """Print the table; return 0 when student code can be confined in full, 3 when grading is refused."""
    found = findings(inspect_platform())
    console.print(_table(found))
    missing = [finding for finding in found if not finding.holds]
    if not missing:
        return _trial(console)
    console.print(
        Text(f"Grading is refused on this machine. What to do: {CONTAINER};\n{ACCEPT}.", style="bold")
    )
    return 3


def _trial(console: Console) -> int:
    """Confine a real worker: what it can do anyway is what counts."""
    course = find_course()
    settings = read_settings(course.root)
    try:
        with WorkerServer(course.root, settings, course.hidden) as server:
            WorkerConnection(server.control, settings).close()
            console.print(
                f"A worker was confined ({server.description}), tried the forbidden, and could do nothing.\n"
                "Student code can be confined in full on this machine."
            )
            if settings.published:
                console.print(Text(PUBLISHED, style="yellow"))
            return 0
    except InfrastructureError as error:
        console.print(Text(f"Grading is refused on this machine: {error}", style="bold"))
        return 3


def _table(found: tuple[Finding, ...]) -> Table:
    table = Table(title="Confinement", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("needed", no_wrap=True)
    table.add_column("")
    table.add_column("found", overflow="fold")
    if not all(finding.holds for finding in found):
        table.add_column("how to get it", overflow="fold")
    for finding in found:
        mark = Text("yes", style="green") if finding.holds else Text("no", style="bold red")
        cells = [Text(finding.name), mark, Text(finding.detail), Text(finding.advice)]
        table.add_row(*cells[: len(table.columns)])
    return table
