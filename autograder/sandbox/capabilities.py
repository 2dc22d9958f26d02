"""Privileges: none may be gained, none are left, and the process dies with its parent.

Constants: `include/uapi/linux/prctl.h`, `capability.h`, `securebits.h`.
"""

from __future__ import annotations

import ctypes
import os
import signal

from autograder.errors import ConfinementError
from autograder.sandbox import kernel

CAP_SETGID, CAP_SETUID, CAP_SETPCAP = 6, 7, 8
_LAST_POSSIBLE = 63

_SET_PDEATHSIG, _GET_DUMPABLE, _SET_DUMPABLE = 1, 3, 4
_DROP_BOUNDING, _SET_SECUREBITS = 24, 28
_SET_NO_NEW_PRIVS, _GET_NO_NEW_PRIVS = 38, 39
_AMBIENT, _AMBIENT_CLEAR_ALL = 47, 4
# NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE on, KEEP_CAPS off, all four locked.
_SECUREBITS = 0b11_10_11_11

_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


class _Sets(ctypes.Structure):
    """Effective, permitted, inheritable; first the low 32 capabilities, then the high ones."""

    _fields_ = (("words", ctypes.c_uint32 * 6),)


def _sets() -> tuple[int, ...]:
    sets = _Sets()
    kernel.capget(_Header(_VERSION_3, 0), sets)
    return tuple(sets.words)


def effective() -> int:
    """Effective capabilities of this process, one bit each; 0 where they cannot be read."""
    try:
        words = _sets()
    except OSError:
        return 0
    return int(words[0] | words[3] << 32)


def has(capability: int) -> bool:
    """Whether this process holds a capability."""
    return bool(effective() >> capability & 1)


def close_the_way_back() -> None:
    """Empty the bounding and the ambient set and lock the rules by which uid 0 has capabilities.

    Must come before a change of uid, which takes away the right to do it. Without CAP_SETPCAP there
    is nothing to do: no capability is held, and no-new-privileges keeps it so.
    """
    if not has(CAP_SETPCAP):
        return
    kernel.prctl(_AMBIENT, _AMBIENT_CLEAR_ALL)
    for capability in range(_LAST_POSSIBLE + 1):
        try:
            kernel.prctl(_DROP_BOUNDING, capability)
        except OSError:  # EINVAL: past the last capability of this kernel
            break
    kernel.prctl(_SET_SECUREBITS, _SECUREBITS)


def drop_all() -> None:
    """Empty the effective, permitted and inheritable sets.

    Raises
    ------
    ConfinementError
        One is left.
    """
    kernel.capset(_Header(_VERSION_3, 0), _Sets())
    if any(_sets()):
        raise ConfinementError(
            f"capabilities are left after capset: {_sets()}; this kernel is not to be trusted"
        )


def forbid_new_privileges() -> None:
    """Set no-new-privileges: no later exec can gain any."""
    kernel.prctl(_SET_NO_NEW_PRIVS, 1)
    if kernel.prctl(_GET_NO_NEW_PRIVS) != 1:
        raise ConfinementError("no-new-privileges was set but does not read back as set")


def hide_memory() -> None:
    """Not dumpable: no core file, and nobody of the same uid may trace it or open its /proc files."""
    kernel.prctl(_SET_DUMPABLE, 0)
    if kernel.prctl(_GET_DUMPABLE) != 0:
        raise ConfinementError("the process was set not dumpable but reads back as dumpable")


def die_with(parent: int) -> None:
    """Be killed when the parent ends. A change of uid clears this, so it comes after.

    Raises
    ------
    ConfinementError
        The parent has ended already.
    """
    kernel.prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise ConfinementError(f"the server (process {parent}) ended before its child was confined")
