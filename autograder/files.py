"""Write a file so that it is either there as a whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write `data` unless the file holds just that; return whether it was written.

    Raises
    ------
    OSError
        If it cannot be written; `path` is as it was before.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    write_atomic(path, data)
    return True


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, make sure that it is on disk, and rename it.

    Raises
    ------
    OSError
        If it cannot be written; `path` is as it was before.
    """
    temporary = path.with_name(f".{secrets.token_hex(4)}.{path.name}.part")
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
