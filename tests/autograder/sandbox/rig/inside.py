"""Questions about the confined process itself: each row returns what it sees."""

import os
import resource
import stat
import sys
from types import SimpleNamespace

World = SimpleNamespace


def descriptors(_: World) -> dict:
    kinds = {}
    for number in range(64):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        kinds[number] = "device" if stat.S_ISCHR(mode) else "pipe" if stat.S_ISFIFO(mode) else "other"
    return kinds


def limits(_: World) -> dict:
    names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "MEMLOCK", "MSGQUEUE", "CORE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}


def who(_: World) -> dict:
    return {"uid": os.getuid(), "gid": os.getgid(), "cwd": os.getcwd()}


def session(_: World) -> bool:
    """Asked before confinement is complete it would be the parent's; `getsid` is forbidden afterwards."""
    try:
        os.getsid(0)
    except PermissionError:
        return True
    return False


def wait(_: World) -> bool:
    """Hold still, for the parent to look."""
    return os.read(3, 1) == b""


def abort(_: World) -> None:
    os.abort()


def crash(_: World) -> None:
    import ctypes

    ctypes.string_at(0)


def spin(_: World) -> None:
    import signal

    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def holes(world: World) -> list:
    """The self-test where nothing is confined: it must find everything."""
    from autograder.sandbox import Policy, selftest

    policy = Policy(read=(world.granted,), memory_bytes=1 << 30, cpu_seconds=1)
    return list(selftest.holes(policy, landlock=True, seccomp=True))


def modules(_: World) -> list:
    return sorted(name for name in sys.modules if name.startswith("autograder"))


CASES = {
    function.__name__: function
    for function in (descriptors, limits, who, session, wait, abort, crash, spin, holes, modules)
}
