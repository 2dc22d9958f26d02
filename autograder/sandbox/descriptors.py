"""What the child inherits: a session of its own, /dev/null three times, two pipes, nothing else."""

from __future__ import annotations

import os
import stat
import sys

from autograder.errors import ConfinementError
from autograder.sandbox import kernel

if sys.platform != "win32":  # so that `autograder doctor` can say on Windows what is missing
    import fcntl

REQUESTS, REPLIES = 3, 4
RULESET = 5
FIRST_CLOSED = 5

_CLOSE_RANGE = 436  # the same number on every architecture
_OUT_OF_THE_WAY = 10


def leave_session() -> None:
    """Leave the parent's session, working directory and umask."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.chdir("/")
    os.umask(0o077)


def keep_only(keep: tuple[int, int], ruleset: int | None = None) -> None:
    """Arrange the descriptors and close all others.

    Parameters
    ----------
    keep : tuple[int, int]
        The pipe to read requests from and the pipe to write replies to. They become
        `REQUESTS` (3) and `REPLIES` (4).
    ruleset : int or None
        Landlock's descriptor becomes `RULESET` (5), to be closed once it has been used.

    Raises
    ------
    ConfinementError
        A descriptor to keep is no pipe or faces the wrong way: a socket or a file would carry more
        than a stream of bytes.
    """
    _require_pipe(keep[0], os.O_RDONLY, "requests")
    _require_pipe(keep[1], os.O_WRONLY, "replies")
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    sources = (null, null, null, *keep, *(() if ruleset is None else (ruleset,)))
    # First copied out of the way: one may stand on another's place.
    copies = [fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY) for source in sources]
    for place, copy in enumerate(copies):
        os.dup2(copy, place, inheritable=False)
    close_from(len(copies))


def _require_pipe(descriptor: int, direction: int, what: str) -> None:
    mode = os.fstat(descriptor).st_mode
    access = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
    if not stat.S_ISFIFO(mode) or access != direction:
        wanted = "reading" if direction == os.O_RDONLY else "writing"
        raise ConfinementError(
            f"descriptor {descriptor} ({what}): expected a pipe open for {wanted} only, "
            f"got mode {stat.filemode(mode)} with access {access}; make it with os.pipe()"
        )


def close_from(first: int) -> None:
    """Close every descriptor from `first` on."""
    try:
        kernel.system_call(_CLOSE_RANGE, first, 0xFFFFFFFF, 0)
    except OSError:  # before Linux 5.9, or not Linux
        os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def open_above(first: int, last: int) -> tuple[int, ...]:
    """Those of the descriptors `first` to `last` that are open."""
    return tuple(descriptor for descriptor in range(first, last + 1) if _is_open(descriptor))


def _is_open(descriptor: int) -> bool:
    try:
        fcntl.fcntl(descriptor, fcntl.F_GETFD)
    except OSError:
        return False
    return True
