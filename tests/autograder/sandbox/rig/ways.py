"""Ways to attack: each returns True when it came through, and raises OSError when it was refused."""

import ctypes
import errno
import mmap
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

World = SimpleNamespace
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
HERE = -100


@dataclass(frozen=True)
class Attack:
    """One row: who comes through unconfined ("anyone", "root", "nobody": depends on the kernel)."""

    try_it: Callable[[World], object]
    needs: str = "anyone"
    layer: str = "seccomp"

    def __call__(self, world: World) -> object:
        try:
            return self.try_it(world)
        except (OSError, RuntimeError, ValueError) as error:  # no thread, no higher limit
            return f"refused: {error}"


def numbers() -> dict[str, int]:
    from autograder.sandbox.architecture import ARCHITECTURES

    return ARCHITECTURES[platform.machine()].numbers


NUMBERS: dict[str, int] = {}


def call(name: str, *arguments: object) -> int:
    """Make a system call by name; OSError when the kernel or the filter says no."""
    NUMBERS.update(NUMBERS or numbers())
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = LIBC.syscall(ctypes.c_long(NUMBERS[name]), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def reaches(name: str, *arguments: object) -> Callable[[World], object]:
    """A call with arguments that make no sense: it came through if the kernel itself complained."""

    def attempt(world: World) -> object:
        try:
            call(name, *[argument(world) if callable(argument) else argument for argument in arguments])
        except OSError as error:
            if error.errno in (errno.EPERM, errno.ENOSYS):
                raise
        return True

    return attempt


def succeeds(name: str, *arguments: object) -> Callable[[World], object]:
    """A call that must not succeed."""

    def attempt(world: World) -> object:
        call(name, *[argument(world) if callable(argument) else argument for argument in arguments])
        return True

    return attempt


def pid(world: World) -> int:
    return world.pid


def text(path: str) -> ctypes.Array:
    return ctypes.create_string_buffer(path.encode())


def secret(world: World) -> ctypes.Array:
    return text(world.secret)


def data(world: World) -> ctypes.Array:
    return text(world.data)


# processes -------------------------------------------------------------------------------------------


def fork(_: World) -> object:
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[0] == child


def raw_clone(_: World) -> object:
    if call("clone", int(signal.SIGCHLD), 0, 0, 0, 0) == 0:
        os._exit(0)
    return True


def thread(_: World) -> object:
    threading.Thread(target=int).start()
    return True


def run_program(_: World) -> object:
    return subprocess.run([sys.executable, "-c", ""], check=False).returncode == 0


def spawn(_: World) -> object:
    return os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}), 0)[1] == 0


def shell(_: World) -> object:
    return os.system("true") == 0


def replace_self(_: World) -> object:
    try:
        os.execv("/no/such/program", ["x"])
    except FileNotFoundError:
        return True


# other processes -------------------------------------------------------------------------------------


def pidfd(world: World) -> object:
    signal.pidfd_send_signal(os.pidfd_open(world.pid), 0)
    return True


def set_its_limits(world: World) -> object:
    buffer = (ctypes.c_uint64 * 2)()
    call("prlimit64", world.pid, 1, 0, buffer)
    call("prlimit64", world.pid, 1, buffer, 0)
    return True


def trace(world: World) -> object:
    call("ptrace", 0x4206, world.pid, 0, 0)  # PTRACE_SEIZE does not stop it; ends with this process
    return True


def peek(world: World) -> object:
    here = ctypes.create_string_buffer(8)
    local = (ctypes.c_uint64 * 2)(ctypes.addressof(here), 8)
    call("process_vm_readv", world.pid, local, 1, local, 1, 0)
    return True


def poke(world: World) -> object:
    zero_bytes = (ctypes.c_uint64 * 2)(0, 0)
    call("process_vm_writev", world.pid, zero_bytes, 1, zero_bytes, 1, 0)
    return True


def move_it(world: World) -> object:
    os.sched_setaffinity(world.pid, os.sched_getaffinity(world.pid))
    return True


def slow_it_down(world: World) -> object:
    os.setpriority(os.PRIO_PROCESS, world.pid, os.getpriority(os.PRIO_PROCESS, world.pid))
    return True


def its_clock(world: World) -> object:
    return call("clock_gettime", ~world.pid << 3 | 2, ctypes.create_string_buffer(16)) == 0


def aim_signals(world: World) -> object:
    import fcntl

    for descriptor in (0, 1, 2, 3, 4):
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, world.pid)
    return True


# reading ---------------------------------------------------------------------------------------------


def reading(path: Callable[[World], str]) -> Callable[[World], object]:
    def attempt(world: World) -> object:
        with open(path(world), "rb") as file:
            file.read(64)
        return True

    return attempt


def listing(path: Callable[[World], str]) -> Callable[[World], object]:
    return lambda world: bool(os.listdir(path(world))) or True


def read_inherited(world: World) -> object:
    found = []
    for descriptor in range(5, 200):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        found.append(descriptor)
    return bool(found)


# writing ---------------------------------------------------------------------------------------------


def opening(path: Callable[[World], str], flags: int) -> Callable[[World], object]:
    def attempt(world: World) -> object:
        os.close(os.open(path(world), flags, 0o600))
        return True

    return attempt


def create(folder: str) -> Callable[[World], object]:
    def attempt(_: World) -> object:
        path = os.path.join(folder, f"sandbox-rig-{os.getpid()}")
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(path)
        return True

    return attempt


def truncate_while_reading(world: World) -> object:
    os.close(os.open(world.data, os.O_RDONLY | os.O_TRUNC))
    return os.stat(world.data).st_size == 0


def write_through_mapping(world: World) -> object:
    with open(world.data, "r+b") as file, mmap.mmap(file.fileno(), 0) as mapping:
        mapping[0:1] = b"x"
    return True


def in_granted(make: Callable[[str], object]) -> Callable[[World], object]:
    """Make something in the granted folder and remove it again."""

    def attempt(world: World) -> object:
        path = os.path.join(world.granted, "new")
        make(path)
        (os.unlink if os.path.islink(path) or not os.path.isdir(path) else os.rmdir)(path)
        return True

    return attempt


def rename(world: World) -> object:
    os.rename(world.data, world.data + "2")
    return True


def remove(world: World) -> object:
    os.unlink(world.data)
    return True


def change_mode(world: World) -> object:
    os.chmod(world.secret, 0o600)
    return True


def change_times(world: World) -> object:
    os.utime(world.secret)
    return True


def attribute(world: World) -> object:
    os.setxattr(world.data, "user.x", b"1")
    return True


def lock(world: World) -> object:
    import fcntl

    with open(world.data) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    return True


def record_lock(world: World) -> object:
    import fcntl

    with open(world.data) as file:
        fcntl.lockf(file, fcntl.LOCK_SH)
    return True


def lease(world: World) -> object:
    import fcntl

    with open(world.data) as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    return True


def watch(world: World) -> object:
    return call("inotify_init1", 0) >= 0


def watch_by_signal(world: World) -> object:
    import fcntl

    folder = os.open(world.granted, os.O_RDONLY)
    fcntl.fcntl(folder, fcntl.F_NOTIFY, 0)
    return True


# talking ---------------------------------------------------------------------------------------------


def open_socket(family: str, kind: str = "SOCK_STREAM") -> Callable[[World], object]:
    def attempt(_: World) -> object:
        socket.socket(getattr(socket, family), getattr(socket, kind)).close()
        return True

    return attempt


def connect(world: World) -> object:
    with socket.socket(socket.AF_UNIX) as talker:
        talker.connect(os.path.join(world.root, "socket"))
    return True


def pair(_: World) -> object:
    return bool(socket.socketpair())


def shared_memory(_: World) -> object:
    from multiprocessing.shared_memory import SharedMemory

    memory = SharedMemory(create=True, size=64)
    memory.close()
    memory.unlink()
    return True


def huge_pages(_: World) -> object:
    mmap.mmap(-1, 1 << 21, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000).close()
    return True


# itself ----------------------------------------------------------------------------------------------


def raise_limit(_: World) -> object:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return True


def machine_code(code: bytes) -> Callable[[World], object]:
    """Run machine code: the filter must stop a call through the 32-bit gate as well."""

    def attempt(_: World) -> object:
        if platform.machine() != "x86_64":
            raise OSError(errno.ENOSYS, "x86-64 only")
        area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        area.write(code)
        function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
        return function() > 0

    return attempt


def by_number(number: int) -> Callable[[World], object]:
    def attempt(_: World) -> object:
        result = LIBC.syscall(ctypes.c_long(number))
        if result == -1:
            raise OSError(ctypes.get_errno(), "refused")
        return True

    return attempt
