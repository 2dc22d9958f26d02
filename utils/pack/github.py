"""What GitHub Actions shows: annotations and the page of a step. Names and messages are a student's: escaped.

The commands are those of "Workflow commands for GitHub Actions", with the escapes of actions/toolkit.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from utils.pack.notebook import Exercise
from utils.pack.results import Findings
from utils.pack.words import SIGNS, counted

SUMMARY = "GITHUB_STEP_SUMMARY"
LONGEST = 500  # characters of a message
LARGEST = 900_000  # bytes of a page; GitHub refuses one of 1 MiB
_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_TEXT, ":": "%3A", ",": "%2C"}
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def annotations(findings: Sequence[Findings], base: Path) -> Iterator[str]:
    """Return one command for each thing that fails, then one for each notebook with exercises left.

    GitHub shows ten errors and ten notices of a step; the page holds the rest.

    Parameters
    ----------
    findings : sequence of Findings
        One a notebook.
    base : Path
        The root of the repository, to which names of files are relative.
    """
    for one in findings:
        name, file = one.book.path.stem, _relative(one.book.path, base)
        for fault in one.faults:
            yield command("error", file, name, fault)
        for exercise in _with_status(one, "failing"):
            yield command("error", file, f"{name}: {exercise.name}", exercise.message)
    for one in findings:
        left = [exercise.name for exercise in _with_status(one, "not started")]
        if left:
            file = _relative(one.book.path, base)
            yield command("notice", file, f"{one.book.path.stem}: not started yet", ", ".join(left))


def command(level: str, file: str, title: str, message: str) -> str:
    r"""Return a workflow command that annotates a file.

    Examples
    --------
    >>> command("error", "a1/losses.ipynb", "losses: svm", "50% right, got:\n[1, 2]")
    '::error file=a1/losses.ipynb,title=losses%3A svm::50%25 right, got:%0A[1, 2]'
    """
    properties = f"file={_escaped(file, _IN_PROPERTY)},title={_escaped(title[:LONGEST], _IN_PROPERTY)}"
    return f"::{level} {properties}::{_escaped(message[:LONGEST], _IN_TEXT)}"


def stepped_aside(lines: Iterable[str], token: str) -> Iterator[str]:
    """Return the lines between the commands that stop and resume the reading of commands.

    Parameters
    ----------
    lines : iterable of str
        Each becomes one line, whatever is in it.
    token : str
        Known to nobody before.
    """
    yield f"::stop-commands::{token}"
    for line in lines:
        yield from (_CONTROL.sub(" ", part) for part in line.split("\n"))
    yield f"::{token}::"


def summary_page(findings: Sequence[Findings]) -> str:
    """Return the page of the step, in Markdown: every notebook in a table, then what was begun in each."""
    parts = ["## Checks\n\n", f"{counted(findings)}. The hidden suite checks more than this.\n\n"]
    parts += [
        "| notebook | done | not started | failing |\n|---|---:|---:|---:|\n",
        *map(_row, findings),
        "\n",
    ]
    for one in findings:
        section = "".join(_section(one))
        if sum(len(part.encode("utf-8", "replace")) for part in (*parts, section)) > LARGEST:
            parts.append("More does not fit on this page: run `python -m utils checks`.\n")
            break
        parts.append(section)
    return "".join(parts).encode("utf-8", "replace").decode()


def literal(text: str) -> str:
    """Return text of a student's so that Markdown shows it as it is: one line, no markup, no link.

    Examples
    --------
    >>> literal("a|b")
    'a&#124;b'
    """
    line = _CONTROL.sub(" ", text)[:LONGEST]
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", line)


def _row(one: Findings) -> str:
    done, left, failing = (len(_with_status(one, state)) for state in ("done", "not started", "failing"))
    fault = f" ({len(one.faults)} more)" if one.faults else ""
    return f"| {literal(one.book.path.stem)} | {done} | {left} | {failing}{fault} |\n"


def _section(one: Findings) -> Iterator[str]:
    """Return the exercises of a notebook that was begun; nothing for an untouched one."""
    if not one.faults and all(exercise.status == "not started" for exercise in one.exercises):
        return
    yield f"### {literal(one.book.path.stem)}\n\n"
    yield from (f"- ✗ {literal(fault)}\n" for fault in one.faults)
    yield "\n| | exercise | | |\n|---|---|---|---|\n"
    for exercise in one.exercises:
        cells = (SIGNS[exercise.status], literal(exercise.name), exercise.status, literal(exercise.message))
        yield f"| {' | '.join(cells)} |\n"
    yield "\n"


def _with_status(one: Findings, status: str) -> list[Exercise]:
    return [exercise for exercise in one.exercises if exercise.status == status]


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text).encode("utf-8", "replace").decode()


def _relative(path: Path, base: Path) -> str:
    """Return the path of a file as GitHub names it."""
    return Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()
