"""Show what became of the mutants: on a terminal, and as a page of docs/mutants/."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.mutation.judge import GOAL, Judged, Tally, key_of
from autograder.mutation.trial import Trial

HEAD = ("question", "mutants", "equivalent", "caught", "of them stopped", "rate")
PAGE = f"""# Mutants of {{title}}

Written by `autograder verify --mutants --update` (`make mutants`). Each solution is changed in one small
place: an operator, a comparison, a number, an index, an axis, the end of a range; a term, a factor, a
statement or a copy left out; arguments exchanged (`autograder/mutation/operators.py`). Each mutant is graded
as a submission would be, and counts as caught if its question loses points.

A mutant that is not caught is *equivalent* if it returns the reference's results, to 1e-9, on every input
that the suite's `inputs.py` draws, leaves its arguments the same and shares no other memory with them.
Neither the tests of the suite nor their tolerances decide that. The rate leaves these out. At least
{GOAL:.0%} of a notebook's mutants have to be caught, and each survivor needs a reason, kept in
`survivors.toml` beside the suite. *Stopped* mutants ran into a limit on time. Of questions marked *open*
(training, where there is no closed reference) nothing is required.
"""


def show(judged: Judged, console: Console) -> None:
    """Print a notebook's table, its survivors, and what is wrong."""
    table = Table(title=_title(judged), title_justify="left", box=None, pad_edge=False)
    for name in HEAD:
        table.add_column(name, justify="left" if name == "question" else "right")
    for tally in (*judged.tallies, judged.total):
        table.add_row(*_cells(tally))
    console.print(table)
    for trial in judged.survivors:
        reason = _reason(judged, trial) or "no reason is recorded"
        console.print(f"survives: {trial.mutant.question}, line {trial.mutant.line}: {reason}", markup=False)
        console.print(f"  - {trial.mutant.old}\n  + {trial.mutant.new}", markup=False, soft_wrap=True)
    for problem in judged.problems:
        console.print(f"  [red]✗[/] {escape(problem)}", highlight=False, soft_wrap=True)
    if not judged.problems:
        console.print(f"[green]✓ {_title(judged)}[/]: {judged.total.rate:.1%} of the mutants are caught")


def page(judged: Judged) -> str:
    """Return the page of a notebook."""
    head = PAGE.format(title=_title(judged))
    return head + "".join(f"\n{line}\n" if line else "" for line in _sections(judged))


def _sections(judged: Judged) -> Iterator[str]:
    rows = [HEAD, ("---", *["---:"] * (len(HEAD) - 1)), *map(_cells, (*judged.tallies, judged.total))]
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    survivors = [_item(judged, trial) for trial in judged.survivors]
    yield "Survivors:\n\n" + "\n".join(survivors) if survivors else "No mutant survives."
    for title, chosen in (
        ("Equivalent", [trial for trial in judged.trials if trial.equivalent]),
        ("Caught for what the inputs do not show, such as more work", _unseen(judged)),
    ):
        yield f"{title}:\n\n" + "\n".join(_item(judged, trial) for trial in chosen) if chosen else ""
    spread = Counter(trial.mutant.question for trial in judged.trials if trial.spread)
    counts = ", ".join(f"{question} {count}" for question, count in spread.items())
    yield f"Lose points in other questions, too: {counts}." if counts else ""


def _unseen(judged: Judged) -> list[Trial]:
    return [trial for trial in judged.trials if trial.caught and trial.differs is False]


def _item(judged: Judged, trial: Trial) -> str:
    mutant = trial.mutant
    lines = [f"- {mutant.question}: `{mutant.old}` → `{mutant.new}`"]
    if trial.survived:
        lines.append(f"  {_reason(judged, trial) or '**no reason is recorded**'}")
    return "\n".join(lines)


def _reason(judged: Judged, trial: Trial) -> str:
    if trial.mutant.question in {tally.question for tally in judged.tallies if tally.open}:
        return "nothing is required of this question"
    return judged.reasons.get(key_of(trial.mutant), "")


def _cells(tally: Tally) -> tuple[str, ...]:
    name = f"{tally.question} (open)" if tally.open else tally.question
    counts = (tally.mutants, tally.equivalent, tally.caught, tally.stopped)
    return (name, *map(str, counts), f"{tally.rate:.1%}")


def _title(judged: Judged) -> str:
    return f"{judged.notebook.assignment}/{judged.notebook.name}"
