"""The page for one student: what was right, what was not, what is known about it, and where to go on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from markupsafe import Markup

from autograder.course import Course, Notebook, Question
from autograder.render.pages.document import document, environment
from autograder.render.pages.remarks import Remark, remarks_by_notebook
from autograder.render.pages.shown import Clean, for_students
from autograder.render.pages.tally import unwritten
from autograder.render.pages.words import assignment_title, counted
from autograder.report import NOT_STARTED, NotebookResult, QuestionResult, Report, TestResult

STYLES = ("page.css", "student.css")
NEXT = 3  # questions to look at first
OUTCOMES = {"passed": "passed", "failed": "failed", "error": "could not be run", "skipped": "not run"}
UNSTARTED = "not started yet"
RESULTS = {
    "full": "full marks",
    "part": "partly right",
    "none": "no points yet",
    "ours": "could not be graded",
    "hand": "marked by hand: not in this page",
}
LOST = {
    "missing": "This notebook was not handed in, so none of its questions has points.",
    "unreadable": "This file could not be read as a notebook, so none of its questions has points.",
    "error": "Something went wrong on our side, and this notebook could not be graded yet. "
    "That is no fault of yours and costs you nothing.",
}
HOW = {
    "missing": "If you have worked on it, hand it in under its own name, {file}.",
    "unreadable": "Open {file} in Jupyter, save it, run it once from top to bottom, and hand it in again.",
    "error": "Your instructor can see what happened.",
}


@dataclass(frozen=True)
class TestView:
    """One hidden test as it is shown. `message` is empty where it has been said above."""

    __test__ = False  # not for pytest to collect

    title: str
    status: str
    outcome: str
    score: float | None
    most: float
    message: str


@dataclass(frozen=True)
class QuestionView:
    """One question as it is shown: its result in a word, what is wrong, the tests that say so, the others."""

    id: str
    title: str
    anchor: str
    state: str
    result: str
    score: float | None
    most: float
    hint: str
    started: bool = True
    failed: tuple[TestView, ...] = ()
    waiting: tuple[TestView, ...] = ()
    passed: tuple[TestView, ...] = ()

    @property
    def to_win(self) -> float:
        """Points that are still to be had."""
        return 0.0 if self.score is None else self.most - self.score

    @cached_property
    def html(self) -> Markup:
        """The question's part of the page."""
        return Markup(environment().get_template("question.html").render(vars(self)))


@dataclass(frozen=True)
class BookView:
    """One notebook as it is shown."""

    name: str
    title: str
    score: float | None
    most: float
    lost: str
    how: str
    questions: tuple[QuestionView, ...]
    remarks: tuple[Remark, ...]
    at: float
    share: float


def student_page(report: Report, course: Course) -> str:
    """Return the page for one student as an HTML document.

    It shows no hidden test's source and no path to one, and fetches nothing. The same report always gives the
    same page.

    Parameters
    ----------
    report : Report
        From grading.
    course : Course
        Knows titles, and the questions that a person marks.
    """
    books, remarks = views(report, course)
    questions = [question for book in books for question in book.questions]
    graded = [question for question in questions if question.state != "hand"]
    by_hand = [question for question in questions if question.state == "hand"]
    return document(
        "student.html",
        STYLES,
        student=report.student,
        assignment=assignment_title(report.assignment),
        score=report.score,
        known=sum(book.score or 0.0 for book in books),
        most=report.max_score,
        words=in_words(report, graded),
        books=books,
        remarks=remarks,
        first=_first(books),
        by_hand=by_hand,
        by_hand_points=sum(question.most for question in by_hand),
    )


def views(report: Report, course: Course) -> tuple[tuple[BookView, ...], tuple[Remark, ...]]:
    """Return the notebooks as a student is shown them, and the remarks about the whole submission."""
    clean = for_students(course, report.assignment)
    known = {book.name: book for book in course.assignments.get(report.assignment, ())}
    remarks = remarks_by_notebook(report, clean)
    return tuple(_books(report, known, remarks, clean)), remarks.get("", ())


def _books(
    report: Report, known: Mapping[str, Notebook], remarks: Mapping[str, tuple[Remark, ...]], clean: Clean
) -> Iterator[BookView]:
    done = 0.0
    for book in report.notebooks:
        notebook = known.get(book.name)
        score = None if book.status == "error" else book.score
        yield BookView(
            name=book.name,
            title=notebook.title if notebook else book.name,
            score=score,
            most=book.max_score,
            lost=LOST.get(book.status, ""),
            how=HOW.get(book.status, "").format(file=f"`{book.name}.ipynb`"),
            questions=tuple(_questions(book, notebook.questions if notebook else (), clean)),
            remarks=remarks.get(book.name, ()),
            at=done / (report.max_score or 1.0),
            share=book.max_score / (report.max_score or 1.0),
        )
        done += book.max_score


def _questions(book: NotebookResult, asked: Sequence[Question], clean: Clean) -> Iterator[QuestionView]:
    """Yield the questions in the order of the notebook, those that a person marks among them."""
    results = {question.id: question for question in book.questions}
    for question in asked:
        if question.id in results:
            yield _question(book.name, results.pop(question.id), question.title, clean)
        elif question.manual:
            anchor = _anchor(book.name, question.id)
            yield QuestionView(
                question.id, question.title, anchor, "hand", RESULTS["hand"], None, question.points, ""
            )
    for result in results.values():
        yield _question(book.name, result, "", clean)


@lru_cache(1_024)  # most of a class's results for a question are the same few, tests, messages and all
def _question(book: str, question: QuestionResult, title: str, clean: Clean) -> QuestionView:
    state = state_of(question)
    hint = clean(question.hint)
    wrong = [test for test in question.tests if test.status != "passed"]
    told = any(test.message and test.message != question.hint for test in wrong)
    tests = _tests(wrong, hint, clean)
    return QuestionView(
        id=question.id,
        title=title,
        anchor=_anchor(book, question.id),
        state=state,
        result=UNSTARTED if question.hint == NOT_STARTED else RESULTS[state],
        score=question.score,
        most=question.max_score,
        hint=hint,
        started=not unwritten(question),
        failed=tests if told or not hint else (),
        waiting=() if told or not hint else tests,
        passed=_tests([test for test in question.tests if test.status == "passed"], hint, clean),
    )


def state_of(question: QuestionResult) -> str:
    """Return whether a question has full, part or none of its points, or could not be graded by our fault."""
    if question.score is None:
        return "ours"
    if question.status == "passed":
        return "full"
    return "part" if question.score > 0 else "none"


def _tests(tests: Sequence[TestResult], said: str, clean: Clean) -> tuple[TestView, ...]:
    """Return tests as they are shown; what the hint or the test before has said is not repeated."""
    views = []
    for test in tests:
        message = "" if test.status == "error" else clean(test.message).removeprefix("Not run again: ")
        title = clean(test.title or test.name)
        new = "" if message == said else message
        said = message or said
        outcome = OUTCOMES[test.status]
        views.append(TestView(title, test.status, outcome, test.score, test.max_score, new))
    return tuple(views)


def _first(books: Sequence[BookView]) -> list[tuple[BookView, QuestionView]]:
    """Return where to go on: what was begun and is wrong before what is not begun, then by points to win."""
    open_ones = [(book, one) for book in books for one in book.questions if one.to_win > 0]
    return sorted(open_ones, key=lambda pair: (not (pair[0].lost or pair[1].started), -pair[1].to_win))[:NEXT]


def in_words(report: Report, graded: Sequence[QuestionView]) -> str:
    """Return a sentence or two on how the graded questions went."""
    full = sum(question.state == "full" for question in graded)
    ours = sum(question.state == "ours" for question in graded)
    rest = len(graded) - full - ours
    if ours:
        return (
            f"Something went wrong on our side: {counted(ours, 'question')} could not be graded yet. "
            "It is no fault of yours and costs you nothing; your instructor can see what happened."
        )
    if not rest:
        return f"Every hidden test passes, in all {counted(len(graded), 'question')}. Well done!"
    if not report.score:
        return (
            "No points yet, and that is where everybody begins. Each question is graded by itself, so the "
            "first one that you finish already counts."
        )
    have = f"{counted(full, 'question')} of {len(graded)} {'has' if full == 1 else 'have'} full marks"
    waiting = sum(question.result == UNSTARTED for question in graded)  # not one renamed
    wrong = rest - waiting
    others = "other one" if rest == 1 else f"other {rest}"
    if not waiting:
        return f"{have}. For the {others}, what is known about the mistake stands below."
    if not wrong:
        return f"{have}. The {others} {'waits' if rest == 1 else 'wait'} for you to begin."
    begun = f"{waiting} {'is' if waiting == 1 else 'are'} not begun"
    return f"{have}, {begun}. For the rest, what is known about the mistake stands below."


def _anchor(book: str, question: str) -> str:
    return re.sub(r"[^\w.-]", "-", f"{book}-{question}")
