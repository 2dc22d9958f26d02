"""What differs from one processor to the next: audit number, call numbers, open flags."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.sandbox.numbers import NUMBERS

# Flags of open(2) that can only read, the same everywhere: O_NOCTTY, O_NONBLOCK, O_CLOEXEC.
_COMMON_OPEN_FLAGS = 0o400 | 0o4000 | 0o2000000


@dataclass(frozen=True)
class Architecture:
    """One processor's system call interface.

    Attributes
    ----------
    name : str
        As `platform.machine()` says it.
    audit : int
        AUDIT_ARCH_*: what a filter finds in `seccomp_data.arch`.
    numbers : Mapping[str, int]
        Number of each named call that exists here.
    known : tuple[tuple[int, int], ...]
        Ranges (first, last) of numbers that stand for some call; all others are unknown.
    foreign : int
        From this number on a call belongs to another interface (x32); 0 where there is none.
    read_flags : int
        Every flag of open(2) with which a file can only be read.
    """

    name: str
    audit: int
    numbers: Mapping[str, int]
    known: tuple[tuple[int, int], ...]
    foreign: int
    read_flags: int


def _column(index: int) -> dict[str, int]:
    rows = ((name, numbers[index]) for name, numbers in NUMBERS.items())
    return {name: number for name, number in rows if number is not None}


# Newest numbers: Linux 6.18 (file_setattr, 469). Later calls get ENOSYS, as on an older kernel.
X86_64 = Architecture(
    name="x86_64",
    audit=0xC000003E,
    numbers=_column(0),
    known=((0, 336), (424, 469)),
    foreign=0x40000000,
    # O_LARGEFILE, O_DIRECTORY, O_NOFOLLOW
    read_flags=_COMMON_OPEN_FLAGS | 0o100000 | 0o200000 | 0o400000,
)

AARCH64 = Architecture(
    name="aarch64",
    audit=0xC00000B7,
    numbers=_column(1),
    known=((0, 243), (260, 294), (424, 469)),
    foreign=0,
    # O_DIRECTORY, O_NOFOLLOW, O_LARGEFILE
    read_flags=_COMMON_OPEN_FLAGS | 0o40000 | 0o100000 | 0o400000,
)

ARCHITECTURES = {architecture.name: architecture for architecture in (X86_64, AARCH64)}


def architecture_of(machine: str, pointer_bits: int = 8 * struct.calcsize("P")) -> Architecture | None:
    """The table for a machine; None when there is none, or when this is a 32-bit program on it."""
    return ARCHITECTURES.get(machine) if pointer_bits == 64 else None
