"""Where a bundle is written: what may be there already, and what stays when it is brought up to date."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from autograder.errors import UsageError
from autograder.files import write_if_changed

MANIFEST = ".bundle.json"
LARGEST = 2**20  # bytes of a manifest
Step = Literal["write", "remove", "keep"]


class Manifest(msgspec.Struct, frozen=True):
    """What is ours in a bundle, so that what is somebody else's can be left alone.

    Attributes
    ----------
    assignments : tuple of str
        Which it holds.
    files : dict
        From the path of a file in the bundle to the SHA-256 of what we wrote.
    """

    assignments: tuple[str, ...] = ()
    files: dict[str, str] = msgspec.field(default_factory=dict)
    schema: Literal[1] = 1

    def encoded(self) -> bytes:
        """Return the manifest as it is written."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


@dataclass(frozen=True)
class Written:
    """What a bundle holds now.

    Attributes
    ----------
    assignments, files : tuple of str
        Names of the assignments; paths of the files of the bundle.
    kept : tuple of str
        Those of the files that somebody had changed; they stayed as they were.
    removed : tuple of str
        Paths of files that are part of it no more.
    """

    assignments: tuple[str, ...]
    files: tuple[str, ...]
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def manifest(assignments: Iterable[str], files: Mapping[str, bytes]) -> Manifest:
    """Return the manifest of a bundle."""
    return Manifest(tuple(assignments), {name: _sha256(data) for name, data in files.items()})


def earlier(destination: Path, zipped: bool) -> Manifest:
    """Return the manifest of the bundle at a destination; an empty one where there is nothing.

    Raises
    ------
    UsageError
        If something else is there.
    """
    if destination.is_symlink() or (destination.exists() and destination.is_dir() == zipped):
        kind = "a zip file" if zipped else "a folder"
        raise UsageError(f"{destination} is there and is not {kind}. Choose another path for --to.")
    if not destination.exists():
        return Manifest()
    if not zipped and all(path.name == ".git" for path in destination.iterdir()):
        return Manifest()
    found = _in_zip(destination) if zipped else _in_folder(destination)
    if found is None:
        raise UsageError(
            f"{destination} holds something that is not a student bundle, and stays so. Choose an empty "
            "folder, one that is not there yet, or a path that ends in .zip."
        )
    return found


def plan(old: Mapping[str, str], there: Mapping[str, str], new: Mapping[str, str]) -> dict[str, Step]:
    """Decide what to do with each file; those not named stay as they are.

    Parameters
    ----------
    old : mapping
        Hashes of what we wrote earlier, by path.
    there : mapping
        Hashes of what is there, by path.
    new : mapping
        Hashes of what is to be written, by path.
    """
    steps: dict[str, Step] = {}
    for name in {*old, *new}:
        untouched = name not in there or there[name] in (old.get(name), new.get(name))
        if name in new:
            steps[name] = "write" if untouched else "keep"
        elif name in there and untouched:
            steps[name] = "remove"
    return dict(sorted(steps.items()))


def update(destination: Path, before: Manifest, now: Manifest, files: Mapping[str, bytes]) -> Written:
    """Write the files of a bundle into a folder, and remove those that were ours and are no more.

    Raises
    ------
    UsageError
        If the path of a file leads out of the folder. Nothing was written then.
    OSError
        If something cannot be written; the same command goes on from there.
    """
    _refuse_ways_out(destination, [MANIFEST, *now.files, *before.files])
    there = {
        name: _sha256((destination / name).read_bytes())
        for name in {*before.files, *now.files}
        if (destination / name).exists()
    }
    steps = plan(before.files, there, now.files)
    for name, step in steps.items():
        target = destination / name
        if step == "write":
            target.parent.mkdir(parents=True, exist_ok=True)
            write_if_changed(target, files[name])
        elif step == "remove":
            target.unlink()
    write_if_changed(destination / MANIFEST, now.encoded())
    kept, removed = (tuple(name for name in steps if steps[name] == step) for step in ("keep", "remove"))
    return Written(now.assignments, tuple(files), kept, removed)


def _refuse_ways_out(destination: Path, names: Iterable[str]) -> None:
    """A repository of a student's may hold links, and a manifest that they wrote."""
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or path.parts[0] == ".git":
            raise UsageError(f"{destination / MANIFEST} names {name!r}, which is no file of a bundle.")
        for part in (path, *path.parents[:-1]):
            if (destination / part).is_symlink():
                raise UsageError(f"{destination / part} is a link: remove it, then try again.")


def _in_folder(folder: Path) -> Manifest | None:
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        return None
    return _decoded(path.read_bytes())


def _in_zip(path: Path) -> Manifest | None:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if PurePosixPath(info.filename).name == MANIFEST]
            if len(found) != 1 or found[0].file_size > LARGEST:
                return None
            return _decoded(archive.read(found[0]))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):  # encrypted; of another kind
        return None


def _decoded(data: bytes) -> Manifest | None:
    try:
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError:
        return None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
