"""Start the server, have it fork workers, and talk to them against the clock."""

import contextlib
import fcntl
import os
import select
import socket
import time
from pathlib import Path

from autograder.channel import Channel, EndOfStream
from autograder.errors import ConfinementError, StudentCrash, StudentTimeout, WireError, WorkerLost
from autograder.interpreter import Blobs
from autograder.link import Received, Respond
from autograder.protocol import Callback, Hello, Reply, Request
from autograder.server import FORK
from autograder.settings import Settings
from autograder.wire import Bytes

FORK_SECONDS = 60.0
PIPE_BYTES = 2**20


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
        self._cpu_limit = FORK_SECONDS
        self._wall_limit = time.monotonic() + FORK_SECONDS
        self._look = self._wall_limit  # until then no limit can be reached
        self._clock: int | None = None
        incoming, theirs_out = os.pipe2(os.O_CLOEXEC)
        theirs_in, outgoing = os.pipe2(os.O_CLOEXEC)
        self.channel = Channel(incoming, outgoing, settings.reply_bytes, self._wait)
        self._pollers: dict[int, select.poll] = {}
        for descriptor, event in ((incoming, select.POLLIN), (outgoing, select.POLLOUT)):
            self._pollers[event] = select.poll()
            self._pollers[event].register(descriptor, event)
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
        self.cpu_used()

    def exchange(self, request: Request, blobs: Blobs, respond: Respond, cpu: float) -> Received:
        """Send a request, answer callbacks, return the reply; see `link.Connection`."""
        now, wall = time.monotonic(), cpu * self.settings.wall_factor
        self._cpu_limit, self._wall_limit = self._cpu + cpu, now + wall
        self._look = now + min(cpu, wall)
        try:
            self.channel.send(request, blobs)
            while True:
                message, data = self.channel.receive()
                if isinstance(message, Reply):
                    return message, data
                if not isinstance(message, Callback):
                    raise WireError("neither a reply nor a callback")
                self._answer(message, data, respond)
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

    def _answer(self, message: Callback, data: Bytes, respond: Respond) -> None:
        before = time.monotonic()
        answer, blobs = respond(message, data)
        self._wall_limit += time.monotonic() - before
        self.channel.send(answer, blobs)

    def _wait(self, descriptor: int, event: int) -> None:
        """Wait until the pipe is ready or time is up."""
        while not self._pollers[event].poll(1 + int(1000 * self._left())):
            pass

    def _left(self) -> float:
        """Return the seconds that are left before the next look at the CPU clock.

        One thread uses no more CPU time than wall time: with seconds left, a look too early is in vain.

        Raises
        ------
        StudentTimeout
            If none are.
        """
        now = time.monotonic()
        if now < self._look:
            return self._look - now
        wall_left, cpu_left = self._wall_limit - now, self._cpu_limit - self.cpu_used()
        if wall_left <= 0:
            raise StudentTimeout("Your code stood still and was stopped.")
        if cpu_left <= 0:
            raise StudentTimeout("Your code took too long and was stopped.")
        left = min(cpu_left, wall_left)
        self._look = now + left
        return left


def _cpu_clock(pidfd: int) -> int:
    """Return the id of the CPU-time clock of the process behind a pidfd, in this process's numbering.

    The id is made from the pid as `clock_getcpuclockid(3)` does.
    """
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_bytes().splitlines():  # as text: a codec to import
        if line.startswith(b"Pid:"):
            return (~int(line.split()[1]) << 3) | 2
    raise WorkerLost("A worker ended before it started.")
