"""Decide, from names alone, which notebook of which assignment each file of a student's is meant to be."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from autograder.plain import one_line

_NAMED = 5  # files named in one remark before "and n more"
# What an LMS makes of a file's or a folder's name when all submissions are downloaded at once.
_DECORATIONS = (
    re.compile(r"(?P<who>[^_]+)_(?:LATE_)?\d+_\d+_(?P<name>.+)"),  # Canvas
    re.compile(r"(?P<who>.+)_\d+_assignsubmission_file_?(?P<name>.*)"),  # Moodle
)


@dataclass(frozen=True)
class Names:
    """The names a course knows.

    Attributes
    ----------
    assignments : mapping
        Names of the notebooks of each assignment.
    wanted : str
        The only assignment asked for; empty when not said.
    """

    assignments: Mapping[str, Sequence[str]]
    wanted: str = ""


@dataclass(frozen=True)
class Shelf:
    """What one student handed in for one assignment: a file per notebook, and what has to be said."""

    files: Mapping[str, PurePosixPath]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """All of one student's files, by assignment, and those that belong to none that is known."""

    shelves: Mapping[str, Shelf]
    strays: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A file that may be a notebook of the course. The smallest `rank` is the best."""

    assignment: str
    notebook: str
    rank: tuple[bool, bool, int]
    path: PurePosixPath


def sort_out(paths: Iterable[PurePosixPath], names: Names, default: str = "") -> Desk:
    """Sort one student's files into assignments and notebooks.

    A file in a folder called like an assignment belongs to it; any other to `default`, or else to the
    assignment that has a notebook of its name. `losses (1).ipynb` is `losses` where nothing else is.

    Parameters
    ----------
    paths : iterable of PurePosixPath
        Relative to the student's folder; all are notebook files.
    names : Names
        Names of the course. Files of assignments that are not wanted are left out silently.
    default : str
        The assignment of files outside a folder of one; empty when unknown.
    """
    candidates: list[Candidate] = []
    unknown: dict[str, list[str]] = {}
    for path in paths:
        inside = folder_assignment(path.parent, names) or default
        if names.wanted and inside not in ("", names.wanted):
            continue
        found = _candidates(path, inside, names)
        if len(found) == 1:
            candidates.extend(found)
        else:
            which = f" ({' or '.join(f'{one.assignment}/{one.notebook}' for one in found)}?)" if found else ""
            unknown.setdefault(inside or names.wanted, []).append(str(path) + which)
    return _desk(candidates, unknown)


def undecorated(name: str) -> tuple[str, str]:
    """Return whom an LMS names in a file's or folder's name, and what the student called it.

    Examples
    --------
    >>> undecorated("lovelaceada_LATE_4711_80815_a1-ada"), undecorated("Ada_17_assignsubmission_file_")
    (('lovelaceada', 'a1-ada'), ('Ada', ''))
    >>> undecorated("a1-ada")
    ('', 'a1-ada')
    """
    found = next((match for pattern in _DECORATIONS if (match := pattern.fullmatch(name))), None)
    return (found["who"], found["name"]) if found else ("", name)


def packed_name(stem: str, names: Names) -> tuple[str, str] | None:
    """Return assignment and student of `<assignment>-<student>`, as `python -m utils pack` calls its zip."""
    packed = [name for name in names.assignments if stem.startswith(f"{name}-")]
    best = max(packed, key=len, default="")
    return (best, stem[len(best) + 1 :]) if best else None


def folder_assignment(folder: PurePosixPath, names: Names) -> str:
    """Return the innermost folder of a path that is called like an assignment, or an empty string."""
    return next((part for part in reversed(folder.parts) if part in names.assignments), "")


def is_course_notebook(path: PurePosixPath, names: Names) -> bool:
    """Whether a file is called like some notebook of the course, or nearly so."""
    return bool(_candidates(path, "", names))


def is_tree(notebooks: Sequence[PurePosixPath], folders: Sequence[PurePosixPath], names: Names) -> bool:
    """Whether a folder holds a folder per student, rather than being one student's own.

    It is one student's own when an assignment's folder or a notebook of the course lies directly in it,
    unless `<student>/<assignment>` is found below it.
    """
    if any(folder.parts[0] in names.assignments for folder in folders):
        return False
    if any(len(folder.parts) == 2 and folder.name in names.assignments for folder in folders):
        return True
    return not any(len(path.parts) == 1 and is_course_notebook(path, names) for path in notebooks)


def resembles(stem: str, notebook: str) -> bool:
    """Whether a file name stands for a notebook: `losses (1)`, `Losses`, `Copy of losses`, `losses-ada`.

    Examples
    --------
    >>> resembles("Two Layer Net - Copy", "two_layer_net"), resembles("layers", "two_layer_net")
    (True, False)
    """
    words = re.sub(r"[\s_]+", "_", stem.strip().casefold())
    return re.search(rf"(?<![0-9a-z]){re.escape(notebook.casefold())}(?![0-9a-z])", words) is not None


def _candidates(path: PurePosixPath, inside: str, names: Names) -> list[Candidate]:
    """Return what a file may be, by its name; more than one where the name does not decide."""
    chosen = inside or names.wanted
    within = [chosen] if chosen else list(names.assignments)
    pairs = [(assignment, notebook) for assignment in within for notebook in names.assignments[assignment]]
    exact = [pair for pair in pairs if pair[1] == path.stem]
    loose = [pair for pair in pairs if resembles(path.stem, pair[1])]
    longest = max((len(notebook) for _, notebook in loose), default=0)
    fitting = exact or [pair for pair in loose if len(pair[1]) == longest]
    rank = (not folder_assignment(path.parent, names), not exact, len(path.parts))
    return [Candidate(assignment, notebook, rank, path) for assignment, notebook in fitting]


def _desk(candidates: Sequence[Candidate], unknown: Mapping[str, Sequence[str]]) -> Desk:
    assignments = {candidate.assignment for candidate in candidates} | {name for name in unknown if name}
    everywhere = unknown.get("", ())
    shelves = {
        assignment: _shelf(
            [candidate for candidate in candidates if candidate.assignment == assignment],
            [*unknown.get(assignment, ()), *everywhere],
        )
        for assignment in sorted(assignments)
    }
    return Desk(shelves, () if shelves else _ignored(everywhere))


def _shelf(candidates: Sequence[Candidate], unknown: Sequence[str]) -> Shelf:
    files: dict[str, PurePosixPath] = {}
    remarks: list[str] = []
    ignored = list(unknown)
    for notebook in sorted({candidate.notebook for candidate in candidates}):
        same = [candidate for candidate in candidates if candidate.notebook == notebook]
        best, *others = sorted(same, key=lambda candidate: (candidate.rank, candidate.path))
        if others and others[0].rank == best.rank:
            remarks.append(_undecided(notebook, [one for one in same if one.rank == best.rank]))
            continue
        files[notebook] = best.path
        ignored += [str(candidate.path) for candidate in others]
        if best.path.name != f"{notebook}.ipynb":
            remarks.append(f"{notebook}: read from {one_line(best.path.name)!r}")
    return Shelf(files, (*remarks, *_ignored(ignored)))


def _undecided(notebook: str, same: Sequence[Candidate]) -> str:
    which = " or ".join(repr(one_line(str(candidate.path))) for candidate in same[:_NAMED])
    return f"{notebook}: {which}? Neither was graded; name the right one {notebook}.ipynb"


def _ignored(paths: Sequence[str]) -> tuple[str, ...]:
    if not paths:
        return ()
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return (f"ignored: {', '.join(one_line(path) for path in sorted(paths)[:_NAMED])}{more}",)
