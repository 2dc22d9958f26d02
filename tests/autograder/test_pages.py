"""The pages as documents: what they say, that it adds up, and that nobody else's text becomes markup."""

import base64
import hashlib
import importlib.util
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.course import find_course
from autograder.gate import WITHHELD
from autograder.render.pages import class_report, student_page
from autograder.render.pages.histogram import bins
from autograder.render.table import number
from autograder.report import NOT_STARTED, TestResult, from_json, to_json
from autograder.settings import read_settings

SPEC = importlib.util.spec_from_file_location("made_reports", Path(__file__).parents[1] / "made_reports.py")
MADE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MADE)

COURSE = find_course(Path(__file__))
A1 = MADE.ASSIGNMENT
TAGS = MADE.VOID - {"br", "img", "link"} | set(
    re.findall(
        r"\w+",
        """html head title style body script header main section nav footer h1 h2 h3 p div span a bdi strong
        code ul ol li dl dt dd details summary table caption thead tbody tr th td label select option
        svg g path defs clippath use text rect line""",
    )
)


def wrong(name, score=0.0, most=6.0, hint="This equals the result without regularization.", message=""):
    return {name: MADE.result(name, score, most, hint, message)}


MISSING = "Your notebook does not define `l2_penalty`: its cell is missing, or it was renamed."
UNBEGUN = {"svm_loss_naive": MADE.result("svm_loss_naive", 0.0, 6.0, NOT_STARTED, NOT_STARTED)}


def test_where_to_go_on_prefers_what_is_begun_to_what_is_not():
    begun = wrong("l2_penalty", most=1.0)
    page = MADE.Document(student_page(MADE.report(COURSE, changed=UNBEGUN | begun), COURSE))
    (start,) = page.find("section", aria_labelledby="next")
    assert start.index("l2_penalty") < start.index("svm_loss_naive")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (UNBEGUN, "The other one waits for you to begin."),
        (wrong("l2_penalty", most=1.0), "For the other one, what is known about the mistake stands below."),
        (UNBEGUN | wrong("l2_penalty", most=1.0), "marks, 1 is not begun. For the rest, what is known"),
        (
            wrong("l2_penalty", most=1.0, hint=MISSING),
            "For the other one, what is known about the mistake stands below.",
        ),
    ],
)
def test_the_words_at_the_top_tell_what_is_wrong_from_what_is_not_begun(changed, words):
    page = student_page(MADE.report(COURSE, changed=changed), COURSE)
    assert words in page


@pytest.fixture(scope="module")
def mixed():
    return list(MADE.many(COURSE, 60))


def test_the_points_in_a_students_page_are_those_of_the_report(mixed):
    for report in mixed:
        page = MADE.Document(student_page(report, COURSE))
        for book in report.notebooks:
            for question in book.questions:
                (section,) = page.find("section", id=f"{book.name}-{question.id}")
                shown = "–" if question.score is None else number(question.score)
                assert f"{shown} of {number(question.max_score)}" in section
        known = sum(book.score or 0.0 for book in report.notebooks)
        (total,) = page.find("p", class_="total")
        assert total.startswith(f"{number(known)} of {number(report.max_score)} points")
        assert total.endswith("so far") == (report.score is None)


def test_what_is_wrong_stands_first_and_once():
    changed = wrong("svm_loss_naive", hint="The sentence.", message="What was compared.")
    page = MADE.Document(student_page(MADE.report(COURSE, changed=changed), COURSE))
    (section,) = page.find("section", id="losses-svm_loss_naive")
    places = [section.index(text) for text in ("2.1 With loops", "The sentence.", "The values", "What was")]
    assert places == sorted(places)
    (start,) = page.find("section", aria_labelledby="next")
    assert "svm_loss_naive" in start
    assert "6 points" in start
    assert "The sentence." in start
    same = wrong("svm_loss_naive", hint="The sentence.", message="The sentence.")
    page = MADE.Document(student_page(MADE.report(COURSE, changed=same), COURSE))
    assert page.find("section", id="losses-svm_loss_naive")[0].count("The sentence.") == 1


def test_the_way_on_begins_where_most_is_to_be_won():
    changed = wrong("l2_penalty", most=1.0) | wrong("train", 2.0) | wrong("svm_loss_naive", 5.0)
    (start,) = MADE.Document(student_page(MADE.report(COURSE, changed=changed), COURSE)).find(
        "section", class_="next"
    )
    places = [start.index(name) for name in ("train", "svm_loss_naive", "l2_penalty")]  # 4 points, 1, and 1
    assert places == sorted(places)


def test_what_is_not_begun_is_not_called_wrong():
    changed = wrong("svm_loss_naive", hint=NOT_STARTED) | wrong("softmax_loss_naive")
    page = MADE.Document(student_page(MADE.report(COURSE, changed=changed), COURSE))
    (begun,) = page.find("section", id="losses-softmax_loss_naive")
    (empty,) = page.find("section", id="losses-svm_loss_naive")
    assert "1 hidden test fails for this reason" in begun
    assert "0 of 6 not started yet" in empty
    assert "1 hidden test waits for this" in empty


def test_full_marks_are_praised_and_lead_nowhere():
    page = MADE.Document(student_page(MADE.report(COURSE), COURSE))
    assert "Well done!" in page.find("p", class_="lead")[0]
    assert page.find("section", class_="next") == []


def test_what_a_person_marks_is_named_and_not_counted():
    manual = [one for book in COURSE.notebooks(A1) for one in book.questions if one.manual]
    page = MADE.Document(student_page(MADE.report(COURSE), COURSE))
    assert len(page.find("section", class_="question hand")) == len(manual)
    assert all("not in this page" in text for text in page.find("section", class_="question hand"))
    (note,) = page.find("p", class_="note")
    assert f"{len(manual)} written answers: {number(sum(one.points for one in manual))} more points" in note


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("missing", "not handed in"),
        ("unreadable", "could not be read"),
        ("error", "no fault of yours"),
    ],
)
def test_a_lost_notebook_is_explained(status, said):
    report = MADE.report(COURSE, books={"losses": MADE.lost(COURSE, "losses", status)})
    page = student_page(report, COURSE)
    assert said in page
    assert ("so far" in page) == (status == "error")


def test_what_happened_on_our_side_is_for_the_instructor():
    warnings = (
        "losses: The suite process ended: Traceback, File suites/x.py",
        "test_edges: unexpected KeyError in the suite",
        "not graded, by no fault of the student's: OSError: disk",
        "knn: cell 26 (`while True:`) took longer than 2 s and was skipped",
    )
    books = {"losses": MADE.lost(COURSE, "losses", "error")}
    report = MADE.report(COURSE, warnings=warnings, books=books)
    page = student_page(report, COURSE)
    assert not any(text in page for text in ("Traceback", "KeyError", "OSError"))
    assert "<code>while True:</code>) took longer than 2 s and was skipped. " in page
    assert "everything else was graded as usual" in page
    everything = class_report([report], COURSE, A1)
    assert all(text in everything for text in ("Traceback", "KeyError", "OSError"))


def test_hidden_code_and_the_secret_are_withheld():
    losses = next(book for book in COURSE.notebooks(A1) if book.name == "losses")
    hidden = "agree(submission, reference, "
    line = next(
        line.strip() for line in (losses.suite / "test_svm.py").read_text().splitlines() if hidden in line
    )
    secret = read_settings(COURSE.root).secret
    for text in (f"it failed in {line}", f"see {losses.suite}", f"drawn with {secret}"):
        changed = wrong("svm_loss_naive", hint=text)
        page = student_page(MADE.report(COURSE, changed=changed), COURSE)
        assert WITHHELD in page
        assert text.split()[-1] not in page
    changed = wrong("svm_loss_naive", hint=f"drawn with {secret}")
    assert secret not in class_report([MADE.report(COURSE, changed=changed)], COURSE, A1)


def test_a_students_own_line_is_shown_though_it_is_the_references():
    own = (
        "Your code raised ValueError: shapes (cell 3, line 9: `dW = X.T @ dscores / num_train + 2 * reg * W`)"
    )
    page = student_page(MADE.report(COURSE, changed=wrong("svm_loss_naive", hint=own)), COURSE)
    assert "dW = X.T @ dscores / num_train + 2 * reg * W" in page


def hostile_reports():
    for place, text in enumerate(MADE.HOSTILE):
        changed = wrong("svm_loss_naive", 1.0, hint=f"{text} `{text}`", message=f"{place} {text}\n{text}")
        yield MADE.report(COURSE, text, changed, (f"losses: {text}", text))


def test_nobody_elses_text_becomes_markup():
    reports = list(hostile_reports())
    pages = [student_page(report, COURSE) for report in reports]
    for page in [*pages, class_report(reports, COURSE, A1)]:
        page.encode()
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", page)
        elements = MADE.Document(page).elements
        assert {tag for tag, _ in elements} <= TAGS
        assert Counter(tag for tag, _ in elements)["script"] == ("Class report" in page)
        assert Counter(tag for tag, _ in elements)["style"] == 1
        assert not [
            name for _, attrs in elements for name in attrs if name.startswith("on") or name == "style"
        ]
    assert "49" not in MADE.Document(pages[2]).find("h1")[0]


def test_the_pages_fetch_nothing_and_say_so():
    reports = list(hostile_reports())
    for page in (student_page(MADE.report(COURSE), COURSE), class_report(reports, COURSE, A1)):
        elements = MADE.Document(page).elements
        assert not re.search(r"https?:|@import|url\((?!#)", page)
        assert not [attrs for _, attrs in elements if "src" in attrs or "xlink:href" in attrs]
        links = [attrs["href"] for _, attrs in elements if "href" in attrs]
        assert links
        assert all(re.fullmatch(r"#[\w.-]+|\./[\w.%~-]+\.html", link) for link in links)
        policy = next(attrs["content"] for _, attrs in elements if "http-equiv" in attrs)
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        for tag in ("style", "script"):
            for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL):
                digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
                assert f"{tag}-src 'sha256-{digest}'" in policy


def test_every_link_within_a_page_arrives(mixed):
    for page in (student_page(mixed[19], COURSE), class_report(mixed, COURSE, A1)):
        elements = MADE.Document(page).elements
        ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        wanted = {attrs["href"][1:] for _, attrs in elements if attrs.get("href", "").startswith("#")}
        wanted |= {one for _, attrs in elements for one in attrs.get("aria-labelledby", "").split()}
        assert wanted <= set(ids)
        levels = [int(tag[1]) for tag, _ in elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


AGAIN = """
import sys; from pathlib import Path
from autograder.course import find_course
from autograder.render.pages import class_report, student_page
from autograder.report import from_json
course = find_course(Path(sys.argv[1]))
reports = [from_json(line) for line in sys.stdin.buffer.read().split(b"\\0")]
pages = class_report(reports, course, reports[0].assignment), student_page(reports[7], course)
import hashlib; print(hashlib.sha256("".join(pages).encode()).hexdigest())
"""


def test_the_same_reports_give_the_same_bytes_in_any_order_and_process(mixed):
    page = class_report(mixed, COURSE, A1)
    shuffled = random.Random(1).sample(mixed, len(mixed))
    assert class_report(iter(shuffled), COURSE, A1) == page
    expected = hashlib.sha256((page + student_page(mixed[7], COURSE)).encode()).hexdigest()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", AGAIN, str(COURSE.root)],
            input=b"\0".join(map(to_json, mixed)),
            env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": str(COURSE.root)},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode().strip() == expected


def test_a_class_adds_up(mixed):
    page = MADE.Document(class_report(mixed, COURSE, A1))
    figures = dict(zip(page.find("dt"), page.find("dd"), strict=True))
    totals = [report.score for report in mixed if report.score is not None]
    assert figures["students"] == str(len(mixed))
    assert figures["mean"] == f"{statistics.fmean(totals):.1f}"
    assert figures["full marks"] == str(totals.count(84.0)) != "0"
    assert figures["to look at"] == str(sum(bool(report.warnings) for report in mixed)) != "0"
    rows = [cells for _, cells in rows_of(page)]
    questions = [cells for cells in rows if len(cells) == 8]
    assert len(questions) == sum(len(book.questions) for book in mixed[0].notebooks)
    assert all(sum(map(int, cells[3:])) == len(mixed) for cells in questions)
    students = [cells for cells in rows if len(cells) == 7]
    assert len(students) == len(mixed)
    for cells, report in zip(students, mixed, strict=True):  # by name, as they were made
        assert cells[0].startswith(report.student)
        assert cells[5] == (number(report.score) or "–")
        shown = [number(None if book.status == "error" else book.score) or "–" for book in report.notebooks]
        assert cells[1:5] == shown


def rows_of(page):
    """Return the cells of each body row."""
    rows = []
    for place, (tag, _) in enumerate(page.elements):
        text = " ".join("".join(page.texts.get(place, [])).split())
        if tag == "tr":
            rows.append((place, []))
        elif tag in ("th", "td"):
            rows[-1][1].append(text)
    return [row for row in rows if page.elements[row[0] + 1][1].get("scope") == "row"]


def test_a_misconception_counts_students_and_links_to_them():
    told = MADE.HINTS[0]
    both = wrong("svm_loss_naive", hint=told) | wrong("softmax_loss_naive", hint=told)
    reports = [
        MADE.report(COURSE, "ada", both),
        MADE.report(COURSE, "Grace H", wrong("svm_loss_naive", hint=told)),
        MADE.report(COURSE, "kurt", wrong("svm_loss_naive", hint=MADE.HINTS[2])),
        MADE.report(COURSE, "late", wrong("svm_loss_naive", hint=NOT_STARTED)),
    ]
    page = class_report(reports, COURSE, A1)
    mistakes = page[page.index('<ol class="mistakes">') : page.index("</ol>")]
    first, second = mistakes.split('<span class="count num">')[1:]
    assert first.startswith("2<")
    assert told in first
    assert "<code>svm_loss_naive</code> 2 times, <code>softmax_loss_naive</code> 1 time" in first
    assert re.findall('href="(.*?)"', first) == ["./ada.html", "./Grace%20H.html"]
    assert second.startswith("1<")
    assert NOT_STARTED not in mistakes


def test_broken_submissions_are_listed_by_urgency():
    reports = [
        MADE.report(
            COURSE, status, {}, (f"losses: {status} it is",), {"losses": MADE.lost(COURSE, "losses", status)}
        )
        for status in ("missing", "unreadable", "error")
    ] + [
        MADE.report(COURSE, "odd", {}, ("losses: read from 'losses (1).ipynb'",)),
        MADE.report(COURSE, "zoe"),
    ]
    page = MADE.Document(class_report(reports, COURSE, A1))
    (look,) = page.find("section", aria_labelledby="look")
    places = [look.index(text) for text in ("error it is", "unreadable it is", "missing it is", "read from")]
    assert places == sorted(places)
    assert "zoe" not in look


def test_an_empty_class_and_a_single_student_have_a_report():
    assert "Nobody has been graded yet" in class_report([], COURSE, A1)
    ours = MADE.report(COURSE, books={"losses": MADE.lost(COURSE, "losses", "error")})
    assert "Nobody has been graded yet" in class_report([ours], COURSE, A1)
    alone = class_report([MADE.report(COURSE)], COURSE, A1)
    assert "Students by score" in alone
    assert "Histogram of" not in alone  # one score has no distribution
    assert "Nobody" in class_report([MADE.report(COURSE)], COURSE, "a2_neural_networks")


@pytest.mark.parametrize(
    ("totals", "most"),
    [([0.0, 84.0, 83.5, 4.99, 5.0], 84.0), ([0.25, 1.0], 1.0), ([3.0], 3.0), ([90.0], 84.0), ([0.0], 5000.0)],
)
def test_each_score_is_in_one_bin(totals, most):
    found = bins(totals, most)
    assert sum(one.count for one in found) == len(totals)
    assert len(found) <= 22
    for one in found:
        assert one.count == sum(one.low <= total < one.high for total in totals)
    assert found[-1].low <= max(most, *totals) < found[-1].high


def test_a_thousand_students_are_quick_and_small():
    reports = list(MADE.many(COURSE, 1_000))
    class_report(reports[:10], COURSE, A1)  # imports and templates
    start = time.process_time()
    page = class_report(iter(reports), COURSE, A1)
    assert time.process_time() - start < 2.0
    assert len(page.encode()) < 1_000_000
    start = time.process_time()
    sizes = [len(student_page(report, COURSE).encode()) for report in reports[:100]]
    assert (time.process_time() - start) / 100 < 0.005
    assert max(sizes) < 120_000


def test_reports_of_an_unknown_assignment_still_have_pages():
    report = from_json(to_json(MADE.report(COURSE)).replace(A1.encode(), b"project"))
    assert "Project" in student_page(report, COURSE)
    assert "svm_<wbr>loss_<wbr>naive" in class_report([report], COURSE, "project")


def test_a_test_that_is_ours_shows_no_message():
    ours = TestResult("test_x", "It is right.", "error", None, 6.0, "This could not be graded: /home/x")
    question = MADE.result("svm_loss_naive", 0.0, 6.0)
    broken = type(question)(question.id, None, 6.0, "error", "", (ours,))
    page = student_page(MADE.report(COURSE, changed={"svm_loss_naive": broken}), COURSE)
    assert "/home/x" not in page
    assert "could not be run" in page
