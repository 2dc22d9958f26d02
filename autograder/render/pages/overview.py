"""The class report: how an assignment went, what was misunderstood, what needs a look, everybody."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.course import Course
from autograder.render.pages.document import document
from autograder.render.pages.histogram import bins, histogram
from autograder.render.pages.shown import for_instructors
from autograder.render.pages.tally import TROUBLES, QuestionTally, StudentRow, Tally, tally
from autograder.render.pages.words import assignment_title, counted
from autograder.render.table import number
from autograder.report import Report

STYLES = ("page.css", "class.css")
SCRIPTS = ("class.js",)
WIDE, NARROW = 8.2, 3.7  # inches, for a screen and for a phone
MOST_SENTENCES = 30
OPEN_UP_TO = 12  # longer lists are folded
PARTS = {
    "full": "full marks",
    "part": "partly right",
    "none": "wrong",
    "absent": "not started",
    "ours": "not graded",
}


@dataclass(frozen=True)
class QuestionRow:
    """One question in the table: its share of the points, and how many had what."""

    notebook: str
    id: str
    title: str
    most: float
    share: float | None
    counts: tuple[int, ...]
    widths: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Misconception:
    """A sentence, how many were told it, about which questions, and who."""

    sentence: str
    count: int
    questions: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """A kind of submission to look at."""

    title: str
    rows: tuple[StudentRow, ...]
    folded: bool


def class_report(reports: Iterable[Report], course: Course, assignment: str) -> str:
    """Return the class report as an HTML document.

    It links to `<student>.html` beside it. The same reports, in any order, always give the same page.

    Parameters
    ----------
    reports : iterable of Report
        Taken one after the other; those of other assignments are passed over.
    course : Course
        Knows titles and the order of questions.
    assignment : str
        Which assignment.
    """
    made = tally(reports, assignment, for_instructors(course))
    totals = made.totals
    titles = _titles(course, assignment)
    keys = [*(key for key in titles if key in made.questions), *sorted(made.questions.keys() - titles.keys())]
    ours = any(counts.results["ours"] for counts in made.questions.values())
    parts = {part: label for part, label in PARTS.items() if ours or part != "ours"}
    order = [book.name for book in course.assignments.get(assignment, ())]
    notebooks = [*(name for name in order if name in made.notebooks), *sorted(made.notebooks - set(order))]
    return document(
        "class.html",
        STYLES,
        SCRIPTS,
        assignment=assignment_title(assignment),
        students=made.rows,
        notebooks=notebooks,
        figures=list(_figures(made, totals)),
        pictures=[(kind, histogram(totals, made.most, inches)) for kind, inches in _sizes(totals)],
        graded=bool(totals),
        bins=bins(totals, made.most),
        parts=parts,
        questions=[_question(*key, titles.get(key, ""), made.questions[key], parts) for key in keys],
        misconceptions=_misconceptions(made)[:MOST_SENTENCES],
        untold=max(0, len(made.told) - MOST_SENTENCES),
        troubles=list(_troubles(made.rows)),
        most=made.most,
    )


def _sizes(totals: Sequence[float]) -> list[tuple[str, float]]:
    return [("wide", WIDE), ("narrow", NARROW)] if len(totals) > 1 else []


def _figures(made: Tally, totals: Sequence[float]) -> Iterator[tuple[str, str]]:
    """Yield names and values of the figures at the top."""
    yield "students", f"{len(made.rows):,}"
    if len(totals) > 1:
        low, middle, high = statistics.quantiles(totals, n=4, method="inclusive")
        yield "mean", f"{statistics.fmean(totals):.1f}"
        yield "median", number(round(middle, 1))
        yield "middle half", f"{number(round(low, 1))} – {number(round(high, 1))}"
    elif totals:
        yield "points", number(totals[0])
    yield "full marks", f"{sum(row.total is not None and row.total >= row.most for row in made.rows):,}"
    yield "no points", f"{sum(total <= 0 for total in totals):,}"
    yield "to look at", f"{sum(bool(row.trouble) for row in made.rows):,}"


def _titles(course: Course, assignment: str) -> dict[tuple[str, str], str]:
    """Return the titles of the questions by notebook and id, in the order of the course."""
    books = course.assignments.get(assignment, ())
    return {(book.name, question.id): question.title for book in books for question in book.questions}


def _question(
    notebook: str, name: str, title: str, counts: QuestionTally, parts: Iterable[str]
) -> QuestionRow:
    everyone = counts.results.total() or 1
    widths, at = [], 0.0
    for part in parts:
        share = counts.results[part] / everyone
        widths.append((part, at, share))
        at += share
    return QuestionRow(
        notebook=notebook,
        id=name,
        title=title,
        most=counts.most,
        share=round(counts.earned / counts.possible, 6) if counts.possible else None,
        counts=tuple(counts.results[part] for part in parts),
        widths=tuple(one for one in widths if one[2]),
    )


def _misconceptions(made: Tally) -> list[Misconception]:
    """Return the sentences, the commonest first."""
    return sorted(
        (
            Misconception(
                sentence=text,
                count=len(told.students),
                questions=", ".join(
                    f"`{name}` {counted(count, 'time')}" if len(told.questions) > 1 else f"`{name}`"
                    for name, count in sorted(told.questions.items(), key=lambda one: (-one[1], one[0]))
                ),
                students=tuple(sorted(told.students, key=lambda name: (name.casefold(), name))),
            )
            for text, told in made.told.items()
        ),
        key=lambda one: (-one.count, one.sentence),
    )


def _troubles(rows: Sequence[StudentRow]) -> Iterator[Trouble]:
    for kind, title in TROUBLES.items():
        chosen = tuple(row for row in rows if row.trouble == kind)
        if chosen:
            yield Trouble(title, chosen, len(chosen) > OPEN_UP_TO)
