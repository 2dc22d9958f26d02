"""Right answers, written in other ways than the reference's, earn every point: no suite prefers a style.

`right/<assignment>/<notebook>/<style>.py` holds solution cells, `# %% <question>` above each. A cell
`# %% imports` goes before all others. What a file leaves out is the reference's.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from autograder.course import TOGETHER, Course, Notebook, find_course
from autograder.grade import Grader, Work
from autograder.sample import encode, filled_with, solution_cells
from autograder.settings import Settings

COURSE = find_course(Path(__file__))
RIGHT = Path(__file__).parent / "right"
WAYS = 3
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


def failures(grader: Grader, notebook: Notebook, path: Path) -> dict[str, str]:
    """Return what a file lost points for, by question."""
    siblings = {one.name: one.solution.read_bytes() for one in notebook.builds_on}
    books = {**siblings, notebook.name: answered(notebook, answers_of(path))}
    result = grader.grade_notebook(notebook.name, Work(path.stem, notebook.assignment, books), [])
    return {
        one.id: f"{notebook.name}/{path.name}: {one.id} got {one.score} of {one.max_score:g}: {one.hint}"
        for one in result.questions
        if one.score != one.max_score or one.hint
    }


@pytest.mark.slow
@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_every_right_answer_earns_everything(assignment: str, tmp_path: Path) -> None:
    """All of an assignment in one test: its suites take seconds to start."""
    wrong = tmp_path / "wrong.py"
    lost = []
    with Grader(COURSE, assignment, Settings(secret="of the right answers")) as grader:
        for notebook in COURSE.notebooks(assignment):
            for path in files_of(notebook):
                lost += failures(grader, notebook, path).values()
            question = next(question.id for question in notebook.questions if not question.manual)
            wrong.write_text(f"# %% {question}\n{question} = None\n")
            assert failures(grader, notebook, wrong).keys() - {TOGETHER} == {question}
    assert lost == []


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
