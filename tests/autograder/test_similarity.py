"""A copy with other names is found; two who were right on their own are not taken for one."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import find_course
from autograder.errors import UsageError
from autograder.sample import encode, filled_with, material, solution_cells
from autograder.settings import Settings
from autograder.similarity import ELSEWHERE, Alike, Pair, similar
from autograder.sources import find_sources

COURSE = find_course(Path(__file__))
RIGHT = Path(__file__).parents[1] / "suites" / "right"
A1 = "a1_linear_classifiers"
BOOKS = {book.name: book for book in COURSE.notebooks(A1)}
STYLES = ("cs231n", "einsum", "in_place", "loops", "other_order")
HEADING = re.compile(r"^# %% (\w+)$", re.MULTILINE)


def answers(style: str) -> dict[str, str]:
    """Return somebody's answers to `losses`, right and independent of the others'."""
    _, *parts = HEADING.split((RIGHT / A1 / "losses" / f"{style}.py").read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


class Renamed(ast.NodeTransformer):
    """Gives every local variable another name, as one does who hands in another's work."""

    def visit_FunctionDef(self, node):
        stored = [
            one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        ]
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id in stored:
                one.id = f"my_{one.id[::-1]}"
        return node


def disguised(source: str) -> str:
    """Return the same program with other names, without comments, laid out anew."""
    return ast.unparse(Renamed().visit(ast.parse(source)))


def hand_in(folder: Path, student: str, cells: dict[str, str], notebook: str = "losses") -> None:
    released = json.loads(BOOKS[notebook].released.read_text(encoding="utf-8"))
    path = folder / student / A1 / f"{notebook}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = filled_with(released, {name: text for name, text in cells.items() if name != "imports"})
    for name, text in cells.items():
        if name == "imports":
            first = {
                "cell_type": "code",
                "execution_count": None,
                "id": "first",
                "metadata": {},
                "outputs": [],
            }
            book["cells"].insert(0, {**first, "source": text})
    path.write_bytes(encode(book))


def compared(folder: Path) -> list[Pair]:
    return similar(find_sources([folder], COURSE).sources, COURSE, A1, Settings())


@pytest.fixture
def members(tmp_path: Path) -> Path:
    """Five who were right on their own, two who have not begun, and one who handed in another's."""
    pytest.importorskip("copydetect")
    folder = tmp_path / "submitted"
    for style in STYLES:
        hand_in(folder, style, answers(style))
    hand_in(folder, "idle", {})
    hand_in(folder, "idler", {})
    hand_in(folder, "copy", {name: disguised(text) for name, text in answers("loops").items()})
    return folder


def test_a_copy_with_other_names_is_on_top_and_nobody_else_is_near(members):
    first, *others = compared(members)
    assert (first.first, first.second) == ("copy", "loops")
    assert first.share > 0.99
    assert {one.question for one in first.questions} >= {"svm_loss_naive", "softmax_loss_naive"}
    assert all(one.notebook == "losses" for one in first.questions)
    assert others == []  # the next share less than a hundredth


def test_one_copied_question_is_named(members):
    assert ("cs231n", "einsum") not in {(pair.first, pair.second) for pair in compared(members)}
    taken = disguised(answers("cs231n")["svm_loss_vectorized"])
    hand_in(members, "einsum", answers("einsum") | {"svm_loss_vectorized": taken})
    pair = compared(members)[1]  # after the copy of everything
    assert (pair.first, pair.second) == ("cs231n", "einsum")
    assert pair.questions == (Alike("losses", "svm_loss_vectorized", 1.0),)


def test_it_does_not_matter_where_a_function_stands(members):
    """All functions in one cell, or without metadata: they are found by their names."""
    cells = answers("loops")
    folder = members / "copy" / A1
    joined = "\n\n".join(disguised(text) for name, text in cells.items() if name != "imports")
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    book["cells"] = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": joined, "id": "x"}]
    (folder / "losses.ipynb").write_bytes(encode(book))
    first = compared(members)[0]
    assert (first.first, first.second) == ("copy", "loops")
    assert "svm_loss_naive" in {one.question for one in first.questions}
    assert ELSEWHERE not in {one.question for one in first.questions}


def test_code_that_does_not_compile_and_files_that_are_no_notebooks_do_no_harm(members):
    broken = {name: disguised(text) + "\nreturn (" for name, text in answers("loops").items()}
    hand_in(members, "copy", broken)
    (members / "idle" / A1 / "losses.ipynb").write_bytes(b"\xff\xfe nothing")
    first = compared(members)[0]
    assert (first.first, first.second) == ("copy", "loops")
    assert {one.question for one in first.questions} >= {"svm_loss_naive"}


def test_classes_are_compared_by_method(tmp_path):
    pytest.importorskip("copydetect")
    given = material(BOOKS["knn"])
    for student, change in (("ada", str), ("bob", disguised)):
        hand_in(tmp_path, student, {name: change(text) for name, text in given.answers.items()}, "knn")
    (pair,) = compared(tmp_path)
    assert "compute_distances_no_loops" in {one.question for one in pair.questions}


AGAIN = """
import sys; from pathlib import Path
from autograder.course import find_course
from autograder.settings import Settings
from autograder.similarity import similar
from autograder.sources import find_sources
course = find_course(Path(sys.argv[1]))
print(similar(find_sources([Path(sys.argv[2])], course).sources, course, sys.argv[3], Settings()))
"""


def test_the_result_does_not_depend_on_the_seed_of_hashes(members):
    command = [sys.executable, "-c", AGAIN, str(COURSE.root), str(members), A1]
    results = {
        subprocess.run(
            command,
            env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": str(COURSE.root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert results == {f"{compared(members)}\n".encode()}


def test_without_copydetect_one_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "copydetect", None)
    with pytest.raises(UsageError, match=re.escape("pip install -e '.[similarity]'")):
        similar([], COURSE, A1, Settings())


def test_nobody_resembles_nobody():
    pytest.importorskip("copydetect")
    assert similar([], COURSE, A1, Settings()) == []


def test_solution_cells_are_those_of_the_release():
    released = json.loads(BOOKS["losses"].released.read_text(encoding="utf-8"))
    assert {name for name, _ in solution_cells(released)} >= set(answers("loops")) - {"imports"}
