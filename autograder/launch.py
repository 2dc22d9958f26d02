"""Start the warm server, tell it what to grant, wait for it, end it. Light to import, for it comes first."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from autograder.errors import ConfinementError, WorkerLost
from autograder.sandbox import default_read_paths, inspect_platform, refuse_hidden, refuse_readable
from autograder.settings import Isolation, Settings
from datasets import cache

PACKET = 65536
START_SECONDS = 120.0
# Nothing is left to do when `main` returns: taking all modules down would take a tenth of a second.
SERVER = """import os, sys
sys.path.insert(0, {root!r})
from autograder.server import main
main({control})
os._exit(0)
"""
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
# Otherwise glibc gives the memory of a freed array back to the kernel, which clears it for the next one.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**27)}


class Start(msgspec.Struct, frozen=True):
    """First packet to the server: what workers may read, their limits, what the notebooks import."""

    read: tuple[str, ...]
    memory_bytes: int
    cpu_seconds: int
    isolation: Isolation
    uid: int | None = None
    imports: tuple[str, ...] = ()


class Ready(msgspec.Struct, frozen=True):
    """The server's answer: how workers are confined, or why they cannot be."""

    description: str = ""
    error: str = ""


class WorkerServer:
    """The host's hold on the warm process; a context manager, which waits for it on entering.

    Parameters
    ----------
    root : Path
        The repository; `utils` and `datasets` in it are granted to workers.
    settings : Settings
        Limits, and how much isolation is asked for.
    hidden : sequence of Path
        What must not lie beneath anything granted.
    imports : sequence of str
        Modules that the course's notebooks import: loaded once, before any worker is forked.

    Raises
    ------
    ConfinementError
        If something hidden would be readable.
    """

    def __init__(
        self, root: Path, settings: Settings, hidden: Sequence[Path] = (), imports: Sequence[str] = ()
    ) -> None:
        self.settings = settings
        read = granted_paths(root)
        refuse_hidden(read, [str(path) for path in hidden])
        if settings.worker_uid is not None and inspect_platform().landlock <= 0:
            refuse_readable([str(path) for path in hidden], settings.worker_uid)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-B",
                    "-c",
                    SERVER.format(root=str(root), control=theirs.fileno()),
                ],
                pass_fds=[theirs.fileno()],
                env=server_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        start = Start(
            read,
            settings.memory_bytes,
            int(settings.total_cpu) + 60,
            settings.isolation,
            settings.worker_uid,
            tuple(imports),
        )
        with contextlib.suppress(ConnectionError):  # it has ended already, which `wait` will say
            self.control.send(msgspec.json.encode(start))

    def __enter__(self) -> Self:
        try:
            self.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and with it every worker."""
        self.control.close()
        end(self.process, 10)

    def wait(self) -> None:
        """Wait until it can fork workers, and keep in `description` how they are confined.

        Raises
        ------
        ConfinementError
            If this machine cannot confine student code as asked.
        WorkerLost
            If the server did not come up.
        """
        self.control.settimeout(START_SECONDS)
        packet = b""
        for _ in range(2):  # where it ended with requests unread, an error comes once before its last words
            with contextlib.suppress(ConnectionError):
                packet = packet or self.control.recv(PACKET)
        if not packet:
            text = self.process.stderr.read().decode(errors="replace") if self.process.stderr else ""
            raise WorkerLost(f"The worker server did not start:\n{text.strip()}")
        ready = msgspec.json.decode(packet, type=Ready)
        if ready.error:
            raise ConfinementError(ready.error)
        self.description = ready.description


def end(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for a process whose socket has been closed; after so many seconds kill it."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr is not None:
        process.stderr.close()


def granted_paths(root: Path) -> tuple[str, ...]:
    """Return what workers of the course at `root` may read."""
    kept = cache.folder()
    return default_read_paths(str(root / "utils"), str(root / "datasets"), *([str(kept)] if kept else []))


def server_environment() -> dict[str, str]:
    """Return the whole environment of the server: nothing of the grader's own goes in."""
    drawing = Path.home() / ".cache" / "autograder" / "matplotlib"  # not in /tmp: its settings are obeyed
    kept = cache.folder()
    return {
        **({cache.VARIABLE: str(kept)} if kept else {}),
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(drawing),
        **ONE_THREAD,
        **KEPT_MEMORY,
    }
