"""A whole class: how time and memory grow, what a second process brings, and the same beside nbgrader.

Run `python -m benchmarks.grading`. The class is made from solutions, catalogue and hostile corpus
(`benchmarks/classes.py`); all outputs are on: reports, pages, gradebook, autograded notebooks.

nbgrader grades the honest part of the same class: the same notebook, whose graded cells call the same test
functions in its kernel (`benchmarks/direct.py`), then `generate_feedback`. Its floor is the same with cells
that test nothing. nbgrader has no option for several processes: on two cores it uses what its kernel and its
own process find to do at the same time.

A run has a fixed part (the start of the graders, which prove their suites; nbgrader's imports): small classes
cost more a head, and what one more submission costs is the slope between two sizes. The start is in the
ratios, and nbgrader's is spread over fewer submissions than ours, which favours us. Limits on time are short
here (1 s of CPU for a cell or a call, wall time twice that), and what a class is made of repeats after a
hundred students.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, pairwise
from pathlib import Path

from autograder.course import Course, find_course
from benchmarks.classes import KINDS, PLAIN, write_class
from benchmarks.direct import SECRET

ASSIGNMENT, NOTEBOOK = "a1_linear_classifiers", "losses"
BIN = Path(sys.executable).parent
CONFIG = """c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
"""
PAGE = os.sysconf("SC_PAGE_SIZE")
LIMITS = {"cell_cpu": 1.0, "call_cpu": 1.0, "load_cpu": 3.0, "total_cpu": 6.0, "wall_factor": 2.0}


@dataclass(frozen=True)
class Run:
    """One command: seconds, and the parent's resident bytes at a tenth of it and at its end."""

    seconds: float
    early: int
    late: int


def make_course(course: Course, root: Path) -> Course:
    """Copy the course with its one notebook."""
    for folder in ("solutions", "assignments"):
        place = root / folder / ASSIGNMENT
        place.mkdir(parents=True)
        shutil.copy(course.root / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb", place)
    suite = Path("autograder") / "suites" / ASSIGNMENT / NOTEBOOK
    shutil.copytree(course.root / suite, root / suite)
    shutil.copy(course.root / "nbgrader_config.py", root)
    limits = "".join(f"{name} = {value}\n" for name, value in LIMITS.items())
    (root / "pyproject.toml").write_text(f'[tool.autograder]\nsecret = "{SECRET}"\n{limits}')
    return Course(root)


def environment(root: Path) -> dict[str, str]:
    """Return the environment of a command: this Python's programs, one thread a process."""
    here = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PATH": path, "PYTHONPATH": here}


def grade(root: Path, submitted: Path, jobs: int, cores: set[int]) -> Run:
    """Grade a class with all outputs on."""
    for made in ("reports", "autograded"):
        shutil.rmtree(root / made, ignore_errors=True)
    (root / "gradebook.db").unlink(missing_ok=True)
    command = [BIN / "autograder", "grade", submitted, "--gradebook", "--jobs", str(jobs)]
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    sizes = list(_sizes(process))
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"autograder grade ended with {process.returncode}")
    return Run(seconds, statistics.median(_around(sizes, 0.2)), statistics.median(_around(sizes, 0.9)))


def _sizes(process: "subprocess.Popen[bytes]") -> Iterator[int]:
    while process.poll() is None:
        try:
            yield int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
        except (OSError, IndexError):
            return
        time.sleep(0.05)


def _around(sizes: Sequence[int], share: float) -> Sequence[int]:
    place = int(share * len(sizes))
    return sizes[max(0, place - 5) : place + 5] or [0]


def tested(notebook: Path, root: Path, tests: bool) -> None:
    """Put the suite into the graded cells of a solution notebook, or nothing at all."""
    book = json.loads(notebook.read_text(encoding="utf-8"))
    place = (str(root), notebook.parent.name, notebook.stem)
    for cell in book["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and not mark.get("solution"):
            cell["metadata"].pop("tags", None)
            call = f"check({place!r}, {mark['grade_id']!r}, globals())" if tests else "1.0"
            head = "from benchmarks.direct import check\n" if tests else ""
            cell["source"] = f"### BEGIN HIDDEN TESTS\n{head}{call}\n### END HIDDEN TESTS"
    notebook.write_text(json.dumps(book), encoding="utf-8")


def executed(submitted: Path) -> None:
    """Have nbgrader run the graded cells of a class: our release tags them `skip-execution`.

    nbgrader takes source and points of a graded cell from its solution, but tags from the student's file; a
    graded cell that is skipped would be full marks.
    """
    for path in submitted.rglob("*.ipynb"):
        book = json.loads(path.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["metadata"].pop("tags", None)
        path.write_text(json.dumps(book), encoding="utf-8")


def nbgrader(course: Course, root: Path, submitted: Path, tests: bool, cores: set[int]) -> float:
    """Return the seconds of `nbgrader autograde` and `generate_feedback` on a class, as nbgrader comes."""
    for folder in ("solutions", "submitted"):
        (root / folder).mkdir()
    notebook = root / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook.parent.mkdir()
    shutil.copy(course.root / "solutions" / ASSIGNMENT / notebook.name, notebook)
    tested(notebook, course.root, tests)
    shutil.copytree(submitted, root / "submitted", dirs_exist_ok=True)
    executed(root / "submitted")
    (root / "nbgrader_config.py").write_text(CONFIG)

    def run(*command: str) -> None:
        done = subprocess.run(
            [str(BIN / "nbgrader"), *command, ASSIGNMENT],
            cwd=root,
            env=environment(root),
            capture_output=True,
            check=False,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        if done.returncode:
            raise SystemExit(done.stderr.decode(errors="replace")[-2000:])

    run("generate_assignment")
    start = time.perf_counter()
    run("autograde")
    run("generate_feedback")
    return time.perf_counter() - start


def scale(root: Path, course: Course, sizes: Sequence[int], cores: set[int]) -> Iterator[str]:
    """Yield rows: time and memory as the class grows."""
    runs = {}
    for size in sizes:
        folder = root / f"class{size}"
        write_class(course, ASSIGNMENT, [NOTEBOOK], size, folder, kinds=KINDS)
        run = runs[size] = grade(course.root, folder, len(cores), cores)
        memory = f"parent {run.early / 2**20:.0f} to {run.late / 2**20:.0f} MiB"
        each = f"{run.seconds:.1f} s, {run.seconds / size * 1000:.0f} ms each"
        yield f"| {size} submissions, {len(cores)} processes | {each}; {memory} |"
    slopes = {}
    for small, large in pairwise(sorted(sizes)):
        slopes[large] = (runs[large].seconds - runs[small].seconds) / (large - small)
        yield f"| one submission more, from {small} to {large} | {slopes[large] * 1000:.0f} ms |"
    if len(slopes) > 1:
        growth = slopes[max(slopes)] / slopes[min(slopes)]
        yield f"| **the last of these slopes beside the first** | **{growth:.2f}** |"


def processes(root: Path, course: Course, count: int, cores: set[int]) -> Iterator[str]:
    """Yield the row about a second process: the median of three turns."""
    write_class(course, ASSIGNMENT, [NOTEBOOK], count, root / "two", seed=1, kinds=PLAIN)
    ratios = []
    for _ in range(3):
        one = grade(course.root, root / "two", 1, cores)
        two = grade(course.root, root / "two", 2, cores)
        ratios.append(one.seconds / two.seconds)
    low, middle, high = sorted(ratios)
    yield f"| rate of two processes over one, {count} submissions | {middle:.2f} ({low:.2f} to {high:.2f}) |"


def beside(root: Path, course: Course, count: int, theirs: int, cores: set[int]) -> Iterator[str]:
    """Yield the rows beside nbgrader: honest students only, on one core and on all."""
    write_class(course, ASSIGNMENT, [NOTEBOOK], count, root / "ours", seed=2, kinds=PLAIN)
    write_class(course, ASSIGNMENT, [NOTEBOOK], theirs, root / "theirs", seed=2, kinds=PLAIN)
    for used, cases in (({min(cores)}, (False, True)), (cores, (True,))):
        where = f"{len(used)} core{'s' * (len(used) > 1)}"
        seconds = {}
        for tests in cases:
            name = "the same tests" if tests else "cells that test nothing"
            place = root / f"nbgrader{len(used)}{tests}"
            place.mkdir()
            seconds[name] = nbgrader(course, place, root / "theirs", tests, used) / theirs
            yield f"| {where}: nbgrader, {name}, {theirs} submissions | {seconds[name] * 1000:.0f} ms each |"
        ours = grade(course.root, root / "ours", len(used), used).seconds / count
        yield f"| {where}: ours, {count} submissions, {len(used)} process(es) | {ours * 1000:.0f} ms each |"
        for name, value in seconds.items():
            yield f"| **{where}: ratio to nbgrader with {name}** | **{value / ours:.1f}** |"


def main() -> None:
    """Measure, print, and write a page when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 400, 1000], metavar="N", help="(100 400 1000)"
    )
    parser.add_argument("--processes", type=int, default=300, metavar="N", help="for one against two (300)")
    parser.add_argument("--ours", type=int, default=400, metavar="N", help="beside nbgrader (400)")
    parser.add_argument("--nbgrader", type=int, default=24, metavar="N", help="graded by nbgrader (24)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write the table to this file")
    options = parser.parse_args()
    cores = set(sorted(os.sched_getaffinity(0))[:2])
    versions = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "pytest"))
    lines = [
        *("# A whole class", "", *(__doc__ or "").splitlines()[2:], ""),
        f"Python {platform.python_version()}, {versions}, Linux {platform.release()}, {len(cores)} cores",
        *("", "| what | measured |", "|---|---|"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        course = make_course(find_course(), root / "course")
        rows = chain(
            scale(root, course, options.sizes, cores),
            processes(root, course, options.processes, cores),
            beside(root, course, options.ours, options.nbgrader, cores),
        )
        for row in rows:
            print(row, flush=True)
            lines.append(row)
    if options.write:
        options.write.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
