"""Overhead per submission beside `nbgrader autograde`, on the same notebook: load, confine, empty tests.

Run `make pages`, or `python -m benchmarks.overhead --help`. The suite is replaced by one of empty tests, one
for each question, so that what is measured is everything around them. nbgrader runs the same cells of the
same notebook with its defaults; it skips what is tagged `skip-execution`, as we do.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.course import Course, find_course
from autograder.grade import Grader, Work
from autograder.sample import encode, filled, material
from autograder.settings import read_settings
from benchmarks.grading import BIN, CONFIG, environment

ASSIGNMENT, NOTEBOOK = "a1_linear_classifiers", "losses"
CATALOGUE = """from autograder.misconceptions import Mistake

MISCONCEPTIONS = (Mistake("none", "relative_error", "Not used here.", source="x = 1"),)
"""
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """Seconds of each submission, in order; resident bytes of our processes after the first and the last."""

    seconds: tuple[float, ...]
    first_bytes: int
    last_bytes: int


def empty_course(course: Course, root: Path) -> Course:
    """Copy the course with a suite of empty tests."""
    for folder in ("solutions", "assignments"):
        place = root / folder / ASSIGNMENT
        place.mkdir(parents=True)
        shutil.copy(course.root / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb", place)
    copy = Course(root)
    notebook = next(n for n in copy.notebooks(ASSIGNMENT) if n.name == NOTEBOOK)
    notebook.suite.mkdir(parents=True)
    tests = [
        f'@pytest.mark.question("{question.id}", points={question.points})\n'
        f"def test_{question.id}(submission):\n    exists(submission, 'np')\n"
        for question in notebook.questions
        if not question.manual
    ]
    head = "import pytest\n\nfrom autograder.submission import exists\n\n"
    (notebook.suite / "test_empty.py").write_text(head + "\n".join(tests))
    (notebook.suite / "misconceptions.py").write_text(CATALOGUE)
    return copy


def submission(course: Course) -> bytes:
    """Return the notebook as a student with everything right hands it in."""
    notebook = next(n for n in course.notebooks(ASSIGNMENT) if n.name == NOTEBOOK)
    return encode(filled(material(notebook)))


def resident(pid: int) -> int:
    """Return the bytes a process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE


def grade_ours(course: Course, data: bytes, count: int) -> Run:
    """Grade `count` submissions one after the other."""
    seconds, memory = [], []
    with Grader(course, ASSIGNMENT, read_settings(course.root)) as grader:
        pids = [os.getpid(), grader.server.process.pid, *(s.process.pid for s in grader.suites.values())]
        for number in range(count):
            start = time.perf_counter()
            report = grader.grade(Work(f"student{number}", ASSIGNMENT, {NOTEBOOK: data}))
            seconds.append(time.perf_counter() - start)
            if report.score != report.max_score:
                raise SystemExit(f"a right submission got {report.score}: {report.warnings}")
            if number in (min(20, count - 1), count - 1):
                memory.append(sum(resident(pid) for pid in pids))
    return Run(tuple(seconds), memory[0], memory[-1])


def grade_nbgrader(course: Course, root: Path, data: bytes, count: int) -> float:
    """Return the seconds per submission that `nbgrader autograde` takes for `count` students."""
    place = root / "solutions" / ASSIGNMENT
    place.mkdir(parents=True)
    shutil.copy(course.root / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", place)
    (root / "nbgrader_config.py").write_text(CONFIG)  # the course's own has nbgrader grade as we do
    for number in range(count):
        folder = root / "submitted" / f"student{number}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(data)
    nbgrader = str(BIN / "nbgrader")
    options = {"cwd": root, "env": environment(root), "check": True, "capture_output": True}
    subprocess.run([nbgrader, "generate_assignment", ASSIGNMENT], **options)  # type: ignore[call-overload]
    start = time.perf_counter()
    subprocess.run([nbgrader, "autograde", ASSIGNMENT], **options)  # type: ignore[call-overload]
    return (time.perf_counter() - start) / count


def table(ours: Run, theirs: float, students: int) -> Iterator[str]:
    """Yield the result as Markdown."""
    tenth = max(1, len(ours.seconds) // 10)
    first, last = (statistics.median(part) for part in (ours.seconds[:tenth], ours.seconds[-tenth:]))
    mean = statistics.fmean(ours.seconds)
    low, high = (statistics.quantiles(ours.seconds, n=20)[index] for index in (0, -1))
    yield "| what | measured |"
    yield "|---|---|"
    yield f"| `nbgrader autograde`, mean of {students} | {theirs * 1000:.0f} ms a submission |"
    spread = f"5 % below {low * 1000:.1f}, 5 % above {high * 1000:.1f}"
    yield f"| ours, mean of {len(ours.seconds)} | {mean * 1000:.1f} ms a submission ({spread}) |"
    yield f"| **ratio** | **{theirs / mean:.0f}** |"
    yield f"| time of the last tenth over the first (medians) | {last / first:.2f} |"
    yield (
        f"| resident memory of grader, server and suite, submission 21 to {len(ours.seconds)} | "
        f"{ours.first_bytes / 2**20:.1f} to {ours.last_bytes / 2**20:.1f} MiB |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ours", type=int, default=1000, metavar="N", help="submissions graded by us (1000)")
    parser.add_argument("--nbgrader", type=int, default=10, metavar="N", help="submissions by nbgrader (10)")
    options = parser.parse_args()
    course = find_course()
    data = submission(course)
    with tempfile.TemporaryDirectory() as folder:
        theirs = grade_nbgrader(course, Path(folder), data, options.nbgrader)
    with tempfile.TemporaryDirectory() as folder:
        ours = grade_ours(empty_course(course, Path(folder)), data, options.ours)
    versions = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "pytest"))
    machine = (
        f"Python {platform.python_version()}, {versions}, Linux {platform.release()}, {os.cpu_count()} cores"
    )
    print("\n".join([machine, "", *table(ours, theirs, options.nbgrader)]))


if __name__ == "__main__":
    main()
