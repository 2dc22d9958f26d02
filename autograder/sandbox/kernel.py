"""The kernel's entry points that Python has no name for, through ctypes."""

from __future__ import annotations

import ctypes
import os
import sys

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long
    _libc.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)

Argument = int | ctypes.Array[ctypes.c_char] | ctypes.Structure


def system_call(number: int, *arguments: Argument) -> int:
    """Make a system call.

    Parameters
    ----------
    number : int
        From `architecture.numbers`.
    *arguments : int, ctypes buffer or structure
        Integers go as 64 bits, buffers and structures as their address.

    Returns
    -------
    int

    Raises
    ------
    OSError
        The kernel refused, or this is not Linux.
    """
    result = _call(number, arguments)
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def refusal(number: int, *arguments: Argument) -> int:
    """Errno of a system call, 0 when it succeeded."""
    return ctypes.get_errno() if _call(number, arguments) == -1 else 0


def _call(number: int, arguments: tuple[Argument, ...]) -> int:
    if _libc is None:
        raise OSError(38, "not Linux: no such system call")
    result: int = _libc.syscall(ctypes.c_long(number), *map(_word, arguments))
    return result


def _word(argument: Argument) -> object:
    if isinstance(argument, int):
        return ctypes.c_long(argument)
    return ctypes.byref(argument)


def capget(header: ctypes.Structure, sets: ctypes.Structure) -> None:
    """Read the capability sets into `sets`; OSError when refused."""
    _demand("capget", header, sets)


def capset(header: ctypes.Structure, sets: ctypes.Structure) -> None:
    """Set the capability sets; OSError when refused."""
    _demand("capset", header, sets)


def _demand(name: str, *arguments: ctypes.Structure) -> None:
    if _libc is None:
        raise OSError(38, f"not Linux: no {name}")
    if getattr(_libc, name)(*(ctypes.byref(argument) for argument in arguments)) == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")


def prctl(option: int, *arguments: int) -> int:
    """Read or set an attribute of this process; OSError when refused."""
    if _libc is None:
        raise OSError(38, "not Linux: no prctl")
    result: int = _libc.prctl(option, *(*arguments, 0, 0, 0, 0)[:4])
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
