"""Prove that the suites grade: the reference gets everything, a stub nothing, each known mistake is named.

What each row of a catalogue fails is kept beside the suite in `matrix.json`. A test that is deleted, or
loosened until it no longer catches something, shows as a difference from it, even where another test still
takes the points. It is recorded, and compared, with the published secret: of random problems others may catch
other mistakes. What must hold has to hold with every secret.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError
from autograder.grade import Grader, Work
from autograder.messages import QuestionPoints
from autograder.misconceptions import Mistake, load_catalogue, mistaken_source
from autograder.notebook import read_notebook
from autograder.pool import processes, running
from autograder.reference import defines
from autograder.report import NotebookResult, QuestionResult
from autograder.run import cores
from autograder.settings import Settings

MATRIX = "matrix.json"
OWN_SECRET = (
    "With a secret of your own, which test catches which mistake is not compared with matrix.json: that was "
    "recorded with the published one."
)
Matrix = dict[str, list[str]]


@dataclass(frozen=True)
class Row:
    """A notebook to grade, and what must come of it.

    Attributes
    ----------
    name : str
        How messages and the matrix call it.
    data : bytes
        The notebook.
    function : str
        Which function is missing or wrong; empty for the reference and the stub.
    loses : frozenset of str
        Questions that must lose points; every other must keep all.
    nothing : bool
        Whether those questions must end with no points at all.
    told_in : frozenset of str
        Questions lost in which the student must be told `sentence`.
    sentence : str
        What the mistake is.
    exact : bool
        Whether the sentence is the whole hint.
    may_lose : frozenset of str
        Questions of which nothing is asked.
    """

    name: str
    data: bytes
    function: str = ""
    loses: frozenset[str] = frozenset()
    nothing: bool = False
    told_in: frozenset[str] = frozenset()
    sentence: str = ""
    exact: bool = False
    may_lose: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verified:
    """What `verify` found about one notebook: what is wrong, and what differs from the recorded matrix.

    With a secret of one's own the matrix is not looked at.
    """

    notebook: Notebook
    questions: tuple[str, ...] = ()
    rows: tuple[tuple[Row, NotebookResult], ...] = ()
    problems: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()

    @property
    def matrix(self) -> Matrix:
        """What each row fails."""
        return {row.name: failed_tests(result) for row, result in self.rows}


def verify_notebook(grader: Grader, notebook: Notebook, every: bool = False) -> Verified:
    """Grade every row of a notebook and list what is wrong; with `every`, see `grade_rows`."""
    problems = list(point_problems(notebook, grader.questions[notebook.name]))
    try:
        rows = make_rows(notebook, load_catalogue(notebook.suite))
    except InfrastructureError as error:
        return Verified(notebook, problems=(*problems, str(error)))
    graded = tuple(grade_rows(grader, notebook, rows, every))
    problems += [problem for row, result in graded for problem in row_problems(row, result)]
    problems += idle_tests(graded)
    questions = tuple(points.id for points in grader.questions[notebook.name])
    verified = Verified(notebook, questions, graded, tuple(problems))
    if not grader.settings.published:
        return verified
    return replace(verified, drift=tuple(matrix_problems(read_matrix(notebook), verified.matrix)))


def grade_rows(
    grader: Grader, notebook: Notebook, rows: Iterable[Row], every: bool = False
) -> Iterator[tuple[Row, NotebookResult]]:
    """Grade rows, in their order, and yield each with its result.

    A question that keeps all its points where a function is missing does not use it. It is graded against the
    first mistake in that function and, unless `every` row is wanted in full, left out of the others; so is,
    always, what the suite sets apart.
    """
    siblings = {one.name: one.solution.read_bytes() for one in notebook.builds_on}
    apart = {question.id for question in grader.questions[notebook.name] if question.apart}
    unused: dict[str, set[str]] = {}  # by function, the questions that do not use it
    tried: set[str] = set()
    for row in rows:
        work = Work(row.name, notebook.assignment, {**siblings, notebook.name: row.data})
        known = unused.get(row.function, set()) if row.function in tried and not every else set()
        spared = (apart | known) - row.loses if row.loses else set()
        result = grader.grade_notebook(notebook.name, work, [], sorted(spared))
        if row.function and row.nothing:
            unused[row.function] = {one.id for one in result.questions if one.score == one.max_score}
        elif row.function:
            tried.add(row.function)
        yield row, result


def point_problems(notebook: Notebook, suite: Sequence[QuestionPoints]) -> Iterator[str]:
    """Yield where the points of notebook and suite differ."""
    cells = {question.id: question.points for question in notebook.questions if not question.manual}
    tests = {question.id: question.points for question in suite}
    for question in dict.fromkeys([*cells, *tests]):
        cell, test = cells.get(question), tests.get(question)
        if cell is None:
            yield f"{question}: the suite tests it, but the notebook has no graded cell of that name"
        elif test is None:
            yield f"{question}: the notebook gives {cell:g} points, but no test of the suite does"
        elif cell != test:
            yield f"{question}: {cell:g} points in the notebook, {test:g} in the suite"


def make_rows(notebook: Notebook, catalogue: Sequence[Mistake]) -> list[Row]:
    """Return everything a suite is tried on: reference, stub, each function missing, each mistake.

    Raises
    ------
    InfrastructureError
        If a row of the catalogue does not fit the reference, or two have one name.
    """
    names = [mistake.name for mistake in catalogue]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InfrastructureError(f"{notebook.suite}: two misconceptions are called {', '.join(twice)}")
    solution = notebook.solution.read_bytes()
    graded = [question.id for question in notebook.questions if not question.manual]
    rows = [
        Row("reference", solution),
        Row("stub", notebook.released.read_bytes(), "", frozenset(graded), nothing=True),
    ]
    sources = [cell.source for cell in read_notebook(solution).cells]
    # A question about how the parts work together has no cell of its own, and may miss any of them.
    together = {question for question in graded if not any(defines(source, question) for source in sources)}
    for question in (question for question in graded if question not in together):
        gone = replace_function(solution, question, lambda source: "")
        row = Row(f"missing {question}", gone, question, frozenset([question]), nothing=True)
        rows.append(replace(row, may_lose=frozenset(together)))
    rows += [_mistake_row(mistake, solution) for mistake in catalogue]
    return rows


def _mistake_row(mistake: Mistake, solution: bytes) -> Row:
    data = replace_function(solution, mistake.function, lambda source: mistaken_source(mistake, source))
    loses = frozenset(mistake.questions)
    own = loses & {mistake.function}  # where another question fails with it, that one may say so in its way
    exact = mistake.told_by == "diagnosis"
    return Row(
        mistake.name,
        data,
        mistake.function,
        loses,
        told_in=own or loses,
        sentence=mistake.sentence,
        exact=exact,
    )


def replace_function(notebook: bytes, function: str, change: Callable[[str], str]) -> bytes:
    """Return a notebook in which the cell that defines `function` is changed.

    Raises
    ------
    InfrastructureError
        If not exactly one code cell defines it.
    """
    tree = json.loads(notebook)
    code = [cell for cell in tree["cells"] if cell["cell_type"] == "code"]
    found = [cell for cell in code if defines("".join(cell["source"]), function)]
    if len(found) != 1:
        raise InfrastructureError(f"{len(found)} cells of the reference define {function}; one has to.")
    found[0]["source"] = change("".join(found[0]["source"]))
    return json.dumps(tree).encode()


def row_problems(row: Row, result: NotebookResult) -> Iterator[str]:
    """Yield where the grading of a row is not what it must be."""
    for question in result.questions:
        yield from (f"{row.name}: {problem}" for problem in _question_problems(row, question))
    unknown = row.loses - {question.id for question in result.questions}
    if unknown:
        yield f"{row.name}: there is no question {', '.join(sorted(unknown))}"


def _question_problems(row: Row, question: QuestionResult) -> Iterator[str]:
    got = f"{question.id} got {question.score} of {question.max_score:g}"
    if question.id not in row.loses:
        if question.id not in row.may_lose and question.score != question.max_score:
            yield f"{got}, but must keep all its points: {_failures(question)}"
        return
    if question.score is None or question.score >= question.max_score:
        yield f"{got}: the mistake is not caught"
        return
    if row.nothing and question.score:
        yield f"{got}, but must get nothing"
    told = question.hint == row.sentence if row.exact else row.sentence in question.hint
    if not told and question.id in row.told_in:
        yield f"{question.id} is told {question.hint!r} instead of {row.sentence!r}"


def _failures(question: QuestionResult) -> str:
    return "; ".join(f"{test.name}: {test.message}" for test in question.tests if test.status != "passed")


def failed_tests(result: NotebookResult) -> list[str]:
    """Return which tests did not pass, as `question::test`."""
    return [
        f"{question.id}::{test.name}"
        for question in result.questions
        for test in question.tests
        if test.status != "passed"
    ]


def read_matrix(notebook: Notebook) -> Matrix:
    """Return the recorded matrix; empty when there is none yet."""
    path = notebook.suite / MATRIX
    return msgspec.json.decode(path.read_bytes(), type=Matrix) if path.is_file() else {}


def write_matrix(notebook: Notebook, matrix: Matrix) -> None:
    """Record what each row fails, one line each, so that a diff shows what a change of the suite did."""
    lines = [f"{json.dumps(name)}: {json.dumps(tests)}" for name, tests in matrix.items()]
    (notebook.suite / MATRIX).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def matrix_problems(recorded: Matrix, found: Matrix) -> Iterator[str]:
    """Yield differences from the recorded matrix."""
    for name in dict.fromkeys([*recorded, *found]):
        if name not in recorded:
            yield f"{name}: not recorded yet; check it and run `autograder verify --update`"
        elif name not in found:
            yield f"{name}: recorded, but no longer in the catalogue"
        else:
            lost = [test for test in recorded[name] if test not in found[name]]
            new = [test for test in found[name] if test not in recorded[name]]
            yield from (f"{name}: no longer caught by {test}" for test in lost)
            yield from (f"{name}: now also caught by {test}, which is not recorded" for test in new)


def idle_tests(graded: Sequence[tuple[Row, NotebookResult]]) -> Iterator[str]:
    """Yield tests that catch nothing: no row needs them, so nothing shows that they work."""
    caught = {
        f"{question.id}::{test.name}"
        for row, result in graded
        if row.loses and row.name != "stub"
        for question in result.questions
        for test in question.tests
        if test.status == "failed"  # where the function is missing, tests with points are skipped
    }
    tests = {
        f"{question.id}::{test.name}": None
        for _, result in graded
        for question in result.questions
        for test in question.tests
    }
    yield from (f"{test} catches no mistake of the catalogue" for test in tests if test not in caught)


def verify_alone(course: Course, notebook: Notebook, settings: Settings, every: bool = False) -> Verified:
    """Verify one notebook with a grader of its own; with `every`, see `grade_rows`.

    Raises
    ------
    InfrastructureError
        If the suite fails on its own reference, or this machine cannot confine workers.
    """
    with Grader(course, notebook.assignment, settings, [notebook]) as grader:
        return verify_notebook(grader, notebook, every)


def verify_all(
    course: Course, notebooks: Sequence[Notebook], settings: Settings, jobs: int, every: bool = False
) -> Iterator[Verified]:
    """Verify notebooks in at most `jobs` processes; yield in their order.

    Raises
    ------
    InfrastructureError
        As `verify_alone`.
    """
    with running(processes(min(jobs, len(notebooks)))) as pool:
        # The largest suites first, so that no core waits long for the other at the end.
        waiting = {
            notebook: pool.submit(verify_alone, course, notebook, settings, every)
            for notebook in sorted(notebooks, key=_catalogue_size, reverse=True)
        }
        for notebook in notebooks:
            yield waiting[notebook].result()


def _catalogue_size(notebook: Notebook) -> int:
    return sum(path.stat().st_size for path in notebook.suite.glob("misconceptions*.py"))


def as_builtins(verified: Verified) -> dict[str, Any]:
    """Return what `--json` prints about one notebook."""
    return {
        "assignment": verified.notebook.assignment,
        "notebook": verified.notebook.name,
        "problems": [*verified.problems, *verified.drift],
        "rows": [
            {
                "name": row.name,
                "score": result.score,
                "max_score": result.max_score,
                "hints": {q.id: q.hint for q in result.questions if q.hint},
                "failed": failed_tests(result),
            }
            for row, result in verified.rows
        ],
    }


def run(
    course: Course,
    targets: Sequence[str],
    settings: Settings,
    as_json: bool,
    update: bool = False,
    every: bool = False,
) -> int:
    """Verify, print the matrix, return the exit code: 0 when nothing is wrong, else 1."""
    from autograder.render.matrix import show

    notebooks = [notebook for target in targets for notebook in course.select(target)]
    found = []
    for verified in verify_all(course, notebooks, settings, cores(), every):
        if update:
            write_matrix(verified.notebook, verified.matrix)
            verified = replace(verified, drift=())
        found.append(verified)
        if not as_json:
            show(verified)
    if not settings.published:
        print(OWN_SECRET, file=sys.stderr)
    good = not any(verified.problems or verified.drift for verified in found)
    if as_json:
        tree = {"ok": good, "notebooks": [as_builtins(verified) for verified in found]}
        print(json.dumps(tree, indent=1, ensure_ascii=False))
    return 0 if good else 1
