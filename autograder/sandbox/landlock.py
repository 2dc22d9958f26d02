"""Landlock: which files may be read, and that nothing else of the file system can be done.

Three system calls, made by hand. Every right the running kernel knows is *handled*, that is refused
unless granted; only reading is ever granted. Constants: `include/uapi/linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.sandbox import kernel

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_LOG_OFF = 1  # LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF
_LOG_OFF_SINCE = 7

# Each right with the ABI that brought it, in the order of its bit.
FILE_RIGHTS = (
    ("execute", 1),
    ("write_file", 1),
    ("read_file", 1),
    ("read_dir", 1),
    ("remove_dir", 1),
    ("remove_file", 1),
    ("make_char", 1),
    ("make_dir", 1),
    ("make_reg", 1),
    ("make_sock", 1),
    ("make_fifo", 1),
    ("make_block", 1),
    ("make_sym", 1),
    ("refer", 2),
    ("truncate", 3),
    ("ioctl_dev", 5),
)
NETWORK_RIGHTS = (("bind_tcp", 4), ("connect_tcp", 4))
SCOPES = (("abstract_unix_socket", 6), ("signal", 6))

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 2 | 1 << 3
_SIZE_SINCE = ((6, 24), (4, 16), (1, 8))  # bytes of the attribute that each ABI knows


class _Handled(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True)
class Ruleset:
    """An open ruleset: inherited by forked children, each of which restricts itself with it."""

    descriptor: int
    abi: int


def version() -> int:
    """The kernel's Landlock ABI; minus errno when there is none."""
    try:
        return kernel.system_call(_CREATE_RULESET, 0, 0, _VERSION_FLAG)
    except OSError as error:
        return -(error.errno or errno.ENOSYS)


def rights(table: Iterable[tuple[str, int]], abi: int) -> int:
    """The bits of a table's rights that exist at an ABI."""
    return sum(1 << bit for bit, (_, since) in enumerate(table) if since <= abi)


def open_ruleset(read: Iterable[str], abi: int) -> Ruleset:
    """Make a ruleset that handles everything and grants reading beneath the given paths.

    Parameters
    ----------
    read : iterable of str
        Existing files and folders.
    abi : int
        What the kernel claims. Some distributions' kernels claim an ABI of which they lack a part;
        then the highest that works is taken.

    Returns
    -------
    Ruleset

    Raises
    ------
    OSError
        A path does not exist, or the kernel refuses.
    """
    ruleset = _create(abi)
    for path in read:
        _grant(ruleset, path)
    return ruleset


def _create(abi: int) -> Ruleset:
    for candidate in range(abi, 0, -1):
        handled = _Handled(
            rights(FILE_RIGHTS, candidate), rights(NETWORK_RIGHTS, candidate), rights(SCOPES, candidate)
        )
        size = next(size for since, size in _SIZE_SINCE if candidate >= since)
        try:
            return Ruleset(kernel.system_call(_CREATE_RULESET, handled, size, 0), candidate)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.E2BIG):
                raise
    raise OSError(errno.EINVAL, f"Landlock claims ABI {abi} but takes no ruleset")


def _grant(ruleset: Ruleset, path: str) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        folder = stat.S_ISDIR(os.fstat(parent).st_mode)
        rule = _PathBeneath(_READ_FOLDER if folder else _READ_FILE, parent)
        kernel.system_call(_ADD_RULE, ruleset.descriptor, _PATH_BENEATH, rule, 0)
    finally:
        os.close(parent)


def restrict(descriptor: int, abi: int) -> None:
    """Restrict this process, for good. Needs no-new-privileges.

    A submission could fill the machine's audit log with refusals, so logging is turned off where
    the kernel has it.
    """
    flags = _LOG_OFF if abi >= _LOG_OFF_SINCE else 0
    kernel.system_call(_RESTRICT_SELF, descriptor, flags)
