"""Results as JUnit XML: a test suite for each notebook of each student, a test case for each question.

Elements and attributes are those that the schemas of Jenkins, Surefire and Ant share. Points stand in the
properties of the suite, and in the output of each case: properties of a case are in none of these schemas.
"""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Xml
from xml.etree.ElementTree import Element, SubElement

from autograder.plain import one_line, plain
from autograder.render.table import number
from autograder.report import NotebookResult, QuestionResult, Report, TestResult

MESSAGE = 300  # characters of an attribute
TEXT = 4_000  # characters of what a failure says
MISSING = "The notebook was not handed in."
UNREADABLE = "The file cannot be read."
OURS = "This could not be graded, by our fault."
RESULTS = ("failure", "error", "skipped")


def junit_xml(reports: Iterable[Report], refused: Mapping[str, str] | None = None) -> bytes:
    """Return a document in UTF-8.

    Parameters
    ----------
    reports : iterable of Report
        Each becomes as many suites as it has notebooks.
    refused : mapping, optional
        Assignments that could not be graded at all, and why: each an error in a suite of its own.
    """
    root = Element("testsuites", name="autograder")
    for assignment, reason in (refused or {}).items():
        suite = SubElement(root, "testsuite", name=_attribute(assignment))
        _result(_case(suite, "graded", _attribute(assignment)), "error", reason)
        _count(suite)
    for report in reports:
        for book in report.notebooks:
            _suite(root, report, book)
    totals = {
        name: sum(int(suite.get(name, "0")) for suite in root) for name in ("tests", "failures", "errors")
    }
    for name, total in totals.items():
        root.set(name, str(total))
    Xml.indent(root)
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: Element, report: Report, book: NotebookResult) -> None:
    name = f"{report.assignment}.{book.name}.{report.student}"
    suite = SubElement(root, "testsuite", name=_attribute(name))
    facts = {
        "assignment": report.assignment,
        "notebook": book.name,
        "student": report.student,
        "status": book.status,
        "isolation": report.isolation,
        "score": number(book.score),
        "max_score": number(book.max_score),
    }
    for question in book.questions:
        facts[f"score.{question.id}"] = number(question.score)
        facts[f"max_score.{question.id}"] = number(question.max_score)
    properties = SubElement(suite, "properties")
    for key, value in facts.items():
        SubElement(properties, "property", name=_attribute(key), value=_attribute(value))
    classname = _attribute(f"{report.assignment}.{report.student}.{book.name}")
    for question in book.questions:
        case = _case(suite, question.id, classname)
        _judge(case, book, question)
        SubElement(case, "system-out").text = f"{_points(question, ' of ')} points"
    if not book.questions and book.status != "graded":
        _result(_case(suite, book.name, classname), *_WHOLE[book.status])
    _count(suite)
    if report.warnings:
        SubElement(suite, "system-err").text = plain("\n".join(report.warnings))[:TEXT]


_WHOLE = {
    "missing": ("skipped", MISSING),
    "unreadable": ("failure", UNREADABLE),
    "error": ("error", OURS),
}


def _judge(case: Element, book: NotebookResult, question: QuestionResult) -> None:
    if book.status in _WHOLE:
        _result(case, *_WHOLE[book.status])
    elif question.status != "passed":
        failed = [test for test in question.tests if test.status in ("failed", "error")]
        first = question.hint or next((test.message or test.title for test in failed), "")
        lines = [f"{test.title or test.name} ({_points(test, '/')})\n{test.message}" for test in failed]
        kind = "error" if question.status == "error" else "failure"
        _result(case, kind, first or OURS, "\n\n".join(lines))


def _case(suite: Element, name: str, classname: str) -> Element:
    return SubElement(suite, "testcase", name=_attribute(name), classname=classname)


def _result(case: Element, kind: str, message: str, text: str = "") -> None:
    result = SubElement(case, kind, message=_attribute(message), type=kind)
    result.text = plain(text[: 2 * TEXT])[:TEXT] or None


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for kind, attribute in zip(RESULTS, ("failures", "errors", "skipped"), strict=True):
        suite.set(attribute, str(sum(case.find(kind) is not None for case in cases)))


def _points(result: QuestionResult | TestResult, of: str) -> str:
    return f"{number(result.score) or '-'}{of}{number(result.max_score)}"


def _attribute(text: str) -> str:
    """Return text on one line, without what XML 1.0 forbids: control characters, surrogates."""
    return one_line(text, MESSAGE)
