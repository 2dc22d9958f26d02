"""How to switch each layer of the confinement off: a table of small patches, applied before any fork.

A patch replaces one function or one row of the package in this process alone, so that everything else is
the real thing.
"""

import atexit
import os
import platform
import resource
import shutil
import socket
import tempfile
from collections.abc import Callable
from types import SimpleNamespace

Switch = Callable[[], None]

# The system calls of each group of the filter; a group is switched off by allowing all of it, unchecked.
GROUPS = {
    "processes": "clone clone3 fork vfork execve execveat wait4 rseq set_robust_list",
    "signals": "getpgid kill tkill tgkill rt_sigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd",
    "tracing": "ptrace process_vm_readv process_vm_writev kcmp perf_event_open",
    "scheduling": "sched_getaffinity sched_setaffinity sched_setscheduler getpriority setpriority ioprio_set",
    "limits": "prlimit64 setrlimit",
    "clocks": "clock_gettime clock_settime",
    "descriptors": "fcntl",
    "devices": "ioctl",
    "opening": "open openat",
    "names": "mkdir mkdirat mknod mknodat symlink symlinkat link linkat rename renameat2",
    "removing": "unlink unlinkat rmdir",
    "truncating": "truncate ftruncate",
    "attributes": "chmod fchmodat fchownat utimensat setxattr",
    "watching": "flock inotify_init1 fanotify_init",
    "file handles": "name_to_handle_at",
    "sockets": "socket socketpair connect bind",
    "pipes": "pipe pipe2 eventfd2 epoll_create1 timerfd_create signalfd4",
    "shared memory": "memfd_create memfd_secret shmget semget msgget mq_open mq_unlink",
    "memory": "mmap mlock",
    "itself": "prctl seccomp personality landlock_create_ruleset",
    "users": "setuid setresuid setgroups capset",
    "namespaces": "unshare setns chroot chdir mount",
    "kernel": "io_uring_setup io_setup bpf keyctl add_key userfaultfd syslog",
    "copying": "sendfile splice",
}
# Calls that the package never names, x86-64 and aarch64: attacks make them before or after the real one.
UNLISTED = {"mq_unlink": (241, 181), "getpgid": (121, 155), "getpriority": (140, 141), "rmdir": (84, None)}

LIMITS = ("FSIZE", "NOFILE", "NPROC", "MEMLOCK", "MSGQUEUE", "RTPRIO", "CORE", "AS", "CPU")


def allow(names: str) -> Switch:
    """Allow calls that the filter refuses or checks."""

    def switch() -> None:
        from autograder.sandbox import seccomp
        from autograder.sandbox.architecture import ARCHITECTURES
        from autograder.sandbox.bpf import Rule

        numbers = ARCHITECTURES[platform.machine()].numbers
        unlisted = {name: pair[platform.machine() != "x86_64"] for name, pair in UNLISTED.items()}
        numbers.update({name: number for name, number in unlisted.items() if number is not None})
        group, before = names.split(), seccomp.allowed
        free = tuple(Rule(name) for name in group)
        seccomp.allowed = lambda architecture: (
            *free,
            *(rule for rule in before(architecture) if rule.name not in group),
        )

    return switch


def skip(module: str, function: str) -> Switch:
    """Make a function of the package do nothing."""

    def switch() -> None:
        __import__(f"autograder.sandbox.{module}")
        import autograder.sandbox

        setattr(getattr(autograder.sandbox, module), function, lambda *arguments: None)

    return switch


def unhandled(table: str, right: str) -> Switch:
    """Leave one right out of what Landlock handles, and out of what its rules grant."""

    def switch() -> None:
        from autograder.sandbox import landlock

        rows = getattr(landlock, table)
        bit = 1 << [name for name, _ in rows].index(right)
        setattr(landlock, table, tuple((name, 99 if name == right else since) for name, since in rows))
        if table == "FILE_RIGHTS":
            landlock._READ_FILE &= ~bit
            landlock._READ_FOLDER &= ~bit
        if right == "read_file":  # nothing is left to grant for a single file
            grant = landlock._grant
            landlock._grant = lambda ruleset, path: grant(ruleset, path) if os.path.isdir(path) else None

    return switch


def unlimited(name: str) -> Switch:
    """Leave one limit as it was inherited, and that as high as may be."""

    def switch() -> None:
        from autograder.sandbox import limits

        which, before = getattr(resource, f"RLIMIT_{name}"), limits._lower
        ceiling = resource.getrlimit(which)[1]
        resource.setrlimit(which, (ceiling, ceiling))
        limits._lower = lambda what, *values: None if what == f"RLIMIT_{name}" else before(what, *values)

    return switch


def stay() -> None:
    """Leave neither the session nor the folder, which is one of its own."""
    folder = tempfile.mkdtemp(prefix="sandbox-rig-")
    os.chmod(folder, 0o755)
    atexit.register(shutil.rmtree, folder)
    os.chdir(folder)
    skip("descriptors", "leave_session")()


def keep_standard_streams() -> None:
    """Leave descriptors 0 to 2 as they were inherited."""
    from autograder.sandbox import descriptors

    real = os.dup2
    fake = SimpleNamespace(**{name: getattr(os, name) for name in dir(os)})
    fake.dup2 = lambda source, place, inheritable=True: (
        place if place < 3 else real(source, place, inheritable=inheritable)
    )
    descriptors.os = fake


def accept_foreign_calls() -> None:
    """Leave out the filter's first lines: calls of other architectures are judged by their number."""
    from autograder.sandbox import bpf

    bpf._entry = lambda architecture: [bpf.Instruction(bpf.LOAD, 0, 0, bpf.NUMBER_AT)]


def no_ruleset() -> None:
    """Leave Landlock out where it is put up; the self-test looks as if it were there."""
    skip("landlock", "restrict")()


SWITCHES: dict[str, Switch] = {
    "session": stay,
    "closing": skip("descriptors", "close_from"),
    "standard streams": keep_standard_streams,
    "uid": skip("identity", "become"),
    "no way back": skip("capabilities", "close_the_way_back"),
    "no new privileges": skip("capabilities", "forbid_new_privileges"),
    "capabilities": skip("capabilities", "drop_all"),
    "dumpable": skip("capabilities", "hide_memory"),
    "die with the server": skip("capabilities", "die_with"),
    "first to go": skip("limits", "first_to_go"),
    "landlock": no_ruleset,
    "seccomp": skip("seccomp", "install"),
    "architecture": accept_foreign_calls,
    **{f"limit {name}": unlimited(name) for name in LIMITS},
    **{f"calls: {name}": allow(names) for name, names in GROUPS.items()},
}


def add_rights(switches: dict[str, Switch]) -> None:
    """One switch for each right of Landlock that the package knows."""
    from autograder.sandbox import landlock

    for table in ("FILE_RIGHTS", "NETWORK_RIGHTS", "SCOPES"):
        for right, _ in getattr(landlock, table):
            switches[f"right: {right}"] = unhandled(table, right)


def switch_off(names: list[str]) -> None:
    """Switch layers off, in this process and all it forks."""
    add_rights(SWITCHES)
    for name in names:
        SWITCHES[name]()


def listen_abstractly() -> socket.socket:
    """An abstract socket of this process's, to be connected to from within."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"\0sandbox-rig-{os.getpid()}")
    listener.listen()
    return listener
