"""The whole way of one submission, with real processes, on a small course."""

import dataclasses
import os
import re
import signal
import textwrap
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.course import Course
from autograder.errors import ReferenceFailed
from autograder.grade import Grader, Work
from autograder.report import Report, from_json, to_json
from autograder.settings import Settings

Grade = Callable[..., Report]

TWICE = "def twice(x):\n    return 2 * x"
TOTAL = "def total(x):\n    return sum(twice(value) for value in x)"


def scores(report: Report) -> dict[str, float | None]:
    """Score by question."""
    return {question.id: question.score for question in report.notebooks[0].questions}


def hint(report: Report, question: str) -> str:
    """What the student is told about a question."""
    return next(q.hint for q in report.notebooks[0].questions if q.id == question)


def test_complete_and_its_json(grade_cells: Grade) -> None:
    report = grade_cells(TWICE, TOTAL)
    assert (report.score, report.max_score) == (5.0, 5.0)
    assert report.warnings == ()
    assert from_json(to_json(report)) == report
    assert report.isolation
    assert [test.title for test in report.notebooks[0].questions[0].tests] == [
        "`twice(x)` is there.",
        "It doubles.",
    ]


def test_nothing_gets_nothing(grade_cells: Grade) -> None:
    report = grade_cells("x = 1")
    assert report.score == 0.0
    assert (
        hint(report, "total")
        == "Your notebook does not define `total`: its cell is missing, or it was renamed."
    )


def test_a_mistake_is_named_and_does_not_spread(grade_cells: Grade) -> None:
    report = grade_cells(TWICE, "def total(x):\n    return sum(value for value in x)")
    assert scores(report) == {"twice": 2.0, "total": 0.0}
    assert hint(report, "total") == "The doubling is missing."


@pytest.mark.parametrize(
    ("cell", "warning"),
    [
        ("while True: pass", "took longer than 1 s"),
        ("import os; os._exit(0)", "ended the process"),
        ("import time; time.sleep(1e9)", "took longer than 1 s"),
        ("def broken(:", "SyntaxError"),
        ("exit()", ""),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import sys, os, signal; os.kill(os.getppid(), signal.SIGKILL)", "raised"),
    ],
    ids=["loop", "os._exit", "sleep", "syntax", "exit", "interrupt", "kill"],
)
def test_a_bad_cell_costs_only_itself(grade_cells: Grade, cell: str, warning: str) -> None:
    report = grade_cells(TWICE, cell, TOTAL)
    assert report.score == 5.0
    assert any(warning in line for line in report.warnings)


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import os; os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "return x.nope",
        "return None",
    ],
)
def test_a_bad_function_costs_only_its_question(grade_cells: Grade, body: str) -> None:
    report = grade_cells(
        f"def twice(x):\n    {body}", "def total(x):\n    return sum(2 * value for value in x)"
    )
    assert scores(report) == {"twice": 0.0, "total": 3.0}
    assert grade_cells(TWICE, TOTAL).score == 5.0


def test_a_hang_is_not_waited_for_twice(grade_cells: Grade) -> None:
    start = time.monotonic()
    report = grade_cells("def twice(x):\n    while True: pass", "def total(x):\n    return twice(1)")
    assert report.score == 0.0
    assert time.monotonic() - start < 8
    assert "too long" in hint(report, "twice")


HOSTILE = {
    "patched numpy": """
        import numpy as np
        np.allclose = np.testing.assert_allclose = lambda *a, **k: True
        import builtins
        builtins.abs = builtins.all = lambda *a: True
        def twice(x): return 0.0
        def total(x): return 0.0
        """,
    "equal to everything": """
        class Equal:
            __hash__ = None
            def __eq__(self, other): return True
            def __getattr__(self, name): return self
            def __call__(self, *a, **k): return self
            def __array__(self, *a, **k): return self
            def __float__(self): return 1.0
        def twice(x): return Equal()
        def total(x): return Equal()
        """,
    "float subclass": """
        class F(float):
            def __eq__(self, other): return True
            def __sub__(self, other): return 0.0
            __rsub__ = __sub__
        def twice(x): return F(1)
        def total(x): return F(1)
        """,
    "array subclass": """
        import numpy as np
        class A(np.ndarray):
            def __array_ufunc__(self, *a, **k): return np.zeros(())
        def twice(x): return np.zeros(()).view(A)
        def total(x): return np.zeros(()).view(A)
        """,
    "exits": """
        import os
        def twice(x): os._exit(0)
        def total(x): raise SystemExit(0)
        """,
    "constant zero": """
        def twice(x): return 0.0
        def total(x): return 0.0
        """,
    "forged replies": """
        import os
        for fd in range(3, 64):
            for _ in range(50):
                try: os.write(fd, b"passed" * 100)
                except OSError: break
        def twice(x): return 0.0
        def total(x): return 0.0
        """,
    "writes on the pipe inside a call": """
        import os
        def twice(x): os.write(4, bytes(16)); return 0.0
        total = twice
        """,
    "a circle": """
        circle = []
        circle.append(circle)
        def twice(x): return circle
        def total(x): return [circle]
        """,
    "too much": """
        def twice(x): return 'x' * 10**8
        def total(x): return [0] * 10**7
        """,
}


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_submission_gains_nothing(grade_cells: Grade, cell: str) -> None:
    assert grade_cells(cell).score == 0.0
    assert grade_cells(TWICE, TOTAL).score == 5.0


def test_no_submission_leaves_state_for_the_next(grade_cells: Grade) -> None:
    """The suite fails on purpose when its module has counted a run before."""
    assert [grade_cells(TWICE, TOTAL).score for _ in range(3)] == [5.0, 5.0, 5.0]


def test_the_same_submission_gets_the_same_report(grade_cells: Grade) -> None:
    wrong = "def twice(x):\n    return 2 * x + 1e-3"
    assert grade_cells(wrong, TOTAL) == grade_cells(wrong, TOTAL)


@pytest.mark.parametrize("data", [b"", b"no notebook", b"\x00" * 50])
def test_an_unreadable_file_is_graded_zero(mini_grader: Grader, data: bytes) -> None:
    report = mini_grader.grade(Work("bo", "mini", {"basics": data}))
    assert (report.score, report.max_score, report.notebooks[0].status) == (0.0, 5.0, "unreadable")
    assert report.warnings[0].startswith("basics: The file")


def test_a_missing_notebook_is_graded_zero(mini_grader: Grader) -> None:
    report = mini_grader.grade(Work("bo", "mini", {}))
    assert (report.score, report.notebooks[0].status) == (0.0, "missing")
    assert report.warnings == ("basics: not handed in",)


def test_a_suite_process_that_dies_is_our_error_and_is_replaced(
    mini_course: Course, fast: Settings, make_notebook: Any
) -> None:
    work = Work("ada", "mini", {"basics": make_notebook([TWICE, TOTAL])})
    with Grader(mini_course, "mini", fast) as grader:
        os.kill(grader.suites["basics"].process.pid, signal.SIGKILL)
        report = grader.grade(work)
        assert (report.score, report.notebooks[0].status) == (None, "error")
        assert grader.grade(work).score == 5.0


ONCE = """
seen = []


@pytest.mark.question("twice", rehearsed={rehearsed})
def test_once(submission):
    seen.append(0)
    if len(seen) > 1:
        pytest.fail("run before")
"""


def test_grading_is_refused_when_the_suite_fails_on_its_reference(
    mini_course: Course, fast: Settings
) -> None:
    notebook = mini_course.notebooks("mini")[0]
    notebook.solution.write_text(notebook.solution.read_text().replace("2 * x", "2 * x if x else None.y"))
    suite = notebook.suite / "test_basics.py"
    suite.write_text(suite.read_text().replace("float(x))", "0.0)"))
    with pytest.raises(ReferenceFailed, match=r"reference.*raised AttributeError|fails on its own reference"):
        Grader(mini_course, "mini", fast).__enter__()


@pytest.mark.parametrize("rehearsed", [True, False])
def test_what_need_not_be_rehearsed_is_run_for_each_submission_alone(
    mini_course: Course, fast: Settings, rehearsed: bool
) -> None:
    suite = mini_course.notebooks("mini")[0].suite / "test_basics.py"
    suite.write_text(suite.read_text() + ONCE.format(rehearsed=rehearsed))
    refused = pytest.raises(ReferenceFailed, match="run before") if rehearsed else nullcontext()
    with refused, Grader(mini_course, "mini", fast):
        pass


def test_a_suite_that_does_not_load_says_why(mini_course: Course, fast: Settings) -> None:
    (mini_course.notebooks("mini")[0].suite / "test_basics.py").write_text("import nowhere_at_all\n")
    with pytest.raises(ReferenceFailed, match="nowhere_at_all"):
        Grader(mini_course, "mini", fast).__enter__()


def test_cells_that_only_wait_use_up_the_time_for_loading(
    mini_course: Course, fast: Settings, make_notebook: Any, mini_sources: tuple[str, str]
) -> None:
    """Waiting uses no CPU time: uncharged, it would run into the deadline of the suite, an error of ours."""
    limits = msgspec.structs.replace(fast, cell_cpu=0.3, call_cpu=0.3, load_cpu=1.0, total_cpu=2.0)
    data = make_notebook(["import time", *["time.sleep(1e6)"] * 30, *mini_sources])
    with Grader(mini_course, "mini", limits) as grader:
        report = grader.grade(Work("eve", "mini", {"basics": data}))
    assert (report.score, report.notebooks[0].status) == (0.0, "graded")
    assert any("used up the time for loading" in warning for warning in report.warnings)


def test_no_conftest_above_the_course_is_run(mini_course: Course, fast: Settings, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).touch()\n"
    )
    with Grader(mini_course, "mini", fast):
        pass
    assert not (tmp_path / "ran").exists()


def processes_of(grader: Grader) -> list[int]:
    """Pids below the worker server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = path.read_text().split(" ", 1)
        except OSError:
            continue
        if int(rest.rsplit(")", 1)[1].split()[1]) == grader.server.process.pid:
            found.append(int(pid))
    return found


def test_no_worker_is_left_behind(mini_grader: Grader, grade_cells: Grade) -> None:
    grade_cells("def twice(x):\n    while True: pass", TOTAL)
    deadline = time.monotonic() + 5
    while processes_of(mini_grader) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes_of(mini_grader) == []


def test_works_are_plain_data() -> None:
    work = Work("ada", "mini", {})
    assert dataclasses.replace(work, student="bo").student == "bo"


CANARY = "kanarienvogel-7f3a"

SEARCH = """
    import gc, os, sys, types
    import numpy as np

    # Written in two pieces: the submission itself must not hold what it looks for.
    needle = "kanarien" + "vogel-7f3a"
    planted = ["".join(["in-my-", "own-memory-", needle])] if {control} else []

    def found_in(value, seen, depth=0):
        if id(value) in seen or depth > 6:
            return False
        seen.add(id(value))
        if isinstance(value, str):
            return needle in value and value != needle
        if isinstance(value, (bytes, bytearray)):
            return needle.encode() in bytes(value)
        if isinstance(value, types.CodeType):
            return any(found_in(part, seen, depth + 1) for part in value.co_consts)
        return False

    def search():
        found, seen = [], set()
        pool = [*gc.get_objects(), *sys.modules.values(), *(vars(m) for m in list(sys.modules.values()))]
        frame = sys._getframe()
        while frame:
            pool += [frame.f_globals, frame.f_locals]
            frame = frame.f_back
        for thing in pool:
            for part in [thing, *gc.get_referents(thing)]:
                if found_in(part, seen):
                    found.append("memory")
        for name, text in [*os.environ.items(), *enumerate(sys.argv), *enumerate(sys.orig_argv)]:
            if needle in str(text):
                found.append(f"environment {{name}}")
        for fd in range(256):
            try:
                data = os.pread(fd, 10**6, 0)
            except OSError:
                continue
            if needle.encode() in data:
                found.append(f"descriptor {{fd}}")
        roots = ["/", "/proc/self", "/proc/1", "/tmp", os.getcwd(), {root!r}, *sys.path]
        for root in roots:
            for folder, _, files in os.walk(root):
                if folder.count(os.sep) > 6 or "site-packages" in folder or folder.startswith("/sys"):
                    continue
                for file in files:
                    if not file.endswith((".py", ".ipynb", ".toml", ".json", "environ", "cmdline")):
                        continue
                    try:
                        with open(os.path.join(folder, file), "rb") as stream:
                            if needle.encode() in stream.read():
                                found.append(os.path.join(folder, file))
                    except OSError:
                        pass
        return sorted(set(found))

    def twice(x):
        raise RuntimeError("found: " + ",".join(search()))
    """


@pytest.mark.slow
@pytest.mark.parametrize("control", [False, True])
def test_the_process_of_student_code_holds_nothing_hidden(
    mini_course: Course, fast: Settings, make_notebook: Any, control: bool
) -> None:
    """Canaries in the suite, the reference, the catalogue and the settings are not to be found.

    With a canary in the submission's own memory the same search finds it: it can find something.
    """
    import msgspec

    notebook = mini_course.notebooks("mini")[0]
    for path in (notebook.suite / "test_basics.py", notebook.suite / "misconceptions.py"):
        path.write_text(path.read_text() + f"\nHIDDEN = '{CANARY}'\n")
    solution = notebook.solution.read_text().replace("2 * x", f"2 * x if x else '{CANARY}'")
    notebook.solution.write_text(solution)
    (mini_course.root / "pyproject.toml").write_text(f"[tool.autograder]\nsecret = '{CANARY}'\n")
    settings = msgspec.structs.replace(fast, secret=CANARY, call_cpu=60.0, total_cpu=200.0)
    source = textwrap.dedent(SEARCH).format(control=control, root=str(mini_course.root))
    with Grader(mini_course, "mini", settings) as grader:
        report = grader.grade(Work("eve", "mini", {"basics": make_notebook([source])}))
    message = report.notebooks[0].questions[0].tests[1].message
    found = re.fullmatch(r"Your code raised RuntimeError: found:(.*) \(cell 1, line .*\)", message)
    assert found is not None
    assert found[1].strip() == ("memory" if control else "")
