"""The attacks again, and some that only a missing layer lets through; the layers named in `off` are left out.

    python host.py '{"table": ".../layers.py", "off": ["landlock"], ...}'

Each attack is harmless and cleans up after itself, or leaves what it made in the rig's own folder.
"""

import ctypes
import errno
import mmap
import os
import runpy
import signal
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
ways = SimpleNamespace(**runpy.run_path(str(HERE / "ways.py")))
switches = SimpleNamespace(**runpy.run_path(str(HERE / "switches.py")))
World = SimpleNamespace
KEPT: list[object] = []


def warm_up(settings: dict) -> None:
    """Called by host.py before it prepares anything: switch layers off, as its settings say."""
    KEPT.append(switches.listen_abstractly())
    switches.switch_off(settings.get("off", []))


def passes(attempt: Callable[[World], object], *refusals: int) -> Callable[[World], object]:
    """It came through when the kernel complains of something else than permission."""

    def attack(world: World) -> object:
        try:
            attempt(world)
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS, *refusals):
                raise
        return True

    return attack


def makes(make: Callable[[str], object]) -> Callable[[World], object]:
    """Make something new in the granted folder; the rig removes it with the folder."""

    def attack(world: World) -> object:
        make(os.path.join(world.granted, f"made-{os.getpid()}"))
        return True

    return attack


def node(kind: int, device: int = 0) -> Callable[[str], object]:
    return lambda path: os.mknod(path, kind | 0o600, device)


def removes_folder(world: World) -> object:
    path = os.path.join(world.granted, f"made-{os.getpid()}")
    os.mkdir(path)
    os.rmdir(path)
    return True


def moves_to_another_folder(world: World) -> object:
    folder = os.path.join(world.granted, f"made-{os.getpid()}")
    os.mkdir(folder)
    os.rename(world.data, os.path.join(folder, "data"))
    return True


def fills_the_disk(world: World) -> object:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    file = os.open(os.path.join(world.granted, f"made-{os.getpid()}"), flags, 0o600)
    return os.write(file, b"x") == 1


def runs_the_loader(_: World) -> object:
    """A program that lies among the libraries, which may be read."""
    loaders = {"x86_64": "/lib64/ld-linux-x86-64.so.2", "aarch64": "/lib/ld-linux-aarch64.so.1"}
    loader = os.path.realpath(loaders[os.uname().machine])
    return os.waitpid(os.posix_spawn(loader, [loader, "--version"], {}), 0)[1] == 0


def asks_a_device(request: int) -> Callable[[World], object]:
    def attempt(_: World) -> object:
        import fcntl

        device = os.open("/dev/urandom", os.O_RDONLY)
        fcntl.ioctl(device, request, bytearray(64))
        return True

    return attempt


def binds(_: World) -> object:
    with socket.socket() as talker:
        talker.bind(("127.0.0.1", 0))
    return True


def connects(_: World) -> object:
    with socket.socket() as talker:
        talker.connect(("127.0.0.1", 9))
    return True


def connects_abstractly(world: World) -> object:
    with socket.socket(socket.AF_UNIX) as talker:
        talker.connect(f"\0sandbox-rig-{world.pid}")
    return True


def holds_many_files(_: World) -> object:
    return len([os.open("/dev/null", os.O_RDONLY) for _ in range(100)]) == 100


def takes_much_memory(_: World) -> object:
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # NORESERVE, and never touched
    mmap.mmap(-1, 8 << 30, flags=flags).close()
    return True


def locks_memory(_: World) -> object:
    area = mmap.mmap(-1, 4096)
    return ways.call("mlock", ctypes.addressof(ctypes.c_char.from_buffer(area)), 4096) == 0


def makes_a_queue(_: World) -> object:
    name = ways.text(f"sandbox-rig-{os.getpid()}")
    try:
        return ways.call("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, 0) > 0
    finally:  # Landlock refuses to open what has been made by then
        ways.call("mq_unlink", name)


def takes_the_processor(_: World) -> object:
    priority = ctypes.c_int(1)
    ways.call("sched_setscheduler", 0, os.SCHED_FIFO, ctypes.byref(priority))
    return True


def computes_for_ever(_: World) -> object:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while time.process_time() < 2.5:  # the limit is 1, and a second of grace
        pass
    return True


def leaves_a_core(_: World) -> object:
    os.abort()


def speaks_on_inherited_streams(_: World) -> object:
    null = os.stat(os.devnull).st_rdev
    return any(os.fstat(stream).st_rdev != null for stream in range(3)) or "refused: all are /dev/null"


def learns_the_folder(_: World) -> object:
    return os.getcwd() != "/" or "refused: it is /"


def outlives_others(_: World) -> object:
    with open("/proc/self/oom_score_adj") as file:
        return int(file.read()) < 1000 or "refused: it goes first"


def wait(_: World) -> object:
    """Hold still, for host.py to look from outside (it knows the case by this name)."""
    return os.read(3, 1) == b""


CASES: dict = {
    **runpy.run_path(str(HERE / "attacks.py"))["CASES"],
    "wait": wait,
    "run the loader": ways.Attack(runs_the_loader),
    "make only a folder": ways.Attack(makes(os.mkdir)),
    "remove only a folder": ways.Attack(removes_folder),
    "make a regular file": ways.Attack(makes(node(stat.S_IFREG))),
    "make a character device": ways.Attack(makes(node(stat.S_IFCHR))),  # 0:0 needs no capability
    "make a block device": ways.Attack(makes(node(stat.S_IFBLK, os.makedev(7, 0)))),
    "make a socket file": ways.Attack(makes(node(stat.S_IFSOCK))),
    "make only a FIFO": ways.Attack(makes(node(stat.S_IFIFO))),
    "make only a link": ways.Attack(makes(lambda path: os.symlink("/", path))),
    "move to another folder": ways.Attack(moves_to_another_folder),
    "fill the disk": ways.Attack(fills_the_disk),
    "reach a device": ways.Attack(passes(asks_a_device(0x5401))),  # TCGETS, which the filter allows
    "ask a device": ways.Attack(asks_a_device(0x80045200)),  # RNDGETENTCNT
    "bind a port": ways.Attack(binds),
    "connect to a port": ways.Attack(passes(connects)),
    "connect abstractly": ways.Attack(connects_abstractly),
    "hold many files": ways.Attack(holds_many_files),
    "take much memory": ways.Attack(takes_much_memory),
    "lock a page": ways.Attack(locks_memory),
    "make a queue": ways.Attack(makes_a_queue),
    "take the processor": ways.Attack(takes_the_processor),
    "compute for ever": ways.Attack(computes_for_ever),
    "leave a core": ways.Attack(leaves_a_core),
    "speak on inherited streams": ways.Attack(speaks_on_inherited_streams),
    "learn the folder": ways.Attack(learns_the_folder),
    "outlive others": ways.Attack(outlives_others),
}
