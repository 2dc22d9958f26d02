"""Start the server, have it fork workers, and talk to them against the clock."""

import contextlib
import fcntl
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from autograder.channel import Channel, EndOfStream
from autograder.errors import ConfinementError, StudentCrash, StudentTimeout, WireError, WorkerLost
from autograder.interpreter import Blobs
from autograder.link import Received, Respond
from autograder.protocol import Callback, Hello, Reply, Request
from autograder.sandbox import default_read_paths, inspect_platform, refuse_hidden, refuse_readable
from autograder.server import FORK, PACKET, Ready, Start
from autograder.settings import Settings
from datasets import cache

START_SECONDS = 120.0
FORK_SECONDS = 60.0
PIPE_BYTES = 2**20
SERVER = "import sys; sys.path.insert(0, {root!r}); from autograder.server import main; main({control})"
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)


class WorkerServer:
    """The host's hold on the warm process; a context manager.

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
        If this machine cannot confine student code as asked, or something hidden would be readable.
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
        try:
            self.description = self._start(start)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
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
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def _start(self, start: Start) -> str:
        self.control.settimeout(START_SECONDS)
        try:
            self.control.send(msgspec.json.encode(start))
            packet = self.control.recv(PACKET)
        except ConnectionError:  # it ended without a word, or before it had read ours
            packet = b""
        if not packet:
            text = self.process.stderr.read().decode(errors="replace") if self.process.stderr else ""
            raise WorkerLost(f"The worker server did not start:\n{text.strip()}")
        ready = msgspec.json.decode(packet, type=Ready)
        if ready.error:
            raise ConfinementError(ready.error)
        return ready.description


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
    }


class WorkerConnection:
    """One worker, forked by the server behind `control`.

    Raises
    ------
    WorkerLost
        If the server does not answer.
    ConfinementError
        If the worker's self-test found a hole: it has been given no cell.
    """

    def __init__(self, control: socket.socket, settings: Settings) -> None:
        self.settings = settings
        self._cpu = 0.0
        self._cpu_limit = 0.0
        self._wall_limit = time.monotonic() + FORK_SECONDS
        self._clock: int | None = None
        incoming, theirs_out = os.pipe2(os.O_CLOEXEC)
        theirs_in, outgoing = os.pipe2(os.O_CLOEXEC)
        self.channel = Channel(incoming, outgoing, settings.reply_bytes, self._wait)
        for descriptor in (incoming, outgoing):
            os.set_blocking(descriptor, False)
            with contextlib.suppress(OSError):  # an ordinary user's share of pipe buffers may be used up
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.status, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pidfd = -1
        try:
            with theirs:
                self._fork(control, [theirs_in, theirs_out, theirs.fileno()])
        except BaseException:
            self.close()
            raise

    def _fork(self, control: socket.socket, descriptors: list[int]) -> None:
        try:
            try:
                socket.send_fds(control, [FORK], descriptors)
            finally:
                os.close(descriptors[0])
                os.close(descriptors[1])
            self.status.settimeout(FORK_SECONDS)
            _, (self.pidfd, *_), _, _ = socket.recv_fds(self.status, 16, 1)
        except (OSError, ValueError) as error:
            raise WorkerLost(f"The worker server does not answer: {error}") from None
        self._clock = _cpu_clock(self.pidfd)
        try:
            hello, _ = self.channel.receive()
        except (WireError, StudentTimeout) as error:
            raise WorkerLost(f"A worker did not start: {error}") from None
        holes = hello.holes if isinstance(hello, Hello) else ["no greeting"]
        if holes:
            raise ConfinementError(f"Student code would not be confined: {'; '.join(holes)}")

    def exchange(self, request: Request, blobs: Blobs, respond: Respond, cpu: float) -> Received:
        """Send a request, answer callbacks, return the reply; see `link.Connection`."""
        self._cpu_limit = self.cpu_used() + cpu
        self._wall_limit = time.monotonic() + cpu * self.settings.wall_factor
        try:
            self.channel.send(request, blobs)
            while True:
                message, data = self.channel.receive()
                if isinstance(message, Reply):
                    return message, data
                if not isinstance(message, Callback):
                    raise WireError("neither a reply nor a callback")
                self._answer(message, data, respond)
                self._left()  # a pipe that is always ready is never waited for
        except EndOfStream:
            raise StudentCrash("Your code ended its own process (an exit, or too much memory).") from None

    def cpu_used(self) -> float:
        """Return the seconds of CPU time the worker has used."""
        if self._clock is not None:
            try:  # noqa: SIM105  # `suppress` takes longer than asking
                self._cpu = time.clock_gettime(self._clock)
            except OSError:  # it has ended: what it had used is the last that was read
                pass
        return self._cpu

    def close(self) -> None:
        """End the worker: the server kills it when the status socket closes."""
        self.status.close()
        self.channel.close()
        if self.pidfd >= 0:
            os.close(self.pidfd)

    def _answer(self, message: Callback, data: bytes | memoryview, respond: Respond) -> None:
        before = time.monotonic()
        answer, blobs = respond(message, data)
        self._wall_limit += time.monotonic() - before
        self.channel.send(answer, blobs)

    def _wait(self, descriptor: int, event: int) -> None:
        """Wait until the pipe is ready or time is up; one thread uses no more CPU time than wall time."""
        poller = select.poll()
        poller.register(descriptor, event)
        while not poller.poll(1 + int(1000 * self._left())):
            pass

    def _left(self) -> float:
        """Return the seconds that are left before the next look at the clocks.

        Raises
        ------
        StudentTimeout
            If none are.
        """
        wall_left = self._wall_limit - time.monotonic()
        cpu_left = self._cpu_limit - self.cpu_used() if self._cpu_limit else wall_left
        if wall_left <= 0:
            raise StudentTimeout("Your code stood still and was stopped.")
        if cpu_left <= 0:
            raise StudentTimeout("Your code took too long and was stopped.")
        return min(cpu_left, wall_left)


def _cpu_clock(pidfd: int) -> int:
    """Return the id of the CPU-time clock of the process behind a pidfd, in this process's numbering.

    The id is made from the pid as `clock_getcpuclockid(3)` does.
    """
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            return (~int(line.split()[1]) << 3) | 2
    raise WorkerLost("A worker ended before it started.")
