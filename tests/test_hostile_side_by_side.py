"""The side-by-side: its parts work for this project's grader, and its table in the docs is whole."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import hostile_side_by_side as script
from benchmarks.hostile.assignment import FULL, Canaries, filled, right
from benchmarks.hostile.attacks import Attack, attacks
from benchmarks.hostile.graders import Ours
from benchmarks.hostile.keeper import Order, run
from benchmarks.hostile.tools import here
from benchmarks.hostile.trial import Arena, Outcome, arena, attempt

DOCUMENT = Path(__file__).parents[1] / "docs" / "threat-model.md"
ROWS = {attack.name: attack for attack in attacks()}
# What `tests/hostile` tries in many ways is tried here in full; this shows that the parts work together.
QUICK = ("honest work", "patched numpy", "cut-off file", "forged results")
WHOLE = ("disk read", "disk write", "noise", "early exit", "output flood")


@pytest.fixture(scope="module")
def template() -> Iterator[Arena]:
    """An arena for this project's grader, run by whoever runs the tests."""
    with arena(here(), Ours(here()), Canaries.fresh(), 60.0) as made:
        yield made


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.full) for name in WHOLE)])
def test_nothing_comes_of_it_here(template: Arena, name: str) -> None:
    deserved = ROWS[name].deserves
    assert attempt(template, ROWS[name]) == Outcome(points=deserved, deserved=deserved)


def test_loot_is_noticed(template: Arena) -> None:
    """The measure of the column: a file that says a canary backwards counts as having reached it."""
    word = template.canaries.solution[::-1]
    teller = filled("", twice=f"def twice(x):\n    raise RuntimeError('{word}')", norm=right("norm"))
    outcome = attempt(template, Attack("teller", "", 3.0, teller))
    assert (outcome.points, outcome.reached) == (3.0, ("solution",))


def order(tmp_path: Path, code: str, seconds: float) -> Order:
    """Have this Python run some code."""
    return Order(
        [sys.executable, "-c", code], str(tmp_path), dict(os.environ), -1, seconds, str(tmp_path / "out")
    )


def test_the_keeper_stops_what_hangs(tmp_path: Path) -> None:
    kept = run(order(tmp_path, "import time; time.sleep(100)", 0.5))
    assert (kept.code, kept.left) == (None, 0)
    assert kept.seconds < 20


def test_the_keeper_counts_and_ends_what_is_left(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(100)']\n"
        "child = subprocess.Popen(sleep, start_new_session=True)\n"
        "print(child.pid)\n"
        "child.returncode = 0"
    )
    kept = run(order(tmp_path, code, 30.0))
    assert (kept.code, kept.left) == (0, 1)
    assert not Path(f"/proc/{(tmp_path / 'out').read_text().split()[0]}").exists()


def test_names_are_unique_and_the_control_comes_first() -> None:
    assert len(ROWS) == len(attacks())
    assert attacks()[0].deserves == FULL


def test_the_table_in_the_docs_has_every_row_and_three_graders() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    block = text[text.index(script.BEGIN) : text.index(script.END)]
    lines = [line for line in block.splitlines() if line.startswith("|")]
    assert lines[0].split("|")[3:6] == [" this ", " nbgrader ", " otter "]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2 : 2 + len(ROWS)]] == list(ROWS)
    assert lines[2].count(f" {FULL:g} of {FULL:g} ") == 3
    for word in ("Generated on 20", "Python 3.", "nbgrader 0.", "otter-grader 7."):
        assert word in block


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    text = f"before\n{script.BEGIN}\nold\n{script.END}\nafter\n"
    assert script.replaced(text, "new") == f"before\n{script.BEGIN}\nnew\n{script.END}\nafter\n"
    with pytest.raises(SystemExit, match="needs one line"):
        script.replaced("no markers", "new")


def test_a_cell_says_what_happened() -> None:
    assert script.cell(Outcome(5.0, 5.0)) == "5 of 5"
    bad = Outcome(None, 2.0, ("tests",), ("zoe not graded",), ("killed",))
    assert script.cell(bad) == "**none** of 2; **text: tests**; **class: zoe not graded**; **harm: killed**"
