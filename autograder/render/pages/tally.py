"""A class added up, report by report: nothing is kept of a report but one row and some counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.errors import MissingName
from autograder.plain import one_line
from autograder.render.pages.shown import Clean
from autograder.report import NOT_STARTED, NotebookResult, QuestionResult, Report

ABSENT = str(MissingName("\0")).split("\0")  # what stands before and after the name
REMARK = 160
# What somebody should look at, in order of urgency; the first that fits decides where a submission is listed.
TROUBLES = {
    "error": "Could not be graded, by our fault",
    "unreadable": "A file that is no notebook",
    "missing": "A notebook not handed in",
    "warned": "Graded, with a remark",
}


@dataclass
class QuestionTally:
    """How a class did on one question. `results` counts full, part, none, absent and ours."""

    most: float = 0.0
    earned: float = 0.0
    possible: float = 0.0
    results: Counter[str] = field(default_factory=Counter)


@dataclass
class Told:
    """A sentence that students were told: to whom, and about which questions."""

    students: list[str] = field(default_factory=list)
    questions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class StudentRow:
    """One student in the table. `trouble` is a key of `TROUBLES`, or empty."""

    student: str
    scores: Mapping[str, float | None]
    total: float | None
    most: float
    remark: str
    trouble: str
    said: tuple[str, ...]

    @property
    def share(self) -> float:
        """Part of the points that was earned; 0 where that is not known."""
        return (self.total or 0.0) / (self.most or 1.0)


@dataclass
class Tally:
    """A class: rows, counts by (notebook, question), and sentences."""

    rows: list[StudentRow] = field(default_factory=list)
    questions: dict[tuple[str, str], QuestionTally] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    notebooks: set[str] = field(default_factory=set)
    most: float = 0.0

    @property
    def totals(self) -> list[float]:
        """Points of everybody who could be graded, in ascending order."""
        return sorted(row.total for row in self.rows if row.total is not None)


def tally(reports: Iterable[Report], assignment: str, clean: Clean) -> Tally:
    """Add up the reports of an assignment; those of others are passed over.

    Parameters
    ----------
    reports : iterable of Report
        Taken one after the other and let go.
    assignment : str
        Which one.
    clean : callable
        What every text goes through.
    """
    made = Tally()
    for report in reports:
        if report.assignment == assignment:
            _add(made, report, clean)
    made.rows.sort(key=lambda row: (row.student.casefold(), row.student))
    return made


def _add(made: Tally, report: Report, clean: Clean) -> None:
    made.most = max(made.most, report.max_score)
    for book in report.notebooks:
        made.notebooks.add(book.name)
        for question in book.questions:
            _count(made, report.student, book, question, clean)
    made.rows.append(_row(report, clean))


def _count(made: Tally, student: str, book: NotebookResult, question: QuestionResult, clean: Clean) -> None:
    counts = made.questions.setdefault((book.name, question.id), QuestionTally())
    counts.most = max(counts.most, question.max_score)
    result = result_of(book, question)
    counts.results[result] += 1
    if question.score is not None:
        counts.earned += question.score
        counts.possible += question.max_score
    if question.hint and result in ("part", "none"):
        told = made.told.setdefault(clean(question.hint), Told())
        told.questions[question.id] += 1
        if not told.students or told.students[-1] != student:
            told.students.append(student)


def result_of(book: NotebookResult, question: QuestionResult) -> str:
    """Return full, part, none; absent where there was nothing to grade; ours where we could not."""
    if question.score is None:
        return "ours"
    if question.status == "passed":
        return "full"
    if book.status != "graded" or unwritten(question):
        return "absent"
    return "part" if question.score > 0 else "none"


def unwritten(question: QuestionResult) -> bool:
    """Whether there was nothing to grade: the stub as released, or no such name at all."""
    start, end = ABSENT
    missing = question.hint.startswith(start) and question.hint.endswith(end)
    return missing or question.hint == NOT_STARTED


def _row(report: Report, clean: Clean) -> StudentRow:
    said = tuple(one_line(clean(warning), 400) for warning in report.warnings)
    trouble = _trouble(report)
    return StudentRow(
        student=report.student,
        scores={book.name: None if book.status == "error" else book.score for book in report.notebooks},
        total=report.score,
        most=report.max_score,
        remark=_remark(report, said, clean),
        trouble=trouble,
        said=said or (("Nothing is known about why.",) if trouble else ()),
    )


def _remark(report: Report, said: Sequence[str], clean: Clean) -> str:
    """Return why a submission was not graded, or what cost most, or what was odd."""
    if report.score is None and said:
        ours = tuple(f"{book.name}: " for book in report.notebooks if book.status == "error")
        return one_line(next((text for text in said if text.startswith(ours)), said[-1]), REMARK)
    wrong = [one for book in report.notebooks for one in book.questions if one.hint and one.score is not None]
    if not wrong:
        return one_line(said[0], REMARK) if said else ""
    worst = max(wrong, key=lambda question: question.max_score - (question.score or 0.0))
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return one_line(f"`{worst.id}`: {clean(worst.hint)}", REMARK) + more


def _trouble(report: Report) -> str:
    if report.score is None:
        return "error"
    states = {book.status for book in report.notebooks}
    found = next((trouble for trouble in ("error", "unreadable", "missing") if trouble in states), "")
    return found or ("warned" if report.warnings else "")
