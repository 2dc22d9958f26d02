"""The same hostile submissions, graded by this project, by `nbgrader autograde` and by `otter run`.

Run `python -m benchmarks.hostile_side_by_side --write docs/threat-model.md`; it takes some ten minutes, and
installs otter from the package index into a cache folder first. Each attack is handed in between two honest
students, to a fresh course in a temporary folder. Everything is bounded: see `hostile/keeper.py`.
"""

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.hostile.assignment import Canaries
from benchmarks.hostile.attacks import Attack, attacks
from benchmarks.hostile.graders import Grader, Nbgrader, Otter, Ours
from benchmarks.hostile.tools import Tools, install
from benchmarks.hostile.trial import Outcome, arena, attempt

BEGIN, END = "<!-- side by side: begin -->", "<!-- side by side: end -->"
SECONDS = 60.0
Row = tuple[Attack, dict[str, Outcome]]


def run(tools: Tools, graders: Sequence[Grader], rows: Sequence[Attack], seconds: float) -> list[Row]:
    """Grade every attack with every grader."""
    canaries = Canaries.fresh()
    found: list[Row] = [(attack, {}) for attack in rows]
    with ExitStack() as stack:
        templates = [stack.enter_context(arena(tools, grader, canaries, seconds)) for grader in graders]
        for attack, outcomes in found:
            for template in templates:
                outcome = attempt(template, attack)
                outcomes[template.grader.name] = outcome
                print(f"{attack.name} | {template.grader.name} | {cell(outcome)}", file=sys.stderr)
    return found


def cell(outcome: Outcome) -> str:
    """Return what happened, in the words of the table; what should not have happened is bold."""
    points = "none" if outcome.points is None else f"{outcome.points:g}"
    wrong = bool(outcome.gained or outcome.lost)
    said = [f"**{points}** of {outcome.deserved:g}" if wrong else f"{points} of {outcome.deserved:g}"]
    if outcome.reached:
        said.append(f"**text: {', '.join(outcome.reached)}**")
    if outcome.stopped:
        said.append(f"**class: {', '.join(outcome.stopped)}**")
    if outcome.harm:
        said.append(f"**harm: {', '.join(outcome.harm)}**")
    return "; ".join(said)


def table(rows: Sequence[Row], graders: Sequence[Grader]) -> Iterator[str]:
    """Yield the table, one line an attack, and the counts below it."""
    names = [grader.name for grader in graders]
    yield f"| attack or breakage | what it tries | {' | '.join(names)} |"
    yield "|" + "---|" * (len(names) + 2)
    for attack, outcomes in rows:
        yield f"| {attack.name} | {attack.tries} | {' | '.join(cell(outcomes[name]) for name in names)} |"
    for what, counts in _COUNTS.items():
        numbers = [sum(counts(outcomes[name]) for _, outcomes in rows) for name in names]
        yield f"| **attacks that** | **{what}** | {' | '.join(f'**{number}**' for number in numbers)} |"


_COUNTS: dict[str, Callable[[Outcome], bool]] = {
    "gained points": lambda outcome: bool(outcome.gained),
    "reached hidden text": lambda outcome: bool(outcome.reached),
    "cost an honest student something": lambda outcome: bool(outcome.stopped),
    "harmed the grader": lambda outcome: bool(outcome.harm),
    "cost their own author deserved points": lambda outcome: bool(outcome.lost),
}


def heading(tools: Tools, graders: Sequence[Grader], seconds: float) -> Iterator[str]:
    """Yield what was run, where, when and with which versions."""
    versions = [
        f"nbgrader {tools.version(tools.python, 'nbgrader')}",
        f"otter-grader {tools.version(tools.otter, 'otter-grader')}",
        *(f"numpy {tools.version(python, 'numpy')} ({name})" for name, python in
          (("this and nbgrader", tools.python), ("otter", tools.otter))),
    ]  # fmt: skip
    who = f"uid {tools.uid if tools.uid >= 0 else os.getuid()}"
    day = datetime.datetime.now(tz=datetime.UTC).date()
    yield (
        f"Generated on {day} by `python -m benchmarks.hostile_side_by_side`: Python "
        f"{tools.python_version()}, {', '.join(versions)}, Linux {platform.release()}, all as {who}, "
        f"{seconds:g} s for each command. Typed:"
    )
    yield ""
    for grader in graders:
        yield f"- {grader.name}: `{grader.typed}`"
    yield ""


def replaced(text: str, block: str) -> str:
    """Return a document with a new block between the markers.

    Raises
    ------
    SystemExit
        If the markers are not there, once each and in order.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise SystemExit(f"the document needs one line {BEGIN} and, after it, one line {END}")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    return f"{head}{BEGIN}\n{block}\n{END}{tail}"


def main() -> None:
    """Run everything, print the table, and put it into a document when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table between its markers in FILE"
    )
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only the attack of this name; repeat"
    )
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"for each command ({SECONDS:g})")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="where environments are kept")
    options = parser.parse_args()
    if options.write:
        replaced(options.write.read_text(encoding="utf-8"), "")  # before ten minutes are spent
    if options.write and options.only:
        parser.error("--write takes the whole table, not a part of it")
    chosen = [attack for attack in attacks() if not options.only or attack.name in options.only]
    tools = install(options.cache)
    graders: list[Grader] = [Ours(tools), Nbgrader(tools), Otter(tools)]
    rows = run(tools, graders, chosen, options.seconds)
    text = "\n".join([*heading(tools, graders, options.seconds), *table(rows, graders)])
    print(text)
    if options.write:
        document = options.write.read_text(encoding="utf-8")
        options.write.write_text(replaced(document, text), encoding="utf-8")


if __name__ == "__main__":
    main()
