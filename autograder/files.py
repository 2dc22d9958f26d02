"""Write a file so that it is either there as a whole or not at all."""

import contextlib
import os
from pathlib import Path


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, make sure that it is on disk, and rename it.

    Raises
    ------
    OSError
        If it cannot be written; `path` is as it was before.
    """
    temporary = path.with_name(f".{os.getpid()}.{path.name}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
