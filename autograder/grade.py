"""Grade one submission: bytes in, report out. Owns the worker server and one suite process per notebook."""

import os
import socket
import subprocess
import sys
from collections.abc import Container, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError, NotebookError, ReferenceFailed, WorkerLost
from autograder.launch import KEPT_MEMORY, ONE_THREAD, WorkerServer, end
from autograder.ledger import Ledger, fingerprint, standing
from autograder.messages import Collected, Graded, Job, Open, QuestionPoints, Refused, receive_bytes, send
from autograder.notebook import Cell, definitions, read_notebook
from autograder.plain import one_line
from autograder.report import NotebookResult, NotebookStatus, QuestionResult, Report
from autograder.settings import Settings

MAX_WARNINGS = 50
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


@dataclass(frozen=True)
class Work:
    """One student's submission of one assignment, read into memory.

    Attributes
    ----------
    student, assignment : str
        Whose, and of what.
    notebooks : mapping of str to bytes
        File content by notebook name.
    problems : mapping of str to str
        By notebook name, why its file could not be read.
    remarks : tuple of str
        What the report has to say about how the files were found.
    """

    student: str
    assignment: str
    notebooks: Mapping[str, bytes]
    problems: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


class SuiteProcess:
    """The host's hold on the suite process of one notebook.

    Parameters
    ----------
    notebook : Notebook
        Which suite.
    server : WorkerServer
        Where its workers come from.
    settings : Settings
        Limits and the secret.
    """

    def __init__(self, notebook: Notebook, server: WorkerServer, settings: Settings) -> None:
        self.notebook = notebook
        self.channel, theirs = socket.socketpair()
        descriptors = [theirs.fileno(), server.control.fileno()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder.session", *map(str, descriptors)],
            pass_fds=descriptors,
            env=suite_environment(notebook.root),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        theirs.close()
        send(self.channel, Open(str(notebook.root), notebook.assignment, notebook.name, settings))

    @cached_property
    def questions(self) -> list[QuestionPoints]:
        """Wait until the suite has passed on its reference; return its questions and points.

        Raises
        ------
        ReferenceFailed
            If it does not load, or fails on its reference.
        """
        data = receive_bytes(self.channel)
        if data is None:
            raise ReferenceFailed(f"{self.notebook.suite}: {self._last_words()}")
        answer = msgspec.msgpack.decode(data, type=Collected | Refused)
        if isinstance(answer, Refused):
            raise ReferenceFailed(f"{self.notebook.suite}: {answer.reason}")
        return answer.questions

    def run(self, job: Job) -> Graded:
        """Grade the cells of one submission.

        Raises
        ------
        WorkerLost
            If the suite process has ended.
        ReferenceFailed
            If it was started again and does not come up.
        """
        _ = self.questions  # it answers jobs once it has passed on its reference
        try:
            send(self.channel, job)
            data = receive_bytes(self.channel)
        except OSError:
            data = None
        if data is None:
            raise WorkerLost(f"The suite process ended: {self._last_words()}")
        return msgspec.msgpack.decode(data, type=Graded)

    def close(self) -> None:
        """End the process."""
        self.channel.close()
        end(self.process, 5)

    def _last_words(self) -> str:
        if self.process.stderr is None:
            return ""
        self.process.kill()
        return self.process.stderr.read().decode(errors="replace").strip() or "it said nothing"


def suite_environment(root: Path) -> dict[str, str]:
    """Return the environment of a suite process."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return {
        **kept,
        **ONE_THREAD,
        **KEPT_MEMORY,
        "PYTHONPATH": path,
        "PYTHONHASHSEED": "0",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "MPLBACKEND": "Agg",
    }


class Grader:
    """Grades submissions of one assignment, one at a time; a context manager. Not for use by several threads.

    Its processes are started, side by side, when it is made; entering waits until they can grade.

    Parameters
    ----------
    course : Course
        Where suites and references lie.
    assignment : str
        Of the submissions.
    settings : Settings
        Limits and the secret.
    notebooks : sequence of Notebook, optional
        What a report is about; every notebook of the assignment by default.
    handed_in : container of str, optional
        The notebooks that submissions bring, all by default. Only their suites are started and prove
        themselves; a submission must not bring another.

    Raises
    ------
    ConfinementError, ReferenceFailed
        On making or entering it, if grading has to be refused.

    Examples
    --------
    >>> with Grader(course, "a1_linear_classifiers", settings) as grader:   # doctest: +SKIP
    ...     report = grader.grade(work)
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        settings: Settings,
        notebooks: Sequence[Notebook] = (),
        handed_in: Container[str] | None = None,
    ) -> None:
        self.course = course
        self.assignment = assignment
        self.settings = settings
        chosen = notebooks or course.notebooks(assignment)
        self.notebooks = {notebook.name: notebook for notebook in chosen}
        read = {one.name: one for notebook in chosen for one in (*notebook.builds_on, notebook)}
        self.skipped = {name: notebook.demonstrations for name, notebook in read.items()}
        self.ledger = Ledger(course, chosen, settings)
        self.suites: dict[str, SuiteProcess] = {}
        expected = [notebook for notebook in chosen if handed_in is None or notebook.name in handed_in]
        needed = [one for notebook in expected for one in (*notebook.builds_on, notebook)]
        imports = dict.fromkeys(name for notebook in needed for name in notebook.imports)
        with ExitStack() as stack:
            self.server = WorkerServer(course.root, settings, course.hidden, [*imports])
            stack.callback(self.server.close)
            stack.callback(self._close_suites)
            for notebook in expected:
                self._start(notebook.name)
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        try:
            self.server.wait()
            self.questions = {name: suite.questions for name, suite in self.suites.items()}
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def grade(self, work: Work, earlier: Report | None = None) -> Report:
        """Return the report of one submission. Nothing a student did makes this raise.

        Results of an `earlier` report that still hold are taken over.
        """
        keys = self.ledger.keys(work)
        alike = earlier is not None and earlier.isolation == self.server.description
        kept = standing(earlier if alike else None, keys)
        warnings: list[str] = []
        results = []
        for name, key in keys.items():
            if earlier and name in kept:
                results.append(kept[name])
                warnings.extend(said_of(name, earlier, work))
            else:
                result = self.grade_notebook(name, work, warnings)
                results.append(msgspec.structs.replace(result, fingerprint=key))
        return compose(work, results, warnings, self.server.description)

    def grade_notebook(
        self, name: str, work: Work, warnings: list[str], without: Sequence[str] = ()
    ) -> NotebookResult:
        """Return the result of one notebook of a submission, and add what has to be said to `warnings`.

        Questions in `without` are left out, as if the suite did not have them.
        """
        if name not in work.notebooks:
            problem = work.problems.get(name)
            status: NotebookStatus = "missing" if problem is None else "unreadable"
            warnings.append(f"{name}: {one_line(problem or 'not handed in')}")
            return self._empty(name, status, 0.0)
        try:
            contents = read_notebook(work.notebooks[name])
        except NotebookError as error:
            warnings.append(f"{name}: {one_line(str(error))}")
            return self._empty(name, "unreadable", 0.0)
        siblings = {one.name: self._cells(one.name, work) for one in self.notebooks[name].builds_on}
        try:
            graded = self.suites[name].run(
                Job(list(definitions(contents.cells, self.skipped[name])), siblings, list(without))
            )
        except InfrastructureError as error:
            self._start(name)
            graded = Graded(error=str(error))
        said = [*contents.warnings, *graded.warnings, *filter(None, [graded.error])]
        warnings.extend(f"{name}: {one_line(warning, 400)}" for warning in said)
        if graded.error:
            return self._empty(name, "error", None)
        return NotebookResult(name, "graded", tuple(graded.questions))

    def _cells(self, name: str, work: Work) -> list[Cell]:
        """Return the cells of a notebook that another builds on; none where it is missing or unreadable."""
        try:
            contents = read_notebook(work.notebooks.get(name, b""))
        except NotebookError:
            return []
        return list(definitions(contents.cells, self.skipped[name]))

    def _empty(self, name: str, status: NotebookStatus, score: float | None) -> NotebookResult:
        questions = tuple(
            QuestionResult(question.id, score, question.points, "failed" if score == 0.0 else "error")
            for question in self.notebooks[name].questions
            if not question.manual
        )
        return NotebookResult(name, status, questions)

    def _start(self, name: str) -> None:
        if name in self.suites:
            self.suites[name].close()
        self.suites[name] = SuiteProcess(self.notebooks[name], self.server, self.settings)

    def _close_suites(self) -> None:
        for suite in self.suites.values():
            suite.close()


def compose(work: Work, results: Sequence[NotebookResult], warnings: Sequence[str], isolation: str) -> Report:
    """Return the report of a submission from the results of its notebooks."""
    scores = [result.score for result in results]
    return Report(
        assignment=work.assignment,
        student=work.student,
        score=None if None in scores else float(sum(score for score in scores if score is not None)),
        max_score=float(sum(result.max_score for result in results)),
        isolation=isolation,
        fingerprint=fingerprint({result.name: result.fingerprint for result in results}),
        warnings=(*work.remarks, *warnings[:MAX_WARNINGS]),
        notebooks=tuple(results),
    )


def said_of(name: str, report: Report, work: Work) -> list[str]:
    """Return the warnings of an earlier report that are about one notebook."""
    own = report.warnings[len(work.remarks) :]  # the remarks are part of the key: they are the same ones
    return [warning for warning in own if warning.startswith(f"{name}: ")]
