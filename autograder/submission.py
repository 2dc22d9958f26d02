"""What a test holds of a submission: the student's names as attributes, and free functions for all else.

Arguments travel by value. The result of a call is a value when its type is exactly one the wire knows;
anything else is a `Handle`. An attribute or item of a handle is a value when it is immutable, and a handle
when it is a list, dict, array or object, so that assigning into it reaches the student's object. Nothing a
student defines can hide a function of this module, because none of them is an attribute of `Submission`.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain
from types import FunctionType, MethodType
from typing import Any, NoReturn

import numpy as np

from autograder.errors import BadResult, MissingName, WireError
from autograder.link import Link
from autograder.plain import one_line
from autograder.protocol import Code, Operation, Want
from autograder.wire import Node, Tag, Tree, Writer

NAME_LENGTH = 60  # of a parameter, which a student chooses freely
FUNCTIONS = (FunctionType, MethodType, type(len), np.ufunc)
SPARE = 0  # the slot of results that no later request refers to: the next one frees them
_get, _set = object.__getattribute__, object.__setattr__


@dataclass(frozen=True)
class Effects:
    """What the last call did to its arguments: positions, or names of keyword arguments."""

    mutated: tuple[int | str, ...]
    aliased: tuple[int | str, ...]


class Handle:
    """An object that stays in the worker, or a global of the notebook by name.

    It has no operators, no equality and no truth value: fetch it with `value` first. It dies with its test
    and with a restart of the worker; a global does not.
    """

    __slots__ = ("__epoch", "__key", "__link", "__type")

    def __init__(self, link: Link, key: int | str, type_name: str) -> None:
        _set(self, "_Handle__link", link)
        _set(self, "_Handle__key", key)
        _set(self, "_Handle__type", type_name)
        _set(self, "_Handle__epoch", link.epoch)

    def __getattr__(self, name: str) -> Any:
        _refuse_protocol(name)
        return _step(self, Code.ATTRIBUTE, Want.PART, name)

    def __getitem__(self, key: Any) -> Any:
        return _step(self, Code.ITEM, Want.PART, key)

    def __setattr__(self, name: str, content: Any) -> None:
        _step(self, Code.SET_ATTRIBUTE, Want.PART, name, content)

    def __setitem__(self, key: Any, content: Any) -> None:
        _step(self, Code.SET_ITEM, Want.PART, key, content)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _call(self, args, kwargs, Want.VALUE)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.array(value(self), dtype=dtype)

    def __repr__(self) -> str:
        return f"<{describe_type(self)} of the submission>"

    def __refuse(self, *others: Any) -> NoReturn:
        raise BadResult(f"Your result is a {describe_type(self)}, which this test cannot work with.")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __refuse
    __bool__ = __len__ = __iter__ = __contains__ = __float__ = __int__ = __index__ = __refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __abs__ = __refuse
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __refuse
    __array_ufunc__ = None
    __hash__ = object.__hash__


class Submission:
    """The student's names: `submission.svm_loss_naive(W, X, y, reg)`."""

    __slots__ = ("__link",)

    def __init__(self, link: Link) -> None:
        _set(self, "_Submission__link", link)

    def __getattr__(self, name: str) -> Handle:
        _refuse_protocol(name)
        return Handle(link_of(self), name, "name")


def _refuse_protocol(name: str) -> None:
    """Let Python and numpy, which probe objects for protocols, find none."""
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)


def link_of(source: Submission | Handle) -> Link:
    """Return the conversation behind a submission or handle."""
    link: Link = _get(source, "_Handle__link" if type(source) is Handle else "_Submission__link")
    return link


def describe_type(handle: Handle) -> str:
    """Return the name of the type of the student's object."""
    name: str = _get(handle, "_Handle__type")
    return name


def value(handle: Any) -> Any:
    """Return the value of a handle as it is now; of anything else, a copy that later changes leave alone.

    Raises
    ------
    BadResult
        If the object behind it is not a value.
    """
    if not isinstance(handle, Handle):
        return copy.deepcopy(handle)
    operands: list[Tree] = ["getitem", Node(Tag.TUPLE, [_node(handle)]), 0]
    return _run(link_of(handle), Code.OPERATOR, operands, Want.FETCH, Writer(), _name(handle))


def keep(function: Handle, *args: Any, **kwargs: Any) -> Handle:
    """Call a function of the student's and return a handle even where a value would come.

    Examples
    --------
    >>> cache = keep(submission.affine_forward, x, w, b)[1]   # doctest: +SKIP
    """
    handle: Handle = _call(function, args, kwargs, Want.HANDLE)
    return handle


def work(function: Handle, *args: Any, **kwargs: Any) -> int:
    """Return how many lines of Python a call executes: how the work grows with the data, without a stopwatch.

    Vectorized code executes the same lines for ten rows and for a thousand.
    """
    lines = _call(function, args, kwargs, Want.VALUE, Code.WORK)
    if type(lines) is not int:
        raise BadResult("The work of your function cannot be counted.")
    return lines


def exists(submission: Submission, name: str) -> bool:
    """Whether the notebook defines `name`."""
    return bool(_ask(submission, Code.EXISTS, name))


def missing(submission: Submission, name: str) -> MissingName:
    """Return the error that says what became of a name the notebook does not define."""
    return link_of(submission).missing(name)


def signature(submission: Submission, name: str) -> tuple[tuple[str, bool], ...]:
    """Return the parameters of a function as (name, has a default); `*args` and `**kwargs` keep their stars.

    Raises
    ------
    MissingName
        If the notebook does not define it.
    BadResult
        If what it gives is not a signature.
    """
    found = _ask(submission, Code.SIGNATURE, name)
    try:
        return tuple((one_line(str(parameter), NAME_LENGTH), bool(default)) for parameter, default in found)
    except (TypeError, ValueError):
        raise BadResult(f"`{name}` has no readable signature.") from None


def effects(submission: Submission) -> Effects:
    """Return what the last call did to its arguments. A hostile worker can forge it: it earns no points."""
    effect = link_of(submission).effect
    return Effects(*(tuple(map(_place, places)) for places in (effect.mutated, effect.aliased)))


def _place(place: int | str) -> int | str:
    return one_line(place, NAME_LENGTH) if isinstance(place, str) else place


def substitute(
    submission: Submission, name: str, function: Callable[..., Any]
) -> AbstractContextManager[None]:
    """Make the student's other code call `function` of this process wherever it calls its own `name`.

    Parameters
    ----------
    submission : Submission
        The student's notebook.
    name : str
        A global of the notebook; `losses.svm_loss_naive` is one of the notebook `losses` that it builds on.
    function : callable
        Takes and returns values.
    """
    link = link_of(submission)
    return link.substituted(name, function, resolver(link))


def plant(submission: Submission, name: str, source: str) -> AbstractContextManager[None]:
    """Make the student's other code use what `source` defines as `name`; the worker sees the source."""
    link = link_of(submission)
    return link.planted(name, source, resolver(link))


@contextmanager
def lend(handle: Handle, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Give a student's object a function of this process as an attribute; afterwards it can't be called."""
    link = link_of(handle)
    token = link.register(function)
    operands: list[Tree] = [_node(handle), name, Node(Tag.CALLBACK, [token])]
    try:
        _run(link, Code.SET_ATTRIBUTE, operands, Want.PART, Writer(), name)
        yield
    finally:
        link.forget(token)


@contextmanager
def call_limit(submission: Submission, seconds: float) -> Iterator[None]:
    """Allow each call of the student's code this much CPU time instead of the usual."""
    link = link_of(submission)
    before, link.call_cpu = link.call_cpu, seconds
    try:
        yield
    finally:
        link.call_cpu = before


def operand_writer(link: Link, tokens: list[str]) -> Writer:
    """Return a writer of what a test may send: values, handles by reference, functions as callbacks.

    Parameters
    ----------
    link : Link
        Where handles must belong.
    tokens : list of str
        Those of the callbacks are added to it.
    """

    def refer(part: object) -> Node:
        if isinstance(part, Handle):
            if link_of(part) is not link:
                raise WireError("a handle of another submission")
            return _node(part)
        if isinstance(part, FUNCTIONS):
            tokens.append(link.register(part))
            return Node(Tag.CALLBACK, [tokens[-1]])
        raise WireError(f"a {type(part).__name__} cannot be sent as a value")

    return Writer(refer)


def pack_operands(writer: Writer, contents: Iterable[Any]) -> list[Tree]:
    """Pack what a test sends, in order.

    Raises
    ------
    TypeError
        If one of them cannot be sent.
    """
    try:
        return [writer.pack(content) for content in contents]
    except WireError as error:
        raise TypeError(f"a test cannot send this argument: {error}") from None


def pack_call(writer: Writer, function: Handle, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Tree]:
    """Pack a call's operands in the order in which the worker reads them: by position, then by name."""
    positional = pack_operands(writer, args)
    keyword = pack_operands(writer, chain.from_iterable(kwargs.items()))
    return [_node(function), Node(Tag.TUPLE, positional), Node(Tag.DICT, keyword)]


def _call(
    function: Handle, args: Sequence[Any], kwargs: dict[str, Any], want: Want, code: Code = Code.CALL
) -> Any:
    tokens: list[str] = []
    link = link_of(function)
    writer = operand_writer(link, tokens)
    operands = pack_call(writer, function, args, kwargs)
    return _run(link, code, operands, want, writer, _name(function), tokens)


def _step(handle: Handle, code: Code, want: Want, *contents: Any) -> Any:
    tokens: list[str] = []
    link = link_of(handle)
    writer = operand_writer(link, tokens)
    operands = [_node(handle), *pack_operands(writer, contents)]
    return _run(link, code, operands, want, writer, _name(handle), tokens)


def _ask(submission: Submission, code: Code, name: str) -> Any:
    return _run(link_of(submission), code, [name], Want.VALUE, Writer(), name)


def _run(
    link: Link,
    code: Code,
    operands: list[Tree],
    want: Want,
    writer: Writer,
    name: str,
    tokens: Iterable[str] = (),
) -> Any:
    """Run one operation and return its result; until then the callbacks of `tokens` may be called."""
    operations, wants = [Operation(code, SPARE, operands)], [(SPARE, want)]
    try:
        return link.run(operations, wants, writer.blobs, resolver(link), name)[0]
    finally:
        for token in tokens:
            link.forget(token)


def resolver(link: Link) -> Callable[[Node], Handle]:
    """Return the function that makes handles of what a reply refers to."""

    def resolve(node: Node) -> Handle:
        key, type_name = node.parts
        if node.tag != Tag.HANDLE or type(key) is not int:
            raise WireError("a reference that is not a handle")
        return Handle(link, key, one_line(str(type_name), 60))

    return resolve


def _name(handle: Handle) -> str:
    key = _get(handle, "_Handle__key")
    return key if isinstance(key, str) else ""


def _node(handle: Handle) -> Node:
    key = _get(handle, "_Handle__key")
    if type(key) is int and _get(handle, "_Handle__epoch") != link_of(handle).epoch:
        raise BadResult("A handle was used after its test or its process had ended.")
    return Node(Tag.HANDLE, [key])
