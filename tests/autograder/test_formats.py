"""What machines read: step summaries, annotations, JUnit XML, result.json; students control none of it."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import mistune
import pytest
from markdown_it import MarkdownIt

from autograder.formats import below
from autograder.render.classroom50 import missing_variables, result_json
from autograder.render.github import ANNOTATIONS, annotations, markdown, step_summary
from autograder.render.junit import junit_xml
from autograder.report import NotebookResult, QuestionResult, Report, TestResult
from autograder.summary import Summary, row_of

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "http://evil.example www.evil.example https://evil.example",
    "| a | b |\n\n# heading\n- item\n1. item\n> quote\n```\ncode\n```",
    "*a* _b_ **c** __d__ ~~e~~ `f` <b>g</b> $h$ &lt;b&gt; &#60;b&#62; \\| \\\\| \\`",
    "::error title=x::y\n::add-mask::ada\n##[error]z ::set-output name=a::b",
    "</details><h1>x</h1>",
    "]]><failure/>&quot;\"'",
    "100% %0A::error::x,y:z",
    "".join(map(chr, [*range(32), 127, 0x85, 0x202E, 0x2028, 0xFFFE, 0xFFFF, 0xD800])),
    "- [ ] task",
    "+ a",
    "    indented",
]


def question(name="svm", score=6.0, hint="", tests=(), most=6.0):
    status = "error" if score is None else "passed" if score == most else "failed"
    return QuestionResult(name, score, most, status, hint, tests)


def report(*questions, student="ada", warnings=(), status="graded", name="losses", assignment="a1"):
    book = NotebookResult(name, status, questions or (question(),))
    return Report(assignment, student, book.score, book.max_score, "landlock", "sha256:", warnings, (book,))


def summary_of(*reports, **facts):
    return Summary(tuple(row_of(one, Path(f"{number}.json")) for number, one in enumerate(reports)), **facts)


def evil(text):
    tests = (TestResult("t", text, "failed", 0.0, 6.0, text),)
    return report(
        question(text, 0.0, text, tests),
        question("fine"),
        student=text,
        warnings=(text,),
        name=text,
        assignment=text,
    )


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, [attr for attr in attrs if attr[0] != "style"]))

    def handle_data(self, data):
        self.text += data


def rendered(text):
    """Render Markdown as GitHub would, by two programs."""
    commonmark = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    other = mistune.create_markdown(
        escape=False, plugins=["table", "strikethrough", "url", "task_lists", "footnotes"]
    )
    return [Page(commonmark.render(text)), Page(other(text))]


EXPECTED = {"code", "h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_summary_shows_what_students_wrote_and_nothing_more(text):
    made = evil(text)
    for single in (made, None):
        source = step_summary(summary_of(made, refused={text: text}), single)
        for page in rendered(source):
            assert {tag for tag, _ in page.elements} <= EXPECTED
            assert all(not attrs or tag in ("td", "th") for tag, attrs in page.elements)
        assert not re.search(r"^(::|##\[)", source, re.MULTILINE)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable() and "::" not in text])
def test_escaped_text_reads_as_it_was_written(text):
    for page in rendered(f"Note: {markdown(text)}"):
        assert page.text.strip().replace("`", "") == "Note: " + " ".join(text.split()).replace("`", "")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("`W` and `b_`", "<code>W</code> and <code>b&#95;</code>"),
        ("`W` and `b", "<code>W</code> and &#96;b"),
        ("`", "&#96;"),
        ("`<b>`", "<code>&#60;b&#62;</code>"),
    ],
)
def test_what_stands_in_backticks_is_code(text, source):
    assert markdown(text) == source


def test_nobody_is_mentioned_and_names_stay_readable():
    assert markdown("@octocat").replace("\u2060", "") == "@octocat"
    assert "@octocat" not in markdown("ask @octocat")
    assert markdown("svm_loss_naive (2.5)") == "svm_loss_naive (2.5)"


def test_a_class_is_figures_who_needs_a_look_and_everybody():
    made = [report(question(score=float(number)), student=f"s{number}") for number in range(5)]
    made.append(report(question(score=None), student="ours", warnings=("no worker",), status="error"))
    made.append(report(question(score=0.0), student="theirs", status="unreadable"))
    source = step_summary(summary_of(*made))
    assert (
        "**7** submissions · mean **1.7** of 6 · quarters 0.2, 1.5, 2.8 · **1** not graded, by our fault"
        in source
    )
    assert "### To look at (2)" in source
    assert "| ours | – | ⚠️ –/6 | no worker |" in source
    assert "| student | losses (6) | total | remark |" in source
    assert "| s3 | 3 | **3**/6 |  |" in source
    for page in rendered(source):
        assert [tag for tag, _ in page.elements].count("table") == 2
        assert [tag for tag, _ in page.elements].count("tr") == 2 + 2 + 7


def test_a_large_class_is_folded():
    made = [report(student=f"s{number}") for number in range(41)]
    source = step_summary(summary_of(*made))
    assert "<details><summary>All 41 students</summary>\n\n|" in source
    assert source.rstrip().endswith("</details>")
    assert all(("details", []) in page.elements for page in rendered(source))


def test_a_single_submission_is_shown_question_by_question():
    tests = [TestResult(f"t{n}", f"Title {n}.", "failed", 0.0, 1.0, f"Wrong {n}.") for n in range(5)]
    made = report(question("svm", 1.0, "A factor 2?", tuple(tests)), question("softmax"), warnings=("late",))
    source = step_summary(summary_of(made), made)
    assert "## ada · a1: 7/12" in source
    assert "- Note: late" in source
    assert "| ✅ | softmax | 6/6 |  |" in source
    why = "<br>".join(
        ["**A factor 2?**", *(f"Title {n}. (0/1) Wrong {n}." for n in range(3)), "and 2 more tests"]
    )
    assert f"| ❌ | svm | 1/6 | {why} |" in source


def test_what_is_the_same_for_a_whole_notebook_is_said_once():
    same = [question(f"q{number}", 0.0, "Not started yet.") for number in range(9)]
    made = report(*same)
    source = step_summary(summary_of(made), made)
    assert "❌ All 9 questions: **Not started yet.**" in source
    assert source.count("Not started yet.") == 1


@pytest.mark.parametrize("limit", [1_000, 20_000, 300_000])
def test_a_summary_keeps_to_its_limit_and_says_what_is_left_out(limit):
    students = 3_000
    made = [report(question(score=0.0, hint="wrong " * 30), student=f"student {n}") for n in range(students)]
    source = step_summary(summary_of(*made), limit=limit)
    assert len(source.encode()) <= limit
    [left] = re.findall(r"\*(\d+) more of students are left out", source)
    assert int(left) + source.count("\n| student ") - 1 == students
    assert source.rstrip().endswith("</details>")


def test_no_room_at_all_is_no_summary():
    assert step_summary(summary_of(report(), report(student="bob")), limit=50) == ""


def test_annotations_are_for_what_needs_a_person():
    made = [
        report(question(score=None), student="ours", warnings=("no worker",), status="error"),
        report(question(score=0.0), student="theirs", status="unreadable"),
        report(question(score=1.0), student="low"),
        report(student="fine"),
    ]
    summary = summary_of(*made, refused={"a2": "the reference fails"}, interrupted=True)
    assert annotations(summary, below(summary, 10)[1:]) == [
        "::error title=a2 was not graded::the reference fails",
        "::error title=ours could not be graded::a1: no worker",
        "::warning title=theirs%3A a file cannot be read::a1: losses",
        "::notice title=Interrupted::What was graded by then has been written.",
    ]
    assert "::error title=low is below the threshold::a1: 1 of 6 points" in annotations(
        summary, below(summary, 20)
    )


def test_annotations_are_bounded_by_kind():
    made = [report(question(score=0.0), student=f"s{n}", status="unreadable") for n in range(30)]
    said = annotations(summary_of(*made))
    assert len(said) == ANNOTATIONS
    assert said[-1].startswith("::warning title=and 21 more::")


@pytest.mark.parametrize("text", HOSTILE)
def test_an_annotation_is_one_command_with_one_property(text):
    made = report(question(score=None), student=text, warnings=(text,), status="error", assignment=text)
    [said] = annotations(summary_of(made))
    assert said.isprintable()
    kind, properties, data = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", said).groups()
    assert kind == "error"
    assert re.fullmatch(r"title=[^,:]*", properties)
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", properties + data)


# The elements and attributes of Jenkins' schema (junit-10.xsd), with the `error` that every consumer reads.
RESULT = {"type", "message"}
SCHEMA = {
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}, set()),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        },
        {"name", "tests", "failures", "errors"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, {"name", "value"}),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name", "time", "classname", "group"},
        {"name"},
    ),
    "skipped": (set(), RESULT, set()),
    "error": (set(), RESULT, set()),
    "failure": (set(), RESULT, set()),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}


def junit(*reports, **words):
    """Return the document, held against the schema and its own counts."""
    root = ElementTree.fromstring(junit_xml(reports, **words))
    assert root.tag == "testsuites"
    for element in root.iter():
        children, known, needed = SCHEMA[element.tag]
        assert {child.tag for child in element} <= children
        assert needed <= set(element.attrib) <= known
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for attribute, tag in counted.items():
            assert int(suite.get(attribute)) == len(suite.findall(f"testcase/{tag}"))
    for attribute in ("tests", "failures", "errors"):
        assert int(root.get(attribute)) == sum(int(suite.get(attribute)) for suite in root)
    return root


def test_junit_has_a_suite_for_each_notebook_and_a_case_for_each_question():
    tests = (TestResult("t", "The loss is right.", "failed", 1.0, 6.0, "Twice too large."),)
    made = report(question("svm", 1.0, "A factor 2?", tests), question("softmax"), warnings=("late",))
    root = junit(made, report(student="bob"))
    assert [suite.get("name") for suite in root] == ["a1.losses.ada", "a1.losses.bob"]
    suite = root[0]
    assert [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")] == [
        ("a1.ada.losses", "svm"),
        ("a1.ada.losses", "softmax"),
    ]
    facts = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert facts["score"] == "7"
    assert facts["max_score"] == "12"
    assert facts["score.svm"] == "1"
    failure = suite.find("testcase/failure")
    assert failure.get("message") == "A factor 2?"
    assert failure.text == "The loss is right. (1/6)\nTwice too large."
    assert suite.find("testcase/system-out").text == "1 of 6 points"
    assert suite.find("system-err").text == "late"


@pytest.mark.parametrize(
    ("status", "score", "tag"),
    [("missing", 0.0, "skipped"), ("unreadable", 0.0, "failure"), ("error", None, "error")],
)
def test_junit_tells_why_a_notebook_has_no_points(status, score, tag):
    [suite] = junit(report(question(score=score), status=status))
    assert [child.tag for child in suite.find("testcase")] == [tag, "system-out"]
    empty = Report("a1", "ada", None, 0.0, "", "", (), (NotebookResult("losses", status),))
    [suite] = junit(empty)
    assert suite.find(f"testcase/{tag}") is not None


def test_junit_of_a_refused_assignment_is_an_error():
    [suite] = junit(refused={"a1": "the reference fails"})
    assert suite.find("testcase/error").get("message") == "the reference fails"


@pytest.mark.parametrize("text", HOSTILE)
def test_junit_of_anything_is_well_formed(text):
    root = junit(evil(text), refused={text: text})
    assert len(root) == 2


RUNNER = {
    "CLASSROOM": "cs", "ASSIGNMENT": "losses", "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://x.org/c", "RELEASE_URL": "https://x.org/r", "OWNER": "ada",
}  # fmt: skip
TEXT, COUNT = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$"}
TEST = {"test-name": TEXT, "passed": {"type": "boolean"}, "score": COUNT, "max-score": COUNT}
# What the published schema (foundation50/classroom50, schemas/result-v1.schema.json) says, in our words.
REQUIRED = {
    "schema": {"const": "classroom50/result/v1"}, "classroom": TEXT, "assignment": TEXT,
    "assignment_type": {"enum": ["individual", "group"]}, "owner": TEXT,
    "submission": {"type": "string", "pattern": "^submit/"}, "commit": TEXT, "release": TEXT, "review": TEXT,
    "datetime": MOMENT, "score": COUNT, "max-score": COUNT,
    "tests": {"type": "array", "items": {"type": "object", "properties": TEST, "required": list(TEST)}},
}  # fmt: skip
RESULT_V1 = {
    "type": "object", "additionalProperties": False, "required": list(REQUIRED),
    "properties": {**REQUIRED, "graded_at": MOMENT},
}  # fmt: skip


@pytest.mark.parametrize(
    "made", [report(), report(question(score=2.5), question("q", 0.4)), evil("\x00\ud800<b>")]
)
def test_the_result_for_classroom50_is_of_its_schema(made):
    result = json.loads(result_json(made, RUNNER))
    jsonschema.validate(result, RESULT_V1)
    assert result["score"] == sum(test["score"] for test in result["tests"]) <= result["max-score"]
    assert all(test["score"] <= test["max-score"] for test in result["tests"])


def test_the_result_for_classroom50_rounds_points_and_keeps_them_beside():
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    result = json.loads(result_json(report(question(score=2.5, hint="Why?")), RUNNER, moment))
    assert result["tests"] == [
        {
            "test-name": "losses: svm",
            "passed": False,
            "score": 3,
            "max-score": 6,
            "points": 2.5,
            "message": "Why?",
        }
    ]
    assert result["datetime"] == "2026-03-01T12:00:00Z"
    assert result["review"] == RUNNER["COMMIT_URL"]
    assert missing_variables(RUNNER) == []
    assert missing_variables({"USERNAME": "ada"}) == [name for name in RUNNER if name != "OWNER"]
    assert missing_variables({name: "x" for name in RUNNER if name != "OWNER"}) == ["OWNER"]


@pytest.mark.parametrize(
    ("share", "low"),
    [(None, []), (0, []), (50, ["half"]), (50.001, ["half", "exactly"]), (100, ["half", "exactly"])],
)
def test_a_threshold_is_a_share_of_the_points(share, low):
    made = [
        report(question(score=2.9), student="half"),
        report(question(score=3.0), student="exactly"),
        report(question(score=6.0), student="full"),
        report(question(score=None), student="ours", status="error"),
        report(question(score=0.0, most=0.0), student="nothing to get"),
    ]
    assert [row.student for row in below(summary_of(*made), share)] == low
