"""Releasing: nbgrader's own bytes, drift found, slips refused, nothing left behind."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course, find_course
from autograder.errors import UsageError
from autograder.release import lint, release

REAL = find_course(Path(__file__))
NAME = "a1_linear_classifiers"
RELEASED = f"assignments/{NAME}/losses.ipynb"
Cell = dict[str, Any]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a copy of the course as far as releasing needs it."""
    for folder in ("solutions", "assignments"):
        shutil.copytree(REAL.root / folder, tmp_path / folder)
    shutil.copy(REAL.root / "nbgrader_config.py", tmp_path)
    for path in tmp_path.glob(f"*/{NAME}/*.ipynb"):
        if path.name != "losses.ipynb":  # one notebook is enough
            path.unlink()
    return Course(tmp_path)


@pytest.fixture
def edit(course: Course) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """Return a function that changes the authored notebook."""
    path = course.root / "solutions" / NAME / "losses.ipynb"

    def change(how: Callable[[dict[str, Any]], None]) -> None:
        book = json.loads(path.read_text(encoding="utf-8"))
        how(book)
        path.write_text(json.dumps(book, indent=1) + "\n", encoding="utf-8")

    return change


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def find(book: dict[str, Any], name: str) -> Cell:
    cells: list[Cell] = book["cells"]
    return next(cell for cell in cells if cell["id"] == name)


def test_what_is_committed_is_up_to_date(course):
    before = tree(course.root)
    assert release(course, [NAME], check=True) == []
    assert tree(course.root) == before


def test_releasing_twice_changes_nothing_and_leaves_nothing(course):
    before = tree(course.root)
    assert release(course, [NAME], check=False) == []
    assert release(course, [NAME], check=False) == []
    assert tree(course.root) == before


@pytest.mark.slow
@pytest.mark.parametrize("database", [True, False])
def test_nbgrader_typed_by_hand_gives_the_same_bytes(course, database, tmp_path_factory):
    """Also from another folder's point of view, and with no environment activated."""
    committed = (course.root / RELEASED).read_bytes()
    shutil.rmtree(course.root / "assignments")
    program = "import sys; from nbgrader.apps.nbgraderapp import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "generate_assignment", NAME, "--force"]
    environment = {**os.environ, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path_factory.mktemp("home"))}
    for _ in range(2 if database else 1):  # the second time it knows the assignment
        done = subprocess.run(
            [*command, *([] if database else ["--no-db"])],
            cwd=course.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert (course.root / RELEASED).read_bytes() == committed
    assert (course.root / "gradebook.db").exists() == database


def test_what_nbgrader_leaves_behind_is_ignored_by_git():
    ignored = (REAL.root / ".gitignore").read_text(encoding="utf-8").split()
    assert {"gradebook.db", ".nbgrader.log"} <= set(ignored)
    assert not (REAL.root / "gradebook.db").exists()


def missing(root: Path) -> None:
    (root / RELEASED).unlink()


def different(root: Path) -> None:
    path = root / RELEASED
    path.write_text(path.read_text(encoding="utf-8").replace("Your turn", "My turn"), encoding="utf-8")


def stale(root: Path) -> None:
    shutil.copy(root / RELEASED, root / RELEASED.replace("losses", "old"))


@pytest.mark.parametrize(
    ("drift", "reported", "done"),
    [
        (missing, f"{RELEASED} is missing: run `autograder release`.", f"{RELEASED} written."),
        (different, f"{RELEASED} differs from what solutions/ gives", f"{RELEASED} updated."),
        (stale, "old.ipynb has no source in solutions/", "old.ipynb removed."),
    ],
)
def test_drift_is_reported_then_repaired(course, drift, reported, done):
    right = tree(course.root)
    drift(course.root)
    drifted = tree(course.root)
    [line] = release(course, [NAME], check=True)
    assert reported in line
    assert tree(course.root) == drifted
    [line] = release(course, [NAME], check=False)
    assert done in line
    assert tree(course.root) == right


def test_a_change_of_a_solution_outside_the_body_reaches_the_students(course, edit):
    edit(lambda book: find(book, "title")["source"].append("\n\nNews."))
    assert len(release(course, [NAME], check=False)) == 1
    assert "News." in (course.root / RELEASED).read_text(encoding="utf-8")


def test_checkpoints_are_nobodys_business(course):
    for folder in ("solutions", "assignments"):
        path = course.root / folder / NAME / ".ipynb_checkpoints"
        path.mkdir()
        (path / "losses-checkpoint.ipynb").write_text("{}")
    assert release(course, [NAME], check=True) == []


def test_an_unknown_assignment_is_refused(course):
    with pytest.raises(UsageError, match="no assignment 'a9'"):
        release(course, ["a9"], check=True)


def test_a_course_without_configuration_is_refused(course):
    (course.root / "nbgrader_config.py").unlink()
    with pytest.raises(UsageError, match=r"has no nbgrader_config\.py"):
        release(course, [NAME], check=True)


def test_what_nbgrader_refuses_is_told_with_its_reason(course, edit, monkeypatch):
    monkeypatch.setattr("autograder.release.lint", lambda course, assignment: [])  # it would speak first
    edit(put("source", ["# BEGIN SOLUTION\n", "# BEGIN SOLUTION\n"], SOLUTION))
    with pytest.raises(UsageError, match="nested begin solution"):
        release(course, [NAME], check=True)


def forget(key: str, *path: str) -> Callable[[dict[str, Any]], None]:
    return lambda book: _into(find(book, path[0]), path[1:]).pop(key)


def put(key: str, value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    return lambda book: _into(find(book, path[0]), path[1:]).update({key: value})


def _into(cell: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        cell = cell[step]
    return cell


CHECK, SOLUTION, QUESTION = "l2-penalty-check", "l2-penalty-solution", "question-scale"
MARK = ("metadata", "nbgrader")


@pytest.mark.parametrize(
    ("slip", "problem"),
    [
        (lambda book: book.update(nbformat_minor=4), "must be nbformat 4.5"),
        (lambda book: book["metadata"]["kernelspec"].update(name="ir"), "must name the kernel python3"),
        (put("id", "theory", "title"), "cell id 'theory' is used twice"),
        (put("source", "# l2_penalty", "title"), "the heading 'l2_penalty' is a grade_id"),
        (put("id", "8f0a_B", "title"), "needs an id of lower-case words"),
        (forget("id", "title"), "needs an id of lower-case words"),
        (put("outputs", [{"output_type": "stream", "name": "stdout", "text": ["1"]}], CHECK), "has outputs"),
        (put("execution_count", 3, "imports"), "has outputs"),
        (put("source", ["### BEGIN HIDDEN TESTS\n"], "imports"), "holds hidden tests"),
        (put("source", ["x = 1\n"], "imports"), "does something at once"),
        (forget("tags", CHECK, "metadata"), "runs a visible check: tag it"),
        (forget("tags", "timing-figure", "metadata"), "does something at once"),
        (put("points", 0, CHECK, *MARK), "carries no points"),
        (forget("points", QUESTION, *MARK), "carries no points"),
        (put("locked", False, CHECK, *MARK), "metadata of no known kind"),
        (put("schema_version", 2, CHECK, *MARK), "metadata of no known kind"),
        (put("cell_type", "markdown", SOLUTION), "metadata of no known kind"),
        (put("grade_id", "l3_penalty", CHECK, *MARK), "no cell l3_penalty_solution stands before it"),
        (
            put("grade_id", "question_zero_margin", QUESTION, *MARK),
            "grade_id 'question_zero_margin' is used twice",
        ),
        (
            put("source", ["def l2_penalty(W):\n", '    """Sum."""\n', "    return 1\n"], SOLUTION),
            "one BEGIN SOLUTION",
        ),
        (
            put("source", ["x = 1  ### BEGIN SOLUTION\n", "### END SOLUTION"], SOLUTION),
            "exactly one function or class",
        ),
        (forget("nbgrader", SOLUTION, "metadata"), "holds a solution, but its metadata does not say so"),
    ],
)
def test_lint_names_the_slip_and_nothing_is_released(course, edit, slip, problem):
    edit(slip)
    assert any(problem in line for line in lint(course, NAME)), lint(course, NAME)
    before = tree(course.root / "assignments")
    with pytest.raises(UsageError, match="Nothing was released"):
        release(course, [NAME], check=False)
    assert tree(course.root / "assignments") == before


def test_a_notebook_may_build_on_another_and_ask_for_all_its_parts_together(course, edit):
    edit(put("source", ['losses = from_notebook("losses")\n'], "imports"))
    edit(put("grade_id", "together", CHECK, *MARK))
    assert lint(course, NAME) == []


def test_lint_asks_for_a_final_newline(course):
    path = course.root / "solutions" / NAME / "losses.ipynb"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert lint(course, NAME) == [f"{NAME}/losses.ipynb: must end with a newline."]


def test_lint_finds_stray_files(course):
    (course.root / "solutions" / NAME / "answers.txt").write_text("all of them")
    [problem] = lint(course, NAME)
    assert "answers.txt: a stray file" in problem
