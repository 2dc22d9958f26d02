"""CPU seconds of processes and of everything they started: what a core is busy with."""

import os
from collections.abc import Collection
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds
TIMES = slice(11, 15)  # fields of /proc/PID/stat behind the name: utime, stime, cutime, cstime


def used(pid: int, without: Collection[int] = ()) -> float:
    """Return the CPU seconds of a process, its descendants, and those that they have waited for.

    Parameters
    ----------
    pid : int
        Of the process.
    without : collection of int
        Descendants that do not count.
    """
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        if one in without:
            continue
        place = Path(f"/proc/{one}")
        try:
            fields = (place / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            total += sum(map(int, fields[TIMES])) * TICK
            for task in (place / "task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue  # it has ended meanwhile
    return total
