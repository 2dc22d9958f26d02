"""Deadlines that student code cannot put off, and floods that are stopped while they run."""

import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.errors import BadResult, StudentError, StudentException, StudentTimeout
from autograder.grade import Grader
from autograder.link import Link
from autograder.notebook import Cell
from autograder.settings import Settings
from autograder.submission import Submission, link_of
from autograder.workers import WorkerConnection

Make = Callable[..., Submission]

LIMITS = {"call_cpu": 0.3, "cell_cpu": 0.5, "wall_factor": 3.0}
LONGEST = 4.0  # seconds: the wall limit of these settings, and a machine with much else to do
GROWTH = 48 * 2**20  # bytes by which the grader may grow while a worker floods it


@pytest.fixture
def submission(mini_grader: Grader, fast: Settings) -> Iterator[Make]:
    """Make a submission of these cells, run by a worker of a real server."""
    links = []

    def make(*sources: str, **limits: Any) -> Submission:
        settings = msgspec.structs.replace(fast, **{**LIMITS, **limits})
        cells = [Cell(number, textwrap.dedent(source)) for number, source in enumerate(sources, start=1)]
        link = Link(lambda: WorkerConnection(mini_grader.server.control, settings), cells, settings)
        link.begin_test("question")
        links.append(link)
        return Submission(link)

    yield make
    for link in links:
        link.drop()


# What a function does so as not to be stopped; all of it runs for ever.
ENDLESS = {
    "a C loop": "sum(iter(int, 1))",
    "a power": "3 ** 3 ** 30",
    "a matrix product": "\n    import numpy as np\n    a = np.ones((3000, 3000))\n    while True: a = a @ a",
    "a regular expression": "\n    import re\n    re.match('(a+)+$', 'a' * 60 + 'b')",
    "a sort": "\n    import random\n    while True: sorted(range(10**6), key=lambda x: random.random())",
    "except BaseException": """
    while True:
        try:
            while True: pass
        except BaseException: pass""",
    "finally and recursion": """
    def again():
        try: again()
        finally: again()
    again()""",
    "handlers for every signal": """
    import signal
    for number in range(1, 65):
        try: signal.signal(number, lambda *_: None)
        except (OSError, ValueError): pass
    while True: pass""",
    "all signals blocked": """
    import signal
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True: pass""",
    "all signals blocked, asleep": """
    import signal, time
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(1e6)""",
    "SIGXCPU ignored": """
    import signal
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True: pass""",
    "a trace function": """
    import sys
    sys.settrace(lambda *_: None)
    while True: pass""",
    "a destructor": """
    class Endless:
        def __del__(self):
            while True: pass
    Endless()""",
    "waiting for an answer": "\n    import os\n    os.read(3, 1)",
    "a poll": "\n    import select\n    select.select([], [], [])",
    "a lock": "\n    import threading\n    lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "a result that is never made": """
    class Slow(list):
        def __iter__(self):
            while True: pass
    import numpy as np
    return np.array(Slow([1]))""",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_nothing_puts_a_deadline_off(submission: Make, body: str) -> None:
    made = submission(f"def bad():\n    {body}\ndef good(): return 7")
    start = time.monotonic()
    with pytest.raises(StudentTimeout):
        made.bad()
    assert time.monotonic() - start < LONGEST
    assert made.good() == 7


@pytest.mark.parametrize("body", ["atexit.register(spin)", "threading.Thread(target=spin).start()"])
def test_nothing_goes_on_beside_or_after_a_call(submission: Make, body: str) -> None:
    cell = (
        f"import atexit, threading\ndef spin():\n    while True: pass\ndef bad():\n    {body}\n    return 1"
    )
    made = submission(f"{cell}\ndef good(): return 7")
    start = time.monotonic()
    try:
        assert made.bad() == 1
    except StudentException as error:
        refusal = str(error)
        assert "can't start new thread" in refusal
    assert made.good() == 7
    link_of(made).drop()
    assert time.monotonic() - start < LONGEST


# Bytes written to the pipe to the grader, again and again. `HEAD(kind, structure, blobs)` makes a header.
FLOODS = {
    "noise": "write(b'x' * 65536)",
    "zeros": "write(bytes(65536))",
    "headers that promise the most": "write(HEAD(2, 4 << 20, 200 << 20))",
    "a message larger than allowed": "write(HEAD(2, 0, 1 << 40))",
    "a structure larger than allowed": "write(HEAD(2, 1 << 31, 0))",
    "greetings": "write(HEAD(5, 2, 0) + b'\\x91\\x90')",
    "requests": "write(HEAD(1, 4, 0) + b'\\x93\\x90\\x90\\xc2')",
    "deep structures": "write(HEAD(2, 1 << 20, 0) + b'\\x91' * (1 << 20))",
    "many entries": "write(HEAD(2, 1 << 20, 0) + b'\\x91\\xdd\\x00\\x0f\\xff\\xfa' + bytes(0xffffa))",
}
WRITER = """
import os, struct
HEAD = struct.Struct("<B3xIQ").pack
def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(4, view):]
def good(): return 7
def bad(g=None):
    while True: {body}
"""


def peak() -> int:
    """Return the most bytes this process has held since `reset_peak`."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def reset_peak() -> None:
    """Start the peak of this process anew (proc(5), clear_refs)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        pytest.skip("the peak of memory cannot be reset here")


@pytest.mark.parametrize("body", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_stopped_while_it_runs(submission: Make, body: str) -> None:
    made = submission(WRITER.format(body=body), reply_bytes=16 * 2**20)
    assert made.good() == 7
    reset_peak()
    before, start = peak(), time.monotonic()
    with pytest.raises(StudentError):
        made.bad()
    assert time.monotonic() - start < LONGEST
    assert peak() - before < GROWTH
    assert made.good() == 7


def test_a_reply_larger_than_allowed_is_refused_before_it_is_read(submission: Make) -> None:
    made = submission("def bad(): return bytes(100 << 20)\ndef good(): return 7", reply_bytes=2**20)
    made.good()
    reset_peak()
    before = peak()
    with pytest.raises(BadResult):
        made.bad()
    assert peak() - before < GROWTH
    assert made.good() == 7


@pytest.mark.parametrize("stream", ["print('x' * 10000)", "sys.stderr.write('x' * 10000)", "os.write(1, x)"])
def test_printing_for_ever_is_a_loop_like_any_other(submission: Make, stream: str) -> None:
    made = submission(f"import os, sys\nx = bytes(65536)\ndef bad():\n    while True: {stream}")
    with pytest.raises(StudentTimeout):
        made.bad()


def test_honest_callbacks_in_a_loop_end_with_the_time(submission: Make) -> None:
    made = submission("def bad(g):\n    while True: g(1)\ndef good(): return 7")
    start = time.monotonic()
    with pytest.raises(StudentError):
        made.bad(lambda x: x)
    assert time.monotonic() - start < 2 * LONGEST
    assert made.good() == 7
