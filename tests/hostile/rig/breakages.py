"""Ways to hand in what is no honest notebook; `contents`, `places` and `archives` fill the table."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

QUESTIONS = ("twice", "total", "loss", "net", "rows", "table")


@dataclass
class Place:
    """Where a student hands in.

    Attributes
    ----------
    tree : Path
        Holds a folder for each student.
    folder : Path
        The student's own, for the assignment.
    cells : list of str
        Honest cells.
    hidden : Path
        The reference solution, which must never be read as a submission.
    extra : list of Path
        More arguments of the command line, such as zip files.
    later : callable
        Called after the files were found and before they are read.
    """

    tree: Path
    folder: Path
    cells: list[str]
    hidden: Path
    extra: list[Path] = field(default_factory=list)
    later: Callable[[], None] = lambda: None

    @property
    def file(self) -> Path:
        """The notebook."""
        return self.folder / "basics.ipynb"

    def book(self, **changes: Any) -> dict[str, Any]:
        """Return an honest notebook as JSON would have it, with some of its keys changed."""
        plain = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
        cells = [{**plain, "id": f"c{place}", "source": source} for place, source in enumerate(self.cells)]
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **changes}

    def text(self, **changes: Any) -> str:
        """Return an honest notebook as a file's text."""
        return json.dumps(self.book(**changes))

    def write(self, content: str | bytes) -> None:
        """Write the notebook's file."""
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def zipped(self, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        """Hand in a zip file beside the tree instead of the folder."""
        self.folder.rmdir()
        self.folder.parent.rmdir()
        path = self.tree.parent / f"{self.folder.parent.name}.zip"
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        self.extra.append(path)
        return path


@dataclass(frozen=True)
class Breakage:
    """One way to break a file.

    Attributes
    ----------
    name : str
    covers : tuple of str
        Which threats.
    make : callable
        Writes it at a `Place`.
    keeps : tuple of str
        Questions that must get all of their points; all others must get nothing.
    says : str
        What a warning of the report must say.
    ours : bool
        Whether it is reported as not graded: the files changed under the grader's hands.
    """

    name: str
    covers: tuple[str, ...]
    make: Callable[[Place], None]
    keeps: tuple[str, ...] = ()
    says: str = ""
    ours: bool = False


BREAKAGES: list[Breakage] = []


def breakage(
    *covers: str, keeps: tuple[str, ...] = (), says: str = "", ours: bool = False
) -> Callable[[Callable[[Place], None]], Callable[[Place], None]]:
    """Enter a function in the table."""

    def enter(make: Callable[[Place], None]) -> Callable[[Place], None]:
        BREAKAGES.append(Breakage(make.__name__, covers, make, keeps, says, ours))
        return make

    return enter
