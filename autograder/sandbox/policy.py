"""What a submission is granted, and the proof that nothing hidden lies within it."""

from __future__ import annotations

import os
import site
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.errors import ConfinementError


@dataclass(frozen=True)
class Policy:
    """What a confined process may use.

    Attributes
    ----------
    read : tuple[str, ...]
        Existing files and folders that may be read; nothing may be written.
    memory_bytes : int
        Address space, in bytes.
    cpu_seconds : int
        CPU time, in seconds.
    isolation : {"full", "process"}
        "full" refuses to start without every layer; "process" takes what the platform gives.
    uid : int or None
        A uid change that is wanted expressly; None changes it where that costs nothing.
    """

    read: tuple[str, ...]
    memory_bytes: int
    cpu_seconds: int
    isolation: Literal["full", "process"] = "full"
    uid: int | None = None


SYSTEM_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64")
SYSTEM_DATA = ("/usr/share/zoneinfo", "/usr/share/fonts", "/usr/local/share/fonts")
DEVICES = ("/dev/null", "/dev/urandom")


def default_read_paths(*extra: str) -> tuple[str, ...]:
    """What honest numerical Python reads, and `extra`.

    Parameters
    ----------
    *extra : str
        More files and folders: the packages a notebook imports, the data cache.

    Returns
    -------
    tuple[str, ...]
        Real paths of those that exist, none inside another.

    Notes
    -----
    A Python prefix is granted by its library folders, not whole: system Python's prefix is /usr, and
    containers keep projects in /usr/src.
    """
    wanted = (*_python_paths(), *SYSTEM_LIBRARIES, *SYSTEM_DATA, *DEVICES, *extra)
    return _outermost(os.path.realpath(path) for path in wanted if os.path.exists(path))


def _python_paths() -> Iterator[str]:
    for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix):
        yield from (os.path.join(prefix, folder) for folder in ("lib", "lib64"))
    places = sysconfig.get_paths()
    yield from (places[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from site.getsitepackages()
    if site.ENABLE_USER_SITE:
        yield site.getusersitepackages()
    yield sysconfig.get_config_var("LIBDIR") or os.path.join(sys.base_prefix, "lib")


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(Path(path).is_relative_to(outer) for outer in kept):
            kept.append(path)
    return tuple(kept)


def refuse_hidden(read: Sequence[str], hidden: Sequence[str]) -> None:
    """Refuse to start when something hidden could be read by a submission.

    Call it in the process that knows what is hidden, before the server starts.

    Parameters
    ----------
    read : sequence of str
        Granted paths, as in `Policy.read`.
    hidden : sequence of str
        Suites, solutions, other submissions, the gradebook. They need not exist yet.

    Raises
    ------
    ConfinementError
        A hidden path is a granted one or lies beneath it, by its name or by where its symbolic
        links lead. Files are told apart by device and inode, so a second mount of a granted folder
        counts as that folder. A second hard link to a hidden file is not found.
    """
    granted = {key: path for path in read if (key := _file_key(path)) is not None}
    for path in hidden:
        for place in _places(path):
            outer = granted.get(_file_key(place) or (-1, -1))
            if outer is not None:
                raise ConfinementError(
                    f"{path} must stay hidden from submissions but lies within {outer}, which they may read; "
                    "move it elsewhere or grant narrower paths"
                )


def _places(path: str) -> Iterator[Path]:
    """A path and the folders above it, by its name and by its real place."""
    for start in dict.fromkeys((Path(os.path.abspath(path)), Path(os.path.realpath(path)))):
        yield from (start, *start.parents)


def _file_key(path: str | Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_readable(hidden: Sequence[str], uid: int) -> None:
    """Refuse hidden paths that file permissions leave open to a uid: for confinement without Landlock.

    Parameters
    ----------
    hidden : sequence of str
        As for `refuse_hidden`. Each, or a folder above it, must belong to another user and be
        closed to group and others (0700).
    uid : int
        Who submissions will run as.

    Raises
    ------
    ConfinementError
    """
    for path in hidden:
        if not any(_is_closed(place, uid) for place in _places(os.path.realpath(path))):
            raise ConfinementError(f"{path} must stay hidden but uid {uid} may reach it: chmod go-rwx {path}")


def _is_closed(path: Path, uid: int) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid != uid and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
