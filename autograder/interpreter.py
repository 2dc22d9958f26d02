"""Run the grader's programs on a notebook's namespace: where student objects are."""

import inspect
import itertools
import linecache
import operator
import sys
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType, TracebackType
from typing import Any, cast

import numpy as np

from autograder.errors import WireError
from autograder.loader import new_namespace, run_cell
from autograder.protocol import OPERATORS, Answer, Callback, Code, Effect, Failure, Reply, Request, Want
from autograder.wire import COPIED, DTYPES, Bytes, Node, Reader, Tag, Tree, Writer

Blobs = Sequence[Bytes]
Ask = Callable[[Callback, Blobs], tuple[Answer, Bytes]]

TEXT_LIMIT = 200
ALIAS_WORK = 10_000
IMMUTABLE = (type(None), bool, int, float, complex, str, bytes, slice, type(...), np.dtype, np.generic)
SIGNATURE_STARS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


class Stop(Exception):
    """A program ends early with this failure."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


class Argument:
    """An argument that its call can change, to be compared with what was received."""

    def __init__(self, key: int | str, tree: Node, reader: Reader) -> None:
        start = reader.offset
        self.key = key
        self.tree = tree
        self.value = reader.unpack(tree)
        self.received = reader.blobs[start : reader.offset]

    def mutated(self) -> bool:
        """Whether the value differs, in any bit, from what was received."""
        if self.tree.tag == Tag.ARRAY:
            return self._changed(self.tree, self.value)
        if not isinstance(self.value, list | dict | tuple | np.random.Generator):
            return False
        if _has_reference(self.tree):
            return False
        writer = Writer()
        try:
            tree = writer.pack(self.value)
        except WireError:
            return True
        return tree != self.tree or b"".join(writer.blobs) != bytes(self.received)

    def _changed(self, tree: Node, value: np.ndarray[Any, Any]) -> bool:
        """Whether an array is another than the one received, without packing it again."""
        parts: list[Any] = tree.parts
        dtype, order, nbytes, *shape = parts
        if value.dtype != DTYPES[dtype] or list(value.shape) != shape:
            return True
        if nbytes <= COPIED:
            return value.tobytes(order) != bytes(self.received)
        word = np.dtype(np.uint8 if nbytes % 8 else np.uint64)
        flat = np.asarray(value, order=order).reshape(-1, order=order)
        return bool((flat.view(word) != np.frombuffer(self.received, word)).any())


class Interpreter:
    """Slots, globals and substitutions of one worker.

    Parameters
    ----------
    ask : callable
        Sends a callback to the grader and returns its answer.
    """

    def __init__(self, ask: Ask) -> None:
        self.module: ModuleType = new_namespace("__main__")
        self.siblings: dict[str, ModuleType] = {}
        self.ask = ask
        self.slots: dict[int, Any] = {}
        self.own_slots = itertools.count(-1, -1)
        self.replaced: dict[str, list[Any]] = {}
        self.effect = Effect()

    def run(self, request: Request, blobs: Bytes) -> tuple[Reply, Blobs]:
        """Run a program; whatever the student's code does becomes part of the reply."""
        if request.clear:
            self.slots.clear()
        self.effect = Effect()
        reader = Reader(blobs, resolve=self._resolve, writable=True)
        try:
            for operation in request.operations:
                step = _STEPS[operation.code]
                self.slots[operation.into] = step(self, reader, operation.operands)
            writer = Writer(self._refer)
            results = [self._result(writer, self.slots[slot], want) for slot, want in request.wants]
            return Reply(results, self.effect), writer.blobs
        except Stop as stop:
            return Reply(failure=stop.failure), ()
        except WireError as error:
            return Reply(failure=Failure("result", "", str(error))), ()
        except BaseException as error:
            return Reply(failure=describe(error)), ()

    # One method an operation; `_STEPS` below is the table.

    def _cell(self, reader: Reader, operands: list[Tree]) -> None:
        source, filename, notebook = (reader.unpack(operand) for operand in operands)
        run_cell(self.siblings[notebook] if notebook else self.module, source, filename)

    def _call(self, reader: Reader, operands: list[Tree]) -> Any:
        nodes: list[Any] = operands
        function, args, kwargs = reader.unpack(operands[0]), nodes[1].parts, nodes[2].parts
        arguments: list[Argument] = []

        def taken(key: int | str, tree: Tree) -> Any:
            if type(tree) is not Node:  # a number or a text, which no call can change
                return tree
            arguments.append(Argument(key, tree, reader))
            return arguments[-1].value

        positional = [taken(index, tree) for index, tree in enumerate(args)]
        keyword = {name: taken(name, tree) for name, tree in zip(kwargs[0::2], kwargs[1::2], strict=True)}
        result = function(*positional, **keyword)
        arrays = _arrays(result)
        self.effect = Effect(
            [argument.key for argument in arguments if argument.mutated()],
            [argument.key for argument in arguments if aliases(result, arrays, argument.value)],
        )
        return result

    def _work(self, reader: Reader, operands: list[Tree]) -> int:
        """Count what Python executes, in any module: a loop hidden in a library's Python counts too."""
        count = itertools.count()

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            next(count)
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            self._call(reader, operands)
            if sys.gettrace() is not trace:
                raise WireError("your function turns off the tracing that counts its work")
        finally:
            sys.settrace(before)
        return next(count)

    def _attribute(self, reader: Reader, operands: list[Tree]) -> Any:
        return getattr(*(reader.unpack(operand) for operand in operands))

    def _item(self, reader: Reader, operands: list[Tree]) -> Any:
        target, key = (reader.unpack(operand) for operand in operands)
        return target[key]

    def _set_attribute(self, reader: Reader, operands: list[Tree]) -> None:
        setattr(*(reader.unpack(operand) for operand in operands))

    def _set_item(self, reader: Reader, operands: list[Tree]) -> None:
        target, key, value = (reader.unpack(operand) for operand in operands)
        target[key] = value

    def _operator(self, reader: Reader, operands: list[Tree]) -> Any:
        name, *values = (reader.unpack(operand) for operand in operands)
        if name not in OPERATORS:
            raise WireError(f"no operator {name!r}")
        return getattr(operator, name)(*values)

    def _define(self, reader: Reader, operands: list[Tree]) -> None:
        name, function = (reader.unpack(operand) for operand in operands)
        self._replace(name, function)

    def _plant(self, reader: Reader, operands: list[Tree]) -> None:
        name, source = (reader.unpack(operand) for operand in operands)
        module = new_namespace(f"planted_{name}")
        run_cell(module, source, f"<planted {name}>")
        self._replace(name, module.__dict__[name])

    def _replace(self, name: str, content: Any) -> None:
        namespace, key = self._place(name)
        self.replaced.setdefault(name, []).append(namespace.get(key, self))
        namespace[key] = content

    def _restore(self, reader: Reader, operands: list[Tree]) -> None:
        name = reader.unpack(operands[0])
        namespace, key = self._place(name)
        before = self.replaced[name].pop()
        if before is self:
            namespace.pop(key, None)
        else:
            namespace[key] = before

    def _place(self, name: str) -> tuple[dict[str, Any], str]:
        """Return the namespace and the key of a global, or of `notebook.name`."""
        notebook, _, key = name.rpartition(".")
        return (self.sibling(notebook) if notebook else self.module).__dict__, key

    def _open(self, reader: Reader, operands: list[Tree]) -> None:
        name = reader.unpack(operands[0])
        self.siblings[name] = new_namespace(name)

    def sibling(self, name: str) -> ModuleType:
        """Return what a notebook that this one builds on defines; `from_notebook` ends here."""
        if name not in self.siblings:
            known = ", ".join(self.siblings) or "nothing"
            raise FileNotFoundError(f"this notebook builds on {known}; there is no {name!r} here")
        return self.siblings[name]

    def _signature(self, reader: Reader, operands: list[Tree]) -> list[tuple[str, bool]]:
        function = self._global(reader.unpack(operands[0]))
        return [
            (SIGNATURE_STARS.get(p.kind, "") + p.name, p.default is not p.empty)
            for p in inspect.signature(function).parameters.values()
        ]

    def _exists(self, reader: Reader, operands: list[Tree]) -> bool:
        try:
            self._global(reader.unpack(operands[0]))
        except Stop:
            return False
        return True

    def _global(self, name: str) -> Any:
        """Return a global, or an attribute of one: `Class.method`."""
        first, *rest = name.split(".")
        if first not in self.module.__dict__:
            raise Stop(Failure("missing", "NameError", name))
        found = self.module.__dict__[first]
        for attribute in rest:
            if not hasattr(found, attribute):
                raise Stop(Failure("missing", "NameError", name))
            found = getattr(found, attribute)
        return found

    def _resolve(self, node: Node) -> Any:
        key = node.parts[0]
        if node.tag == Tag.CALLBACK:
            return self._callback(str(key))
        if isinstance(key, str):
            return self._global(key)
        if key not in self.slots:
            raise Stop(Failure("stale", "KeyError", str(key)))
        return self.slots[cast(int, key)]

    def _callback(self, token: str) -> Callable[..., Any]:
        def callback(*args: Any, **kwargs: Any) -> Any:
            writer = Writer(self._refer)
            question = Callback(token, writer.pack(args), writer.pack(kwargs))
            answer, blobs = self.ask(question, writer.blobs)
            if answer.error:
                raise RuntimeError(answer.error)
            return Reader(blobs, resolve=self._resolve, writable=True).unpack(answer.result)

        return callback

    def _refer(self, value: object) -> Node:
        slot = next(self.own_slots)
        self.slots[slot] = value
        return Node(Tag.HANDLE, [slot, type(value).__name__[:TEXT_LIMIT]])

    def _result(self, writer: Writer, value: Any, want: int) -> Tree:
        if want == Want.VALUE:
            return writer.pack(value)
        if want == Want.HANDLE or (want == Want.PART and not _immutable(value)):
            return self._refer(value)
        if want == Want.FETCH:
            refer, writer.refer = writer.refer, _not_a_value
            try:
                return writer.pack(value)
            finally:
                writer.refer = refer
        return writer.pack(value)


_STEPS: dict[int, Callable[[Interpreter, Reader, list[Tree]], Any]] = {
    Code.CELL: Interpreter._cell,
    Code.CALL: Interpreter._call,
    Code.ATTRIBUTE: Interpreter._attribute,
    Code.ITEM: Interpreter._item,
    Code.SET_ATTRIBUTE: Interpreter._set_attribute,
    Code.SET_ITEM: Interpreter._set_item,
    Code.OPERATOR: Interpreter._operator,
    Code.DEFINE: Interpreter._define,
    Code.RESTORE: Interpreter._restore,
    Code.SIGNATURE: Interpreter._signature,
    Code.EXISTS: Interpreter._exists,
    Code.WORK: Interpreter._work,
    Code.PLANT: Interpreter._plant,
    Code.OPEN: Interpreter._open,
}


def describe(error: BaseException) -> Failure:
    """Return type, message and place of an exception, clipped; its own `__str__` may raise."""
    try:
        text = str(error)
    except BaseException:
        text = ""
    where = "" if isinstance(error, SyntaxError) else _where(error.__traceback__)
    if isinstance(error, SyntaxError) and error.text:
        where = f"line {error.lineno}: `{error.text.strip()}`"
        text = error.msg
    return Failure("raised", type(error).__name__[:TEXT_LIMIT], text[:TEXT_LIMIT], where[:TEXT_LIMIT])


def _where(traceback: TracebackType | None) -> str:
    """Return the deepest line of the notebook in a traceback."""
    place = ""
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if filename.startswith("<cell "):
            place = f"{filename[1:-1]}, line {traceback.tb_lineno}{_line(filename, traceback.tb_lineno)}"
        traceback = traceback.tb_next
    return place


def _line(filename: str, number: int) -> str:

    text = linecache.getline(filename, number).strip()
    return f": `{text}`" if text else ""


def aliases(result: Any, arrays: Sequence[np.ndarray[Any, Any]], argument: Any) -> bool:
    """Whether `result`, or one of the `arrays` in it, is an argument or shares memory with arrays of it."""
    if isinstance(argument, list | dict) and result is argument:
        return True
    return bool(arrays) and any(_shares(a, b) for b in _arrays(argument) for a in arrays)


def _shares(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    if not np.may_share_memory(a, b):
        return False
    try:
        return np.shares_memory(a, b, max_work=ALIAS_WORK)  # type: ignore[arg-type]
    except Exception:  # too hard to tell exactly
        return True


def _arrays(value: Any, depth: int = 4) -> list[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        return [value]
    if depth and type(value) in (tuple, list, dict):
        parts = value.values() if type(value) is dict else value
        return [array for part in itertools.islice(parts, 1000) for array in _arrays(part, depth - 1)]
    return []


def _has_reference(tree: Tree) -> bool:
    if not isinstance(tree, Node):
        return False
    return tree.tag in (Tag.HANDLE, Tag.CALLBACK) or any(_has_reference(part) for part in tree.parts)


def _immutable(value: Any) -> bool:
    if type(value) is tuple:
        return all(_immutable(item) for item in value)
    return type(value) in IMMUTABLE or isinstance(value, np.generic | np.dtype)


def _not_a_value(value: object) -> Node:
    raise WireError(f"it is a {type(value).__name__[:TEXT_LIMIT]}, which is not a value")
