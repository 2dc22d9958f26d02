"""Resource limits: the backup behind the host's own deadlines and the system call filter."""

from __future__ import annotations

import contextlib
import os
import sys

if sys.platform != "win32":  # so that `autograder doctor` can say on Windows what is missing
    import resource

OPEN_FILES = 64  # two pipes, and what nested imports hold open at once
CPU_GRACE = 1  # seconds from SIGXCPU, which can be ignored, to SIGKILL

# Limit, wanted value. A limit that the platform lacks is left out.
FIXED = (
    ("RLIMIT_FSIZE", 0),
    ("RLIMIT_NOFILE", OPEN_FILES),
    ("RLIMIT_NPROC", 0),  # without effect for uid 0: there the filter alone refuses fork
    ("RLIMIT_MEMLOCK", 0),
    ("RLIMIT_MSGQUEUE", 0),
    ("RLIMIT_RTPRIO", 0),
    ("RLIMIT_CORE", 1),  # 1 stops a core dump into a pipe as well, 0 does not (core(5))
)


def impose(memory_bytes: int, cpu_seconds: int) -> None:
    """Set every limit, soft and hard.

    Parameters
    ----------
    memory_bytes : int
        Address space, in bytes: numpy and its BLAS have taken some hundred MiB of it already.
    cpu_seconds : int
        CPU time of this process, in seconds.

    Raises
    ------
    OSError, ValueError
    """
    for name, value in FIXED:
        _lower(name, value, value)
    _lower("RLIMIT_AS", memory_bytes, memory_bytes)
    _lower("RLIMIT_CPU", cpu_seconds, cpu_seconds + CPU_GRACE)


def _lower(name: str, soft: int, hard: int) -> None:
    which = getattr(resource, name, None)
    if which is None:
        return
    ceiling = resource.getrlimit(which)[1]
    if ceiling != resource.RLIM_INFINITY:
        # A hard limit can only be lowered: an even lower one of the parent's stays.
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(which, (soft, hard))


def first_to_go() -> None:
    """Ask the kernel to kill this process before any other when memory runs out (where it can be asked)."""
    with contextlib.suppress(OSError):
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        os.write(score, b"1000")
        os.close(score)


def loose(memory_bytes: int) -> tuple[str, ...]:
    """Names of the limits that are higher than `impose` sets them."""
    wanted = (*FIXED, ("RLIMIT_AS", memory_bytes))
    return tuple(name for name, value in wanted if _exceeds(name, value))


def _exceeds(name: str, value: int) -> bool:
    which = getattr(resource, name, None)
    if which is None:
        return False
    return any(limit == resource.RLIM_INFINITY or limit > value for limit in resource.getrlimit(which))
