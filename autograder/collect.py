"""Collect submissions from students' git repositories, laid out as `autograder grade` wants them."""

import csv
import io
import json
import secrets
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath

from rich.console import Console
from rich.text import Text

from autograder.course import Course
from autograder.errors import NotebookError, UsageError
from autograder.files import write_atomic
from autograder.intake import DEPTH, skipped
from autograder.layout import Names, sort_out
from autograder.plain import one_line, student_name
from autograder.repository import Entry, Repository, checked_url, shown_url
from autograder.settings import read_settings

COLUMNS = ("student", "repository", "assignment")
INCOMPLETE = 1  # exit code: some repositories could not be collected
REMARKS = 5  # remarks about one repository


@dataclass(frozen=True)
class Wanted:
    """A line of the list: whose repository, where, and for which assignment (empty: as its folders say)."""

    student: str
    url: str
    assignment: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a folder was collected from. An equal one means that there is nothing to fetch."""

    url: str
    before: str
    head: str
    commit: str
    folders: tuple[str, ...]

    def of(self, other: "Receipt") -> bool:
        """Whether both are for the same state of the same repository."""
        return (self.url, self.before, self.head) == (other.url, other.before, other.head)


def collect(listed: Path, output: Path, course: Course, before: str, screen: Console) -> int:
    """Collect every repository of a list, and say how it went; one that fails does not stop the others.

    Parameters
    ----------
    listed : Path
        The list, see `read_list`.
    output : Path
        Gets `<student>/<assignment>/`: notebooks and timestamp.txt.
    course : Course
        Knows the names of assignments and notebooks.
    before : str
        The moment until which commits count; empty for now.
    screen : Console
        Where a line for each repository is shown.

    Returns
    -------
    int
        Exit code: 0 all is collected, 1 some are not.

    Raises
    ------
    UsageError
        If the list, an address in it or the date is wrong, or `output` cannot be written to.
    """
    moment = deadline(before)
    wanted = read_list(listed, course)
    limit = read_settings(course.root).notebook_bytes
    failed = []
    for place, one in enumerate(wanted, 1):
        try:
            said, style = _collect_one(one, output, course, moment, limit), ""
        except NotebookError as error:
            said, style = f"not collected: {shown_url(one.url)} {error}.", "bold red"
            failed.append(one.student)
        except OSError as error:
            raise UsageError(f"{output / one.student} cannot be written: {error.strerror}.") from None
        screen.print(Text(f"[{place}/{len(wanted)}] {one.student}: {said}", style=style), soft_wrap=True)
    count = f"{len(wanted) - len(failed)} of {len(wanted)} repositories are in {output}."
    screen.print(Text(count + (f" Not: {', '.join(failed)}." if failed else "")), soft_wrap=True)
    return INCOMPLETE if failed else 0


def deadline(text: str) -> datetime | None:
    """Return the moment that a date means: in UTC unless it says otherwise, and without a time the day's end.

    Raises
    ------
    UsageError
        If it is no date.

    Examples
    --------
    >>> deadline("2026-03-01").isoformat()
    '2026-03-01T23:59:59+00:00'
    """
    if not text:
        return None
    try:
        if len(text) == len("2026-03-01"):
            moment = datetime.combine(date.fromisoformat(text), time(23, 59, 59))
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--before {text!r} is no date: write 2026-03-01, 2026-03-01T23:59 or 2026-03-01T23:59+01:00."
        ) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_list(path: Path, course: Course) -> list[Wanted]:
    """Return the lines of a CSV with the columns student, repository and, if need be, assignment.

    Raises
    ------
    UsageError
        If it cannot be read, a name or an address in it cannot be used, or two lines mean the same folder.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not in UTF-8: save it again as CSV UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if not {"student", "repository"} <= set(reader.fieldnames):
        raise UsageError(f"The first line of {path} has to name its columns: {','.join(COLUMNS)}.")
    try:
        wanted = [
            _wanted(row, f"{path}, line {reader.line_num}", course) for row in reader if any(row.values())
        ]
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}.") from None
    if not wanted:
        raise UsageError(f"{path} lists no repository.")
    for one in wanted:
        same = [other for other in wanted if other.student == one.student]
        if len({other.assignment for other in same}) < len(same) or (one.assignment == "" and len(same) > 1):
            raise UsageError(
                f"{path} has several lines for {one.student!r}: give each an assignment of its own."
            )
    return wanted


def _wanted(row: Mapping[str | None, str | list[str] | None], where: str, course: Course) -> Wanted:
    student, url, assignment = (str(row.get(column) or "").strip() for column in COLUMNS)
    if not student or student_name(student) != student:
        raise UsageError(
            f"{where}: {student!r} cannot be the name of a folder; {student_name(student)!r} could."
        )
    try:
        if assignment:
            course.notebooks(assignment)
        return Wanted(student, checked_url(url), assignment)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _collect_one(one: Wanted, output: Path, course: Course, before: datetime | None, limit: int) -> str:
    """Collect one repository unless it is as it was; return what to say.

    Raises
    ------
    NotebookError
        If it cannot be fetched, or there is nothing of the course in it.
    """
    home = output / one.student
    with tempfile.TemporaryDirectory(prefix="collect-") as folder:
        repository = Repository(Path(folder), one.url)
        receipt = Receipt(shown_url(one.url), before.isoformat() if before else "", repository.head(), "", ())
        kept = _receipt(home, one.assignment)
        if kept and kept.of(receipt) and all((home / name).is_dir() for name in kept.folders):
            return "as before"
        commit = repository.last_commit(before)
        entries = repository.entries(commit)
        shelves, remarks = _sorted(entries, one, course, limit)
        if not shelves:
            raise NotebookError("; ".join(["holds no notebook of the course", *remarks]))
        folders = {
            name: {f"{book}.ipynb": repository.read(entry) for book, entry in books.items()}
            for name, books in shelves.items()
        }
    ours = kept.folders if kept else ()
    for name in folders:
        if name not in ours and (home / name).exists():
            raise NotebookError(f"would replace {home / name}, which was not collected: move it away first")
    # Until all is there, the receipt names everything that is ours, and no state that could be taken for it.
    _write_receipt(home, one, replace(receipt, head="", folders=tuple({*ours, *folders})))
    stamp = f"{commit.moment:%Y-%m-%d %H:%M:%S} UTC\n".encode()
    for name, files in folders.items():
        _lay_down(home, name, {**files, "timestamp.txt": stamp})
    for name in set(ours) - set(folders):
        shutil.rmtree(home / name, ignore_errors=True)
    _write_receipt(home, one, replace(receipt, commit=commit.oid, folders=tuple(folders)))
    count = sum(len(files) for files in folders.values())
    said = f"{count} notebook{'s' * (count != 1)} of {', '.join(folders)}, {commit.moment:%Y-%m-%d %H:%M} UTC"
    return "; ".join([said, *remarks])


def _sorted(
    entries: Sequence[Entry], one: Wanted, course: Course, limit: int
) -> tuple[dict[str, dict[str, Entry]], list[str]]:
    """Return which entry is which notebook of which assignment, and what has to be said."""
    books = [
        entry
        for entry in entries
        if entry.path.suffix.lower() == ".ipynb"
        and not skipped(entry.path)
        and len(entry.path.parts) <= DEPTH + 1
    ]
    usable = {entry.path: entry for entry in books if entry.kind == "file" and entry.size <= limit}
    remarks = [
        f"{one_line(str(entry.path), 80)} is {_trouble(entry, limit)}"
        for entry in (*books, *(entry for entry in entries if entry.kind == "submodule"))
        if entry.path not in usable
    ]
    known = {name: [book.name for book in books] for name, books in course.assignments.items()}
    desk = sort_out(usable, Names(known, one.assignment), one.assignment)
    remarks += [remark for shelf in desk.shelves.values() for remark in shelf.remarks]
    if len(remarks) > REMARKS:
        remarks[REMARKS:] = [f"and {len(remarks) - REMARKS} more"]
    shelves = {
        name: {book: usable[PurePosixPath(path)] for book, path in shelf.files.items()}
        for name, shelf in desk.shelves.items()
        if shelf.files
    }
    return shelves, remarks


def _trouble(entry: Entry, limit: int) -> str:
    large = f"larger than {limit / 2**20:g} MiB"
    said = {"file": large, "link": "a symbolic link", "submodule": "a submodule, which is not followed"}
    return f"{said.get(entry.kind, 'not a file')}: left out"


def _lay_down(home: Path, assignment: str, files: Mapping[str, bytes]) -> None:
    """Replace a folder as a whole: no half-written one is ever there under its name."""
    target = home / assignment
    for half in home.glob(".*.part"):
        shutil.rmtree(half, ignore_errors=True)
    fresh, old = (home / f".{secrets.token_hex(4)}.{assignment}.part" for _ in range(2))
    fresh.mkdir()
    for name, data in files.items():
        (fresh / name).write_bytes(data)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _write_receipt(home: Path, one: Wanted, receipt: Receipt) -> None:
    home.mkdir(parents=True, exist_ok=True)
    write_atomic(_receipt_file(home, one.assignment), json.dumps(asdict(receipt), indent=1).encode())


def _receipt_file(home: Path, assignment: str) -> Path:
    return home / f".collected{'-' * bool(assignment)}{assignment}.json"


def _receipt(home: Path, assignment: str) -> Receipt | None:
    """Return what was collected last, if it is still there."""
    try:
        fields = json.loads(_receipt_file(home, assignment).read_bytes())
        found = Receipt(**{**fields, "folders": tuple(fields["folders"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found
