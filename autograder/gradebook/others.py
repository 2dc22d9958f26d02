"""Copy what a student handed in beside the notebooks: regular files only, bounded, no link followed."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.errors import InfrastructureError, NotebookError
from autograder.intake import DEPTH, Location, read_file, skipped
from autograder.plain import one_line

MOST_FILES = 200
MOST_ENTRIES = 5_000  # looked at, of any kind
MOST_BYTES = 64 * 2**20  # of all files together
FILE_BYTES = 16 * 2**20
TIMESTAMP = "timestamp.txt"
IGNORED = (".ipynb", ".pyc")
PLAIN_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?)(?: UTC)?\Z")
READ_ONLY = 0o444


def other_files(folder: Location) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files below a student's folder that are no notebooks, and which were left out.

    Parameters
    ----------
    folder : Location
        The student's. Its root is trusted; what lies below may be anything.

    Returns
    -------
    files : dict of str to bytes
        By path below the folder, with `/` between folders.
    left_out : tuple of str
        One line for each file that is too large, no regular file, or one too many.
    """
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    size = 0
    for path in sorted(_paths(folder.root / folder.path)):
        try:
            if len(files) == MOST_FILES:
                raise NotebookError(f"is one of more than {MOST_FILES} files")
            where = Location(folder.root, folder.path / path)
            data = read_file(where, min(FILE_BYTES, MOST_BYTES - size))
        except (NotebookError, InfrastructureError) as error:
            left_out.append(f"{one_line(str(path))} {one_line(str(error))}")
            continue
        size += len(data)
        files[str(path)] = data
    return files, tuple(left_out[:MOST_FILES])


def _paths(folder: Path) -> Iterator[PurePosixPath]:
    waiting = [PurePosixPath()]
    seen = 0
    while waiting:
        below = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(folder / below) as scan:
            for entry in scan:
                seen += 1
                if seen > MOST_ENTRIES:
                    return
                path = below / entry.name
                if skipped(path) or path.suffix.lower() in IGNORED or entry.name == "feedback":
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    yield path
                elif len(path.parts) <= DEPTH:
                    waiting.append(path)


def read_timestamp(files: Mapping[str, bytes]) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when a submission was handed in, in UTC, as nbgrader reads it; and what is wrong."""
    text = files.get(TIMESTAMP, b"")[:200].decode("utf-8", "replace").strip()
    if not text:
        return None, ()
    if match := PLAIN_TIME.match(text):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(match[1]), ()
    from nbgrader.utils import parse_utc  # type: ignore[import-untyped]  # seconds; other time zones are rare

    try:
        moment: datetime = parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None, (f"{TIMESTAMP} is no date: {one_line(text, 60)}",)
    return moment, ()


def put(path: Path, data: bytes) -> None:
    """Write a read-only file so that it is there as a whole or not at all; not when it is there already.

    Unlike a report it is not forced to disk: the next run writes it again where it is not what it should be.
    """
    if holds(path, data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, READ_ONLY)
        with open(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), READ_ONLY)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def holds(path: Path, data: bytes) -> bool:
    """Whether a read-only file with just this content is there."""
    try:
        state = path.lstat()
        return state.st_size == len(data) and sealed(path) and path.read_bytes() == data
    except OSError:
        return False


def sealed(path: Path) -> bool:
    """Whether a path is a regular file with the mode that nbgrader gives."""
    return path.lstat().st_mode & 0o177777 == 0o100000 | READ_ONLY


def remove_others(folder: Path, wanted: set[str]) -> None:
    """Remove every file below `folder` that is not wanted, and the folders that are empty then."""
    for base, folders, names in os.walk(folder, topdown=False):
        below = Path(base).relative_to(folder)
        for name in names:
            if str(below / name) not in wanted:
                (Path(base) / name).unlink()
        for name in folders:
            inner = Path(base) / name
            if inner.is_symlink():
                inner.unlink()
            elif not any(inner.iterdir()) or any(path == (below / name).as_posix() for path in wanted):
                shutil.rmtree(inner)
