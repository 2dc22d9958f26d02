"""Read files that students made: opened once, never followed elsewhere, never more than a bound."""

import errno
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import InfrastructureError, NotebookError, UsageError
from autograder.plain import one_line

DEPTH = 4  # folders below the one given that are looked into
_SKIPPED = {".ipynb_checkpoints", "__MACOSX", "__pycache__"}
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_THEIRS = {errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.ENODEV, errno.ENAMETOOLONG}
_CHUNK = 64 * 2**10
_ZIP_DIRECTORY_BYTES = 2 * 2**20  # about 20,000 members
_ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # an LZMA member names its own memory, up to 4 GiB
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


@dataclass(frozen=True)
class Location:
    """A file below a folder that is trusted, or a member of a zip file there."""

    root: Path
    path: PurePosixPath
    member: str = ""


@dataclass(frozen=True)
class Listing:
    """What lies below a folder: things named `*.ipynb` or `*.zip` (of any kind), folders, links."""

    notebooks: tuple[PurePosixPath, ...]
    archives: tuple[PurePosixPath, ...]
    folders: tuple[PurePosixPath, ...]
    links: tuple[PurePosixPath, ...]


def skipped(path: PurePosixPath) -> bool:
    """Whether a path leads through a folder, or to a file, that holds nobody's work."""
    return any(part in _SKIPPED or part.startswith(".") for part in path.parts)


def list_folder(root: Path) -> Listing:
    """List what lies below `root`, without following links.

    Raises
    ------
    UsageError
        If a folder cannot be listed: better to know before a class is graded.
    """
    notebooks: list[PurePosixPath] = []
    archives: list[PurePosixPath] = []
    folders: list[PurePosixPath] = []
    links: list[PurePosixPath] = []
    for path, entry in _walk(root, PurePosixPath()):
        if path.suffix.lower() == ".ipynb":
            notebooks.append(path)
        elif path.suffix.lower() == ".zip" and not entry.is_dir(follow_symlinks=False):
            archives.append(path)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(path)
        elif entry.is_symlink() and entry.is_dir():
            links.append(path)
    found = (sorted(paths) for paths in (notebooks, archives, folders, links))
    return Listing(*map(tuple, found))


def _walk(root: Path, below: PurePosixPath) -> Iterator[tuple[PurePosixPath, os.DirEntry[str]]]:
    try:
        with os.scandir(root / below) as scan:
            entries = list(scan)
    except OSError as error:
        raise UsageError(f"{root / below} cannot be listed: {error.strerror}.") from None
    for entry in entries:
        path = below / entry.name
        if skipped(path):
            continue
        yield path, entry
        if entry.is_dir(follow_symlinks=False) and len(path.parts) <= DEPTH:
            yield from _walk(root, path)


def read_file(location: Location, limit: int) -> bytes:
    """Return the content of a regular file or of a member of a zip file.

    Raises
    ------
    NotebookError
        If it is not a regular file, larger than `limit` bytes, or damaged: what the student handed in.
    InfrastructureError
        If it cannot be read for a reason that is not the student's, such as missing permissions.
    """
    if location.member:
        return _read_member(location, limit)
    with _opened(location) as file:
        return _bounded(file, limit)


def list_zip(location: Location) -> tuple[str, ...]:
    """Return the names of the notebooks in a zip file, without links, hidden files and names that lead out.

    Raises
    ------
    NotebookError
        If it is not a zip file that can be read.
    """
    with _opened(location) as file, _archive(file) as archive:
        return tuple(info.filename for info in archive.infolist() if _is_notebook(info))


def member_path(name: str) -> PurePosixPath | None:
    """Return the name of a zip member as a relative path, or None when it leads out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    leads_out = path.is_absolute() or ".." in path.parts or ":" in name
    return None if leads_out else path


def _is_notebook(info: zipfile.ZipInfo) -> bool:
    path = member_path(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if path is None or info.is_dir() or kind not in (0, stat.S_IFREG):
        return False
    return path.suffix.lower() == ".ipynb" and not skipped(path)


def _read_member(location: Location, limit: int) -> bytes:
    with _opened(location) as file, _archive(file) as archive:
        info = archive.getinfo(location.member)
        if info.flag_bits & 1:
            raise NotebookError("is encrypted")
        if info.compress_type not in _ZIP_METHODS:
            raise NotebookError("is compressed in an unusual way (only the ordinary way, deflate, is read)")
        with archive.open(info) as member:
            return _bounded(member, limit)


def _bounded(file: IO[bytes], limit: int) -> bytes:
    """Read to the end in small pieces, but stop at the first byte too many."""
    pieces, size = [], 0
    while piece := file.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise NotebookError(f"is larger than {limit / 2**20:g} MiB (clear the outputs and save it again)")
    return b"".join(pieces)


@contextmanager
def _archive(file: io.FileIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except KeyError:
        raise InfrastructureError("The zip file changed while it was read.") from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file
            raise
        raise NotebookError("is a damaged zip file (it names places outside itself)") from None
    except _DAMAGE as error:
        raise NotebookError(f"is a damaged zip file ({one_line(str(error))})") from None


class _SmallReads(io.FileIO):
    """A file that refuses to hand out a zip's table of contents of any size."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _ZIP_DIRECTORY_BYTES + 1 if size is None or size < 0 else size
        data = super().read(min(wanted, _ZIP_DIRECTORY_BYTES + 1)) or b""
        if len(data) > _ZIP_DIRECTORY_BYTES:
            raise NotebookError("holds too many files")
        return data


@contextmanager
def _opened(location: Location) -> Iterator[io.FileIO]:
    """Open a regular file below a root without following a link anywhere on the way."""
    try:
        descriptor = _open_beneath(location.root, location.path)
    except OSError as error:
        raise _explained(error, location.root / location.path) from None
    kind = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(kind):
        os.close(descriptor)
        raise NotebookError("is a folder" if stat.S_ISDIR(kind) else "is not a regular file")
    with _SmallReads(descriptor) as file:
        try:
            yield file
        except OSError as error:
            raise _explained(error, location.root / location.path) from None


def _open_beneath(root: Path, path: PurePosixPath) -> int:
    folder = os.open(root, _FOLDER)
    try:
        for part in path.parts[:-1]:
            deeper = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = deeper
        return os.open(path.name, _FILE, dir_fd=folder)
    finally:
        os.close(folder)


def _explained(error: OSError, path: Path) -> NotebookError | InfrastructureError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return NotebookError("is a symbolic link, or lies behind one; hand in the file itself")
    if error.errno in _THEIRS:
        return NotebookError("is not a regular file")
    return InfrastructureError(f"{path} cannot be read: {error.strerror}.")
