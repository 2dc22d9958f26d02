"""Right answers, written in other ways than the reference's, earn every point: no suite prefers a style.

`right/<assignment>/<notebook>/<style>.py` holds solution cells, `# %% <question>` above each. A cell
`# %% imports` goes before all others. What a file leaves out is the reference's.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.course import TOGETHER, Course, Notebook, find_course
from autograder.grade import Grader, Work
from autograder.sample import encode, filled_with, solution_cells

COURSE = find_course(Path(__file__))
RIGHT = Path(__file__).parent / "right"
WAYS = 3
TRAINED = "train_final"  # takes seconds to grade
QUICKEST = {"linear_classifier": "loops", "training": "in_place"}  # the style whose training is graded first
HEADING = re.compile(r"^# %% (\w+)$", re.MULTILINE)
IMPORTS = "imports"


def answers_of(path: Path) -> dict[str, str]:
    """Return the cells of a file by name."""
    before, *parts = HEADING.split(path.read_text(encoding="utf-8"))
    assert not before.strip(), f"{path}: code above the first heading is in no cell"
    names, sources = parts[::2], parts[1::2]
    assert len(set(names)) == len(names), f"{path}: a heading stands there twice"
    return dict(zip(names, sources, strict=True))


def files_of(notebook: Notebook) -> list[Path]:
    return sorted((RIGHT / notebook.assignment / notebook.name).glob("*.py"))


def answered(notebook: Notebook, answers: dict[str, str]) -> bytes:
    """Return the solution notebook with these cells replaced."""
    book = json.loads(notebook.solution.read_text(encoding="utf-8"))
    unknown = answers.keys() - {IMPORTS} - {question for question, _ in solution_cells(book)}
    assert not unknown, f"{notebook.name} has no solution cell {unknown}"
    book = filled_with(book, answers)
    first = {"cell_type": "code", "execution_count": None, "id": "first", "metadata": {}, "outputs": []}
    book["cells"].insert(0, {**first, "source": answers.get(IMPORTS, "")})
    return encode(book)


def failures(grader: Grader, notebook: Notebook, path: Path, without: Sequence[str] = ()) -> dict[str, str]:
    """Return what a file lost points for, by question; those in `without` are not asked."""
    siblings = {one.name: one.solution.read_bytes() for one in notebook.builds_on}
    books = {**siblings, notebook.name: answered(notebook, answers_of(path))}
    work = Work(path.stem, notebook.assignment, books)
    result = grader.grade_notebook(notebook.name, work, [], without)
    return {
        one.id: f"{notebook.name}/{path.name}: {one.id} got {one.score} of {one.max_score:g}: {one.hint}"
        for one in result.questions
        if one.score != one.max_score or one.hint
    }


def left_to_the_whole(notebook: Notebook, path: Path) -> tuple[str, ...]:
    """Return what is not asked in the smaller form: to train, unless it is the quickest who does."""
    asked = QUICKEST.get(notebook.name, path.stem) == path.stem
    return () if asked else (TRAINED,)


def grouped(assignment: str) -> Any:
    """Return an assignment as a parameter; one process grades all of it: suites take seconds to start."""
    return pytest.param(assignment, marks=pytest.mark.xdist_group(f"grade {assignment}"))


@pytest.mark.slow
@pytest.mark.parametrize("assignment", [grouped(each) for each in COURSE.assignments])
def test_every_right_answer_earns_everything(
    assignment: str, grader_of: Callable[[str], Grader], tmp_path: Path
) -> None:
    grader, wrong, lost = grader_of(assignment), tmp_path / "wrong.py", []
    for notebook in COURSE.notebooks(assignment):
        for path in files_of(notebook):
            lost += failures(grader, notebook, path, left_to_the_whole(notebook, path)).values()
        question = next(question.id for question in notebook.questions if not question.manual)
        wrong.write_text(f"# %% {question}\n{question} = None\n")
        others = (TRAINED,) if notebook.name in QUICKEST else ()
        assert failures(grader, notebook, wrong, others).keys() - {TOGETHER} == {question}
    assert lost == []


@pytest.mark.full
@pytest.mark.parametrize("name", QUICKEST)
def test_every_right_training_earns_everything(name: str, grader_of: Callable[[str], Grader]) -> None:
    notebook = next(each for group in COURSE.assignments.values() for each in group if each.name == name)
    grader = grader_of(notebook.assignment)
    lost = [failure for path in files_of(notebook) for failure in failures(grader, notebook, path).values()]
    assert lost == []


def test_the_quickest_trainings_are_there() -> None:
    """Of every notebook that ends with one, and each of its styles trains."""
    books = {each.name: each for group in COURSE.assignments.values() for each in group}
    ends = {name for name, each in books.items() if TRAINED in {question.id for question in each.questions}}
    assert ends == QUICKEST.keys()
    for name, style in QUICKEST.items():
        assert TRAINED in answers_of(RIGHT / books[name].assignment / name / f"{style}.py")


def missing_answers(course: Course) -> list[str]:
    """Return the questions that fewer than three files answer."""
    found = []
    for notebook in (notebook for group in course.assignments.values() for notebook in group):
        answers = Counter(question for path in files_of(notebook) for question in answers_of(path))
        book = json.loads(notebook.solution.read_text(encoding="utf-8"))
        graded = [question for question, _ in solution_cells(book)]
        found += [f"{notebook.name}: {each} has {answers[each]}" for each in graded if answers[each] < WAYS]
    return found


def test_every_question_has_three_other_right_answers() -> None:
    assert missing_answers(COURSE) == []


def test_every_folder_belongs_to_a_notebook() -> None:
    known = {RIGHT / one.assignment / one.name for group in COURSE.assignments.values() for one in group}
    assert {path.parent for path in RIGHT.rglob("*.py")} <= known
