"""The system calls a submission may make: an allow-list, one row a call.

Everything else is refused: processes, threads, exec, signals, sockets, pipes, memfd, shared memory,
ptrace, scheduling, chmod, locks, leases, inotify, namespaces, io_uring, bpf, keyrings. So is
every way of writing a file, beside Landlock, which refuses it too.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable

from autograder.sandbox import kernel
from autograder.sandbox.architecture import Architecture
from autograder.sandbox.bpf import Check, Program, Rule, compile_filter, encode

_SET_SECCOMP, _FILTER_MODE = 22, 2  # prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program)
_ACTION_AVAILABLE = 2  # seccomp(SECCOMP_GET_ACTION_AVAIL)
_KILL_PROCESS = 0x80000000
_SECCOMP_NUMBERS = {"x86_64": 317, "aarch64": 277}


def one_of(argument: int, values: Iterable[int], ignoring: int = 0) -> Check:
    """An int argument is one of the values, once the bits of `ignoring` are cleared."""
    return Check(argument, tuple(values), mask=~ignoring & 0xFFFFFFFFFFFFFFFF)


def only_bits(argument: int, bits: int) -> Check:
    """An int argument has no bit set but these."""
    return one_of(argument, (0,), ignoring=bits)


def only_bits_of_long(argument: int, bits: int) -> Check:
    """A long argument has no bit set but these."""
    return Check(argument, (0,), mask=~bits & 0xFFFFFFFFFFFFFFFF, bits=64)


def null(argument: int) -> Check:
    """A pointer is NULL."""
    return Check(argument, (0,), bits=64)


# Read, write, execute, and aarch64's PROT_BTI, which its dynamic linker asks for. Writable and
# executable at once is not refused: ctypes and cffi need it, and who can call ctypes needs no shellcode.
PROTECTION = 0x1 | 0x2 | 0x4 | 0x10
# SHARED, PRIVATE, DROPPABLE (vDSO getrandom), FIXED, ANONYMOUS, DENYWRITE, EXECUTABLE, NORESERVE,
# POPULATE, STACK, FIXED_NOREPLACE. Not HUGETLB (a pool of the whole machine), LOCKED, GROWSDOWN.
MAPPING = 0x1 | 0x2 | 0x8 | 0x10 | 0x20 | 0x800 | 0x1000 | 0x4000 | 0x8000 | 0x20000 | 0x100000
# NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE
ADVICE = (0, 1, 2, 3, 4, 8, 14, 15)
# WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET; PRIVATE and CLOCK_REALTIME free.
FUTEX = (0, 1, 3, 4, 5, 9, 10)
FUTEX_OPTIONS = 0x80 | 0x100
# Fixed clocks only: a negative number is the CPU clock of some other process.
CLOCKS = range(12)
# DUPFD, GETFD, SETFD, GETFL, DUPFD_CLOEXEC. Not SETFL and SETOWN (signals), SETLK, SETLEASE, NOTIFY,
# SETPIPE_SZ.
FCNTL = (0, 1, 2, 3, 1030)
# TCGETS (isatty), TIOCGWINSZ (width of a terminal), FIOCLEX, FIONCLEX, FIONREAD
IOCTL = (0x5401, 0x5413, 0x5451, 0x5450, 0x541B)


def allowed(architecture: Architecture) -> tuple[Rule, ...]:
    """The allow-list of one architecture, the frequent calls first."""
    reading = architecture.read_flags
    return (
        # the two pipes, files open for reading
        Rule("read"),
        Rule("write"),
        Rule("futex", (one_of(1, FUTEX, ignoring=FUTEX_OPTIONS),)),
        Rule("mmap", (only_bits_of_long(2, PROTECTION), only_bits_of_long(3, MAPPING))),
        Rule("munmap"),
        Rule("brk"),
        Rule("madvise", (one_of(2, ADVICE),)),
        Rule("mremap"),
        Rule("mprotect", (only_bits_of_long(2, PROTECTION),)),
        Rule("newfstatat"),
        Rule("openat", (only_bits(2, reading),)),
        Rule("open", (only_bits(1, reading),)),
        Rule("close"),
        Rule("fstat"),
        Rule("stat"),
        Rule("lstat"),
        Rule("lseek"),
        Rule("pread64"),
        Rule("readv"),
        Rule("writev"),
        Rule("getdents64"),
        Rule("readlink"),
        Rule("readlinkat"),
        Rule("access"),
        Rule("faccessat"),
        Rule("getcwd"),
        Rule("poll"),
        Rule("ppoll"),
        Rule("select"),
        Rule("pselect6"),
        Rule("fcntl", (one_of(1, FCNTL),)),
        Rule("ioctl", (one_of(1, IOCTL),)),
        # time
        Rule("clock_gettime", (one_of(0, CLOCKS),)),
        Rule("clock_getres", (one_of(0, CLOCKS),)),
        Rule("clock_nanosleep", (one_of(0, CLOCKS),)),
        Rule("nanosleep"),
        Rule("gettimeofday"),
        Rule("time"),
        Rule("times"),
        Rule("getrusage"),
        # itself: its signal handlers, its numbers, its end
        Rule("rt_sigaction"),
        Rule("rt_sigprocmask"),
        Rule("rt_sigreturn"),
        Rule("sigaltstack"),
        Rule("restart_syscall"),
        Rule("getpid"),
        Rule("gettid"),
        Rule("getppid"),
        Rule("getuid"),
        Rule("geteuid"),
        Rule("getgid"),
        Rule("getegid"),
        Rule("getrandom"),
        Rule("sched_yield"),
        Rule("sched_getaffinity", (one_of(0, (0,)),)),
        Rule("prlimit64", (one_of(0, (0,)), null(2))),
        Rule("uname"),
        Rule("sysinfo"),
        Rule("exit"),
        Rule("exit_group"),
    )


# Libraries fall back on an older call only when told that the newer one does not exist.
ABSENT = ("clone3", "statx", "faccessat2", "openat2", "close_range", "membarrier", "rseq", "futex_waitv")


def build(architecture: Architecture) -> Program:
    """The filter of one architecture."""
    return compile_filter(allowed(architecture), ABSENT, architecture)


class Filter(ctypes.Structure):
    """`struct sock_fprog`: the form in which the kernel takes a program."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    def __init__(self, program: Program) -> None:
        # Kept here as long as the structure lives: the kernel gets its address.
        self.code = ctypes.create_string_buffer(encode(program))
        super().__init__(len(program), ctypes.addressof(self.code))


def install(program: Filter) -> None:
    """Put the filter on this process, for good. Needs no-new-privileges.

    Raises
    ------
    OSError
    """
    kernel.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program))


def available(machine: str) -> bool:
    """Whether the kernel takes filters that can kill a process (Linux 4.14)."""
    number = _SECCOMP_NUMBERS.get(machine)
    action = ctypes.create_string_buffer(_KILL_PROCESS.to_bytes(4, "little"), 4)
    return number is not None and kernel.refusal(number, _ACTION_AVAILABLE, 0, action) == 0
