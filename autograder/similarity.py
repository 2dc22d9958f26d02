"""Which submissions of an assignment resemble each other. A hint for a person to look, never a verdict.

What students wrote is cut into overlapping pieces of about a dozen tokens, names of variables left out
(copydetect). What the released notebook holds is taken away. A piece that two students share counts the more,
the fewer others have it: right answers to small questions are alike by nature.
"""

import ast
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError, NotebookError, UsageError
from autograder.notebook import read_notebook, source_digest
from autograder.sample import solution_cells
from autograder.settings import Settings
from autograder.sources import Source

PIECE = 25  # characters of code without names, spaces and comments: about a dozen tokens
LONGEST = 200_000  # characters of one student's code for one question
LEAST_PIECES = 60  # shared; fewer say nothing
LEAST_SHARE = 0.1  # one question of a notebook
LEAST_OF_QUESTION = 0.5
MOST_PAIRS = 200
ELSEWHERE = "other cells"
DEFINITION = re.compile(r"^\s*(?:def|class)\s+(\w+)", re.MULTILINE)
MISSING = (
    "Comparing submissions needs copydetect, which is not installed. Install it with\n"
    "  pip install -e '.[similarity]'\n"
    "in the folder of this repository."
)

Place = tuple[str, str]  # notebook and question
Fingerprint = Callable[[str], frozenset[int]]
Pieces = Mapping[Place, frozenset[int]]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Alike:
    """How much of a question is shared: the larger part of the two students'."""

    notebook: str
    question: str
    share: float


@dataclass(frozen=True)
class Pair:
    """Two submissions that resemble each other.

    Attributes
    ----------
    first, second : str
        Students, in alphabetical order.
    shares : tuple of float
        Part of the first's own code that is in the second's, and the other way round; between 0 and 1.
    questions : tuple of Alike
        Where, most alike first.
    """

    first: str
    second: str
    shares: tuple[float, float]
    questions: tuple[Alike, ...]

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return max(self.shares)


def similar(sources: Iterable[Source], course: Course, assignment: str, settings: Settings) -> list[Pair]:
    """Return the pairs of submissions that share at least a tenth of one's own code, most alike first.

    Parameters
    ----------
    sources : iterable of Source
        Those of other assignments are passed over; what cannot be read is left out.
    course : Course
        Knows what was released.
    assignment : str
        Which assignment.
    settings : Settings
        How large a notebook may be.

    Returns
    -------
    list of Pair
        At most 200.

    Raises
    ------
    UsageError
        If copydetect is not installed, or there is no such assignment.
    """
    fingerprint = _fingerprint()
    books = course.notebooks(assignment)
    released = {book.name: _Released.of(book, fingerprint) for book in books}
    found: dict[str, Pieces] = {}
    for source in sources:
        if source.assignment == assignment:
            found[source.student] = _pieces_of(source, settings, released, fingerprint)
    return _pairs(found)


def _fingerprint() -> Fingerprint:
    """Return a function from code to the hashes of its pieces."""
    try:
        from copydetect import CodeFingerprint
    except ImportError:
        raise UsageError(MISSING) from None

    def pieces(code: str) -> frozenset[int]:
        # All pieces, not a sample: copies agree whatever the seed of Python's hashes. What was released is
        # taken away by the caller, because copydetect 0.5 also takes what stands twice in a student's code.
        with io.StringIO(code[:LONGEST]) as file:
            made = CodeFingerprint("cell.py", PIECE, 1, language="python", fp=file)
        return frozenset(int(piece) for piece in made.hashes)

    return pieces


@dataclass(frozen=True)
class _Released:
    """What everybody was given: the functions to write, unchanged cells, and the pieces of all code."""

    functions: tuple[str, ...]
    unchanged: frozenset[str]
    pieces: frozenset[int]

    @classmethod
    def of(cls, notebook: Notebook, fingerprint: Fingerprint) -> "_Released":
        book = json.loads(notebook.released.read_text(encoding="utf-8"))
        sources = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
        return cls(
            tuple(name for name, _ in solution_cells(book)),
            frozenset(map(source_digest, sources)),
            frozenset[int]().union(
                *(fingerprint(part) for source in sources for _, part in _parts(source, ()))
            ),
        )


def _pieces_of(
    source: Source, settings: Settings, released: Mapping[str, _Released], fingerprint: Fingerprint
) -> Pieces:
    """Return the pieces of what a student wrote, by notebook and question."""
    try:
        notebooks = source.read(settings).notebooks
    except InfrastructureError:
        return {}
    return {
        (name, question): fingerprint(code) - released[name].pieces
        for name, data in notebooks.items()
        if name in released
        for question, code in _own_code(data, released[name]).items()
    }


def _own_code(data: bytes, released: _Released) -> dict[str, str]:
    """Return a student's code by question; under "other cells" what belongs to none."""
    try:
        cells = read_notebook(data).cells
    except NotebookError:
        return {}
    code: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        if source_digest(cell.source) not in released.unchanged:
            for question, part in _parts(cell.source, released.functions):
                code[question].append(part)
    return {question: "\n".join(parts) for question, parts in code.items()}


def _parts(source: str, functions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the functions in a cell that are answers to questions, and what is left of it.

    Each is written anew from its syntax tree, so that layout, brackets and comments do not count.
    """
    try:
        body = ast.parse(source).body
        pairs = [
            (_question_of(node, functions), ast.unparse(_bare(node))) for node in _opened(body, functions)
        ]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        named = [name for name in DEFINITION.findall(source) if name in functions]
        pairs = [(named[0] if named else ELSEWHERE, source)]
    yield from pairs


def _opened(body: Iterable[ast.stmt], functions: Sequence[str]) -> Iterator[ast.stmt]:
    """Yield statements; of a class that is no answer itself, its statements."""
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name not in functions:
            yield from node.body
        else:
            yield node


def _question_of(node: ast.stmt, functions: Sequence[str]) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in functions:
        return node.name
    return ELSEWHERE


def _bare(node: ast.stmt) -> ast.stmt:
    """Return a statement without docstrings and annotations."""
    for one in ast.walk(node):
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(one) is not None:
            one.body = one.body[1:] or [ast.Pass()]
        if isinstance(one, ast.FunctionDef):
            one.returns = None
        if isinstance(one, ast.arg):
            one.annotation = None
    return node


def _pairs(found: Mapping[str, Pieces]) -> list[Pair]:
    students = sorted(found)
    everything = [frozenset[int]().union(*found[student].values()) for student in students]
    spread = Counter(piece for pieces in everything for piece in pieces)
    weights = {piece: _worth(len(students), owners) for piece, owners in spread.items()}
    weight, count = _overlaps(everything)
    own = np.maximum(weight.diagonal(), 1e-9)
    shares = np.minimum(weight / own[:, None], 1.0).round(4)
    larger = np.maximum(shares, shares.T)
    rows, columns = np.nonzero(np.triu((larger >= LEAST_SHARE) & (count >= LEAST_PIECES), 1))
    order = sorted(zip(rows, columns, strict=True), key=lambda pair: (-larger[pair], pair))[:MOST_PAIRS]
    return [
        Pair(
            students[a],
            students[b],
            (float(shares[a, b]), float(shares[b, a])),
            _questions(found[students[a]], found[students[b]], weights),
        )
        for a, b in order
    ]


def _worth(students: int, owners: int) -> float:
    """Return how much a piece counts that so many of the class have."""
    return math.log((students + 1) / owners)


def _overlaps(everything: Sequence[frozenset[int]]) -> tuple[Matrix, Matrix]:
    """Return the weight and the number of pieces that each two have in common, each of shape (N, N)."""
    owners: dict[int, list[int]] = defaultdict(list)
    for student, pieces in enumerate(everything):
        for piece in pieces:
            owners[piece].append(student)
    groups: Counter[tuple[int, ...]] = Counter()
    for owner in owners.values():
        groups[tuple(owner)] += 1  # pieces of the same students weigh the same: add them up at once
    size = len(everything)
    weight, count = np.zeros((size, size)), np.zeros((size, size))
    for group, number in sorted(groups.items()):
        pairs = np.ix_(group, group)
        count[pairs] += number
        weight[pairs] += number * _worth(size, len(group))
    return weight, count


def _questions(first: Pieces, second: Pieces, weights: Mapping[int, float]) -> tuple[Alike, ...]:
    """Return the questions that are alike, those with most in common first."""
    found = []
    for place in first.keys() & second.keys():
        common = _weight(first[place] & second[place], weights)
        smaller = min(_weight(first[place], weights), _weight(second[place], weights))
        if smaller and common / smaller >= LEAST_OF_QUESTION:
            found.append((-round(common, 4), Alike(*place, round(common / smaller, 4))))
    return tuple(
        alike for _, alike in sorted(found, key=lambda one: (one[0], one[1].notebook, one[1].question))
    )


def _weight(pieces: Iterable[int], weights: Mapping[int, float]) -> float:
    return math.fsum(weights[piece] for piece in pieces)
