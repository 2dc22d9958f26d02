"""Which assignment is meant, where its notebooks lie, and which files are they."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from utils.pack.errors import PackError

ROOT = Path(__file__).resolve().parents[2]
# The order in which the notebooks are worked through; one that is not named comes after them.
COURSE = (
    *("perceptron", "knn", "losses", "linear_classifier"),
    *("layers", "two_layer_net", "features"),
    *("computational_graphs", "autodiff", "deep_networks"),
    *("optimizers", "schedules", "second_order", "training"),
)
_COPY = re.compile(r"(-Copy\d+|[ _]?\(\d+\)|[ _-]copy|~)$|^(Untitled\d*|Copy of .*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Folder:
    """What will be packed, and what is missing or left out.

    Attributes
    ----------
    assignment : str
        Its name.
    path : Path
        Where the student works.
    notebooks : tuple of Path
        The files of the assignment, in the order of the course.
    missing : tuple of str
        Names of notebooks that the course has and the folder has not.
    left_out : tuple of str
        Names of other notebooks in the folder.
    """

    assignment: str
    path: Path
    notebooks: tuple[Path, ...]
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def find_all(released: Path = ROOT / "assignments") -> tuple[Folder, ...]:
    """Return every assignment of the course's own copy.

    Raises
    ------
    PackError
        If there is none.
    """
    known = _known(released)
    if not known:
        raise PackError(f"There are no notebooks in {released}.")
    return tuple(_sort(name, released / name, known) for name in known)


def find_folder(wanted: str, here: Path, released: Path = ROOT / "assignments") -> Folder:
    """Find the notebooks of an assignment.

    Parameters
    ----------
    wanted : str
        The name of an assignment, the beginning of one ("a1"), or a folder with its notebooks.
    here : Path
        The folder the person is in.
    released : Path
        The course's own copy: one folder an assignment.

    Raises
    ------
    PackError
        If there is no such assignment, or no notebook of it.
    """
    known = _known(released)
    path = here / wanted
    if path.is_dir() and notebooks_in(path):
        name = path.resolve().name
        return _sort(_guess(name, path, known), path, known)
    name = _full_name(wanted, known)
    for path in (here / "assignments" / name, here / name, here, released / name):
        if path.is_dir() and _fits(path, name, known):
            return _sort(name, path, known)
    listed = ", ".join(known) or "none that I can see"
    raise PackError(
        f"There are no notebooks of {wanted!r} here ({here}).{did_you_mean(wanted, released)} "
        f"Go to the folder that holds them, or name that folder. Assignments of this course: {listed}."
    )


def find_notebook(wanted: str, here: Path, released: Path = ROOT / "assignments") -> Path | None:
    """Return the notebook of that name, with or without `.ipynb`; nothing if the course has none.

    Parameters
    ----------
    wanted : str
        Its name, for instance "perceptron". A folder of this name comes first: then it is not a notebook.
    here : Path
        The folder the person is in.
    released : Path
        The course's own copy.

    Raises
    ------
    PackError
        If the assignment's notebooks are not here.
    """
    file = f"{wanted.removesuffix('.ipynb')}.ipynb"
    assignments = [name for name, books in _known(released).items() if file in books]
    if not assignments or (here / wanted).is_dir():
        return None
    there = find_folder(assignments[0], here, released).notebooks
    return next((path for path in there if path.name == file), None)


def did_you_mean(wanted: str, released: Path = ROOT / "assignments") -> str:
    """Return a sentence that names the assignment or notebook that was probably meant; empty if none is."""
    known = _known(released)
    names = [*known, *(file.removesuffix(".ipynb") for files in known.values() for file in files)]
    near = get_close_matches(wanted.removesuffix(".ipynb"), names, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def notebooks_in(folder: Path) -> list[Path]:
    """Return the notebooks in a folder in the order of the course, hidden ones left out."""
    found = (path for path in folder.iterdir() if path.suffix == ".ipynb" and not path.name.startswith("."))
    return sorted(found, key=lambda path: in_course(path.stem))


def in_course(name: str) -> tuple[int, str]:
    """Return the place of a notebook in the course, to sort by."""
    return (COURSE.index(name) if name in COURSE else len(COURSE), name)


def _known(released: Path) -> dict[str, tuple[str, ...]]:
    """Return the names of the notebooks of each assignment."""
    folders = sorted(released.iterdir()) if released.is_dir() else []
    books = {folder.name: _originals(notebooks_in(folder)) for folder in folders if folder.is_dir()}
    return {name: names for name, names in books.items() if names}


def _originals(paths: Iterable[Path]) -> tuple[str, ...]:
    return tuple(path.name for path in paths if not _COPY.search(path.stem))


def _full_name(wanted: str, known: dict[str, tuple[str, ...]]) -> str:
    matches = [name for name in known if name.startswith(wanted)]
    return matches[0] if wanted not in known and len(matches) == 1 else wanted


def _guess(name: str, path: Path, known: dict[str, tuple[str, ...]]) -> str:
    """Return the assignment of a folder: its name, or else the only one whose notebooks it holds."""
    if name in known:
        return name
    held = {book.name for book in notebooks_in(path)}
    matches = [assignment for assignment, books in known.items() if held & set(books)]
    return matches[0] if len(matches) == 1 else name


def _fits(path: Path, name: str, known: dict[str, tuple[str, ...]]) -> bool:
    held = {book.name for book in notebooks_in(path)}
    return bool(held) and (path.resolve().name == name or bool(held & set(known.get(name, ()))))


def _sort(name: str, path: Path, known: dict[str, tuple[str, ...]]) -> Folder:
    there = notebooks_in(path)
    expected = known.get(name) or _originals(there)
    taken = tuple(book for book in there if book.name in expected)
    if not taken:
        raise PackError(f"None of the notebooks of {name} ({', '.join(expected)}) is in {path}.")
    held = {book.name for book in taken}
    missing = tuple(book for book in expected if book not in held)
    return Folder(name, path, taken, missing, tuple(book.name for book in there if book.name not in held))
