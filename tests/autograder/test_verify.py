"""The proof that suites grade, and that it notices when one no longer does."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.course import Course, find_course
from autograder.grade import Grader
from autograder.misconceptions import load_catalogue
from autograder.settings import Settings
from autograder.verify import (
    Matrix,
    Verified,
    grade_rows,
    make_rows,
    read_matrix,
    replace_function,
    verify_alone,
    verify_notebook,
    write_matrix,
)


@pytest.fixture(scope="module")
def fast(fast: Settings) -> Settings:
    """With the published secret, with which matrices are recorded."""
    return msgspec.structs.replace(fast, secret=Settings().secret)


@pytest.fixture(scope="module")
def matrix(mini_grader: Grader) -> Matrix:
    """What each row of the small course fails: found once."""
    return verify_notebook(mini_grader, mini_grader.course.notebooks("mini")[0]).matrix


@pytest.fixture
def recorded(mini_course: Course, matrix: Matrix) -> Course:
    """The small course with its matrix recorded."""
    write_matrix(mini_course.notebooks("mini")[0], matrix)
    return mini_course


def verify_one(course: Course, fast: Settings) -> Verified:
    """Verify the small course."""
    return verify_alone(Course(course.root), course.notebooks("mini")[0], fast)


def edit(course: Course, file: str, old: str, new: str) -> None:
    """Change a file of the suite."""
    path = course.notebooks("mini")[0].suite / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_good_suite_has_no_problems(recorded: Course, fast: Settings) -> None:
    verified = verify_one(recorded, fast)
    assert (verified.problems, verified.drift) == ((), ())
    assert [row.name for row, _ in verified.rows] == [
        "reference", "stub", "missing twice", "missing total", "thrice", "plain sum",
    ]  # fmt: skip
    assert read_matrix(verified.notebook)["plain sum"] == ["total::test_total"]


BREAKS: dict[str, tuple[str, str, str, str]] = {
    "a looser tolerance": (
        "test_basics.py", '"total", list', '"total", tolerance=1e9, *[[1.0]] or list',
        "plain sum: no longer caught by total::test_total",
    ),
    "a test deleted": (
        "test_basics.py", "def test_total", "def not_a_test_total", "total: the notebook gives 3 points",
    ),
    "other points": (
        "test_basics.py", "points=3", "points=4", "total: 3 points in the notebook, 4 in the suite",
    ),
    "a mistake that is none": (
        "misconceptions.py", "3 * x", "x + x", "thrice: twice got 2.0 of 2: the mistake is not caught",
    ),
    "a mistake that spreads": (
        "test_basics.py", '"twice", reference.twice', '"unused", len', "thrice: total got 0.0 of 3, but",
    ),
    "a row that does not fit": ("misconceptions.py", '"2 * x"', '"2 ** x"', "'thrice'"),
    "a row without a record": (
        "misconceptions.py", '"thrice", "twice"', '"three times", "twice"', "three times: not recorded yet",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_suite_is_named(recorded: Course, fast: Settings, broken: str) -> None:
    file, old, new, problem = BREAKS[broken]
    edit(recorded, file, old, new)
    verified = verify_one(recorded, fast)
    assert any(problem in line for line in (*verified.problems, *verified.drift)), verified.problems


def tried(course: Course, fast: Settings, every: bool = False) -> dict[str, set[str]]:
    """Return which questions are graded in each row, each mistake being there twice."""
    (notebook,) = Course(course.root).notebooks("mini")
    rows = make_rows(notebook, load_catalogue(notebook.suite))
    again = [replace(row, name=f"{row.name} again") for row in rows if row.function and not row.nothing]
    with Grader(course, "mini", fast) as grader:
        graded = list(grade_rows(grader, notebook, [*rows, *again], every))
    return {row.name: {question.id for question in result.questions} for row, result in graded}


def test_all_but_the_first_mistake_are_tried_on_what_uses_their_function(
    recorded: Course, fast: Settings
) -> None:
    """`total` is tested with the reference's `twice`, and keeps its points without the student's."""
    both = {"twice", "total"}
    names = ("reference", "stub", "missing twice", "missing total", "thrice", "plain sum")
    whole = dict.fromkeys(names, both)
    again = {"thrice again": {"twice"}, "plain sum again": {"total"}}
    assert tried(recorded, fast) == whole | again
    assert tried(recorded, fast, every=True) == whole | dict.fromkeys(again, both)
    edit(recorded, "test_basics.py", '"twice", reference.twice', '"unused", len')
    assert tried(recorded, fast)["thrice again"] == both


def test_with_a_secret_of_ones_own_the_record_is_not_compared(recorded: Course, fast: Settings) -> None:
    edit(recorded, "test_basics.py", "def test_twice_exists", "def not_a_test")
    own = msgspec.structs.replace(fast, secret="of this term")
    assert verify_one(recorded, own).drift == ()
    edit(recorded, "test_basics.py", "float(x))", "float(x), tolerance=10)")
    assert any("thrice" in problem for problem in verify_one(recorded, own).problems)
    mine = run_verify(recorded.root, find_course(Path(__file__)).root, AUTOGRADER_SECRET="of this term")
    assert "recorded with the published one" in mine.stderr
    assert "Traceback" not in mine.stderr


def test_a_deleted_gate_is_drift(recorded: Course, fast: Settings) -> None:
    edit(recorded, "test_basics.py", "def test_twice_exists", "def not_a_test")
    assert "missing twice: no longer caught by twice::test_twice_exists" in verify_one(recorded, fast).drift


def test_a_test_that_catches_nothing_is_named(recorded: Course, fast: Settings) -> None:
    edit(
        recorded,
        "test_basics.py",
        "runs = []  # pids",
        "runs = []  # pids\n\n@pytest.mark.question('twice')\ndef test_idle(): ...\n",
    )
    assert "twice::test_idle catches no mistake of the catalogue" in verify_one(recorded, fast).problems


def test_a_mistake_told_something_else_is_named(recorded: Course, fast: Settings) -> None:
    extra = 'Mistake("also plain", "total", "Another sentence.", (("twice(value)", "value"),)),\n)'
    edit(
        recorded,
        "misconceptions.py",
        '("twice(value)", "value"),)),\n)',
        '("twice(value)", "value"),)),\n    ' + extra,
    )
    assert (
        "also plain: total is told 'The doubling is missing.' instead of 'Another sentence.'"
        in verify_one(recorded, fast).problems
    )


def test_a_function_is_replaced_in_its_cell(mini_course: Course) -> None:
    solution = mini_course.notebooks("mini")[0].solution.read_bytes()
    changed = json.loads(replace_function(solution, "twice", lambda source: source.upper()))
    assert changed["cells"][0]["source"].startswith("DEF TWICE(X)")


def run_verify(root: Path, code: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Type `python -m autograder verify` in a course, with the grader of a checkout."""
    command = [sys.executable, "-P", "-m", "autograder", "verify", *options]
    environment = {"PYTHONPATH": str(code), "PATH": "/usr/bin:/bin", "COLUMNS": "160", "HOME": str(root)}
    environment |= more
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=900)


@pytest.fixture
def checkout(course: Course, tmp_path: Path) -> Path:
    """A copy of this repository that may be broken."""
    root = tmp_path / "checkout"
    for folder in ("autograder", "solutions", "assignments", "utils", "datasets"):
        shutil.copytree(course.root / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(course.root / "pyproject.toml", root)
    for path in root.glob("*/a1_linear_classifiers/*.ipynb"):
        if path.name != "losses.ipynb":
            path.unlink()
    return root


def delete_test(text: str) -> str:
    """Remove the test of the SVM gradient."""
    start = text.index("@for_each_question(*BOTH, points=(2, 1))\ndef test_gradient")
    return text[:start] + text[text.index("@for_each_question", start + 10) :]


def loosen(text: str) -> str:
    """Compare the SVM loss to within 1."""
    return text.replace('reg, names=NAMES, only="loss")', 'reg, names=NAMES, only="loss", tolerance=1)')


def test_breaking_a_suite_exits_1_and_names_what_was_broken(recorded: Course, course: Course) -> None:
    whole = run_verify(recorded.root, course.root)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    edit(recorded, *BREAKS["a looser tolerance"][:3])
    result = run_verify(recorded.root, course.root)
    assert result.returncode == 1, result.stderr
    assert BREAKS["a looser tolerance"][3] in result.stdout


@pytest.mark.full
def test_breaking_the_losses_suite_exits_1_and_names_what_was_broken(checkout: Path) -> None:
    """A test deleted and a tolerance loosened, in one run: it takes most of a minute."""
    path = checkout / "autograder" / "suites" / "a1_linear_classifiers" / "losses" / "test_svm.py"
    whole = path.read_text()
    for break_suite in (delete_test, loosen):
        before = path.read_text()
        path.write_text(break_suite(before))
        assert path.read_text() != before, break_suite
    assert len(path.read_text()) < len(whole)
    result = run_verify(checkout, checkout, "a1_linear_classifiers")
    assert result.returncode == 1, result.stderr
    for named in ("test_gradient", "test_loss"):
        assert f"no longer caught by svm_loss_naive::{named}" in result.stdout
