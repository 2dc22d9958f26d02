"""The zip file that is handed in, and the receipt in it."""

import contextlib
import io
import json
import os
import platform
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from utils.pack.find import Folder
from utils.pack.results import Findings

RECEIPT = "receipt.json"
_REPORTED = ("numpy", "matplotlib", "ipykernel")


def plain_name(name: str) -> str:
    """Return a person's name as part of a file name: letters, digits, dots, dashes, underscores.

    It is empty where the name has no letter and no digit.

    Examples
    --------
    >>> plain_name(" Ada / Lovelace ")
    'Ada-Lovelace'
    """
    letters = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", name))
    return letters.strip("-._")[:60]


def receipt(
    folder: Folder, name: str, findings: Sequence[Findings], ran: bool, now: datetime
) -> dict[str, Any]:
    """Return what was handed in, when, and what the checks said, as data.

    Parameters
    ----------
    folder : Folder
        Where it comes from.
    name : str
        Whose work it is, as it was given.
    findings : sequence of Findings
        One a notebook.
    ran : bool
        Whether the checks were run.
    now : datetime
        With its time zone.
    """
    return {
        "schema": 1,
        "assignment": folder.assignment,
        "name": name.encode("utf-8", "replace").decode(),  # half a character cannot be printed
        "packed": now.isoformat(timespec="seconds"),
        "checks_were_run": ran,
        "versions": {"python": platform.python_version(), **_versions()},
        "missing": list(folder.missing),
        "notebooks": [_notebook(one) for one in findings],
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in _REPORTED:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _notebook(findings: Findings) -> dict[str, Any]:
    return {
        "file": findings.book.path.name,
        "sha256": findings.book.sha256,
        "bytes": len(findings.book.packed),
        "remarks": list(findings.remarks),
        "exercises": [
            {
                "name": one.name,
                "status": one.status,
                "passed": one.passed,
                "checks": one.checks,
                "message": one.message,
            }
            for one in findings.exercises
        ],
    }


def zip_bytes(assignment: str, findings: Sequence[Findings], note: dict[str, Any], now: datetime) -> bytes:
    """Return a zip file of `<assignment>/<notebook>.ipynb` and the receipt beside that folder."""
    files = {f"{assignment}/{one.book.path.name}": one.book.packed for one in findings}
    files[RECEIPT] = (json.dumps(note, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, now.timetuple()[:6])
            info.external_attr = 0o100644 << 16  # an ordinary file, readable
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` so that `path` is there as a whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written; `path` is as it was before.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
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
