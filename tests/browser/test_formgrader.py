"""nbgrader's formgrader after `autograder grade --gradebook`: our scores in every view, a person's kept."""

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.course import find_course
from autograder.report import NotebookResult, Report, from_json

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

REPOSITORY = find_course(Path(__file__)).root
SPEC = importlib.util.spec_from_file_location(
    "formgrader_papers", REPOSITORY / "tests" / "autograder" / "gradebook" / "rig" / "papers.py"
)
PAPERS = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(PAPERS)

SETTINGS = '[tool.autograder]\nsecret = "of the formgrader tests"\ncell_cpu = 5.0\ncall_cpu = 5.0\n'
# By student: what became of `half` and of `twice`, as somebody in the rig's class did it.
CLASS = {
    "ada": ("ada", "ada"),  # right
    "bob": ("ada", "bob"),  # half done
    "dan": ("dan", "dan"),  # forged points and outputs
    "hal": ("ada", "hal"),  # unreadable
    "jon": ("jon", "jon"),  # mistaken
    "ned": (None, "jon"),  # not handed in
}
WRITTEN = 3  # points of the question to think about, of which each notebook has one
GIVEN, REMARK = "2.5", "Say what x is."
PATIENCE = 300  # seconds for a command
TABLE = "typeof models !== 'undefined' && models.loaded"  # what nbgrader's scripts say when they are done
SHEET = "typeof formgrader !== 'undefined' && formgrader.grades?.loaded && formgrader.comments?.loaded"


@dataclass(frozen=True)
class Graded:
    """A course with a class that `autograder grade --gradebook` graded."""

    root: Path

    @property
    def reports(self) -> dict[str, Report]:
        """The reports on disk, by student."""
        paths = (self.root / "reports" / "mini").glob("*.json")
        return {path.stem: from_json(path.read_bytes()) for path in paths}

    def hand_in(self, student: str, name: str, how: str) -> None:
        """Put a student's notebook where submissions are collected."""
        path = self.root / "submitted" / student / "mini" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAPERS.SPOILED[how](PAPERS.Sheet(self.root, name)))

    def run(self, *command: str) -> None:
        """Run a command as it is typed in the folder of the course."""
        path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
        done = subprocess.run(
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            cwd=self.root,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


class Formgrader:
    """formgrader in a browser, by itself: what it gets from elsewhere (MathJax) does not come."""

    def __init__(self, lab: Any, page: Any, shots: Path) -> None:
        self.lab, self.page, self.shots = lab, page, shots
        self.answers: list[tuple[int, str]] = []
        self.errors: list[str] = []
        page.route(re.compile(f"^(?!{re.escape(lab.address)}/)http"), lambda route: route.abort())
        page.on("response", lambda answer: self.answers.append((answer.status, answer.url)))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.context.request.get(f"{lab.address}/api/status?token={lab.token}")  # who is in has a cookie

    def open(self, place: str, name: str = "") -> list[dict[str, str]]:
        """Open a page by its address; return the rows of its table."""
        answer = self.page.goto(f"{self.lab.address}/formgrader/{place}")
        return self._look(answer, name or place.replace("/", " "))

    def follow(self, link: Any, name: str) -> list[dict[str, str]]:
        """Click on a link; return the rows of the table to which it leads."""
        with self.page.expect_navigation() as leading:
            link.click()
        return self._look(leading.value, name)

    def link(self, text: str) -> Any:
        """Return a link of the table."""
        return self.page.locator("#main-table").get_by_role("link", name=text, exact=True)

    def rows(self) -> list[dict[str, str]]:
        """Return what can be read in the table of the page, by the heads of its columns."""
        texts = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        head = self.page.locator("table:has(#main-table) thead tr").evaluate_all(texts)
        rows = self.page.locator("#main-table tr").evaluate_all(texts)
        names = [name.replace("\n", " ") for name in head[0]] if head else []
        return [dict(zip(names, row, strict=True)) for row in rows]

    def question(self, name: str) -> tuple[str, str, str]:
        """Return the automatic score of a question, its points, and what a person gave, as shown."""
        field = self.page.locator(f"input#{name}")
        shown = field.locator("xpath=..").inner_text()
        return field.get_attribute("placeholder") or "", shown.strip(" /"), field.input_value()

    def awaited(self, name: str) -> bool:
        """Whether the score of a question is marked as one that a person has to give, or look at again."""
        return "needs_manual_grade" in self.page.locator(f"input#{name}").get_attribute("class").split()

    def close(self) -> None:
        """Check that no request went wrong, and no script except for want of MathJax."""
        assert [answer for answer in self.answers if answer[0] >= 400] == []
        assert set(self.errors) <= {"MathJax is not defined"}
        assert "Traceback" not in self.lab.log.read_text(encoding="utf-8", errors="replace")

    def _look(self, answer: Any, name: str) -> list[dict[str, str]]:
        assert answer.status == 200
        self.page.wait_for_function(SHEET if "/submissions/" in self.page.url else TABLE)
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        assert "Traceback" not in self.page.inner_text("body")
        return self.rows()


def titled(name: str) -> bytes:
    """Return an authored notebook with a title that is not the name of a question.

    formgrader finds the field of a score by the question's name, and a heading's anchor would come first.
    """
    return PAPERS.authored(name).replace(f"# {name}".encode(), f"# The function {name}".encode())


@pytest.fixture(scope="module")
def graded(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A small course, released and graded by the commands. (Without a browser, for nobody.)"""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    (root / "solutions" / "mini").mkdir(parents=True)
    for name in PAPERS.EXPRESSIONS:
        suite = root / "autograder" / "suites" / "mini" / name
        suite.mkdir(parents=True)
        (suite / f"test_{name}.py").write_text(PAPERS.SUITE.format(name=name))
        (suite / "misconceptions.py").write_text(PAPERS.CATALOGUE[name])
        (root / "solutions" / "mini" / f"{name}.ipynb").write_bytes(titled(name))
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    (root / "pyproject.toml").write_text(SETTINGS)
    made = Graded(root)
    made.run("autograder", "release")
    for student, works in CLASS.items():
        for name, how in zip(("half", "twice"), works, strict=True):
            if how is not None:
                made.hand_in(student, name, how)
    made.run("autograder", "grade", "submitted", "--gradebook")
    assert made.reports.keys() == CLASS.keys()
    return made


@pytest.fixture(scope="module")
def server(graded: Graded, serve: Callable[[str, Path], Any]) -> Any:
    """A Jupyter server on the course, for tests that only look."""
    return serve("server", graded.root)


@pytest.fixture
def formgrader(server: Any, page: Any, tmp_path: Path) -> Iterator[Formgrader]:
    """Give formgrader on the course, to look at only."""
    opened = Formgrader(server, page, tmp_path)
    yield opened
    opened.close()


def of(score: float, points: float) -> str:
    """Return a score as formgrader shows it."""
    return f"{round(score, 2):g} / {points:g}"


def mean(results: list[Any]) -> float:
    return sum(result.score for result in results) / len(results)


def book(report: Report, name: str) -> NotebookResult:
    return next(result for result in report.notebooks if result.name == name)


def scores(row: dict[str, str]) -> tuple[str, str]:
    return row["Overall Score"], row["Code Score"]


def both(result: Report | NotebookResult, notebooks: int) -> tuple[str, str]:
    """Return both scores that stand in a row: of all questions, and of those that we grade."""
    points = result.max_score
    return of(result.score, points + notebooks * WRITTEN), of(result.score, points)


def test_the_class_view(graded: Graded, formgrader: Formgrader) -> None:
    reports = graded.reports
    assert reports["ada"].score == 4.0
    assert len({report.score for report in reports.values()}) > 3
    (row,) = formgrader.open("manage_assignments")
    assert (row["Name"], row["# Submissions"]) == ("mini", "6")
    rows = formgrader.follow(formgrader.link("6"), "submissions")
    assert {row["Student ID"]: row["Score"] for row in rows} == {
        student: both(report, 2)[0] for student, report in reports.items()
    }
    assert {row["Status"] for row in rows} == {"needs manual grading"}
    (row,) = formgrader.open("gradebook")
    assert (row["Submissions"], row["Score"]) == ("6", of(mean(list(reports.values())), 10))
    rows = formgrader.follow(formgrader.link("mini"), "gradebook of mini")
    for row, name in zip(rows, ("half", "twice"), strict=True):
        average = mean([book(report, name) for report in reports.values()])
        assert row["Notebook ID"] == name
        assert (row["Avg. Score"], row["Avg. Code Score"]) == (of(average, 5), of(average, 2))


def test_the_notebook_view(graded: Graded, formgrader: Formgrader) -> None:
    for name in PAPERS.EXPRESSIONS:
        formgrader.open(f"gradebook/mini/{name}")
        formgrader.page.get_by_role("button", name="Show All Names").click()
        results = {student: book(report, name) for student, report in graded.reports.items()}
        assert {row["Submission ID"]: scores(row) for row in formgrader.rows()} == {
            student: both(result, 1) for student, result in results.items() if result.status != "missing"
        }


def test_the_list_of_students(graded: Graded, formgrader: Formgrader) -> None:
    rows = formgrader.open("manage_students")
    assert {row["Student ID"]: row["Overall Score"] for row in rows} == {
        student: both(report, 2)[0] for student, report in graded.reports.items()
    }


@pytest.mark.parametrize("student", CLASS)
def test_the_student_view_and_the_question_view(graded: Graded, formgrader: Formgrader, student: str) -> None:
    report = graded.reports[student]
    (row,) = formgrader.open(f"manage_students/{student}")
    assert scores(row) == both(report, 2)
    rows = formgrader.follow(formgrader.link("mini"), "notebooks")
    assert {row["Notebook ID"]: scores(row) for row in rows} == {
        result.name + " (file missing)" * (result.status == "missing"): both(result, 1)
        for result in report.notebooks
    }
    handed_in = [result for result in report.notebooks if result.status != "missing"]
    places = [formgrader.link(result.name).get_attribute("href") for result in handed_in]
    assert places
    for result, place in zip(handed_in, places, strict=True):
        formgrader.open(place.removeprefix("/formgrader/"), result.name)
        check_questions(formgrader, result)


def check_questions(formgrader: Formgrader, result: NotebookResult) -> None:
    """Check what the page of a notebook shows: scores, hints, and what is left for a person to do."""
    text = formgrader.page.inner_text("body")
    for question in result.questions:
        shown, points, given = formgrader.question(question.id)
        assert (float(shown), float(points), given) == (question.score, question.max_score, "")
        assert f"{question.score:g} of {question.max_score:g} points" in text
        assert question.hint in text
    _, points, given = formgrader.question(f"{result.name}_why")
    assert (float(points), given) == (WRITTEN, "")
    assert formgrader.awaited(f"{result.name}_why") == ("Because." in text)
    assert ("The file is not a notebook" in text) == (result.status == "unreadable")


@pytest.fixture
def own(graded: Graded, tmp_path: Path) -> Graded:
    """A copy of the graded course, to change."""
    return Graded(shutil.copytree(graded.root, tmp_path / "course"))


def fill_in(page: Any, field: str, text: str) -> None:
    """Type into a field, go on with the tabulator, and wait until the server has it."""
    page.locator(field).click()
    page.keyboard.type(text)
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.keyboard.press("Tab")
    assert saved.value.status == 200


def test_a_score_given_by_hand_outlives_another_grading(
    own: Graded, serve: Callable[[str, Path], Any], page: Any, tmp_path: Path
) -> None:
    formgrader = Formgrader(serve("server", own.root), page, tmp_path)
    formgrader.open("gradebook/mini/twice")
    page.get_by_role("button", name="Show All Names").click()
    formgrader.follow(formgrader.link("jon"), "before")
    fill_in(page, "input#twice_why", GIVEN)
    fill_in(page, "textarea#twice_why-comment", REMARK)
    assert not formgrader.awaited("twice_why")
    page.screenshot(path=tmp_path / "given.png", full_page=True)

    before = own.reports
    own.hand_in("jon", "twice", "ada")
    own.run("autograder", "grade", "submitted", "--gradebook", "--regrade")
    reports = own.reports
    assert reports["jon"].score == before["jon"].score + 0.5  # no longer mistaken in `twice`
    total = reports["jon"].score + float(GIVEN)

    rows = formgrader.open("manage_students/jon/mini")
    shown = {row["Notebook ID"]: row for row in rows}["twice"]
    assert (*scores(shown), shown["Written Score"]) == ("4.5 / 5", "2 / 2", "2.5 / 3")
    formgrader.follow(formgrader.link("twice"), "after")
    assert formgrader.question("twice_why") == ("", "3.0", GIVEN)
    assert formgrader.awaited("twice_why")  # nbgrader asks to look again at what was graded anew
    assert formgrader.question("twice") == ("2", "2.0", "")
    assert page.locator("#twice_why-comment").input_value() == REMARK
    rows = formgrader.open("manage_submissions/mini")
    assert {row["Student ID"]: row["Score"] for row in rows}["jon"] == of(total, 10)
    formgrader.close()

    own.run("nbgrader", "generate_feedback", "mini", "--force", "--student=jon")
    page.goto((own.root / "feedback" / "jon" / "mini" / "twice.html").as_uri())
    page.screenshot(path=tmp_path / "feedback.png", full_page=True)
    text = page.inner_text("body")
    assert "twice (Score: 4.5 / 5.0)" in text
    assert "Written response (Score: 2.5 / 3.0)" in text
    assert REMARK in text

    own.run("nbgrader", "export")
    with (own.root / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    expected = {student: report.score for student, report in reports.items()}
    assert exported == {**expected, "jon": total}
