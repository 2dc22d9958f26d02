"""Where things are in the repository: assignments, their notebooks, suites and graded cells."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.errors import UsageError
from autograder.notebook import definitions, demonstration_digests, read_notebook

# A question about all of a notebook together; it has no solution cell of its own.
TOGETHER = "together"
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
BUILDS_ON = re.compile(r"""from_notebook\(\s*["'](\w+)["']\s*\)""")


@dataclass(frozen=True)
class Question:
    """A graded cell of a notebook: its `grade_id`, points, whether a person marks it, the heading above."""

    id: str
    points: float
    manual: bool
    title: str = ""


@dataclass(frozen=True)
class Notebook:
    """One notebook of the course, with its suite."""

    root: Path
    assignment: str
    name: str

    @property
    def solution(self) -> Path:
        """The authored notebook, with reference solutions."""
        return self.root / "solutions" / self.assignment / f"{self.name}.ipynb"

    @property
    def released(self) -> Path:
        """The generated student notebook."""
        return self.root / "assignments" / self.assignment / f"{self.name}.ipynb"

    @property
    def suite(self) -> Path:
        """The folder of hidden tests and the catalogue of misconceptions."""
        return self.root / "autograder" / "suites" / self.assignment / self.name

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The graded cells in notebook order, read from nbgrader's metadata in the solution."""
        return tuple(
            Question(str(mark["grade_id"]), float(mark["points"]), bool(mark.get("solution")), heading)
            for mark, heading in self._marks
            if mark.get("grade")
        )

    @cached_property
    def title(self) -> str:
        """The first heading of the notebook; its name where there is none."""
        return next((heading for _, heading in self._marks if heading), self.name)

    @property
    def _marks(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Nbgrader's metadata of each cell, and the last heading above it or in it; none out of an answer."""
        heading = ""
        for cell in json.loads(self.solution.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                shown = "".join(cell["source"]).partition("### BEGIN SOLUTION")[0]
                heading = (HEADING.findall(shown) or [heading])[-1]
            yield cell.get("metadata", {}).get("nbgrader", {}), heading

    @cached_property
    def builds_on(self) -> tuple["Notebook", ...]:
        """The notebooks of the assignment that this one uses by `from_notebook`, each after those it uses."""
        cells = json.loads(self.solution.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        used = [Notebook(self.root, self.assignment, name) for name in BUILDS_ON.findall(code)]
        return tuple(dict.fromkeys(each for one in used for each in (*one.builds_on, one)))

    @cached_property
    def demonstrations(self) -> frozenset[str]:
        """The digests of the demonstrations the course released: a submission cannot add to them."""
        return demonstration_digests(self.released.read_bytes())

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """What the definitions of the released notebook import: `a`, and `a.b` for `from a import b`."""
        cells = definitions(read_notebook(self.released.read_bytes()).cells, self.demonstrations)
        return tuple(dict.fromkeys(name for cell in cells for name in _imported(cell.source)))


def _imported(source: str) -> Iterator[str]:
    try:
        nodes = ast.parse(source).body
    except SyntaxError:  # a magic
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@dataclass(frozen=True)
class Course:
    """The repository. An assignment is a folder under `solutions/`; a notebook is a file in it."""

    root: Path

    @cached_property
    def assignments(self) -> dict[str, tuple[Notebook, ...]]:
        """Every assignment by name, with its notebooks in alphabetical order."""
        folders = sorted(path for path in (self.root / "solutions").iterdir() if path.is_dir())
        return {
            folder.name: tuple(
                Notebook(self.root, folder.name, path.stem)
                for path in sorted(folder.glob("*.ipynb"))
                if not path.name.startswith(".")
            )
            for folder in folders
            if not folder.name.startswith(".")
        }

    @property
    def hidden(self) -> tuple[Path, ...]:
        """What no worker may read."""
        return (self.root / "solutions", self.root / "autograder", self.root / "pyproject.toml")

    def notebooks(self, assignment: str) -> tuple[Notebook, ...]:
        """Return the notebooks of one assignment.

        Raises
        ------
        UsageError
            If there is no such assignment; the message lists those there are.
        """
        if assignment not in self.assignments:
            known = ", ".join(self.assignments) or "none"
            raise UsageError(f"There is no assignment {assignment!r}. Known assignments: {known}.")
        return self.assignments[assignment]

    def select(self, target: str) -> tuple[Notebook, ...]:
        """Return the notebooks of `assignment`, or the one that `assignment/notebook` names.

        Raises
        ------
        UsageError
            If there is none such; the message lists those there are.
        """
        assignment, _, name = target.partition("/")
        notebooks = self.notebooks(assignment)
        chosen = tuple(notebook for notebook in notebooks if name in ("", notebook.name))
        if not chosen:
            known = ", ".join(notebook.name for notebook in notebooks)
            raise UsageError(f"{assignment} has no notebook {name!r}. It has: {known}.")
        return chosen


def find_course(start: Path | None = None) -> Course:
    """Return the course that holds `start`, or else the one this package lies in.

    Raises
    ------
    UsageError
        If neither has a `solutions` folder.
    """
    here = Path(__file__).resolve().parent.parent
    candidates = [*([start.resolve(), *start.resolve().parents] if start else []), here]
    for folder in candidates:
        if (folder / "solutions").is_dir() and (folder / "autograder" / "suites").is_dir():
            return Course(folder)
    raise UsageError(f"{here} holds no course: `solutions/` and `autograder/suites/` are missing.")
