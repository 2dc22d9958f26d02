"""What a program and all it starts ask of the kernel between marks, by strace: nothing of ours counts itself.

A process is called by what it is: the `host`, and by what they were exec'd as the `suite` and the `server`;
the `tests` are forked by the suite, the `worker` by the server. Bytes are what was written to pipes, sockets
and files, each counted once, where it was written.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

STARTS = ("clone", "clone3", "fork", "vfork")
OPENS = ("open", "openat", "openat2", "creat")
WRITES = ("write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg")
SYNCS = ("fsync", "fdatasync", "sync_file_range")
OPTIONS = ("-f", "-y", "--seccomp-bpf", "-qq", "-s", "400")  # all it starts, with the files' paths
MARK = "/counted/"  # a folder that does not exist
EXECUTED = {"autograder.session": "suite", "autograder.server": "server"}
FORKED = {"suite": "tests", "server": "worker"}
LINE = re.compile(r"(\d+) +(.*)")
CALL = re.compile(r"(\w+)\((\d+<(.*?)>)?(.*)\) += (-?\d+)(?:<(.*)>)?")
RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
UNFINISHED = "<unfinished ...>"


@contextlib.contextmanager
def marked(label: str) -> Iterator[None]:
    """Count what happens inside under `label`. Called by the traced program."""
    _show(label)
    yield
    _show("")


def _show(label: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.close(os.open(MARK + label, os.O_RDONLY))


@dataclass(frozen=True)
class Call:
    """A system call that succeeded, with the file that it opened or wrote to, and who made it."""

    pid: int
    name: str
    arguments: str
    file: str
    result: int
    role: str = ""


@dataclass(frozen=True)
class Counts:
    """What happened between two marks."""

    calls: Sequence[Call]

    @property
    def processes(self) -> int:
        """Processes started, by whomever."""
        return sum(_starts_process(call) for call in self.calls)

    @property
    def programs(self) -> int:
        """Programs executed."""
        return sum(call.name == "execve" for call in self.calls)

    @property
    def syncs(self) -> int:
        """Times that a file was forced to disk."""
        return sum(call.name in SYNCS for call in self.calls)

    def opened(self, *roles: str, below: str = "") -> int:
        """Return how often a process in one of these roles opened a file with `below` in its path."""
        return sum(call.name in OPENS and call.role in roles and below in call.file for call in self.calls)

    def bytes_by(self, role: str, below: str = "") -> int:
        """Return the bytes written by processes in a role, of files to those with `below` in their path."""
        return sum(
            call.result
            for call in self.calls
            if call.name in WRITES and call.role == role and below in call.file
        )

    def messages_by(self, role: str) -> int:
        """Return how often tests or a worker, which take turns, took theirs to write.

        A large message takes as many writes as the pipe is small, and the other does not write in between.
        """
        talking = FORKED.values()
        writers = [
            (call.pid, call.role) for call in self.calls if call.name in WRITES and call.role in talking
        ]
        return sum(writer[1] == role for writer, _ in groupby(writers))


@cache
def available() -> bool:
    """Whether strace is there and may trace."""
    found = shutil.which("strace")
    command = [found or "", "-qq", "-o", os.devnull, "true"]
    return found is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0


def trace(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None
) -> tuple[dict[str, Counts], str]:
    """Run a command; return its counts by label, and its standard output.

    Raises
    ------
    CalledProcessError
        If it fails; with what it wrote to standard error.
    """
    traced = ",".join(f"?{name}" for name in (*STARTS, *OPENS, *WRITES, *SYNCS, "execve"))
    with tempfile.TemporaryDirectory() as folder:
        log = f"{folder}/log"
        strace = ["strace", *OPTIONS, "-o", log, "-e", f"trace={traced}"]
        done = subprocess.run(
            [*strace, *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
        calls = list(_calls(Path(log).read_text(encoding="utf-8", errors="replace")))
    return _between_marks(calls), done.stdout


def _calls(log: str) -> Iterator[Call]:
    begun: dict[str, str] = {}
    for line in log.splitlines():
        pid, text = LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        if text.endswith(UNFINISHED):
            begun[pid] = text.removesuffix(UNFINISHED)
            continue
        if resumed := RESUMED.match(text):
            text = begun.pop(pid, "") + text[resumed.end() :]
        call = CALL.match(text)
        if call and (int(call[5]) >= 0 or MARK in call[4]):
            yield Call(int(pid), call[1], call[4], call[6] or call[3] or "", int(call[5]))


def _between_marks(calls: Sequence[Call]) -> dict[str, Counts]:
    roles = _roles(calls)
    found: dict[str, list[Call]] = {}
    label = ""
    for call in calls:
        if call.name in OPENS and MARK in call.arguments:
            label = call.arguments.partition(MARK)[2].partition('"')[0]
            found[label] = []
        elif label:
            found[label].append(replace(call, role=roles[call.pid]))
    return {label: Counts(calls) for label, calls in found.items() if label}


def _roles(calls: Sequence[Call]) -> dict[int, str]:
    """Return the role of each process; a thread has that of its process."""
    roles = {calls[0].pid: "host"}
    executed = {
        call.pid: role
        for call in calls
        for part, role in EXECUTED.items()
        if call.name == "execve" and part in call.arguments
    }
    for call in calls:  # a child may be seen before its parent's call returns, so only then are all known
        if call.name in STARTS and call.result:
            role = roles.get(call.pid, "other")
            child = FORKED.get(role, "other") if _starts_process(call) else role
            roles[call.result] = executed.get(call.result, child)
    return {call.pid: "other" for call in calls} | roles


def _starts_process(call: Call) -> bool:
    return call.name in STARTS and "CLONE_THREAD" not in call.arguments
