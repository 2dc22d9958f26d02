"""One attack on one grader: an arena is made, the class is graded, and what came of it is read off."""

import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.hostile.assignment import FULL, HONEST, HOSTILE, Canaries, honest
from benchmarks.hostile.attacks import Attack
from benchmarks.hostile.graders import Grader, Scores
from benchmarks.hostile.keeper import GIB, Kept, Order, run
from benchmarks.hostile.tools import Tools

STUDENTS = [HONEST[0], HOSTILE, HONEST[1]]
OWN_TIME = 60.0  # for what is run before and after, which no attack delays
MUCH_MEMORY = 3.25 * GIB
MUCH_OUTPUT = 10 * 2**20
PLANTED, RAN = "planted", "planted-by-the-grader"


@dataclass(frozen=True)
class Outcome:
    """A cell of the table.

    Attributes
    ----------
    points, deserved : float
        What the hostile file got (None: no result) and what its honest code earns.
    reached : tuple of str
        Which hidden texts its code got hold of and handed out: tests, solution, others.
    stopped : tuple of str
        What became of the honest students' grades.
    harm : tuple of str
        What happened to the grader, its files and its machine.
    """

    points: float | None
    deserved: float
    reached: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()

    @property
    def gained(self) -> float:
        """Points that the file did not deserve."""
        return max(0.0, (self.points or 0.0) - self.deserved)

    @property
    def lost(self) -> float:
        """Points that it deserved and did not get."""
        return max(0.0, self.deserved - (self.points or 0.0))


@dataclass
class Arena:
    """A folder with a course in it, owned by the user who grades."""

    base: Path
    tools: Tools
    grader: Grader
    canaries: Canaries
    seconds: float
    kept: list[Kept] = field(default_factory=list)

    @property
    def course(self) -> Path:
        """Where the commands are typed."""
        return self.base / "arena" / "course"

    @property
    def console(self) -> Path:
        """What the commands print; out of their reach."""
        return self.base / "console.txt"

    def give_away(self) -> None:
        """Make everything in the arena the grading user's."""
        for name in ("course", "home", "tmp"):
            (self.base / "arena" / name).mkdir(parents=True, exist_ok=True)
        if self.tools.uid >= 0:
            for path in [self.base / "arena", *(self.base / "arena").rglob("*")]:
                os.chown(path, self.tools.uid, self.tools.uid, follow_symlinks=False)

    def command(self, words: list[str], seconds: float) -> Kept:
        """Run one command in the course folder, and end all it leaves."""
        python = self.tools.otter if self.grader.name == "otter" else self.tools.python
        environment = self.tools.environment(python, self.base / "arena")
        order = Order(words, str(self.course), environment, self.tools.uid, seconds, str(self.console))
        return run(order)


@contextmanager
def arena(tools: Tools, grader: Grader, canaries: Canaries, seconds: float) -> Iterator[Arena]:
    """Make an arena with the course in it, completed by the grader's own commands."""
    with tempfile.TemporaryDirectory(prefix="side-by-side-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        made = Arena(Path(folder), tools, grader, canaries, seconds)
        made.give_away()
        commands = grader.prepare(made.course, canaries)
        made.give_away()
        for words in commands:
            kept = made.command(words, OWN_TIME)
            if kept.code != 0:
                raise SystemExit(f"{' '.join(words)} failed:\n{made.console.read_text()}")
        yield made


def attempt(template: Arena, attack: Attack) -> Outcome:
    """Copy the arena, hand the attack in between two honest students, grade, look."""
    with tempfile.TemporaryDirectory(prefix="side-by-side-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        there = Arena(Path(folder), template.tools, template.grader, template.canaries, template.seconds)
        shutil.copytree(template.base / "arena", there.base / "arena")
        work = {name: honest(template.canaries.others) for name in HONEST}
        work[HOSTILE] = attack.at(str(there.course), os.getpid())
        there.grader.hand_in(there.course, work)
        there.give_away()
        before = digests(there.course)
        size = total_bytes(there.base)
        there.kept = [there.command(words, there.seconds) for words in there.grader.commands(STUDENTS)]
        there.console.touch()
        harm = tuple(_harm(there, before, total_bytes(there.base) - size))
        reached = tuple(_reached(there))
        for words in there.grader.after():
            there.command(words, OWN_TIME)
        scores = there.grader.scores(there.course, STUDENTS)
        return Outcome(scores[HOSTILE], attack.deserves, reached, tuple(_stopped(scores)), harm)


def digests(course: Path) -> dict[Path, bytes]:
    """Return a digest of every file that grading has no business to change."""
    return {
        path: hashlib.sha256(path.read_bytes()).digest()
        for path in course.rglob("*")
        if path.is_file() and path.suffix not in (".db", ".log")
    }


def total_bytes(base: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in base.rglob("*") if path.is_file())


def _stopped(scores: Scores) -> Iterator[str]:
    for name in HONEST:
        if scores[name] is None:
            yield f"{name} not graded"
        elif scores[name] != FULL:
            yield f"{name} got {scores[name]:g} of {FULL:g}"


def _reached(there: Arena) -> Iterator[str]:
    words = {name: word[::-1].encode() for name, word in vars(there.canaries).items()}
    data = [path.read_bytes() for path in there.base.rglob("*") if path.is_file()]
    yield from (name for name, word in words.items() if any(word in one for one in data))


def _harm(there: Arena, before: dict[Path, bytes], grown: int) -> Iterator[str]:
    after = digests(there.course)
    changed = sum(after.get(path) != digest for path, digest in before.items())
    hung = [kept for kept in there.kept if kept.code is None]
    left = sum(kept.left for kept in there.kept)
    peak = max(kept.peak_bytes for kept in there.kept)
    if hung:
        yield f"hung, stopped after {there.seconds:g} s"
    if any(kept.code in (-signal.SIGKILL, 128 + signal.SIGKILL) for kept in there.kept):
        yield "killed"
    if left:
        yield f"{left} processes left running"
    if (there.course / RAN).exists():
        yield "its code ran in the grader's own process"
    if (there.course / PLANTED).exists():
        yield "a file written into the course"
    if changed:
        yield f"{changed} of the course's files changed"
    if peak > MUCH_MEMORY:
        yield f"{peak / GIB:.1f} GiB of memory taken"
    if grown > MUCH_OUTPUT:
        yield f"{grown / 2**20:.0f} MB written"
