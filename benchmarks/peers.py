"""nbgrader and otter on the files that ours grades: CPU seconds of one submission after the other.

Both start a kernel for each submission. Graded cells and test files call the same test functions with the
same seeds (`benchmarks/direct.py`).
What a command takes before its first file is its start, which counts nowhere.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from autograder.course import Course, Notebook
from benchmarks.cpu import used
from benchmarks.grading import BIN, CONFIG, environment, executed, tested
from benchmarks.hostile.tools import install_otter

POINTS = """
SELECT submitted_assignment.student_id, SUM(COALESCE(grade.auto_score, 0)) FROM grade
JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN notebook ON submitted_notebook.notebook_id = notebook.id
WHERE notebook.name = ? GROUP BY submitted_assignment.student_id
"""
# Otter's environment has its own packages first; what is missing there for the course is ours.
SITE = "import sys\nsys.path.append({site!r})\n"
OTTER = """import sys
from otter.run import main
for student in sys.argv[1:]:
    main(f"submissions/{student}.ipynb", output_dir=f"results/{student}", no_logo=True)
"""
OTTER_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{question}"
points = {points}


@test_case()
def test_{question}(env):
    from benchmarks.direct import check
    assert check({place!r}, "{question}", env) == {points}
"""


@dataclass(frozen=True)
class Peer:
    """CPU seconds and points by student; the start is that of the commands, up to their first file."""

    seconds: Mapping[str, float]
    points: Mapping[str, float]
    start: float


def nbgrader(
    course: Course, notebooks: Sequence[Notebook], submitted: Path, root: Path
) -> Iterator[tuple[str, Peer]]:
    """Yield for each notebook what `nbgrader autograde` and `generate_feedback` take, as nbgrader comes.

    Notebooks come in the order in which they build on one another: nbgrader offers a kernel no other notebook
    but those it has graded before. Seconds are those from one student's file to the next one's, under the
    name of the second.

    Parameters
    ----------
    course, notebooks : Course, sequence of Notebook
        Of one assignment, with those they build on.
    submitted : Path
        `<student>/<assignment>/<notebook>.ipynb`.
    root : Path
        Gets a course of nbgrader's.
    """
    assignment = notebooks[0].assignment
    source = root / "solutions" / assignment
    source.mkdir(parents=True)
    for one in notebooks:
        tested(Path(shutil.copy(one.solution, source)), course.root, tests=True)
    shutil.copytree(submitted, root / "submitted")
    executed(root / "submitted")
    (root / "nbgrader_config.py").write_text(CONFIG)
    command = [str(BIN / "nbgrader")]
    _watch([*command, "generate_assignment", assignment], root, [])
    students = sorted(path.name for path in submitted.iterdir())
    graded: dict[str, list[float]] = {}
    for one in sorted(notebooks, key=lambda one: (len(one.builds_on), one.name)):
        files = [root / "autograded" / name / assignment / f"{one.name}.ipynb" for name in students]
        graded[one.name] = _watch([*command, "autograde", assignment, "--notebook", one.name], root, files)
    names = sorted(graded)
    pages = [(student, name) for student in students for name in names]
    files = [root / "feedback" / student / assignment / f"{name}.html" for student, name in pages]
    moments = _watch([*command, "generate_feedback", assignment], root, files)
    told = dict(zip(pages[1:], _steps(moments), strict=True))
    for name, seconds in graded.items():
        each = zip(students[1:], _steps(seconds), strict=True)
        both = {student: taken + told[student, name] for student, taken in each}
        with closing(sqlite3.connect(root / "gradebook.db")) as database:
            points = dict(database.execute(POINTS, [name]).fetchall())
        yield name, Peer(both, points, seconds[0] + moments[0])


def otter(course: Course, notebook: Notebook, submitted: Path, root: Path) -> Peer:
    """Return what `otter run` takes for each submission but the first, called again and again in one process.

    Raises
    ------
    subprocess.CalledProcessError
        If otter cannot be installed.
    """
    python = install_otter()
    (root / "site").mkdir(parents=True)
    (root / "site" / "sitecustomize.py").write_text(SITE.format(site=sysconfig.get_path("purelib")))
    (root / "tests").mkdir()
    place = (str(course.root), notebook.assignment, notebook.name)
    for question in notebook.questions:
        if not question.manual:
            text = OTTER_TEST.format(question=question.id, points=question.points, place=place)
            (root / "tests" / f"{question.id}.py").write_text(text)
    given = environment(root)
    paths = os.pathsep.join([str(root / "site"), given["PYTHONPATH"]])
    given |= {"PYTHONPATH": paths, "PATH": os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])}
    words = "generate -t tests -o autograder.zip --no-environment"
    _watch([str(python.parent / "otter"), *words.split()], root, [], given)
    students = sorted(path.name for path in submitted.iterdir())
    (root / "submissions").mkdir()
    for name in students:
        source = submitted / name / notebook.assignment / f"{notebook.name}.ipynb"
        shutil.copy(source, root / "submissions" / f"{name}.ipynb")
        (root / "results" / name).mkdir(parents=True)
    files = [root / "results" / name / "results.json" for name in students]
    moments = _watch([str(python), "-c", OTTER, *students], root, files, given)
    points = {name: _otter_points(file) for name, file in zip(students, files, strict=True)}
    return Peer(dict(zip(students[1:], _steps(moments), strict=True)), points, moments[0])


def _otter_points(results: Path) -> float:
    return sum(float(test.get("score", 0.0)) for test in json.loads(results.read_bytes())["tests"])


def _steps(moments: Sequence[float]) -> list[float]:
    return [late - early for early, late in pairwise(moments)]


def _watch(
    command: Sequence[str], root: Path, files: Sequence[Path], given: Mapping[str, str] | None = None
) -> list[float]:
    """Run a command; return the CPU seconds it had used when each file, one after the other, was there.

    Raises
    ------
    SystemExit
        If it fails, or a file never appears.
    """
    moments: list[float] = []
    said = root / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            command, cwd=root, env=given or environment(root), stdout=output, stderr=output
        )
        while process.poll() is None:
            if len(moments) < len(files) and files[len(moments)].exists():
                moments.append(used(process.pid))
            time.sleep(0.01)
    if process.returncode or len(moments) < len(files):
        raise SystemExit(f"{' '.join(command)}:\n{said.read_text(errors='replace')[-2000:]}")
    return moments
