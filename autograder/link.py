"""The grader's side of one submission: a worker started, loaded, timed, given up and started again."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from autograder.errors import (
    BadResult,
    MissingName,
    StudentCrash,
    StudentError,
    StudentException,
    StudentTimeout,
    WireError,
)
from autograder.interpreter import Blobs
from autograder.notebook import Cell
from autograder.plain import one_line
from autograder.protocol import Answer, Callback, Code, Effect, Failure, Operation, Reply, Request, Want
from autograder.settings import Settings
from autograder.wire import Bytes, Node, Reader, Resolve, Tag, Tree, Writer

Received = tuple[Reply, Bytes]
Respond = Callable[[Callback, Bytes], tuple[Answer, Blobs]]
MAX_WORKERS = 60
TOO_MANY_CALLS = "Your code was stopped: it kept calling the functions it was given."


class Connection(Protocol):
    """One worker process."""

    def exchange(self, request: Request, blobs: Blobs, respond: Respond, cpu: float) -> Received:
        """Send a request, answer callbacks, return the reply.

        Raises
        ------
        StudentTimeout
            After `cpu` seconds of the worker's CPU time, or the wall limit behind it.
        StudentCrash
            If the worker ends.
        WireError
            If what it sends is malformed.
        """

    def cpu_used(self) -> float:
        """Return the seconds of CPU time this worker has used so far: a system call, so not asked twice."""

    def close(self) -> None:
        """End the worker."""


class Link:
    """State of the conversation about one notebook.

    Parameters
    ----------
    connect : callable
        Starts a worker.
    cells : sequence of Cell
        What to load, in order.
    settings : Settings
        Limits.
    siblings : mapping of str to sequence of Cell
        The notebooks that this one builds on, to be loaded before it, by name.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        cells: Sequence[Cell],
        settings: Settings,
        siblings: Mapping[str, Sequence[Cell]] | None = None,
    ) -> None:
        self.connect = connect
        self.cells = cells
        self.settings = settings
        self.siblings = siblings or {}
        self.call_cpu = settings.call_cpu
        self.connection: Connection | None = None
        self.used = 0.0  # CPU time of this worker after the last exchange
        self.epoch = 0
        self.clear = False
        self.slots = 0
        self.callbacks: dict[str, Callable[..., Any]] = {}
        self.callback_count = 0
        self.callback_cpu = 0.0  # of this process
        self.substitutions: list[tuple[Code, list[Tree], Blobs]] = []
        self.overrun: set[tuple[str, int]] = set()
        self.cell_errors: dict[tuple[str, int], StudentException] = {}
        self.warnings: list[str] = []
        self.question = ""
        self.lost: dict[tuple[str, str], StudentError] = {}
        self.spent = 0.0
        self.load_spent = 0.0
        self.waited = 0.0  # wall time beyond `wall_factor` times the CPU time, as CPU time
        self.load_waited = 0.0
        self.answering = 0.0
        self.workers = 0
        self.asked = False
        self.asking: set[str] = set()  # questions in which the student's code called what it was lent
        self.effect = Effect()

    def begin_test(self, question: str) -> None:
        """Forget the handles of the test before; calls from now on belong to `question`."""
        if self.asked and question != self.question:
            self.asked = False  # what was lent may serve no other question: a fresh process knows none of it
            self.workers -= 1
            self.drop()
        self.question = question
        self.epoch += 1
        self.clear = True

    def run(
        self,
        operations: Sequence[Operation],
        wants: Sequence[tuple[int, Want]],
        blobs: Blobs,
        resolve: Resolve,
        name: str = "",
    ) -> list[Any]:
        """Run a program and return what it wants.

        Parameters
        ----------
        operations, wants, blobs
            The program.
        resolve : callable
            Makes handles out of nodes.
        name : str
            The student's function it is about: after a hang or crash it is not called again for the question.
        """
        key = (self.question, name)
        if key in self.lost:
            raise type(self.lost[key])(f"Not run again: {self.lost[key]}")
        try:
            if self.connection is None:
                self._ensure()
            reply, data = self._exchange(Request(list(operations), list(wants), self.clear), blobs)
            self.clear = False
            self.effect = reply.effect
            if reply.failure is None:
                if len(reply.results) != len(wants):
                    raise WireError("another number of results than asked for")
                reader = Reader(data, resolve)
                return [reader.unpack(tree) for tree in reply.results]
        except WireError as error:
            self.drop()
            raise BadResult(f"Your code returned something that cannot be read: {error}.") from None
        except (StudentTimeout, StudentCrash) as error:
            self.drop()
            self.lost[key] = error
            raise
        raise self._failed(reply.failure)

    def new_slot(self) -> int:
        """Return a slot number that was never used."""
        self.slots += 1
        return self.slots

    def register(self, function: Callable[..., Any]) -> str:
        """Make `function` callable from the worker until `forget`."""
        token = secrets.token_hex(8)
        self.callbacks[token] = function
        return token

    def forget(self, token: str) -> None:
        """Refuse further calls of a callback."""
        self.callbacks.pop(token, None)

    @contextmanager
    def substituted(self, name: str, function: Callable[..., Any], resolve: Resolve) -> Iterator[None]:
        """Replace a global of the notebook by a function of the grader's."""
        token = self.register(function)
        try:
            with self._replaced(name, Code.DEFINE, [name, Node(Tag.CALLBACK, [token])], (), resolve):
                yield
        finally:
            self.forget(token)

    @contextmanager
    def planted(self, name: str, source: str, resolve: Resolve) -> Iterator[None]:
        """Replace a global of the notebook by what `source` defines under this name."""
        self._ask()
        writer = Writer()
        operands: list[Tree] = [name, writer.pack(source)]
        with self._replaced(name, Code.PLANT, operands, writer.blobs, resolve):
            yield

    @contextmanager
    def _replaced(
        self, name: str, code: Code, operands: list[Tree], blobs: Blobs, resolve: Resolve
    ) -> Iterator[None]:
        self.run([Operation(code, self.new_slot(), operands)], [], blobs, resolve)
        self.substitutions.append((code, operands, blobs))
        try:
            yield
        finally:
            self.substitutions.pop()
            effect = self.effect  # of the student's last call, which a check may still want to see
            if self.connection is not None:
                self.run([Operation(Code.RESTORE, self.new_slot(), [name])], [], (), resolve)
            self.effect = effect

    def drop(self) -> None:
        """Give up the worker; the next call starts another. Its handles die."""
        if self.connection is None:
            return
        self.spent += self.connection.cpu_used()
        self.connection.close()
        self.connection = None
        self.epoch += 1

    def _exchange(self, request: Request, blobs: Blobs, cpu: float | None = None) -> Received:
        if self.connection is None:
            raise StudentCrash("Your code's process ended.")
        used_before = self.used
        left = self.settings.total_cpu - self.spent - self.waited - used_before
        if left <= 0:
            raise StudentTimeout("Your notebook used up all of its time.")
        budget = min(left, self.call_cpu if cpu is None else cpu)
        wall_before, answering = time.monotonic(), self.answering
        try:
            return self.connection.exchange(request, blobs, self._respond, budget)
        finally:
            # Waiting uses no CPU time: uncharged, code that only sleeps would never use up its own.
            wall = time.monotonic() - wall_before - (self.answering - answering)
            self.used = self.connection.cpu_used()
            self.waited += max(0.0, wall / self.settings.wall_factor - (self.used - used_before))

    def _ask(self) -> None:
        self.asked = True
        self.asking.add(self.question)

    def _respond(self, question: Callback, data: Bytes) -> tuple[Answer, Blobs]:
        wall, cpu = time.monotonic(), time.process_time()
        try:
            return self._answer(question, data)
        finally:
            self.answering += time.monotonic() - wall
            self.callback_cpu += time.process_time() - cpu

    def _answer(self, question: Callback, data: Bytes) -> tuple[Answer, Blobs]:
        function = self.callbacks.get(question.token)
        self.callback_count += 1
        settings = self.settings
        if self.callback_count > 2 * settings.callbacks or self.callback_cpu > settings.callback_cpu:
            raise StudentTimeout(TOO_MANY_CALLS)
        if function is None:
            return Answer(error="this function may no longer be called"), ()
        if self.callback_count > settings.callbacks:
            return Answer(error="too many calls"), ()
        if len(data) > settings.callback_bytes:
            return Answer(error="called with arguments that are too large"), ()
        self._ask()
        reader = Reader(data)
        args, kwargs = reader.unpack(question.args), reader.unpack(question.kwargs)
        if type(args) is not tuple or type(kwargs) is not dict:
            raise WireError("a callback without arguments")
        writer = Writer()
        try:
            return Answer(writer.pack(function(*args, **kwargs))), writer.blobs
        except Exception as error:
            # A wrong argument of the student's and a slip of ours look alike here; `verify` tells them apart,
            # since the reference makes the same calls.
            return Answer(error=f"called with arguments it cannot work with ({type(error).__name__})"), ()

    def _ensure(self) -> None:
        """Have a worker with the notebook loaded and substitutions in place."""
        while self.connection is None:
            if self.workers >= MAX_WORKERS:
                raise StudentCrash("Your code ended or hung its process too often.")
            self.workers += 1
            self.connection = self.connect()
            self.used = self.connection.cpu_used()
            self.clear = False
            if not self._load():
                continue
            for code, operands, blobs in self.substitutions:
                self._exchange(Request([Operation(code, self.new_slot(), operands)]), blobs)

    def _load(self) -> bool:
        """Run the cells in order, siblings first; return False if the worker was lost on the way."""
        if self.siblings:
            self._exchange(Request([Operation(Code.OPEN, 0, [name]) for name in self.siblings]), ())
        siblings = [(name, cell) for name, cells in self.siblings.items() for cell in cells]
        for notebook, cell in [*siblings, *(("", cell) for cell in self.cells)]:
            place = (notebook, cell.number)
            if place in self.overrun:
                continue
            left = self.settings.load_cpu - self.load_spent - self.load_waited - self.used
            if left <= 0:
                self._skip(place, cell, "was not run: the cells before it used up the time for loading")
                continue
            waited = self.waited
            try:
                reply, _ = self._exchange(*_load_request(cell, notebook), min(left, self.settings.cell_cpu))
            except StudentTimeout:
                self._skip(place, cell, f"took longer than {self.settings.cell_cpu:g} s and was skipped")
                return self._give_up_load()
            except (StudentCrash, WireError):
                self._skip(place, cell, "ended the process and was skipped")
                return self._give_up_load()
            finally:
                self.load_waited += self.waited - waited
            if reply.failure is not None and place not in self.cell_errors:
                error = _exception(reply.failure)
                self.cell_errors[place] = error
                self._warn(notebook, f"{cell.label} raised {_shown(error)}")
        self.load_spent += self.used
        return True

    def _give_up_load(self) -> bool:
        self.load_spent += self.used
        self.drop()
        return False

    def _skip(self, place: tuple[str, int], cell: Cell, reason: str) -> None:
        self.overrun.add(place)
        self._warn(place[0], f"{cell.label} {reason}")

    def _warn(self, notebook: str, text: str) -> None:
        if not notebook:  # a sibling's report says so itself
            self.warnings.append(text)

    def _failed(self, failure: Failure) -> StudentError:
        if failure.kind == "missing":
            return self.missing(one_line(failure.text))
        if failure.kind == "raised":
            return _exception(failure)
        if failure.kind == "stale":
            return BadResult("A handle was used after its test or its process had ended.")
        return BadResult(f"Your result cannot be graded: {one_line(failure.text)}.")

    def missing(self, name: str) -> MissingName:
        """Return the error for a name the notebook does not define, with what became of its cell."""
        error = MissingName(name)
        for cell in self.cells:
            last = name.rpartition(".")[2]
            if f"def {last}(" not in cell.source and f"class {last}" not in cell.source:
                continue
            if ("", cell.number) in self.cell_errors:
                reason = self.cell_errors["", cell.number]
                place = f" ({reason.where})" if reason.where else ""
                error.args = (f"Cell {cell.number}, which defines `{name}`, raised {_shown(reason)}{place}.",)
            elif ("", cell.number) in self.overrun:
                error.args = (f"Cell {cell.number}, which defines `{name}`, took too long and was skipped.",)
        return error


def _shown(error: StudentException) -> str:
    return f"{error.type_name}: {error.text}" if error.text else error.type_name


def _exception(failure: Failure) -> StudentException:
    texts = (failure.type_name, failure.text, failure.where)
    return StudentException(*(one_line(text) for text in texts))


def _load_request(cell: Cell, notebook: str) -> tuple[Request, Blobs]:
    writer = Writer()
    source = writer.pack(cell.source)
    place = f"<cell {cell.number}{f' of {notebook}' if notebook else ''}>"
    return Request([Operation(Code.CELL, 0, [source, place, notebook])]), writer.blobs
