"""Read the attacks: a file each, with a table of what must come of it at the top, then cells."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
QUESTIONS = ("twice", "total", "loss", "net", "rows", "table")
OPEN, CLOSE, CELL = "# /// attack", "# ///", "# %%"


@dataclass(frozen=True)
class Row:
    """An attack.

    Attributes
    ----------
    name : str
        Folder and file, "python/patched_numpy".
    tries : str
        What it tries.
    covers : tuple of str
        Keys of `PHRASES`: which threats.
    keeps : tuple of str
        Questions whose honest code is intact: they must get all of their points.
    may : tuple of str
        Questions whose honest code is there but that the attack may break: anything from nothing to all.
        All other questions must get nothing.
    seen : tuple of str
        Texts that must stand in the report, such as a warning.
    control : str
        "unconfined" where the same cells, run without any confinement, must find a canary: so that finding
        nothing means something. "root" where that takes root.
    seconds : float
        Longest time it may take to grade, on a busy machine.
    cells : tuple of (directive, source)
    """

    name: str
    tries: str
    covers: tuple[str, ...]
    keeps: tuple[str, ...]
    may: tuple[str, ...]
    seen: tuple[str, ...]
    control: str
    seconds: float
    cells: tuple[tuple[str, str], ...]

    def sources(self, honest: Mapping[str, str], world: str) -> list[str]:
        """Return the notebook's cells; `honest` and `world` cells are filled in."""
        found = []
        for directive, source in self.cells:
            word, *names = directive.split()
            if word == "honest":
                found += [honest[name] for name in names or honest]
            else:
                found.append(world if word == "world" else source)
        return found


def read_rows(folder: Path = HERE / "attacks") -> list[Row]:
    """Return every attack, by name."""
    paths = sorted([*folder.glob("*/*.py"), *folder.glob("*/*.ipy")])
    return [read_row(path, folder) for path in paths]


def read_row(path: Path, folder: Path) -> Row:
    """Read one file; a field that is missing or misspelt is an error."""
    text = path.read_text(encoding="utf-8")
    head, found, rest = text.removeprefix(OPEN).partition(f"\n{CLOSE}\n")
    if not text.startswith(OPEN) or not found:
        raise ValueError(f"{path} does not start with a table of what it tries")
    table: dict[str, Any] = tomllib.loads("\n".join(line.removeprefix("#") for line in head.splitlines()))
    return Row(
        name=f"{path.parent.name}/{path.stem}",
        tries=table.pop("tries"),
        covers=tuple(table.pop("covers")),
        keeps=_questions(table.pop("keeps", ())),
        may=_questions(table.pop("may", ())),
        seen=tuple(table.pop("seen", ())),
        control=table.pop("control", ""),
        seconds=float(table.pop("seconds", 60)),
        cells=split_cells(rest),
        **table,  # nothing: whatever is left is a mistake
    )


def _questions(names: Sequence[str]) -> tuple[str, ...]:
    return QUESTIONS if names == "all" else tuple(names)


def split_cells(text: str) -> tuple[tuple[str, str], ...]:
    """Return (directive, source) of each cell; a cell without a directive is "code"."""
    cells: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(CELL):
            cells.append((line.removeprefix(CELL).strip() or "code", []))
        elif cells:
            cells[-1][1].append(line)
    return tuple((directive, "\n".join(lines).strip("\n")) for directive, lines in cells)


def notebook(sources: Sequence[str]) -> bytes:
    """Return a notebook of these code cells."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{place}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for place, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
