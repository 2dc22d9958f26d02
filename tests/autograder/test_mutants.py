"""Automated mutants: the changes made to a text, what counts as another output, and what is made of it."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Course, Notebook, find_course
from autograder.errors import InfrastructureError
from autograder.mutation.judge import Judged, judge
from autograder.mutation.operators import Mutant, mutants_of
from autograder.mutation.replay import alike, changes_an_output, observe
from autograder.mutation.run import run
from autograder.mutation.tables import page
from autograder.mutation.trial import Trial, mutants_of_notebook, try_mutants
from autograder.run import screen
from autograder.settings import Settings

SAMPLE = 16


def cell(*lines: str, head: str = "def f(x, y):") -> str:
    """Return a solution cell with this body."""
    body = ["### BEGIN SOLUTION", *lines, "### END SOLUTION"]
    return "\n".join([head, '    """Say 1 + 1."""', *(f"    {line}" for line in body)])


def changed_to(*lines: str) -> list[str]:
    """Return what the lines of a body become, without the rest of the cell."""
    return [mutant.new for mutant in mutants_of("f", cell(*lines))]


# ---------------------------------------------------------------- the changes

BECOMES: dict[str, list[str]] = {
    "return x - y": ["return x + y", "return x", "return -y", "return y - x"],
    "return x + y": ["return x - y", "return x", "return y"],
    "return x @ y": ["return x * y", "return x", "return y", "return y @ x"],
    "return x >= y": ["return x > y", "return x <= y"],
    "return x != y": ["return x == y"],
    "return x and y": ["return x or y", "return y", "return x"],
    "return -x": ["return x"],
    "return x[0]": ["return x", "return x[1]", "return x[-1]"],
    "return x[:, y]": ["return x[y, :]", "return x"],
    "return x[1:y]": [
        "return x", "return x[:y]", "return x[1:]", "return x[1:y + 1]", "return x[1:y - 1]",
        "return x[2:y]", "return x[0:y]",
    ],
    "return g(x, y)": ["return g(y, x)", "return g(y)", "return g(x)"],
    "return x.copy()": ["return x"],
    "return x.sum(axis=1)": [
        "return x.sum()", "return x", "return x.mean(axis=1)", "return x.sum(axis=2)", "return x.sum(axis=0)",
    ],
    "return x.T": ["return x"],
    "return range(x)": ["return x", "return range(x + 1)", "return range(x - 1)", "return range(1, x)"],
    "return 1e-8": ["return 0.0", "return 1e-06"],
    "return x if y else 2": [
        "return x if True else 2", "return x if False else 2", "return x if y else 3", "return x if y else 1",
    ],
    "x += y": ["x -= y", "x = y", "pass"],
    "x[y] = x": ["pass"],
    "return (x + y) / 2": [
        "return (x + y) * 2", "return x + y", "return 2", "return 2 / (x + y)", "return (x - y) / 2",
        "return (x) / 2", "return (y) / 2", "return (x + y) / 3", "return (x + y) / 1",
    ],
    "return f'{x + y}'": [],
}  # fmt: skip


@pytest.mark.parametrize("line", BECOMES)
def test_a_line_becomes(line: str) -> None:
    assert sorted(changed_to(line)) == sorted(BECOMES[line])


def test_loops_lose_an_end_and_count_with_one_another() -> None:
    found = changed_to("for i in x:", "    for j in y:", "        x[i] = j")
    assert {"for i in list(x)[1:]:", "for i in list(x)[:-1]:", "x[j] = j", "x[i] = i"} <= set(found)


def test_jumps_and_conditions_go() -> None:
    found = changed_to("for i in x:", "    if i == y:", "        continue", "    y = y + 1")
    assert {"if True:", "if False:", "if i != y:", "break", "pass"} <= set(found)


def test_only_the_solution_changes_and_no_two_mutants_are_alike() -> None:
    source = cell("return x + 1 + 0 * 2", head="@add_to_class(Model)\ndef f(self, x, y=1 + 1):")
    mutants = mutants_of("f", source)
    assert len({mutant.source for mutant in mutants}) == len(mutants) > 10
    for mutant in mutants:
        lines = list(zip(source.splitlines(), mutant.source.splitlines(), strict=True))
        assert [old for old, new in lines if old != new] == ["    return x + 1 + 0 * 2"]
        assert (mutant.original, mutant.line) == (source, 5)


def test_columns_are_counted_in_bytes() -> None:
    assert "s = 'äöü', x - y" in changed_to("s = 'äöü', x + y")


def test_a_cell_without_a_marked_solution_is_refused() -> None:
    with pytest.raises(InfrastructureError, match="No solution is marked"):
        mutants_of("f", "def f(x):\n    return x")


# ---------------------------------------------------------------- another output


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        (np.array([1e6, 1e-6]), np.array([1e6, 2e-6]), True),  # relative to the largest
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0, np.inf]), np.array([1.0, 2.0]), False),
        (np.zeros((2, 1)), np.zeros((1, 2)), False),
        (np.array([1, 2]), np.array([1.0, 2.0]), True),
        (np.array([True]), np.array([1]), False),
        ((1.0, [2]), [1.0, (2,)], True),
        ((1.0, 2.0), (1.0,), False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (None, 0.0, False),
        ("a", "a", True),
        (ValueError, KeyError, False),
        (np.random.default_rng(1), np.random.default_rng(2), False),
    ],
)
def test_alike(one: object, other: object, same: bool) -> None:
    assert alike(one, other) is same


class Code:
    """Some functions to observe."""

    @staticmethod
    def fresh(x: Any) -> Any:
        return 2 * x

    @staticmethod
    def doubled(x: Any) -> Any:
        x *= 2
        return x.copy()

    @staticmethod
    def lent(x: Any) -> Any:
        x *= 2
        return x

    @staticmethod
    def endless(x: Any) -> Any:
        while True:
            pass

    @staticmethod
    def raising(x: Any) -> Any:
        raise KeyError(x)


def test_arguments_and_shared_memory_are_observed() -> None:
    x = np.ones(2)
    seen = [observe(Code, (name, x)) for name in ("fresh", "doubled", "lent", "raising")]
    assert not any(alike(one, other) for one in seen for other in seen if one is not other)
    assert list(x) == [1.0, 1.0]
    scenario = observe(Code, (lambda code, y: code.fresh(y) + 0, x))
    assert alike(scenario, seen[0])


def test_an_endless_call_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.mutation.replay.SECONDS", 0.1)
    assert observe(Code, ("endless", 1)).result.__name__ == "TookTooLong"


# ---------------------------------------------------------------- a course whose suite overlooks something

ABOVE = cell("return int(np.sum(x > limit))", head="def above(x, limit):")
SUITE = """
import pytest
from autograder.checks import agree

@pytest.mark.question("above", points=2)
def test_above(submission, reference, rng):
    '''It counts.'''
    agree(submission, reference, "above", rng.standard_normal(9), 0.1)
"""
INPUTS = """
def draw(rng):
    for limit in (0, 1, 2):
        yield "above", rng.integers(0, 4, size=8), limit

INPUTS = {"above": draw}
"""


@pytest.fixture
def overlooking(mini_course: Course) -> Notebook:
    """A notebook of one question, whose suite never asks what happens at the limit."""
    (notebook,) = mini_course.notebooks("mini")
    marks = (
        (ABOVE, {"grade_id": "above_solution", "solution": True, "grade": False}),
        ("# check", {"grade_id": "above", "solution": False, "grade": True, "points": 2}),
    )
    cells = [
        {"cell_type": "code", "id": mark["grade_id"], "metadata": {"nbgrader": mark}, "outputs": [],
         "execution_count": None, "source": source}
        for source, mark in (("import numpy as np", {"grade_id": "imports"}), *marks)
    ]  # fmt: skip
    for path in (notebook.solution, notebook.released):
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    (notebook.suite / "test_basics.py").write_text(SUITE)
    (notebook.suite / "misconceptions.py").unlink()
    (notebook.suite / "inputs.py").write_text(INPUTS)
    return Notebook(notebook.root, notebook.assignment, notebook.name)


def trials_of(notebook: Notebook, caught: Callable[[Mutant], bool]) -> list[Trial]:
    """Return trials as if the suite had caught these."""
    return [
        Trial(mutant, caught(mutant), differs=changes_an_output(notebook, mutant))
        for mutant in mutants_of_notebook(notebook)
    ]


ALIKE, OVERLOOKED = "return np.sum(x > limit)", "return int(np.sum(x >= limit))"


def verdicts(notebook: Notebook) -> Judged:
    """Judge the suite, which overlooks one mutant, and cannot catch another."""
    return judge(notebook, trials_of(notebook, lambda mutant: mutant.new not in (ALIKE, OVERLOOKED)))


def test_what_changes_no_output_is_equivalent(overlooking: Notebook) -> None:
    differs = {
        mutant.new: changes_an_output(overlooking, mutant) for mutant in mutants_of_notebook(overlooking)
    }
    assert differs.pop(ALIKE) is False
    assert differs[OVERLOOKED] is True
    assert all(differs.values())


def test_without_inputs_nothing_is_equivalent(overlooking: Notebook) -> None:
    (overlooking.suite / "inputs.py").unlink()
    trials = [Trial(mutant, False, differs=None) for mutant in mutants_of_notebook(overlooking)]
    assert {changes_an_output(overlooking, trial.mutant) for trial in trials} == {None}
    assert all(trial.survived for trial in trials)


def test_an_input_the_reference_cannot_take_is_ours(overlooking: Notebook) -> None:
    (overlooking.suite / "inputs.py").write_text("INPUTS = {'above': lambda rng: [('above', None, 1)]}")
    with pytest.raises(InfrastructureError, match="Draw only what the exercise asks for"):
        changes_an_output(overlooking, mutants_of_notebook(overlooking)[0])


def test_a_survivor_needs_a_reason(overlooking: Notebook) -> None:
    judged = verdicts(overlooking)
    (tally,) = judged.tallies
    assert [trial.mutant.new for trial in judged.survivors] == [OVERLOOKED]
    assert (tally.equivalent, tally.caught) == (1, tally.mutants - 2)
    assert any("survives, and survivors.toml gives no reason" in problem for problem in judged.problems)
    assert any("98% have to be" in problem for problem in judged.problems)
    lines = f"old = 'return int(np.sum(x > limit))'\nnew = '{OVERLOOKED}'"
    toml = f"[[survivor]]\nquestion = 'above'\n{lines}\nreason = 'nobody asks'\n"
    (overlooking.suite / "survivors.toml").write_text(toml)
    assert len(verdicts(overlooking).problems) == 1
    (overlooking.suite / "survivors.toml").write_text(toml.replace(">=", "<="))
    assert any("remove it" in problem for problem in verdicts(overlooking).problems)
    (overlooking.suite / "survivors.toml").write_text("[[survivor]]\nquestion = 'above'\n")
    with pytest.raises(InfrastructureError, match=r"survivors\.toml"):
        verdicts(overlooking)


def test_of_open_questions_nothing_is_required(overlooking: Notebook) -> None:
    path = overlooking.suite / "inputs.py"
    path.write_text(path.read_text() + "\nOPEN = ('above',)\n")
    judged = verdicts(overlooking)
    assert (judged.problems, len(judged.survivors), judged.total.mutants) == ((), 1, 0)
    assert "| above (open) |" in page(judged)


def test_a_question_without_mutants_is_named(overlooking: Notebook) -> None:
    assert judge(overlooking, []).problems == (
        "above has no mutants: its solution cell has to be called above_solution",
    )


@pytest.mark.slow
def test_the_command_grades_mutants_names_survivors_and_writes_the_page(
    overlooking: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    page_of_it = overlooking.root / "docs" / "mutants" / "mini" / f"{overlooking.name}.md"
    assert run(Course(overlooking.root), ["mini"], Settings(), screen(), update=True) == 1
    said = capsys.readouterr().out
    assert "survives: above, line 4: no reason is recorded" in said
    assert "  - return int(np.sum(x > limit))\n  + return int(np.sum(x >= limit))" in said
    text = page_of_it.read_text(encoding="utf-8")
    assert f"`{OVERLOOKED}`\n  **no reason is recorded**" in text
    assert text == page(verdicts(overlooking))  # what is caught, and all that is counted


@pytest.mark.slow
def test_a_sample_of_the_losses_mutants_is_caught(course: Course) -> None:
    """All of them: `autograder verify --mutants`, which takes minutes."""
    notebook = next(one for one in course.notebooks("a1_linear_classifiers") if one.name == "losses")
    mutants = random.Random(0).sample(mutants_of_notebook(notebook), SAMPLE)
    trials = try_mutants(notebook, mutants, Settings(secret="of the mutants"), 2)
    assert [trial.mutant.name for trial in trials if trial.survived] == []
    assert sum(trial.caught for trial in trials) > 0.9 * SAMPLE


NOTEBOOKS = [notebook for group in find_course(Path(__file__)).assignments.values() for notebook in group]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_the_page_is_up_to_date(notebook: Notebook) -> None:
    """The number of mutants of each question tells; `make mutants` writes it."""
    place = notebook.root / "docs" / "mutants" / notebook.assignment / f"{notebook.name}.md"
    text = place.read_text(encoding="utf-8")
    assert "no reason is recorded" not in text
    counts = Counter(mutant.question for mutant in mutants_of_notebook(notebook))
    rows = re.findall(r"^\| (\w+)(?: \(open\))? \| (\d+) \|", text, re.MULTILINE)
    assert {question: int(count) for question, count in rows if question != "all"} == counts
