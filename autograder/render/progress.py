"""Progress of a run: a bar on a terminal, plain lines anywhere else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.plain import one_line
from autograder.render.table import number
from autograder.summary import Row

OnDone = Callable[[Row | None], None]
PREPARING = "Preparing the suites"  # each proves itself before the first result
LINES = 40  # printed in all where no bar can be drawn


@contextmanager
def progress(total: int, console: Console) -> Iterator[OnDone]:
    """Show how far a run is; call what is returned for each submission done.

    Parameters
    ----------
    total : int
        Number of submissions.
    console : Console
        Where to show it: standard error, so that tables can be piped.
    """
    if console.is_terminal:
        with _bar(console) as bar:
            task = bar.add_task(PREPARING, total=total, last="")
            yield lambda row: bar.update(task, advance=1, description="Grading", last=_name(row))
    else:
        console.print(f"{PREPARING} for {total} {'submission' if total == 1 else 'submissions'} ...")
        yield _lines(total, console)


def _bar(console: Console) -> Progress:
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    last = TextColumn("{task.fields[last]}", markup=False, style="dim")
    return Progress(*columns, last, console=console)


class _Rate(ProgressColumn):
    """Submissions a second, or seconds a submission."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(rate(speed) if speed else "", style="magenta")


def rate(speed: float) -> str:
    """Return submissions a second in words that stay readable when it is slow.

    Examples
    --------
    >>> rate(12.34), rate(0.25)
    ('12.3/s', '4.0 s each')
    """
    return f"{speed:.1f}/s" if speed >= 1 else f"{1 / speed:.1f} s each"


def _lines(total: int, console: Console) -> OnDone:
    every = max(1, -(-total // LINES))
    start = 0.0
    done = 0

    def on_done(row: Row | None) -> None:
        nonlocal done, start
        done += 1
        start = start or time.monotonic()  # with the first result: before it, the suites prove themselves
        if done % every and done != total:
            return
        speed = (done - 1) / max(time.monotonic() - start, 1e-9)
        left = f", {(total - done) / speed:.0f} s left" if 1 < done < total else ""
        paced = f" ({rate(speed)}{left})" if done > 1 else ""
        console.print(f"[{done}/{total}] {_result(row)}{paced}", markup=False, soft_wrap=True)

    return on_done


def _name(row: Row | None) -> str:
    return one_line(row.student, 24) if row else ""


def _result(row: Row | None) -> str:
    if row is None:
        return "not graded"
    score = "not graded" if row.total is None else f"{number(row.total)}/{number(row.max_score)}"
    return f"{one_line(row.student, 60)} {row.assignment} {score}"
