"""How long one person waits: a submission from cold and warm, the import of `utils`, a check in Jupyter."""

import contextlib
import io
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from autograder.course import Course, Notebook, find_course
from autograder.direct import directly
from autograder.fake import FakeConnection
from autograder.grade import Grader, Work
from autograder.messages import Job, Open
from autograder.plugin import BENCH, Bench, prepare
from autograder.reference import load_reference, solution_cells
from autograder.sample import encode, filled, material
from autograder.session import OPTIONS, _Session
from autograder.settings import Settings, read_settings
from benchmarks.table import Row, duration, in_turns, ratio_of

TITLE = "Latency"
INTRO = """
Wall time, with everything on the defaults. *Cold*: `autograder grade <notebook>.ipynb`, from the shell's call
to its prompt, into an empty folder of reports; a run before has filled the file system's cache and compiled
Python's modules. Beside it a Python that only imports what such a command cannot do without, one after the
other. *Warm*: the same notebook in a `Grader` that is open, beside its tests run on the reference in
this process. *In Jupyter*: the check cells of a solved notebook in a kernel of its own.
"""
COLD, WARM, IMPORT, CHECK = 2.0, 0.2, 0.3, 1.0  # seconds: the goals
NOTEBOOKS = ("losses", "two_layer_net", "autodiff", "optimizers", "training")
SMALLEST = "perceptron"
IMPORTS = "import IPython.core.inputtransformer2, jinja2, matplotlib.pyplot, numpy, pytest, rich, typer"
IMPORTING = "import time; begun = time.perf_counter(); import {}; print(time.perf_counter() - begun)"
TESTS = ("the suite passes on its reference", "grading")
STAGES = """
import functools, json, sys, time

begun, marks = float(sys.argv.pop(1)), []
from autograder import cli, grade, launch, pool, run

def mark(name):
    marks.append((name, time.time()))

def around(owner, name, before, after):
    call = getattr(owner, name)
    @functools.wraps(call)
    def timed(*arguments, **options):
        if before:
            mark(before)
        result = call(*arguments, **options)
        mark(after)
        return result
    setattr(owner, name, timed)

mark("Python and the command's imports")
around(grade.Grader, "__init__", "options, finding files", "starting its processes")
around(launch.WorkerServer, "wait", "", "worker server and suite come up side by side")
around(grade.Grader, "__enter__", "", "{proof}")
around(grade.Grader, "grade", "", "{grading}")
around(pool, "_written", "", "the student's page")
try:
    cli.main()
finally:
    mark("tables, ending the processes, the terminal")
    ends = [begun, *(at for _, at in marks)]
    parts = [(name, end - start) for (name, end), start in zip(marks, ends)]
    print(json.dumps(parts), file=sys.stderr)
"""


def rows(quick: bool) -> Iterator[Row]:
    """Yield the rows of this section."""
    course = find_course()
    books = {book.name: book for group in course.assignments.values() for book in group}
    chosen = [books[SMALLEST]] if quick else [books[name] for name in NOTEBOOKS]
    with tempfile.TemporaryDirectory() as folder:
        for notebook in chosen:
            yield cold(notebook, Path(folder) / notebook.name, 1 if quick else 5)
    for notebook in chosen:
        yield warm(course, notebook, 2 if quick else 7)
    yield imported(2 if quick else 9)
    yield checked(chosen if quick else list(books.values()))


def cold(notebook: Notebook, folder: Path, turns: int) -> Row:
    """Return how long the command takes for one file."""
    place = folder / "ada" / f"{notebook.name}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(encode(filled(material(notebook))))
    command = [sys.executable, "-m", "autograder", "grade", str(place), "--output"]
    outputs = (str(folder / str(number)) for number in itertools.count())
    run([*command, next(outputs)])  # compiles modules, fills caches
    ours, imports = in_turns(
        turns, lambda: run([*command, next(outputs)]), lambda: run([sys.executable, "-c", IMPORTS])
    )
    stages = STAGES.replace("{proof}", TESTS[0]).replace("{grading}", TESTS[1])
    script = [sys.executable, "-c", stages, repr(time.time()), *command[3:], next(outputs)]
    parts = json.loads(run(script).stderr.splitlines()[-1])
    profile = "; ".join(f"{name} {duration(seconds)}" for name, seconds in parts)
    tests = sum(seconds for name, seconds in parts if name in TESTS)
    reached = statistics.median(ours) < COLD
    cause = "" if reached else f"{duration(tests)} are the tests, run on the reference and on the notebook. "
    return Row(
        f"`autograder grade {notebook.name}.ipynb`, cold",
        spread(ours),
        f"{spread(imports)} (imports alone)",
        ratio_of(ours, imports),
        f"under {COLD:g} s",
        reached,
        f"{cause}One run: {profile}.",
    )


class Alone(_Session):
    """A suite's tests on its reference, in this process: no worker, no confinement, no child."""

    def __init__(self, notebook: Notebook, settings: Settings, measure: Callable[[Callable[[], None]], None]):
        bench = Bench(notebook, load_reference(notebook), (), settings.secret)
        order = Open(str(notebook.root), notebook.assignment, notebook.name, settings)
        super().__init__(socket.socket(), bench, order, FakeConnection)
        siblings = {one.name: list(solution_cells(one)) for one in notebook.builds_on}
        self.right = Job(list(solution_cells(notebook)), siblings)
        self.measure = measure

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Rehearse as the suite process does, then hand the tests to `measure`."""
        self.direct = {item: directly(item) for item in session.items}
        session.config.stash[BENCH] = self.bench
        prepare(self.bench, session.items)
        self._rehearse(session.items, self.right)

        def tests() -> None:
            self.bench = session.config.stash[BENCH] = self.bench.fresh()
            graded = self._run(self.right, FakeConnection)
            if any(one.score != one.max_score for one in graded.questions):
                raise SystemExit(f"{self.order.notebook}: the tests alone give {graded}")

        self.measure(tests)
        return True


def warm(course: Course, notebook: Notebook, turns: int) -> Row:
    """Return how long an open grader takes beyond the tests themselves."""
    settings = read_settings(course.root)
    files = {one.name: encode(filled(material(one))) for one in (*notebook.builds_on, notebook)}
    work = Work("ada", notebook.assignment, files)
    mine: list[float] = []
    theirs: list[float] = []

    def measure(tests: Callable[[], None]) -> None:
        def ours() -> None:
            result = grader.grade_notebook(notebook.name, work, [])
            if result.score != result.max_score:
                raise SystemExit(f"{notebook.name}: a right submission got {result}")

        ours()
        for taken, found in zip((mine, theirs), in_turns(turns, ours, tests), strict=True):
            taken.extend(found)

    places = (f"--rootdir={notebook.root}", f"--confcutdir={notebook.root}", "-c", os.devnull)
    with Grader(course, notebook.assignment, settings, [notebook]) as grader:
        plugin = Alone(notebook, settings, measure)
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*OPTIONS, *places, str(notebook.suite)], plugins=[plugin])
    beyond = statistics.median(taken - own for taken, own in zip(mine, theirs, strict=True))
    cause = (
        "forks, the wire, and a fresh worker, which loads all cells anew, after questions that lend functions"
    )
    return Row(
        f"`{notebook.name}` in an open grader",
        spread(mine),
        f"{spread(theirs)} (its tests alone)",
        ratio_of(mine, theirs),
        f"under {WARM:g} s beyond its tests",
        beyond < WARM,
        "" if beyond < WARM else f"{duration(beyond)} beyond its tests: {cause}.",
    )


def imported(turns: int) -> Row:
    """Return how long `import utils` takes in a fresh Python, beside numpy, which is part of it."""
    found: dict[str, list[float]] = {"utils": [], "numpy": []}
    for _ in range(turns):
        for name, seconds in found.items():
            seconds.append(float(run([sys.executable, "-c", IMPORTING.format(name)]).stdout))
    return Row(
        "`import utils`",
        spread(found["utils"]),
        f"{spread(found['numpy'])} (numpy, a part of it)",
        ratio_of(found["utils"], found["numpy"]),
        f"under {IMPORT:g} s",
        statistics.median(found["utils"]) < IMPORT,
    )


def checked(notebooks: list[Notebook]) -> Row:
    """Return how long the slowest check takes in a kernel, the first time and the second."""
    found = [(times, cell) for notebook in notebooks for cell, times in checks(notebook).items()]
    first = max(times[0] for times, _ in found)
    again, slowest = max((times[1], cell) for times, cell in found)
    return Row(
        f"slowest of {len(found)} checks in Jupyter, first time and again",
        f"{duration(first)}, {duration(again)}",
        "",
        None,
        f"under {CHECK:g} s",
        max(first, again) < CHECK,
        f"the slowest when run again is `{slowest}`; the median of all is "
        f"{duration(statistics.median(times[1] for times, _ in found))}.",
    )


def checks(notebook: Notebook) -> Mapping[str, tuple[float, float]]:
    """Return the seconds of each check cell of a solved notebook, the first time and the second."""
    with tempfile.TemporaryDirectory() as folder:
        for one in (*notebook.builds_on, notebook):
            (Path(folder) / f"{one.name}.ipynb").write_bytes(encode(filled(material(one))))
        manager, client = start_new_kernel(cwd=folder, env=environment(notebook.root))
        try:

            def seconds(source: str) -> float:
                begun = time.perf_counter()
                content = client.execute_interactive(source, timeout=600, output_hook=lambda message: None)[
                    "content"
                ]
                if content["status"] != "ok":
                    raise SystemExit(f"{notebook.name}: {source} ended with {content}")
                return time.perf_counter() - begun

            found = {}
            for cell in filled(material(notebook))["cells"]:
                source = "".join(cell["source"])
                marks = cell["metadata"]
                if cell["cell_type"] != "code":
                    continue
                if source.startswith("check_") and marks.get("nbgrader", {}).get("grade"):
                    found[source] = seconds(source), seconds(source)
                elif "skip-execution" not in marks.get("tags", ()):
                    seconds(source)
            return found
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command in the course, one thread of BLAS to a process as everywhere here."""
    root = find_course().root
    return subprocess.run(
        command, cwd=root, env=environment(root), check=True, capture_output=True, text=True
    )


def environment(root: Path) -> dict[str, str]:
    """Return this process's environment, so that modules are found, and are compiled but once."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return {**kept, "PYTHONPATH": path}


def spread(seconds: list[float]) -> str:
    """Return the median of some times with the lowest and the highest."""
    low, high = duration(min(seconds)), duration(max(seconds))
    return f"{duration(statistics.median(seconds))} ({low} to {high})"
