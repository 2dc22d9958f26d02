"""Make the students' notebooks: solutions/ -> assignments/, by nbgrader's own converter.

The authored notebooks are checked first, because nbgrader would release a slip without a word: what
leaves this repository has been looked at. The result is byte for byte what
`nbgrader generate_assignment <assignment> --force` writes.
"""

import ast
import json
import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from autograder.course import TOGETHER, Course
from autograder.errors import UsageError

Cell = dict[str, Any]
Change = Literal["missing", "different", "stale"]
REPORTED: dict[Change, str] = {
    "missing": "{} is missing: run `autograder release`.",
    "different": "{} differs from what solutions/ gives: run `autograder release`.",
    "stale": "{} has no source in solutions/: run `autograder release`.",
}
DONE: dict[Change, str] = {"missing": "{} written.", "different": "{} updated.", "stale": "{} removed."}
SKIP = "skip-execution"
HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
READABLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
FLAGS = ("grade", "solution", "locked", "task", "schema_version")
# grade, solution, locked, task, schema_version
SOLUTION_CELL = (False, True, False, False, 3)
CHECK_CELL = (True, False, True, False, 3)
INLINE_QUESTION = (True, True, False, False, 3)
ROLES = {("code", SOLUTION_CELL), ("code", CHECK_CELL), ("markdown", INLINE_QUESTION)}


def release(course: Course, assignments: Sequence[str], check: bool) -> list[str]:
    """Bring `assignments/` up to date, or with `check` only say what is not.

    Parameters
    ----------
    course : Course
        The repository.
    assignments : sequence of str
        Names of folders under `solutions/`.
    check : bool
        Touch nothing.

    Returns
    -------
    list of str
        One line for every file that was missing, different, or there without a source: with `check`
        what is wrong with it, otherwise what was done.

    Raises
    ------
    UsageError
        If there is no such assignment, an authored notebook breaks a rule, or nbgrader refuses it.
    """
    problems = [problem for name in assignments for problem in lint(course, name)]
    if problems:
        raise UsageError("Nothing was released. In solutions/:\n  " + "\n  ".join(problems))
    differences: list[str] = []
    with TemporaryDirectory(prefix="release-") as folder:
        for name in assignments:
            made, committed = Path(folder) / name, course.root / "assignments" / name
            _generate(course.root, name, Path(folder))
            changes = compare(made, committed)
            said = REPORTED if check else DONE
            differences += [
                said[change].format(f"assignments/{name}/{file}") for file, change in changes.items()
            ]
            if not check:
                _apply(changes, made, committed)
    return differences


def compare(made: Path, committed: Path) -> dict[str, Change]:
    """Return what would have to change in the folder `committed` to make it equal to `made`, by file name."""
    new, old = _files(made), _files(committed)
    missing: dict[str, Change] = dict.fromkeys(new - old, "missing")
    stale: dict[str, Change] = dict.fromkeys(old - new, "stale")
    different: dict[str, Change] = {
        name: "different"
        for name in new & old
        if (made / name).read_bytes() != (committed / name).read_bytes()
    }
    return dict(sorted((missing | stale | different).items()))


def lint(course: Course, assignment: str) -> list[str]:
    """Return what is wrong with the authored notebooks of an assignment, one line each."""
    notebooks = course.notebooks(assignment)
    folder = course.root / "solutions" / assignment
    authored = {notebook.solution for notebook in notebooks}
    problems = [
        f"{assignment}/{path.relative_to(folder)}: a stray file; nbgrader would copy it to the students."
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in authored and ".ipynb_checkpoints" not in path.parts
    ]
    for notebook in notebooks:
        where = f"{assignment}/{notebook.name}.ipynb"
        problems += [f"{where}: {problem}" for problem in _notebook_problems(notebook.solution)]
    return problems


def _notebook_problems(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    book = json.loads(text)
    cells: list[Cell] = book["cells"]
    if (book["nbformat"], book["nbformat_minor"]) != (4, 5):
        yield "must be nbformat 4.5; without cell ids every release differs."
    if book["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "must name the kernel python3."
    if not text.endswith("\n"):
        yield "must end with a newline."
    ids = [str(cell.get("id", "")) for cell in cells]
    yield from (f"cell id {name!r} is used twice." for name in sorted({n for n in ids if ids.count(n) > 1}))
    for number, cell in enumerate(cells):
        here = f"cell {cell.get('id') or number}"
        yield from (f"{here}: {problem}" for problem in _cell_problems(cell))
    yield from _pairing_problems(cells)
    yield from _anchor_problems(cells)


def _anchor_problems(cells: list[Cell]) -> Iterator[str]:
    """Yield headings that formgrader would take for a score's field: it looks fields up by `grade_id`."""
    names = {cell["metadata"]["nbgrader"].get("grade_id") for cell in cells if "nbgrader" in cell["metadata"]}
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for heading in HEADING.findall("".join(cell["source"])):
                if heading.strip().replace(" ", "-") in names:
                    yield f"cell {cell.get('id')}: the heading {heading.strip()!r} is a grade_id; reword it."


def _cell_problems(cell: Cell) -> Iterator[str]:
    source, mark = "".join(cell["source"]), cell["metadata"].get("nbgrader")
    tagged = SKIP in cell["metadata"].get("tags", [])
    if not READABLE_ID.match(str(cell.get("id", ""))):
        yield "needs an id of lower-case words and hyphens."
    if cell.get("outputs") or cell.get("execution_count") is not None:
        yield "has outputs; clear them."
    if "HIDDEN TESTS" in source:
        yield "holds hidden tests; they belong in autograder/suites/."
    if mark:
        yield from _mark_problems(cell["cell_type"], source, mark, tagged)
    elif "BEGIN SOLUTION" in source:
        yield "holds a solution, but its metadata does not say so."
    elif cell["cell_type"] == "code" and not tagged and not _only_defines(source):
        yield f"does something at once: tag it {SKIP}, or keep to imports and definitions."


def _mark_problems(kind: str, source: str, mark: dict[str, Any], tagged: bool) -> Iterator[str]:
    flags = tuple(mark.get(flag) for flag in FLAGS)
    if (kind, flags) not in ROLES:
        yield f"has nbgrader metadata of no known kind: {kind}, {dict(zip(FLAGS, flags, strict=True))}."
    if mark.get("solution") and (source.count("BEGIN SOLUTION"), source.count("END SOLUTION")) != (1, 1):
        yield "needs one BEGIN SOLUTION and one END SOLUTION."
    if mark.get("grade") and not float(mark.get("points") or 0) > 0:
        yield "is graded but carries no points."
    if flags == CHECK_CELL and not tagged:
        yield f"runs a visible check: tag it {SKIP}."
    if flags == SOLUTION_CELL and not _is_one_definition(source):
        yield "must hold exactly one function or class, with a docstring."


def _pairing_problems(cells: list[Cell]) -> Iterator[str]:
    marks = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    names = [str(mark.get("grade_id")) for mark in marks]
    yield from (
        f"grade_id {name!r} is used twice." for name in sorted({n for n in names if names.count(n) > 1})
    )
    for position, mark in enumerate(marks):
        if (
            mark.get("grade")
            and not mark.get("solution")
            and names[position] != TOGETHER
            and f"{names[position]}_solution" not in names[:position]
        ):
            yield f"grade_id {names[position]!r}: no cell {names[position]}_solution stands before it."


def _only_defines(source: str) -> bool:
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    return all(isinstance(node, allowed) or _builds_on(node) for node in ast.parse(source).body)


def _builds_on(node: ast.stmt) -> bool:
    """Whether a statement is `losses = from_notebook("losses")`."""
    call = node.value if isinstance(node, ast.Assign) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "from_notebook"


def _is_one_definition(source: str) -> bool:
    body = ast.parse(source).body
    return (
        len(body) == 1
        and isinstance(body[0], ast.FunctionDef | ast.ClassDef)
        and bool(ast.get_docstring(body[0]))
    )


def _files(folder: Path) -> set[str]:
    """Return the files below a release folder, without what Jupyter leaves behind."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def _apply(changes: dict[str, Change], made: Path, committed: Path) -> None:
    for name, change in changes.items():
        target = committed / name
        if change == "stale":
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made / name, target)


class _Errors(logging.Handler):
    """Collects what nbgrader logs as errors: its exceptions only say that there is something in the log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _generate(root: Path, assignment: str, folder: Path) -> None:
    """Run nbgrader's converter into `folder`, with the course's own settings and without a database."""
    from nbgrader.converters import GenerateAssignment  # type: ignore[import-untyped]  # 1.5 s
    from nbgrader.converters.base import NbGraderException  # type: ignore[import-untyped]
    from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped]
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    except ConfigFileNotFound:
        raise UsageError(
            f"{root} has no nbgrader_config.py, which says how notebooks are released."
        ) from None
    config.CourseDirectory.release_directory = str(folder)
    config.CourseDirectory.assignment_id = assignment
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False  # the other half of nbgrader's --no-db
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    errors = _Errors()
    converter.log.addHandler(errors)
    try:
        converter.start()
    except NbGraderException:
        raise UsageError(f"nbgrader cannot release {assignment}:\n" + "\n".join(errors.lines)) from None
    finally:
        converter.log.removeHandler(errors)
