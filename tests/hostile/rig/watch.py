"""Watch the memory of the grader's own processes, worker processes left out."""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Watch:
    """Samples resident memory of processes and everything below them, but of no child of a worker server.

    Use as a context manager.

    Attributes
    ----------
    roots : list of int
        Where to start.
    every : float
        Seconds between samples.
    samples : list of (float, dict)
        Time, and resident bytes of each process.
    """

    roots: list[int]
    every: float = 0.02
    samples: list[tuple[float, dict[int, int]]] = field(default_factory=list)

    def __enter__(self) -> "Watch":
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def peak(self) -> int:
        """The largest single process seen."""
        return max(self.peaks().values(), default=0)

    def peaks(self) -> dict[int, int]:
        """Return the most memory that each process was seen with."""
        most: dict[int, int] = {}
        for _, sizes in self.samples:
            most |= {pid: max(size, most.get(pid, 0)) for pid, size in sizes.items()}
        return most

    def lowest(self, start: float, end: float) -> dict[int, int]:
        """Return the least memory of each process that was there all the time from `start` to `end`."""
        between = [sizes for moment, sizes in self.samples if start <= moment < end]
        lasting = set.intersection(*(set(sizes) for sizes in between)) if between else set()
        return {pid: min(sizes[pid] for sizes in between) for pid in lasting}

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            sizes = {pid: size for pid in everything_below(self.roots) if (size := resident(pid))}
            self.samples.append((time.monotonic(), sizes))


def everything_below(roots: list[int]) -> list[int]:
    """Return processes and their descendants; a worker server's children are not the grader's own."""
    found: list[int] = []
    queue = list(roots)
    while queue:
        pid = queue.pop()
        if pid in found:
            continue
        found.append(pid)
        if not is_server(pid):
            queue += children(pid)
    return found


def children(pid: int) -> list[int]:
    """Return the children that all threads of a process started."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # it has gone
        return []
    lists = [_read(f"/proc/{pid}/task/{thread}/children").split() for thread in threads]
    return [int(word) for words in lists for word in words]


def is_server(pid: int) -> bool:
    """Whether a process is a worker server, or a worker: they have one command line."""
    return b"autograder.server" in _read(f"/proc/{pid}/cmdline")


def resident(pid: int) -> int:
    """Return the resident memory of a process in bytes; 0 when it has gone."""
    words = _read(f"/proc/{pid}/statm").split()
    return int(words[1]) * PAGE if words else 0


def peak(pid: int) -> int:
    """Return the most resident memory a process ever had, in bytes, as the kernel has seen it."""
    lines = _read(f"/proc/{pid}/status").splitlines()
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(b"VmHWM:")), 0)


def shared_memory_of(roots: list[int]) -> set[str]:
    """Return this user's names in /dev/shm, but for those that a process outside `roots` has in use.

    What no process has in use counts: that is what would be left behind. Other pools on this machine do not.
    """
    ours = set(everything_below(roots))
    foreign = b"".join(
        _read(f"/proc/{pid}/maps") for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in ours
    )
    found = set()
    for path in Path("/dev/shm").iterdir():
        try:
            mine = path.lstat().st_uid == os.getuid()
        except OSError:
            continue
        if mine and f"/dev/shm/{path.name}".encode() not in foreign:
            found.add(path.name)
    return found


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
