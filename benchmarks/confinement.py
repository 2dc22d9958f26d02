"""What confinement and its self-test add to a submission: workers forked with and without, in one run.

Run `python -m benchmarks.confinement`. A worker is forked by a warm server as in grading, says hello, answers
one request and is ended. The variants take turns, and a worker is compared with the one of the same turn, so
that whatever else the machine does falls on all of them alike.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from autograder import launch, workers
from autograder.course import find_course
from autograder.protocol import Answer, Code, Operation, Request, Want
from autograder.settings import Settings, read_settings

GOAL = 3.0  # milliseconds that confinement and self-test may add to a submission
BARE, ENTERED, CHECKED = "neither", "confinement", "confinement and self-test"
NO_ENTRY = "Confinement.enter = lambda self, keep: keep"
NO_CHECK = "Confinement.check = lambda self: ()"
PATCHES = {BARE: f"{NO_ENTRY}; {NO_CHECK}", ENTERED: NO_CHECK, CHECKED: "pass"}
REQUEST = Request([Operation(Code.EXISTS, 1, ["x"])], [(1, Want.VALUE)])


@dataclass(frozen=True)
class Times:
    """Seconds from asking for a worker to its first answer, one entry a worker."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median, in milliseconds."""
        return 1000 * statistics.median(self.seconds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """First and third quartile, in milliseconds."""
        first, _, third = statistics.quantiles(self.seconds, n=4)
        return 1000 * first, 1000 * third


def start(root: Path, settings: Settings, variant: str) -> launch.WorkerServer:
    """Return a worker server that leaves out what the variant leaves out."""
    patched = (
        f"from autograder.sandbox import Confinement; {PATCHES[variant]}; from autograder.server import main"
    )
    command = launch.SERVER.replace("from autograder.server import main", patched)
    with mock.patch.object(launch, "SERVER", command):
        server = launch.WorkerServer(root, settings)
    server.wait()
    return server


def one_worker(server: launch.WorkerServer, settings: Settings) -> float:
    """Return the seconds from asking for a worker to its first answer."""
    begin = time.perf_counter()
    worker = workers.WorkerConnection(server.control, settings)
    try:
        worker.exchange(REQUEST, (), lambda question, data: (Answer(), ()), settings.call_cpu)
        return time.perf_counter() - begin
    finally:
        worker.close()


def measure(root: Path, settings: Settings, count: int) -> dict[str, Times]:
    """Time `count` workers of each variant, in turns.

    Parameters
    ----------
    root : Path
        The repository.
    settings : Settings
        As for grading.
    count : int
        Workers of each variant; some more go first and are not counted.
    """
    seconds: dict[str, list[float]] = {variant: [] for variant in PATCHES}
    with ExitStack() as stack:
        servers = {variant: stack.enter_context(start(root, settings, variant)) for variant in PATCHES}
        for number in range(-10, count):
            for variant, server in servers.items():
                taken = one_worker(server, settings)
                if number >= 0:
                    seconds[variant].append(taken)
    return {variant: Times(tuple(taken)) for variant, taken in seconds.items()}


def added(times: Mapping[str, Times], variant: str = CHECKED) -> float:
    """Return the milliseconds that a variant adds: the median of the differences in each turn."""
    pairs = zip(times[variant].seconds, times[BARE].seconds, strict=True)
    return 1000 * statistics.median(one - other for one, other in pairs)


def table(times: Mapping[str, Times]) -> Iterator[str]:
    """Yield the result as Markdown."""
    yield "| a worker with | median | quartiles | added |"
    yield "|---|---|---|---|"
    for variant, taken in times.items():
        first, third = taken.quartiles
        more = added(times, variant)
        yield f"| {variant} | {taken.median:.2f} ms | {first:.2f} to {third:.2f} ms | {more:.2f} ms |"
    verdict = "met" if added(times) <= GOAL else "missed"
    yield f"| **goal: at most {GOAL:g} ms** | | | **{added(times):.2f} ms, {verdict}** |"


def main() -> None:
    """Measure and print; exit 1 when the goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=300, metavar="N", help="workers of each variant (300)")
    options = parser.parse_args()
    root = find_course().root
    times = measure(root, read_settings(root), options.workers)
    print(f"Python {platform.python_version()}, Linux {platform.release()}, {os.cpu_count()} cores\n")
    print("\n".join(table(times)))
    if added(times) > GOAL:
        sys.exit(1)


if __name__ == "__main__":
    main()
