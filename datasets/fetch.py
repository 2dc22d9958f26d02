"""Get a file from the first address that gives it: resumed where it stopped, checked before it counts."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from datasets.errors import ArchiveError, FetchError

CHUNK = 1 << 16
TIMEOUT = 30.0  # seconds without a byte
Progress = Callable[[int, int], object]  # bytes there, bytes in all


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: Path, size: int, sha256: str) -> None:
    """Raise ArchiveError unless a file has this length and SHA-256."""
    there = path.stat().st_size
    if there != size:
        raise ArchiveError(f"{path.name} has {there} bytes, {size} expected")
    if digest(path) != sha256:
        raise ArchiveError(f"{path.name} has another SHA-256 than expected: it is damaged or another file")


def fetch(
    addresses: Sequence[str],
    target: Path,
    size: int,
    sha256: str,
    progress: Progress = lambda there, size: None,
) -> None:
    """Bring a file to `target`. What an interrupted run left in `target`.part is continued.

    Parameters
    ----------
    addresses : sequence of str
        http or https, tried in order.
    target : Path
        Where the file goes, once it is complete and right.
    size : int
        Its bytes.
    sha256 : str
        Its SHA-256, in hexadecimal.
    progress : callable
        Told the bytes there and the bytes in all.

    Raises
    ------
    FetchError
        If no address gave the file; the message has the reason of each.
    """
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    reasons = []
    for address in addresses:
        for attempt in ("resumed", "fresh"):
            resumed = part.is_file() and part.stat().st_size > 0
            try:
                _download(address, part, size, progress)
                check(part, size, sha256)
            except ArchiveError as problem:
                part.unlink(missing_ok=True)
                reasons.append(f"{address}: {problem}")
                if resumed and attempt == "resumed":
                    continue  # the piece left from before may be at fault: once more from the start
            except (OSError, http.client.HTTPException, ValueError) as problem:
                reasons.append(f"{address}: {_said(problem)}")
            else:
                part.replace(target)
                return
            break
    raise FetchError("No address gave the file.\n  " + "\n  ".join(reasons or ["no address was given"]))


def _download(address: str, part: Path, size: int, progress: Progress) -> None:
    """Append to `part` what is missing; start again when the server cannot continue."""
    if not address.lower().startswith(("http://", "https://")):
        raise ValueError("not an http or https address")
    there = part.stat().st_size if part.is_file() else 0
    if there >= size:
        return
    request = urllib.request.Request(address, headers={"Range": f"bytes={there}-"} if there else {})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
        continued = reply.status == 206 and reply.headers.get("Content-Range", "").startswith(
            f"bytes {there}-"
        )
        there = there if continued else 0
        with part.open("ab" if continued else "wb") as file:
            while piece := reply.read(CHUNK):
                file.write(piece)
                there += len(piece)
                progress(there, size)
                if there > size:
                    raise ArchiveError(f"more than the {size} bytes expected")
    if there < size:
        raise ConnectionError(f"the connection ended after {there} of {size} bytes")


def _said(problem: Exception) -> str:
    """Return what a person can use of an exception."""
    if isinstance(problem, urllib.error.HTTPError):
        return f"the server answered {problem.code} {problem.reason}"
    if isinstance(problem, urllib.error.URLError):
        return str(problem.reason)
    return str(problem) or type(problem).__name__
