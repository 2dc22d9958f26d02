"""What this machine can confine, as data, and how to get what it cannot."""

from __future__ import annotations

import errno
import os
import platform as python_platform
import struct
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox import capabilities, landlock, seccomp
from autograder.sandbox.architecture import ARCHITECTURES, architecture_of


@dataclass(frozen=True)
class Platform:
    """Facts about a machine and this process's rights on it.

    Attributes
    ----------
    system, machine, kernel : str
        As the standard library's `platform` says them.
    pointer_bits : int
        Of this Python.
    landlock : int
        ABI version; minus errno when there is none.
    seccomp : bool
        Filters that kill can be installed.
    uid : int
    capabilities : int
        Effective ones, one bit each.
    """

    system: str
    machine: str
    kernel: str
    pointer_bits: int
    landlock: int
    seccomp: bool
    uid: int
    capabilities: int

    def holds(self, capability: int) -> bool:
        """Whether this process has a capability."""
        return bool(self.capabilities >> capability & 1)

    @property
    def can_change_uid(self) -> bool:
        """Root with the right to become somebody else."""
        powers = (capabilities.CAP_SETUID, capabilities.CAP_SETGID)
        return self.uid == 0 and all(self.holds(power) for power in powers)

    @property
    def can_filter(self) -> bool:
        """seccomp, on a processor whose calls are in the table."""
        return self.seccomp and architecture_of(self.machine, self.pointer_bits) is not None


@dataclass(frozen=True)
class Finding:
    """One line of `autograder doctor`.

    Attributes
    ----------
    name : str
    holds : bool
    detail : str
        What was found.
    advice : str
        How to get it; empty when it holds.
    """

    name: str
    holds: bool
    detail: str
    advice: str


def inspect_platform() -> Platform:
    """Ask this machine."""
    machine = python_platform.machine()
    return Platform(
        system=python_platform.system(),
        machine=machine,
        kernel=python_platform.release(),
        pointer_bits=8 * struct.calcsize("P"),
        landlock=landlock.version(),
        seccomp=seccomp.available(machine),
        uid=os.getuid() if hasattr(os, "getuid") else -1,
        capabilities=capabilities.effective(),
    )


CONTAINER = "grade inside a Linux container or virtual machine (kernel 5.13 or newer)"
ACCEPT = "or accept unconfined submissions with --isolation process, which every report then says"

_LANDLOCK_ADVICE = {
    -errno.ENOSYS: "use Linux 5.13 or newer, built with CONFIG_SECURITY_LANDLOCK=y",
    -errno.EOPNOTSUPP: "Landlock is built in but off: add landlock to the kernel's boot parameter lsm=",
    -errno.EPERM: "a container's seccomp profile blocks Landlock: update the container runtime, "
    "or allow landlock_create_ruleset, landlock_add_rule and landlock_restrict_self in its profile",
}


def _system(facts: Platform) -> tuple[bool, str, str]:
    return facts.system == "Linux", f"{facts.system} {facts.kernel}", f"confinement needs Linux: {CONTAINER}"


def _processor(facts: Platform) -> tuple[bool, str, str]:
    known = architecture_of(facts.machine, facts.pointer_bits) is not None
    advice = f"use a 64-bit Python on one of: {', '.join(ARCHITECTURES)}"
    return known, f"{facts.machine}, {facts.pointer_bits}-bit Python", advice


def _seccomp(facts: Platform) -> tuple[bool, str, str]:
    advice = (
        "use Linux 4.14 or newer with CONFIG_SECCOMP_FILTER=y; in a container, one that allows seccomp(2)"
    )
    return facts.seccomp, "filters that kill" if facts.seccomp else "not available", advice


def _landlock(facts: Platform) -> tuple[bool, str, str]:
    advice = _LANDLOCK_ADVICE.get(facts.landlock, _LANDLOCK_ADVICE[-errno.ENOSYS])
    if facts.can_change_uid:
        advice += "; or, being root, name a uid and keep everything hidden in folders of mode 0700"
    detail = f"ABI {facts.landlock}" if facts.landlock > 0 else "not available"
    return facts.landlock > 0, detail, advice


_QUESTIONS: tuple[tuple[str, Callable[[Platform], tuple[bool, str, str]]], ...] = (
    ("system", _system),
    ("processor", _processor),
    ("seccomp", _seccomp),
    ("landlock", _landlock),
)


def findings(facts: Platform) -> tuple[Finding, ...]:
    """What full confinement needs, line by line: does it hold, and what to do when it does not."""
    answers = ((name, question(facts)) for name, question in _QUESTIONS)
    return tuple(
        Finding(name, holds, detail, "" if holds else advice) for name, (holds, detail, advice) in answers
    )


def obstacles(facts: Platform, uid: int | None = None) -> tuple[str, ...]:
    """What stands between this machine and full confinement; empty when nothing does.

    Parameters
    ----------
    facts : Platform
        What the machine can do.
    uid : int or None
        An explicitly wanted uid change. It stands in for Landlock, since the hidden folders can
        then be closed to that uid; nothing stands in for seccomp.
    """
    missing = [finding for finding in findings(facts) if not finding.holds]
    if facts.system != "Linux":  # nothing else can be had, so nothing else is worth saying
        missing = missing[:1]
    elif uid is not None:
        if uid <= 0:
            return (f"uid {uid}: expected an ordinary user's, greater than 0",)
        if not facts.can_change_uid:
            return (f"uid {uid}: changing to it needs root with CAP_SETUID and CAP_SETGID; or name no uid",)
        missing = [finding for finding in missing if finding.name != "landlock"]
    return tuple(f"{finding.name}: {finding.detail}; {finding.advice}" for finding in missing)
