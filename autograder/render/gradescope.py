"""A report as Gradescope's results.json: one test a question, in the words of the student's page.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. Every text is declared as plain
text there, so that nothing in it is taken for markup.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.gradescope import Visibility
from autograder.plain import one_line, plain
from autograder.render.pages.remarks import Remark
from autograder.render.pages.student import BookView, QuestionView, TestView, in_words, views
from autograder.render.pages.words import LONGEST, plain_heading
from autograder.render.table import number
from autograder.report import NOT_STARTED, Report

TEXT = "text"  # the other formats are html, simple_format, md and ansi
MARKS = {"passed": "✓", "failed": "✗", "error": "!", "skipped": "·"}
FIRST = 3  # questions named as those to look at next
FAIL_ALL = "These fail, one that is needed among them, so nothing is earned yet:"
LATER = "Your submission was graded. Your instructor decides when hints and points are shown."
NEEDED = "A test marked “needed” has no points of its own; its question earns points only if it passes."


def results(
    report: Report,
    course: Course,
    visibility: Visibility = Visibility.visible,
    seconds: float | None = None,
) -> bytes:
    """Return the content of results.json.

    Parameters
    ----------
    report : Report
        From grading.
    course : Course
        Knows titles, and the questions that a person marks: they are named, and count nothing here.
    visibility : Visibility
        When students see the result. What is said stands on the page that `autograder grade` writes for
        them, so nothing is hidden by default. What the grader prints is for the instructor alone, always.
    seconds : float, optional
        How long grading took.

    Returns
    -------
    bytes
        JSON, UTF-8. Every test has a score; together they are the score of the report.

    Raises
    ------
    InfrastructureError
        If a question has no score by our fault. Gradescope knows only numbers: any would be a wrong grade.
    """
    books, remarks = views(report, course)
    lost = [
        f"{book.name}/{one.id}" for book in report.notebooks for one in book.questions if one.score is None
    ]
    if lost or report.score is None:
        raise InfrastructureError(f"could not be graded, by our fault: {', '.join(lost) or 'all'}")
    content: dict[str, Any] = {
        "score": report.score,
        "output": _overview(report, books, remarks, visibility),
        "output_format": TEXT,
        "test_output_format": TEXT,
        "test_name_format": TEXT,
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {
            "assignment": report.assignment,
            "fingerprint": report.fingerprint,
            "isolation": report.isolation,
        },
        "tests": [test for place, book in enumerate(books, 1) for test in _tests(place, book, visibility)],
    }
    if seconds is not None:
        content["execution_time"] = round(seconds)
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _tests(place: int, book: BookView, visibility: Visibility) -> Iterator[dict[str, Any]]:
    graded = [question for question in book.questions if question.state != "hand"]
    for row, question in enumerate(graded, 1):
        title = plain_heading(question.title)
        yield {
            "name": f"{one_line(book.name)}: {one_line(question.id)}" + (f" · {title}" if title else ""),
            "name_format": TEXT,
            "number": f"{place}.{row}",
            "score": question.score,
            "max_score": question.most,
            "status": "passed" if question.state == "full" else "failed",
            "output": _question(book, question),
            "output_format": TEXT,
            "visibility": visibility,
            "extra_data": {"notebook": one_line(book.name), "question": one_line(question.id)},
        }


def _question(book: BookView, question: QuestionView) -> str:
    """Return what is wrong, then each hidden test with its marks, those that fail first."""
    said = f"{book.lost} {book.how}" if book.lost else _text(question.hint)
    wrong = (*question.failed, *question.waiting)
    blocked = not question.score and any(test.status == "failed" and not test.most for test in wrong)
    unwritten = question.hint == NOT_STARTED or any(test.status == "skipped" for test in question.waiting)
    groups = (
        (FAIL_ALL if blocked else "These fail:", question.failed),
        ("These wait for that:" if unwritten else "These fail for that reason:", question.waiting),
        ("These pass:" if wrong else "Full marks, every hidden test passes:", question.passed),
    )
    listed = ["\n".join([title, *map(_test, tests)]) for title, tests in groups if tests]
    return "\n\n".join(filter(None, [said, *listed]))


def _test(test: TestView) -> str:
    outcome = "" if test.status in ("passed", "failed") else f"{test.outcome}, "
    points = f"{number(test.score) or '0'} of {number(test.most)}" if test.most else "needed"
    line = f"{MARKS[test.status]} {one_line(test.title)} ({outcome}{points})"
    return f"{line}\n    {_text(test.message)}" if test.message else line


def _text(message: str) -> str:
    """Return a message, its further lines indented as the first one is."""
    clipped = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return plain(clipped).strip().replace("\n", "\n    ")


def _overview(
    report: Report, books: Sequence[BookView], remarks: Sequence[Remark], visibility: Visibility
) -> str:
    """Return the text above the tests: the sum, where to go on, what is left to a person, what was odd.

    Gradescope's visibility is that of tests; this text may be shown at once. So where results are to be seen
    later, or never, it says only how the submission was read.
    """
    pairs = [(book, question) for book in books for question in book.questions]
    graded = [question for _, question in pairs if question.state != "hand"]
    needed = any(not test.most for one in graded for test in (*one.failed, *one.waiting, *one.passed))
    total = f"{number(report.score)} of {number(report.max_score)} points. {in_words(report, graded)}"
    outcome = ([total], _next(pairs)) if visibility == Visibility.visible else ([LATER], [])
    paragraphs = [
        *outcome,
        _by_hand(books),
        ["About your submission:", *_list(remarks)] if remarks else [],
        *([f"About {book.name}.ipynb:", *_about(book)] for book in books if book.lost or book.remarks),
        [NEEDED] if needed and visibility == Visibility.visible else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _next(pairs: Sequence[tuple[BookView, QuestionView]]) -> list[str]:
    best = sorted((pair for pair in pairs if pair[1].to_win > 0), key=lambda pair: -pair[1].to_win)[:FIRST]
    named = [
        f"- {one_line(question.id)} in {one_line(book.name)}: {number(question.to_win)} more"
        for book, question in best
    ]
    return ["Where most points are to be won:", *named] if named else []


def _by_hand(books: Sequence[BookView]) -> list[str]:
    asked = {book.name: [one for one in book.questions if one.state == "hand"] for book in books}
    every = [one for questions in asked.values() for one in questions]
    if not every:
        return []
    points = number(sum(one.most for one in every))
    named = [
        f"- {one_line(name)}: {', '.join(one_line(one.id) for one in questions)}"
        for name, questions in asked.items()
        if questions
    ]
    return [
        f"A person reads your written answers; they are not in this score ({points} more points):",
        *named,
    ]


def _about(book: BookView) -> list[str]:
    lost = [f"- {book.lost} {book.how}"] if book.lost else []
    return [*lost, *_list(book.remarks)]


def _list(remarks: Sequence[Remark]) -> list[str]:
    return [f"- {one_line(remark.text, LONGEST)} {remark.advice}".rstrip() for remark in remarks]
