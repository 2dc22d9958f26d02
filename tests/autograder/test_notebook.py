"""Untrusted notebook files: what can be recovered is, the rest is a clear error."""

import json
from typing import Any

import pytest

from autograder.errors import NotebookError
from autograder.notebook import Cell, definitions, demonstration_digests, read_notebook, source_digest


def notebook(*sources: Any) -> bytes:
    """A notebook of code cells."""
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def sources(data: bytes) -> list[str]:
    """Sources of the code cells read."""
    return [cell.source for cell in read_notebook(data).cells]


def test_code_cells_come_in_order_with_their_number() -> None:
    tree = json.loads(notebook("a = 1", ["b = 2\n", "c = 3"]))
    tree["cells"].insert(1, {"cell_type": "markdown", "source": "text"})
    contents = read_notebook(json.dumps(tree).encode())
    assert contents.cells == (Cell(1, "a = 1"), Cell(3, "b = 2\nc = 3"))
    assert contents.warnings == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"not json",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b"\x00" * 100,
        b'{"cells"',
        b"[" * 200_000,
        b"PK\x03\x04",
    ],
    ids=lambda data: repr(data[:10]),
)
def test_what_is_no_notebook_is_a_notebook_error(data: bytes) -> None:
    with pytest.raises(NotebookError, match=r"^The file"):
        read_notebook(data)


def test_a_truncated_file_gives_its_whole_cells() -> None:
    whole = notebook("a = 1", "b = 2", "c = 3")
    cut = whole[: whole.index(b"c = 3") + 2]
    contents = read_notebook(cut)
    assert [cell.source for cell in contents.cells] == ["a = 1", "b = 2"]
    assert "first 2 cells could be read" in contents.warnings[0]


def test_every_truncation_is_read_or_refused() -> None:
    whole = notebook("a = 1", "b = 2")
    for length in range(len(whole)):
        try:
            assert len(read_notebook(whole[:length]).cells) <= 2
        except NotebookError:
            continue


def test_cells_that_are_not_cells_are_left_out() -> None:
    assert sources(notebook("a = 1", 5, ["x", 7], None)) == ["a = 1"]
    tree = json.loads(notebook("a = 1"))
    tree["cells"] += [3, None, {"cell_type": ["code"]}]
    contents = read_notebook(json.dumps(tree).encode())
    assert [cell.source for cell in contents.cells] == ["a = 1"]
    assert contents.warnings == ("2 cells are not cells and were left out",)


def test_format_3_is_read() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}], "nbformat": 3}
    assert sources(json.dumps(old).encode()) == ["a = 1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_of_editors_are_read(encoding: str) -> None:
    assert sources(notebook("a = 1").decode().encode(encoding)) == ["a = 1"]


def test_bytes_that_are_no_text_are_replaced_and_said() -> None:
    contents = read_notebook(notebook("a = 'Q'").replace(b"Q", b"\xe9"))
    assert contents.cells[0].source == "a = '\N{REPLACEMENT CHARACTER}'"
    assert "UTF-8" in contents.warnings[0]


def test_a_lone_surrogate_becomes_text() -> None:
    assert sources(notebook("a = '\ud800'")) == ["a = '?'"]


def test_only_released_demonstrations_are_skipped() -> None:
    released = json.loads(notebook("plot()", "def f(): ..."))
    released["cells"][0]["metadata"]["tags"] = ["skip-execution"]
    skip = demonstration_digests(json.dumps(released).encode())
    own = json.loads(notebook("plot()  \n", "plot() ; x = 1", "y = 2", " "))
    for cell in own["cells"]:
        cell["metadata"]["tags"] = ["skip-execution"]  # a student's own tags count for nothing
    run = definitions(read_notebook(json.dumps(own).encode()).cells, skip)
    assert [cell.source for cell in run] == ["plot() ; x = 1", "y = 2"]


def test_a_digest_ignores_trailing_space_only() -> None:
    assert source_digest("a\nb") == source_digest("a  \nb\n\n")
    assert source_digest("a\nb") != source_digest("a\n b")


def test_a_label_shows_the_first_line_of_code() -> None:
    assert Cell(3, "# note\n\nx = 1\n").label == "cell 3 (`x = 1`)"
    assert len(Cell(3, "x" * 500).label) < 80


@pytest.mark.parametrize("cells", ["5", "true", '"text"', '{"a": 1}'])
def test_old_sheets_without_lists_hold_no_cells(cells: str) -> None:
    assert read_notebook(f'{{"worksheets": [{{"cells": {cells}}}]}}'.encode()).cells == ()
