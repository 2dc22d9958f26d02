"""Steps on student objects that are recorded first and run together: one round trip for a thousand steps."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.disagreement import copied
from autograder.protocol import OPERATORS, Code, Operation, Want
from autograder.submission import (
    Handle,
    Submission,
    link_of,
    operand_writer,
    pack_call,
    pack_operands,
    resolver,
    value,
)

Step = Any  # a handle of a step still to be run, or on the reference what the step gave


class Program:
    """A small program over the student's objects: each method adds a step, `run` runs them all.

    On the reference, and on mistaken copies of it, each step is taken at once: a scenario reads the same for
    both. Whatever a step raises in the student's process is the student's failure.

    Parameters
    ----------
    code : object
        The submission, the reference, or a mistaken copy.

    Examples
    --------
    >>> program = Program(submission)                            # doctest: +SKIP
    >>> x = program.call("Tensor", np.ones(3))                   # doctest: +SKIP
    >>> y = program.operator("mul", 2.0, program.method(x, "exp"))    # doctest: +SKIP
    >>> program.method(program.method(y, "sum"), "backward")     # doctest: +SKIP
    >>> (gradient,) = program.run(program.attribute(x, "grad"))  # doctest: +SKIP
    """

    def __init__(self, code: Any) -> None:
        self._steps: _Recorded | _Taken = _Recorded(code) if isinstance(code, Submission) else _Taken(code)

    def call(self, function: str | Step, *args: Any, **kwargs: Any) -> Step:
        """Call a global of the notebook by name, or what a step gave."""
        return self._steps.add(Code.CALL, self._steps.named(function), args, kwargs)

    def method(self, target: Step, name: str, *args: Any, **kwargs: Any) -> Step:
        """Call a method of what a step gave."""
        return self._steps.add(Code.CALL, self.attribute(target, name), args, kwargs)

    def operator(self, name: str, *operands: Any) -> Step:
        """Apply a function of Python's `operator` module: add, sub, mul, truediv, matmul, pow, neg, ..."""
        if name not in OPERATORS:
            raise ValueError(f"no operator {name!r}; there are {', '.join(sorted(OPERATORS))}")
        return self._steps.add(Code.OPERATOR, name, *operands)

    def item(self, target: Step, key: Any) -> Step:
        """Take `target[key]`; key may hold slices, lists and arrays."""
        return self._steps.add(Code.ITEM, target, key)

    def attribute(self, target: Step, name: str) -> Step:
        """Take `target.name`."""
        return self._steps.add(Code.ATTRIBUTE, target, name)

    def set_attribute(self, target: Step, name: str, content: Any) -> None:
        """Set `target.name`."""
        self._steps.add(Code.SET_ATTRIBUTE, target, name, content)

    def run(self, *wanted: Step) -> tuple[Any, ...]:
        """Run what was recorded and return the values of the steps wanted, as they are at the end.

        Raises
        ------
        BadResult
            If what a step gave is not a value.
        """
        return self._steps.run(wanted)


class _Recorded:
    """Steps for a submission: operations of one request."""

    def __init__(self, submission: Submission) -> None:
        self.submission, self.link = submission, link_of(submission)
        self.operations: list[Operation] = []
        self.tokens, self.about = list[str](), ""
        self.writer = operand_writer(self.link, self.tokens)

    def named(self, function: str | Step) -> Step:
        if not isinstance(function, str):
            return function
        self.about = self.about or function
        return Handle(self.link, function, "name")

    def add(self, code: Code, *operands: Any) -> Handle:
        slot = self.link.new_slot()
        if code == Code.CALL:
            function, args, kwargs = operands
            packed = pack_call(self.writer, function, args, kwargs)
        else:
            packed = pack_operands(self.writer, operands)
        self.operations.append(Operation(code, slot, packed))
        return Handle(self.link, slot, "step")

    def run(self, wanted: tuple[Step, ...]) -> tuple[Any, ...]:
        nodes: list[Any] = pack_operands(self.writer, wanted)
        slots = [(node.parts[0], Want.FETCH) for node in nodes]
        operations, blobs = self.operations, self.writer.blobs
        self.operations, self.writer = [], operand_writer(self.link, self.tokens)
        try:
            return tuple(self.link.run(operations, slots, blobs, resolver(self.link), self.about))
        finally:
            for token in self.tokens:
                self.link.forget(token)


class _Taken:
    """Steps on code of this process, taken at once."""

    def __init__(self, code: Any) -> None:
        self.code = code

    def named(self, function: str | Step) -> Step:
        return getattr(self.code, function) if isinstance(function, str) else function

    def add(self, code: Code, *operands: Any) -> Any:
        return _TAKEN[code](*operands)

    def run(self, wanted: tuple[Step, ...]) -> tuple[Any, ...]:
        return tuple(value(step) for step in wanted)


def _call(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call with copies of arrays: the student's code has its own, too."""
    return function(*map(_own, args), **{name: _own(content) for name, content in kwargs.items()})


def _own(content: Any) -> Any:
    return copied(content) if isinstance(content, np.ndarray) else content


_TAKEN: dict[Code, Callable[..., Any]] = {
    Code.CALL: _call,
    Code.OPERATOR: lambda name, *operands: getattr(operator, name)(*map(_own, operands)),
    Code.ITEM: operator.getitem,
    Code.ATTRIBUTE: getattr,
    Code.SET_ATTRIBUTE: lambda target, name, content: setattr(target, name, _own(content)),
}
