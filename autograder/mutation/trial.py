"""Grade mutants like submissions: the real grader, its workers and their limits, on every core."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass

import msgspec

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError
from autograder.grade import Grader, Work
from autograder.mutation.operators import Mutant, mutants_of
from autograder.mutation.replay import changes_an_output
from autograder.pool import Grading, Job, grade_source, processes, running
from autograder.report import QuestionResult, Report, from_json
from autograder.sample import Book, encode, filled_with, solution_cells
from autograder.settings import Settings
from autograder.sources import Source

LIMITS = {"cell_cpu": 5.0, "call_cpu": 2.0, "total_cpu": 20.0}  # a mutant that hangs is caught, and soon
STOPPED = ("took too long", "stood still", "used up all of its time")


@dataclass(frozen=True)
class Trial:
    """What became of a mutant.

    Attributes
    ----------
    mutant : Mutant
        The changed cell.
    caught : bool
        Whether its question lost points.
    stopped : bool
        Whether a limit on time had to end it.
    spread : tuple of str
        Other questions that lost points, too.
    differs : bool or None
        Whether it does anything else than the reference on inputs of ours; None where there are none.
    """

    mutant: Mutant
    caught: bool
    stopped: bool = False
    spread: tuple[str, ...] = ()
    differs: bool | None = None

    @property
    def equivalent(self) -> bool:
        """Whether nobody could catch it: not the suite, and no input of ours shows a difference."""
        return not self.caught and self.differs is False

    @property
    def survived(self) -> bool:
        """Whether it was not caught and might have been."""
        return not self.caught and self.differs is not False


def mutants_of_notebook(notebook: Notebook) -> list[Mutant]:
    """Return every mutant of every graded solution of a notebook."""
    graded = {question.id for question in notebook.questions if not question.manual}
    return [
        mutant
        for question, cell in solution_cells(read_book(notebook))
        if question in graded
        for mutant in mutants_of(question, "".join(cell["source"]))
    ]


def read_book(notebook: Notebook) -> Book:
    """Return the solution notebook."""
    book: Book = json.loads(notebook.solution.read_text(encoding="utf-8"))
    return book


@dataclass(frozen=True)
class Narrow(Course):
    """A course that seems to have one notebook, and those it builds on."""

    notebook: Notebook

    def notebooks(self, assignment: str) -> tuple[Notebook, ...]:
        """Return the one, after those it builds on."""
        return (*self.notebook.builds_on, self.notebook)


class NotebookGrader(Grader):
    """Grades one notebook of a submission; those it builds on are only read."""

    def grade(self, work: Work, earlier: Report | None = None) -> Report:
        """Return a report that holds the one notebook."""
        *_, name = self.notebooks
        warnings: list[str] = []
        apart = [question.id for question in self.questions[name] if question.apart]
        without = [question for question in apart if not work.student.startswith(f"{question}:")]
        result = self.grade_notebook(name, work, warnings, without)
        return Report(
            assignment=work.assignment,
            student=work.student,
            score=result.score,
            max_score=result.max_score,
            isolation=self.server.description,
            fingerprint="",
            warnings=tuple(warnings),
            notebooks=(result,),
        )


def open_notebook_grader(job: Job, assignment: str) -> AbstractContextManager[Grading]:
    """Return a grader of the one notebook of a narrow course."""
    return NotebookGrader(job.course, assignment, job.settings)


@dataclass(frozen=True)
class Mutated(Source):
    """A mutant, in the place of a submission on disk."""

    notebook: Notebook | None = None
    mutant: Mutant | None = None

    def read(self, settings: Settings) -> Work:
        """Return the solution with the mutant's cell in it."""
        if self.notebook is None or self.mutant is None:
            raise InfrastructureError("a mutant without its notebook")
        books = {one.name: one.solution.read_bytes() for one in self.notebook.builds_on}
        book = filled_with(read_book(self.notebook), {self.mutant.question: self.mutant.source})
        books[self.notebook.name] = encode(book)
        return Work(self.student, self.assignment, books)


def try_mutants(
    notebook: Notebook,
    mutants: Sequence[Mutant],
    settings: Settings,
    jobs: int,
    on_done: Callable[[Trial, Report], None] = lambda trial, report: None,
) -> list[Trial]:
    """Grade mutants and play them on our own inputs; return what became of each, in order.

    Raises
    ------
    InfrastructureError
        If one could not be graded.
    """
    settings = msgspec.structs.replace(settings, **LIMITS)
    job = Job(Narrow(notebook.root, notebook), settings, open_notebook_grader)
    found: dict[Mutant, Trial] = {}
    with running(processes(jobs)) as pool:
        waiting = {pool.submit(_try, job, notebook, mutant): mutant for mutant in mutants}
        for future in as_completed(waiting):
            trial, report = future.result()
            found[trial.mutant] = trial
            on_done(trial, from_json(report))
    return [found[mutant] for mutant in mutants]


def _try(job: Job, notebook: Notebook, mutant: Mutant) -> tuple[Trial, bytes]:
    """Grade a mutant and play it; runs in a process of the pool."""
    source = Mutated(one_line_name(mutant), notebook.assignment, {}, notebook=notebook, mutant=mutant)
    outcome = grade_source(job, source)
    if outcome.refused:
        raise InfrastructureError(outcome.refused)
    report = from_json(outcome.report)
    questions = {question.id: question for question in report.notebooks[0].questions}
    if any(question.score is None for question in questions.values()):
        raise InfrastructureError(f"{mutant.name} could not be graded: {report.warnings}")
    lost = [name for name, question in questions.items() if question.score != question.max_score]
    return Trial(
        mutant,
        caught=mutant.question in lost,
        stopped=any(map(_was_stopped, questions.values())),
        spread=tuple(name for name in lost if name != mutant.question),
        differs=changes_an_output(notebook, mutant),
    ), outcome.report


def one_line_name(mutant: Mutant) -> str:
    """Return how the progress bar calls a mutant."""
    return " ".join(mutant.name.split())


def _was_stopped(question: QuestionResult) -> bool:
    return any(word in test.message for test in question.tests for word in STOPPED)
