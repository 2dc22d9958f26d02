"""What people see: tables, one submission, progress; and that no student controls the terminal."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.render.moves import kind, moves
from autograder.render.pairs import show_pairs
from autograder.render.progress import progress, rate
from autograder.render.submission import show_submission
from autograder.render.table import grades_csv, number
from autograder.render.terminal import remark, show_class, show_summary
from autograder.report import NotebookResult, QuestionResult, Report, TestResult
from autograder.similarity import Alike, Pair
from autograder.summary import Row, Summary, row_of

EVIL = "\x1b[2J\x1b]0;title\x07[bold red]\u202e\udcff<b>"


def console(width: int = 80, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(), width=width, force_terminal=terminal, highlight=False, legacy_windows=False
    )


def shown(screen: Console) -> str:
    return screen.file.getvalue()


def question(name="svm", score=6.0, hint="", tests=()):
    status = "error" if score is None else "passed" if score == 6.0 else "failed"
    return QuestionResult(name, score, 6.0, status, hint, tests)


def report(*questions, student="ada", warnings=(), status="graded", name="losses"):
    book = NotebookResult(name, status, questions)
    return Report("a1", student, book.score, book.max_score, "landlock", "sha256:", warnings, (book,))


def row(*questions, **fields) -> Row:
    return row_of(report(*questions, **fields), Path("reports/a1/ada.json"))


def lines_of(draw, *arguments, width=80) -> list[str]:
    screen = console(width)
    draw(*arguments, screen)
    return [line.rstrip() for line in shown(screen).splitlines() if line.strip()]


def test_pairs_that_are_alike_are_named_with_where_and_what_that_means():
    alike = tuple(Alike("losses", f"q{number}", 0.9) for number in range(6))
    pairs = [Pair("ada", EVIL, (0.4, 0.97), alike), *[Pair("bob", "cleo", (0.5, 0.5), ())] * 50]
    text = " ".join(lines_of(show_pairs, "a1", 7, pairs, width=120))
    assert "a1: 51 pairs among 7 submissions" in text
    assert "97%" in text
    assert "q0 90%, q1 90%, q2 90%, q3 90% and 2 more" in text
    assert "and 11 more pairs" in text
    assert "\x1b" not in text
    assert "Alike is not copied" in text
    assert lines_of(show_pairs, "a1", 7, []) == ["a1: no two of 7 submissions resemble each other."]


@pytest.mark.parametrize(
    ("before", "now", "counted"),
    [(3.0, 5.0, "up"), (5.0, 3.0, "down"), (4.0, 4.0, "same"), (None, 4.0, "not graded"), (4.0, None, "not")],
)
def test_a_move_is_counted_under_its_word(before, now, counted):
    earlier = replace(row(), total=now, before=before, news="changed")
    assert kind(earlier).startswith(counted)
    assert moves(earlier) == (before != now)


@pytest.mark.parametrize(
    ("score", "text"), [(17.0, "17"), (2.5, "2.5"), (0.0, "0"), (-0.0, "0"), (1 / 3, "0.333333"), (None, "")]
)
def test_points_are_written_as_a_person_writes_them(score, text):
    assert number(score) == text


def test_a_table_of_grades_leaves_empty_what_is_null():
    rows = [row(question(score=3.0), question("softmax", 6.0)), row(question(score=None), student="bob")]
    assert grades_csv(rows, ["knn", "losses"]) == ("student,knn,losses,total,max\nada,,9,9,12\nbob,,,,6\n")


def test_a_name_is_no_formula_and_no_second_column():
    text = grades_csv([row(question(), student='=HYPERLINK("x"),a')], ["losses"])
    assert text.splitlines()[1] == '"\'=HYPERLINK(""x""),a",6,6,6'


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (row(question()), ""),
        (row(question(score=0.0, hint="A sign is flipped.")), "A sign is flipped."),
        (
            row(question(score=0.0, hint="once"), *[question(str(i), 0.0, "twice") for i in "ab"]),
            "twice (and 2 more)",
        ),
        (row(question(), warnings=("losses: cell 3 was skipped",)), "losses: cell 3 was skipped"),
        (row(question(score=0.0), status="missing"), "losses: missing"),
        (row(question(score=None), warnings=("odd", "ours")), "ours"),
        (row(question(score=None)), "not graded, by our fault"),
    ],
)
def test_a_remark_is_the_most_useful_thing_to_know(made, expected):
    assert remark(made).plain == expected


def test_a_class_is_one_line_a_student():
    rows = [row(question()), row(question(score=2.5, hint="No 1/N."), student="bob")]
    lines = lines_of(show_class, "a1", rows)
    assert lines[0].split() == ["a1"]
    assert lines[1].split() == ["student", "losses", "total", "remark"]
    assert lines[3].split() == ["ada", "6", "6/6"]
    assert lines[4].split() == ["bob", "2.5", "2.5/6", "No", "1/N."]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_its_terminal_and_loses_no_words(width):
    books = tuple(NotebookResult(name, "graded", (question(),)) for name in ("knn", "computational_graphs"))
    hint = "This equals the gradient without the regularization term."
    wide = Report("a1", "ada" * 9, 12.0, 12.0, "", "", (), (*books, report(question(hint=hint)).notebooks[0]))
    lines = lines_of(show_class, "a1", [row_of(wide, Path())], width=width)
    assert max(map(len, lines)) <= width
    assert "".join("".join(lines).split()).count("12/12") == 1


def test_a_large_class_is_figures_problems_and_the_lowest():
    rows = [row(question(score=float(i % 7)), student=f"s{i:03}") for i in range(300)]
    rows.append(row(question(score=None), student="ours", warnings=("no worker",)))
    rows.append(row(question(score=0.0), student="theirs", status="unreadable"))
    lines = lines_of(show_class, "a1", rows)
    text = "\n".join(lines)
    assert len(lines) < 40
    assert "302" in text
    assert "To look at (2)" in text
    assert "no worker" in text
    assert "The lowest 10" in text
    assert "s007" in text
    assert "s006" not in text


def test_each_assignment_has_its_table():
    other = Report("a2", "ada", 6.0, 6.0, "", "", (), report(question()).notebooks)
    lines = lines_of(show_summary, Summary((row(question()), row_of(other, Path()))))
    assert [line for line in lines if line.strip() in ("a1", "a2")]
    assert len([line for line in lines if "6/6" in line]) == 2


def test_one_submission_shows_what_failed_and_why():
    tests = (
        TestResult("test_loss", "The loss is right.", "failed", 0.0, 2.0, "Your loss is twice too large."),
        TestResult("test_edge", "Edge cases are right.", "passed", 4.0, 4.0),
        TestResult("test_pure", "W is left alone.", "skipped", 0.0, 0.0, "not run"),
    )
    made = report(question(score=4.0, hint="Is a factor 2 missing?", tests=tests), warnings=("a note",))
    text = "\n".join(lines_of(show_submission, made))
    for part in (
        "ada",
        "4/6",
        "a note",
        "Is a factor 2 missing?",
        "The loss is right. (0/2)",
        "twice too large",
    ):
        assert part in text
    assert "Edge cases" not in text
    assert "left alone" not in text


def test_what_a_hint_says_is_not_repeated_for_each_test():
    tests = tuple(
        TestResult(f"test_{i}", f"Title {i}.", "failed", 0.0, 2.0, "Not started.") for i in range(9)
    )
    text = "\n".join(lines_of(show_submission, report(question(score=0.0, hint="Not started.", tests=tests))))
    assert text.count("Not started.") == 1
    assert "Title" not in text


def test_what_could_not_be_graded_is_ours():
    test = TestResult("test_loss", "The loss is right.", "error", None, 6.0, "no worker")
    text = "\n".join(lines_of(show_submission, report(question(score=None, tests=(test,)), status="error")))
    assert "not graded, by our fault" in text
    assert "-/6" in text
    assert "no worker" in text


@pytest.mark.parametrize("terminal", [False, True])
def test_no_student_controls_the_terminal(terminal):
    tests = (TestResult("t", EVIL, "failed", 0.0, 6.0, EVIL),)
    evil = report(question(score=0.0, hint=EVIL, tests=tests), student=EVIL, warnings=(EVIL,), name="losses")
    screen = console(terminal=terminal)
    show_submission(evil, screen)
    show_class("a1", [row_of(evil, Path())], screen)
    with progress(1, screen) as on_done:
        on_done(row_of(evil, Path()))
    text = shown(screen)
    for part in ("\x1b[2J", "\x1b]", "\x07", "\u202e", "\udcff"):
        assert part not in text
    assert "[bold red]" in text  # shown, not obeyed


def test_progress_without_a_terminal_is_plain_lines():
    screen = console(200)
    with progress(3, screen) as on_done:
        on_done(row(question(score=3.0)))
        on_done(row(question(score=3.0)))
        on_done(None)
    start, first, second, third = shown(screen).splitlines()
    assert start == "Preparing the suites for 3 submissions ..."
    assert first == "[1/3] ada a1 3/6"  # how fast it is shows from the second on: the first waits for suites
    assert second.startswith("[2/3] ada a1 3/6 (")
    assert second.endswith("s left)")
    assert third.startswith("[3/3] not graded (")


def test_progress_of_a_large_class_is_not_a_line_each():
    screen = console(200)
    with progress(1001, screen) as on_done:
        for _ in range(1001):
            on_done(row(question()))
    lines = shown(screen).splitlines()
    assert len(lines) <= 42
    assert lines[-1].startswith("[1001/1001]")


def test_progress_on_a_terminal_is_a_bar_with_count_and_rate():
    screen = console(120, terminal=True)
    with progress(3, screen) as on_done:
        for _ in range(3):
            on_done(row(question()))
    assert "3/3" in shown(screen)


def test_a_slow_rate_is_told_in_seconds():
    assert (rate(20), rate(0.1)) == ("20.0/s", "10.0 s each")
