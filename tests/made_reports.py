"""For tests of the pages: reports of this course's questions with whatever results, and pages taken apart.

Test modules cannot import one another: those that want this one load it by its path.
"""

import random
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from autograder.course import Course, Notebook
from autograder.report import NOT_STARTED, NotebookResult, QuestionResult, Report, TestResult

ASSIGNMENT = "a1_linear_classifiers"
VOID = {"meta", "br", "img", "input", "link", "wbr"}  # elements that nothing closes
HINTS = (
    "This equals the result without regularization.",
    "Your gradient is transposed: it needs the shape of `W`.",
    "Your code took too long and was stopped.",
    NOT_STARTED,
)
HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eevil\u2066",
    "\udcff\x00\x1b[2J",
    "W" * 3_000,
    "<style>*{display:none}</style>",
    "محمد علي",
)


def result(name: str, score: float, most: float, hint: str = "", message: str = "") -> QuestionResult:
    """Return the result of one question: a gate that passes, and a test that earns the score."""
    passed = score == most
    tests = (
        TestResult("test_exists", "The notebook defines the function.", "passed", 0.0, 0.0),
        TestResult(
            "test_values",
            f"The values of {name} are right.",
            "passed" if passed else "failed",
            score,
            most,
            message or hint,
        ),
    )
    return QuestionResult(name, score, most, "passed" if passed else "failed", hint, tests)


def report(
    course: Course,
    student: str = "ada",
    changed: Mapping[str, QuestionResult] | None = None,
    warnings: tuple[str, ...] = (),
    books: Mapping[str, NotebookResult] | None = None,
) -> Report:
    """Return a report with full marks but for what is changed: questions by id, notebooks by name."""
    made = {notebook.name: _book(notebook, changed or {}) for notebook in course.notebooks(ASSIGNMENT)}
    made |= books or {}
    scores = [book.score for book in made.values()]
    total = None if None in scores else float(sum(score or 0.0 for score in scores))
    most = sum(book.max_score for book in made.values())
    return Report(ASSIGNMENT, student, total, most, "landlock", "sha256:0", warnings, tuple(made.values()))


def _book(notebook: Notebook, changed: Mapping[str, QuestionResult]) -> NotebookResult:
    questions = [
        result(question.id, question.points, question.points)
        for question in notebook.questions
        if not question.manual
    ]
    for place, question in enumerate(questions):
        wanted = changed.get(question.id, question)
        if wanted.max_score == question.max_score:  # there is a `predict` in two notebooks
            questions[place] = wanted
    return NotebookResult(notebook.name, "graded", tuple(questions))


def lost(course: Course, name: str, status: str) -> NotebookResult:
    """Return a notebook that was not graded: missing, unreadable or error."""
    notebook = next(one for one in course.notebooks(ASSIGNMENT) if one.name == name)
    score, mark = (None, "error") if status == "error" else (0.0, "failed")
    asked = [question for question in notebook.questions if not question.manual]
    return NotebookResult(
        name, status, tuple(QuestionResult(one.id, score, one.points, mark) for one in asked)
    )


def many(course: Course, count: int) -> Iterator[Report]:
    """Yield the reports of a class of all sorts; always the same."""
    rng = random.Random(20)
    points = [one for book in course.notebooks(ASSIGNMENT) for one in book.questions if not one.manual]
    for number in range(count):
        wrong = [one for one in points if rng.random() < 0.02 * (number % 20)]
        changed = {
            one.id: result(one.id, rng.choice([0.0, one.points / 2]), one.points, rng.choice(HINTS))
            for one in wrong
        }
        books, warnings = {}, []
        for status in ("missing", "unreadable", "error"):
            if rng.random() < 0.02:
                books["losses"] = lost(course, "losses", status)
                warnings = [f"losses: {status}, as it were"]
        yield report(course, f"student{number:04}", changed, tuple(warnings), books)


class Document(HTMLParser):
    """A page taken apart: elements with their attributes, and the text in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[int, list[str]] = {}
        self._open: list[int] = []
        self.feed(page)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.elements[self._open[-1]][0] == tag, f"</{tag}> closes {self.elements[self._open[-1]]}"
        self._open.pop()

    def handle_data(self, data):
        for place in self._open:
            self.texts.setdefault(place, []).append(data)

    def find(self, tag, **wanted):
        """Return the texts of the elements of a kind with these attributes, white space folded."""
        return [
            " ".join("".join(self.texts.get(place, [])).split())
            for place, (name, attrs) in enumerate(self.elements)
            if name == tag
            and all(attrs.get(key.rstrip("_").replace("_", "-")) == value for key, value in wanted.items())
        ]
