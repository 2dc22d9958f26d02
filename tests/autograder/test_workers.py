"""Real workers, confined and timed: hangs, crashes, restarts, callbacks kept for later."""

import socket
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from autograder import launch
from autograder.course import Course
from autograder.errors import (
    BadResult,
    ConfinementError,
    StudentCrash,
    StudentError,
    StudentException,
    StudentTimeout,
    WorkerLost,
)
from autograder.grade import Grader
from autograder.launch import Ready, WorkerServer, server_environment
from autograder.link import Link
from autograder.notebook import Cell
from autograder.server import A_CLASS
from autograder.settings import Settings
from autograder.submission import Submission, effects, link_of, plant, substitute, value, work
from autograder.workers import WorkerConnection

Make = Callable[..., Submission]


@pytest.fixture
def submission(mini_grader: Grader, fast: Settings) -> Iterator[Make]:
    """Make a submission of these cells, run by a worker of a real server."""
    links = []

    def make(*sources: str, **limits: Any) -> Submission:
        settings = msgspec.structs.replace(fast, **limits)
        cells = [Cell(number, textwrap.dedent(source)) for number, source in enumerate(sources, start=1)]
        link = Link(lambda: WorkerConnection(mini_grader.server.control, settings), cells, settings)
        link.begin_test("question")
        links.append(link)
        return Submission(link)

    yield make
    for link in links:
        link.drop()


def test_arrays_and_handles_cross_the_pipes(submission: Make) -> None:
    made = submission(
        """
        import numpy as np
        class Net:
            def __init__(self): self.params = {"W": np.zeros((3, 2))}
            def total(self): return self.params["W"].sum()
        def double(x): return 2 * x
        """
    )
    big = np.random.default_rng(1).standard_normal((1000, 500))
    assert np.array_equal(made.double(big), 2 * big)
    net = made.Net()
    net.params["W"][1, 1] = 4
    assert net.total() == 4
    assert effects(made).mutated == ()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("while True: pass", StudentTimeout),
        ("10 ** 10 ** 10", StudentTimeout),
        ("import time; time.sleep(1e6)", StudentTimeout),
        ("import signal\n    for s in range(1, 32):\n        try: signal.signal(s, signal.SIG_IGN)\n"
         "        except Exception: pass\n    while True: pass", StudentTimeout),
        ("import os; os._exit(0)", StudentCrash),
        ("import os; os.close(3); os.close(4)", StudentCrash),
        ("import os; os.abort()", StudentCrash),
        ("import ctypes; ctypes.string_at(0)", StudentCrash),
        ("def f(): f()\n    import sys; sys.setrecursionlimit(10**9); f()", StudentError),
        ("import numpy as np; np.ones(2**40)", StudentException),
        ("import os; os.write(4, bytes(10**6))", BadResult),
        ("import os\n    while True: os.write(4, b'x' * 65536)", BadResult),
        ("import os; os.write(4, b'\\2\\0\\0\\0\\xff\\xff\\0\\0' + bytes(8)); os.read(3, 1)", StudentTimeout),
    ],
    ids=["loop", "C loop", "sleep", "signals ignored", "exit", "closed pipes", "abort", "segfault", "stack",
         "memory", "noise", "flood", "half a message"],
)  # fmt: skip
def test_what_a_call_does_costs_that_call(submission: Make, body: str, error: type[Exception]) -> None:
    made = submission(f"def bad():\n    {body}\ndef good(): return 7")
    with pytest.raises(error):
        made.bad()
    assert made.good() == 7


def test_a_lost_function_is_not_run_again_for_its_question(submission: Make) -> None:
    made = submission("def bad():\n    while True: pass\ndef good(): return 7")
    with pytest.raises(StudentTimeout, match="took too long"):
        made.bad()
    start = time.monotonic()
    with pytest.raises(StudentTimeout, match="Not run again"):
        made.bad()
    assert time.monotonic() - start < 0.5
    assert made.good() == 7
    link_of(made).begin_test("another question")
    with pytest.raises(StudentTimeout, match="took too long"):
        made.bad()


def test_handles_die_with_a_restart_and_substitutions_do_not(submission: Make) -> None:
    made = submission(
        "class A: x = 1\ndef die():\n    import os; os._exit(1)",
        "def inner(): return 0\ndef outer(): return inner()",
    )
    handle = made.A()
    with substitute(made, "inner", lambda: 42):
        with pytest.raises(StudentCrash):
            made.die()
        with pytest.raises(BadResult, match="process had ended"):
            _ = handle.x
        assert made.outer() == 42
    assert made.outer() == 0


def test_a_substitute_kept_for_later_answers_nothing(submission: Make) -> None:
    made = submission(
        """
        kept = []
        def layer(x): return -1
        def network(x):
            kept.append(layer)
            return layer(x)
        def cheat(x): return kept[0](x)
        """
    )
    with substitute(made, "layer", lambda x: x + 1):
        assert made.network(1) == 2
        assert made.cheat(1) == 2
    with pytest.raises(StudentException, match="may no longer be called"):
        made.cheat(1)


def test_what_a_substitute_answered_is_forgotten_with_the_question(submission: Make) -> None:
    """Within a question the process goes on: there the same substitute is lent again."""
    made = submission(
        """
        answers = []
        def layer(x): return -1
        def network(x):
            answers.append(layer(x))
            return len(answers)
        """
    )
    link = link_of(made)
    for question, remembered in (("network", 1), ("network", 2), ("layer", 1), ("layer", 2)):
        link.begin_test(question)
        with substitute(made, "layer", lambda x: x + 1):
            assert made.network(1) == remembered
    link.begin_test("nothing lent")
    assert made.network(1) == 1
    link.begin_test("nothing remembered that was lent")
    assert made.network(1) == 2


def test_what_was_planted_is_forgotten_with_the_question(submission: Make) -> None:
    made = submission(
        """
        kept = []
        def keep_it(): kept.append(helper)
        def use_it(): return kept[0]()
        """
    )
    with plant(made, "helper", "def helper(): return 42"):
        made.keep_it()
        assert made.use_it() == 42
    link_of(made).begin_test("another question")
    with pytest.raises(StudentException, match="IndexError"):
        made.use_it()


def test_the_students_clock_stands_still_in_a_callback(submission: Make) -> None:
    made = submission("def f(g): return g(1)", call_cpu=0.2, wall_factor=2.0)

    def slow(x: int) -> int:
        time.sleep(1.0)
        return x

    assert made.f(slow) == 1


def test_a_cell_that_overruns_is_skipped_on_restart_too(submission: Make) -> None:
    made = submission("def die():\n    import os; os._exit(1)", "while True: pass", "def good(): return 7")
    assert made.good() == 7
    with pytest.raises(StudentCrash):
        made.die()
    start = time.monotonic()
    assert made.good() == 7
    assert time.monotonic() - start < 0.8
    assert link_of(made).warnings == ["cell 2 (`while True: pass`) took longer than 1 s and was skipped"]


def test_loading_has_a_budget_for_all_cells_together(submission: Make) -> None:
    busy = "import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.3: pass"
    made = submission(*[busy] * 6, "x = 5", load_cpu=1.0)
    with pytest.raises(Exception, match="does not define `x`"):
        value(made.x)
    assert any("used up the time for loading" in warning for warning in link_of(made).warnings)


def test_a_submission_has_a_budget_in_total(submission: Make) -> None:
    made = submission(
        """
        from time import process_time
        def f():
            start = process_time()
            while process_time() - start < 0.5: pass
        """,
        total_cpu=1.2,
    )
    made.f()
    made.f()
    with pytest.raises(StudentTimeout):
        made.f()


def test_crash_loops_end(submission: Make) -> None:
    made = submission(*["import os; os._exit(0)"] * 80, "def f(): return 1")
    with pytest.raises(StudentCrash, match="too often"):
        made.f()


def test_work_is_counted_in_the_worker(submission: Make) -> None:
    made = submission("def f(x):\n    return [row for row in x]")
    assert work(made.f, np.ones(60)) - work(made.f, np.ones(10)) >= 50


def test_the_environment_of_the_server_is_its_own(submission: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_SECRET", "hidden")
    assert "AUTOGRADER_SECRET" not in server_environment()
    made = submission(
        "import os, sys\ndef seen(): return dict(os.environ), sys.argv, os.getcwd(), os.listdir('/dev/fd')"
    )
    with pytest.raises(StudentException, match="PermissionError"):
        made.seen()
    environment, arguments, folder = submission(
        "import os, sys\ndef seen(): return dict(os.environ), sys.argv, os.getcwd()"
    ).seen()
    assert set(environment) <= {*server_environment(), "LC_CTYPE"}
    assert (arguments, folder) == (["-c"], "/")


def test_a_server_that_does_not_come_up_says_why(monkeypatch: pytest.MonkeyPatch, course: Course) -> None:
    """test_workers.py."""
    monkeypatch.setattr(launch, "SERVER", "raise SystemExit('no such module')  # {root} {control}")
    with pytest.raises(WorkerLost, match="no such module"):
        launch.WorkerServer(course.root, Settings()).__enter__()


STEAL = """
import sys
from autograder.protocol import Code
from autograder import interpreter
stolen = []
def define(self, reader, operands):
    stolen.append(reader.unpack(operands[1]))
    raise RuntimeError("no")
interpreter._STEPS[Code.DEFINE] = define
def layer(x): return stolen[0](x) if stolen else None
"""


def test_a_substitute_that_was_refused_answers_nothing_later(submission: Make) -> None:
    made = submission(STEAL)
    with pytest.raises(StudentException), substitute(made, "layer", lambda x: x + 41):
        pass
    with pytest.raises(StudentException, match="may no longer be called"):
        made.layer(1)


FLOOD = """
import os, select, msgspec
from autograder.protocol import Callback
from autograder.wire import HEADER, Node, Tag
body = msgspec.msgpack.encode(Callback("none", Node(Tag.TUPLE, []), Node(Tag.DICT, [])))
block = (HEADER.pack(3, len(body), 0) + body) * 2000
def bad():
    answers = select.poll(); answers.register(3, select.POLLIN)
    while True:
        view = memoryview(block)
        while view:
            view = view[os.write(4, view):]
            while answers.poll(0): os.read(3, 1 << 20)
def good(): return 7
"""


def test_forged_callbacks_end_with_the_time(submission: Make) -> None:
    made = submission(FLOOD)
    start = time.monotonic()
    with pytest.raises(StudentError):
        made.bad()
    assert time.monotonic() - start < 8
    assert made.good() == 7


def test_costly_callbacks_have_a_budget(submission: Make) -> None:
    made = submission(
        "def bad(g):\n    while True: g(1)\ndef good(): return 7", callback_cpu=0.5, call_cpu=5.0
    )

    def slow(x: int) -> int:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
        return x

    start = time.monotonic()
    with pytest.raises(StudentTimeout, match="kept calling"):
        made.bad(slow)
    assert time.monotonic() - start < 3


def test_cached_data_can_be_read_and_not_written(
    mini_course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fast: Settings
) -> None:
    monkeypatch.setenv("DATASETS_CACHE", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "numbers.txt").write_text("41")
    source = """
        import os
        from pathlib import Path
        place = Path(os.environ["DATASETS_CACHE"])
        def number(): return int((place / "numbers.txt").read_text())
        def change(): (place / "numbers.txt").write_text("42")
        """
    with launch.WorkerServer(mini_course.root, fast) as server:
        cells = [Cell(1, textwrap.dedent(source))]
        link = Link(lambda: WorkerConnection(server.control, fast), cells, fast)
        link.begin_test("question")
        assert Submission(link).number() == 41
        with pytest.raises(StudentException, match="PermissionError"):
            Submission(link).change()
        link.drop()


def test_a_refusal_is_heard_though_requests_are_left_unread() -> None:
    """A suite asks for workers while the server is still coming up, and may then be refused."""
    server = WorkerServer.__new__(WorkerServer)
    server.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with server.control:
        server.control.send(b"fork")
        theirs.send(msgspec.json.encode(Ready(error="nothing confines here")))
        theirs.close()
        with pytest.raises(ConfinementError, match="nothing confines here"):
            server.wait()


def test_magics_and_figures_work_before_and_after_the_server_has_loaded_what_they_need(
    mini_grader: Grader, fast: Settings
) -> None:
    loaded = []
    cells = (
        "import sys\nloaded = 'IPython' in sys.modules",
        "%precision 3\nlines = !ls\nanswer = 42",
        "import matplotlib.pyplot as plt\nplt.title('x')\nplt.gcf().canvas.draw()\nn = 1",
    )
    settings = msgspec.structs.replace(fast, cell_cpu=5.0, load_cpu=10.0)
    with Grader(mini_grader.course, mini_grader.assignment, settings) as grader:
        for _ in range(A_CLASS + 1):
            link = Link(
                lambda: WorkerConnection(grader.server.control, settings),
                [Cell(number, source) for number, source in enumerate(cells, start=1)],
                settings,
            )
            link.begin_test("question")
            assert value(Submission(link).answer) == 42
            assert value(Submission(link).n) == 1
            assert not link.warnings
            loaded.append(value(Submission(link).loaded))
            link.drop()
    assert (loaded[0], loaded[-1]) == (False, True)
