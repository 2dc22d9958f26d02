"""What is handed in, and what is run."""

import hashlib
import json

import nbformat
import pytest

from utils.pack.notebook import PLACEHOLDER, answers, is_check, read_book, to_run


def test_outputs_are_cleared_and_everything_else_is_kept(tmp_path, write, code, text):
    path = write(tmp_path / "a.ipynb", text("# Título"), code("x = 1\ny = 2", tags=("skip-execution",)))
    before = path.read_bytes()
    book = read_book(path)
    packed = json.loads(book.packed)
    expected = json.loads(before)
    expected["cells"][1] |= {"outputs": [], "execution_count": None}
    assert packed == expected
    assert b"stale" not in book.packed
    assert "Título".encode() in book.packed
    assert path.read_bytes() == before
    assert book.sha256 == hashlib.sha256(book.packed).hexdigest()
    nbformat.validate(nbformat.reads(book.packed.decode(), as_version=4))


def test_the_fingerprint_does_not_depend_on_what_was_run(tmp_path, write, code):
    cell = code("x = 1")
    first = read_book(write(tmp_path / "a.ipynb", cell))
    second = read_book(write(tmp_path / "b.ipynb", {**cell, "outputs": [], "execution_count": 1}))
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"cells": 3}',
        b'{"cells": [3]}',
        b'{"cells": [{}]}',
        b'{"cells": [{"cell_type": "code", "metadata": 3}]}',
        b"[" * 10**5,
    ],
    ids=range(10),
)
def test_a_damaged_file_is_packed_as_it_is_and_named(data, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    book = read_book(path)
    assert book.packed == data
    assert book.cells == ()
    assert "damaged" in book.problem


def test_half_a_letter_does_no_harm(tmp_path, write, code):
    path = write(tmp_path / "a.ipynb", code("x = '\ud83d'"))
    assert json.loads(read_book(path).packed.decode("utf-8", "surrogatepass"))["cells"]


def test_definitions_and_checks_are_run_and_figures_are_not(code, text):
    skip = ("skip-execution",)
    rows = [
        (code("def f(): return 1"), True, False),
        (code("plot(f)", tags=skip), False, False),
        (code("check_f(f)", tags=skip, grade="f"), True, True),
        (code("check_f(f)", tags=skip), True, True),  # metadata lost
        (code("assert_something(f)", tags=skip, grade="f"), True, True),
        (code("  \n"), False, False),
        (code("# check_f(f)", tags=skip), False, False),
        (text("check_f(f)", grade="q"), False, False),
    ]
    for cell, run, check in rows:
        assert (to_run(cell), is_check(cell)) == (run, check), cell


@pytest.mark.parametrize("metadata", [{}, {"tags": None}, {"nbgrader": 3}, {"nbgrader": {"grade": None}}])
def test_odd_metadata_does_no_harm(metadata, code):
    assert to_run({**code("x = 1"), "metadata": metadata})


def test_an_answer_is_given_when_the_line_is_gone(text):
    cells = (text(f"Why?\n\n{PLACEHOLDER}", grade="q1"), text("Why?\n\nBecause.", grade="q2"), text("Prose."))
    assert [(one.name, one.status) for one in answers(cells)] == [("q1", "not started"), ("q2", "done")]


def test_the_line_is_the_one_that_released_notebooks_hold(request):
    assert f'"{PLACEHOLDER}"' in (request.config.rootpath / "nbgrader_config.py").read_text(encoding="utf-8")
