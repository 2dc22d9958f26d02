"""What has to be said about how a submission was read and run, in words for the student."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.gate import WITHHELD
from autograder.render.pages.shown import Clean
from autograder.render.pages.words import sentence
from autograder.report import Report

# For the instructor alone: what happened on our side.
OURS = re.compile(
    r"unexpected \w+ in the suite$|a text was withheld|not graded, by no fault|^" + re.escape(WITHHELD)
)
ADVICE = (
    ("took longer than", "It was stopped; everything else was graded as usual."),
    ("ended the process", "It was left out; everything else was graded as usual."),
    ("used up the time for loading", "Take out what trains or plots: the grader needs your functions alone."),
    ("damaged or cut off", "What came after is lost. Save it in Jupyter and hand it in again."),
    ("not valid UTF-8", "Save it in Jupyter and hand it in again."),
    (" raised ", "What comes before the error in that cell counts, what comes after it does not."),
    ("read from ", "Please hand it in under its own name next time."),
)


@dataclass(frozen=True)
class Remark:
    """Something that happened, and what it means."""

    text: str
    advice: str = ""


def remarks_by_notebook(report: Report, clean: Clean) -> dict[str, tuple[Remark, ...]]:
    """Return the remarks by notebook; under "" those about the whole submission.

    What happened on our side is left out: the pages say so without the particulars.
    """
    found: dict[str, list[Remark]] = defaultdict(list)
    for name, text in _of_the_student(report):
        shown = clean(text)
        if shown != WITHHELD:
            found[name].append(Remark(sentence(shown), _advice(text)))
    return {name: tuple(remarks) for name, remarks in found.items()}


def split(report: Report, warning: str) -> tuple[str, str]:
    """Return the notebook that a warning is about, "" for none, and the rest of it."""
    name, colon, text = warning.partition(": ")
    return (name, text) if colon and name in {book.name for book in report.notebooks} else ("", warning)


def _of_the_student(report: Report) -> Iterator[tuple[str, str]]:
    status = {book.name: book.status for book in report.notebooks}
    for warning in report.warnings:
        name, text = split(report, warning)
        hidden = OURS.search(text) or status.get(name) == "error"
        if not hidden and not (status.get(name) == "missing" and text == "not handed in"):
            yield name, text


def _advice(text: str) -> str:
    return next((advice for sign, advice in ADVICE if sign in text), "")
