"""Find the submissions behind the arguments of `autograder grade`, and read one into memory."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.errors import NotebookError, UsageError
from autograder.intake import Listing, Location, list_folder, list_zip, member_path, read_file
from autograder.layout import Desk, Names, Shelf, is_tree, packed_name, sort_out, undecorated
from autograder.plain import one_line, student_name
from autograder.settings import Settings

if TYPE_CHECKING:
    from autograder.grade import Work


@dataclass(frozen=True)
class Source:
    """One student's submission of one assignment, not read yet.

    Attributes
    ----------
    student, assignment : str
        The student's name is fit to be a file name.
    files : mapping
        Where each notebook that was found lies.
    warnings : tuple of str
        What has to be said in the report about how the files were found.
    problems : mapping
        Why a notebook cannot be read, where that is known already.
    origin : Path
        What a person calls it: the folder or file it comes from.
    folder : Location or None
        The folder whose other files belong to this submission alone. It need not be there.
    """

    student: str
    assignment: str
    files: Mapping[str, Location]
    warnings: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    origin: Path = Path()
    folder: Location | None = None

    def read(self, settings: Settings) -> "Work":
        """Read the notebooks into memory, at most `settings.notebook_bytes` of each.

        Raises
        ------
        InfrastructureError
            If a file cannot be read for a reason that is not the student's.
        """
        from autograder.grade import Work

        notebooks: dict[str, bytes] = {}
        problems = dict(self.problems)
        for name, location in self.files.items():
            try:
                notebooks[name] = read_file(location, settings.notebook_bytes)
            except NotebookError as error:
                problems[name] = f"The file {error}."
        return Work(self.student, self.assignment, notebooks, problems, self.warnings)


@dataclass(frozen=True)
class Found:
    """The submissions in order of assignment and student, and what was left out."""

    sources: tuple[Source, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Folder:
    """One student's files as found: a folder, some files of it, or a zip file; nothing decided yet."""

    student: str
    origin: Path
    root: Path
    notebooks: tuple[PurePosixPath, ...]
    assignment: str = ""
    handed_in: tuple[str, ...] = ()  # assignments that have a folder, perhaps an empty one
    members: Mapping[PurePosixPath, str] = field(default_factory=dict)
    problem: str = ""


def find_sources(submissions: Iterable[Path], course: Course, assignment: str = "") -> Found:
    """Find the submissions behind the arguments of the command line.

    Parameters
    ----------
    submissions : iterable of Path
        Notebooks, students' folders or zip files, trees.
    course : Course
        Knows the names of assignments and notebooks.
    assignment : str
        Grade this assignment only; empty to deduce it from folders and names.

    Raises
    ------
    UsageError
        If an argument is none of these, nothing can be graded, or two are the same student's same assignment.
    """
    if assignment:
        course.notebooks(assignment)
    known = {name: [book.name for book in books] for name, books in course.assignments.items()}
    names = Names(known, assignment)
    folders = [folder for argument in _arguments(submissions, names) for folder in argument]
    desks = [(folder, sort_out(folder.notebooks, names, folder.assignment)) for folder in folders]
    only = _only_assignment(desks, names)
    sources = [source for folder, desk in desks for source in _sources(folder, desk, names, only)]
    ignored = [_left_out(folder, desk) for folder, desk in desks if not _assigned(folder, desk, names, only)]
    if not sources:
        raise UsageError(_nothing_found(folders, ignored, names))
    _refuse_twins(sources)
    ordered = sorted(sources, key=lambda source: (source.assignment, source.student))
    return Found(tuple(ordered), tuple(ignored))


def _arguments(submissions: Iterable[Path], names: Names) -> Iterable[list[_Folder]]:
    """Yield the students' folders behind each argument; notebooks of one folder go together."""
    loose: dict[Path, list[PurePosixPath]] = defaultdict(list)
    for argument in submissions:
        path = Path(os.path.abspath(argument))
        suffix = path.suffix.lower()
        if path.is_dir() and suffix != ".ipynb":
            yield _directory(path, names)
        elif not os.path.lexists(path):
            raise UsageError(f"{argument} does not exist.")
        elif suffix == ".ipynb":
            loose[path.parent].append(PurePosixPath(path.name))
        elif suffix == ".zip":
            yield [_zip(path, names)]
        else:
            raise UsageError(f"{argument} is not a notebook (.ipynb), a zip file or a folder.")
    yield from ([_notebooks(folder, files, names)] for folder, files in loose.items())


def _notebooks(folder: Path, files: Sequence[PurePosixPath], names: Names) -> _Folder:
    student, assignment = _labels(folder, names)
    unique = tuple(dict.fromkeys(files))
    origin = folder / unique[0] if len(unique) == 1 else folder
    return _Folder(student, origin, folder, unique, assignment)


def _labels(folder: Path, names: Names) -> tuple[str, str]:
    """Return student and assignment of a folder of notebooks: <student>/<assignment>, or just <student>."""
    if folder.name in names.assignments:
        return folder.parent.name, folder.name
    return folder.name, ""


def _zip(path: Path, names: Names, owner: str = "") -> _Folder:
    """Return a zip file's: <student>.zip, <assignment>-<student>.zip, <assignment>/<student>.zip or
    <student>/<assignment>.zip. The second is what `python -m utils pack` writes. Whom an LMS names counts
    for more than what the student called the file.
    """
    uploader, stem = undecorated(path.stem)
    student, assignment = stem, ""
    packed = packed_name(stem, names)
    if stem in names.assignments:
        student, assignment = path.parent.name, stem
    elif packed:
        assignment, student = packed
    elif path.parent.name in names.assignments:
        assignment = path.parent.name
    student = owner or uploader or student
    try:
        members = list_zip(Location(path.parent, PurePosixPath(path.name)))
    except NotebookError as error:
        return _Folder(student, path, path.parent, (), assignment, problem=f"{path.name} {error}")
    paths = {inside: name for name in members if (inside := member_path(name)) is not None}
    return _Folder(student, path, path.parent, tuple(sorted(paths)), assignment, members=paths)


def _directory(path: Path, names: Names) -> list[_Folder]:
    listing = list_folder(path)
    if not is_tree(listing.notebooks, listing.folders, names):
        student, assignment = _labels(path, names)
        return [
            _Folder(student, path, path, listing.notebooks, assignment, _assignments(listing.folders, names))
        ]
    default = path.name if path.name in names.assignments else ""
    notebooks, folders = _by_student(listing.notebooks), _by_student(listing.folders)
    archives = _by_student(listing.archives)
    found: list[_Folder] = []
    for student in sorted({folder.parts[0] for folder in listing.folders}):
        own = path / student
        handed_in = _assignments(folders[student], names)
        owner = undecorated(student)[0] or student
        folder = _Folder(owner, own, own, tuple(notebooks[student]), default, handed_in)
        found += _students(folder, archives[student], names)
    found += [_zip(path / archive, names) for archive in _loose(listing, names)]
    return found + [_link(path / link) for link in listing.links if len(link.parts) == 1]


def _students(folder: _Folder, archives: Sequence[PurePosixPath], names: Names) -> list[_Folder]:
    """Return what one student's folder in a tree stands for: itself or, without notebooks, its zip files."""
    zips = [_zip(folder.root / one, names, folder.student) for one in archives if not folder.notebooks]
    if len({one.assignment for one in zips}) == len(zips):
        return zips or [folder]
    which = ", ".join(one_line(one.origin.name, 60) for one in zips)
    return [
        replace(folder, problem=f"{folder.root.name} holds several zip files, and none was read ({which})")
    ]


def _loose(listing: Listing, names: Names) -> list[PurePosixPath]:
    """Return the zip files directly in a folder; beside folders of students, those named like submissions."""
    direct = [archive for archive in listing.archives if len(archive.parts) == 1]
    if not listing.folders:
        return direct
    return [one for one in direct if packed_name(undecorated(one.stem)[1], names)]


def _link(path: Path) -> _Folder:
    return _Folder(path.name, path, path.parent, (), problem=f"{path.name} is a symbolic link")


def _by_student(paths: Sequence[PurePosixPath]) -> dict[str, list[PurePosixPath]]:
    """Return what lies in each student's folder, relative to it, in one pass: a tree has thousands."""
    found: dict[str, list[PurePosixPath]] = defaultdict(list)
    for path in paths:
        student, *rest = path.parts
        if rest:
            found[student].append(PurePosixPath(*rest))
    return found


def _assignments(folders: Sequence[PurePosixPath], names: Names) -> tuple[str, ...]:
    found = {folder.name for folder in folders if folder.name in names.assignments}
    return tuple(sorted(found if not names.wanted else found & {names.wanted}))


def _only_assignment(desks: Sequence[tuple[_Folder, Desk]], names: Names) -> str:
    """Return the assignment of work that does not say itself: the wanted one, or the only one there is."""
    if names.wanted:
        return names.wanted
    seen = {name for folder, desk in desks for name in (*desk.shelves, *folder.handed_in)}
    candidates = seen or set(names.assignments)
    return candidates.pop() if len(candidates) == 1 else ""


def _assigned(folder: _Folder, desk: Desk, names: Names, only: str) -> tuple[str, ...]:
    """Return the assignments that a student handed something in for."""
    sure = {*desk.shelves, *folder.handed_in}
    if sure:
        return tuple(sorted(sure))
    guess = folder.assignment or only
    handed_in = bool(desk.strays or folder.problem)
    fits = guess and names.wanted in ("", guess)
    return (guess,) if handed_in and fits else ()


def _sources(folder: _Folder, desk: Desk, names: Names, only: str) -> Iterable[Source]:
    for assignment in _assigned(folder, desk, names, only):
        shelf = desk.shelves.get(assignment, Shelf({}, desk.strays))
        problems = (
            dict.fromkeys(names.assignments[assignment], f"{folder.problem}.") if folder.problem else {}
        )
        files = {notebook: _location(folder, path) for notebook, path in shelf.files.items()}
        name = student_name(folder.student)
        own = _own_folder(folder, assignment, shelf)
        yield Source(name, assignment, files, shelf.remarks, problems, folder.origin, own)


def _own_folder(folder: _Folder, assignment: str, shelf: Shelf) -> Location | None:
    """Return the folder that is called like the assignment: what else lies in it was handed in with it."""
    if folder.members or folder.problem:
        return None
    if folder.root.name == assignment:
        return Location(folder.root, PurePosixPath())
    inside = [path for file in shelf.files.values() for path in file.parents if path.name == assignment]
    return Location(folder.root, inside[0] if inside else PurePosixPath(assignment))


def _location(folder: _Folder, path: PurePosixPath) -> Location:
    if folder.members:
        archive = PurePosixPath(folder.origin.name)
        return Location(folder.root, archive, folder.members[path])
    return Location(folder.root, path)


def _left_out(folder: _Folder, desk: Desk) -> str:
    why = "; ".join(desk.strays) or folder.problem or "no notebook of the course"
    return f"{_shown(folder.origin)}: {why}"


def _shown(path: Path) -> str:
    """Return a path as it is typed from the current folder."""
    here = Path.cwd()
    return one_line(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _nothing_found(folders: Sequence[_Folder], ignored: Sequence[str], names: Names) -> str:
    wanted = [names.wanted] if names.wanted else list(names.assignments)
    books = "\n".join(f"  {name}: {', '.join(names.assignments[name])}" for name in wanted)
    where = "\n".join(f"  {line}" for line in ignored[:5]) or "  no folder or notebook at all"
    return (
        f"Nothing to grade was found:\n{where}\n"
        f"Notebooks are recognised by their names; this course has\n{books}\n"
        "Rename the files, or say which assignment they are with --assignment."
    )


def _refuse_twins(sources: Sequence[Source]) -> None:
    first: dict[tuple[str, str], Source] = {}
    for source in sources:
        twin = first.setdefault((source.student, source.assignment), source)
        if twin is not source:
            raise UsageError(
                f"Two submissions of {source.assignment} by {source.student!r}:\n"
                f"  {_shown(twin.origin)}\n  {_shown(source.origin)}\n"
                "Keep one, or rename one student's folder."
            )
