"""The course that is attacked, with canaries in everything hidden, and what an attacker knows of it."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course

POINTS = {"twice": 2, "total": 3, "loss": 4, "net": 2, "rows": 2, "table": 1}

STEM = "kanarien" + "vogel"
PLACES = ("suite", "reference", "catalogue", "settings", "submission", "gradebook", "report", "environment")

# What a hostile student could have guessed: where everything lies, who is running.
PRELUDE = '''
import os, re

ROOT = {root!r}
HIDDEN = {hidden!r}
OUTPUT = {output!r}
PIDS = [*{pids!r}, os.getppid()]
STEM = "kanarien" + "vogel"


NUMBERS = dict(
    kill=(62, 129), tgkill=(234, 131), rt_sigqueueinfo=(129, 138), pidfd_open=(434, 434), ptrace=(101, 117),
    process_vm_readv=(310, 270), process_vm_writev=(311, 271), prlimit64=(302, 261), clone=(56, 220),
    clone3=(435, 435), fork=(57, 1079), vfork=(58, 1079), socket=(41, 198), socketpair=(53, 199),
    memfd_create=(319, 279), shmget=(29, 194), semget=(64, 190), msgget=(68, 186), mq_open=(240, 180),
    sched_setaffinity=(203, 122), sched_setscheduler=(144, 119), setpriority=(141, 140), ioprio_set=(251, 30),
    fchmodat=(268, 53), fchownat=(260, 54), utimensat=(280, 88), truncate=(76, 45), unlinkat=(263, 35),
    inotify_init1=(294, 26), fanotify_init=(300, 262), io_uring_setup=(425, 425), bpf=(321, 280),
    perf_event_open=(298, 241), unshare=(272, 97), setns=(308, 268), mount=(165, 40), keyctl=(250, 219),
    prctl=(157, 167), seccomp=(317, 277), pidfd_getfd=(438, 438), kcmp=(312, 272), userfaultfd=(323, 282),
    personality=(135, 92), setresuid=(117, 147), chroot=(161, 51), open_by_handle_at=(304, 265),
    setitimer=(38, 103), timer_create=(222, 107), execve=(59, 221), execveat=(322, 281),
    memfd_secret=(447, 447), sendto=(44, 206), pipe2=(293, 59), eventfd2=(290, 19), setrlimit=(160, 164),
    mlock=(149, 228),
    process_madvise=(440, 440), sched_setattr=(314, 274), quotactl=(179, 60), add_key=(248, 217),
)


def syscall(name, *arguments):
    """Make a system call by number; return its result, or minus the error's number."""
    import ctypes, platform

    call = ctypes.CDLL(None, use_errno=True).syscall
    number = NUMBERS[name][platform.machine() == "aarch64"]
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = call(ctypes.c_long(number), *words)
    return result if result >= 0 else -ctypes.get_errno()


def done(*names):
    """Say what was possible."""
    raise LookupError("possible: " + (" ".join(map(str, names)) or "nothing"))


def tell(*found):
    """Say what was found: canaries, or "nothing"."""
    parts = [part.encode("utf-8", "replace") if isinstance(part, str) else bytes(part) for part in found]
    data = b" ".join(parts)
    canaries = set(re.findall(STEM.encode() + rb"-[a-z]+-[0-9a-f]+", data))
    raise LookupError("found: " + (b" ".join(sorted(canaries)).decode() or "nothing"))


def read(path):
    """Return what can be read of a file; an error's text where nothing can."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # some are pipes
        try:
            return os.read(descriptor, 2**20)
        finally:
            os.close(descriptor)
    except Exception as error:
        return repr(error)
'''


def canary(place: str) -> str:
    """Return the text that is planted in a place: known to nobody, the same every time."""
    return f"{STEM}-{place}-{hashlib.sha256(place.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class World:
    """Where things are."""

    course: Course
    submitted: Path
    output: Path
    gradebook: Path

    @property
    def hidden(self) -> list[str]:
        """Files that hold a canary."""
        book = self.course.notebooks("mini")[0]
        return [
            str(path)
            for path in (
                book.suite / "test_basics.py",
                book.suite / "misconceptions.py",
                book.solution,
                self.course.root / "pyproject.toml",
                self.submitted / "ada" / "mini" / "basics.ipynb",
                self.gradebook,
                self.output / "mini" / "ada.json",
            )
        ]

    def prelude(self, pids: Sequence[int]) -> str:
        """Return the cell that tells an attack where everything is."""
        return PRELUDE.format(
            root=str(self.course.root), hidden=self.hidden, output=str(self.output), pids=list(pids)
        ).strip()


def notebook(cells: Mapping[str, str]) -> bytes:
    """Return a notebook of these cells; one that is called like a question is its graded cell."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [_cell(name, source) for name, source in cells.items()],
        }
    ).encode()


def _cell(name: str, source: str) -> dict[str, Any]:
    marks = {"grade": True, "solution": False, "locked": False, "schema_version": 3}
    graded = {"nbgrader": {**marks, "grade_id": name, "points": POINTS[name]}} if name in POINTS else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": graded,
        "outputs": [],
        "source": source,
    }


def build(root: Path, templates: Path, cells: Mapping[str, str]) -> World:
    """Write course, another student's work, a gradebook and a report below `root`, canaries in each."""
    course = root / "course"
    suite = course / "autograder" / "suites" / "mini" / "basics"
    submitted, output = root / "submitted", root / "reports"
    for folder in (suite, course / "solutions" / "mini", course / "assignments" / "mini"):
        folder.mkdir(parents=True)
    for folder in (submitted / "ada" / "mini", output / "mini"):
        folder.mkdir(parents=True)
    (suite / "test_basics.py").write_text(planted((templates / "suite.py").read_text()))
    (suite / "misconceptions.py").write_text(planted((templates / "catalogue.py").read_text()))
    solved = notebook({name: planted(source) for name, source in cells.items()})
    (course / "solutions" / "mini" / "basics.ipynb").write_bytes(solved)
    (course / "assignments" / "mini" / "basics.ipynb").write_bytes(notebook(dict.fromkeys(cells, "...")))
    (course / "pyproject.toml").write_text(f'[tool.autograder]\nsecret = "{canary("settings")}"\n')
    work = notebook({**honest(cells), "note": f"# {canary('submission')}"})
    (submitted / "ada" / "mini" / "basics.ipynb").write_bytes(work)
    (output / "mini" / "ada.json").write_text(f'{{"student": "ada", "secret": "{canary("report")}"}}')
    gradebook = root / "gradebook.db"
    with sqlite3.connect(gradebook) as database:
        database.execute("create table grade (student text, secret text)")
        database.execute("insert into grade values ('ada', ?)", [canary("gradebook")])
    database.close()
    for path in root.rglob("*"):
        os.chmod(path, 0o755 if path.is_dir() else 0o644)  # only the sandbox keeps them from being read
    return World(Course(course), submitted, output, gradebook)


def planted(text: str) -> str:
    """Put canaries where a template names them."""
    for place in PLACES:
        text = text.replace(f"CANARY:{place}", canary(place))
    return text


def honest(cells: Mapping[str, str]) -> dict[str, str]:
    """Return what an honest student hands in: the solution without its notes."""
    return {
        name: "\n".join(line for line in source.splitlines() if "CANARY" not in line)
        for name, source in cells.items()
    }
