"""`python -m benchmarks`: one page of all sections, and none where one of them failed."""

import pytest

from benchmarks import numerics, wire
from benchmarks.__main__ import main
from benchmarks.table import Row

FAST = Row("a call", "1 ms", "2 ms", goal="at most 1", reached=True)
SLOW = Row("a callback", "3 ms", "2 ms", goal="at most 1", reached=False, why="it is looked at twice.")


@pytest.fixture(autouse=True)
def sections(monkeypatch):
    monkeypatch.setattr(wire, "rows", lambda quick: iter([FAST, SLOW]))
    monkeypatch.setattr(numerics, "rows", lambda quick: iter([FAST]))


def test_rows_are_told_as_they_come_and_the_page_counts_goals(tmp_path, capsys):
    page = tmp_path / "page.md"
    assert main(["wire", "numerics", "--write", str(page)]) == 0
    text = page.read_text()
    assert f"| {wire.TITLE} | 1 of 2 |" in text
    assert f"| {numerics.TITLE} | 1 of 1 |" in text
    assert "| a callback | 3 ms | 2 ms |  | at most 1 | **no** |" in text
    assert "- **a callback**: it is looked at twice." in text
    assert text.index(f"## {wire.TITLE}") < text.index(f"## {numerics.TITLE}")
    assert "  a callback: 3 ms" in capsys.readouterr().err


def test_a_section_that_fails_stops_no_other_and_leaves_the_page_alone(tmp_path, capsys, monkeypatch):
    def differs(quick):
        yield FAST
        raise SystemExit("losses of s00000: 12 by nbgrader, 16 expected")

    monkeypatch.setattr(wire, "rows", differs)
    page = tmp_path / "page.md"
    page.write_text("of the last run")
    assert main(["wire", "numerics", "--write", str(page)]) == 1
    out, err = capsys.readouterr()
    assert f"## {numerics.TITLE}" in out
    assert "wire: losses of s00000: 12 by nbgrader, 16 expected" in err
    assert page.read_text() == "of the last run"


def test_an_unknown_section_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["wires"])
    assert "no section is called wires: choose from throughput" in capsys.readouterr().err
