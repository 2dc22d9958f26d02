"""Try the forbidden things from inside and list what was possible.

A system call is tried with arguments that make it fail harmlessly (a null pointer, an unknown
option): if the answer is anything but the filter's refusal, the call got through to the kernel.
"""

from __future__ import annotations

import errno
import os
import platform
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox import descriptors, kernel, limits
from autograder.sandbox.architecture import Architecture, architecture_of
from autograder.sandbox.policy import Policy

HERE = -100  # AT_FDCWD
NOWHERE = 0  # a null pointer
BAD = -1
TRUNCATE = 0o1000
SET_OWNER, SET_LEASE, NOTIFY = 8, 1024, 1026
SIGNAL = 17
VERSION = 1

# What it would be, the call, harmless arguments.
CALLS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("start a thread or process", "clone", (0x10000,)),
    ("start a thread or process, newer call", "clone3", (NOWHERE, 0)),
    ("run a program", "execve", (NOWHERE, NOWHERE, NOWHERE)),
    ("run a program by descriptor", "execveat", (BAD, NOWHERE, NOWHERE, NOWHERE, 0)),
    ("send a signal", "kill", (0, 0)),
    ("send a signal to a thread", "tgkill", (BAD, BAD, 0)),
    ("queue a signal", "rt_sigqueueinfo", (BAD, 0, NOWHERE)),
    ("hold another process", "pidfd_open", (BAD, 0)),
    ("trace a process", "ptrace", (BAD, BAD, NOWHERE, NOWHERE)),
    ("read another process's memory", "process_vm_readv", (BAD, NOWHERE, 0, NOWHERE, 0, 1)),
    ("write another process's memory", "process_vm_writev", (BAD, NOWHERE, 0, NOWHERE, 0, 1)),
    ("read another process's limits", "prlimit64", (BAD, 0, NOWHERE, NOWHERE)),
    ("set limits", "prlimit64", (0, 0, 1, NOWHERE)),
    ("open a socket", "socket", (BAD, 0, 0)),
    ("make a pair of sockets", "socketpair", (BAD, 0, 0, NOWHERE)),
    ("make a pipe", "pipe2", (NOWHERE, 0)),
    ("make a file in memory", "memfd_create", (NOWHERE, 0)),
    ("make shared memory", "shmget", (0, 0, 0)),
    ("make a semaphore", "semget", (0, BAD, 0)),
    ("make a message queue", "mq_open", (NOWHERE, 0, 0, NOWHERE)),
    ("move to another processor", "sched_setaffinity", (0, 0, NOWHERE)),
    ("change scheduling", "sched_setscheduler", (0, BAD, NOWHERE)),
    ("change priority", "setpriority", (BAD, 0, 0)),
    ("change disk priority", "ioprio_set", (BAD, 0, 0)),
    ("change a file's mode", "fchmodat", (HERE, NOWHERE, 0)),
    ("change a file's owner", "fchownat", (HERE, NOWHERE, BAD, BAD, 0)),
    ("change a file's times", "utimensat", (BAD, NOWHERE, NOWHERE, 0)),
    ("truncate a file", "truncate", (NOWHERE, 0)),
    ("remove a file", "unlinkat", (HERE, NOWHERE, 0)),
    ("make a folder", "mkdirat", (HERE, NOWHERE, 0)),
    ("make a link", "linkat", (HERE, NOWHERE, HERE, NOWHERE, 0)),
    ("rename a file", "renameat2", (HERE, NOWHERE, HERE, NOWHERE, 0)),
    ("lock a file", "flock", (BAD, 1)),
    ("lease a file", "fcntl", (0, SET_LEASE, 2)),
    ("watch a folder, by signal", "fcntl", (0, NOTIFY, 0)),
    ("direct signals at another process", "fcntl", (0, SET_OWNER, 0)),
    ("watch a folder", "inotify_init1", (BAD,)),
    ("read a foreign clock", "clock_gettime", (-6, NOWHERE)),
    ("leave a namespace", "unshare", (0,)),
    ("enter a namespace", "setns", (BAD, 0)),
    ("use io_uring", "io_uring_setup", (0, NOWHERE)),
    ("load a BPF program", "bpf", (BAD, NOWHERE, 0)),
    ("use a keyring", "keyctl", (BAD,)),
    ("handle page faults", "userfaultfd", (BAD,)),
    ("count events of the processor", "perf_event_open", (NOWHERE, 0, BAD, BAD, 0)),
    ("change the filter", "seccomp", (BAD, 0, NOWHERE)),
    ("change process attributes", "prctl", (BAD,)),
    ("change uid", "setresuid", (BAD, BAD, BAD)),
    ("change capabilities", "capset", (NOWHERE, NOWHERE)),
    ("change the execution domain", "personality", (0xFFFFFFFF,)),
)

# Folders in which something worth reading could lie; those granted are left out.
CLOSED_FOLDERS = (
    "/",
    "/etc",
    "/home",
    "/root",
    "/proc",
    "/proc/self",
    "/run",
    "/sys",
    "/tmp",
    "/var",
    "/dev/shm",
)
# The same for files: another right of Landlock's.
CLOSED_FILES = ("/etc/passwd", "/proc/self/maps")


def holes(policy: Policy, *, landlock: bool, seccomp: bool) -> tuple[str, ...]:
    """Names of the forbidden things that were possible.

    Parameters
    ----------
    policy : Policy
        What is granted.
    landlock, seccomp : bool
        Which of these layers were put up, and so are tried.
    """
    found = [*_descriptors(), *limits.loose(policy.memory_bytes)]
    architecture = architecture_of(platform.machine())
    if seccomp and architecture is not None:
        found += [*_calls(architecture), *_writing()]
    if landlock:
        found += _reading(policy)
    return tuple(found)


def _descriptors() -> Iterator[str]:
    null = os.stat(os.devnull).st_rdev
    for descriptor in range(descriptors.REQUESTS):
        if os.fstat(descriptor).st_rdev != null:
            yield f"use inherited descriptor {descriptor}"
    for descriptor in (descriptors.REQUESTS, descriptors.REPLIES):
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            yield f"use descriptor {descriptor}, which is no pipe"
    for descriptor in descriptors.open_above(descriptors.FIRST_CLOSED, limits.OPEN_FILES):
        yield f"use inherited descriptor {descriptor}"


def _calls(architecture: Architecture) -> Iterator[str]:
    for what, name, arguments in CALLS:
        number = architecture.numbers.get(name)
        if number is not None and kernel.refusal(number, *arguments) not in (errno.EPERM, errno.ENOSYS):
            yield what


def _writing() -> Iterator[str]:
    for what, flags in (("write", os.O_WRONLY), ("truncate while reading", os.O_RDONLY | TRUNCATE)):
        if _opens(os.devnull, flags):
            yield f"open a file to {what}"


def _reading(policy: Policy) -> Iterator[str]:
    for folder in (*CLOSED_FOLDERS, *CLOSED_FILES):
        if _opens(folder, os.O_RDONLY) and not _granted(folder, policy.read):
            yield f"read {folder}"


def _granted(folder: str, read: tuple[str, ...]) -> bool:
    place = Path(os.path.realpath(folder))
    return any(place.is_relative_to(outer) for outer in read)


def _opens(path: str, flags: int) -> bool:
    try:
        os.close(os.open(path, flags | os.O_CLOEXEC))
    except OSError:
        return False
    return True
