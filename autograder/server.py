"""The warm process that forks workers. It is exec'd once, holds nothing hidden, and has one thread.

It is told over its control socket what to grant, imports what student code needs, prepares the confinement,
and then answers each `fork` packet, which carries three descriptors: the worker's two pipes and a status
socket. The status socket brings the worker's pidfd back; when its other end closes, the worker is killed and
reaped, so a grader that dies leaves no worker behind. When the control socket closes, the server ends.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
from collections.abc import Sequence
from typing import NoReturn

import msgspec

from autograder import worker
from autograder.channel import Channel
from autograder.errors import AutograderError
from autograder.launch import PACKET, Ready, Start
from autograder.protocol import Hello
from autograder.sandbox import Confinement, Policy
from autograder.sandbox.capabilities import hide_memory

FORK = b"fork"
A_CLASS = 8  # workers: from here on it is more than one submission that is graded


def preload(imports: Sequence[str]) -> None:
    """Import what notebooks import, so that a fork has it already. Not all of `imports` need be modules."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot

    import datasets  # noqa: F401
    import utils  # noqa: F401

    for name in imports:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def preload_the_rest() -> None:
    """Import what cells with magics need, and draw a first figure, which loads fonts.

    Some submissions need it, no reference does: it is not worth a single student's waiting.
    """
    import IPython.core.inputtransformer2  # noqa: F401
    import matplotlib.pyplot as plt

    figure = plt.figure()
    figure.add_subplot().set_title("warm")
    figure.canvas.draw()
    plt.close("all")
    gc.collect()
    gc.freeze()


def main(control_descriptor: int) -> None:
    """Run the server on an inherited control socket until it closes."""
    control = socket.socket(fileno=control_descriptor)
    start = msgspec.json.decode(control.recv(PACKET), type=Start)
    preload(start.imports)
    try:
        policy = Policy(
            read=start.read,
            memory_bytes=start.memory_bytes,
            cpu_seconds=start.cpu_seconds,
            isolation=start.isolation,
            uid=start.uid,
        )
        confinement = Confinement.prepare(policy)
    except AutograderError as error:
        control.send(msgspec.json.encode(Ready(error=str(error))))
        return
    hide_memory()
    gc.collect()
    gc.freeze()
    control.send(msgspec.json.encode(Ready(description=confinement.description)))
    _Loop(control, confinement).run()


class _Loop:
    """Fork on request; kill and reap when the requester is gone."""

    def __init__(self, control: socket.socket, confinement: Confinement) -> None:
        self.control = control
        self.confinement = confinement
        self.poller = select.poll()
        self.poller.register(control, select.POLLIN)
        self.workers: dict[int, tuple[socket.socket, int]] = {}  # by descriptor of the status socket
        self.forks = 0

    def run(self) -> None:
        """Serve until the control socket closes."""
        try:
            while True:
                for descriptor, _ in self.poller.poll():
                    if descriptor != self.control.fileno():
                        self._end(descriptor)
                        continue
                    if not self._fork():
                        return
                    self.forks += 1
                    if self.forks == A_CLASS:
                        preload_the_rest()
        finally:
            for descriptor in list(self.workers):
                self._end(descriptor)

    def _fork(self) -> bool:
        packet, descriptors, _, _ = socket.recv_fds(self.control, PACKET, 3)
        if packet != FORK:
            return False
        incoming, outgoing, status_descriptor = descriptors
        pid = os.fork()
        if pid == 0:
            _become_worker(self.confinement, incoming, outgoing)
        os.close(incoming)
        os.close(outgoing)
        status = socket.socket(fileno=status_descriptor)
        pidfd = os.pidfd_open(pid)
        self.workers[status.fileno()] = (status, pidfd)
        self.poller.register(status, select.POLLIN)
        try:
            socket.send_fds(status, [b"worker"], [pidfd])
        except OSError:  # the requester is gone already
            self._end(status.fileno())
        return True

    def _end(self, descriptor: int) -> None:
        status, pidfd = self.workers.pop(descriptor)
        self.poller.unregister(status)
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.waitid(os.P_PIDFD, pidfd, os.WEXITED)
        os.close(pidfd)
        status.close()


def _become_worker(confinement: Confinement, incoming: int, outgoing: int) -> NoReturn:
    try:
        try:
            incoming, outgoing = confinement.enter((incoming, outgoing))
        except Exception as error:
            for descriptor in (outgoing, 4):  # `enter` may have moved the pipe before it failed
                with contextlib.suppress(OSError, AutograderError):
                    Channel(incoming, descriptor, 0).send(Hello([f"not confined: {error}"]))
            os._exit(1)
        worker.serve(incoming, outgoing, confinement.check())
    finally:
        os._exit(0)
