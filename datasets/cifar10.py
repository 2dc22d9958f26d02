"""CIFAR-10 from its binary archive: no pickle, and nothing is unpacked to the disk."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from datasets import cache
from datasets.dataset import Dataset
from datasets.errors import ArchiveError, MissingData

if TYPE_CHECKING:
    import tarfile

KEY = "cifar10-1"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
PIXELS = 3072  # a record: one byte of label, then the planes of red, green and blue, 32 x 32 each


@dataclass(frozen=True)
class Archive:
    """The published file: address, bytes, SHA-256, records in each of its six files."""

    address: str
    size: int
    sha256: str
    records: int


ARCHIVE = Archive(
    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    170_052_171,
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    10_000,
)
MEMBERS = (
    *(f"cifar-10-batches-bin/data_batch_{n}.bin" for n in range(1, 6)),
    "cifar-10-batches-bin/test_batch.bin",
)


def load_cifar10() -> Dataset:
    """Return the 60,000 images, the last 10,000 for testing.

    Returns
    -------
    Dataset
        X uint8 (60000, 32, 32, 3), y int64 (60000,). Source: A. Krizhevsky, Learning
        multiple layers of features from tiny images, 2009.

    Raises
    ------
    MissingData
        If it has not been fetched.
    """
    kept = cache.read(KEY)
    if kept is None:
        raise MissingData(
            "CIFAR-10 is not on this machine. Fetch it once (170 MB), in the folder of the course: "
            ".venv/bin/python -m datasets fetch cifar10. "
            "Until then, load('shapes10') has the same shape and needs no download."
        )
    return Dataset("cifar10", kept["X"], kept["y"], CLASSES, (32, 32, 3), test_size=len(kept["y"]) // 6)


def read_archive(path: Path, records: int) -> dict[str, NDArray[np.uint8] | NDArray[np.int64]]:
    """Return X and y of the archive: the five training files in order, then the test file.

    Raises
    ------
    ArchiveError
        If a file is missing, there twice, no plain file, of another length, or holds a label above 9.
    """
    import tarfile  # here: every notebook imports this module, hardly any reads the archive

    found: dict[str, NDArray[np.uint8]] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.name in MEMBERS:
                    if member.name in found:
                        raise ArchiveError(f"{path.name}: {member.name} is there twice.")
                    found[member.name] = _records(archive, member, records)
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise ArchiveError(f"{path.name} cannot be read as a gzipped tar archive: {problem}.") from problem
    missing = [name for name in MEMBERS if name not in found]
    if missing:
        raise ArchiveError(f"{path.name} lacks {', '.join(missing)}.")
    table = np.concatenate([found[name] for name in MEMBERS])
    planes = table[:, 1:].reshape(-1, 3, 32, 32)
    return {"X": np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), "y": table[:, 0].astype(np.int64)}


def _records(archive: "tarfile.TarFile", member: "tarfile.TarInfo", records: int) -> NDArray[np.uint8]:
    """Return one file of the archive, shape (records, 3073)."""
    size = records * (1 + PIXELS)
    stream = archive.extractfile(member) if member.isreg() and member.size == size else None
    if stream is None:
        raise ArchiveError(f"{member.name} must be a plain file of {size} bytes; it has {member.size}.")
    table = np.frombuffer(stream.read(size), np.uint8).reshape(records, 1 + PIXELS)
    if table[:, 0].max() > 9:
        raise ArchiveError(f"{member.name} holds a label of {table[:, 0].max()}; labels are 0 to 9.")
    return table
