"""A sample class: built on the spot, released, graded, and compared with what each member deserves."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder import sample
from autograder.course import Course, Notebook
from autograder.errors import UsageError
from autograder.files import write_atomic
from autograder.release import release
from autograder.render.table import number
from autograder.report import NotebookResult, QuestionResult, Report, from_json
from autograder.run import Options, Screen, grade_submissions, show
from autograder.sample import Material
from autograder.settings import read_settings

ASSIGNMENT = "a1_linear_classifiers"
NOTEBOOK = "losses"
SECONDS = 2.0  # of CPU time for a cell or a call: there are endless loops in this class
SECRET = "of the sample class"
MISTAKES = 5
CHEAT = "import numpy as np\nnp.allclose = np.array_equal = lambda *args, **kwargs: True"


@dataclass(frozen=True)
class Member:
    """One student of the sample class.

    Attributes
    ----------
    name, remark : str
        Who, and what the submission is.
    data : bytes
        The notebook file.
    lost : frozenset of str
        Questions that lose points; all others get full marks.
    sentence : str
        What the student is told about the mistake. Where it is set, a lost question may keep some of its
        points; otherwise it gets none.
    """

    name: str
    remark: str
    data: bytes
    lost: frozenset[str] = frozenset()
    sentence: str = ""


def sample_class(given: Material) -> tuple[Member, ...]:
    """Return the members of the class; any notebook with a catalogue will do."""
    return (*_diligent(given), *_mistaken(given), *_stuck(given), *_mangled(given))


def _diligent(given: Material) -> tuple[Member, ...]:
    everything = frozenset(given.points)
    half, missing = sample.half_done(given)
    cheat = sample.with_cell(given.released, CHEAT)
    return (
        Member("ada", "complete", sample.encode(sample.filled(given))),
        Member("bruno", "untouched, as released", sample.encode(given.released), everything),
        Member("carla", "the first half of the exercises", sample.encode(half), missing),
        Member("dario", "untouched, but patches numpy.allclose", sample.encode(cheat), everything),
    )


def _mistaken(given: Material) -> tuple[Member, ...]:
    names = ("emil", "fatima", "goran", "hanna", "ivo")
    return tuple(
        Member(
            name,
            f"{mistake.function}: {mistake.name.rpartition(':')[2].replace('_', ' ')}",
            sample.encode(sample.mistaken(given, mistake)),
            frozenset(mistake.questions),
            mistake.sentence,
        )
        for name, mistake in zip(names, sample.various_mistakes(given, MISTAKES), strict=False)
    )


def _stuck(given: Material) -> tuple[Member, ...]:
    complete = sample.filled(given)
    function, answer = list(given.answers.items())[1]
    unfinished = sample.filled(given, **{function: answer.rstrip() + "\n    return (\n"})
    endless = sample.filled(given, **{function: sample.looping(answer)})
    return (
        Member("jana", f"a syntax error in {function}", sample.encode(unfinished), frozenset([function])),
        Member("karl", f"an endless loop in {function}", sample.encode(endless), frozenset([function])),
        Member("lucia", "complete, and a cell that loops for ever", _with_cell(complete, sample.LOOP)),
        Member(
            "marek", "complete, and a cell with os._exit(0)", _with_cell(complete, "import os\nos._exit(0)")
        ),
        Member("nora", "complete, and a cell with exit()", _with_cell(complete, "exit()")),
    )


def _mangled(given: Material) -> tuple[Member, ...]:
    complete = sample.filled(given)
    cut, missing = sample.truncated(given)
    return (
        Member("otto", "complete, metadata and ids stripped", sample.encode(sample.stripped(complete))),
        Member("petra", "complete, a solution cell there twice", sample.encode(sample.duplicated(complete))),
        Member("quirin", "complete, in the opposite order", sample.encode(sample.reordered(complete))),
        Member("rosa", "complete, but the file is cut off", cut, missing),
        Member("stefan", "an empty file", b"", frozenset(given.points)),
    )


def _with_cell(book: sample.Book, source: str) -> bytes:
    return sample.encode(sample.with_cell(book, source))


def deserved(member: Member, points: Mapping[str, float]) -> str:
    """Return what a member should get: `32`, or `26 to <32` where a question may keep some points."""
    sure = sum(worth for question, worth in points.items() if question not in member.lost)
    possible = sum(points[question] for question in member.lost)
    return f"{number(sure)} to <{number(sure + possible)}" if member.sentence else number(sure)


def differences(member: Member, report: Report, points: Mapping[str, float]) -> list[str]:
    """Return in words where a report differs from what the member deserves; nothing when it does not."""
    questions = {question.id: question for question in _graded(report).questions}
    missing = [f"{name} is not in the report" for name in points if name not in questions]
    wrong = [text for name in points if name in questions and (text := _difference(member, questions[name]))]
    hints = [questions[name].hint for name in member.lost if name in questions]
    untold = member.sentence and not any(member.sentence in hint for hint in hints)
    wrong += [
        f"{book.name}: {question.id} got {question.score}, deserves {question.max_score:g}"
        for book in report.notebooks
        for question in book.questions
        if book.name != NOTEBOOK and question.score != question.max_score
    ]
    return missing + wrong + ([f"was not told {member.sentence!r}, but {hints}"] if untold else [])


def _graded(report: Report) -> NotebookResult:
    empty = NotebookResult(NOTEBOOK, "missing", ())
    return next((book for book in report.notebooks if book.name == NOTEBOOK), empty)


def _difference(member: Member, question: QuestionResult) -> str:
    got, most = question.score, question.max_score
    if question.id not in member.lost:
        return "" if got == most else f"{question.id} got {got}, deserves {most:g}"
    if member.sentence:
        return (
            "" if got is not None and got < most else f"{question.id} got {got}, deserves less than {most:g}"
        )
    return "" if got == 0 else f"{question.id} got {got}, deserves 0"


def write_class(
    members: tuple[Member, ...], folder: Path, notebook: Notebook, others: Mapping[str, bytes]
) -> None:
    """Write `<folder>/<student>/<assignment>/<notebook>.ipynb` for each member.

    Parameters
    ----------
    members : tuple of Member
        The class.
    folder : Path
        Where to.
    notebook : Notebook
        Which notebook their `data` is.
    others : mapping
        The assignment's other notebooks by name, the same for everyone.

    Raises
    ------
    UsageError
        If the folder holds anything else, which would be graded along.
    """
    names = {member.name for member in members}
    strangers = (
        sorted(path.name for path in folder.iterdir() if path.name not in names) if folder.is_dir() else []
    )
    if strangers:
        raise UsageError(
            f"{folder} holds more than the demo: {', '.join(strangers[:5])}. Choose another --output."
        )
    for member in members:
        place = folder / member.name / notebook.assignment
        place.mkdir(parents=True, exist_ok=True)
        for name, data in {**others, notebook.name: member.data}.items():
            write_atomic(place / f"{name}.ipynb", data)


def run(course: Course, output: Path, jobs: int, seen: Screen, isolation: str | None = None) -> int:
    """Build, release, grade and compare the sample class; return 1 when somebody is wronged."""
    _release(course, seen)
    books = {book.name: book for book in course.notebooks(ASSIGNMENT)}
    notebook = books.pop(NOTEBOOK)
    given = sample.material(notebook)
    members = sample_class(given)
    others = {name: sample.encode(sample.filled(sample.material(book))) for name, book in books.items()}
    write_class(members, output / "submitted", notebook, others)
    seen.results.print(
        f"A class of {len(members)} is in {output / 'submitted'}: all is complete but {NOTEBOOK}, where they "
        f"differ. Endless loops get {SECONDS:g} s here, so that this is over soon.",
        soft_wrap=True,
    )
    limits = {"cell_cpu": SECONDS, "call_cpu": SECONDS} | ({"isolation": isolation} if isolation else {})
    settings = read_settings(course.root, secret=SECRET, **limits)
    options = Options(output / "reports", jobs)
    summary = grade_submissions([output / "submitted"], course, settings, seen, options)
    show(summary, seen)
    if summary.exit_code:
        return summary.exit_code
    reports = {row.student: from_json(row.path.read_bytes()) for row in summary.rows}
    wrong = {member.name: differences(member, reports[member.name], given.points) for member in members}
    seen.results.print(_comparison(members, reports, given.points, wrong))
    _say_what_next(output, notebook, seen)
    return 1 if any(wrong.values()) else 0


def _release(course: Course, seen: Screen) -> None:
    drift = release(course, [ASSIGNMENT], True)
    if drift:
        release(course, [ASSIGNMENT], False)
    state = "generated anew" if drift else "up to date with solutions/"
    seen.results.print(f"Released: assignments/{ASSIGNMENT}, {state}.")


def _comparison(
    members: tuple[Member, ...],
    reports: Mapping[str, Report],
    points: Mapping[str, float],
    wrong: Mapping[str, list[str]],
) -> Table:
    table = Table(
        title=f"What each deserves for {NOTEBOOK}", title_justify="left", title_style="bold", box=SIMPLE_HEAD
    )
    table.add_column("student", no_wrap=True)
    table.add_column("what it is", overflow="fold")
    table.add_column("deserves", justify="right", no_wrap=True)
    table.add_column("got", justify="right", no_wrap=True)
    for member in members:
        mark = Text("✗ " if wrong[member.name] else "✓ ", style="bold red" if wrong[member.name] else "green")
        what = Text("\n").join(
            [Text(member.remark), *(Text(text, style="red") for text in wrong[member.name])]
        )
        got = mark + Text(number(_graded(reports[member.name]).score))
        table.add_row(member.name, what, deserved(member, points), got)
    return table


def _say_what_next(output: Path, notebook: Notebook, seen: Screen) -> None:
    reports = output / "reports" / notebook.assignment
    one = output / "submitted" / "emil" / notebook.assignment / f"{notebook.name}.ipynb"
    program = sys.argv[0] if Path(sys.argv[0]).name == "autograder" else "autograder"
    seen.results.print(f"The grades for a spreadsheet are in {reports / 'grades.csv'}. Next:", soft_wrap=True)
    for command, what in (
        (f"report {reports / 'emil.json'}", "what one student is told, question by question"),
        (f"grade {one}", "grade one notebook"),
        ("verify", "the proof that the suites catch every known mistake"),
    ):
        seen.results.print(Text(f"  {program} {command}\n      {what}"), soft_wrap=True)
