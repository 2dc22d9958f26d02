"""The messages between grader and worker: a request is a small program over slots, data and not code.

A slot is a number that the grader chose for an object which stays in the worker; a handle names a slot or a
global of the notebook. Every operation puts its result into a slot; `wants` says which slots come back, how.
"""

import enum
from typing import Literal

import msgspec

from autograder.wire import Tree


class Code(enum.IntEnum):
    """Operations of a program, with their operands."""

    CELL = 1  # source, filename, notebook ("" for the submission itself, else one it builds on): run a cell
    CALL = 2  # function, args (tuple), kwargs (dict)
    ATTRIBUTE = 3  # object, name
    ITEM = 4  # object, key
    SET_ATTRIBUTE = 5  # object, name, value
    SET_ITEM = 6  # object, key, value
    OPERATOR = 7  # name of a function of the `operator` module, operands...
    DEFINE = 8  # name, callback: substitute a global, or `notebook.name` of a notebook it builds on
    RESTORE = 9  # name: undo the substitution
    SIGNATURE = 10  # name, perhaps `Class.method`: list of (parameter, has a default)
    EXISTS = 11  # name, perhaps `Class.method`: bool
    WORK = 12  # function, args (tuple), kwargs (dict): how many lines of Python the call executes
    PLANT = 13  # name, source: substitute a global by what the source defines under this name
    OPEN = 14  # notebook: there is one of this name to build on, with nothing in it yet


class Want(enum.IntEnum):
    """How a result comes back."""

    VALUE = 1  # a value; what is not one, as a handle
    PART = 2  # immutable data as a value; list, dict, array and object as a handle
    HANDLE = 3  # always a handle
    FETCH = 4  # a value, or a failure


# What a program may do with operands: names of functions in the `operator` module.
OPERATORS = frozenset(
    ["abs", "add", "floordiv", "getitem", "matmul", "mod", "mul", "neg", "pos", "pow", "sub", "truediv"]
)


class Operation(msgspec.Struct, array_like=True):
    """One step: `code` applied to `operands`, the result kept in slot `into`."""

    code: int
    into: int
    operands: list[Tree]


class Request(msgspec.Struct, array_like=True):
    """A program. `clear` first drops every slot of the test before."""

    operations: list[Operation]
    wants: list[tuple[int, int]] = []
    clear: bool = False


class Effect(msgspec.Struct, array_like=True):
    """What a call did to its arguments: positions and keyword names."""

    mutated: list[int | str] = []
    aliased: list[int | str] = []


class Failure(msgspec.Struct, array_like=True):
    """Why a program stopped."""

    kind: Literal["missing", "raised", "result", "stale"]
    type_name: str
    text: str = ""
    where: str = ""


class Reply(msgspec.Struct, array_like=True):
    """Results in the order of `wants`, effects of the last call; or the failure."""

    results: list[Tree] = []
    effect: Effect = msgspec.field(default_factory=Effect)
    failure: Failure | None = None


class Callback(msgspec.Struct, array_like=True):
    """The student's code calls a function of the grader's."""

    token: str
    args: Tree
    kwargs: Tree


class Answer(msgspec.Struct, array_like=True):
    """What that function returned, or why it did not."""

    result: Tree = None
    error: str = ""


class Hello(msgspec.Struct, array_like=True):
    """First message of a worker: what its self-test could do that it should not."""

    holes: list[str] = []


KINDS: dict[type[msgspec.Struct], int] = {Request: 1, Reply: 2, Callback: 3, Answer: 4, Hello: 5}
DECODERS = {kind: msgspec.msgpack.Decoder(message) for message, kind in KINDS.items()}

__all__ = [
    "DECODERS",
    "KINDS",
    "OPERATORS",
    "Answer",
    "Callback",
    "Code",
    "Effect",
    "Failure",
    "Hello",
    "Operation",
    "Reply",
    "Request",
    "Want",
]
