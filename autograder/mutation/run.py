"""`autograder verify --mutants`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from autograder.course import Course, Notebook
from autograder.files import write_atomic
from autograder.mutation.judge import Judged, judge
from autograder.mutation.tables import page, show
from autograder.mutation.trial import Trial, mutants_of_notebook, try_mutants
from autograder.render.progress import progress
from autograder.report import Report
from autograder.run import Screen, cores
from autograder.settings import Settings
from autograder.summary import row_of

PAGES = Path("docs") / "mutants"


def run(
    course: Course,
    targets: Sequence[str],
    settings: Settings,
    seen: Screen,
    as_json: bool = False,
    update: bool = False,
) -> int:
    """Try every mutant, print the tables, return the exit code: 0 when nothing is wrong, else 1.

    Parameters
    ----------
    course, settings : Course, Settings
        What to grade with.
    targets : sequence of str
        Whose references are mutated: `assignment`, or `assignment/notebook`.
    seen : Screen
        Progress goes to its `aside`.
    as_json, update : bool
        Print JSON instead of tables; write a page a notebook under docs/mutants/.
    """
    found = []
    for notebook in (notebook for target in targets for notebook in course.select(target)):
        judged = try_notebook(notebook, settings, seen)
        found.append(judged)
        if not as_json:
            show(judged, seen.results)
        if update:
            place = course.root / PAGES / notebook.assignment
            place.mkdir(parents=True, exist_ok=True)
            write_atomic(place / f"{notebook.name}.md", page(judged).encode())
    if as_json:
        print(json.dumps([as_builtins(judged) for judged in found], indent=1, ensure_ascii=False))
    return 1 if any(judged.problems for judged in found) else 0


def try_notebook(notebook: Notebook, settings: Settings, seen: Screen) -> Judged:
    """Try every mutant of a notebook, with a progress bar."""
    mutants = mutants_of_notebook(notebook)
    with progress(len(mutants), seen.aside) as advance:

        def on_done(trial: Trial, report: Report) -> None:
            advance(row_of(report, Path()))

        return judge(notebook, try_mutants(notebook, mutants, settings, cores(), on_done))


def as_builtins(judged: Judged) -> dict[str, object]:
    """Return what `--json` prints about one notebook."""
    return {
        "assignment": judged.notebook.assignment,
        "notebook": judged.notebook.name,
        "problems": list(judged.problems),
        "questions": [{**asdict(tally), "rate": tally.rate} for tally in judged.tallies],
        "survivors": [
            {"question": one.mutant.question, "old": one.mutant.old, "new": one.mutant.new}
            for one in judged.survivors
        ],
    }
