"""What has been graded already: the key of each result, which results hold, and the lock of a folder.

The reports are the ledger. A report is written last and atomically, and carries for each notebook the digest
of everything that decides its grade; so a run that was killed is simply started again.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.course import Course, Notebook
from autograder.errors import UsageError
from autograder.report import NotebookResult, Report, from_json
from autograder.settings import Settings

if TYPE_CHECKING:
    from autograder.grade import Work

VERSIONED = ("numpy", "matplotlib", "pytest", "msgspec", "ipython")
# What only finds, sends, shows or keeps. Everything else in the package is taken to decide a grade.
NOT_GRADING = frozenset(
    [
        *("batch.py", "cluster.py", "pool.py", "run.py", "summary.py", "sample.py", "cli.py", "__main__.py"),
        *("demo.py", "doctor.py", "release.py", "verify.py", "similarity.py"),
        *("options.py", "formats.py", "collect.py", "repository.py"),
        *("bundle.py", "bundle_target.py", "bundle_files"),
        *("gradebook", "gradescope", "mutation", "render"),
    ]
)
NOT_THE_SUITE = frozenset(["matrix.json", "inputs.py"])  # what `verify` records and tries mutants on
LOCK = ".lock"


class Ledger:
    """The keys of an assignment's results. Equal keys, equal grades.

    Parameters
    ----------
    course : Course
        Where graders and suites lie.
    notebooks : sequence of Notebook
        The notebooks of an assignment that are graded.
    settings : Settings
        Limits and the secret.
    """

    def __init__(self, course: Course, notebooks: Sequence[Notebook], settings: Settings) -> None:
        self._course = course
        self._notebooks = notebooks
        self._settings = settings

    def keys(self, work: "Work") -> dict[str, str]:
        """Return the key of each notebook of a submission, by name."""
        return {
            notebook.name: _key(base, work, [notebook, *notebook.builds_on])
            for notebook, base in zip(self._notebooks, self._bases, strict=True)
        }

    @cached_property
    def _bases(self) -> list[bytes]:
        """For each notebook, the digest of everything but the submission."""
        versions = [f"{name} {importlib.metadata.version(name)}" for name in VERSIONED]
        common = hashlib.sha256(msgspec.json.encode(self._settings))
        common.update("\n".join([platform.python_version(), *versions]).encode())
        _update(common, self._course.root, _graders(self._course.root))
        return [_base(common.copy(), notebook) for notebook in self._notebooks]


def fingerprint(keys: Mapping[str, str]) -> str:
    """Return the key of a report from those of its notebooks."""
    text = "\n".join(f"{name} {key}" for name, key in keys.items())
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def standing(report: Report | None, keys: Mapping[str, str]) -> dict[str, NotebookResult]:
    """Return the results of an earlier report that hold: same key, and not an error of ours."""
    books = report.notebooks if report else ()
    return {
        book.name: book
        for book in books
        if book.score is not None and book.fingerprint == keys.get(book.name)
    }


def load(path: Path) -> Report | None:
    """Return the report in a file; None if there is none, or none that can be read."""
    try:
        return from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder of reports; remove what a killed one left half-written.

    The lock is the kernel's: it ends with the process that holds it, however that ends.

    Raises
    ------
    UsageError
        If another run is writing there, or if nobody can.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"Reports cannot be written to {folder}: {error.strerror}.") from None
    try:
        _lock(descriptor, folder)
        _remove_halves(folder)
        yield
        _remove_halves(folder)  # of processes that were killed meanwhile
    finally:
        os.close(descriptor)


def _remove_halves(folder: Path) -> None:
    for half in folder.glob(".*.part"):
        half.unlink(missing_ok=True)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        owner = os.pread(descriptor, 40, 0).decode(errors="replace").strip() or "just started"
        raise UsageError(
            f"Another run ({owner}) is writing reports to {folder}.\nWait for it, or choose another --output."
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()}".encode(), 0)


def _key(base: bytes, work: "Work", notebooks: Iterable[Notebook]) -> str:
    digest = hashlib.sha256(base)
    for name in (notebook.name for notebook in notebooks):
        digest.update(hashlib.sha256(work.notebooks.get(name, b"")).digest())
        state = "read" if name in work.notebooks else work.problems.get(name, "missing")
        digest.update(state.encode("utf-8", "replace") + b"\0")
    for remark in work.remarks:
        digest.update(remark.encode("utf-8", "replace") + b"\0")
    return f"sha256:{digest.hexdigest()}"


def _graders(root: Path) -> Iterator[Path]:
    package = root / "autograder"
    for path in sorted(package.rglob("*.py")):
        top = path.relative_to(package).parts[0]
        if top != "suites" and top not in NOT_GRADING:
            yield path
    for name in ("utils", "datasets"):  # the worker imports them
        yield from sorted((root / name).rglob("*.py"))


def _base(digest: "hashlib._Hash", notebook: Notebook) -> bytes:
    shared = [*notebook.suite.parent.parent.glob("*.py"), *notebook.suite.parent.glob("*.py")]
    own = [path for path in notebook.suite.rglob("*") if path.suffix in {".py", ".json"}]
    suite = sorted(path for path in (*shared, *own) if path.name not in NOT_THE_SUITE)
    books = [path for one in (notebook, *notebook.builds_on) for path in (one.solution, one.released)]
    _update(digest, notebook.root, [*suite, *books])
    return digest.digest()


def _update(digest: "hashlib._Hash", root: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
