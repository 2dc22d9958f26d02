"""What GitHub is told: every text of a student's arrives as text."""

from html import unescape
from pathlib import Path

import pytest

from utils.pack.github import LARGEST, annotations, command, literal, stepped_aside, summary_page
from utils.pack.notebook import Book, Exercise
from utils.pack.results import Findings

EVIL = "a,b:c%0A\n::set-output name=x::y\r##[add-path]/tmp | <img src=x> [l](http://e.org) `c` @all"


def findings(path: Path, *exercises: Exercise, faults: tuple[str, ...] = (), waiting: tuple[str, ...] = ()):
    return Findings(Book(path, b"", b""), exercises, (*faults, *waiting), waiting)


@pytest.fixture
def book(tmp_path):
    """Return a notebook in which something of every kind happened."""
    return findings(
        tmp_path / "assignments" / "a1" / "losses.ipynb",
        Exercise("right", "done", "", 2, 2),
        Exercise("wrong", "failing", "Values: expected 1,\ngot 100%", 0, 2),
        Exercise("left", "not started"),
        Exercise("why", "not started"),
        faults=("cell 3 (`x`) raised ValueError: 3",),
        waiting=("cell 4 (`left()`) raised NotImplementedError: Your turn",),
    )


def test_one_error_for_each_fault_and_failure_and_one_notice_for_what_is_left(book, tmp_path):
    assert list(annotations([book], tmp_path)) == [
        "::error file=assignments/a1/losses.ipynb,title=losses::cell 3 (`x`) raised ValueError: 3",
        "::error file=assignments/a1/losses.ipynb,title=losses%3A wrong::Values: expected 1,%0Agot 100%25",
        "::notice file=assignments/a1/losses.ipynb,title=losses%3A not started yet::left, why",
    ]


def test_errors_come_first_because_only_ten_are_shown(tmp_path):
    untouched = findings(tmp_path / "a.ipynb", Exercise("one", "not started"))
    wrong = findings(tmp_path / "b.ipynb", Exercise("two", "failing"))
    levels = [line.split()[0] for line in annotations([untouched, wrong], tmp_path)]
    assert levels == ["::error", "::notice"]


def test_a_command_is_one_line_with_its_own_properties_only():
    line = command("error", EVIL, EVIL, EVIL)
    assert "\n" not in line
    assert "\r" not in line
    head, _, message = line[2:].partition("::")
    assert head.count(",") == 1
    assert [part.partition("=")[0] for part in head.split(",")] == ["error file", "title"]
    assert ":" not in head
    back = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert back == EVIL


def test_half_a_character_does_not_stop_it():
    assert command("error", "a", "b", "\ud800").endswith("::?")
    assert summary_page([findings(Path("a"), Exercise("\ud800", "failing"))])


def test_while_a_notebook_is_quoted_commands_are_off():
    lines = list(stepped_aside(["\nfine", EVIL], "t0ken"))
    assert (lines[0], lines[-1]) == ("::stop-commands::t0ken", "::t0ken::")
    assert lines[1:3] == ["", "fine"]
    assert not any(set("\r\n\x1b") & set(line) for line in lines)
    assert sum("t0ken" in line for line in lines) == 2


def test_markdown_shows_text_as_it_is():
    shown = literal(EVIL)
    assert not set(shown) & set("\n\r|<>[]`@*_:/")
    assert unescape(shown) == EVIL.replace("\n", " ").replace("\r", " ")


def test_the_page_has_a_row_for_each_notebook_and_a_table_for_those_begun(book, tmp_path):
    untouched = findings(tmp_path / "knn.ipynb", Exercise("dist", "not started"))
    page = summary_page([book, untouched])
    assert "1 done, 3 not started, 1 failing." in page
    assert "| losses | 1 | 2 | 1 (1 more) |" in page
    assert "| knn | 0 | 1 | 0 |" in page
    assert "### losses" in page
    assert "### knn" not in page
    assert "| ✗ | wrong | failing | Values&#58; expected 1&#44; got 100&#37; |" in page


def test_a_name_cannot_add_a_row_or_a_column():
    page = summary_page([findings(Path("a.ipynb"), Exercise("x|y\n| z |", "failing", "|\n|"))])
    rows = [line for line in page.splitlines() if line.startswith("| ✗")]
    assert len(rows) == 1
    assert rows[0].count("|") == 5


def test_a_page_stays_below_what_github_takes():
    long = [Exercise(f"e{n}", "failing", "%" * 500) for n in range(100)]
    page = summary_page([findings(Path(f"n{n}.ipynb"), *long) for n in range(20)])
    assert 0.5 * LARGEST < len(page.encode()) < 2**20
    assert "does not fit" in page
