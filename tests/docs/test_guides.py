"""The guides, followed word for word: each block of commands is run, in order, in a copy of the course."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder import sample
from autograder.course import find_course
from autograder.misconceptions import load_catalogue
from autograder.report import from_json
from datasets import cache

ROOT = Path(__file__).resolve().parents[2]
STEP = re.compile(r"^(?:`([\w./-]+)`:\n\n```python|```sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ACTIVATE = ". .venv/bin/activate\n"
ASSIGNMENT, NOTEBOOK = "a1_linear_classifiers", "perceptron"
MISTAKE = "train_perceptron:changes_X"
FEW = f"""
MISCONCEPTIONS = tuple(
    one for place, one in enumerate(MISCONCEPTIONS) if place % 8 == 0 or one.name == {MISTAKE!r}
)
"""
NOT_COPIED = (".git", ".venv", "demo", "reports", "submitted", "__pycache__", "*.egg-info", ".*_cache")


def steps(guide: str) -> str:
    """Return the steps of a page of docs/ as a script: files it names are written, commands are run."""
    return "\n".join(
        f"mkdir -p {Path(name).parent}\ncat > {name} <<'END OF THE FILE'\n{text}END OF THE FILE"
        if name
        else text
        for name, text in STEP.findall((ROOT / "docs" / guide).read_text(encoding="utf-8"))
    )


def follow(script: str, folder: Path) -> str:
    """Run a script as somebody would who has opened a terminal in `folder`; return what it said."""
    home = folder.parent / "home"
    home.mkdir()
    data = {cache.VARIABLE: str(kept)} if (kept := cache.folder()) else {}
    done = subprocess.run(
        ["bash", "-exuo", "pipefail", "-c", script],
        cwd=folder,
        env={
            **data,
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(folder),
            "OMP_NUM_THREADS": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository with the environment that runs the tests for its own."""
    folder = tmp_path / "course"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (folder / ".venv").symlink_to(sys.prefix)
    for name in ("requirements.txt", "pyproject.toml"):
        os.utime(folder / name, (0, 0))  # older than the environment, which `make setup` then leaves alone
    return folder


def one_notebook(folder: Path) -> None:
    """Leave of a course one notebook, and of its known mistakes a few."""
    for top in ("solutions", "assignments", "autograder/suites"):
        for path in (folder / top).glob("a[0-9]_*"):
            if path.name != ASSIGNMENT:
                shutil.rmtree(path)
        for path in (folder / top / ASSIGNMENT).glob("[a-z]*"):
            if path.stem != NOTEBOOK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    suite = folder / "autograder" / "suites" / ASSIGNMENT / NOTEBOOK
    for path in suite.glob("misconceptions*.py"):
        path.write_text(path.read_text(encoding="utf-8") + FEW, encoding="utf-8")
    names = {one.name for one in load_catalogue(suite)} | {"reference", "stub"}
    matrix = json.loads((suite / "matrix.json").read_text(encoding="utf-8"))
    kept = {name: row for name, row in matrix.items() if name in names or name.startswith("missing ")}
    assert len(names) < len(matrix) / 4
    (suite / "matrix.json").write_text(json.dumps(kept), encoding="utf-8")


def hand_in(folder: Path) -> None:
    """Three students: everything right, one known mistake, nothing written."""
    notebook = next(one for one in find_course().notebooks(ASSIGNMENT) if one.name == NOTEBOOK)
    given = sample.material(notebook)
    mistake = next(one for one in given.mistakes if one.name == MISTAKE)
    made: Mapping[str, Callable[[], bytes]] = {
        "ada": lambda: sample.encode(sample.filled(given)),
        "emil": lambda: sample.encode(sample.mistaken(given, mistake)),
        "zoe": lambda: sample.encode(given.released),
    }
    for student, data in made.items():
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{NOTEBOOK}.ipynb").write_bytes(data())
        (place / "timestamp.txt").write_text("2030-02-01 08:30:00 UTC\n")


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.full)])
def test_the_instructors_guide(copy: Path, whole: bool) -> None:
    """In a course of one notebook; and in full, in this one."""
    hand_in(copy)
    if not whole:
        one_notebook(copy)
    said = follow(steps("instructor.md"), copy)
    assert "are told why" in said  # the proof of the suite
    folder = copy / "reports" / ASSIGNMENT
    reports = {path.stem: from_json(path.read_bytes()) for path in folder.glob("*.json")}
    scores = {name: report.score for name, report in reports.items()}
    assert scores.keys() == {"ada", "emil", "zoe"}
    assert scores["ada"] == 10.0
    assert scores["zoe"] == 0.0
    assert 0.0 < (scores["emil"] or 0.0) < 10.0
    with (copy / "grades.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == scores
    assert {"canvas.csv", "moodle.csv"} <= {path.name for path in copy.iterdir()}
    assert (copy / "reports" / "junit.xml").is_file()
    assert (copy.parent / "students" / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").is_file()
    for name in scores:
        assert (copy / "reports" / ASSIGNMENT / f"{name}.html").is_file()
        assert (copy / "feedback" / name / ASSIGNMENT / f"{NOTEBOOK}.html").is_file()


@pytest.mark.slow
def test_adding_an_assignment(copy: Path) -> None:
    said = follow(ACTIVATE + steps("add-an-assignment.md"), copy)
    assert "a5_example/activations: the reference gets everything" in said
    report = from_json((copy / "reports" / "a5_example" / "ada.json").read_bytes())
    assert (report.score, report.max_score) == (0.0, 2.0)
    assert "Not started yet" in report.notebooks[0].questions[0].hint


def test_the_site_is_built_and_no_link_leads_nowhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip()
    pages = list(tmp_path.rglob("*.html"))
    assert {"student", "instructor", "add-an-assignment", "faq"} <= {page.parent.name for page in pages}
    assert not [page for page in pages if "fonts.googleapis" in page.read_text(encoding="utf-8")]


def test_every_page_of_the_site_is_in_its_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.name for path in (ROOT / "docs").glob("*.md")]
    assert [name for name in pages if f": {name}\n" not in menu] == []
