"""Run one command and answer for everything it starts: limits, a deadline, and no process left afterwards.

A process of its own (`python -m benchmarks.hostile.keeper`), so that orphans come to it, whichever session
they fled to, and it can count and end them. It reads an `Order` as JSON and writes a `Kept`.
"""

import contextlib
import ctypes
import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36
GRACE = 2.0  # seconds in which helpers of a command that has ended may end too
PAGE = os.sysconf("SC_PAGE_SIZE")
GIB = 2**30
LIMITS = {
    resource.RLIMIT_AS: 6 * GIB,
    resource.RLIMIT_FSIZE: GIB // 4,
    resource.RLIMIT_NPROC: 512,
    resource.RLIMIT_CORE: 0,
}


@dataclass(frozen=True)
class Order:
    """What to run: a command, where, as whom (a uid, or -1 to stay), for how many seconds, output where."""

    command: list[str]
    folder: str
    environment: dict[str, str]
    uid: int
    seconds: float
    output: str


@dataclass(frozen=True)
class Kept:
    """What came of it: exit code (None: stopped at the deadline), processes it left, most memory it had."""

    code: int | None
    seconds: float
    left: int
    peak_bytes: int


def keep(order: Order) -> Kept:
    """Run it; every process it started has ended when this returns."""
    start = time.monotonic()
    who: dict[str, Any] = (
        {"user": order.uid, "group": order.uid, "extra_groups": []} if order.uid >= 0 else {}
    )
    peak = 0
    try:
        with open(order.output, "ab") as output:
            process = subprocess.Popen(
                order.command,
                cwd=order.folder,
                env=order.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_limit,
                **who,
            )
        while process.poll() is None and time.monotonic() - start < order.seconds:
            peak = max(peak, sum(resident(pid) for pid in descendants()))
            time.sleep(0.05)
        seconds = time.monotonic() - start
        left = 0 if process.returncode is None else _wait_for_helpers()
        return Kept(process.returncode, seconds, left, peak)
    finally:
        end_all()


def _limit() -> None:
    for which, value in LIMITS.items():
        resource.setrlimit(which, (value, value))


def _wait_for_helpers() -> int:
    deadline = time.monotonic() + GRACE
    while (running := descendants()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(running)


def end_all() -> None:
    """Kill everything below this process until nothing is left, and reap it."""
    while running := descendants():
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _reap()
        time.sleep(0.01)
    _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def descendants() -> list[int]:
    """Return the pids of all processes below this one that have not ended."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text(errors="replace").rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state not in "ZX":
            children.setdefault(int(parent), []).append(int(path.parent.name))
    found: list[int] = []
    new = children.get(os.getpid(), [])
    while new:
        found += new
        new = [child for pid in new for child in children.get(pid, [])]
    return found


def resident(pid: int) -> int:
    """Return the bytes a process holds in memory; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(1)


def main() -> None:
    """Serve one order."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0) or libc.prctl(SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0):
        raise SystemExit(
            "this needs Linux: no other system hands orphans to the process that answers for them"
        )
    signal.signal(signal.SIGTERM, _stop)
    print(json.dumps(dataclasses.asdict(keep(Order(**json.load(sys.stdin))))))


def run(order: Order) -> Kept:
    """Have a keeper of its own run an order."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.hostile.keeper"],
        input=json.dumps(dataclasses.asdict(order)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return Kept(**json.loads(done.stdout))


if __name__ == "__main__":
    main()
