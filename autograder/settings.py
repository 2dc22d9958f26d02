"""What an instructor can set: read from `[tool.autograder]` in pyproject.toml, then the environment."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder.errors import UsageError

Isolation = Literal["full", "process"]
PUBLISHED = (
    "Warning: the secret is the one in the repository, so the inputs of the hidden tests can be foretold. "
    "For a real class set AUTOGRADER_SECRET to one of your own, and keep it for the term."
)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits and the course secret. Times are seconds; CPU time decides, wall time stands behind it.

    Attributes
    ----------
    secret : str
        Seeds every random draw of the suites.
    isolation : {"full", "process"}
        "full" refuses to grade where the kernel cannot confine; "process" takes what there is.
    worker_uid : int or None
        Run student code as this user. With it, root may grade where there is no Landlock, provided that
        suites, solutions and submissions are closed to that user (mode 0700).
    cell_cpu, load_cpu, call_cpu, total_cpu : float
        CPU seconds for a cell, for all cells, for a call, for a submission.
    wall_factor : float
        Wall seconds allowed for each CPU second.
    memory_bytes, notebook_bytes, reply_bytes : int
        Bounds on the worker's memory, a notebook file, the arrays of one reply.
    callbacks : int
        How often a submission may call functions of the suite.
    callback_cpu, callback_bytes : float, int
        CPU seconds of the grader that these calls may cost in all, and the arrays of one of them.
    """

    secret: str = "change me each term"
    isolation: Isolation = "full"
    worker_uid: int | None = None
    cell_cpu: float = 10.0
    load_cpu: float = 60.0
    call_cpu: float = 10.0
    total_cpu: float = 120.0
    wall_factor: float = 10.0
    memory_bytes: int = 3 * 2**30
    notebook_bytes: int = 32 * 2**20
    reply_bytes: int = 64 * 2**20
    callbacks: int = 200_000
    callback_cpu: float = 30.0
    callback_bytes: int = 16 * 2**20

    @property
    def published(self) -> bool:
        """Whether the secret is the one that everybody can read in this repository."""
        return self.secret == Settings().secret


def read_settings(root: Path, **overrides: Any) -> Settings:
    """Return the settings of the course at `root`; `AUTOGRADER_SECRET` and `overrides` win.

    Raises
    ------
    UsageError
        If pyproject.toml holds an unknown or ill-typed setting.
    """
    path = root / "pyproject.toml"
    table: dict[str, Any] = {}
    if path.is_file():
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("autograder", {})
    if "AUTOGRADER_SECRET" in os.environ:
        table["secret"] = os.environ["AUTOGRADER_SECRET"]
    try:
        return msgspec.convert(table | overrides, Settings)
    except msgspec.ValidationError as error:
        raise UsageError(f"[tool.autograder] in {path}: {error}") from None
