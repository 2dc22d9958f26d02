"""One remote git repository: its objects are fetched and read, nothing is ever checked out.

Without a working tree there is nothing for hooks, filters, attributes, submodules or links to act in. The
settings of whoever runs this hold (they may say how to log in); a repository's own never reach us.
"""

import contextlib
import os
import re
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from autograder.errors import NotebookError, UsageError
from autograder.plain import one_line

SCHEMES = ("https", "ssh", "file")
PATIENCE = 600  # seconds for one command
FETCHED = 2**30  # bytes of a pack
LISTED = 8 * 2**20  # bytes of a listing: some 80,000 files
SAID = 2**16  # bytes of an answer
DEPTHS = ("--depth=1", "--depth=50", "--depth=1000", "--unshallow")
REF = "refs/collected"
_LOGIN = re.compile(r"(?<=://)[^/@\s']*@")
_OURS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "fetch.recurseSubmodules=false",
    "fetch.fsckObjects=true",
    "fetch.unpackLimit=1",
    "gc.auto=0",
    "maintenance.auto=false",
    "core.fsmonitor=false",
)


@dataclass(frozen=True)
class Commit:
    """A commit, and when it was made as its author's machine had it."""

    oid: str
    moment: datetime


@dataclass(frozen=True)
class Entry:
    """A file of a commit. `kind` is "file", "link" or "submodule"."""

    path: PurePosixPath
    kind: str
    oid: str
    size: int


KINDS = {"100644": "file", "100755": "file", "100664": "file", "120000": "link", "160000": "submodule"}


def checked_url(url: str) -> str:
    """Return the address of a repository.

    Raises
    ------
    UsageError
        If it is not an https, ssh or file URL, or could be taken for an option.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in SCHEMES or "://" not in url or not url.isprintable() or " " in url:
        raise UsageError(
            f"{shown_url(url)!r} is not the address of a repository: it has to begin with https://, ssh:// "
            "or file:// (ssh://git@host/path for git@host:path)."
        )
    if any(name.startswith("-") for name in (parts.hostname or "", parts.username or "")):
        raise UsageError(
            f"{shown_url(url)!r} is refused: a name in it begins with a hyphen, as an option does."
        )
    return url


def shown_url(url: str) -> str:
    """Return an address, or a text that quotes one, without passwords."""
    return one_line(_LOGIN.sub("***@", url), 300)


class Repository:
    """Objects of a remote, in a bare repository of ours.

    Parameters
    ----------
    folder : Path
        An empty folder.
    url : str
        As `checked_url` lets it pass.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._git("init", "--quiet", "--bare", "--template=", str(folder))

    def head(self) -> str:
        """Return the id of the newest commit of the default branch, which is not fetched yet.

        Raises
        ------
        NotebookError
            If there is none, or the repository cannot be reached.
        """
        said = self._git("ls-remote", "--", self._url, "HEAD").decode(errors="replace").split()
        if not said:
            raise NotebookError("holds no commit")
        return said[0]

    def last_commit(self, before: datetime | None) -> Commit:
        """Fetch as much of the default branch as it takes, and return its last commit until a moment.

        Raises
        ------
        NotebookError
            If there is none by then, or the repository cannot be fetched.
        """
        until = [f"--min-age={int(before.timestamp())}"] if before else []
        for depth in DEPTHS:
            self._git("fetch", "--quiet", "--no-tags", depth, "--", self._url, f"+HEAD:{REF}")
            found = self._git("log", "-1", "--first-parent", "--format=%H %ct", *until, REF).decode().split()
            if found:
                return Commit(found[0], datetime.fromtimestamp(int(found[1]), UTC))
            if self._git("rev-parse", "--is-shallow-repository").strip() != b"true":
                break
        raise NotebookError(f"holds no commit until {before:%Y-%m-%d %H:%M} UTC")

    def entries(self, commit: Commit) -> list[Entry]:
        """Return the files of a commit.

        Raises
        ------
        NotebookError
            If they are more than can be listed.
        """
        listed = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit.oid, limit=LISTED)
        return [_entry(line) for line in listed.decode("utf-8", "replace").split("\0") if line]

    def read(self, entry: Entry) -> bytes:
        """Return the content of a file, as it was committed."""
        return self._git("cat-file", "blob", entry.oid, limit=entry.size + 1)

    def _git(self, command: str, *arguments: str, limit: int = SAID) -> bytes:
        """Run a command of git; return what it said, at most `limit` bytes."""
        where = [] if command == "init" else [f"--git-dir={self._folder}"]
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        most = FETCHED if command == "fetch" else limit
        return _run(["git", *where, *settings, command, *arguments], self._folder, most)


def _entry(line: str) -> Entry:
    facts, _, path = line.partition("\t")
    mode, _, oid, size = facts.split()
    return Entry(PurePosixPath(path), KINDS.get(mode, "other"), oid, int(size) if size.isdigit() else 0)


def _run(command: Sequence[str], folder: Path, limit: int) -> bytes:
    """Run a command that may write no file, and say nothing, beyond so many bytes."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                preexec_fn=bounded,
            )
        except FileNotFoundError:
            raise UsageError("git is not installed, or not on PATH: it fetches the repositories.") from None
        try:
            code = process.wait(PATIENCE)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise NotebookError(f"took longer than {PATIENCE} s to fetch") from None
            raise
        out.seek(0)
        err.seek(0)
        if code:
            raise NotebookError(_why(code, err.read(SAID).decode("utf-8", "replace")))
        return out.read()


def _environment() -> dict[str, str]:
    """Return our environment, with nothing in it that asks a question or points at another repository."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        **kept,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }


def _why(code: int, said: str) -> str:
    if code == -signal.SIGXFSZ or "invalid index-pack output" in said:  # what the limit on files ends in
        return "is too large, or holds too many files"
    lines = [line for line in said.splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))), "")
    return f"cannot be fetched: {shown_url(first or (lines or ['git said nothing'])[-1])}"
